"""What was mended for one is offered to others: an ordinary question to each citizen, by the ordinary table of moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import MendNotice, MendOffer, MendRequest, Ticket
from bot.tickets.allowed import check_asker, check_holder
from bot.tickets.errors import (
    MoveIncomplete,
    MoveNotAllowed,
    NotFound,
    NotYours,
    TicketError,
    VersionConflict,
)
from bot.tickets.history import Actor, simple_move, take_step
from bot.tickets.service import TicketService
from bot.tickets.workflow import Move, State

LONGEST = 4000
# What goes before the question. Who waits for an answer of the citizen asks nothing else before it is there.
STEPS: Mapping[State, tuple[Move, ...]] = MappingProxyType(
    {
        State.AANGEBODEN: (Move.ACCEPTEER, Move.START),
        State.ONTVANGEN: (Move.ACCEPTEER, Move.START),
        State.GEACCEPTEERD: (Move.START,),
        State.IN_BEHANDELING: (),
    }
)


@dataclass(frozen=True)
class Offered:
    """What became of one ticket: offered when `fault` is None, else nothing was changed."""

    number: str
    fault: TicketError | None


@dataclass(frozen=True)
class Notice:
    """What a ministry asks of one organisation, and how far that is."""

    request_id: int
    ministry: str
    scheme: str
    text: str
    asked_at: datetime
    seen_at: datetime | None
    done_at: datetime | None
    done_by: str | None
    answer: str | None


class OfferDesk(TicketService):
    """The ticket service, with what an organisation offers to many at once."""

    async def offer(
        self,
        scheme: str,
        chosen: Mapping[str, int],
        text: str,
        actor: Actor,
        *,
        request_id: int | None = None,
    ) -> tuple[Offered, ...]:
        """Each citizen has the question; what cannot be asked now is told, and keeps no other out.

        `chosen`: the version of each ticket that was on the page. A ticket that nobody had taken yet is accepted and
        begun by it, as the table of moves has it, and the citizen is told once. MoveIncomplete `tekst` or `verzoeken`.
        """
        words = text.strip()[:LONGEST]
        if not words:
            raise MoveIncomplete("tekst")
        if not chosen:
            raise MoveIncomplete("verzoeken")
        report = []
        for number, version in chosen.items():
            try:
                await self._offer(scheme, number, version, words, actor, request_id)
                report.append(Offered(number, None))
            except (NotFound, NotYours, VersionConflict, MoveNotAllowed) as fault:
                report.append(Offered(number, fault))
        return tuple(report)

    async def _offer(
        self, scheme: str, number: str, version: int, text: str, actor: Actor, request_id: int | None
    ) -> None:
        async with self._database.write() as session:
            ticket = await self._locked(session, number)
            check_holder(ticket, actor)
            if ticket.scheme != scheme:
                raise NotFound
            await self._check_version(session, ticket, version, actor.kind)
            state = State(ticket.state)
            if state not in STEPS:
                raise MoveNotAllowed(ticket.state, Move.VRAAGBURGER.value)
            now = self._clock()
            self._record_look(session, ticket, actor, "aanbod aan meer mensen")
            for move in STEPS[state]:
                check_asker(ticket, actor, move)
                await self._confirm(session, ticket, move)
                take_step(session, ticket, move, actor, now)
            check_asker(ticket, actor, Move.VRAAGBURGER)
            simple_move(session, ticket, Move.VRAAGBURGER, actor, now, text, {"aanbod": scheme})
            asked = request_id if request_id is not None else await _open_request(session, ticket)
            await _count(session, ticket, asked, now)

    # --- what ministries ask ------------------------------------------------------------------------------

    async def notices(self, organisation: str, *, still_open: bool = False) -> tuple[Notice, ...]:
        """What this organisation was asked, newest first."""
        query = _notices(organisation).order_by(MendRequest.id.desc())
        if still_open:
            query = query.where(MendNotice.done_at.is_(None))
        async with self._database.read() as session:
            return tuple(_notice(*row) for row in (await session.execute(query)).all())

    async def notice(self, request_id: int, organisation: str) -> Notice:
        """One of them, for who reads without having seen it by that; NotFound for who was not asked."""
        async with self._database.read() as session:
            return _notice(*await _found(session, request_id, organisation))

    async def open_notice(self, request_id: int, organisation: str) -> Notice:
        """One of them; that it was seen is kept from the first time on. NotFound for who was not asked."""
        async with self._database.write() as session:
            request, row = await _found(session, request_id, organisation)
            row.seen_at = row.seen_at or self._clock()
            return _notice(request, row)

    async def finish_notice(
        self, request_id: int, actor: Actor, answer: str, *, session: AsyncSession | None = None
    ) -> None:
        """The organisation is done with it, and the ministry reads what it answers. NotFound; MoveNotAllowed twice."""
        async with self._writing(session) as own:
            _, row = await _found(own, request_id, str(actor.organisation))
            if row.done_at is not None:
                raise MoveNotAllowed("klaar", "klaar")
            row.seen_at = row.seen_at or self._clock()
            row.done_at, row.done_by = self._clock(), actor.name
            row.answer = answer.strip()[:LONGEST] or None


async def _found(session: AsyncSession, request_id: int, organisation: str) -> tuple[MendRequest, MendNotice]:
    found = (await session.execute(_notices(organisation).where(MendRequest.id == request_id))).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _notices(organisation: str) -> Select[MendRequest, MendNotice]:
    return (
        select(MendRequest, MendNotice)
        .join(MendNotice, MendNotice.request_id == MendRequest.id)
        .where(MendNotice.organisation == organisation)
    )


def _notice(request: MendRequest, row: MendNotice) -> Notice:
    return Notice(
        request.id,
        request.ministry,
        request.scheme,
        request.text,
        request.created_at,
        row.seen_at,
        row.done_at,
        row.done_by,
        row.answer,
    )


async def _open_request(session: AsyncSession, ticket: Ticket) -> int | None:
    """The newest request about this ticket's scheme that its holder has not finished."""
    query = (
        select(MendRequest.id)
        .join(MendNotice, MendNotice.request_id == MendRequest.id)
        .where(
            MendNotice.organisation == ticket.organisation,
            MendNotice.done_at.is_(None),
            MendRequest.scheme == ticket.scheme,
        )
        .order_by(MendRequest.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def _count(session: AsyncSession, ticket: Ticket, request_id: int | None, now: datetime) -> None:
    known = await session.scalar(
        select(MendOffer.id).where(
            MendOffer.ticket_id == ticket.id, MendOffer.request_id.is_not_distinct_from(request_id)
        )
    )
    if known is None:
        session.add(MendOffer(request_id=request_id, ticket_id=ticket.id, at=now))
