"""What the queue is asked: who stands where, and how long others waited. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import LiveChat, Message
from bot.takeover.waiting import MOST, RECENT, Wait

QUEUE = "rij"
WAITING: tuple[ColumnElement[bool], ...] = (LiveChat.ended_at.is_(None), LiveChat.taken_by.is_(None))


async def open_chat(session: AsyncSession, conversation_id: int) -> LiveChat | None:
    """The chat of this conversation that waits or runs, if there is one."""
    query = select(LiveChat).where(LiveChat.conversation_id == conversation_id, LiveChat.ended_at.is_(None))
    return (await session.scalars(query)).one_or_none()


async def waiting_before(session: AsyncSession, chat: LiveChat | None) -> int:
    """How many are helped before this one; before somebody new, when there is no chat yet."""
    query = select(func.count()).select_from(LiveChat).where(*WAITING)
    if chat is not None:
        query = query.where(
            or_(
                LiveChat.queued_at < chat.queued_at,
                and_(LiveChat.queued_at == chat.queued_at, LiveChat.id < chat.id),
            )
        )
    return await session.scalar(query) or 0


async def waiting_ids(session: AsyncSession) -> Sequence[int]:
    """Everybody who waits, first come first."""
    query = select(LiveChat.id).where(*WAITING).order_by(LiveChat.queued_at, LiveChat.id)
    return (await session.scalars(query)).all()


async def recent_waits(session: AsyncSession, now: datetime) -> list[Wait]:
    """How long the last ones waited until they were first taken."""
    query = (
        select(LiveChat.place, LiveChat.queued_at, LiveChat.taken_at)
        .where(LiveChat.taken_at >= now - RECENT)
        .order_by(LiveChat.taken_at.desc())
        .limit(MOST)
    )
    rows = await session.execute(query)
    return [Wait(row.place, row.taken_at - row.queued_at) for row in rows if row.taken_at is not None]


async def last_author(session: AsyncSession, conversation_id: int, authors: Sequence[str]) -> str | None:
    """Who of these spoke last in a conversation."""
    query = (
        select(Message.author)
        .where(Message.conversation_id == conversation_id, Message.author.in_(authors))
        .order_by(Message.number.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def is_known(session: AsyncSession, conversation_id: int, client_id: str) -> bool:
    """Whether a message with this id stands in the conversation already."""
    query = select(Message.number).where(
        Message.conversation_id == conversation_id, Message.client_id == client_id
    )
    return await session.scalar(query) is not None
