"""What could not be delivered: seen by a person, and sent again by a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Text, literal_column, select

from bot.store import Database, Outbox, Receiver
from bot.tickets.delivery.claims import WITHOUT_PAYLOAD
from bot.tickets.delivery.outcome import DeliveryState

PAGE = 100
# Written out in the statement: a partial index is not found through a parameter.
_FAILED: ColumnElement[str] = literal_column("'mislukt'", Text)


@dataclass(frozen=True)
class Failure:
    """One message that failed. `code` says why; what a receiver answered is kept nowhere."""

    id: int
    subject: str
    kind: str
    receiver: str
    created_at: datetime
    attempts: int
    code: str | None


class Failures:
    """The list of what failed, and sending again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def failed(self, *, before: int | None = None, limit: int = PAGE) -> tuple[Failure, ...]:
        """What failed, newest first; `before` is the id of the last of the page before."""
        query = (
            select(Outbox)
            .options(WITHOUT_PAYLOAD)
            .where(Outbox.state == _FAILED)
            .order_by(Outbox.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(Outbox.id < before)
        async with self._database.read() as session:
            rows = await session.scalars(query)
            return tuple(
                Failure(
                    row.id, row.subject, row.kind, row.receiver, row.created_at, row.attempts, row.last_error
                )
                for row in rows
            )

    async def send_again(
        self, now: datetime, *, message: int | None = None, receiver: str | None = None
    ) -> int:
        """How many wait again: one message, or all that failed for a receiver. The id stays the same.

        ValueError when neither is named: everything at once is never meant.
        """
        query = select(Outbox).options(WITHOUT_PAYLOAD).where(Outbox.state == _FAILED).with_for_update()
        if message is not None:
            query = query.where(Outbox.id == message)
        elif receiver is not None:
            query = query.where(Outbox.receiver == receiver)
        else:
            raise ValueError("a message or a receiver")
        async with self._database.write() as session:
            rows = (await session.scalars(query)).all()
            for row in rows:
                row.state, row.attempts, row.next_attempt_at = DeliveryState.WACHTEND.value, 0, now
                row.last_error = None
            for name in {row.receiver for row in rows}:
                # Whoever presses the button has reason to think that it works now.
                known = await session.get(Receiver, name, with_for_update=True)
                if known is not None:
                    known.failures, known.failing_since, known.held_until = 0, None, None
            return len(rows)
