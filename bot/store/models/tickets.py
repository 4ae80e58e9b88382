"""Cases, tickets and their history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.models.base import Base
from bot.store.types import Id


def _about(context: Any) -> str | None:
    """The first of the ticket's schemes: what the request is about."""
    schemes = context.get_current_parameters()["schemes"]
    return schemes[0] if schemes else None


_STILL_OPEN = text("closed_at IS NULL")
_ATTENTION = text("closed_at IS NULL AND attention IS NOT NULL")
_WATCHED = text("watch_on IS NOT NULL")
_BOUNCED = text("closed_at IS NULL AND hops > 0")
_NOBODYS = text("closed_at IS NULL AND owner_id IS NULL")


class Case(Base):
    """One citizen's story ("dossier"), with one or more tickets and signals."""

    __tablename__ = "case_"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    # One draft makes one case, however often it is sent.
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Ticket(Base):
    """One request to one organisation. Its state changes only by a move of `bot.tickets`, with a history line."""

    __tablename__ = "ticket"
    __table_args__ = (
        # An inbox is read in this order, from a bookmark: 100 and 100,000 tickets cost the same.
        Index(
            "ix_ticket_inbox_open",
            "organisation",
            "rank",
            "sort_by",
            "id",
            sqlite_where=_STILL_OPEN,
            postgresql_where=_STILL_OPEN,
        ),
        Index("ix_ticket_inbox", "organisation", "rank", "sort_by", "id"),
        Index(
            "ix_ticket_attention",
            "rank",
            "sort_by",
            "id",
            sqlite_where=_ATTENTION,
            postgresql_where=_ATTENTION,
        ),
        # Who else is stuck in the same rule, at one organisation or at all of them.
        Index(
            "ix_ticket_same_rule",
            "scheme",
            "organisation",
            "id",
            sqlite_where=_STILL_OPEN,
            postgresql_where=_STILL_OPEN,
        ),
        Index("ix_ticket_bounced", "id", sqlite_where=_BOUNCED, postgresql_where=_BOUNCED),
        # What came and went today.
        Index("ix_ticket_received_at", "received_at"),
        Index("ix_ticket_closed_at", "closed_at"),
        Index("ix_ticket_watch", "watch_on", sqlite_where=_WATCHED, postgresql_where=_WATCHED),
        # One for each view of an inbox, so that none reads all to find a few.
        *(
            Index(name, *columns, "rank", "sort_by", "id", sqlite_where=which, postgresql_where=which)
            for name, columns, which in (
                ("ix_ticket_view_nobodys", ("organisation",), _NOBODYS),
                ("ix_ticket_view_owner", ("owner_id",), _STILL_OPEN),
                ("ix_ticket_view_state", ("organisation", "state"), _STILL_OPEN),
                ("ix_ticket_view_attention", ("organisation",), _ATTENTION),
            )
        ),
        Index(
            "ix_ticket_view_watch",
            "organisation",
            "watch_on",
            sqlite_where=_WATCHED,
            postgresql_where=_WATCHED,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    code_salt: Mapped[str]
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("case_.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    door: Mapped[str]
    executor: Mapped[str]
    organisation: Mapped[str]
    # Where it should have gone, when it lies with the loket because that organisation is not connected.
    intended_for: Mapped[str | None]
    state: Mapped[str]
    fields: Mapped[list[dict[str, Any]]]
    summary: Mapped[str]
    own_words: Mapped[str]
    ministries: Mapped[list[str]]
    schemes: Mapped[list[str]]
    scheme: Mapped[str | None] = mapped_column(default=_about)
    routing: Mapped[dict[str, Any]]
    terms: Mapped[list[dict[str, Any]]]
    representative: Mapped[dict[str, Any] | None]
    contact: Mapped[dict[str, Any] | None]
    possible_objection: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    urgent_reason: Mapped[str | None]
    rank: Mapped[int]  # 0 when urgent, else 1: the first key of the inbox' order
    channel: Mapped[str]
    received_at: Mapped[datetime]
    answer_by: Mapped[date | None]
    decide_by: Mapped[date | None]
    # Before the end of which day its holder receives and accepts it, else the coordinator hears of it.
    receive_by: Mapped[date | None]
    accept_by: Mapped[date | None]
    answered_at: Mapped[datetime | None]  # the first answer to the citizen
    waiting_since: Mapped[datetime | None]  # the clock rests: the citizen has the turn
    # Why it stands on the coordinator's list: ontvangst | aanname | antwoord | beslissing (late), or regie.
    attention: Mapped[str | None]
    watch_on: Mapped[date | None]  # the first day after which something is late; None when nothing can be
    sort_by: Mapped[date]  # the first term; 9999-12-31 when there is none
    hops: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]

    events: Mapped[list["TicketEvent"]] = relationship(
        back_populates="ticket", order_by="TicketEvent.id", lazy="raise"
    )
    case: Mapped[Case] = relationship(lazy="raise")


class TicketEvent(Base):
    """One line of a ticket's history. Append-only; the lines alone rebuild the state."""

    __tablename__ = "ticket_event"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id"), index=True)
    version: Mapped[int]  # the ticket's version that this line brought about
    at: Mapped[datetime]
    actor_kind: Mapped[str]  # burger | organisatie | regisseur | loket
    actor_name: Mapped[str]
    kind: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    text: Mapped[str | None]
    data: Mapped[dict[str, Any] | None]
    visible_to_citizen: Mapped[bool]

    ticket: Mapped[Ticket] = relationship(back_populates="events", lazy="raise")
