"""A ticket goes to another: given back by who had it, or sent on by the coordinator, inside the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.doubt import Review, Why
from bot.learning.review import remember
from bot.store import Ticket, TicketEvent
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed
from bot.tickets.handover import holder_of
from bot.tickets.history import Actor, give_back, route
from bot.tickets.organisations import Organisations
from bot.tickets.outgoing import take_back_offer
from bot.tickets.promises import Promises
from bot.tickets.watching import offered
from bot.tickets.workflow import LOKET, Move, Reason


@dataclass(frozen=True)
class SendingOn:
    """Who is connected, what is promised, and what time it is: all that sending on depends on."""

    organisations: Organisations
    promises: Promises | None
    now: datetime

    async def given_back(
        self,
        session: AsyncSession,
        ticket: Ticket,
        actor: Actor,
        reason: Reason | None,
        text: str | None,
        to: str | None,
    ) -> None:
        """Left by who had it and offered to the next or the coordinator; what was misread is kept to learn from.

        MoveIncomplete without a reason, MoveNotAllowed for the loket itself, UnknownOrganisation.
        """
        if reason is None:
            raise MoveIncomplete("reden")
        if ticket.organisation == LOKET:
            raise MoveNotAllowed(ticket.state, Move.GEEFTERUG.value, "het loket stuurt zelf door")
        give_back(
            session,
            ticket,
            actor,
            self.now,
            reason=reason,
            text=text,
            to=to,
            to_holder=None if to is None else holder_of(to, self.organisations),
            earlier=await _earlier_holders(session, ticket),
        )
        if ticket.own_words.strip():
            told = Review(Why.GIVEN_BACK, ticket.own_words, ticket.door, None, reason.value)
            remember(session, told, self.now, ticket_id=ticket.id)
        offered(ticket, self.promises, self.now)

    async def routed(
        self, session: AsyncSession, ticket: Ticket, actor: Actor, text: str | None, to: str | None
    ) -> None:
        """Sent to where it belongs. MoveIncomplete without a place, MoveNotAllowed when it lies there, UnknownOrganisation."""
        if to is None:
            raise MoveIncomplete("naar")
        holder, intended = holder_of(to, self.organisations)
        if (holder, intended) == (ticket.organisation, ticket.intended_for):
            raise MoveNotAllowed(ticket.state, Move.ROUTE.value, "het ligt daar al")
        await take_back_offer(session, ticket.number, ticket.organisation)
        route(session, ticket, actor, self.now, holder=holder, intended=intended, text=text)
        offered(ticket, self.promises, self.now)


async def _earlier_holders(session: AsyncSession, ticket: Ticket) -> frozenset[str]:
    lines = await session.scalars(select(TicketEvent.data).where(TicketEvent.ticket_id == ticket.id))
    return frozenset(str((data or {}).get("organisatie")) for data in lines)
