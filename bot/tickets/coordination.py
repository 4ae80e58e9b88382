"""What the coordinator looks at first: what was given back, and what came and went today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Conversation, Database, LiveChat, ReviewItem, Ticket
from bot.tickets.inbox import Page, page_of, place_of, row_columns

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOURS = 24
COUNTED = 100
# Written out in the statement: a partial index is not found through a parameter.
_BOUNCED = text("ticket.closed_at IS NULL AND ticket.hops > 0")


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of one day in the Netherlands, by the hour where there are 24 of them."""

    conversations: Sequence[int]
    tickets: Sequence[int]
    closed: int
    chats: int
    reviews: int
    doors: Sequence[tuple[str, int]]  # most asked first


class Coordination:
    """The coordinator's figures. `clock` gives an aware now. Reads only."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def bounced(self, limit: int) -> tuple[Page, int]:
        """Open tickets that an organisation gave back, the newest of them, and how many there are (at most 100)."""
        query = row_columns(False).where(_BOUNCED).order_by(Ticket.id.desc()).limit(COUNTED)
        async with self._database.read() as session:
            rows = list((await session.execute(query)).mappings())
        shown = sorted(rows[:limit], key=place_of)
        return page_of(shown, len(shown)), len(rows)

    async def today(self) -> Today:
        """What happened since midnight in the Netherlands."""
        start = self._midnight()
        async with self._database.read() as session:
            # By the index of the last change, which is never before the first.
            begun = select(Conversation.created_at).where(
                Conversation.updated_at >= start, Conversation.created_at >= start
            )
            conversations = (await session.scalars(begun)).all()
            came = (
                await session.execute(
                    select(Ticket.received_at, Ticket.door).where(Ticket.received_at >= start)
                )
            ).all()
            return Today(
                conversations=_by_hour(conversations),
                tickets=_by_hour([row.received_at for row in came]),
                closed=await _count(session, select(Ticket.id).where(Ticket.closed_at >= start)),
                chats=await _count(session, select(LiveChat.id).where(LiveChat.taken_at >= start)),
                reviews=await _count(session, select(ReviewItem.id).where(ReviewItem.created_at >= start)),
                doors=Counter(row.door for row in came).most_common(),
            )

    def _midnight(self) -> datetime:
        day = self._clock().astimezone(AMSTERDAM).date()
        # A day may have 23 or 25 hours; its midnight is local all the same.
        return datetime.combine(day, time(), AMSTERDAM)


def _by_hour(moments: Sequence[datetime]) -> tuple[int, ...]:
    found = Counter(moment.astimezone(AMSTERDAM).hour for moment in moments)
    return tuple(found[hour] for hour in range(HOURS))


async def _count(session: AsyncSession, query: Select[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(query.subquery())) or 0
