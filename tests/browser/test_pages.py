"""The pages in a real Chromium, with and without JavaScript: from a sentence to the executor's inbox and back."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import RunningLoket
from tests.conversations.driver import stories

pytestmark = [pytest.mark.engine, pytest.mark.browser]
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]
STORIES = [story for name, story in stories() if story.get("tickets")][:5]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def say(page: Page, text: str) -> None:
    count = page.locator(".message").count()
    page.locator("#tekst").fill(text)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    page.locator(".message").nth(count + 1).wait_for(timeout=15_000)


def press(page: Page, label: str) -> None:
    count = page.locator(".message").count()
    page.locator(".answers button", has_text=re.compile(f"^{re.escape(label)}")).first.click()
    page.locator(".message").nth(count + 1).wait_for(timeout=15_000)


def tell(page: Page, loket: RunningLoket, story: dict[str, object]) -> str:
    page.goto(loket.url + "/")
    for step in story["stappen"]:  # type: ignore[attr-defined]
        press(page, step["knop"]) if "knop" in step else say(page, str(step["ik"]))
    return page.locator("#gesprek").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("story", STORIES, ids=[str(story["naam"]) for story in STORIES])
def test_each_story_ends_in_a_number_on_the_page(
    loket: RunningLoket, browser: Browser, story: dict[str, object], scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    told = tell(page, loket, story)
    assert len(re.findall(r"Uw nummer is [LS]26-", told)) == len(story["tickets"]) + len(
        story.get("signalen", [])
    )  # type: ignore[arg-type,call-overload]
    assert faults == []
    context.close()


def test_the_executor_reads_accepts_asks_and_closes_and_the_citizen_follows_it(
    loket: RunningLoket, browser: Browser
) -> None:
    citizen = browser.new_context().new_page()
    told = tell(citizen, loket, STORIES[0])
    found = re.search(r"Uw nummer is (L26-\S+?)\. Uw code is (\S+?)\.", told)
    assert found is not None
    number, code = found.groups()
    accounts = json.loads((loket.var / "demo-accounts.json").read_text())
    staff = browser.new_context().new_page()
    staff.goto(loket.url + "/uitvoerder/")
    staff.fill("#inlognaam", "cjib")
    staff.fill("#wachtwoord", accounts["cjib"])
    staff.get_by_role("button", name="Inloggen").click()
    staff.get_by_role("link", name=number).click()
    for shown in ("€ 274", "3 november 2026", "Jan Jansen", "jan@example.nl"):
        assert shown in staff.locator("main").inner_text()
    staff.get_by_role("button", name="Aannemen").click()
    staff.get_by_role("button", name="In behandeling nemen").click()
    staff.fill("#tekst-vraagburger", "Wat is uw inkomen per maand?")
    staff.get_by_role("button", name="Stel deze vraag").click()
    citizen.goto(loket.url + "/status")
    citizen.fill("#nummer", number.lower().replace("-", " "))
    citizen.fill("#code", code)
    citizen.get_by_role("button", name="Bekijk mijn verzoek").click()
    assert "Wat is uw inkomen per maand?" in citizen.locator("main").inner_text()
    citizen.fill("#antwoord", "1400 euro")
    citizen.get_by_role("button", name="Verstuur antwoord").click()
    staff.reload()
    assert "1400 euro" in staff.locator("main").inner_text()
    staff.fill("#tekst-handelaf", "U mag in zes delen betalen.")
    staff.get_by_role("button", name="Afhandelen").click()
    citizen.goto(loket.url + "/status")
    citizen.fill("#nummer", number)
    citizen.fill("#code", code)
    citizen.get_by_role("button", name="Bekijk mijn verzoek").click()
    assert "U mag in zes delen betalen." in citizen.locator("main").inner_text()
    other = browser.new_context().new_page()
    other.goto(loket.url + "/uitvoerder/")
    other.fill("#inlognaam", "gemeente-0344")
    other.fill("#wachtwoord", accounts["gemeente-0344"])
    other.get_by_role("button", name="Inloggen").click()
    answer = other.goto(f"{loket.url}/uitvoerder/{number}")
    assert answer is not None
    assert answer.status == 404


def test_the_plain_form_leads_to_the_same_overview(loket: RunningLoket, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(loket.url + "/formulier/mens_spreken")
    page.get_by_role("button", name="Verder").click()
    assert "Dit veld is nodig." in page.locator("main").inner_text()
    page.get_by_label("Wat wilt u vragen").fill("Wie gaat er over mijn kapotte stoeptegel?")
    page.get_by_label("Hoe kan de medewerker").fill("06-00000000")
    page.get_by_role("button", name="Verder").click()
    assert "Gaat u akkoord met doorsturen?" in page.locator("#gesprek").inner_text()


@pytest.mark.parametrize(
    "path", ["/", "/status", "/uitvoerder/", "/formulier/betalingsregeling", "/bestaat-niet"]
)
def test_a_page_fits_a_narrow_telephone(loket: RunningLoket, browser: Browser, path: str) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(loket.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_reload_and_a_second_tab_show_the_same_conversation(loket: RunningLoket, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(loket.url + "/")
    say(page, "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen")
    here = page.locator("#gesprek").inner_text()
    page.reload()
    assert page.locator("#gesprek").inner_text() == here
    second = context.new_page()
    second.goto(loket.url + "/")
    assert second.locator("#gesprek").inner_text() == here
