"""What is past its term at one moment: the same conditions for counting and for deleting."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.retention.policy import Policy, Stage
from bot.store import (
    Attachment,
    Case,
    Conversation,
    Look,
    Signal,
    SignalEvent,
    Ticket,
    TicketAttachment,
)


class Due:
    """The stages at one moment."""

    def __init__(self, policy: Policy, now: datetime) -> None:
        sent = or_(
            select(Ticket.id).where(Ticket.conversation_id == Conversation.id).exists(),
            select(Case.id).where(Case.conversation_id == Conversation.id).exists(),
        )
        news = select(SignalEvent.id).where(
            SignalEvent.signal_id == Signal.id, SignalEvent.at >= now - policy.signals
        )
        self._looks: ColumnElement[bool] = Look.at < now - policy.looks
        self._ids: dict[Stage, Select[int]] = {
            # An open ticket has no term: it is somebody's work.
            Stage.TICKETS: select(Ticket.id).where(Ticket.closed_at < now - policy.tickets),
            Stage.SIGNALS: select(Signal.id).where(Signal.created_at < now - policy.signals, ~news.exists()),
            Stage.UNFINISHED: select(Conversation.id).where(
                Conversation.updated_at < now - policy.unfinished, ~sent
            ),
            Stage.HANDED_OVER: select(Conversation.id).where(
                Conversation.updated_at < now - policy.handed_over, sent
            ),
        }

    async def some(self, session: AsyncSession, stage: Stage, most: int) -> Sequence[int]:
        """The ids of at most so many of a stage."""
        return (await session.scalars(self._ids[stage].limit(most))).all()

    async def counts(self, session: AsyncSession) -> dict[Stage, int]:
        """How many of each stage there are, attachments that would go along included."""
        counts = dict.fromkeys(Stage, 0)
        for stage, ids in self._ids.items():
            counts[stage] = await session.scalar(select(func.count()).select_from(ids.subquery())) or 0
        counts[Stage.LOOKS] = await session.scalar(select(func.count(Look.id)).where(self._looks)) or 0
        counts[Stage.ATTACHMENTS] = await session.scalar(self._attachments()) or 0
        return counts

    async def delete_looks(self, session: AsyncSession) -> int:
        """Looks past their term are gone; how many."""
        gone = await session.execute(
            delete(Look).where(self._looks).returning(Look.id),
            execution_options={"synchronize_session": False},
        )
        return len(gone.all())

    def _attachments(self) -> Select[int]:
        links = select(TicketAttachment.attachment_id)
        going = links.where(TicketAttachment.ticket_id.in_(self._ids[Stage.TICKETS]))
        staying = links.where(TicketAttachment.ticket_id.not_in(self._ids[Stage.TICKETS]))
        # A conversation that handed over loses what waited for another request in it.
        ending = or_(
            *(
                Attachment.conversation_id.in_(self._ids[stage])
                for stage in (Stage.UNFINISHED, Stage.HANDED_OVER)
            )
        )
        return select(func.count(Attachment.id)).where(
            or_(Attachment.id.in_(going), ending), Attachment.id.not_in(staying)
        )
