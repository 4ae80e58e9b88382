"""Whole calls at the desk in a real browser, by keyboard alone, with and without the assistant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driver import log_in, visit
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.browser]
ENGINE = pytest.mark.engine
WORDS = "cjib 274 eur te hard gereden, kan 40 pm"
# What a page tells of every key and of the mouse, before anything else hears of it.
COUNT = """
for (const kind of ["keydown", "mousedown", "pointerdown"])
  addEventListener(kind, (event) => { if (event.isTrusted) window.told(kind); }, true);
"""


@dataclass
class Typist:
    """Hands on a keyboard: what the caller says is typed as it is, every other key is counted by the page itself."""

    page: Page
    own: int = 0
    heard: list[str] = field(default_factory=list)

    def own_words(self, text: str) -> None:
        """Something that the caller said."""
        self.own += len(text)
        self.page.keyboard.type(text)

    def keys(self, *keys: str) -> None:
        """Keys of the desk."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def beyond(self) -> int:
        """How many keys went down beyond the caller's own words."""
        return self.heard.count("keydown") - self.own

    def asks(self, sentence: str) -> None:
        """Waits until this is to be said, and the answer line has the focus."""
        expect(self.page.locator("#zin")).to_contain_text(sentence)
        expect(self.page.locator("#regel")).to_be_focused()


@contextmanager
def typist(browser: Browser, loket: RunningLoket) -> Iterator[Typist]:
    """An employee who is logged in, hands on the keyboard, before the first key."""
    with visit(browser, loket) as person:
        page = log_in(person.new_page(), loket, "balie")
        hands = Typist(page)
        person.expose_function("told", lambda kind: hands.heard.append(kind))
        person.add_init_script(COUNT)
        page.reload()
        yield hands


@ENGINE
def test_the_median_story_takes_at_most_sixty_keys_beyond_the_caller_s_words_and_no_mouse(
    loket: RunningLoket, browser: Browser
) -> None:
    with typist(browser, loket) as hands:
        page = hands.page
        expect(page.locator("#woorden")).to_be_focused()
        hands.own_words(WORDS)
        hands.keys("Enter")
        # Door and executor are proposed; Enter takes them as they are.
        expect(page.locator("#voorstel")).to_be_focused()
        expect(page.locator("#voorstel [aria-pressed=true]").first).to_contain_text("CJIB")
        hands.keys("Enter")
        hands.asks("eens met de boete")
        hands.keys("j", "Enter")
        hands.asks("Welke datum")
        hands.own_words("3 november")
        hands.keys("Enter")
        hands.asks("kenmerk")
        hands.own_words("1234567812345678")
        hands.keys("Enter")
        hands.asks("nog een andere schuld")
        hands.keys("n", "Enter")
        hands.asks("Sinds wanneer")
        hands.keys("-", "Enter")
        hands.asks("al gebeurd")
        hands.keys("1", "Enter")
        hands.asks("Helpt iemand u al")
        hands.keys("n", "Enter")
        hands.asks("voor uzelf")
        hands.keys("1", "Enter")
        hands.asks("welke naam")
        hands.own_words("Jan Jansen")
        hands.keys("Enter")
        hands.asks("bereiken")
        hands.own_words("jan@example.nl")
        hands.keys("Enter")
        hands.asks("Gaat u akkoord")
        expect(page.locator(".desk-read")).to_contain_text("Kan betalen per maand: € 40")
        hands.keys("j", "Enter")
        expect(page.get_by_text("Lodewijk, twee, zes")).to_be_visible()
        hands.keys("Enter")
        expect(page.locator("#woorden")).to_be_focused()
        assert 15 <= hands.beyond <= 60, f"{hands.beyond} keys"
        assert not {"mousedown", "pointerdown"} & set(hands.heard)


@ENGINE
def test_one_key_changes_the_door_and_one_the_executor(loket: RunningLoket, browser: Browser) -> None:
    with typist(browser, loket) as hands:
        page = hands.page
        hands.own_words(
            "ik krijg mijn boete van het cjib en mijn huurtoeslag niet op orde, ik kan niet betalen"
        )
        hands.keys("Enter")
        expect(page.locator("#voorstel")).to_be_focused()
        chosen = page.locator("#voorstel [aria-label=Deur] [aria-pressed=true]")
        other = page.locator("#voorstel [aria-label=Deur] button:not([aria-pressed=true])").first
        name = re.sub(r"^\d\s*|\s*\d+%$", "", other.inner_text().strip())
        hands.keys(other.get_attribute("data-toets") or "")
        expect(chosen).to_contain_text(name)
        hands.keys("F2")
        expect(page.locator("#voorstel")).to_be_focused()
        hands.keys("Escape")
        expect(page.locator("#regel")).to_be_focused()
        hands.keys("?")
        expect(page.get_by_role("dialog")).to_contain_text("Parkeer dit gesprek")
        hands.keys("Escape", "F4")
        expect(page.locator("#kladblok")).to_be_focused()
        hands.keys("F8")
        expect(page.get_by_text("Geparkeerd").first).to_be_visible()


