"""The stories of the first three doors, through the page as people use it, to the inbox of the executor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import Citizen, visit
from tests.browser.walks import BY_NAME, CONTESTED, DAUGHTER, DEBTS, FINE, PARTNER, SON
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]
WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])


def tell(citizen: Citizen, story: dict[str, Any]) -> None:
    """All steps; after each the page must hold what the story expects there."""
    for step in story["stappen"]:
        told = citizen.press(step["knop"]) if "knop" in step else citizen.say(str(step["ik"]))
        expected = step.get("zegt", [])
        for words in [expected] if isinstance(expected, str) else expected:
            assert words.lower() in " ".join(told.lower().split()), f"after {step}: '{words}' not in:\n{told}"


@WITH_AND_WITHOUT
@pytest.mark.parametrize(
    ("name", "in_the_ticket"),
    [
        (FINE, {"cjib": ["€ 274", "€ 40", "Jan Jansen", "jan@example.nl"]}),
        (PARTNER, {"toeslagen": ["ik woon alleen", "1234 AB"], "gemeente-0344": ["mijn ex"]}),
        (DAUGHTER, {"gemeente-0855": ["dochter van 28", "14 december 2026"]}),
        (SON, {"gemeente-0344": ["zoon van 21", "AB-2026-77"]}),
        (DEBTS, {"cjib": ["€ 800", "€ 120"], "zorgverzekeraar-vgz": ["€ 150"]}),
    ],
    ids=["fine", "partner", "daughter", "son", "three debts"],
)
def test_a_story_told_on_the_page_ends_as_a_ticket_in_the_inbox_of_the_executor_named(
    loket: RunningLoket,
    browser: Browser,
    staff: Callable[[str], Page],
    name: str,
    in_the_ticket: dict[str, list[str]],
    scripts: bool,
) -> None:
    story = BY_NAME[name]
    with visit(browser, loket, java_script_enabled=scripts) as person:
        citizen = Citizen(person.new_page(), loket.url, scripts).begin()
        tell(citizen, story)
        numbers = [number for number, _ in citizen.receipts()]
    tickets = [number for number in numbers if number.startswith("L")]
    assert len(tickets) == len(in_the_ticket)
    assert len(numbers) - len(tickets) == len(story.get("signalen", []))
    for number, (login, expected) in zip(tickets, in_the_ticket.items(), strict=True):
        inbox = staff(login)
        inbox.goto(loket.url + "/uitvoerder/")
        inbox.get_by_role("link", name=number).click()
        shown = inbox.locator("main").inner_text()
        for words in expected:
            assert words in shown, f"'{words}' is not in the ticket for {login}:\n{shown}"


@WITH_AND_WITHOUT
def test_who_contests_a_fine_reads_last_day_and_address_and_gets_no_number(
    loket: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        citizen = Citizen(person.new_page(), loket.url, scripts).begin()
        tell(citizen, BY_NAME[CONTESTED])
        assert citizen.receipts() == []


def test_a_whole_story_goes_by_keyboard_alone(loket: RunningLoket, browser: Browser) -> None:
    """Tab and Enter only, from the top of the page; what has the focus is always to be seen."""
    with visit(browser, loket) as person:
        citizen = Citizen(person.new_page(), loket.url).begin()
        page = citizen.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
        page.keyboard.press("Enter")
        for step in BY_NAME[FINE]["stappen"]:
            if "knop" in step:
                _tab_to(page, step["knop"])
                citizen.await_answer(lambda: page.keyboard.press("Enter"))
            else:
                _tab_to_field(page)
                page.keyboard.type(str(step["ik"]))
                citizen.await_answer(lambda: page.keyboard.press("Enter"))
        assert len(citizen.receipts()) == 1


def _tab_to(page: Page, label: str) -> None:
    _tab_until(page, f"document.activeElement.textContent.startsWith({label!r})", label)


def _tab_to_field(page: Page) -> None:
    _tab_until(page, "document.activeElement.id === 'tekst'", "the field")


def _tab_until(page: Page, condition: str, what: str) -> None:
    # After an answer the focus is in the field already; the buttons stand before it.
    for key in ["", *["Shift+Tab"] * 12, *["Tab"] * 40]:
        if key:
            page.keyboard.press(key)
        if page.evaluate(condition):
            assert page.evaluate(
                "() => { const box = document.activeElement.getBoundingClientRect();"
                " return box.width > 0 && box.bottom > 0 && box.top < innerHeight }"
            ), f"{what} has the focus outside the screen"
            return
    pytest.fail(f"the keyboard does not reach {what}")
