import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.accounts.limiter import BY_ADDRESS, BY_LOGIN, FailureLimiter, Limit, TooManyTries
from bot.accounts.passwords import Passwords, WeakPassword
from bot.accounts.roles import Action, Role, may
from bot.accounts.service import (
    ABSOLUTE,
    IDLE,
    AccountService,
    LoginFailed,
    LoginTaken,
    NoSuchAccount,
    csrf_matches,
)
from bot.accounts.tokens import Scope, TokenService
from bot.store import Account, ApiToken, Database, LoginSession

PASSWORD = "een lang wachtwoord"
WRONG = "een ander wachtwoord"
HERE = "192.0.2.1"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def cheap() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def office(
    database: Database, clock: Clock | None = None, passwords: Passwords | None = None
) -> AccountService:
    return AccountService(database, clock=clock or Clock(), passwords=passwords or cheap())


async def noor(accounts: AccountService) -> None:
    await accounts.add(
        name="Noor", login="Noor@example.nl", password=PASSWORD, role=Role.UITVOERDER, organisation="cjib"
    )


async def test_who_logs_in_is_known_by_the_cookie_alone(database: Database) -> None:
    accounts = office(database)
    await noor(accounts)
    fresh = await accounts.log_in(" noor@EXAMPLE.nl", PASSWORD, address=HERE)
    session = await accounts.session(fresh.token)
    assert session is not None
    assert (session.account.role, session.account.organisation) == (Role.UITVOERDER, "cjib")
    assert csrf_matches(session, fresh.csrf)
    assert not csrf_matches(session, fresh.csrf + "x")
    assert not csrf_matches(session, None)
    async with database.read() as reading:
        stored = (await reading.scalars(select(LoginSession))).one()
        person = (await reading.scalars(select(Account))).one()
    assert fresh.token not in stored.token_hash
    assert PASSWORD not in person.password_hash
    assert person.password_hash.startswith("$argon2id$")
    for nobody in (None, "", "x", fresh.token + "x"):
        assert await accounts.session(nobody) is None


async def test_a_wrong_password_an_unknown_name_and_a_disabled_account_are_the_same(
    database: Database,
) -> None:
    accounts = office(database)
    await noor(accounts)
    await accounts.add(name="Bo", login="bo", password=PASSWORD, role=Role.REGISSEUR)
    await accounts.disable("bo")
    for login, password in (("noor@example.nl", WRONG), ("niemand", PASSWORD), ("bo", PASSWORD), ("", "")):
        with pytest.raises(LoginFailed) as error:
            await accounts.log_in(login, password, address=HERE)
        assert str(error.value) == ""


async def test_a_login_gives_a_new_session_and_ends_the_old_one(database: Database) -> None:
    accounts = office(database)
    await noor(accounts)
    one = await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    two = await accounts.log_in("noor@example.nl", PASSWORD, address=HERE, old_token=one.token)
    assert (one.token, one.csrf) != (two.token, two.csrf)
    assert await accounts.session(one.token) is None
    assert await accounts.session(two.token) is not None
    await accounts.log_out(two.token)
    assert await accounts.session(two.token) is None


async def test_a_session_ends_after_an_idle_hour_and_in_any_case_after_ten(database: Database) -> None:
    clock = Clock()
    accounts = office(database, clock)
    await noor(accounts)
    idle = await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    clock.now += IDLE
    assert await accounts.session(idle.token) is None
    busy = await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    start = clock.now
    while clock.now < start + ABSOLUTE - timedelta(minutes=50):
        clock.now += timedelta(minutes=50)
        assert await accounts.session(busy.token) is not None
    clock.now = start + ABSOLUTE
    assert await accounts.session(busy.token) is None


async def test_purging_removes_only_what_has_expired(database: Database) -> None:
    clock = Clock()
    accounts = office(database, clock)
    await noor(accounts)
    await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    clock.now += IDLE
    kept = await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    assert await accounts.purge() == 1
    assert await accounts.session(kept.token) is not None


async def test_a_new_password_and_disabling_end_every_login(database: Database) -> None:
    accounts = office(database)
    await noor(accounts)
    one = await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    await accounts.set_password("noor@example.nl", WRONG)
    assert await accounts.session(one.token) is None
    with pytest.raises(LoginFailed):
        await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)
    two = await accounts.log_in("noor@example.nl", WRONG, address=HERE)
    await accounts.disable("noor@example.nl")
    assert await accounts.session(two.token) is None
    with pytest.raises(NoSuchAccount):
        await accounts.disable("niemand")


async def test_guessing_one_name_is_stopped_and_goes_on_after_the_window(sqlite_database: Database) -> None:
    clock = Clock()
    accounts = office(sqlite_database, clock)
    await noor(accounts)
    for number in range(BY_LOGIN.failures):
        with pytest.raises(LoginFailed):
            await accounts.log_in("noor@example.nl", WRONG, address=f"192.0.2.{number}")
    with pytest.raises(TooManyTries) as error:
        await accounts.log_in("NOOR@example.nl", PASSWORD, address=HERE)
    assert error.value.retry_after == 900
    clock.now += BY_LOGIN.window
    await accounts.log_in("noor@example.nl", PASSWORD, address=HERE)


