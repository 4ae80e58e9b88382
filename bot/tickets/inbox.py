"""Lists of tickets, a page at a time, in the order in which they should be done."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, literal, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Outbox, Ticket
from bot.tickets.outgoing import OFFERED
from bot.tickets.views import TicketRow
from bot.tickets.workflow import LOKET, State

PAGE = 50
LARGEST_PAGE = 200
_LONGEST_CURSOR = 100
_LARGEST_ID = 2**63 - 1
# Written out in the statement: a partial index is not found through a parameter.
_FAILED: ColumnElement[str] = literal_column("'mislukt'", Text)
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
    Ticket.attention,
)


class BadCursor(ValueError):
    """A bookmark that did not come from this list."""


@dataclass(frozen=True)
class InboxFilter:
    """Which tickets of an organisation; what is None does not matter. `closed`: the finished ones instead.

    `late_on`: those whose first term lies before that day; `in_time_on`: the others. `owner_id` 0 means
    nobody's. `since`: received at that moment or later.
    """

    states: tuple[State, ...] = ()
    doors: tuple[str, ...] = ()
    urgent: bool | None = None
    late_on: date | None = None
    owner_id: int | None = None
    closed: bool | None = False
    in_time_on: date | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Rows in order, and the bookmark for the next page; None at the end."""

    rows: tuple[TicketRow, ...]
    next: str | None


def _cursor(rank: int, sort_by: date, ticket_id: int) -> str:
    plain = json.dumps([rank, sort_by.isoformat(), ticket_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _bookmark(cursor: str) -> tuple[int, date, int]:
    if len(cursor) > _LONGEST_CURSOR:
        raise BadCursor("no such page")
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        rank, day, ticket_id = plain
        if rank not in (0, 1) or not isinstance(ticket_id, int) or not 0 <= ticket_id <= _LARGEST_ID:
            raise BadCursor("no such page")
        return int(rank), date.fromisoformat(day), ticket_id
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor("no such page") from error


def _conditions(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.closed is not None:
        rules.append(Ticket.closed_at.is_not(None) if wanted.closed else Ticket.closed_at.is_(None))
    if wanted.states:
        rules.append(Ticket.state.in_([state.value for state in wanted.states]))
    if wanted.doors:
        rules.append(Ticket.door.in_(wanted.doors))
    if wanted.urgent is not None:
        rules.append(Ticket.rank == (0 if wanted.urgent else 1))
    if wanted.late_on is not None:
        rules.append(Ticket.sort_by < wanted.late_on)
    if wanted.in_time_on is not None:
        rules.append(Ticket.sort_by >= wanted.in_time_on)
    if wanted.since is not None:
        rules.append(Ticket.received_at >= wanted.since)
    if wanted.owner_id is not None:
        rules.append(
            Ticket.owner_id.is_(None) if wanted.owner_id == 0 else Ticket.owner_id == wanted.owner_id
        )
    return rules


def _columns(undelivered: bool) -> Select[Any]:
    columns: list[Any] = [*_COLUMNS, Ticket.rank, Ticket.sort_by, literal(undelivered).label("undelivered")]
    return select(*columns)


async def _some(session: AsyncSession, query: Select[Any], after: str | None, count: int) -> list[Any]:
    """The first `count` rows behind the bookmark, in the inbox' order."""
    place = (Ticket.rank, Ticket.sort_by, Ticket.id)
    if after is not None:
        values = [literal(value, column.type) for value, column in zip(_bookmark(after), place, strict=True)]
        query = query.where(tuple_(*place) > tuple_(*values))
    found = await session.execute(query.order_by(*place).limit(count))
    return list(found.mappings())


def _page(found: list[Any], size: int) -> Page:
    rows = tuple(
        TicketRow(
            **{key: value for key, value in row.items() if key not in ("state", "rank")},
            state=State(row["state"]),
        )
        for row in found[:size]
    )
    last = found[size - 1] if len(found) > size else None
    return Page(rows, None if last is None else _cursor(*_key(last)))


def _key(row: Any) -> tuple[int, date, int]:
    return row["rank"], row["sort_by"], row["id"]


def _size(limit: int) -> int:
    return max(1, min(limit, LARGEST_PAGE))


async def inbox_page(
    session: AsyncSession, organisation: str, wanted: InboxFilter, after: str | None, limit: int
) -> Page:
    """One organisation's tickets, urgent first, then by term; BadCursor for a foreign bookmark."""
    size = _size(limit)
    query = _columns(False).where(Ticket.organisation == organisation, *_conditions(wanted))
    return _page(await _some(session, query, after, size + 1), size)


async def unowned_page(session: AsyncSession, after: str | None, limit: int) -> Page:
    """What the coordinator must see to: open tickets at the loket, late, sent round, or not delivered.

    Three questions, each with an index of its own, and merged here: as one question with OR the database reads
    every open ticket there is.
    """
    size = _size(limit)
    failed = (
        _columns(True)
        .join(Outbox, Outbox.subject == Ticket.number)
        .where(
            Ticket.closed_at.is_(None),
            Outbox.state == _FAILED,
            Outbox.kind == OFFERED,
            Outbox.receiver == Ticket.organisation,
        )
    )
    at_loket = _columns(False).where(Ticket.organisation == LOKET, Ticket.closed_at.is_(None))
    attention = _columns(False).where(Ticket.attention.is_not(None), Ticket.closed_at.is_(None))
    # The failed come last, so that one that is both keeps its mark.
    queries = (at_loket, attention, failed)
    found = {row["id"]: row for query in queries for row in await _some(session, query, after, size + 1)}
    return _page(sorted(found.values(), key=_key), size)


# The parts of a list, for the views of `bot.tickets.listing`.
row_columns, rows_after, page_of, place_of, page_size = _columns, _some, _page, _key, _size
