"""When the assistant is down the page says so, the plain forms lead on, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driver import Citizen, visit
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.browser]
WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
DOWN = "De assistent start op of is even niet bereikbaar"


@WITH_AND_WITHOUT
def test_the_page_says_at_once_that_the_assistant_is_down_and_keeps_what_is_typed(
    unserved: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, unserved, java_script_enabled=scripts) as person:
        citizen = Citizen(person.new_page(), unserved.url, scripts).begin()
        expect(citizen.page.get_by_text(DOWN)).to_be_visible()
        citizen.say("Mijn uitkering is al twee maanden niet betaald")
        assert "Mijn uitkering is al twee maanden niet betaald" in citizen.transcript()
        expect(citizen.page.get_by_text(DOWN)).to_be_visible()


@WITH_AND_WITHOUT
def test_the_plain_form_leads_from_mistakes_to_overview_and_number_without_the_assistant(
    unserved: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, unserved, java_script_enabled=scripts) as person:
        citizen = Citizen(person.new_page(), unserved.url, scripts).begin()
        page = citizen.page
        page.get_by_role("link", name="Ik wil hulp van een mens").click()
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_role("alert")).to_contain_text("Dit veld is nodig")
        page.get_by_label("Wat wilt u vragen").fill("Wie gaat er over mijn kapotte stoeptegel?")
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_label("Wat wilt u vragen")).to_have_value(
            "Wie gaat er over mijn kapotte stoeptegel?"
        )
        page.get_by_label("Hoe kan de medewerker").fill("06-00000000")
        page.get_by_role("button", name="Verder").click()
        # Who leaves a telephone number is asked when to call: told as such, and it may stay empty.
        expect(page.get_by_role("status")).to_contain_text("bijgekomen")
        page.get_by_role("button", name="Verder").click()
        page.wait_for_url("**/#laatste")
        assert "Gaat u akkoord met doorsturen?" in citizen.transcript()
        citizen.press("Ja, verstuur")
        assert len(citizen.receipts()) == 1


def test_what_was_told_before_stands_in_the_form(unserved: RunningLoket, browser: Browser) -> None:
    with visit(browser, unserved) as person:
        page = person.new_page()
        page.goto(unserved.url + "/formulier/herstel_fout")
        page.locator("textarea").first.fill("Er staat een partner op mijn beschikking")
        page.get_by_role("button", name="Verder").click()
        page.goto(unserved.url + "/status")
        page.goto(unserved.url + "/formulier/herstel_fout")
        assert "Er staat een partner" in page.locator("main form").inner_html()
