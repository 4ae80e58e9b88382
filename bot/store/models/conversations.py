"""Conversations and their messages: the thread is ours, the engine keeps nothing."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id


def new_conversation_id() -> int:
    """An id that no conversation had before, deleted ones included.

    Numbers in a row are given out again by SQLite when the last is deleted, and what was handed over is known by
    the id of its conversation: a stranger would be answered with the numbers and codes of who was here first.
    48 bits: exact in every JSON reader, and no two meet.
    """
    return secrets.randbits(48) + 1


class Conversation(Base):
    """One citizen's conversation. Its secret id is known to the citizen's device only: we keep the hash."""

    __tablename__ = "conversation"
    __table_args__ = (Index(None, "updated_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, default=new_conversation_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    door: Mapped[str | None]
    phase: Mapped[str] = mapped_column(default="open")
    draft: Mapped[dict[str, Any] | None]
    draft_version: Mapped[int] = mapped_column(default=0)
    handled_by: Mapped[str] = mapped_column(default="assistent")  # assistent | wachtrij | mens
    channel: Mapped[str] = mapped_column(default="web")  # web | api | balie
    resume_code_hash: Mapped[str | None] = mapped_column(unique=True)
    resume_expires_at: Mapped[datetime | None]
    resume_sealed: Mapped[str | None]  # the secret id, sealed by the code (bot/dialogue/resuming.py)
    last_number: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]


class Message(Base):
    """One message, numbered within its conversation. Append-only: the session refuses an edit."""

    __tablename__ = "message"
    # Resending with the same client id must find the first, also when both arrive at once.
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    conversation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author: Mapped[str]  # burger | loket | medewerker | systeem
    text: Mapped[str]
    buttons: Mapped[list[dict[str, Any]] | None]
    question: Mapped[dict[str, Any] | None]
    extra: Mapped[dict[str, Any] | None]
    client_id: Mapped[str | None]
    reply_to: Mapped[int | None]
    created_at: Mapped[datetime]


class Turn(Base):
    """That a citizen's message was handled, written with the draft and the reply: a resend finds the reply."""

    __tablename__ = "turn"

    conversation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    created_at: Mapped[datetime]
