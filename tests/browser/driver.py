"""Pages in a real Chromium: people who read and click, and a watch on what a page does behind their backs."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.conftest import ROOT, RunningLoket

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 20_000
MARK = ".compose input[name=bericht]"
RECEIPT = re.compile(r"Uw nummer is ([LS]\d\d-\S+?)\. Uw code is (\S+?)\.")
# How people see a page: what the browser is told of their wishes.
APPEARANCES: dict[str, dict[str, Any]] = {
    "licht": {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"},
    "donker": {"color_scheme": "dark", "forced_colors": "none", "contrast": "no-preference"},
    "veel-contrast": {"color_scheme": "light", "forced_colors": "none", "contrast": "more"},
    "veel-contrast-donker": {"color_scheme": "dark", "forced_colors": "none", "contrast": "more"},
    "vaste-kleuren": {"color_scheme": "dark", "forced_colors": "active", "contrast": "no-preference"},
}
# The rules that the law and the standards ask for; axe's own advice beside it ("best-practice") too.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def chromium() -> str | None:
    """Where this machine's Chromium is, if it has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def axe_source() -> str | None:
    """axe-core from the project's npm packages (or from `AXE_CORE`), if it is there."""
    place = Path(os.environ.get("AXE_CORE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
    return place.read_text(encoding="utf-8") if place.is_file() else None


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium, started; raises `LookupError` when there is none."""
    place = chromium()
    if place is None:
        raise LookupError("there is no Chromium on this machine")
    return playwright.chromium.launch(executable_path=place, args=list(FLAGS))


@dataclass
class Watch:
    """What pages do that nobody sees: console, errors, and requests to other hosts."""

    host: str
    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> Self:
        """Watches every page of this context from now on."""
        context.on("console", self._hear)
        context.on("weberror", lambda fault: self.console.append(f"error: {fault.error}"))
        context.on("request", self._see)
        return self

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium writes every answer of 400 and up to the console (those are statuses, checked elsewhere), and
        # that a test has cut the connection.
        expected = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED")
        if message.type in {"error", "warning"} and not any(part in message.text for part in expected):
            self.console.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != self.host:
            self.foreign.append(request.url)

    def assert_quiet(self) -> None:
        """Nothing in the console (a refused policy is told there), no request to another host."""
        assert self.console == []
        assert self.foreign == []


@contextmanager
def visit(browser: Browser, loket: RunningLoket, **options: Any) -> Iterator[BrowserContext]:
    """A browser of one person, closed after; fails when a page complained or spoke to another host."""
    # Smooth scrolling would make every click wait for the page to come to rest.
    options = {"locale": "nl-NL", "reduced_motion": "reduce", **options}
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(urlsplit(loket.url).netloc).over(context)
    try:
        yield context
    finally:
        context.close()
    watch.assert_quiet()


@dataclass
class Citizen:
    """One conversation on one page, with or without JavaScript."""

    page: Page
    url: str
    scripts: bool = True

    def begin(self) -> Self:
        """Opens the start page."""
        self.page.goto(self.url + "/")
        return self

    def say(self, text: str) -> str:
        """Types and sends; the answer."""
        self.page.locator("#tekst").fill(text)
        return self.await_answer(lambda: self.page.get_by_role("button", name="Verstuur", exact=True).click())

    def press(self, label: str) -> str:
        """Presses the answer button that begins with this; the answer."""
        button = self.page.locator(
            ".answers button", has_text=re.compile(f"^{re.escape(label)}", re.IGNORECASE)
        )
        return self.await_answer(lambda: button.first.click())

    def change(self, line: str) -> str:
        """Presses "Wijzig" at a line of the overview; the answer."""
        row = self.page.locator(".summary__row", has=self.page.locator("dt", has_text=line))
        return self.await_answer(lambda: row.locator(".summary__action button").first.click())

    def tell(self, steps: Sequence[Mapping[str, Any]]) -> Self:
        """All steps of a story."""
        for step in steps:
            if "knop" in step:
                self.press(step["knop"])
            else:
                self.say(str(step["ik"]))
        return self

    def count(self) -> int:
        """How many messages stand on the page."""
        return self.page.locator("#gesprek > .message").count()

    def transcript(self) -> str:
        """Everything that stands in the conversation."""
        return self.page.locator("#gesprek").inner_text()

    def receipts(self) -> list[tuple[str, str]]:
        """Number and code of everything handed over."""
        return RECEIPT.findall(self.transcript())

    def await_answer(self, act: Callable[[], object]) -> str:
        """Does this and waits until the answer to it stands on the page; the answer."""
        known = self.count()
        if not self.scripts:
            with self.page.expect_navigation(timeout=PATIENCE_MS):
                act()
        else:
            # Every page carries a fresh message id: when it changes, the answer is there.
            before = self.page.locator(MARK).input_value()
            act()
            self.page.wait_for_function(
                "([mark, before]) => { const now = document.querySelector(mark);"
                " return now !== null && now.value !== before }",
                arg=[MARK, before],
                timeout=PATIENCE_MS,
            )
        return "\n".join(self.page.locator("#gesprek > .message").all_inner_texts()[known:])


def log_in(page: Page, loket: RunningLoket, login: str, until: str = "Uitloggen") -> Page:
    """Logs in with a demonstration account, by the form; `until` this button is there."""
    accounts = json.loads((loket.var / "demo-accounts.json").read_text(encoding="utf-8"))
    page.goto(loket.url + "/uitvoerder/")
    page.get_by_label("Inlognaam").fill(login)
    page.get_by_label("Wachtwoord").fill(accounts[login])
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("button", name=until).wait_for()
    return page


def look_up(page: Page, loket: RunningLoket, number: str, code: str) -> Page:
    """Opens a request on the status page with its number and code."""
    page.goto(loket.url + "/status")
    page.get_by_label("Nummer").fill(number)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Bekijk mijn verzoek").click()
    page.get_by_role("link", name="Een ander verzoek bekijken").wait_for()
    return page


def axe(page: Page, source: str) -> list[str]:
    """What axe finds wrong on this page, one line for each element."""
    page.evaluate(source)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        list(AXE_TAGS),
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
