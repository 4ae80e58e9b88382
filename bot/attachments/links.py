"""Which attachment belongs to which ticket; every function joins the caller's transaction."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.refusals import MOST
from bot.store import Attachment, Ticket, TicketAttachment


async def waiting(session: AsyncSession, conversation_id: int) -> list[Attachment]:
    """A conversation's attachments that no ticket has yet, oldest first."""
    linked = select(TicketAttachment.attachment_id)
    query = (
        select(Attachment)
        .where(Attachment.conversation_id == conversation_id, Attachment.id.not_in(linked))
        .order_by(Attachment.id)
    )
    return list((await session.scalars(query)).all())


async def of_ticket(session: AsyncSession, ticket_id: int) -> list[tuple[Attachment, int]]:
    """A ticket's attachments with their places, in order."""
    query = (
        select(Attachment, TicketAttachment.position)
        .join(TicketAttachment, TicketAttachment.attachment_id == Attachment.id)
        .where(TicketAttachment.ticket_id == ticket_id)
        .order_by(TicketAttachment.position)
    )
    return [(row, position) for row, position in (await session.execute(query)).all()]


async def link(session: AsyncSession, ticket_id: int, attachment_id: int) -> int:
    """The ticket has this attachment, at the place that is returned."""
    query = select(func.max(TicketAttachment.position)).where(TicketAttachment.ticket_id == ticket_id)
    position = ((await session.scalar(query)) or 0) + 1
    session.add(TicketAttachment(ticket_id=ticket_id, attachment_id=attachment_id, position=position))
    await session.flush()
    return position


async def hand_over_waiting(session: AsyncSession, conversation_id: int, numbers: Sequence[str]) -> None:
    """What waited in the conversation goes with these tickets, once: a repeat finds nothing waiting.

    With no ticket (a signal alone: it goes to a ministry, and nothing in it may lead to a person) all stays.
    """
    tickets = (await session.scalars(select(Ticket.id).where(Ticket.number.in_(numbers)))).all()
    if not tickets:
        return
    for attachment in await waiting(session, conversation_id):
        for ticket_id in tickets:
            await link(session, ticket_id, attachment.id)


async def last_sent(session: AsyncSession, conversation_id: int) -> list[Ticket]:
    """The open tickets of the last request that this conversation handed over."""
    query = select(Ticket).where(Ticket.conversation_id == conversation_id).order_by(Ticket.id)
    tickets = (await session.scalars(query)).all()
    if not tickets:
        return []
    request = _request(tickets[-1])
    return [one for one in tickets if _request(one) == request and one.closed_at is None]


def _request(ticket: Ticket) -> list[str]:
    """The conversation and the round of a ticket's request, as `bot.tickets.packages.hand_over_key` makes it."""
    return ticket.idempotency_key.split("|")[:2]


def has_room(rows: Iterable[object]) -> bool:
    """Whether one more fits."""
    return sum(1 for _ in rows) < MOST
