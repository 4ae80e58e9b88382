"""What people must be able to rely on without looking: nothing personal in addresses, no movement, paper and files that are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.driver import Citizen, axe, look_up, visit
from tests.browser.walks import BY_NAME, FINE, PARTNER, continued, played, receipt
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]
# Faults that axe has to find, or the silence of all other tests would mean nothing.
FAULTY = """<!doctype html><html lang="nl"><title>Fouten</title><main><h1>Fouten</h1>
<p style="color:#999;background:#fff">Bleek</p><input type="text"><img src="data:,">
<a href="#a" style="display:inline-block;width:9px;height:9px;font-size:8px">a</a><a href="#b"
 style="display:inline-block;width:9px;height:9px;font-size:8px">b</a></main></html>"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const moves = (text) => text.split(",").some((part) => parseFloat(part) > 0);
  return moves(style.animationDuration) || moves(style.transitionDuration) || style.scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 80))"""


def test_axe_finds_what_it_is_relied_on_to_find(
    browser: Browser, loket: RunningLoket, axe_script: str
) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.set_content(FAULTY)
        found = {line.split(" ")[0] for line in axe(page, axe_script)}
    finally:
        context.close()
    assert {"color-contrast", "label", "image-alt", "target-size"} <= found


def test_a_whole_request_puts_nothing_of_the_person_in_any_address_or_title(
    browser: Browser, loket: RunningLoket
) -> None:
    addresses, titles = [], []

    def note(request: Request) -> None:
        addresses.append(request.url)

    with visit(browser, loket) as person:
        person.on("request", note)
        person.on("page", lambda page: page.on("load", lambda: titles.append(page.title())))
        page = person.new_page()
        citizen = Citizen(page, loket.url).begin().tell(BY_NAME[PARTNER]["stappen"])
        (number, code), *_ = citizen.receipts()
        token = next(one["value"] for one in person.cookies() if one["name"] == "loket_gesprek")
        for path in ("/ontvangstbewijs", "/verder", "/gesprek/verwijderen"):
            page.goto(loket.url + path)
        look_up(page, loket, number, code)
        page.goto(loket.url + "/status/code-kwijt")
        page.get_by_label("Nummer", exact=True).fill(number)
        page.get_by_label("Uw e-mailadres of telefoonnummer").fill("06-00000000")
        page.get_by_role("button", name="Stuur mij een nieuwe code").click()
        page.get_by_role("status").wait_for()
    assert len(addresses) > 20
    assert len(titles) > 5
    personal = (
        number,
        code,
        code.replace("-", ""),
        token,
        "Jansen",
        "00000000",
        "1975",
        "1234",
        "zorgtoeslag",
    )
    told = "\n".join([*addresses, *titles]).casefold()
    assert [one for one in personal if one.casefold() in told] == []


def test_nothing_moves_for_who_asks_for_less_movement(browser: Browser, loket: RunningLoket) -> None:
    with visit(browser, loket, reduced_motion="reduce") as person:
        page = continued(person, loket, played(loket, BY_NAME[FINE]["stappen"][:4]))
        assert page.evaluate(MOVING) == []
        page.goto(loket.url + "/status")
        assert page.evaluate(MOVING) == []


def test_a_sign_is_seen_and_heard_while_the_answer_is_made(browser: Browser, loket: RunningLoket) -> None:
    with visit(browser, loket) as person:
        page = person.new_page()
        citizen = Citizen(page, loket.url).begin()
        # Held up on its way, as on a slow line.
        page.route("**/", lambda route: (page.wait_for_timeout(700), route.continue_()))
        page.evaluate(
            """() => { window.seen = []; new MutationObserver(() => {
              const sign = document.querySelector(".busy");
              if (sign && sign.offsetHeight) window.seen.push([sign.textContent, document.querySelector("#gesprek")
                .getAttribute("aria-busy"), document.querySelector(".compose button").disabled]);
            }).observe(document.body, { subtree: true, childList: true, attributes: true }); }"""
        )
        citizen.say("Ik kan mijn boete niet betalen")
        seen = page.evaluate("window.seen")
    assert [one for one in seen if one[0].strip() and one[1] == "true"]


def test_the_receipt_on_paper_is_number_code_and_what_was_told_and_no_button(
    browser: Browser, loket: RunningLoket
) -> None:
    with visit(browser, loket) as person:
        page = receipt(person, loket)
        page.emulate_media(media="print")
        shown = page.locator("body").inner_text()
        for words in ("Nummer", "Code", "Jan Jansen", "12 maart 1975", "/status"):
            assert words in shown
        assert page.locator("button:visible, nav:visible, footer:visible").count() == 0


def test_the_transcript_and_the_receipt_are_saved_as_a_file_with_everything_in_it(
    browser: Browser, loket: RunningLoket, tmp_path: Path
) -> None:
    with visit(browser, loket) as person:
        page = continued(person, loket, played(loket, BY_NAME[FINE]["stappen"]))
        number, code = Citizen(page, loket.url).receipts()[0]
        saved = file_of(page, "Bewaar dit gesprek", tmp_path)
        for step in BY_NAME[FINE]["stappen"]:
            assert "ik" not in step or str(step["ik"]) in saved
        assert number in saved
        page.goto(loket.url + "/ontvangstbewijs")
        proof = file_of(page, "Bewaar als bestand", tmp_path)
        assert number in proof
        assert code in proof


def file_of(page: Page, link: str, folder: Path) -> str:
    """What is downloaded by this link."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    place = folder / waiting.value.suggested_filename
    waiting.value.save_as(place)
    return place.read_text(encoding="utf-8")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_code_carries_the_conversation_to_another_device(
    browser: Browser, loket: RunningLoket, scripts: bool
) -> None:
    with (
        visit(browser, loket, java_script_enabled=scripts) as first,
        visit(browser, loket, java_script_enabled=scripts, viewport={"width": 320, "height": 640}) as second,
    ):
        page = continued(first, loket, played(loket, BY_NAME[FINE]["stappen"][:2]))
        page.get_by_role("link", name="Verder op een ander apparaat").click()
        page.get_by_role("button", name="Maak een code").click()
        code = page.locator(".device-code").inner_text()
        other = opened_with(second, loket, code)
        assert "boete" in other.locator("#gesprek").inner_text()


def opened_with(person: BrowserContext, loket: RunningLoket, code: str) -> Page:
    """The conversation of this code, on a device that did not have it."""
    page = person.new_page()
    page.goto(loket.url + "/verder")
    page.get_by_label("Code").fill(code.strip().lower())
    page.get_by_role("button", name="Ga verder").click()
    page.locator("#gesprek").wait_for()
    return page
