"""Logging in with a second factor, page by page: nothing opens in between, and the session is a new one after."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest

from bot.accounts.roles import Role
from bot.command import sign_in_remarks
from tests.web.inside import Inside, inside
from tests.web.staff import Person, add, person

COOKIE = "loket_medewerker"


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path, LOKET_SECOND_FACTOR="ja") as opened:
        yield opened


def secret_in(page: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    return found[1].replace(" ", "")


async def enrol(somebody: Person, login: str) -> pyotp.TOTP:
    await somebody.log_in(login)
    page = await somebody.get("/inloggen/instellen")
    totp = pyotp.TOTP(secret_in(page.body))
    done = await somebody.post("/inloggen/instellen", code=totp.at(somebody.inside.clock()))
    assert done.status == 200, done.body
    assert len(re.findall(r'class="whole">[0-9A-Z]{5}-[0-9A-Z]{5}<', done.body)) == 10
    return totp


async def test_a_coordinator_sets_it_up_before_any_page_opens(strict: Inside) -> None:
    await add(strict, "regie", Role.REGISSEUR)
    async with person(strict) as regie:
        answer = await regie.log_in("regie")
        assert (answer.status, answer.headers["Location"]) == (303, "/inloggen/instellen")
        half = regie.cookies[COOKIE]
        for path in ("/uitvoerder/", "/balie/chats", "/account"):
            shut = await regie.get(path)
            assert (shut.status, shut.headers["Location"]) == (303, "/inloggen/instellen")
        page = await regie.get("/inloggen/instellen")
        assert "<svg" in page.body
        assert "style=" not in page.body
        await enrol(regie, "regie")
        assert (await regie.get("/uitvoerder/")).status == 200
        assert regie.cookies[COOKIE] != half
    async with person(strict) as thief:
        thief.cookies[COOKIE] = half
        assert "Inloggen voor medewerkers" in (await thief.get("/uitvoerder/")).body


async def test_the_next_log_in_asks_for_a_code_and_takes_each_once(strict: Inside) -> None:
    await add(strict, "regie", Role.REGISSEUR)
    async with person(strict) as regie:
        totp = await enrol(regie, "regie")
    strict.clock.forward(minutes=2)
    async with person(strict) as regie, person(strict) as other:
        assert (await regie.log_in("regie")).headers["Location"] == "/inloggen/code"
        assert (await regie.get("/uitvoerder/")).headers["Location"] == "/inloggen/code"
        assert (await regie.post("/inloggen/code", code="12345")).status == 401
        code = totp.at(strict.clock())
        done = await regie.post("/inloggen/code", code=code)
        assert (done.status, done.headers["Location"]) == (303, "/uitvoerder/")
        assert (await regie.get("/uitvoerder/")).status == 200
        await other.log_in("regie")
        assert (await other.post("/inloggen/code", code=code)).status == 401
        for _ in range(4):
            await other.post("/inloggen/code", code="000000")
        blocked = await other.post("/inloggen/code", code="000000")
        assert blocked.status == 429
        assert int(blocked.headers["Retry-After"]) > 0


async def test_half_a_log_in_ends_after_ten_minutes(strict: Inside) -> None:
    await add(strict, "regie", Role.REGISSEUR)
    async with person(strict) as regie:
        await regie.log_in("regie")
        strict.clock.forward(minutes=11)
        answer = await regie.get("/inloggen/instellen")
        assert (answer.status, answer.headers["Location"]) == (303, "/uitvoerder/inloggen")


async def test_a_form_without_the_token_of_this_log_in_does_nothing(strict: Inside) -> None:
    await add(strict, "regie", Role.REGISSEUR)
    async with person(strict) as regie:
        await regie.log_in("regie")
        assert (await regie.call("POST", "/inloggen/instellen", {"code": "123456"})).status == 403
        other_site = {"Sec-Fetch-Site": "cross-site"}
        assert (await regie.call("POST", "/inloggen/instellen", {"code": "1"}, other_site)).status == 403


async def test_an_employee_is_not_asked_but_may_and_may_take_it_away_again(strict: Inside) -> None:
    await add(strict, "balie", Role.MEDEWERKER)
    async with person(strict) as balie:
        assert (await balie.log_in("balie")).headers["Location"] == "/balie/"
        page = await balie.post("/account", zet="instellen")
        totp = pyotp.TOTP(secret_in(page.body))
        wrong = await balie.call(
            "POST", "/account", {"csrf": csrf_of(page.body), "zet": "bevestigen", "code": "1"}
        )
        assert wrong.status == 401
        assert secret_in(wrong.body) == totp.secret
        code = totp.at(strict.clock())
        on = await balie.call(
            "POST", "/account", {"csrf": csrf_of(page.body), "zet": "bevestigen", "code": code}
        )
        assert "Bewaar deze herstelcodes" in on.body
        strict.clock.forward(minutes=1)
        assert (await balie.post("/account", zet="uitzetten", code=code)).status == 401
        await balie.post("/account", zet="uitzetten", code=totp.at(strict.clock()))
        assert "staat uit" in (await balie.get("/account")).body


async def test_who_must_have_it_cannot_take_it_away(strict: Inside) -> None:
    await add(strict, "regie", Role.REGISSEUR)
    async with person(strict) as regie:
        totp = await enrol(regie, "regie")
        strict.clock.forward(minutes=1)
        token = csrf_of((await regie.get("/uitvoerder/standaardantwoorden")).body)
        form = {"csrf": token, "zet": "uitzetten", "code": totp.at(strict.clock())}
        answer = await regie.call("POST", "/account", form)
        assert answer.status == 409
        assert "verplicht" in answer.body


async def test_a_demonstration_demands_nothing(tmp_path: Path) -> None:
    async with inside(tmp_path) as opened:
        await add(opened, "regie", Role.REGISSEUR)
        async with person(opened) as regie:
            assert (await regie.log_in("regie")).headers["Location"] == "/uitvoerder/"


async def test_without_local_accounts_no_password_opens_anything(tmp_path: Path) -> None:
    given = {
        "LOKET_LOCAL_ACCOUNTS": "nee",
        "LOKET_OIDC_ISSUER": "http://127.0.0.1:9",
        "LOKET_OIDC_CLIENT_ID": "loket",
        "LOKET_OIDC_CLIENT_SECRET": "geheim",
    }
    async with inside(tmp_path, **given) as opened:
        await add(opened, "balie", Role.MEDEWERKER)
        async with person(opened) as balie:
            assert (await balie.log_in("balie")).status == 403
            page = await balie.get("/uitvoerder/inloggen")
            assert "Wachtwoord" not in page.body
            assert "/inloggen/provider" in page.body
            # The provider does not answer: said so, and nothing else happens.
            assert (await balie.get("/inloggen/provider")).status == 503
        (remark,) = await sign_in_remarks(opened.loket)
        assert "LOKET_OIDC_ISSUER" in remark


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def test_a_lost_telephone_is_replaced_from_the_command_line(strict: Inside) -> None:
    await add(strict, "regie", Role.REGISSEUR)
    async with person(strict) as regie:
        await enrol(regie, "regie")
        await strict.loket.accounts.forget_factor("regie")
        assert "Inloggen voor medewerkers" in (await regie.get("/uitvoerder/")).body
        assert (await regie.log_in("regie")).headers["Location"] == "/inloggen/instellen"
