"""A chat that a person takes over, in two real browsers: live by events, and the same without script by reloading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driver import Citizen, axe, log_in, visit
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]
WISH = "ik wil iemand spreken over mijn uitkering van het uwv"


@pytest.fixture
def sanne(browser: Browser, loket: RunningLoket) -> Iterator[Page]:
    with visit(browser, loket) as context:
        page = log_in(context.new_page(), loket, "balie")
        come(page, loket)
        yield page
        page.goto(loket.url + "/balie/chats")
        page.get_by_role("button", name="Ik ben niet meer aanwezig").click()


def come(page: Page, loket: RunningLoket) -> None:
    page.goto(loket.url + "/balie/chats")
    page.get_by_role("button", name="Ik ben aanwezig").click()
    page.get_by_text("U bent aanwezig").wait_for()


def test_citizen_and_employee_type_live_and_both_see_who_speaks(
    loket: RunningLoket, browser: Browser, sanne: Page, axe_script: str
) -> None:
    with visit(browser, loket) as context:
        person = Citizen(context.new_page(), loket.url).begin()
        person.say(WISH)
        page = person.page
        assert axe(page, axe_script) == []
        page.get_by_role("button", name="Ga in de rij staan").click()
        page.get_by_text("U wacht op een medewerker").wait_for()
        assert axe(page, axe_script) == []
        # The employee's list shows the citizen without a reload.
        sanne.get_by_role("button", name="Neem de volgende over").wait_for()
        assert axe(sanne, axe_script) == []
        # While waiting, the assistant goes on.
        person.say("Jan")
        page.locator("#tekst").fill("ik ben nog aan het typ")
        page.locator("#tekst").focus()
        sanne.get_by_role("button", name="Neem de volgende over").click()
        sanne.get_by_label("Uw bericht aan de burger").wait_for()
        assert axe(sanne, axe_script) == []
        expect(sanne.locator("#gesprek")).to_contain_text(WISH)
        expect(sanne.locator("#levend")).to_contain_text("Jan")
        # The citizen's page tells it by itself, and what was being typed stays, with the focus in it.
        page.get_by_role("heading", name="U praat met een mens: Sanne van de balie").wait_for()
        expect(page.locator("#tekst")).to_have_value("ik ben nog aan het typ")
        expect(page.locator("#tekst")).to_be_focused()
        assert axe(page, axe_script) == []
        sanne.get_by_label("Uw bericht aan de burger").fill("Goedemiddag, waar kan ik mee helpen?")
        sanne.keyboard.press("Enter")
        last = page.locator("#gesprek > .message").last
        expect(last).to_contain_text("Goedemiddag, waar kan ik mee helpen?")
        expect(last.locator(".message__who")).to_have_text("Medewerker")
        person.say("Mijn uitkering is te laat, en mijn bsn is 111222333")
        expect(sanne.locator("#gesprek")).to_contain_text("Mijn uitkering is te laat")
        assert "111222333" not in sanne.content()
        expect(page.locator("#gesprek > .message--loket").last).not_to_contain_text("uitkering is te laat")
        sanne.get_by_role("button", name="Geef terug aan de assistent").click()
        page.get_by_text("U praat weer met een computerprogramma").wait_for()
        assert page.locator("[data-live]").count() == 0
        expect(page.locator("#gesprek > .message").last.locator("p").last).to_contain_text("bereiken")


def test_two_employees_cannot_take_the_same_chat_and_the_second_is_told(
    loket: RunningLoket, browser: Browser, sanne: Page
) -> None:
    with visit(browser, loket) as context, visit(browser, loket, java_script_enabled=False) as other:
        person = Citizen(context.new_page(), loket.url).begin()
        person.say(WISH)
        person.page.get_by_role("button", name="Ga in de rij staan").click()
        person.page.get_by_text("U wacht op een medewerker").wait_for()
        bilal = log_in(other.new_page(), loket, "balie2")
        bilal.goto(loket.url + "/balie/chats")
        bilal.get_by_role("button", name="Neem over").last.wait_for()
        sanne.goto(loket.url + "/balie/chats")
        sanne.get_by_role("button", name="Neem over nummer").last.click()
        sanne.get_by_label("Uw bericht aan de burger").wait_for()
        bilal.get_by_role("button", name="Neem over nummer").last.click()
        expect(bilal.get_by_role("alert")).to_contain_text("Een collega was eerder")
        person.page.get_by_role("button", name="Stop, en ga verder met de assistent").click()
        # The employee's page says so by itself.
        sanne.get_by_text("Dit gesprek is niet meer van u").wait_for()


def test_without_script_everything_works_by_reloading(
    loket: RunningLoket, browser: Browser, axe_script: str
) -> None:
    with (
        visit(browser, loket, java_script_enabled=False) as context,
        visit(browser, loket, java_script_enabled=False) as desk,
    ):
        employee = log_in(desk.new_page(), loket, "balie2")
        come(employee, loket)
        person = Citizen(context.new_page(), loket.url, scripts=False).begin()
        person.say(WISH)
        page = person.page
        page.get_by_role("button", name="Ga in de rij staan").click()
        page.get_by_text("U wacht op een medewerker").wait_for()
        employee.reload()
        frame = employee.frame_locator("iframe")
        expect(frame.locator("body")).to_contain_text("in de rij")
        employee.get_by_role("button", name="Neem de volgende over").click()
        employee.get_by_label("Uw bericht aan de burger").fill("Goedemiddag.")
        employee.get_by_role("button", name="Verstuur").click()
        page.get_by_role("link", name="Kijk of u aan de beurt bent").click()
        expect(page.locator("#gesprek")).to_contain_text("Goedemiddag.")
        person.say("Dank u wel")
        employee.reload()
        expect(employee.locator("#gesprek")).to_contain_text("Dank u wel")
        employee.get_by_role("button", name="Rond af").click()
        page.get_by_role("link", name="Kijk of er een nieuw bericht is").click()
        expect(page.locator("#gesprek")).to_contain_text("Is er nog iets waar ik u mee kan helpen?")
        employee.get_by_role("button", name="Ik ben niet meer aanwezig").click()
        expect(page.get_by_role("button", name="Ga in de rij staan")).to_have_count(0)
