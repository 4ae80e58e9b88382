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

from bot.accounts.limiter import BY_ADDRESS, BY_LOGIN, FailureLimiter
from bot.accounts.passwords import LONGEST, Passwords
from bot.accounts.roles import NEEDS_ORGANISATION, Role
from bot.store import Account, Database, LoginSession

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=10)
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


@dataclass(frozen=True)
class LoggedIn:
    """A fresh login: `token` goes into the cookie and is stored nowhere else."""

    token: str
    csrf: str
    expires_at: datetime
    account: AccountView


@dataclass(frozen=True)
class Session:
    """Whose login this is, and the token that its forms carry."""

    account: AccountView
    csrf: str
    expires_at: datetime


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
    )


def csrf_matches(session: Session, given: str | None) -> bool:
    """Whether a form came from a page of this login, compared in constant time."""
    return hmac.compare_digest(session.csrf.encode(), (given or "").encode("utf-8", "replace"))


class AccountService:
    """Accounts, logins and sessions. `clock` gives an aware now."""

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime], passwords: Passwords | None = None
    ) -> None:
        self._database = database
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
        """The new password holds and every login of this account has ended; NoSuchAccount, WeakPassword."""
        stored = await self._passwords.hash(password)
        async with self._database.write() as session:
            account = await self._get(session, login)
            account.password_hash = stored
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
        """Whose login this cookie is; None when it is unknown, idle for an hour, or ten hours old.

        `by_person` False: a page asked by itself, which is no sign that anybody is there.
        """
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
        return Session(_view(found.account), found.csrf, found.expires_at)

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
        now = self._clock()
        token = secrets.token_urlsafe(32)
        async with self._database.write() as session:
            account = await session.get_one(Account, account_id, with_for_update=True)
            # Between reading and here somebody may have disabled it or set another password.
            if account.disabled_at is not None or account.password_hash != verified:
                raise LoginFailed
            if renewed is not None:
                account.password_hash = renewed
            if old_token:
                await session.execute(
                    delete(LoginSession).where(LoginSession.token_hash == _hashed(old_token))
                )
            row = LoginSession(
                token_hash=_hashed(token),
                account_id=account.id,
                csrf=secrets.token_urlsafe(32),
                created_at=now,
                seen_at=now,
                expires_at=now + ABSOLUTE,
            )
            session.add(row)
            return LoggedIn(token, row.csrf, row.expires_at, _view(account))

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
