"""What the desk keeps beside the conversation of a call: who has it, what was typed, who may see which ticket."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id


class DeskCall(Base):
    """One call at the desk. Its draft stands in its conversation, so that it is kept and deleted with that."""

    __tablename__ = "desk_call"
    __table_args__ = (Index("ix_desk_call_list", "state", "owner_id"),)

    conversation_id: Mapped[int] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str]  # open | geparkeerd | klaar
    practice: Mapped[bool]  # nothing of it leaves the desk
    note: Mapped[str]  # scratch: gone at the end of the call unless kept on purpose
    keep_note: Mapped[bool]
    typed: Mapped[
        dict[str, Any]
    ]  # what was typed and not understood yet, by place; `regel` is the answer line
    proposal: Mapped[dict[str, Any]]  # what the signpost made of the first words
    remark: Mapped[str | None]  # what the guard took out of what was typed last
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # doorgegeven | beantwoord | afgebroken
    consent_at: Mapped[datetime | None]
    consent_by: Mapped[str | None]  # the employee who heard it


class DeskAccess(Base):
    """That an employee may see a ticket for a while, for its caller proved whose it is."""

    __tablename__ = "desk_access"

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    until: Mapped[datetime]


class CodeCall(Base):
    """That somebody lost the access code of this ticket and must be rung, on the number that stands on it."""

    __tablename__ = "code_call"

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)  # how often nobody answered
    tried_at: Mapped[datetime | None]
    tried_by: Mapped[str | None]


class DeskNotice(Base):
    """A notice of the day: everybody at the desk reads it, and so does who begins a conversation."""

    __tablename__ = "desk_notice"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    until: Mapped[date]  # the last day on which it is shown
    withdrawn_at: Mapped[datetime | None]
