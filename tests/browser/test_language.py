"""English in a real browser: without scripts, in a frame on another site, and for who reads with other senses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import APPEARANCES, Citizen, axe, visit
from tests.browser.host import frame_of, say, visitor
from tests.conftest import RunningLoket
from tests.web.test_language import dutch_in

pytestmark = pytest.mark.browser
STORY = "I would like an explanation of my letter please"


def switch(page: Page, to: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=to, exact=True).click()


class English(Citizen):
    """Somebody who reads the page in English."""

    def say(self, text: str) -> str:
        self.page.locator("#tekst").fill(text)
        return self.await_answer(lambda: self.page.get_by_role("button", name="Send", exact=True).click())


@pytest.mark.engine
@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_a_story_is_told_in_english_with_and_without_scripts(
    loket: RunningLoket, browser: Browser, scripts: bool
) -> None:
    with visit(browser, loket, java_script_enabled=scripts) as person:
        citizen = English(person.new_page(), loket.url, scripts).begin()
        page = citizen.page
        switch(page, "English")
        assert page.locator("html").get_attribute("lang") == "en"
        citizen.say("I want to speak to someone")
        citizen.say(STORY)
        citizen.say("skip")
        told = citizen.say("jan@example.nl")
        assert "with Dutch labels" in told
        citizen.press("Yes, send this")
        assert dutch_in(page.content(), STORY) == []
        found = re.search(r"Your number is (L\d\d-\S+?)\. Your code is (\S+?)\.", citizen.transcript())
        assert found is not None
        page.get_by_role("button", name="See how things stand").first.click()
        page.get_by_role("heading", name="Where is my request?").wait_for()
        assert dutch_in(page.content(), STORY) == []
        switch(page, "Nederlands")
        # The page is the same request, in Dutch, and not the form for number and code.
        page.get_by_role("heading", name="Wat er is gebeurd").wait_for()
        assert found[1] in page.locator("main").inner_text()


def test_axe_finds_nothing_in_english_and_nothing_scrolls_sideways(
    unserved: RunningLoket, browser: Browser, axe_script: str
) -> None:
    found: list[str] = []
    with visit(browser, unserved) as person:
        page = person.new_page()
        page.goto(unserved.url)
        switch(page, "English")
        for path in ("/", "/status", "/formulier/klacht", "/privacy", "/nergens"):
            page.goto(unserved.url + path)
            for appearance, media in APPEARANCES.items():
                page.emulate_media(**media)
                found += [f"{path} {appearance}: {line}" for line in axe(page, axe_script)]
            page.set_viewport_size({"width": 320, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            page.set_viewport_size({"width": 1280, "height": 800})
    assert found == []


def test_in_a_frame_on_another_site_the_conversation_carries_the_language(
    embedded: tuple[RunningLoket, str],
    browser: Browser,
) -> None:
    running, host = embedded
    with visitor(browser, host, running) as (_, page):
        frame = frame_of(page)
        frame.get_by_role("button", name="Begin het gesprek").click()
        frame.locator("#gesprek > .message").first.wait_for()
        say(page, "ik wil iemand spreken over een brief")
        frame.get_by_role("button", name="English", exact=True).click()
        frame.get_by_role("button", name="Send", exact=True).wait_for()
        assert frame.locator("html").get_attribute("lang") == "en"
        assert "We will go on in English." in frame.locator("#gesprek").inner_text()
        frame.locator("#tekst").fill("stop")
        frame.get_by_role("button", name="Send", exact=True).click()
        frame.locator("#gesprek", has_text="Are you sure that you want to stop?").wait_for()
        # And back, with the conversation as it was.
        frame.get_by_role("button", name="Nederlands", exact=True).click()
        frame.get_by_role("button", name="Verstuur", exact=True).wait_for()
        assert "We gaan verder in het Nederlands." in frame.locator("#gesprek").inner_text()
