"""Attachments (what is known of a file; its bytes are outside the database) and what is left of what was deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id


class Attachment(Base):
    """One file that a citizen or an organisation added. Its own name is not kept: names say more than is needed.

    `key` is what a link carries and `file` what it is called on the disk; neither can be guessed, and neither
    leads to the other. `digest` is of the bytes as they came in, so that a resend is recognised.
    """

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    file: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str]  # image/jpeg | image/png | application/pdf
    size: Mapped[int]
    digest: Mapped[str]
    added_by: Mapped[str]  # burger | organisatie | regisseur
    organisation: Mapped[str | None]
    at: Mapped[datetime]


class TicketAttachment(Base):
    """That a ticket has an attachment. One file can go with each ticket of the request that it was added to."""

    __tablename__ = "ticket_attachment"

    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]


class Tombstone(Base):
    """That a ticket or signal was here and was deleted: nothing in it was said by or about a person.

    `code_salt` lets who still has the access code read that it is gone.
    """

    __tablename__ = "tombstone"
    __table_args__ = (Index(None, "deleted_at"),)

    number: Mapped[str] = mapped_column(primary_key=True)
    code_salt: Mapped[str]
    door: Mapped[str]
    organisation: Mapped[str]
    states: Mapped[list[dict[str, Any]]]  # {"status": …, "tijd": …}, oldest first
    deleted_at: Mapped[datetime]
    why: Mapped[str]  # verzoek_burger | verzoek_via_loket | bewaartermijn
