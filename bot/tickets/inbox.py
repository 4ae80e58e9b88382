"""Lists of tickets, a page at a time, in the order in which they should be done."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Outbox, Ticket
from bot.tickets.outgoing import OFFERED
from bot.tickets.views import TicketRow
from bot.tickets.workflow import LOKET, State

PAGE = 50
LARGEST_PAGE = 200
# Everything that a row shows, and not the package: a page of a full inbox stays small.
_COLUMNS = (
    Ticket.id,
    Ticket.number,
    Ticket.door,
    Ticket.executor,
    Ticket.organisation,
    Ticket.intended_for,
    Ticket.state,
    Ticket.version,
    Ticket.summary,
    Ticket.urgent,
    Ticket.urgent_reason,
    Ticket.possible_objection,
    Ticket.received_at,
    Ticket.answer_by,
    Ticket.decide_by,
    Ticket.hops,
    Ticket.owner_id,
    Ticket.closed_at,
)


class BadCursor(ValueError):
    """A bookmark that did not come from this list."""


@dataclass(frozen=True)
class InboxFilter:
    """Which tickets of an organisation; what is None does not matter. `closed`: the finished ones instead.

    `late_on`: those whose first term lies before that day. `owner_id` 0 means nobody's.
    """

    states: tuple[State, ...] = ()
    doors: tuple[str, ...] = ()
    urgent: bool | None = None
    late_on: date | None = None
    owner_id: int | None = None
    closed: bool = False


@dataclass(frozen=True)
class Page:
    """Rows in order, and the bookmark for the next page; None at the end."""

    rows: tuple[TicketRow, ...]
    next: str | None


def _cursor(rank: int, sort_by: date, ticket_id: int) -> str:
    plain = json.dumps([rank, sort_by.isoformat(), ticket_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _bookmark(cursor: str) -> tuple[int, date, int]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        rank, day, ticket_id = plain
        return int(rank), date.fromisoformat(day), int(ticket_id)
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor("no such page") from error


def undelivered() -> ColumnElement[bool]:
    """Whether the offer of a ticket to its present holder could not be delivered."""
    return exists().where(
        Outbox.subject == Ticket.number,
        Outbox.receiver == Ticket.organisation,
        Outbox.kind == OFFERED,
        Outbox.state == "mislukt",
    )


def _conditions(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [
        Ticket.closed_at.is_not(None) if wanted.closed else Ticket.closed_at.is_(None)
    ]
    if wanted.states:
        rules.append(Ticket.state.in_([state.value for state in wanted.states]))
    if wanted.doors:
        rules.append(Ticket.door.in_(wanted.doors))
    if wanted.urgent is not None:
        rules.append(Ticket.rank == (0 if wanted.urgent else 1))
    if wanted.late_on is not None:
        rules.append(Ticket.sort_by < wanted.late_on)
    if wanted.owner_id is not None:
        rules.append(
            Ticket.owner_id.is_(None) if wanted.owner_id == 0 else Ticket.owner_id == wanted.owner_id
        )
    return rules


async def _page(session: AsyncSession, query: Select[Any], after: str | None, limit: int) -> Page:
    place = tuple_(Ticket.rank, Ticket.sort_by, Ticket.id)
    if after is not None:
        rank, day, ticket_id = _bookmark(after)
        columns = (Ticket.rank, Ticket.sort_by, Ticket.id)
        values = [
            literal(value, column.type) for value, column in zip((rank, day, ticket_id), columns, strict=True)
        ]
        query = query.where(place > tuple_(*values))
    size = max(1, min(limit, LARGEST_PAGE))
    query = query.order_by(Ticket.rank, Ticket.sort_by, Ticket.id).limit(size + 1)
    found: Sequence[Any] = (await session.execute(query)).mappings().all()
    rows = tuple(
        TicketRow(
            **{key: value for key, value in row.items() if key not in ("state", "rank", "sort_by")},
            state=State(row["state"]),
        )
        for row in found[:size]
    )
    last = found[size - 1] if len(found) > size else None
    return Page(rows, None if last is None else _cursor(last["rank"], last["sort_by"], last["id"]))


def _rows(failed: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, Ticket.rank, Ticket.sort_by, failed.label("undelivered"))


async def inbox_page(
    session: AsyncSession, organisation: str, wanted: InboxFilter, after: str | None, limit: int
) -> Page:
    """One organisation's tickets, urgent first, then by term; BadCursor for a foreign bookmark."""
    query = _rows(false()).where(Ticket.organisation == organisation, *_conditions(wanted))
    return await _page(session, query, after, limit)


async def unowned_page(session: AsyncSession, after: str | None, limit: int) -> Page:
    """What the coordinator must see to: open tickets that lie with the loket or did not reach their holder."""
    failed = undelivered()
    query = _rows(failed).where(Ticket.closed_at.is_(None), (Ticket.organisation == LOKET) | failed)
    return await _page(session, query, after, limit)
