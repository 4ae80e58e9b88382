"""The only place where a ticket's state changes: state, version, history line and message in one stroke.

Nothing here waits: between the change and its line no other task can come.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Look, Ticket, TicketEvent
from bot.tickets.organisations import kind_of
from bot.tickets.outgoing import (
    announce_attachment,
    announce_late,
    announce_move,
    announce_offer,
    announce_to_citizen,
)
from bot.tickets.watching import DIRECTED, Late, answered, keep_time, review
from bot.tickets.words import ATTACHMENT, ESCALATED, NOTE
from bot.tickets.workflow import CLOSED, LOKET, ActorKind, Move, Reason, State, destination, next_state


@dataclass(frozen=True)
class Actor:
    """Who does it. `organisation` is theirs, when they act for one; `account_id` when they are logged in.

    A `machine` acts with a token: it sees its organisation's tickets and does not learn of others.
    """

    kind: ActorKind
    name: str
    organisation: str | None = None
    account_id: int | None = None
    machine: bool = False


COUNTER = Actor(ActorKind.LOKET, "loket")
CITIZEN_ACTOR = Actor(ActorKind.BURGER, "burger")


def looked(session: AsyncSession, ticket: Ticket, actor: Actor, now: datetime, why: str) -> None:
    """It stands on record that this person looked at the ticket or used it, when and why: for a citizen who asks."""
    session.add(
        Look(
            ticket_id=ticket.id,
            account_id=actor.account_id,
            name=actor.name,
            organisation=actor.organisation,
            at=now,
            why=why,
        )
    )


def _line(
    session: AsyncSession,
    ticket: Ticket,
    kind: str,
    actor: Actor,
    now: datetime,
    source: str | None,
    *,
    text: str | None = None,
    data: Mapping[str, Any] | None = None,
    visible: bool = True,
) -> None:
    facts = {"organisatie": ticket.organisation, **(data or {})}
    session.add(
        TicketEvent(
            ticket=ticket,
            version=ticket.version,
            at=now,
            actor_kind=actor.kind.value,
            actor_name=actor.name,
            kind=kind,
            from_state=source,
            to_state=ticket.state,
            text=text,
            data=facts,
            visible_to_citizen=visible,
        )
    )


def _holding(ticket: Ticket) -> dict[str, Any]:
    return {} if ticket.intended_for is None else {"bestemd_voor": ticket.intended_for}


def open_history(session: AsyncSession, ticket: Ticket, actor: Actor, now: datetime) -> None:
    """A new ticket is offered to its holder, and its history says so."""
    ticket.state = State.AANGEBODEN.value
    _line(session, ticket, Move.AANBIEDEN, actor, now, None, data=_holding(ticket))


def record(
    session: AsyncSession,
    ticket: Ticket,
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    text: str | None = None,
    data: Mapping[str, Any] | None = None,
    visible: bool = False,
    new_version: bool = True,
) -> None:
    """Something that happened to a ticket and did not move it stands in the history."""
    if new_version:
        ticket.version += 1
    _line(session, ticket, kind, actor, now, ticket.state, text=text, data=data, visible=visible)


def take_step(
    session: AsyncSession,
    ticket: Ticket,
    move: Move,
    actor: Actor,
    now: datetime,
    *,
    text: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """One move of the table, done and recorded; MoveNotAllowed when the table has no such row."""
    source = ticket.state
    target = next_state(State(source), move)
    ticket.state = target.value
    ticket.closed_at = now if target in CLOSED else None
    ticket.version += 1
    facts = {**(data or {}), **keep_time(ticket, move, now)}
    _line(session, ticket, move.value, actor, now, source, text=text, data=facts)


def simple_move(
    session: AsyncSession,
    ticket: Ticket,
    move: Move,
    actor: Actor,
    now: datetime,
    text: str | None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """A move that stays with its holder, and the message that tells of it."""
    take_step(session, ticket, move, actor, now, text=text, data=data)
    announce_move(session, ticket, move, actor.kind, now)


def give_back(
    session: AsyncSession,
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    *,
    reason: Reason,
    text: str | None,
    to: str | None,
    to_holder: tuple[str, str | None] | None,
    earlier: frozenset[str],
) -> None:
    """Given back and offered again in one stroke: to the organisation named, or to the coordinator.

    `to_holder` is who holds tickets for `to`, as `holder_of` says.
    """
    took = {"reden": reason.value, **({} if to is None else {"naar": to})}
    take_step(session, ticket, Move.GEEFTERUG, actor, now, text=text, data=took)
    ticket.hops += 1
    goes_to = destination(to, hops=ticket.hops, current=ticket.organisation, earlier=earlier)
    holder, intended = (LOKET, None) if goes_to == LOKET or to_holder is None else to_holder
    if ticket.hops > 1 or to in earlier:
        # Nobody sends this citizen on a third time: the coordinator keeps it in sight, wherever it goes next.
        ticket.attention = DIRECTED
    _settle(ticket, holder, intended)
    take_step(session, ticket, Move.AANBIEDEN, COUNTER, now, data=_holding(ticket))
    announce_offer(session, ticket, now)
    announce_move(session, ticket, Move.GEEFTERUG, actor.kind, now)


def route(
    session: AsyncSession,
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    *,
    holder: str,
    intended: str | None,
    text: str | None,
) -> None:
    """The coordinator sends a ticket to where it belongs."""
    _settle(ticket, holder, intended)
    take_step(session, ticket, Move.ROUTE, actor, now, text=text, data=_holding(ticket))
    announce_offer(session, ticket, now)
    announce_move(session, ticket, Move.ROUTE, actor.kind, now)


def _settle(ticket: Ticket, holder: str, intended: str | None) -> None:
    ticket.organisation = holder
    ticket.intended_for = intended
    meant = intended or holder
    if meant != LOKET:
        ticket.executor = kind_of(meant)
    ticket.owner_id = None


def escalate(session: AsyncSession, ticket: Ticket, late: Late, now: datetime) -> None:
    """A term has passed: it stands on the coordinator's list, and history, coordinator and citizen hear of it.

    The ticket stays where it is: whoever has it can still do it, and the coordinator can send it elsewhere.
    """
    ticket.attention = late.value
    ticket.version += 1
    review(ticket)
    _line(session, ticket, ESCALATED, COUNTER, now, ticket.state, data={"te_laat": late.value})
    announce_late(session, ticket, now)


def write_note(
    session: AsyncSession, ticket: Ticket, actor: Actor, now: datetime, text: str, visible: bool
) -> None:
    """A note on the ticket; the first one after acceptance starts the work.

    One that the citizen may read is told to the citizen, once: the start that it brings tells it already.
    """
    starts = ticket.state == State.GEACCEPTEERD
    if starts:
        simple_move(session, ticket, Move.START, actor, now, None)
    ticket.version += 1
    if visible:
        answered(ticket, now)
        if not starts:
            announce_to_citizen(session, ticket, now)
    _line(session, ticket, NOTE, actor, now, ticket.state, text=text, visible=visible)


def write_attachment(session: AsyncSession, ticket: Ticket, actor: Actor, now: datetime) -> None:
    """A file came with the ticket: in the history, for both sides, and told to the side that did not add it."""
    ticket.version += 1
    _line(session, ticket, ATTACHMENT, actor, now, ticket.state)
    announce_attachment(session, ticket, actor.kind, now)
