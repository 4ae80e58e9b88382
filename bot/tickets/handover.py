"""Handing over: a confirmed overview becomes a case with tickets and signals, once, whatever is resent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from bot.signals.create import create_signal, find_by_key, receipt_for
from bot.store import Case, Signal, Ticket
from bot.tickets import wordindex  # noqa: F401 - who writes tickets keeps their words
from bot.tickets.errors import UnknownOrganisation
from bot.tickets.history import COUNTER, open_history
from bot.tickets.numbers import CASE, SIGNAL, TICKET, access_code, new_number, new_salt
from bot.tickets.organisations import Organisations
from bot.tickets.outgoing import SIGNAL_OFFERED, announce, announce_offer
from bot.tickets.packages import HandOver, Receipt, TicketPackage, TicketReceipt
from bot.tickets.promises import Promises
from bot.tickets.watching import promised
from bot.tickets.workflow import LOKET, State

_TRIES = 50


async def lock_key(session: AsyncSession, key: str) -> None:
    """Until the transaction ends, nobody else hands over under this key.

    On SQLite the transaction has the whole database already. The UNIQUE constraint is the fence behind it.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def free_number(
    session: AsyncSession, column: InstrumentedAttribute[str], prefix: str, now: datetime
) -> str:
    """A number that no row of this column has."""
    for _ in range(_TRIES):
        number = new_number(prefix, now.date())
        if await session.scalar(select(column).where(column == number)) is None:
            return number
    raise RuntimeError(f"no free number of kind {prefix} left this year")


def holder_of(organisation: str, organisations: Organisations) -> tuple[str, str | None]:
    """Who gets the ticket, and for whom it is meant when that is another.

    An organisation that is not connected has the loket act for it (Awb 2:3). UnknownOrganisation when nobody
    knows it.
    """
    if organisation == LOKET:
        return LOKET, None
    known = organisations(organisation)
    if known is None:
        raise UnknownOrganisation(organisation)
    return (LOKET, organisation) if known.route == "niet_aangesloten" else (organisation, None)


async def _case_for(session: AsyncSession, order: HandOver, now: datetime) -> Case:
    if order.case_id is not None:
        return await session.get_one(Case, order.case_id)
    case = (await session.scalars(select(Case).where(Case.idempotency_key == order.key))).one_or_none()
    if case is None:
        case = await new_case(session, order.key, now, conversation_id=order.conversation_id)
    return case


async def new_case(
    session: AsyncSession, key: str, now: datetime, *, conversation_id: int | None = None
) -> Case:
    """A case under this key, which no case has yet (the caller holds its lock); of no conversation unless it is told."""
    case = Case(
        number=await free_number(session, Case.number, CASE, now),
        conversation_id=conversation_id,
        idempotency_key=key,
        created_at=now,
    )
    session.add(case)
    await session.flush()
    return case


def _jsonable_fields(package: TicketPackage) -> list[dict[str, Any]]:
    return [
        {"id": item.id, "label": item.label, "kind": item.kind, "value": item.value, "shown": item.shown}
        for item in package.fields
    ]


async def _ticket_for(
    session: AsyncSession,
    order: HandOver,
    package: TicketPackage,
    case: Case,
    organisations: Organisations,
    promises: Promises | None,
    now: datetime,
) -> Ticket:
    key = f"{order.key}|{package.door}|{package.organisation}|{package.slot}"
    earlier = (await session.scalars(select(Ticket).where(Ticket.idempotency_key == key))).one_or_none()
    if earlier is not None:
        return earlier
    holder, intended = holder_of(package.organisation, organisations)
    urgent = package.urgent_reason is not None
    ticket = Ticket(
        number=await free_number(session, Ticket.number, TICKET, now),
        code_salt=new_salt(),
        case_id=case.id,
        conversation_id=order.conversation_id,
        idempotency_key=key,
        door=package.door,
        executor=package.kind,
        organisation=holder,
        intended_for=intended,
        fields=_jsonable_fields(package),
        summary=package.summary,
        own_words=package.own_words,
        ministries=list(package.ministries),
        schemes=list(package.schemes),
        routing=dict(package.routing),
        terms=[dict(term) for term in package.terms],
        representative=None if package.representative is None else dict(package.representative),
        contact=None if package.contact is None else dict(package.contact),
        possible_objection=package.possible_objection,
        urgent=urgent,
        urgent_reason=package.urgent_reason,
        rank=0 if urgent else 1,
        channel=order.channel,
        received_at=now,
        answer_by=package.answer_by,
        decide_by=package.decide_by,
        sort_by=package.first_term,
        hops=0,
        version=1,
    )
    session.add(ticket)
    open_history(session, ticket, COUNTER, now)
    promised(ticket, promises, now)
    announce_offer(session, ticket, now)
    await session.flush()
    return ticket


async def _signals_for(session: AsyncSession, order: HandOver, case: Case, now: datetime) -> Sequence[Signal]:
    made = []
    for place, package in enumerate(order.signals):
        key = f"{order.key}|signaal|{place}"
        signal = await find_by_key(session, key)
        if signal is None:
            number = await free_number(session, Signal.number, SIGNAL, now)
            signal = await create_signal(session, package, number=number, key=key, case_id=case.id, now=now)
            for code in package.ministries:
                announce(session, SIGNAL_OFFERED, f"ministerie:{code}", number, f"/signalen/{number}", now)
        made.append(signal)
    return made


def ticket_receipt(ticket: Ticket, secret: bytes) -> TicketReceipt:
    """What the citizen keeps of a ticket."""
    return TicketReceipt(
        number=ticket.number,
        access_code=access_code(secret, ticket.number, ticket.code_salt),
        door=ticket.door,
        executor=ticket.executor,
        organisation=ticket.organisation,
        intended_for=ticket.intended_for,
        state=State(ticket.state),
    )


async def hand_over(
    session: AsyncSession,
    order: HandOver,
    *,
    organisations: Organisations,
    secret: bytes,
    now: datetime,
    promises: Promises | None = None,
) -> Receipt:
    """Everything of the order stands in the caller's transaction, once: a repeat gets the same numbers."""
    await lock_key(session, order.key)
    case = await _case_for(session, order, now)
    tickets = [
        await _ticket_for(session, order, package, case, organisations, promises, now)
        for package in order.tickets
    ]
    signals = await _signals_for(session, order, case, now)
    return Receipt(
        case_number=case.number,
        tickets=tuple(ticket_receipt(ticket, secret) for ticket in tickets),
        signals=tuple(receipt_for(signal, secret) for signal in signals),
    )


async def receipts_of(session: AsyncSession, conversation_id: int, *, secret: bytes) -> Receipt:
    """All that a conversation has handed over so far, in the order in which it did."""
    found = await session.execute(
        select(Case.id, Case.number).where(Case.conversation_id == conversation_id).order_by(Case.id)
    )
    cases = found.all()
    if not cases:
        # Most turns: no ticket and no signal is without a case, so two questions less for the database.
        return Receipt(case_number=None, tickets=(), signals=())
    tickets = await session.scalars(
        select(Ticket).where(Ticket.conversation_id == conversation_id).order_by(Ticket.id)
    )
    signals = await session.scalars(
        select(Signal)
        .where(Signal.case_id.in_([case.id for case in cases]))
        .options(selectinload(Signal.ministries))
        .order_by(Signal.id)
    )
    return Receipt(
        case_number=cases[0].number,
        tickets=tuple(ticket_receipt(ticket, secret) for ticket in tickets),
        signals=tuple(receipt_for(signal, secret) for signal in signals),
    )
