"""The second factor: a code that changes every half minute (TOTP, RFC 6238), and codes for who lost the telephone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.limiter import BY_LOGIN, FailureLimiter
from bot.store import Account, Database, RecoveryCode, SecondFactor

STEP = 30
# A clock that is half a minute off still works; RFC 6238, 5.2 advises no more.
AROUND = (0, -1, 1)
CODES = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class WrongCode(Exception):
    """The code is wrong, or was used before; which of these is not said."""


class AlreadyThere(Exception):
    """This account has a second factor; it is taken away before there is another."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app needs: the secret to type, and the address behind the QR code."""

    secret: str
    address: str


class FactorService:
    """Second factors. The secret of an account is derived from `secret` and a salt: a database alone gives none away."""

    def __init__(
        self, database: Database, *, secret: bytes, issuer: str, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._secret, self._issuer, self._clock = database, secret, issuer, clock
        self._tries = FailureLimiter(BY_LOGIN, clock)

    async def has(self, account_id: int) -> bool:
        """Whether this account must show a code."""
        async with self._database.read() as session:
            return await has_factor(session, account_id)

    async def codes_left(self, account_id: int) -> int:
        """How many recovery codes were not used yet."""
        query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
        async with self._database.read() as session:
            return await session.scalar(query) or 0

    async def begin(self, account_id: int) -> Enrolment:
        """What to put in the app; the same until a code of it was given. Raises `AlreadyThere`."""
        async with self._database.write() as session:
            row = await session.get(SecondFactor, account_id)
            if row is not None and row.confirmed_at is not None:
                raise AlreadyThere
            if row is None:
                row = SecondFactor(account_id=account_id, salt=secrets.token_hex(16), last_step=0)
                session.add(row)
            account = await session.get_one(Account, account_id)
            secret = self._derived(account_id, row.salt)
        address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=self._issuer)
        return Enrolment(secret, address)

    async def confirm(self, account_id: int, code: str) -> tuple[str, ...]:
        """The app works: from now on a code is asked. The recovery codes, told once. `WrongCode`, `TooManyTries`."""
        if not await self._right(account_id, code, confirmed=False):
            raise WrongCode
        fresh = tuple(_recovery_code() for _ in range(CODES))
        async with self._database.write() as session:
            row = await session.get_one(SecondFactor, account_id)
            row.confirmed_at = self._clock()
            await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
            session.add_all(RecoveryCode(account_id=account_id, code_hash=_hashed(one)) for one in fresh)
        return fresh

    async def check(self, account_id: int, code: str) -> None:
        """The code is right and used up; a recovery code too. `WrongCode`, `TooManyTries`."""
        if not await self._right(account_id, code, confirmed=True):
            raise WrongCode

    async def remove(self, account_id: int) -> None:
        """The account has no second factor any more, nor recovery codes."""
        async with self._database.write() as session:
            await session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
            await session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))

    # --- within

    async def _right(self, account_id: int, code: str, *, confirmed: bool) -> bool:
        key = str(account_id)
        self._tries.check(key)
        self._tries.count(key)
        tidy = "".join(code.split()).replace("-", "").upper()
        async with self._database.write() as session:
            row = await session.get(SecondFactor, account_id)
            if row is None or (row.confirmed_at is not None) is not confirmed:
                return False
            step = self._step(self._derived(account_id, row.salt), tidy)
            right = step is not None and await _use_step(session, account_id, step)
            if not right and confirmed:
                right = await _use_recovery(session, account_id, tidy)
        if right:
            self._tries.forget(key)
        return right

    def _step(self, secret: str, code: str) -> int | None:
        """Of which half minute this code is, if it is of one around now."""
        totp, now = pyotp.TOTP(secret), int(self._clock().timestamp()) // STEP
        fits = [
            now + by
            for by in AROUND
            if hmac.compare_digest(totp.generate_otp(now + by).encode(), code.encode())
        ]
        return max(fits, default=None)

    def _derived(self, account_id: int, salt: str) -> str:
        """The secret of an account: 20 bytes, as RFC 4226 advises."""
        message = f"tweede factor {account_id} {salt}".encode()
        return base64.b32encode(hmac.new(self._secret, message, "sha256").digest()[:20]).decode()


async def has_factor(session: AsyncSession, account_id: int) -> bool:
    """Whether this account must show a code."""
    row = await session.get(SecondFactor, account_id)
    return row is not None and row.confirmed_at is not None


async def _use_step(session: AsyncSession, account_id: int, step: int) -> bool:
    """Whether this half minute's code was not used before; one statement, so that two at once cannot both."""
    query = (
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.account_id)
        .execution_options(synchronize_session=False)
    )
    return await session.scalar(query) is not None


async def _use_recovery(session: AsyncSession, account_id: int, code: str) -> bool:
    query = (
        delete(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.code_hash == _hashed(code))
        .returning(RecoveryCode.account_id)
    )
    return await session.scalar(query) is not None


def _recovery_code() -> str:
    """Ten signs of thirty, 49 bits: no guessing, and easy to copy."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


def _hashed(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()
