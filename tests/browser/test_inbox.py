"""The inbox as staff use it and the status page as the citizen reads it, together on one request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driver import log_in, look_up, visit
from tests.browser.walks import BY_NAME, FINE, played
from tests.browser.walks_staff import ANSWER, QUESTION, moved
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]
A_PERSON = "a person takes over with all that was told"


def hand_over(loket: RunningLoket, name: str = FINE) -> tuple[str, str]:
    """Number and code of the first ticket that this story gives."""
    ticket = played(loket, BY_NAME[name]["stappen"]).last["tickets"][0]
    return ticket["nummer"], ticket["toegangscode"]


def test_the_executor_opens_accepts_asks_and_closes_and_the_citizen_reads_each_step_and_answers(
    loket: RunningLoket, browser: Browser, staff: Callable[[str], Page]
) -> None:
    number, code = hand_over(loket)
    inbox = staff("cjib")
    with visit(browser, loket, java_script_enabled=False) as person:
        citizen = person.new_page()

        def told() -> str:
            return (
                look_up(citizen, loket, number.lower().replace("-", " "), code).locator("main").inner_text()
            )

        first = told()
        inbox.goto(loket.url + "/uitvoerder/")
        inbox.get_by_role("link", name=number).click()
        for words in ("€ 274", "3 november 2026", "Jan Jansen", "jan@example.nl"):
            assert words in inbox.locator("main").inner_text()
        opened = told()
        assert opened != first
        inbox.get_by_role("button", name="Aannemen").click()
        accepted = told()
        assert accepted != opened
        inbox.get_by_role("button", name="In behandeling nemen").click()
        inbox.get_by_label("Vraag aan de burger").fill(QUESTION)
        inbox.get_by_role("button", name="Stel deze vraag").click()
        assert QUESTION in told()
        citizen.get_by_label("Uw antwoord").fill("Ongeveer 1400 euro")
        citizen.get_by_role("button", name="Verstuur antwoord").click()
        inbox.reload()
        assert "Ongeveer 1400 euro" in inbox.locator("main").inner_text()
        inbox.get_by_label("Uitleg voor de burger").fill(ANSWER)
        inbox.get_by_role("button", name="Afhandelen").click()
        assert ANSWER in told()
        inbox.goto(loket.url + "/uitvoerder/")
        assert number not in inbox.locator("main").inner_text()
        inbox.get_by_role("link", name="Afgehandeld").click()
        expect(inbox.get_by_role("link", name=number)).to_be_visible()


def test_what_is_given_back_is_gone_here_and_the_coordinator_routes_it_by_hand(
    loket: RunningLoket, browser: Browser, staff: Callable[[str], Page]
) -> None:
    number, code = hand_over(loket)
    inbox = staff("cjib")
    inbox.goto(f"{loket.url}/uitvoerder/{number}")
    form = inbox.locator("form:has(input[name=zet][value=geefterug])")
    form.get_by_label("Toelichting").fill("Deze boete int de gemeente zelf.")
    form.get_by_label("Reden").select_option(label="Niet van ons")
    form.get_by_role("button", name="Teruggeven").click()
    assert number not in inbox.locator("main").inner_text()
    coordinator = staff("regisseur")
    coordinator.goto(loket.url + "/uitvoerder/")
    coordinator.get_by_role("link", name=number).click()
    assert "Deze boete int de gemeente zelf." in coordinator.locator("main").inner_text()
    route = coordinator.locator("form:has(input[name=zet][value=route])")
    route.get_by_label("Naar welke organisatie").fill("gemeente:0344")
    route.get_by_role("button", name="Doorzetten").click()
    municipality = staff("gemeente-0344")
    municipality.goto(loket.url + "/uitvoerder/")
    expect(municipality.get_by_role("link", name=number)).to_be_visible()
    with visit(browser, loket) as person:
        told = look_up(person.new_page(), loket, number, code).locator("main").inner_text()
    assert "Utrecht" in told


def test_another_organisation_gets_404_for_a_ticket_that_is_not_theirs(
    loket: RunningLoket, staff: Callable[[str], Page]
) -> None:
    number, _ = hand_over(loket)
    other = staff("gemeente-0344")
    answer = other.goto(f"{loket.url}/uitvoerder/{number}")
    assert answer is not None
    assert answer.status == 404
    assert number not in other.locator("main").inner_text()


def test_what_nobody_can_place_waits_for_the_coordinator_who_closes_it(
    loket: RunningLoket, browser: Browser, staff: Callable[[str], Page]
) -> None:
    number, code = hand_over(loket, A_PERSON)
    coordinator = staff("regisseur")
    coordinator.goto(loket.url + "/uitvoerder/")
    coordinator.get_by_role("link", name=number).click()
    coordinator.get_by_role("button", name="Aannemen").click()
    coordinator.get_by_label("Uitleg voor de burger").fill("Ik heb u gebeld.")
    coordinator.get_by_role("button", name="Afhandelen").click()
    with visit(browser, loket) as person:
        assert (
            "Ik heb u gebeld." in look_up(person.new_page(), loket, number, code).locator("main").inner_text()
        )


def test_a_move_without_its_explanation_is_refused_in_words_on_the_same_page(
    loket: RunningLoket, staff: Callable[[str], Page]
) -> None:
    number, _ = hand_over(loket)
    inbox = staff("cjib")
    moved(inbox.context, loket, "cjib", number, "accepteer").close()
    page = moved(inbox.context, loket, "cjib", number, "handelaf")
    expect(page.get_by_role("alert")).to_have_text("Vul een uitleg of vraag in.")
    page.close()


def test_a_wrong_password_says_nothing_of_which_part_was_wrong_and_logging_out_ends_it(
    loket: RunningLoket, browser: Browser
) -> None:
    with visit(browser, loket) as person:
        page = person.new_page()
        page.goto(loket.url + "/uitvoerder/")
        page.get_by_label("Inlognaam").fill("cjib")
        page.get_by_label("Wachtwoord").fill("verkeerd")
        page.get_by_role("button", name="Inloggen").click()
        expect(page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
        log_in(page, loket, "cjib")
        page.get_by_role("button", name="Uitloggen").click()
        page.goto(loket.url + "/uitvoerder/")
        expect(page.get_by_role("button", name="Inloggen")).to_be_visible()
