"""Signals: what citizens say about a rule, for the ministries that own it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.models.base import Base
from bot.store.types import Id


class Signal(Base):
    """One report about a rule, without name, number or address of anybody."""

    __tablename__ = "signal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    code_salt: Mapped[str]
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("case_.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    scheme: Mapped[str | None]
    law: Mapped[str | None]
    executor: Mapped[str | None]
    cause: Mapped[list[str]]
    effects: Mapped[dict[str, Any]]
    category: Mapped[dict[str, Any]]
    role: Mapped[str]  # burger | naaste | professional | organisatie
    story: Mapped[str]
    own_suggestion: Mapped[str | None]
    visibility: Mapped[str]  # openbaar | vertrouwelijk
    reply_wanted: Mapped[bool]
    status: Mapped[str]
    created_at: Mapped[datetime]

    ministries: Mapped[list["SignalMinistry"]] = relationship(
        order_by="SignalMinistry.position", lazy="raise", cascade="save-update, merge"
    )
    events: Mapped[list["SignalEvent"]] = relationship(
        back_populates="signal", order_by="SignalEvent.id", lazy="raise"
    )


class SignalMinistry(Base):
    """Which ministries a signal is for; the first (position 0) answers for it."""

    __tablename__ = "signal_ministry"
    __table_args__ = (Index(None, "code", "signal_id"),)

    signal_id: Mapped[int] = mapped_column(Id, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class SignalReplyAddress(Base):
    """Where to answer. In a table of its own because no ministry ever sees it: the loket passes the reply on."""

    __tablename__ = "signal_reply_address"

    signal_id: Mapped[int] = mapped_column(Id, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True)
    contact: Mapped[dict[str, Any]]


class SignalEvent(Base):
    """One line of a signal's history. Append-only."""

    __tablename__ = "signal_event"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    signal_id: Mapped[int] = mapped_column(Id, ForeignKey("signal.id"), index=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]  # burger | ministerie | loket
    actor_name: Mapped[str]
    kind: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    text: Mapped[str | None]
    visible_to_citizen: Mapped[bool]

    signal: Mapped[Signal] = relationship(back_populates="events", lazy="raise")
