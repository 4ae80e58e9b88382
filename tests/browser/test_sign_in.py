"""Logging in as people do it: by the organisation's own provider, and with a second step, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driver import axe, visit
from tests.conftest import START_SECONDS, RunningLoket, answers, start_loket, stop_loket, wait_until
from tests.web.provider import provider

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLoket]:
    """A loket that demands a second step, beside a provider that really runs."""
    with provider(("sanne", {"name": "Sanne van der Balie", "rol": "medewerker"})) as issuer:
        settings = {
            "LOKET_SECOND_FACTOR": "ja",
            "LOKET_OIDC_ISSUER": issuer.issuer,
            "LOKET_OIDC_CLIENT_ID": "loket",
            "LOKET_OIDC_CLIENT_SECRET": "geheim",
        }
        running = start_loket(tmp_path_factory.mktemp("streng"), settings, engine=False)
        try:
            wait_until(lambda: answers(running, "/livez"), START_SECONDS, "the loket answers")
            yield running
        finally:
            stop_loket(running)


def test_the_provider_logs_in_and_the_strict_cookie_survives_the_way_back(
    strict: RunningLoket, browser: Browser
) -> None:
    context = browser.new_context(locale="nl-NL")
    try:
        page = context.new_page()
        page.goto(strict.url + "/uitvoerder/inloggen")
        page.get_by_role("link", name="Inloggen met het account van uw organisatie").click()
        page.locator("input[name=sub]").fill("sanne")
        page.locator("button, input[type=submit]").first.click()
        page.wait_for_url(strict.url + "/balie/")
        expect(page.get_by_role("link", name="Sanne van der Balie")).to_be_visible()
        (cookie,) = [one for one in context.cookies(strict.url) if one["name"] == "loket_medewerker"]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    finally:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_coordinator_sets_the_second_step_up_and_uses_it(
    strict: RunningLoket, browser: Browser, axe_script: str, scripts: bool
) -> None:
    login = "regisseur" if scripts else "balie"
    accounts = json.loads((strict.var / "demo-accounts.json").read_text(encoding="utf-8"))
    with visit(browser, strict, java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(strict.url + "/uitvoerder/inloggen")
        page.get_by_label("Inlognaam").fill(login)
        page.get_by_label("Wachtwoord").fill(accounts[login])
        page.get_by_role("button", name="Inloggen").click()
        if not scripts:  # not demanded of an employee, who may
            page.goto(strict.url + "/account")
            page.get_by_role("button", name="Stel de tweede stap in").click()
        expect(page.get_by_role("img", name="QR-code voor uw app")).to_be_visible()
        if scripts:
            assert axe(page, axe_script) == []
        totp = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
        page.get_by_label("Code uit uw app").fill(totp.now())
        page.get_by_role("button", name="Zet aan").click()
        page.get_by_role("heading", name="Bewaar deze herstelcodes").wait_for()
        if scripts:
            assert axe(page, axe_script) == []
        recovery = page.locator("main .whole").first.inner_text()
        page.get_by_role("link", name="Ik heb ze bewaard, verder").click()
        page.get_by_role("button", name="Uitloggen").click()
        page.get_by_label("Inlognaam").fill(login)
        page.get_by_label("Wachtwoord").fill(accounts[login])
        page.get_by_role("button", name="Inloggen").click()
        page.get_by_label("Code uit uw app").fill("000000")
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_role("alert")).to_contain_text("klopt niet")
        if scripts:
            assert axe(page, axe_script) == []
        page.get_by_label("Code uit uw app").fill(recovery)
        page.get_by_role("button", name="Verder").click()
        page.wait_for_url(strict.url + ("/uitvoerder/" if scripts else "/balie/"))
