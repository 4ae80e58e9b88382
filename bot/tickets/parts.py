"""One case, several tickets: what one part of it may tell the others, which is next to nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Ticket
from bot.tickets.handover import lock_key
from bot.tickets.history import COUNTER, Actor, record
from bot.tickets.numbers import TICKET, parse_number
from bot.tickets.words import PART_DONE
from bot.tickets.workflow import Move


async def hold_case(session: AsyncSession, number: str, move: Move, actor: Actor) -> None:
    """Before a ticket is locked to be closed: nobody else closes one of its case until this transaction ends.

    Closing writes to the other tickets too. Two at once would each wait for the other's ticket for ever. Also asked
    for what cannot be a number, and for a machine only of its own: the work tells nothing of whose it was.
    """
    if move is not Move.HANDELAF:
        return
    query = select(Ticket.case_id).where(Ticket.number == (parse_number(number, TICKET) or ""))
    if actor.machine:
        query = query.where(Ticket.organisation == (actor.organisation or ""))
    case_id = await session.scalar(query)
    if case_id is not None:
        await lock_key(session, f"dossier|{case_id}")


async def tell_other_parts(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """On the timeline of every other open ticket of the case: that another part is finished, and no more.

    No name, no organisation, no words: each receiver knows its own part only. No mail either: the closing itself
    sends one. The version stays: whoever is at work on the other ticket has nothing to read again.
    """
    query = (
        select(Ticket)
        .where(Ticket.case_id == ticket.case_id, Ticket.id != ticket.id, Ticket.closed_at.is_(None))
        .order_by(Ticket.id)
        .with_for_update()
    )
    for other in await session.scalars(query):
        record(session, other, PART_DONE, COUNTER, now, visible=True, new_version=False)
