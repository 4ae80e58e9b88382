"""What must still leave the house, written in the transaction of the fact that it tells."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id

_WAITING = text("state = 'wachtend'")
_FAILED = text("state = 'mislukt'")
_ACTIVE = text("state = 'actief'")


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
        # A worker asks per receiver what is due, so that a long queue hides nobody else's.
        Index(
            "ix_outbox_due_receiver",
            "receiver",
            "next_attempt_at",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(None, "receiver", "id"),
        # The number of a row that was deleted is never another's: readers of the feed would miss that one.
        {"sqlite_autoincrement": True},
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
    # Whose lease it is: a worker that comes back late settles nothing that another has taken over.
    lease_holder: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="wachtend")  # wachtend | afgeleverd | bevestigd | mislukt
    last_error: Mapped[str | None]  # a code, never what a receiver answered
    route: Mapped[str | None]  # by which way it went: inbox | mail | webhook | api | status
    delivered_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]


class Receiver(Base):
    """How deliveries to one receiver go: whether it is held after failures, and when it was last mailed."""

    __tablename__ = "receiver"

    receiver: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)  # in a row; one that succeeds makes it 0
    failing_since: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    notice_at: Mapped[datetime | None]  # the last mail that said that something had come
    digest_on: Mapped[date | None]  # the last day whose overview was mailed


class WebhookSubscription(Base):
    """Where an organisation wants its events. No secret stands here: it is derived, with `salt`, when needed."""

    __tablename__ = "webhook_subscription"
    __table_args__ = (
        # One that works at a time: an event has one state per receiver.
        Index(
            "uq_webhook_subscription_active",
            "organisation",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation: Mapped[str] = mapped_column(index=True)
    url: Mapped[str]
    salt: Mapped[str]
    bearer: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="actief")  # actief | ingetrokken
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str | None]  # vervangen | beheer | ontvanger (it answered 410)
