"""Notices of the day: set by the coordinator, read by everybody at the desk and by who begins a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, DeskNotice

LONGEST = 300


class NoticeRefused(ValueError):
    """A notice without a text, too long, or of a day that has passed; says which in Dutch."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice."""

    id: int
    text: str
    set_by: str
    set_at: datetime
    until: date


class Notices:
    """All notices. `clock` gives an aware now, `today` the day in the Netherlands."""

    def __init__(self, database: Database, clock: Callable[[], datetime], today: Callable[[], date]) -> None:
        self._database, self._clock, self._today = database, clock, today

    async def today(self) -> tuple[NoticeView, ...]:
        """What is shown today, the newest first."""
        query = (
            select(DeskNotice)
            .where(DeskNotice.withdrawn_at.is_(None), DeskNotice.until >= self._today())
            .order_by(DeskNotice.id.desc())
        )

        async def work(session: AsyncSession) -> tuple[NoticeView, ...]:
            return tuple(
                NoticeView(one.id, one.text, one.set_by, one.set_at, one.until)
                for one in await session.scalars(query)
            )

        return await self._database.look(work)

    async def texts(self) -> tuple[str, ...]:
        """The same, as texts."""
        return tuple(one.text for one in await self.today())

    async def add(self, text: str, until: date | None, by: str) -> None:
        """The notice is shown up to and with this day (None: today); NoticeRefused."""
        words = " ".join(text.split())
        last = until or self._today()
        if not words:
            raise NoticeRefused("Vul een bericht in.")
        if len(words) > LONGEST:
            raise NoticeRefused(f"Het bericht is te lang: hoogstens {LONGEST} tekens.")
        if last < self._today():
            raise NoticeRefused("Deze dag is voorbij.")
        async with self._database.write() as session:
            session.add(DeskNotice(text=words, set_by=by, set_at=self._clock(), until=last))

    async def withdraw(self, notice_id: int) -> None:
        """The notice is shown no more; an unknown one is none already."""
        async with self._database.write() as session:
            found = await session.get(DeskNotice, notice_id)
            if found is not None and found.withdrawn_at is None:
                found.withdrawn_at = self._clock()
