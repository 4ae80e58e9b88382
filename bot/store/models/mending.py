"""What was mended for one is offered to the others: asked by a ministry, done by executors. Nothing of a citizen."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id


class MendRequest(Base):
    """A ministry asks who has open cases under one rule to offer these people what helped another."""

    __tablename__ = "mend_request"
    __table_args__ = (Index(None, "ministry", "scheme", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ministry: Mapped[str]
    scheme: Mapped[str]
    asked_by: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]


class MendNotice(Base):
    """One organisation that was asked, and how far it is. `answer`: what it tells the ministry, of nobody in particular."""

    __tablename__ = "mend_notice"
    __table_args__ = (Index(None, "organisation", "request_id"),)

    request_id: Mapped[int] = mapped_column(
        Id, ForeignKey("mend_request.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    answer: Mapped[str | None]


class MendOffer(Base):
    """That something was offered to the citizen of a ticket, for a ministry's request or of an executor's own accord.

    It outlives its ticket, as a count. The words stand in the ticket's history.
    """

    __tablename__ = "mend_offer"
    __table_args__ = (UniqueConstraint("request_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    request_id: Mapped[int | None] = mapped_column(Id, ForeignKey("mend_request.id", ondelete="SET NULL"))
    ticket_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("ticket.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]
