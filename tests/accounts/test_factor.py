"""The second factor: no code is good twice, guessing is limited, and a database alone gives nothing away."""

from __future__ import annotations

import asyncio

import pyotp
import pytest
from sqlalchemy import text

from bot.accounts.factor import CODES, AlreadyThere, FactorService, WrongCode
from bot.accounts.limiter import TooManyTries
from bot.accounts.roles import Role
from bot.accounts.service import AccountService
from bot.store import Database
from tests.tickets.helpers import Clock

SECRET = b"a secret for tests only"


class Phone:
    """An app that shows codes."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    @property
    def code(self) -> str:
        """What it shows now."""
        return self._totp.at(self._clock())


async def enrolled(database: Database, clock: Clock) -> tuple[FactorService, int, Phone, tuple[str, ...]]:
    accounts = AccountService(database, clock=clock)
    account = await accounts.add(
        name="R. Regie", login="regie", password="een lang wachtwoord", role=Role.REGISSEUR
    )
    factors = FactorService(database, secret=SECRET, issuer="Loket", clock=clock)
    phone = Phone((await factors.begin(account.id)).secret, clock)
    codes = await factors.confirm(account.id, phone.code)
    clock.forward(seconds=30)
    return factors, account.id, phone, codes


async def test_a_code_is_right_once_also_when_two_come_at_the_same_moment(database: Database) -> None:
    factors, own, phone, _ = await enrolled(database, Clock())
    tries = await asyncio.gather(*(factors.check(own, phone.code) for _ in range(3)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in tries) == ["NoneType", "WrongCode", "WrongCode"]


async def test_a_clock_half_a_minute_off_works_and_an_older_code_does_not(sqlite_database: Database) -> None:
    clock = Clock()
    factors, own, phone, _ = await enrolled(sqlite_database, clock)
    clock.forward(minutes=5)
    late = phone.code
    clock.forward(seconds=30)
    await factors.check(own, f" {late[:3]} {late[3:]} ")
    clock.forward(minutes=5)
    old = phone.code
    clock.forward(seconds=60)
    with pytest.raises(WrongCode):
        await factors.check(own, old)


async def test_a_code_that_was_used_cannot_be_used_after_an_older_one(sqlite_database: Database) -> None:
    clock = Clock()
    factors, own, phone, _ = await enrolled(sqlite_database, clock)
    clock.forward(minutes=5)
    before = phone.code
    clock.forward(seconds=30)
    await factors.check(own, phone.code)
    with pytest.raises(WrongCode):
        await factors.check(own, before)


async def test_guessing_ends_after_five_tries_and_the_right_code_waits_too(sqlite_database: Database) -> None:
    clock = Clock()
    factors, own, phone, _ = await enrolled(sqlite_database, clock)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await factors.check(own, "000000" if phone.code != "000000" else "000001")
    with pytest.raises(TooManyTries):
        await factors.check(own, phone.code)
    clock.forward(minutes=16)
    await factors.check(own, phone.code)


async def test_a_recovery_code_works_once_however_it_is_typed(database: Database) -> None:
    factors, own, _, codes = await enrolled(database, Clock())
    assert len(set(codes)) == CODES
    await factors.check(own, codes[0].lower().replace("-", " "))
    with pytest.raises(WrongCode):
        await factors.check(own, codes[0])
    assert await factors.codes_left(own) == CODES - 1


async def test_a_code_of_an_app_that_was_never_confirmed_opens_nothing(sqlite_database: Database) -> None:
    clock = Clock()
    factors, own, _, codes = await enrolled(sqlite_database, clock)
    with pytest.raises(AlreadyThere):
        await factors.begin(own)
    await factors.remove(own)
    assert not await factors.has(own)
    fresh = Phone((await factors.begin(own)).secret, clock)
    assert (await factors.begin(own)).secret == fresh._totp.secret
    with pytest.raises(WrongCode):
        await factors.check(own, fresh.code)
    with pytest.raises(WrongCode):
        await factors.confirm(own, codes[1])
    assert not await factors.has(own)


async def test_neither_secret_nor_recovery_codes_stand_in_the_database(sqlite_database: Database) -> None:
    _, _, phone, codes = await enrolled(sqlite_database, Clock())
    kept = ""
    async with sqlite_database.read() as session:
        for table in ("second_factor", "recovery_code", "account"):
            kept += str((await session.execute(text(f"SELECT * FROM {table}"))).all())  # noqa: S608 - our own names
    assert phone._totp.secret not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
