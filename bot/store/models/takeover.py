"""Chats that a person takes over: who waits, who speaks, and which employees are there."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id

_OPEN = text("ended_at IS NULL")


class LiveChat(Base):
    """One time that a citizen asked to type with a person, from joining the queue to its end."""

    __tablename__ = "live_chat"
    __table_args__ = (
        # A conversation stands in the queue once, also when two tabs ask at the same moment.
        Index(
            "uq_live_chat_open", "conversation_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_live_chat_queue", "queued_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_live_chat_taken_at", "taken_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    queued_at: Mapped[datetime]  # stays when an employee vanishes: who waited longest is helped first
    place: Mapped[int]  # in the queue, at joining: what the waits of others are measured by
    taken_at: Mapped[datetime | None]  # the first time
    taken_by: Mapped[int | None] = mapped_column(
        Id, ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # Nobody's work may be lost with an account: the name that the citizen was told.
    taken_name: Mapped[str | None]
    employee_seen_at: Mapped[datetime | None]
    citizen_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # teruggegeven | afgerond | verlaten | weggebleven | gesloten


class DeskPresence(Base):
    """An employee who said to be there for chats. Without a sign of life it means nothing any more."""

    __tablename__ = "desk_presence"

    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    since: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
