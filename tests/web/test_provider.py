"""Logging in by a real provider: role and organisation from its claims, and nothing that does not fit is believed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest

from tests.conftest import Answer
from tests.web.inside import Inside, inside
from tests.web.provider import Running, provider
from tests.web.staff import Person, person

COOKIE = "loket_medewerker"
KEPT = "loket_inloggen"
PEOPLE = (
    ("sanne", {"name": "Sanne van der Balie", "rol": "medewerker"}),
    ("regie", {"rol": ["groep-x", "regisseur"]}),
    ("jansen", {"name": "J. Jansen", "rol": "uitvoerder", "organisatie": "cjib"}),
    ("nergens", {"rol": "uitvoerder", "organisatie": "bestaat-niet"}),
    ("vreemd", {"rol": "baas"}),
    ("zonder", {}),
)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with provider(*PEOPLE) as started:
        yield started


@asynccontextmanager
async def loket(var: Path, running: Running, **more: str) -> AsyncIterator[Inside]:
    settings = {
        "LOKET_OIDC_ISSUER": running.issuer,
        "LOKET_OIDC_CLIENT_ID": "loket",
        "LOKET_OIDC_CLIENT_SECRET": "geheim",
        **more,
    }
    async with inside(var, **settings) as opened:
        # Its tokens are of this moment.
        opened.clock.now = datetime.now(UTC)
        yield opened


@pytest.fixture
async def opened(tmp_path: Path, running: Running) -> AsyncIterator[Inside]:
    async with loket(tmp_path, running) as made:
        yield made


async def go(browser: Person) -> str:
    """Begins here; the address at the provider."""
    answer = await browser.get("/inloggen/provider")
    assert answer.status == 303, answer.body
    return answer.headers["Location"]


async def agree(address: str, subject: str) -> dict[str, str]:
    """Logs in at the provider; what the browser comes back with."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data={"sub": subject}, allow_redirects=False) as answer,
    ):
        assert answer.status in {302, 303}, await answer.text()
        back = answer.headers["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


async def back(browser: Person, given: dict[str, str]) -> Answer:
    return await browser.call(
        "GET", f"/inloggen/terug?{urlencode(given)}", headers={"Sec-Fetch-Site": "cross-site"}
    )


async def log_in(browser: Person, subject: str) -> Answer:
    return await back(browser, await agree(await go(browser), subject))


@pytest.mark.parametrize(
    ("subject", "home", "shown"),
    [
        ("sanne", "/balie/", "Sanne van der Balie"),
        ("regie", "/uitvoerder/", "Regisseur"),
        ("jansen", "/uitvoerder/", "CJIB"),
    ],
)
async def test_role_and_organisation_come_from_the_claims(
    opened: Inside, subject: str, home: str, shown: str
) -> None:
    async with person(opened) as browser:
        answer = await log_in(browser, subject)
        # A page and no redirect: a `Strict` cookie does not go along with a request that began elsewhere.
        assert (answer.status, answer.headers["Refresh"]) == (200, f"0; url={home}")
        assert (await browser.get(home)).status == 200
        assert shown in (await browser.get("/account")).body
        assert KEPT not in browser.cookies


@pytest.mark.parametrize(
    ("subject", "words"), [("vreemd", "geen rol"), ("zonder", "geen rol"), ("nergens", "geen organisatie")]
)
async def test_who_has_no_role_or_organisation_here_gets_no_account(
    opened: Inside, subject: str, words: str
) -> None:
    async with person(opened) as browser:
        answer = await log_in(browser, subject)
        assert answer.status == 403
        assert words in answer.body
        assert COOKIE not in browser.cookies
    assert await opened.loket.accounts.accounts() == ()


async def test_the_words_of_the_provider_for_roles_can_be_others(tmp_path: Path, running: Running) -> None:
    async with (
        loket(tmp_path, running, LOKET_OIDC_ROLES="baas=beheerder") as made,
        person(made) as browser,
    ):
        assert (await log_in(browser, "vreemd")).headers["Refresh"] == "0; url=/account"
        assert (await log_in(browser, "sanne")).status == 403


async def test_state_nonce_and_proof_go_along_and_the_proof_fits(opened: Inside, running: Running) -> None:
    async with person(opened) as browser:
        address = await go(browser)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert len(asked["state"]) >= 32
        assert len(asked["nonce"]) >= 32
        assert asked["redirect_uri"].endswith("/inloggen/terug")
        await back(browser, await agree(address, "sanne"))
    verifier = running.tokens[-1]["code_verifier"].encode()
    proof = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
    assert proof == asked["code_challenge"]


async def test_what_was_begun_in_another_browser_opens_nothing(opened: Inside) -> None:
    """Somebody who is lured to an answer of an attacker's log-in does not end up in the attacker's account."""
    async with person(opened) as attacker, person(opened) as victim:
        given = await agree(await go(attacker), "sanne")
        assert (await back(victim, given)).status == 401
        await go(victim)
        assert (await back(victim, given)).status == 401
        assert COOKIE not in victim.cookies


async def test_an_answer_is_good_once_and_a_changed_one_never(opened: Inside) -> None:
    async with person(opened) as browser:
        given = await agree(await go(browser), "sanne")
        kept = browser.cookies[KEPT]
        other = "y" if given["state"].endswith("x") else "x"
        assert (await back(browser, {**given, "state": given["state"][:-1] + other})).status == 401
        browser.cookies[KEPT] = kept
        assert (await back(browser, {**given, "iss": "https://elders.example.nl"})).status == 401
        browser.cookies[KEPT] = kept
        assert (await back(browser, given)).status == 200
        browser.cookies[KEPT] = kept
        assert (await back(browser, given)).status == 401
        given = await agree(await go(browser), "sanne")
        kept = browser.cookies[KEPT]
        browser.cookies[KEPT] = kept[:-1] + ("0" if kept[-1] != "0" else "1")
        assert (await back(browser, given)).status == 401


async def test_a_refusal_at_the_provider_is_told_and_opens_nothing(opened: Inside) -> None:
    async with person(opened) as browser:
        asked = parse_qs(urlsplit(await go(browser)).query)
        answer = await back(browser, {"error": "access_denied", "state": asked["state"][0]})
        assert answer.status == 401
        assert "niet gelukt" in answer.body


async def test_each_log_in_is_a_new_session_and_ends_the_one_before(opened: Inside) -> None:
    async with person(opened) as browser, person(opened) as old:
        await log_in(browser, "sanne")
        old.cookies[COOKIE] = browser.cookies[COOKIE]
        assert (await old.get("/balie/chats")).status == 200
        assert "Chats" in (await old.get("/balie/chats")).body
        await log_in(browser, "sanne")
        assert browser.cookies[COOKIE] != old.cookies[COOKIE]
        assert "Inloggen voor medewerkers" in (await old.get("/balie/chats")).body


async def test_an_account_that_was_closed_here_stays_closed(opened: Inside) -> None:
    async with person(opened) as browser:
        await log_in(browser, "sanne")
        (account,) = await opened.loket.accounts.accounts()
        await opened.loket.accounts.disable(account.login)
        answer = await log_in(browser, "sanne")
        assert answer.status == 403
        assert "gesloten" in answer.body


async def test_an_account_of_the_provider_has_no_password_here(opened: Inside) -> None:
    async with person(opened) as browser:
        await log_in(browser, "sanne")
        (account,) = await opened.loket.accounts.accounts()
        for password in ("", "!", "nobody has this password"):
            assert (await browser.log_in(account.login, password)).status == 401
        with pytest.raises(ValueError, match="eigen organisatie"):
            await opened.loket.accounts.set_password(account.login, "een lang wachtwoord")
