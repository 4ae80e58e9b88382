"""The outgoing message of a fact: a row in the outbox, in the same transaction."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import NL
from bot.store import Outbox, Ticket
from bot.tickets.workflow import LOKET, ActorKind, Move

CITIZEN = "burger"
# A receiver of its own: a service for text messages that is down holds up no mail.
CITIZEN_BY_SMS = "burger-sms"
# Reverse DNS without an organisation's name (NL GOV profile for CloudEvents 1.1).
_TYPE = "nl.overheid.loket."
OFFERED = "ticket-aangeboden"
SIGNAL_OFFERED = "signaal-aangeboden"
UPDATED = "ticket-bijgewerkt"
OVERDUE = "ticket-te-laat"
ATTACHED = "ticket-bijlage"
DELETED = "ticket-verwijderd"
SIGNAL_UPDATED = "signaal-bijgewerkt"
SIGNAL_DELETED = "signaal-verwijderd"
SUPPLEMENTED = "ticket-aangevuld"
MEND_ASKED = "herstel-gevraagd"
CODE = "ticket-nieuwe-code"
# Where a payload says in which language its citizen reads.
LANGUAGE = "taal"
# What a holder must hear of what the citizen did.
_BY_CITIZEN: Mapping[str, str] = {
    Move.ANTWOORD: "ticket-beantwoord",
    Move.HEROPEN: "ticket-heropend",
    Move.INTREKKEN: "ticket-ingetrokken",
}


def announce(
    session: AsyncSession,
    kind: str,
    receiver: str,
    subject: str,
    dataref: str,
    now: datetime,
    language: str = NL,
) -> None:
    """One message to one receiver waits in the outbox: what happened and where to read it, nothing more.

    A citizen who reads another language than Dutch is told in it.
    """
    payload: dict[str, Any] = {"type": _TYPE + kind, "subject": subject, "dataref": dataref}
    if language != NL:
        payload[LANGUAGE] = language
    session.add(
        Outbox(
            event_id=str(uuid.uuid4()),
            kind=kind,
            receiver=receiver,
            subject=subject,
            payload=payload,
            created_at=now,
            next_attempt_at=now,
            attempts=0,
            state="wachtend",
        )
    )


def announce_offer(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The holder hears that a ticket was offered."""
    announce(session, OFFERED, ticket.organisation, ticket.number, f"/v1/tickets/{ticket.number}", now)


async def confirm_offer(session: AsyncSession, number: str, holder: str, now: datetime) -> None:
    """The offer of this ticket to its holder is acknowledged: they named it, which no delivery can.

    Also when it still waited or had failed: who acts on a ticket knows of it.
    """
    await session.execute(
        update(Outbox)
        .where(
            Outbox.subject == number,
            Outbox.receiver == holder,
            Outbox.kind == OFFERED,
            Outbox.state != "bevestigd",
        )
        .values(state="bevestigd", confirmed_at=now)
    )


async def take_back_offer(session: AsyncSession, number: str, holder: str) -> None:
    """An offer that never arrived is off: what was not delivered is not sent any more, and fails nobody."""
    await session.execute(
        delete(Outbox).where(
            Outbox.subject == number,
            Outbox.receiver == holder,
            Outbox.kind == OFFERED,
            Outbox.state.in_(["wachtend", "mislukt"]),
        )
    )


def announce_move(session: AsyncSession, ticket: Ticket, move: Move, by: ActorKind, now: datetime) -> None:
    """Who did not do it hears of it: the holder of what the citizen did, the citizen of everything else.

    A citizen who left no e-mail address hears nothing by mail and reads it on the status page.
    """
    if by is ActorKind.BURGER:
        kind = _BY_CITIZEN[move]
        announce(session, kind, ticket.organisation, ticket.number, f"/v1/tickets/{ticket.number}", now)
    elif reachable_by_mail(ticket.contact):
        announce(session, UPDATED, CITIZEN, ticket.number, "/status", now)


def announce_late(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The coordinator hears that a term has passed, and so does the citizen."""
    announce(session, OVERDUE, LOKET, ticket.number, f"/uitvoerder/{ticket.number}", now)
    announce_to_citizen(session, ticket, now)


def announce_to_citizen(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The citizen hears by mail that there is news, when an address was given; what it is stands at /status."""
    if reachable_by_mail(ticket.contact):
        announce(session, UPDATED, CITIZEN, ticket.number, "/status", now)


def announce_attachment(session: AsyncSession, ticket: Ticket, by: ActorKind, now: datetime) -> None:
    """The side that did not add the file hears that there is one."""
    if by is ActorKind.BURGER:
        place = f"/v1/tickets/{ticket.number}/bijlagen"
        announce(session, ATTACHED, ticket.organisation, ticket.number, place, now)
    else:
        announce_to_citizen(session, ticket, now)


def announce_to_holder(session: AsyncSession, ticket: Ticket, kind: str, now: datetime) -> None:
    """The holder hears what the citizen did."""
    announce(session, kind, ticket.organisation, ticket.number, f"/v1/tickets/{ticket.number}", now)


async def announce_code(
    session: AsyncSession, number: str, receiver: str, now: datetime, language: str = NL
) -> None:
    """A new access code waits to be told to the citizen in this language; once, however often it is asked meanwhile."""
    waiting = select(Outbox.id).where(
        Outbox.subject == number, Outbox.kind == CODE, Outbox.state == "wachtend"
    )
    if await session.scalar(waiting.limit(1)) is None:
        announce(session, CODE, receiver, number, "/status", now, language)


def reachable_by_mail(contact: Mapping[str, Any] | None) -> bool:
    """Whether a citizen's contact holds an e-mail address."""
    return (contact or {}).get("soort") == "email"
