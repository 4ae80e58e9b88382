"""The inbox by keyboard, two people on one ticket without script, and a draft that outlives its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driver import axe, log_in, visit
from tests.browser.walks import BY_NAME, FINE, played
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def handed(loket: RunningLoket) -> str:
    return str(played(loket, BY_NAME[FINE]["stappen"]).last["tickets"][0]["nummer"])


def test_a_ticket_is_found_opened_and_left_by_keys_alone(
    loket: RunningLoket, staff: Callable[[str], Page]
) -> None:
    number, page = handed(loket), staff("cjib")
    page.goto(loket.url + "/uitvoerder/")
    page.keyboard.press("/")
    page.keyboard.type(number.lower())
    page.keyboard.press("Enter")
    page.get_by_text("1 gevonden").wait_for()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == number
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=number).wait_for()
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.id") == "doen"
    page.get_by_label("Notitie voor collega").focus()
    page.keyboard.type("l?1")
    assert number in page.url
    page.keyboard.press("Tab")
    page.get_by_role("heading", name="Wat wilt u doen?").focus()
    page.keyboard.press("l")
    page.get_by_role("heading", name="Verzoeken").wait_for()
    page.keyboard.press("?")
    page.get_by_role("heading", name="Sneltoetsen").wait_for()
    page.get_by_role("button", name="Zet de sneltoetsen uit").click()
    page.keyboard.press("l")
    page.goto(loket.url + "/uitvoerder/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Verzoeken")).to_be_visible()
    page.goto(loket.url + "/uitvoerder/sneltoetsen")
    page.get_by_role("button", name="Zet de sneltoetsen uit").click()


def test_two_people_on_one_ticket_are_told_of_each_other_without_script(
    loket: RunningLoket, browser: Browser, axe_script: str
) -> None:
    from tests.web.helpers import command

    number = handed(loket)
    password = "een lang genoeg wachtwoord 2"
    command(
        loket, "account", "add", "collega", "--naam", "Cas Collega", "--organisatie", "cjib",
        "--wachtwoord", password,
    )  # fmt: skip
    with visit(browser, loket) as first, visit(browser, loket, java_script_enabled=False) as second:
        one = log_in(first.new_page(), loket, "cjib")
        one.goto(f"{loket.url}/uitvoerder/{number}")
        other = second.new_page()
        other.goto(loket.url + "/uitvoerder/")
        other.get_by_label("Inlognaam").fill("collega")
        other.get_by_label("Wachtwoord").fill(password)
        other.get_by_role("button", name="Inloggen").click()
        other.goto(f"{loket.url}/uitvoerder/{number}")
        expect(other.get_by_role("status").first).to_contain_text("dit verzoek nu ook open")
        # The first page was opened before, and is not loaded again: its own small page asks by itself.
        frame = one.frame_locator("iframe[title='Wie heeft dit verzoek ook open']")
        expect(frame.get_by_text("Ook open bij: Cas Collega")).to_be_visible(timeout=40_000)
        assert axe(one, axe_script) == []


def test_what_was_typed_is_kept_while_it_is_typed(loket: RunningLoket, staff: Callable[[str], Page]) -> None:
    number, page = handed(loket), staff("cjib")
    page.goto(f"{loket.url}/uitvoerder/{number}")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
        page.get_by_label("Notitie voor collega").fill("Half af")
    page.goto(loket.url + "/uitvoerder/")
    page.goto(f"{loket.url}/uitvoerder/{number}")
    expect(page.get_by_label("Notitie voor collega")).to_have_value("Half af")
