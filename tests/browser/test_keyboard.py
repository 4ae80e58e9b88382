"""With the keyboard alone: every step can be reached, is seen when it is reached, and leads on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import Citizen, axe, log_in, visit
from tests.browser.walks import BY_NAME, FINE, continued, played, steps_until
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]
MOST_TABS = 80
# Whether what has the focus can be seen: in the window, with nothing over it, and with an outline (WCAG 2.4.7, 2.4.11).
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return { inside: box.bottom > 0 && box.top < innerHeight, uncovered: !!top && (one.contains(top) || top.contains(one)), outlined };
}"""


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Tab until this has the focus, looking at every stop on the way; fails when it cannot be reached."""
    stops = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "selector => [document.activeElement.matches(selector), document.activeElement.innerText ?? '']",
            selector,
        )
        if page.evaluate("document.activeElement === document.body"):
            continue
        stops.append(found[1][:40])
        seen = page.evaluate(SEEN)
        assert seen == {"inside": True, "uncovered": True, "outlined": True}, (stops[-1], seen)
        if found[0] and re.match(re.escape(text), " ".join(found[1].split()), re.IGNORECASE):
            return
    pytest.fail(f"'{selector}' with '{text}' is not reached; these are: {stops}")


def test_a_whole_request_is_told_changed_and_sent_with_the_keyboard_alone(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket, viewport={"width": 1024, "height": 700}) as person:
        page = person.new_page()
        page.goto(loket.url + "/")
        citizen = Citizen(page, loket.url)
        # The first stop leads past the menu.
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
        page.keyboard.press("Enter")
        tab_to(page, "#tekst")
        for step in BY_NAME[FINE]["stappen"]:
            if "knop" in step:
                tab_to(page, ".answers button", step["knop"])
                citizen.await_answer(lambda: page.keyboard.press("Enter"))
            else:
                if not page.evaluate("document.activeElement.matches('#tekst')"):
                    tab_to(page, "#tekst")
                page.keyboard.insert_text(str(step["ik"]))
                citizen.await_answer(lambda: page.keyboard.press("Enter"))
        assert citizen.receipts()
        tab_to(page, "a", "Bewijs van ontvangst")
        page.keyboard.press("Enter")
        page.wait_for_url("**/ontvangstbewijs")
        tab_to(page, "button", "Print dit")


def test_a_line_of_the_overview_is_changed_with_the_keyboard(loket: RunningLoket, browser: Browser) -> None:
    with visit(browser, loket, viewport={"width": 1024, "height": 700}) as person:
        page = continued(person, loket, played(loket, steps_until(FINE, "akkoord")))
        citizen = Citizen(page, loket.url)
        tab_to(page, ".summary__action button", "Wijzig Kan betalen per maand")
        asked = citizen.await_answer(lambda: page.keyboard.press("Space"))
        assert "maand" in asked


def test_help_of_a_person_and_the_way_out_are_reached_from_the_menu(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket, viewport={"width": 320, "height": 640}) as person:
        page = person.new_page()
        page.goto(loket.url + "/status")
        tab_to(page, "a", "Hulp van een mens")
        page.keyboard.press("Enter")
        assert page.evaluate("document.getElementById('hulp').getBoundingClientRect().top") < 640
        tab_to(page, "a[href^='mailto:']")
        # "Snel weg" comes early: nobody tabs through a whole page to leave it.
        page.goto(loket.url + "/status")
        stops = []
        for _ in range(4):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert "Snel weg" in stops


def test_the_text_grows_and_stays_large_on_the_next_page_without_a_script(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket, java_script_enabled=False) as person:
        page = person.new_page()
        page.goto(loket.url + "/")
        size = "parseFloat(getComputedStyle(document.querySelector('#tekst, #nummer')).fontSize)"
        before = page.evaluate(size)
        for _ in range(2):
            page.get_by_role("button", name="Grotere tekst").click()
        page.goto(loket.url + "/status")
        assert page.evaluate(size) > 1.4 * before
        page.get_by_role("button", name="Gewone tekst").click()
        assert page.evaluate(size) == before


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_who_works_here_is_folded_on_a_telephone_and_opens_by_one_key(
    loket: RunningLoket, browser: Browser, axe_script: str, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        page = log_in(person.new_page(), loket, "regisseur")
        link = page.get_by_role("link", name="Terugbellen")
        assert link.is_visible()
        assert not page.get_by_text("Menu", exact=True).is_visible()
        page.set_viewport_size({"width": 320, "height": 640})
        assert not link.is_visible()
        page.get_by_text("Menu", exact=True).focus()
        page.keyboard.press("Enter")
        assert link.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if scripts:
            assert axe(page, axe_script) == []
        link.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.endswith("/balie/codes")
