"""axe finds nothing on one of each sort of page, however people see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.driver import APPEARANCES, axe, visit
from tests.browser.places import SAMPLE
from tests.conftest import RunningLoket

pytestmark = [pytest.mark.engine, pytest.mark.browser]


@pytest.mark.parametrize("name", SAMPLE)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    loket: RunningLoket, browser: Browser, axe_script: str, name: str
) -> None:
    """Light, dark, forced colours, and 320 pixels wide."""
    found: list[str] = []
    with visit(browser, loket) as person:
        page = SAMPLE[name].walk(person, loket)
        for appearance, media in APPEARANCES.items():
            page.emulate_media(**media)
            found += [f"{appearance}: {line}" for line in axe(page, axe_script)]
        page.emulate_media(color_scheme="light", forced_colors="none", contrast="no-preference")
        page.set_viewport_size({"width": 320, "height": 640})
        found += [f"320: {line}" for line in axe(page, axe_script)]
        wide = page.evaluate("document.documentElement.scrollWidth")
    assert found == []
    assert wide <= 320
