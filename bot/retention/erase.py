"""Deleting tickets, signals and conversations with all that hangs on them, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.retention.policy import Why
from bot.signals.tally import take
from bot.store import (
    Attachment,
    Base,
    Case,
    Conversation,
    Outbox,
    Signal,
    SignalEvent,
    SignalMinistry,
    Ticket,
    TicketAttachment,
    TicketEvent,
    Tombstone,
)

_PURGE = {"purge": True}


@dataclass
class Erased:
    """What must still be done once the transaction holds: files to remove, conversations that the engine forgets."""

    tickets: int = 0
    signals: int = 0
    files: list[str] = field(default_factory=list)
    conversations: list[int] = field(default_factory=list)

    def add(self, other: "Erased") -> None:
        """Both together."""
        self.tickets += other.tickets
        self.signals += other.signals
        self.files += other.files
        self.conversations += other.conversations


async def erase_tickets(session: AsyncSession, tickets: Sequence[Ticket], why: Why, now: datetime) -> Erased:
    """The tickets are gone with history, looks, attachments and messages; each leaves a tombstone."""
    ids, numbers = [ticket.id for ticket in tickets], [ticket.number for ticket in tickets]
    for ticket in tickets:
        session.add(await _grave_of_ticket(session, ticket, why, now))
    await session.flush()
    linked = select(TicketAttachment.attachment_id).where(TicketAttachment.ticket_id.in_(ids))
    attachments = list((await session.scalars(linked)).all())
    await _forget_messages(session, numbers)
    await _remove(session, _table(Ticket), Ticket.id.in_(ids))
    await _close_cases(session, {ticket.case_id for ticket in tickets})
    return Erased(tickets=len(ids), files=await _drop_unlinked(session, attachments))


async def erase_signals(session: AsyncSession, signals: Sequence[Signal], why: Why, now: datetime) -> Erased:
    """The signals are gone with their history and reply address; each leaves a tombstone."""
    ids = [signal.id for signal in signals]
    for signal in signals:
        session.add(await _grave_of_signal(session, signal, why, now))
    await session.flush()
    await _forget_messages(session, [signal.number for signal in signals])
    await take(session, ids)
    await _remove(session, _table(Signal), Signal.id.in_(ids))
    await _close_cases(session, {signal.case_id for signal in signals})
    return Erased(signals=len(ids))


async def erase_conversations(session: AsyncSession, ids: Sequence[int]) -> Erased:
    """The conversations are gone with messages and draft, and with what nobody got; tickets stay."""
    loose = await session.scalars(select(Attachment.id).where(Attachment.conversation_id.in_(ids)))
    attachments = list(loose.all())
    await _remove(session, _table(Conversation), Conversation.id.in_(ids))
    return Erased(files=await _drop_unlinked(session, attachments), conversations=list(ids))


async def _grave_of_ticket(session: AsyncSession, ticket: Ticket, why: Why, now: datetime) -> Tombstone:
    events = await session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
    )
    return Tombstone(
        number=ticket.number,
        code_salt=ticket.code_salt,
        door=ticket.door,
        organisation=ticket.organisation,
        states=_states((event.from_state, event.to_state, event.at) for event in events),
        deleted_at=now,
        why=why.value,
    )


async def _grave_of_signal(session: AsyncSession, signal: Signal, why: Why, now: datetime) -> Tombstone:
    events = await session.scalars(
        select(SignalEvent).where(SignalEvent.signal_id == signal.id).order_by(SignalEvent.id)
    )
    first = select(SignalMinistry.code).where(
        SignalMinistry.signal_id == signal.id, SignalMinistry.position == 0
    )
    return Tombstone(
        number=signal.number,
        code_salt=signal.code_salt,
        door="knellende_regel",
        organisation=f"ministerie:{await session.scalar(first)}",
        states=_states((event.from_status, event.to_status, event.at) for event in events),
        deleted_at=now,
        why=why.value,
    )


def _states(lines: Iterable[tuple[str | None, str, datetime]]) -> list[dict[str, Any]]:
    return [{"status": target, "tijd": at.isoformat()} for source, target, at in lines if source != target]


async def _forget_messages(session: AsyncSession, numbers: Sequence[str]) -> None:
    """The outbox holds nothing of these numbers but what asks to delete.

    Its last row stays, emptied: SQLite would give its id out again, and who follows the feed would miss an event.
    """
    newest = await session.scalar(select(func.max(Outbox.id)))
    theirs = (Outbox.subject.in_(numbers)) & (~Outbox.kind.endswith("-verwijderd"))
    await _remove(session, _table(Outbox), theirs & (Outbox.id != newest))
    await session.execute(
        update(Outbox).where(theirs).values(last_error=None), execution_options={"synchronize_session": False}
    )


async def _close_cases(session: AsyncSession, ids: Iterable[int]) -> None:
    """A case without tickets and signals is nobody's."""
    empty = (
        Case.id.in_(list(ids))
        & ~select(Ticket.id).where(Ticket.case_id == Case.id).exists()
        & ~select(Signal.id).where(Signal.case_id == Case.id).exists()
    )
    await _remove(session, _table(Case), empty)


async def _drop_unlinked(session: AsyncSession, attachments: Sequence[int]) -> list[str]:
    """Of these attachments the rows that no ticket has any more are gone; the names of their files."""
    alone = (Attachment.id.in_(attachments)) & Attachment.id.not_in(select(TicketAttachment.attachment_id))
    files = list((await session.scalars(select(Attachment.file).where(alone))).all())
    await session.execute(delete(Attachment).where(alone), execution_options={"synchronize_session": False})
    return files


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table


async def _remove(session: AsyncSession, table: Table, which: ColumnElement[bool]) -> None:
    """The rows are gone, and before them whatever points at them, in any table: also one that is added later.

    A reference that is set to NULL by the database (a ticket's conversation) keeps its row.
    """
    for child in _references(table):
        pointing = child.parent.in_(select(child.column).where(which))
        await _remove(session, child.parent.table, pointing)
    await session.execute(delete(table).where(which), execution_options=_PURGE)


def _references(table: Table) -> list[ForeignKey]:
    return [
        reference
        for other in Base.metadata.sorted_tables
        if other is not table
        for reference in other.foreign_keys
        if reference.column.table is table and reference.ondelete != "SET NULL"
    ]
