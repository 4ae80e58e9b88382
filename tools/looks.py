"""Every page and state as a picture: `var/screenshots/`, with an index, and what axe finds in each appearance.

Starts a loket of its own with an empty database, so that nothing that is kept under `var/` comes into a picture.
Ends with 1 when axe found something or a state was not reached, with 2 when this machine lacks what is needed (it says what).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.driver import APPEARANCES, axe, axe_source, chromium, launch, visit
from tests.browser.places import PLACES, STRICT, WITHOUT_ENGINE, Place
from tests.conftest import ROOT, START_SECONDS, RunningLoket, answers, start_loket, stop_loket

TARGET = ROOT / "var" / "screenshots"
WIDTHS = {"breed": 1440, "tablet": 768, "telefoon": 320}
PICTURED = ("licht", "donker")
ALL = PLACES | WITHOUT_ENGINE | STRICT


@dataclass(frozen=True)
class Sort:
    """One loket, and the places that are looked at there."""

    name: str
    places: Mapping[str, Place]
    engine: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


SORTS = (
    Sort("gewoon", PLACES, engine=True),
    Sort("zonder-assistent", WITHOUT_ENGINE),
    Sort("streng", STRICT, settings={"LOKET_SECOND_FACTOR": "ja"}),
)


def wait_for(loket: RunningLoket, path: str) -> None:
    """Returns when this path answers; raises `TimeoutError` when it does not, or its process ended."""
    end = time.monotonic() + START_SECONDS
    while not answers(loket, path):
        if time.monotonic() > end or loket.process.poll() is not None:
            raise TimeoutError(f"the loket does not answer at {path}\n{loket.logs()[-2000:]}")
        time.sleep(0.2)


def take(browser: Browser, loket: RunningLoket, name: str, place: Place, source: str | None) -> list[str]:
    """The pictures of one place; what axe finds there, with the appearance in front."""
    found: list[str] = []
    with visit(browser, loket) as person:
        page = place.walk(person, loket)
        for format_name, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 800})
            for appearance, media in APPEARANCES.items():
                page.emulate_media(**media)
                if appearance in PICTURED:
                    file = TARGET / f"{name}-{format_name}-{appearance}.png"
                    page.screenshot(path=file, full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{name}, {format_name}, {appearance}: scrolls sideways, {wide} wide")
                if source is not None:
                    found += [f"{name}, {format_name}, {appearance}: {line}" for line in axe(page, source)]
    print(f"  {name}", flush=True)
    return found


def write_index(names: list[str], found: list[str], looked: bool) -> Path:
    """The page that shows all pictures; returns where it is."""
    if not looked:
        said = "<p>axe-core was not there, so it did not look.</p>"
    elif found:
        said = "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in found) + "</ul>"
    else:
        said = "<p>axe found nothing.</p>"
    rows = "".join(
        f"<h2 id='{name}'>{name}</h2><div class='row'>"
        + "".join(
            f"<figure><figcaption>{width}, {look}</figcaption><a href='{name}-{width}-{look}.png'>"
            f"<img loading='lazy' alt='{name}, {width}, {look}' src='{name}-{width}-{look}.png'></a></figure>"
            for width in WIDTHS
            for look in PICTURED
        )
        + "</div>"
        for name in names
    )
    style = "body{font-family:sans-serif;margin:1rem}.row{display:flex;gap:1rem;align-items:start;overflow-x:auto}"
    style += "figure{margin:0}img{border:1px solid #888;width:22rem}"
    menu = " · ".join(f"<a href='#{name}'>{name}</a>" for name in names)
    place = TARGET / "index.html"
    place.write_text(
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Loket: every page</title>"
        f"<style>{style}</style><h1>Every page and state</h1><nav>{menu}</nav><h2>axe</h2>{said}{rows}</html>",
        encoding="utf-8",
    )
    return place


def main(names: Sequence[str]) -> int:
    """Takes the pictures of these places, or of all; returns what the process ends with."""
    unknown = set(names) - {*ALL}
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}; see tests/browser/places.py.", file=sys.stderr)
        return 2
    if chromium() is None:
        print("There is no Chromium on this machine (Debian: apt install chromium).", file=sys.stderr)
        return 2
    source = axe_source()
    if TARGET.exists() and not names:
        shutil.rmtree(TARGET)
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = set(names) or {*ALL}
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        for sort in SORTS:
            if not wanted & {*sort.places}:
                continue
            loket = start_loket(Path(folder) / sort.name, sort.settings, engine=sort.engine)
            try:
                wait_for(loket, "/readyz" if sort.engine else "/livez")
                for name, place in sort.places.items():
                    if name not in wanted:
                        continue
                    try:
                        found += take(browser, loket, name, place, source)
                    except (PlaywrightError, AssertionError, LookupError) as fault:
                        found.append(f"{name}: not reached: {str(fault)[:500]}")
            finally:
                stop_loket(loket)
        browser.close()
    print(write_index([*ALL], found, source is not None))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
