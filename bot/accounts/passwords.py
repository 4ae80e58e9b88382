"""Passwords: argon2id, off the event loop, renewed when the parameters grow."""

import asyncio
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
# Nobody types more, and hashing a megabyte is a cheap way to keep a server busy.
LONGEST = 256


class WeakPassword(ValueError):
    """The password is too short or too long."""


@dataclass(frozen=True)
class Verdict:
    """Whether the password was right; `renewed` is a new hash to store when the old one is out of date."""

    right: bool
    renewed: str | None = None


class Passwords:
    """Hashes and verifies, a few at a time: each costs tens of megabytes."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(at_once)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """A salted hash; WeakPassword outside 12 to 256 characters."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise WeakPassword(f"een wachtwoord heeft {SHORTEST} tot {LONGEST} tekens")
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> Verdict:
        """Whether it fits. Without an account (`stored` None) it takes as long and is always wrong."""
        async with self._turns:
            return await asyncio.to_thread(self._verify, stored, password[: LONGEST + 1])

    def _verify(self, stored: str | None, password: str) -> Verdict:
        if self._decoy is None:
            self._decoy = self._hasher.hash("nobody has this password")
        try:
            self._hasher.verify(stored or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return Verdict(False)
        if stored is None:
            return Verdict(False)
        renewed = self._hasher.hash(password) if self._hasher.check_needs_rehash(stored) else None
        return Verdict(True, renewed)
