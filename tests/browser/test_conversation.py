"""What people do on the conversation's page besides answering: change, reload, go back, click twice, narrow screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.driver import Citizen, visit
from tests.browser.walks import FINE, continued, played, steps_until
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]
STORY = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"
WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])


@WITH_AND_WITHOUT
def test_a_line_of_the_overview_is_changed_by_its_own_button_and_the_new_value_goes(
    loket: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        page = continued(person, loket, played(loket, steps_until(FINE, "akkoord")))
        citizen = Citizen(page, loket.url, scripts)
        citizen.change("Per maand")
        overview = citizen.say("55 euro")
        assert "€ 55" in overview
        assert "€ 40" not in overview
        citizen.press("Ja, verstuur")
        number, code = citizen.receipts()[0]
        assert number.startswith("L")
        assert code


@WITH_AND_WITHOUT
def test_a_reload_and_a_second_tab_show_the_same_conversation_and_send_nothing(
    loket: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        citizen = Citizen(person.new_page(), loket.url, scripts).begin()
        citizen.say(STORY)
        here = citizen.transcript()
        citizen.page.reload()
        assert citizen.transcript() == here
        second = Citizen(person.new_page(), loket.url, scripts).begin()
        assert second.transcript() == here
        # What the second tab answers stands in the first after its own next answer: one thread.
        second.say("ja")
        citizen.say("wat betekent dat?")
        assert citizen.transcript().count(STORY) == 1
        assert citizen.transcript().startswith(second.transcript())


@WITH_AND_WITHOUT
def test_a_double_click_answers_one_question_once(
    loket: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        page = continued(person, loket, played(loket, steps_until(FINE, "schulden.0.eens")))
        citizen = Citizen(page, loket.url, scripts)
        button = page.locator(".answers button", has_text="Ja").first
        citizen.await_answer(lambda: button.dblclick())
        page.goto(loket.url + "/")
        answers = page.locator(".message--burger").all_inner_texts()
        assert len(answers) == 2, answers


@WITH_AND_WITHOUT
def test_the_back_button_and_the_same_answer_again_send_nothing_twice(
    loket: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        citizen = Citizen(person.new_page(), loket.url, scripts).begin()
        citizen.say(STORY)
        citizen.press("Ja")
        here = citizen.transcript()
        citizen.page.goto(loket.url + "/status")
        citizen.page.go_back()
        assert citizen.transcript() == here
        citizen.page.goto(loket.url + "/")
        assert citizen.transcript().count(STORY) == 1
        assert len(citizen.page.locator(".message--burger").all()) == 2


def test_an_old_page_brought_back_and_sent_again_is_answered_once(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket, java_script_enabled=False) as person:
        citizen = Citizen(person.new_page(), loket.url, scripts=False).begin()
        citizen.say(STORY)
        citizen.page.go_back()
        citizen.page.locator("#tekst").fill(STORY)
        with citizen.page.expect_navigation():
            citizen.page.get_by_role("button", name="Verstuur", exact=True).click()
        assert citizen.page.locator(".message--burger").count() <= 2
        citizen.page.goto(loket.url + "/")
        # Chromium may show the old page or ask for it anew; in neither case is the fine there twice as a debt.
        assert "schuld 2" not in citizen.transcript().lower()


def test_what_was_typed_survives_a_lost_connection_and_can_be_sent_again(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket) as person:
        citizen = Citizen(person.new_page(), loket.url).begin()
        person.set_offline(True)
        citizen.page.locator("#tekst").fill(STORY)
        citizen.page.get_by_role("button", name="Verstuur", exact=True).click()
        citizen.page.get_by_text("Er is geen verbinding").wait_for()
        assert citizen.page.locator("#tekst").input_value() == STORY
        person.set_offline(False)
        assert "€ 274" in citizen.await_answer(
            lambda: citizen.page.get_by_role("button", name="Verstuur", exact=True).click()
        )
        assert citizen.transcript().count(STORY) == 1


def test_a_screen_reader_hears_new_messages_and_keeps_its_place(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket) as person:
        citizen = Citizen(person.new_page(), loket.url).begin()
        log = citizen.page.get_by_role("log", name="Gesprek met de assistent")
        # The same element must stand there after the answer: one that is put anew is not read aloud.
        log.evaluate("log => { log.dataset.eerste = 'ja' }")
        citizen.say(STORY)
        assert log.get_attribute("data-eerste") == "ja"
        assert log.get_attribute("aria-live") == "polite"
        assert log.get_attribute("aria-busy") is None


def test_leaving_quickly_forgets_the_conversation_on_this_device(
    loket: RunningLoket, browser: Browser
) -> None:
    # Not a `visit`: this is the one button that leads to another host.
    person = browser.new_context()
    try:
        person.route("https://**", lambda route: route.fulfill(body="het weer", content_type="text/html"))
        citizen = Citizen(person.new_page(), loket.url).begin()
        citizen.say(STORY)
        citizen.page.get_by_role("button", name="Snel weg").click()
        citizen.page.wait_for_url("https://**")
        assert [cookie for cookie in person.cookies() if cookie["domain"] == "127.0.0.1"] == []
        citizen.begin()
        assert STORY not in citizen.transcript()
    finally:
        person.close()


@pytest.mark.parametrize("question", ["schulden.0.eens", "gebeurd", "akkoord", "nog_iets"])
def test_the_conversation_fits_a_screen_of_320_pixels(
    loket: RunningLoket, browser: Browser, question: str
) -> None:
    with visit(browser, loket, viewport={"width": 320, "height": 640}) as person:
        page = continued(person, loket, played(loket, steps_until(FINE, question)))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    "path", ["/", "/status", "/uitvoerder/", "/formulier/betalingsregeling", "/bestaat-niet"]
)
def test_a_page_fits_a_screen_of_320_pixels(loket: RunningLoket, browser: Browser, path: str) -> None:
    with visit(browser, loket, viewport={"width": 320, "height": 640}) as person:
        page = person.new_page()
        page.goto(loket.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
