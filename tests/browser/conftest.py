"""One browser and, beside the shared loket, one without an engine: started once for all pages' tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.driver import axe_source, chromium, launch, log_in, visit
from tests.browser.host import EXAMPLE, host_page
from tests.conftest import (
    START_SECONDS,
    RunningLoket,
    answers,
    free_port,
    start_loket,
    stop_loket,
    wait_until,
)


# Of the package, not the session: Playwright keeps an event loop running, in which no asyncio test can start.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="package")
def unserved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLoket]:
    """A loket whose engine does not run."""
    running = start_loket(tmp_path_factory.mktemp("zonder-assistent"), engine=False)
    try:
        wait_until(lambda: answers(running, "/livez"), START_SECONDS, "the loket answers")
        yield running
    finally:
        stop_loket(running)


@pytest.fixture(scope="package")
def axe_script() -> str:
    source = axe_source()
    if source is None:
        pytest.skip("axe-core is not there (make setup-test fetches it)")
    return source


@pytest.fixture(scope="package")
def staff(browser: Browser, loket: RunningLoket) -> Iterator[Callable[[str], Page]]:
    """Pages of people who are logged in, by login name, each logged in once."""
    pages: dict[str, Page] = {}
    contexts = []

    def page_of(login: str) -> Page:
        if login not in pages:
            context = visit(browser, loket)
            pages[login] = log_in(context.__enter__().new_page(), loket, login)
            contexts.append(context)
        return pages[login]

    yield page_of
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.fixture(scope="package")
def demo_accounts(loket: RunningLoket) -> dict[str, str]:
    """Login names and passwords of the demonstration."""
    found: dict[str, str] = json.loads((loket.var / "demo-accounts.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="package")
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
