"""Signals: what citizens say about a rule, for the ministries that own it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.models.base import Base
from bot.store.types import Id

_WEIGHED = text("weight IS NOT NULL")


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
    article: Mapped[str | None]
    executor: Mapped[str | None]
    municipality: Mapped[str | None]  # an organisation of the register, `gemeente:0344`
    cause: Mapped[list[str]]
    effects: Mapped[dict[str, Any]]
    category: Mapped[dict[str, Any]]
    role: Mapped[str]  # burger | naaste | professional | organisatie
    story: Mapped[str]
    own_suggestion: Mapped[str | None]
    visibility: Mapped[str]  # openbaar | vertrouwelijk
    reply_wanted: Mapped[bool]
    status: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    hardness: Mapped[str]  # H1 | H2 | H3, as the rules of `bot.signals.hardness` propose
    hardness_why: Mapped[list[str]]  # the ids of the rules that it rests on
    hardness_decided: Mapped[str | None]  # what a person of the ministry made of it

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
    data: Mapped[dict[str, Any] | None]
    visible_to_citizen: Mapped[bool]

    signal: Mapped[Signal] = relationship(back_populates="events", lazy="raise")


class SignalFacet(Base):
    """What a signal can be found and counted by, once for each ministry that it is for.

    An inverted index: one range of the primary key holds all that one ministry has of one value, newest last,
    so that lists and counts cost the same whether there are a hundred signals or a hundred thousand.
    """

    __tablename__ = "signal_facet"
    __table_args__ = (
        # An effect of at least some weight, without a look at each row.
        Index(
            "ix_signal_facet_weighed",
            "ministry",
            "facet",
            "value",
            "weight",
            "signal_id",
            sqlite_where=_WEIGHED,
            postgresql_where=_WEIGHED,
        ),
    )

    ministry: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    signal_id: Mapped[int] = mapped_column(
        Id, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    weight: Mapped[int | None]  # of an effect, 1-5


class SignalTally(Base):
    """How many signals a ministry has of one value, up to the last time that the changes were added in.

    `bot.signals.tally` keeps it exact: this plus `SignalTallyChange` is always what counting would give.
    """

    __tablename__ = "signal_tally"

    ministry: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    signals: Mapped[int]


class SignalTallyChange(Base):
    """One or more signals more, or fewer, of one value. Appended, so that nobody waits for another's count."""

    __tablename__ = "signal_tally_change"
    __table_args__ = (Index(None, "ministry"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ministry: Mapped[str]
    facet: Mapped[str]
    value: Mapped[str]
    change: Mapped[int]


class SignalPublication(Base):
    """Whether everybody may read a signal, and in which words. Its history stands with the signal's."""

    __tablename__ = "signal_publication"
    __table_args__ = (Index(None, "state", "signal_id"),)

    signal_id: Mapped[int] = mapped_column(Id, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str]  # te_lezen | wacht_op_melder | geplaatst | niet_geplaatst | ingetrokken
    text: Mapped[str]
    # The text without capitals and accents, to search in.
    folded: Mapped[str]
    # What the public knows it by: the signal's own number is half of a citizen's key.
    public_id: Mapped[str] = mapped_column(unique=True)
    changed_at: Mapped[datetime]
