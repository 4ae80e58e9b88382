"""Who has a ticket open now, told by pages that ask again every few seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.store import Account, Database, Presence, Ticket
from bot.tickets.numbers import TICKET, parse_number

# A page asks again every 20 seconds. Two may be late before we say that somebody left: within the minute.
ASK_AGAIN = timedelta(seconds=20)
KEPT = timedelta(seconds=50)


@dataclass(frozen=True)
class Present:
    """Somebody else who has it open."""

    name: str
    seen_at: datetime


class PresenceService:
    """Keeps who is where. `clock` gives an aware now. Nothing here is a look at a ticket, or a receipt of it."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def here(self, number: str, account_id: int, organisation: str) -> tuple[Present, ...] | None:
        """This person has it open, and these others have too; None when it is not this organisation's."""
        now = self._clock()
        async with self._database.write() as session:
            query = select(Ticket.id).where(
                Ticket.number == parse_number(number, TICKET), Ticket.organisation == organisation
            )
            ticket_id = await session.scalar(query)
            if ticket_id is None:
                return None
            await session.merge(Presence(ticket_id=ticket_id, account_id=account_id, seen_at=now))
            await session.execute(delete(Presence).where(Presence.seen_at <= now - KEPT))
            await session.flush()
            rows = await session.execute(
                select(Account.name, Presence.seen_at)
                .join(Account, Account.id == Presence.account_id)
                .where(Presence.ticket_id == ticket_id, Presence.account_id != account_id)
                .order_by(Account.name)
            )
            return tuple(Present(row.name, row.seen_at) for row in rows)

    async def gone(self, account_id: int) -> None:
        """This person has nothing open any more."""
        async with self._database.write() as session:
            await session.execute(delete(Presence).where(Presence.account_id == account_id))
