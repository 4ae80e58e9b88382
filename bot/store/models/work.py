"""What people at an organisation work with beside the ticket itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id


class Presence(Base):
    """Who has a ticket open now. A row that was not renewed for a minute means nothing any more."""

    __tablename__ = "presence"

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    seen_at: Mapped[datetime] = mapped_column(index=True)


class TypedText(Base):
    """What somebody typed in a form of a ticket and has not sent yet."""

    __tablename__ = "typed_text"

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    form: Mapped[str] = mapped_column(primary_key=True)  # the move whose form it is
    values: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class CannedAnswer(Base):
    """A text that an organisation's staff use more often."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class BespokeDecision(Base):
    """How a request for an exception ended ("maatwerkregister"): for equal treatment, and without persons.

    It outlives its ticket. `explanation` stands here only when who decided said that it names nobody.
    """

    __tablename__ = "bespoke_decision"
    __table_args__ = (Index("ix_bespoke_decision_like", "organisation", "door", "scheme", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="SET NULL"), unique=True
    )
    organisation: Mapped[str]
    door: Mapped[str]
    scheme: Mapped[str]  # empty when the request named none
    outcome: Mapped[str]  # toegekend | afgewezen | andere_oplossing
    reason: Mapped[str]
    month: Mapped[str]  # 2026-11: no day, which could lead to a person
    explanation: Mapped[str | None]


class Feedback(Base):
    """Whether it helped, as the citizen said it, once. The words stand in the history."""

    __tablename__ = "feedback"

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    answer: Mapped[str] = mapped_column(index=True)  # ja | beetje | nee
    at: Mapped[datetime]


class TicketWord(Base):
    """A word by which a ticket is found, as its bytes: those sort the same in every database and language."""

    __tablename__ = "ticket_word"
    __table_args__ = (Index("ix_ticket_word_search", "organisation", "word", "ticket_id"),)

    ticket_id: Mapped[int] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    word: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    organisation: Mapped[str]  # of the ticket's holder: only they find it
