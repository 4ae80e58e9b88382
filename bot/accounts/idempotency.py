"""A write that is asked for twice under one key is done once (`Idempotency-Key`, IETF httpapi draft)."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, Idempotency, insert_into

KEPT = timedelta(hours=24)


class KeyReused(Exception):
    """The key was used before, for another write."""


@dataclass(frozen=True)
class Repeat:
    """This write was asked for before: with which status it ended, and the number of what it made, if any."""

    status: int
    made_id: int | None


@dataclass(frozen=True)
class Done[T]:
    """What a write brought, and the number to remember it by, if what it made has one."""

    result: T
    made_id: int | None = None


@dataclass(frozen=True)
class Asked:
    """One write as it was asked for: by which token, under which key, and what exactly."""

    token_id: int
    key: str | None
    fingerprint: str


# Which status an error of the write has towards its asker; None for one that is nobody's answer.
StatusOf = Callable[[Exception], int | None]


def fingerprint(method: str, path: str, body: bytes) -> str:
    """The same for the same write, and for no other."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode("utf-8", "replace"), body))).hexdigest()


class IdempotencyService:
    """Runs writes, each key once, and forgets a key after 24 hours."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def earlier(self, asked: Asked) -> Repeat | None:
        """How this write ended when it was asked for before; KeyReused when the key was another's."""
        if asked.key is None:
            return None
        async with self._database.read() as session:
            return await self._find(session, asked)

    async def once[T](
        self,
        asked: Asked,
        work: Callable[[AsyncSession], Awaitable[Done[T]]],
        *,
        status: int,
        status_of: StatusOf,
    ) -> T | Repeat:
        """The result of `work`, done in one transaction with the memory of it; or that it was done before.

        A second one that comes while the first runs waits for it. `status` is remembered when it goes well. An
        error that has a status is remembered too, with all else undone; any other leaves no trace at all.
        """
        if asked.key is None:
            async with self._database.write() as session:
                return (await work(session)).result
        failure: Exception | None = None
        async with self._database.write() as session:
            row = await self._claim(session, asked)
            if row is None:
                return await self._found(session, asked)
            try:
                async with session.begin_nested():
                    done = await work(session)
            except Exception as fault:
                known = status_of(fault)
                if known is None:
                    raise
                failure, row.status = fault, known
            else:
                row.status, row.made_id = status, done.made_id
        if failure is not None:
            raise failure
        return done.result

    async def purge(self) -> int:
        """The number of keys that were past their time and are gone."""
        async with self._database.write() as session:
            return await self._forget(session)

    async def _claim(self, session: AsyncSession, asked: Asked) -> Idempotency | None:
        await self._forget(session)
        made = await session.execute(
            insert_into(session, Idempotency)
            .values(
                token_id=asked.token_id,
                key_hash=_hashed(asked.key),
                fingerprint=asked.fingerprint,
                status=0,
                created_at=self._clock(),
            )
            .on_conflict_do_nothing()
            .returning(Idempotency.token_id)
        )
        if made.one_or_none() is None:
            return None
        return await session.get_one(Idempotency, (asked.token_id, _hashed(asked.key)))

    async def _found(self, session: AsyncSession, asked: Asked) -> Repeat:
        found = await self._find(session, asked)
        if found is None:
            raise RuntimeError("a key that is taken is nobody's")
        return found

    async def _find(self, session: AsyncSession, asked: Asked) -> Repeat | None:
        query = select(Idempotency).where(
            Idempotency.token_id == asked.token_id,
            Idempotency.key_hash == _hashed(asked.key),
            Idempotency.created_at > self._clock() - KEPT,
        )
        row = (await session.scalars(query)).one_or_none()
        if row is None:
            return None
        if row.fingerprint != asked.fingerprint:
            raise KeyReused
        return Repeat(row.status, row.made_id)

    async def _forget(self, session: AsyncSession) -> int:
        gone = await session.scalars(
            delete(Idempotency)
            .where(Idempotency.created_at <= self._clock() - KEPT)
            .returning(Idempotency.token_id)
        )
        return len(gone.all())


def _hashed(key: str | None) -> str:
    return hashlib.sha256((key or "").encode("utf-8", "replace")).hexdigest()
