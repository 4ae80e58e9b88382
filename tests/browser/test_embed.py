"""The conversation on another organisation's page: another site, with a strict policy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

from tests.browser.driver import PATIENCE_MS, Watch, axe
from tests.conftest import (
    ROOT,
    START_SECONDS,
    RunningLoket,
    answers,
    free_port,
    start_loket,
    stop_loket,
    wait_until,
)

pytestmark = pytest.mark.browser
EXAMPLE = (ROOT / "examples" / "gemeentepagina.html").read_text(encoding="utf-8")
STORY = "Ik wil graag iemand spreken over mijn brief"


@contextmanager
def host_page(html: str) -> Iterator[int]:
    """A municipal page on `localhost`: to a browser another site than the loket on 127.0.0.1. Gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningLoket, str]]:
    """A loket that a page elsewhere may show, and that page's address."""
    ports = {"LOKET_PORT": str(free_port())}
    html = EXAMPLE.replace("127.0.0.1:8080", f"127.0.0.1:{ports['LOKET_PORT']}")
    with host_page(html) as port:
        extra = {**ports, "LOKET_EMBED_ORIGINS": f"http://localhost:{port},http://127.0.0.1:{port}"}
        running = start_loket(tmp_path_factory.mktemp("ingebed"), engine=False, extra=extra)
        try:
            wait_until(lambda: answers(running, "/livez"), START_SECONDS, "the loket answers")
            yield running, f"http://localhost:{port}/"
        finally:
            stop_loket(running)


@contextmanager
def visitor(browser: Browser, host: str, loket: RunningLoket) -> Iterator[tuple[BrowserContext, Page]]:
    """Somebody on the municipal page; fails when a page complained (a refused policy is told in the console)."""
    context = browser.new_context(locale="nl-NL", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(loket.url.split("://")[1]).over(context)
    page = context.new_page()
    page.goto(host)
    try:
        yield context, page
    finally:
        context.close()
    assert watch.console == []
    assert {urlsplit(address).netloc for address in watch.foreign} <= {urlsplit(host).netloc, "www.knmi.nl"}


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Gesprek met het loket']")


def say(page: Page, text: str) -> None:
    frame = frame_of(page)
    count = frame.locator("#gesprek > .message").count()
    frame.locator("#tekst").fill(text)
    frame.get_by_role("button", name="Verstuur", exact=True).click()
    frame.locator("#gesprek > .message").nth(count + 1).wait_for()


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
