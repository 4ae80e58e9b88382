"""Tickets at the desk: seen by who proves whose they are, read aloud, added to; every look is recorded with why."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue.guard import guard
from bot.doors.conditions import plain
from bot.doors.kinds import KINDS, Context, Understood
from bot.store import DeskAccess, Look, Ticket
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound
from bot.tickets.history import CITIZEN_ACTOR, Actor, record, simple_move
from bot.tickets.outgoing import SUPPLEMENTED, announce_to_holder
from bot.tickets.searching import search
from bot.tickets.service import TicketService
from bot.tickets.views import CitizenView
from bot.tickets.words import ADDED, PROGRESS
from bot.tickets.workflow import LOKET, Move, State

# How long a proof holds: a call, and not the rest of the day.
PROOF_HOLDS = timedelta(minutes=15)
NEEDED_FACTS = 2
# An executor is asked once a day: it is no help to ask the same thing twice.
ASK_AGAIN = timedelta(days=1)
NOT_PROVED = "balie: niet bewezen"


class TooSoon(Exception):
    """The executor was asked for progress less than a day ago."""


@dataclass(frozen=True, slots=True)
class LookRow:
    """Who looked at a ticket, when and why."""

    at: datetime
    name: str
    organisation: str | None
    why: str


class DeskLookup(TicketService):
    """The ticket service, for a caller on the line. NotFound for an unknown number and a proof that fails alike."""

    async def prove(
        self, number: str, actor: Actor, *, code: str = "", facts: Mapping[str, str] | None = None, why: str
    ) -> CitizenView:
        """The ticket as its citizen reads it, for a quarter of an hour; the look is recorded with `why`.

        The proof is the access code, or two facts that stand on the ticket. A try that fails is recorded too.
        """
        async with self._database.write() as session:
            ticket = await self._find(session, number)
            proved = ticket is not None and (
                self._has_code(ticket, code)
                or len(right_facts(ticket.fields, facts or {}, self._clock().date())) >= NEEDED_FACTS
            )
            if ticket is not None:
                self._record_look(session, ticket, actor, f"balie: {why}" if proved else NOT_PROVED)
            view = await self._citizen_view(session, ticket) if ticket is not None and proved else None
            if ticket is not None and proved:
                await self._open(session, ticket, actor)
        # Outside the transaction: that somebody tried stays recorded.
        if view is None:
            raise NotFound
        return view

    async def by_facts(
        self, organisation: str, actor: Actor, facts: Mapping[str, str], *, why: str
    ) -> tuple[str, ...]:
        """The numbers of the caller's tickets at this organisation, each open as after `prove`; NotFound when none.

        Two facts that stand on the ticket, of which name or reference is one: by these it is found. What an
        organisation that is not connected should have had is found by that organisation's id as well.
        """
        led = [facts[kind] for kind in ("kenmerk", "naam") if facts.get(kind, "").strip()]
        async with self._database.write() as session:
            ids: set[int] = set()
            for question in led:
                for holder in dict.fromkeys((organisation, LOKET)):
                    ids.update((await search(session, holder, question)).ids)
            query = select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id.desc())
            theirs = [
                ticket
                for ticket in await session.scalars(query)
                if organisation in (ticket.organisation, ticket.intended_for)
                and len(right_facts(ticket.fields, facts, self._clock().date())) >= NEEDED_FACTS
            ]
            for ticket in theirs:
                self._record_look(session, ticket, actor, f"balie: {why} (zonder nummer)")
                await self._open(session, ticket, actor)
        if not theirs:
            raise NotFound
        return tuple(ticket.number for ticket in theirs)

    async def seen(self, number: str, actor: Actor) -> CitizenView:
        """The ticket again, while the proof holds; NotFound after that."""
        async with self._database.read() as session:
            ticket = await self._find(session, number)
            if ticket is None or not await self._may(session, ticket, actor):
                raise NotFound
            return await self._citizen_view(session, ticket)

    async def add(self, number: str, actor: Actor, text: str) -> CitizenView:
        """What the caller adds is told to the holder; it is the answer when a question stood open.

        NotFound, MoveIncomplete for an empty text, MoveNotAllowed when the ticket was closed.
        """
        words = guard(text, keep_contact=False).text.strip()
        if not words:
            raise MoveIncomplete("tekst")
        async with self._proved(number, actor) as (session, ticket):
            now = self._clock()
            if ticket.closed_at is not None:
                raise MoveNotAllowed(ticket.state, ADDED)
            if ticket.state == State.WACHT_OP_BURGER:
                simple_move(session, ticket, Move.ANTWOORD, CITIZEN_ACTOR, now, words, {"kanaal": "telefoon"})
            else:
                record(
                    session,
                    ticket,
                    ADDED,
                    CITIZEN_ACTOR,
                    now,
                    text=words,
                    data={"kanaal": "telefoon"},
                    visible=True,
                )
                announce_to_holder(session, ticket, SUPPLEMENTED, now)
            await session.flush()
            return await self._citizen_view(session, ticket)

    async def ask_progress(self, number: str, actor: Actor) -> CitizenView:
        """The holder is asked how it stands, once a day. NotFound, TooSoon, MoveNotAllowed when it was closed."""
        async with self._proved(number, actor) as (session, ticket):
            now = self._clock()
            if ticket.closed_at is not None:
                raise MoveNotAllowed(ticket.state, PROGRESS)
            asked = [one.at for one in await self._events(session, ticket) if one.kind == PROGRESS]
            if asked and asked[-1] > now - ASK_AGAIN:
                raise TooSoon
            record(
                session,
                ticket,
                PROGRESS,
                Actor(actor.kind, actor.name, LOKET, actor.account_id),
                now,
                visible=True,
            )
            announce_to_holder(session, ticket, SUPPLEMENTED, now)
            await session.flush()
            return await self._citizen_view(session, ticket)

    async def looks(self, number: str) -> tuple[LookRow, ...]:
        """Who saw this ticket, when and why, the latest first; NotFound."""
        async with self._database.read() as session:
            ticket = await self._find(session, number)
            if ticket is None:
                raise NotFound
            query = select(Look).where(Look.ticket_id == ticket.id).order_by(Look.id.desc())
            return tuple(
                LookRow(one.at, one.name, one.organisation, one.why) for one in await session.scalars(query)
            )

    # --- inside -------------------------------------------------------------------------------------------

    def _has_code(self, ticket: Ticket, code: str) -> bool:
        try:
            self._check_code(ticket, code)
        except NotFound:
            return False
        return bool(code.strip())

    async def _open(self, session: AsyncSession, ticket: Ticket, actor: Actor) -> None:
        now = self._clock()
        old = (DeskAccess.until < now) | (
            (DeskAccess.ticket_id == ticket.id) & (DeskAccess.account_id == actor.account_id)
        )
        await session.execute(delete(DeskAccess).where(old), execution_options={"synchronize_session": False})
        session.add(DeskAccess(ticket_id=ticket.id, account_id=actor.account_id, until=now + PROOF_HOLDS))

    async def _may(self, session: AsyncSession, ticket: Ticket, actor: Actor) -> bool:
        query = select(DeskAccess.until).where(
            DeskAccess.ticket_id == ticket.id, DeskAccess.account_id == actor.account_id
        )
        until = await session.scalar(query)
        return until is not None and until > self._clock()

    @asynccontextmanager
    async def _proved(self, number: str, actor: Actor) -> AsyncIterator[tuple[AsyncSession, Ticket]]:
        async with self._database.write() as session:
            ticket = await self._find(session, number, lock=True)
            if ticket is None or not await self._may(session, ticket, actor):
                raise NotFound
            yield session, ticket


# What a caller can be asked, by the kind of field on which it stands.
FACTS: Mapping[str, str] = {
    "naam": "Naam",
    "geboortedatum": "Geboortedatum",
    "postcode": "Postcode",
    "kenmerk": "Kenmerk op de brief",
    "contact": "E-mailadres of telefoonnummer",
}


def right_facts(
    fields: Sequence[Mapping[str, Any]], given: Mapping[str, str], today: date
) -> tuple[str, ...]:
    """The kinds of fact that were given and stand on the ticket, each counted once.

    Nothing is told of which one was wrong: a wrong guess teaches nothing.
    """
    return tuple(
        kind for kind in FACTS if given.get(kind, "").strip() and _stands(fields, kind, given[kind], today)
    )


def _stands(fields: Sequence[Mapping[str, Any]], kind: str, text: str, today: date) -> bool:
    stored = [one for one in fields if one.get("kind") == kind]
    return any(_same(kind, one.get("value"), str(one.get("shown") or ""), text, today) for one in stored)


def _same(kind: str, value: Any, shown: str, text: str, today: date) -> bool:
    match kind:
        case "naam":
            return plain(text) == plain(shown)
        case "contact":
            address = str(value.get("adres", "")) if isinstance(value, Mapping) else ""
            return _bare(text) == _bare(address) != "" or _digits(text) == _digits(address) != ""
        case "geboortedatum":
            parsed = KINDS[kind].parse(text, Context(today=today))
            return isinstance(parsed, Understood) and parsed.value == value
    return _bare(text) == _bare(shown) != ""


def _bare(text: str) -> str:
    return re.sub(r"[^0-9a-z@]", "", text.casefold())


def _digits(text: str) -> str:
    """The last nine digits of a telephone number: the same with +31 as with 0 before it."""
    digits = re.sub(r"\D", "", text)
    return digits[-9:] if len(digits) >= 9 else ""
