"""What an organisation may still know of a ticket that has left it: its own act, and nothing since."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Ticket, TicketEvent
from bot.tickets.numbers import TICKET, parse_number
from bot.tickets.workflow import Move, Reason


@dataclass(frozen=True)
class GivenBack:
    """That an organisation gave a ticket back: why, when, and to whom it was offered in the same stroke."""

    number: str
    reason: Reason
    to: str
    at: datetime


async def last_given_back(session: AsyncSession, number: str, organisation: str) -> GivenBack | None:
    """The last time that this organisation gave this ticket back; None when it never did."""
    lines = await session.execute(
        select(Ticket.number, TicketEvent)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            Ticket.number == (parse_number(number, TICKET) or ""),
            TicketEvent.kind.in_([Move.GEEFTERUG.value, Move.AANBIEDEN.value]),
        )
        .order_by(TicketEvent.id)
    )
    found: GivenBack | None = None
    earlier: TicketEvent | None = None
    for stored, line in lines:
        facts = {} if earlier is None else earlier.data or {}
        if (
            earlier is not None
            and earlier.kind == Move.GEEFTERUG
            and facts.get("organisatie") == organisation
        ):
            to = str((line.data or {}).get("organisatie"))
            found = GivenBack(stored, Reason(facts["reden"]), to, earlier.at)
        earlier = line
    return found
