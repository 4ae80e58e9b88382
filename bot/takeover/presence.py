"""Which employees are there for chats: they say so themselves, and their open page keeps it true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Account, Database, DeskPresence

# A page gives a sign of life every 15 seconds. Who is on the telephone elsewhere cannot take a chat.
KEPT = timedelta(seconds=60)


class Presences:
    """Who is there. `clock` gives an aware now."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def come(self, account_id: int) -> None:
        """This employee is there for chats."""
        now = self._clock()
        async with self._database.write() as session:
            await session.merge(DeskPresence(account_id=account_id, since=now, seen_at=now))

    async def go(self, account_id: int) -> None:
        """This employee takes no new chats; what was taken goes on."""
        async with self._database.write() as session:
            await session.execute(delete(DeskPresence).where(DeskPresence.account_id == account_id))

    async def renew(self, session: AsyncSession, account_id: int, now: datetime) -> None:
        """Who had said to be there still is; nobody is made present by an open page alone."""
        await session.execute(
            update(DeskPresence)
            .where(DeskPresence.account_id == account_id, DeskPresence.seen_at > now - KEPT)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )

    async def accounts(self, session: AsyncSession) -> frozenset[int]:
        """Everybody who is there now, and whose account is open."""
        query = (
            select(DeskPresence.account_id)
            .join(Account, Account.id == DeskPresence.account_id)
            .where(DeskPresence.seen_at > self._clock() - KEPT, Account.disabled_at.is_(None))
        )
        return frozenset((await session.scalars(query)).all())
