"""Accounts and logins of people."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.accounts.factor import has_factor
from bot.accounts.identity import Identity
from bot.accounts.limiter import BY_ADDRESS, BY_LOGIN, FailureLimiter
from bot.accounts.passwords import LONGEST, Passwords
from bot.accounts.roles import NEEDS_FACTOR, NEEDS_ORGANISATION, Role
from bot.store import Account, Database, LoginSession, RecoveryCode, SecondFactor

IDLE = timedelta(minutes=60)
# Who gave the password and not yet the code.
HALF = timedelta(minutes=10)
ABSOLUTE = timedelta(hours=10)
CODE, ENROL = "code", "instellen"
# No hash is like it, so no password fits.
_NO_PASSWORD = "!"  # noqa: S105 - of nobody
# Writing "seen" at every click would make every page a write.
_SEEN_STEP = timedelta(minutes=1)


class LoginFailed(Exception):
    """Name or password is wrong, or the account is disabled; which of these is not said."""


class LoginTaken(ValueError):
    """Somebody else has this login name."""


class NoSuchAccount(LookupError):
    """There is no account with this login name."""


@dataclass(frozen=True)
class AccountView:
    """A person, without the password."""

    id: int
    name: str
    login: str
    role: Role
    organisation: str | None
    disabled: bool
    demo: bool
    provider: bool = (
        False  # logs in by the organisation's own provider: no password and no second factor here
    )


@dataclass(frozen=True)
class LoggedIn:
    """A fresh login: `token` goes into the cookie and is stored nowhere else."""

    token: str
    csrf: str
    expires_at: datetime
    account: AccountView
    waits_for: str | None = None  # CODE or ENROL: what is still to be done before any page opens


@dataclass(frozen=True)
class Session:
    """Whose login this is, and the token that its forms carry."""

    account: AccountView
    csrf: str
    expires_at: datetime
    waits_for: str | None = None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _tidy(login: str) -> str:
    return login.strip().casefold()[:LONGEST]


def _view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        login=account.login,
        role=Role(account.role),
        organisation=account.organisation,
        disabled=account.disabled_at is not None,
        demo=account.demo,
        provider=account.subject is not None,
    )


def csrf_matches(session: Session, given: str | None) -> bool:
    """Whether a form came from a page of this login, compared in constant time."""
    return hmac.compare_digest(session.csrf.encode(), (given or "").encode("utf-8", "replace"))


class AccountService:
    """Accounts, logins and sessions. `clock` gives an aware now."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        passwords: Passwords | None = None,
        demands_factor: bool = False,
    ) -> None:
        self._database = database
        self._demands_factor = demands_factor
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._by_login = FailureLimiter(BY_LOGIN, clock)
        self._by_address = FailureLimiter(BY_ADDRESS, clock)

    async def add(
        self,
        *,
        name: str,
        login: str,
        password: str,
        role: Role,
        organisation: str | None = None,
        demo: bool = False,
    ) -> AccountView:
        """The account exists. LoginTaken, WeakPassword, or ValueError when the organisation is missing."""
        if role in NEEDS_ORGANISATION and not organisation:
            raise ValueError(f"een {role.value} hoort bij een organisatie")
        if not _tidy(login):
            raise ValueError("een account heeft een inlognaam")
        stored = await self._passwords.hash(password)
        async with self._database.write() as session:
            if await self._find(session, login) is not None:
                raise LoginTaken(login)
            account = Account(
                name=name,
                login=_tidy(login),
                password_hash=stored,
                role=role.value,
                organisation=organisation,
                created_at=self._clock(),
                demo=demo,
            )
            session.add(account)
            await session.flush()
            return _view(account)

    async def accounts(self) -> tuple[AccountView, ...]:
        """Everybody, by login name."""
        async with self._database.read() as session:
            return tuple(
                _view(account) for account in await session.scalars(select(Account).order_by(Account.login))
            )

    async def set_password(self, login: str, password: str) -> None:
        """The new password holds and every login of this account has ended; NoSuchAccount, WeakPassword.

        ValueError for an account of the organisation's own provider: a password would pass by its second step.
        """
        stored = await self._passwords.hash(password)
        async with self._database.write() as session:
            account = await self._get(session, login)
            if account.subject is not None:
                raise ValueError(
                    "Dit account logt in via de eigen organisatie en heeft hier geen wachtwoord."
                )
            account.password_hash = stored
            await self._end_all(session, account.id)

    async def forget_factor(self, login: str) -> None:
        """The second factor of a lost telephone is gone, and every login of this account; NoSuchAccount."""
        async with self._database.write() as session:
            account = await self._get(session, login)
            await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
            await session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
            await self._end_all(session, account.id)

    async def disable(self, login: str) -> None:
        """Nobody can use this account any more, also who is logged in now; NoSuchAccount."""
        async with self._database.write() as session:
            account = await self._get(session, login)
            account.disabled_at = self._clock()
            await self._end_all(session, account.id)

    async def log_in(
        self, login: str, password: str, *, address: str, old_token: str | None = None
    ) -> LoggedIn:
        """A new session, never one that existed before: `old_token` ends. LoginFailed, TooManyTries."""
        name = _tidy(login)
        self._by_address.check(address)
        self._by_login.check(name)
        self._by_address.count(address)
        self._by_login.count(name)
        async with self._database.read() as session:
            account = await self._find(session, name)
        usable = account is not None and account.disabled_at is None
        verdict = await self._passwords.verify(
            account.password_hash if account is not None and usable else None, password
        )
        if account is None or not verdict.right:
            raise LoginFailed
        self._by_login.forget(name)
        self._by_address.take_back(address)
        return await self._open(account.id, verdict.renewed, account.password_hash, old_token)

    async def session(self, token: str | None, *, by_person: bool = True) -> Session | None:
        """Whose login this cookie is; None when it is unknown, idle for an hour, ten hours old, or only half a login.

        `by_person` False: a page asked by itself, which is no sign that anybody is there.
        """
        found = await self._session_of(token, by_person=by_person)
        return found if found is not None and found.waits_for is None else None

    async def half_session(self, token: str | None) -> Session | None:
        """Who gave the right password and must still show, or set up, the second factor; None for everybody else."""
        found = await self._session_of(token, by_person=False)
        return found if found is not None and found.waits_for is not None else None

    async def complete(self, half: Session, token: str) -> LoggedIn:
        """The second factor was right: a new session, and the half one has ended. LoginFailed when it had already."""
        async with self._database.write() as session:
            gone = await session.scalar(
                delete(LoginSession)
                .where(LoginSession.token_hash == _hashed(token), LoginSession.waits_for.is_not(None))
                .returning(LoginSession.account_id)
            )
            account = await session.get(Account, gone) if gone is not None else None
            if account is None or account.id != half.account.id or account.disabled_at is not None:
                raise LoginFailed
            return self._begin(session, account, None)

    async def log_in_by_provider(self, who: Identity, *, old_token: str | None = None) -> LoggedIn:
        """A new session of who the provider says this is; name, role and organisation are as it says now.

        An account that was disabled here stays closed: LoginFailed.
        """
        async with self._database.write() as session:
            query = select(Account).where(Account.subject == who.subject).with_for_update()
            account = (await session.scalars(query)).one_or_none()
            if account is None:
                account = Account(
                    login=f"oidc-{hashlib.sha256(who.subject.encode()).hexdigest()[:16]}",
                    password_hash=_NO_PASSWORD,
                    subject=who.subject,
                    created_at=self._clock(),
                    name=who.name,
                    role=who.role.value,
                    organisation=who.organisation,
                )
                session.add(account)
                await session.flush()
            if account.disabled_at is not None:
                raise LoginFailed
            if (account.role, account.organisation) != (who.role.value, who.organisation):
                # What was open under other rights is not taken along.
                await self._end_all(session, account.id)
            account.name, account.role, account.organisation = who.name, who.role.value, who.organisation
            await self._end(session, old_token)
            return self._begin(session, account, None)

    async def _session_of(self, token: str | None, *, by_person: bool) -> Session | None:
        if not token:
            return None
        now = self._clock()
        async with self._database.read() as session:
            found = await self._session_row(session, token)
        if found is None or found.account.disabled_at is not None:
            return None
        if found.expires_at <= now or found.seen_at + IDLE <= now:
            await self.log_out(token)
            return None
        if by_person and found.seen_at + _SEEN_STEP <= now:
            async with self._database.write() as session:
                fresh = await session.get(LoginSession, found.token_hash)
                if fresh is not None:
                    fresh.seen_at = now
        return Session(_view(found.account), found.csrf, found.expires_at, found.waits_for)

    async def log_out(self, token: str) -> None:
        """This login has ended, if it ever was one."""
        async with self._database.write() as session:
            await session.execute(delete(LoginSession).where(LoginSession.token_hash == _hashed(token)))

    async def expired(self) -> int:
        """The number of logins that `purge` would remove now."""
        async with self._database.read() as session:
            query = select(func.count()).select_from(LoginSession).where(self._past())
            return await session.scalar(query) or 0

    async def purge(self) -> int:
        """The number of expired logins that were removed."""
        async with self._database.write() as session:
            gone = await session.scalars(
                delete(LoginSession).where(self._past()).returning(LoginSession.token_hash)
            )
            return len(gone.all())

    def _past(self) -> ColumnElement[bool]:
        now = self._clock()
        return (LoginSession.expires_at <= now) | (LoginSession.seen_at <= now - IDLE)

    async def _open(
        self, account_id: int, renewed: str | None, verified: str, old_token: str | None
    ) -> LoggedIn:
        async with self._database.write() as session:
            account = await session.get_one(Account, account_id, with_for_update=True)
            # Between reading and here somebody may have disabled it or set another password.
            if account.disabled_at is not None or account.password_hash != verified:
                raise LoginFailed
            if renewed is not None:
                account.password_hash = renewed
            await self._end(session, old_token)
            waits_for = None
            if await has_factor(session, account.id):
                waits_for = CODE
            elif self._demands_factor and Role(account.role) in NEEDS_FACTOR:
                waits_for = ENROL
            return self._begin(session, account, waits_for)

    def _begin(self, session: AsyncSession, account: Account, waits_for: str | None) -> LoggedIn:
        """A session under a token that never was one before."""
        now = self._clock()
        token = secrets.token_urlsafe(32)
        row = LoginSession(
            token_hash=_hashed(token),
            account_id=account.id,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            seen_at=now,
            expires_at=now + (ABSOLUTE if waits_for is None else HALF),
            waits_for=waits_for,
        )
        session.add(row)
        return LoggedIn(token, row.csrf, row.expires_at, _view(account), waits_for)

    async def _end(self, session: AsyncSession, token: str | None) -> None:
        if token:
            await session.execute(delete(LoginSession).where(LoginSession.token_hash == _hashed(token)))

    async def _session_row(self, session: AsyncSession, token: str) -> LoginSession | None:
        query = (
            select(LoginSession)
            .where(LoginSession.token_hash == _hashed(token))
            .options(joinedload(LoginSession.account))
        )
        return (await session.scalars(query)).one_or_none()

    async def _find(self, session: AsyncSession, login: str) -> Account | None:
        return (await session.scalars(select(Account).where(Account.login == _tidy(login)))).one_or_none()

    async def _get(self, session: AsyncSession, login: str) -> Account:
        account = await self._find(session, login)
        if account is None:
            raise NoSuchAccount(login)
        return account

    async def _end_all(self, session: AsyncSession, account_id: int) -> None:
        await session.execute(delete(LoginSession).where(LoginSession.account_id == account_id))
