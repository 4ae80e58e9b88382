"""What must still leave the house, written in the transaction of the fact that it tells."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id

_WAITING = text("state = 'wachtend'")
_FAILED = text("state = 'mislukt'")


class Outbox(Base):
    """One event for one receiver: what happened and where to read it, never what was said.

    `id` rises in the order of writing and is the feed's sequence number; `event_id` is the same on every
    attempt, so that a receiver can recognise a repeat (NL GOV profile for CloudEvents 1.1).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        # Workers look for what is due; what is done is the mass and stays out of the index.
        Index("ix_outbox_due", "next_attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        # What failed must be seen by a person; it is rare, or should be.
        Index("ix_outbox_failed", "subject", sqlite_where=_FAILED, postgresql_where=_FAILED),
        Index(None, "receiver", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    receiver: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="wachtend")  # wachtend | afgeleverd | bevestigd | mislukt
    last_error: Mapped[str | None]
