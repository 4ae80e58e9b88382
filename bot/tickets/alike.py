"""Open tickets about the same rule: what was mended for one can be offered to the others ("fix" beside "solve").

Letter 35295-AF, par. 5: whoever raises the alarm is helped, and whoever does not is forgotten, unless somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, select

from bot.store import Database, Ticket
from bot.tickets.errors import NotFound

SHOWN = 50


@dataclass(frozen=True)
class Alike:
    """One open ticket of the same organisation about the same scheme."""

    number: str
    door: str
    summary: str
    state: str
    received_at: datetime


@dataclass(frozen=True)
class SameRule:
    """The tickets beside one ticket, newest first; `more` when there are others."""

    schemes: tuple[str, ...]
    tickets: tuple[Alike, ...]
    more: bool


async def same_rule(database: Database, number: str, organisation: str) -> SameRule:
    """The other open tickets of this organisation about a scheme of this ticket; NotFound when it is not theirs."""
    async with database.read() as session:
        ticket = await session.scalar(
            select(Ticket).where(Ticket.number == number, Ticket.organisation == organisation)
        )
        if ticket is None:
            raise NotFound
        if not ticket.schemes:
            return SameRule((), (), False)
        # The first scheme is what the request is about. Between quotes, so that `wajong` is not `wajong_oud`.
        named = cast(Ticket.schemes, Text).contains(f'"{ticket.schemes[0]}"', autoescape=True)
        query = (
            select(Ticket)
            .where(
                Ticket.organisation == organisation,
                Ticket.closed_at.is_(None),
                Ticket.id != ticket.id,
                named,
            )
            .order_by(Ticket.id.desc())
            .limit(SHOWN + 1)
        )
        rows = (await session.scalars(query)).all()
    shown = tuple(
        Alike(row.number, row.door, row.summary, row.state, row.received_at) for row in rows[:SHOWN]
    )
    return SameRule(tuple(ticket.schemes[:1]), shown, len(rows) > SHOWN)
