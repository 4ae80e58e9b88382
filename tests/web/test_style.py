"""The looks: one stylesheet of NL Design System's components, and a house style that is one file."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from bot.app import build
from bot.settings import SettingsError, load_settings
from bot.web.style import NEUTRAL, Styles
from tests.conftest import ROOT
from tests.web.helpers import form_headers
from tests.web.inside import inside

THEMES = ROOT / "data" / "themes"
BUDGET = 150_000


def test_the_stylesheet_holds_the_components_and_gives_them_their_tokens() -> None:
    css = Styles([THEMES], NEUTRAL).sheet().plain.decode()
    for component in (".nl-button", ".nl-skip-link", ".utrecht-alert", ".utrecht-form-field", "textarea{"):
        assert component in css
    # Every button token that the component reads without a way out is set.
    for kind in ("default", "primary", "secondary", "subtle"):
        for what in ("background-color", "border-color", "border-width", "color", "hover-background-color"):
            assert f"--nl-button-{kind}-{what}:" in css


def test_another_theme_is_that_one_file_over_the_same_rules() -> None:
    styles = Styles([THEMES], "voorbeeldstad")
    own, neutral = styles.sheet().plain.decode(), styles.sheet(NEUTRAL).plain.decode()
    assert own.startswith(neutral)
    assert own.rindex("--loket-action: #00684a") > own.rindex("--loket-action: #154273")
    assert styles.sheet("bestaat-niet") == styles.sheet()


def test_a_theme_of_the_installation_itself_is_found_beside_the_product_s(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "ons-dorp.css").write_text(":root { --loket-action: rebeccapurple; }")
    css = Styles([THEMES, tmp_path / "themes"], "ons-dorp").sheet().plain.decode()
    assert "rebeccapurple" in css


@pytest.mark.parametrize(
    "rule",
    [
        "@import 'https://elders.example.nl/a.css';",
        "a { background: url(https://elders.example.nl/a.png) }",
        "a { background: url( '//elders.example.nl/a.png' ) }",
        '@font-face { src: url("letter.woff2") }',
    ],
)
def test_a_theme_that_fetches_something_from_elsewhere_is_refused(tmp_path: Path, rule: str) -> None:
    (tmp_path / "vreemd.css").write_text(rule)
    with pytest.raises(SettingsError, match="vreemd"):
        Styles([THEMES, tmp_path], "vreemd")


async def test_a_theme_that_is_not_there_stops_the_start_and_says_which_there_are(tmp_path: Path) -> None:
    environment = {"LOKET_ENV_FILE": os.devnull, "LOKET_ENV": "test", "LOKET_VAR": str(tmp_path)}
    with pytest.raises(SettingsError, match=r"LOKET_THEME is 'roze'; there is neutraal, voorbeeldstad"):
        await build(load_settings({**environment, "LOKET_THEME": "roze"}))


async def test_the_whole_start_page_fits_and_what_is_kept_for_ever_has_its_content_in_its_address(
    tmp_path: Path,
) -> None:
    async with inside(tmp_path) as office:
        page = await office.call("GET", "/")
        addresses = [
            part.split('"')[0] for part in page.body.split('href="')[1:] + page.body.split('src="')[1:]
        ]
        fetched = [address for address in addresses if ".css" in address or ".js" in address]
        assert len(fetched) >= 3
        total = len(page.body.encode())
        for address in fetched:
            async with office.client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
                raw = await answer.read()
                assert answer.status == 200
                assert "immutable" in answer.headers["Cache-Control"]
                packed = answer.headers.get("Content-Encoding") == "gzip"
                total += len(gzip.compress(raw)) if packed else len(raw)
        plain = await office.call("GET", fetched[0].split("?")[0])
        assert "no-store" in plain.headers["Cache-Control"]
        assert (await office.call("GET", "/stijl/bestaat-niet.css")).status == 404
    assert total <= BUDGET / 3
    # The first text comes with the first packets: no more than a fresh connection sends before it waits (RFC 6928).
    assert len(page.body.encode()) <= 14_000


async def test_a_larger_text_is_kept_on_this_device_and_leads_nowhere_else(tmp_path: Path) -> None:
    async with inside(tmp_path) as office:
        for back, leads in (("/status", "/status"), ("//elders.example.nl", "/"), ("https://elders.nl", "/")):
            body = f"tekst=groot&terug={back}".encode()
            async with office.client.post(
                "/weergave", data=body, headers=form_headers(), allow_redirects=False
            ) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, leads)
        assert "tekst-groot" in (await office.call("GET", "/status")).body
        await office.call("POST", "/weergave", b"tekst=gewoon&terug=/", form_headers())
        assert "tekst-groot" not in (await office.call("GET", "/status")).body
        foreign = {**form_headers(), "Sec-Fetch-Site": "cross-site"}
        assert (await office.call("POST", "/weergave", b"tekst=groot", foreign)).status == 403
