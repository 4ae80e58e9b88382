"""Open tickets about the same rule: what was mended for one can be offered to the others ("fix" beside "solve").

Letter 35295-AF, par. 5: whoever raises the alarm is helped, and whoever does not is forgotten, unless somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, MendOffer, Ticket
from bot.tickets.errors import NotFound
from bot.tickets.workflow import State

SHOWN = 50


@dataclass(frozen=True)
class Alike:
    """One open ticket of the same organisation about the same scheme. `offered`: it got an offer before."""

    id: int
    number: str
    door: str
    summary: str
    state: State
    version: int
    received_at: datetime
    offered: bool


@dataclass(frozen=True)
class SameRule:
    """The tickets beside one ticket, newest first; `next` is the id to go on from, None at the end."""

    scheme: str | None
    tickets: tuple[Alike, ...]
    next: int | None


async def same_rule(
    database: Database, number: str, organisation: str, *, before: int | None = None
) -> SameRule:
    """The other open tickets of this organisation about what this ticket is about; NotFound when it is not theirs."""
    async with database.read() as session:
        ticket = await session.scalar(
            select(Ticket).where(Ticket.number == number, Ticket.organisation == organisation)
        )
        if ticket is None:
            raise NotFound
        if ticket.scheme is None:
            return SameRule(None, (), None)
        return await _page(session, ticket.scheme, organisation, before, but=ticket.id)


async def about_rule(
    database: Database, scheme: str, organisation: str, *, before: int | None = None
) -> SameRule:
    """The open tickets of this organisation about this scheme."""
    async with database.read() as session:
        return await _page(session, scheme, organisation, before)


async def organisations_with(session: AsyncSession, scheme: str) -> Mapping[str, int]:
    """Who has open tickets about this scheme, and of how many people each."""
    query = (
        select(Ticket.organisation, func.count(Ticket.case_id.distinct()))
        .where(Ticket.scheme == scheme, Ticket.closed_at.is_(None))
        .group_by(Ticket.organisation)
    )
    rows = await session.execute(query)
    return {row[0]: row[1] for row in rows.all()}


async def people_with(session: AsyncSession, scheme: str) -> int:
    """How many people have an open ticket about this scheme, wherever it lies."""
    query = select(func.count(Ticket.case_id.distinct())).where(
        Ticket.scheme == scheme, Ticket.closed_at.is_(None)
    )
    return await session.scalar(query) or 0


async def _page(
    session: AsyncSession, scheme: str, organisation: str, before: int | None, but: int | None = None
) -> SameRule:
    query: Select[Ticket] = (
        select(Ticket)
        .where(Ticket.scheme == scheme, Ticket.organisation == organisation, Ticket.closed_at.is_(None))
        .order_by(Ticket.id.desc())
        .limit(SHOWN + 1)
    )
    if before is not None:
        query = query.where(Ticket.id < before)
    if but is not None:
        query = query.where(Ticket.id != but)
    rows = (await session.scalars(query)).all()
    shown = rows[:SHOWN]
    offered = set(
        await session.scalars(
            select(MendOffer.ticket_id).where(MendOffer.ticket_id.in_([row.id for row in shown]))
        )
    )
    tickets = tuple(
        Alike(
            row.id,
            row.number,
            row.door,
            row.summary,
            State(row.state),
            row.version,
            row.received_at,
            row.id in offered,
        )
        for row in shown
    )
    return SameRule(scheme, tickets, shown[-1].id if len(rows) > SHOWN else None)
