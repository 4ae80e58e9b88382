"""A session that refuses to edit what is append-only, and a ticket's state without its history line."""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from bot.store.models import Message, SignalClusterEvent, SignalEvent, Ticket, TicketEvent

APPEND_ONLY: tuple[type[Any], ...] = (Message, TicketEvent, SignalEvent, SignalClusterEvent)


class AppendOnlyViolation(Exception):
    """Somebody tried to change or remove a fact that may only be added to."""


class UnrecordedMove(Exception):
    """A ticket's state changed without a history line that says so, in the same transaction."""


class GuardedSession(Session):
    """The session of every transaction: what must never happen by accident is stopped here."""


@event.listens_for(GuardedSession, "before_flush")
def _refuse_edits(session: Session, _context: Any, _instances: Any) -> None:
    for thing in session.deleted:
        if isinstance(thing, APPEND_ONLY):
            raise AppendOnlyViolation(f"{type(thing).__name__} is never removed one by one")
    for thing in session.dirty:
        if isinstance(thing, APPEND_ONLY) and session.is_modified(thing):
            raise AppendOnlyViolation(f"{type(thing).__name__} is never edited")
    moved = [
        thing
        for thing in (*session.new, *session.dirty)
        if isinstance(thing, Ticket) and inspect(thing).attrs.state.history.has_changes()
    ]
    if not moved:
        return
    lines = [thing for thing in session.new if isinstance(thing, TicketEvent)]
    for ticket in moved:
        if not any(line.ticket is ticket and line.to_state == ticket.state for line in lines):
            raise UnrecordedMove(f"ticket {ticket.number}: {ticket.state} without a history line")


@event.listens_for(GuardedSession, "do_orm_execute")
def _refuse_bulk_edits(state: ORMExecuteState) -> None:
    """Bulk statements pass by the flush. Retention removes whole stories and says so: `purge=True`."""
    if not (state.is_update or state.is_delete) or state.execution_options.get("purge", False):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, (*APPEND_ONLY, Ticket)):
        raise AppendOnlyViolation(f"{mapper.class_.__name__} is not changed in bulk")
