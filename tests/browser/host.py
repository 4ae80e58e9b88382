"""A municipal page on another site that shows the conversation, and somebody who visits it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

from tests.browser.driver import PATIENCE_MS, Watch
from tests.conftest import ROOT, RunningLoket

EXAMPLE = (ROOT / "examples" / "gemeentepagina.html").read_text(encoding="utf-8")


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