async def test_guesses_that_come_at_once_are_counted_too(sqlite_database: Database) -> None:
    accounts = office(sqlite_database)
    await noor(accounts)
    outcomes = await asyncio.gather(
        *(accounts.log_in("noor@example.nl", WRONG, address=HERE) for _ in range(20)), return_exceptions=True
    )
    assert sum(isinstance(outcome, LoginFailed) for outcome in outcomes) == BY_LOGIN.failures
    assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == 20 - BY_LOGIN.failures


async def test_guessing_many_names_from_one_address_is_stopped(sqlite_database: Database) -> None:
    accounts = office(sqlite_database)
    for number in range(BY_ADDRESS.failures):
        with pytest.raises(LoginFailed):
            await accounts.log_in(f"naam{number}", WRONG, address=HERE)
    with pytest.raises(TooManyTries):
        await accounts.log_in("nog een", WRONG, address=HERE)


def test_the_limiter_tells_how_long_to_wait_and_forgets() -> None:
    clock = Clock()
    limiter = FailureLimiter(Limit(2, timedelta(seconds=10)), clock)
    limiter.count("a")
    clock.now += timedelta(seconds=4)
    limiter.count("a")
    with pytest.raises(TooManyTries) as error:
        limiter.check("a")
    assert error.value.retry_after == 6
    limiter.check("b")
    limiter.take_back("a")
    limiter.check("a")
    limiter.count("a")
    limiter.forget("a")
    limiter.check("a")


async def test_a_hash_with_old_parameters_is_renewed_at_login(database: Database) -> None:
    await noor(office(database))
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    await office(database, passwords=stronger).log_in("noor@example.nl", PASSWORD, address=HERE)
    async with database.read() as session:
        stored = (await session.scalars(select(Account.password_hash))).one()
    assert "m=16,t=2" in stored
    await office(database, passwords=stronger).log_in("noor@example.nl", PASSWORD, address=HERE)


async def test_an_account_needs_a_free_name_a_good_password_and_its_organisation(database: Database) -> None:
    accounts = office(database)
    await noor(accounts)
    with pytest.raises(LoginTaken):
        await noor(accounts)
    for password in ("kort", "x" * 257):
        with pytest.raises(WeakPassword):
            await accounts.add(name="B", login="b", password=password, role=Role.BEHEERDER)
    for role in (Role.UITVOERDER, Role.LEZER):
        with pytest.raises(ValueError, match="organisatie"):
            await accounts.add(name="B", login="b", password=PASSWORD, role=role)
    assert [account.login for account in await accounts.accounts()] == ["noor@example.nl"]


def test_who_may_what() -> None:
    assert {role for role in Role if may(role, Action.ROUTEREN)} == {Role.REGISSEUR}
    assert {role for role in Role if may(role, Action.TICKETS_BEHANDELEN)} == {
        Role.REGISSEUR,
        Role.UITVOERDER,
    }
    assert {role for role in Role if may(role, Action.SIGNALEN_LEZEN)} == {Role.LEZER}
    assert {role for role in Role if may(role, Action.ACCOUNTS_BEHEREN)} == {Role.BEHEERDER}
    for action in Action:
        assert any(may(role, action) for role in Role)


async def test_a_token_is_shown_once_and_opens_until_it_is_revoked_or_expires(database: Database) -> None:
    clock = Clock()
    tokens = TokenService(database, clock=clock)
    token, view = await tokens.add("cjib", "koppeling", scopes=[Scope.TICKETS_LEZEN])
    brief, _ = await tokens.add("gemeente:0344", "kort", expires_at=clock.now + timedelta(hours=1))
    assert token.startswith("lkt_")
    assert token.startswith(view.prefix)
    assert len(view.prefix) == 10
    checked = await tokens.check(token)
    assert checked is not None
    assert (checked.organisation, checked.scopes) == ("cjib", {Scope.TICKETS_LEZEN})
    async with database.read() as session:
        assert token not in str([vars(row) for row in (await session.scalars(select(ApiToken))).all()])
    clock.now += timedelta(hours=1)
    assert await tokens.check(brief) is None
    assert await tokens.revoke(view.id)
    assert await tokens.check(token) is None
    assert not await tokens.revoke(9999)
    for nothing in ("", "lkt_", token[:-1], token.upper()):
        assert await tokens.check(nothing) is None


async def test_the_last_use_of_a_token_is_visible(database: Database) -> None:
    clock = Clock()
    tokens = TokenService(database, clock=clock)
    token, _ = await tokens.add("cjib", "koppeling")
    assert (await tokens.tokens("cjib"))[0].last_used_at is None
    await tokens.check(token)
    assert (await tokens.tokens())[0].last_used_at == clock.now
    assert await tokens.tokens("cak") == ()