def test_a_whole_call_goes_by_keyboard_without_the_assistant(
    unserved: RunningLoket, browser: Browser
) -> None:
    with typist(browser, unserved) as hands:
        page = hands.page
        hands.own_words(WORDS)
        hands.keys("Enter")
        expect(page.get_by_text("De assistent is er nu niet")).to_be_visible()
        door = page.locator("#voorstel [aria-label=Deur] button", has_text="Betalen in delen").first
        hands.keys(door.get_attribute("data-toets") or "")
        hands.asks("eens met de boete")
        # All in one go.
        hands.own_words("ja; 3 november; 1234567812345678; nee; -; niets; nee; 1; Jan Jansen; 06-00000000")
        hands.keys("Enter")
        hands.asks("Gaat u akkoord")
        hands.own_words("ja")
        hands.keys("Enter")
        expect(page.get_by_role("heading", name="Doorgegeven")).to_be_visible()


def test_every_field_says_what_is_wrong_while_it_is_typed_and_the_rest_of_the_page_follows(
    unserved: RunningLoket, browser: Browser
) -> None:
    with typist(browser, unserved) as hands:
        page = hands.page
        _begun(hands)
        day = page.locator("[id='veld-schulden.0.datum_brief']")
        day.focus()
        page.keyboard.type("31 februari")
        expect(page.locator("[id='veld-schulden.0.datum_brief-fout']")).to_be_visible()
        expect(day).to_be_focused()
        expect(day).to_have_value("31 februari")
        day.fill("3 november")
        expect(page.locator("[id='veld-schulden.0.datum_brief-fout']")).to_have_count(0)
        # A choice that brings other questions brings their fields, and the focus stays where it was.
        agree = page.locator("[id='veld-schulden.0.eens']")
        agree.select_option("nee")
        expect(page.locator("[id='veld-schulden.0.soort_boete']")).to_be_visible()
        expect(page.locator("[id='veld-schulden.0.kenmerk']")).to_have_count(0)
        expect(page.locator("#zin")).to_contain_text("een letter bij het nummer")
        page.locator("[id='veld-schulden.0.soort_boete']").select_option("verkeersboete")
        expect(page.locator("#weten")).to_contain_text("Laatste dag: 15 december 2026")


def test_a_tab_closed_in_the_middle_of_a_word_loses_nothing(unserved: RunningLoket, browser: Browser) -> None:
    with visit(browser, unserved) as person:
        page = log_in(person.new_page(), unserved, "balie")
        _begun(Typist(page))
        address = page.url
        page.locator("#veld-naam").focus()
        page.keyboard.type("Jan Jans")
        page.close(run_before_unload=True)
        again = _opened(person, address)
        expect(again.locator("#veld-naam")).to_have_value("Jan Jans")


def _opened(person: BrowserContext, address: str) -> Page:
    page = person.new_page()
    for _ in range(20):
        page.goto(address)
        if page.locator("#veld-naam").input_value():
            break
        page.wait_for_timeout(100)
    return page


def _begun(hands: Typist) -> None:
    page = hands.page
    page.locator("#woorden").fill(WORDS)
    page.keyboard.press("Enter")
    door = page.locator("#voorstel [aria-label=Deur] button", has_text="Betalen in delen").first
    door.wait_for()
    page.keyboard.press(door.get_attribute("data-toets") or "")
    hands.asks("eens met de boete")


def test_a_whole_call_goes_without_script(unserved: RunningLoket, browser: Browser) -> None:
    with visit(browser, unserved, java_script_enabled=False) as person:
        page = log_in(person.new_page(), unserved, "balie")
        page.locator("#woorden").fill(WORDS)
        page.get_by_role("button", name="Begin").click()
        page.locator("#voorstel").get_by_role("button", name="Betalen in delen").click()
        page.get_by_role("combobox", name="Eens met de boete").select_option("ja")
        page.get_by_role("textbox", name="Datum van de brief").fill("31 februari")
        page.get_by_role("textbox", name="Naam (nodig)").fill("Jan Jansen")
        page.get_by_role("button", name="Bewaar", exact=True).click()
        expect(page.locator("[id='veld-schulden.0.datum_brief-fout']")).to_be_visible()
        page.get_by_role("textbox", name="Datum van de brief").fill("3 november")
        page.get_by_role("button", name="Nee, dit is alles").click()
        page.locator("#regel").fill("1234567812345678; -; niets; nee; 1; 06-00000000")
        page.get_by_role("button", name="Neem op").click()
        expect(page.locator("#zin")).to_have_text("Gaat u akkoord met doorsturen?")
        page.locator("#regel").fill("ja")
        page.get_by_role("button", name="Neem op").click()
        expect(page.get_by_role("heading", name="Doorgegeven")).to_be_visible()
        page.get_by_role("link", name="Print of bewaar de samenvatting").click()
        expect(page.get_by_label("Kopieer deze tekst")).to_have_value(re.compile("Kanaal: telefoon"))
        page.get_by_role("link", name="Terug naar het gesprek").click()
        page.get_by_role("button", name="Gesprek klaar").click()
        page.get_by_role("link", name="Sneltoetsen").click()
        expect(page.get_by_role("heading", name="Sneltoetsen").first).to_be_visible()
