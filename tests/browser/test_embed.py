"""The conversation on another organisation's page: another site, with a strict policy of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import axe
from tests.browser.host import EXAMPLE, frame_of, host_page, say, visitor
from tests.conftest import (
    RunningLoket,
)

pytestmark = pytest.mark.browser
STORY = "Ik wil graag iemand spreken over mijn brief"


def begin(page: Page) -> None:
    frame_of(page).get_by_role("button", name="Begin het gesprek").click()
    frame_of(page).locator("#gesprek > .message").first.wait_for()


def say_first(page: Page) -> None:
    begin(page)
    frame_of(page).locator("#gesprek > .message").first.wait_for()
    say(page, STORY)


def test_one_line_of_script_puts_the_conversation_on_a_page_of_another_site_without_any_cookie(
    browser: Browser, embedded: tuple[RunningLoket, str]
) -> None:
    loket, host = embedded
    with visitor(browser, host, loket) as (context, page):
        say_first(page)
        assert STORY in frame_of(page).locator("#gesprek").inner_text()
        assert context.cookies() == []
        # The theme by attribute, for the frame alone.
        style = frame_of(page).locator("link[rel=stylesheet]").get_attribute("href")
        assert style is not None
        assert style.startswith("/stijl/voorbeeldstad.css")
        # This browser keeps nothing for a frame of another site, so that the citizen is warned before losing it.
        assert frame_of(page).get_by_text("Uw browser bewaart dit gesprek niet").is_visible()
        assert page.frames[1].url.endswith("/ingebed?thema=voorbeeldstad&kleur=licht")


def test_the_conversation_follows_to_the_whole_page_and_back(
    browser: Browser, embedded: tuple[RunningLoket, str]
) -> None:
    loket, host = embedded
    with visitor(browser, host, loket) as (context, page):
        say_first(page)
        with context.expect_page() as opened:
            frame_of(page).get_by_role("link", name="Open dit gesprek op een hele pagina").click()
        whole = opened.value
        whole.locator("#gesprek", has_text=STORY).wait_for()
        assert whole.url == loket.url + "/"
        whole.locator("#tekst").fill("Het gaat over mijn toeslag")
        whole.get_by_role("button", name="Verstuur", exact=True).click()
        whole.locator("#gesprek", has_text="Het gaat over mijn toeslag").wait_for()
        whole.close()
        page.bring_to_front()
        page.frames[1].evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        frame_of(page).locator("#gesprek", has_text="Het gaat over mijn toeslag").wait_for()


def test_on_a_site_of_the_same_house_the_conversation_is_there_again_after_a_reload_and_from_the_whole_page(
    browser: Browser, embedded: tuple[RunningLoket, str]
) -> None:
    """`www.gemeente.example.nl` and `loket.gemeente.example.nl`: another origin, the same site."""
    loket, host = embedded
    host = host.replace("localhost", "127.0.0.1")
    with visitor(browser, host, loket) as (context, page):
        say_first(page)
        page.reload()
        frame_of(page).locator("#gesprek", has_text=STORY).wait_for()
        assert context.cookies() == []
        assert not frame_of(page).get_by_text("Uw browser bewaart dit gesprek niet").is_visible()
    with visitor(browser, host, loket) as (context, page):
        whole = context.new_page()
        whole.goto(loket.url)
        whole.locator("#tekst").fill(STORY)
        whole.get_by_role("button", name="Verstuur", exact=True).click()
        whole.locator("#gesprek", has_text=STORY).wait_for()
        page.evaluate("sessionStorage.clear()")
        page.frames[1].evaluate("sessionStorage.clear()")
        page.reload()
        frame_of(page).locator("#gesprek", has_text=STORY).wait_for()


def test_no_other_site_can_show_it(browser: Browser, embedded: tuple[RunningLoket, str]) -> None:
    loket, _ = embedded
    html = EXAMPLE.replace("127.0.0.1:8080", loket.url.split("://")[1])
    with host_page(html) as port:
        context = browser.new_context()
        refused: list[str] = []
        context.on("console", lambda message: refused.append(message.text))
        page = context.new_page()
        page.goto(f"http://localhost:{port}/")
        page.wait_for_timeout(500)
        assert frame_of(page).locator("#verloop").count() == 0
        assert any("frame-ancestors" in text for text in refused)
        context.close()


def test_leaving_from_the_frame_forgets_the_conversation(
    browser: Browser, embedded: tuple[RunningLoket, str]
) -> None:
    loket, host = embedded
    with visitor(browser, host, loket) as (context, page):
        # The weather stands elsewhere: the test looks where it leads, and goes no further.
        context.route("https://www.knmi.nl/**", lambda route: route.abort())
        say_first(page)
        frame_of(page).get_by_role("button", name="Snel weg").click()
        page.wait_for_timeout(300)
        page.goto(host)
        begin(page)
        assert STORY not in frame_of(page).locator("#gesprek").inner_text()


def test_axe_finds_nothing_in_the_frame(
    browser: Browser, embedded: tuple[RunningLoket, str], axe_script: str, tmp_path: Path
) -> None:
    loket, _ = embedded
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    page.goto(loket.url + "/ingebed")
    assert axe(page, axe_script) == []
    page.get_by_role("button", name="Begin het gesprek").click()
    page.locator("#gesprek > .message").first.wait_for()
    assert axe(page, axe_script) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
