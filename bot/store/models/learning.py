"""What was not understood, for people who teach the engine better."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id

_OPEN = text("label IS NULL")


class ReviewItem(Base):
    """One message that the engine may have misread, masked as it was stored. Goes with what it came from."""

    __tablename__ = "review_item"
    __table_args__ = (Index("ix_review_item_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    ticket_id: Mapped[int | None] = mapped_column(Id, ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]  # onzeker | iets_anders | andere_deur | teruggegeven | duim_omlaag | tweede_lezer
    text: Mapped[str]
    guess: Mapped[str | None]
    certainty: Mapped[int | None]  # percent
    suggestion: Mapped[str | None]  # what the citizen or an organisation said that it is
    created_at: Mapped[datetime]
    label: Mapped[str | None]  # a door or intent; `geen`: teaches nothing
    labelled_by: Mapped[str | None]
    labelled_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
