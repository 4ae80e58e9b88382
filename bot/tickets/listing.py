"""The views of an inbox: one's own, nobody's, waiting, late, new, all; each with an index and a count beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Ticket
from bot.tickets.inbox import PAGE, Page, page_of, page_size, place_of, row_columns, rows_after
from bot.tickets.searching import search
from bot.tickets.watching import DIRECTED
from bot.tickets.workflow import LOKET, State

# Counting goes no further: whoever has more than this has enough to do.
COUNTED = 100
UNTOLD = 500


class View(StrEnum):
    """Which tickets; the value stands in the address."""

    MINE = "mijn"
    NOBODYS = "vrij"
    WAITING = "wacht"
    LATE = "laat"
    NEW = "nieuw"
    ALL = "alle"
    CLOSED = "afgehandeld"


@dataclass(frozen=True)
class Asker:
    """Whose inbox it is, and who looks at it on which day."""

    organisation: str
    account_id: int
    today: date


def _alternatives(view: View, asker: Asker) -> Sequence[Sequence[ColumnElement[bool]]]:
    """The conditions of a view; several when each is found by an index of its own, and the list is all of them."""
    own, still = Ticket.organisation == asker.organisation, Ticket.closed_at.is_(None)
    match view:
        case View.MINE:
            return [(Ticket.owner_id == asker.account_id, own, still)]
        case View.NOBODYS:
            return [(own, still, Ticket.owner_id.is_(None))]
        case View.WAITING:
            return [(own, still, Ticket.state == State.WACHT_OP_BURGER.value)]
        case View.NEW:
            return [(own, still, Ticket.state == State.AANGEBODEN.value)]
        case View.LATE:
            overdue = (still, Ticket.id.in_(_passed(asker)))
            if asker.organisation == LOKET:
                # The coordinator sees to what is late anywhere.
                return [(still, Ticket.attention.is_not(None)), overdue]
            told = (own, still, Ticket.attention.is_not(None), Ticket.attention != DIRECTED)
            return [told, overdue]
        case View.CLOSED:
            return [(own, Ticket.closed_at.is_not(None))]
        case _:
            return [(own, still)]


def _passed(asker: Asker) -> Select[Any]:
    """Whose day passed and which the minute's watch has not told yet: few. By the index of that day, whatever the order."""
    return (
        select(Ticket.id)
        .where(
            Ticket.organisation == asker.organisation,
            Ticket.watch_on.is_not(None),
            Ticket.watch_on < asker.today,
        )
        .order_by(Ticket.watch_on)
        .limit(UNTOLD)
    )


async def view_page(
    session: AsyncSession, view: View, asker: Asker, after: str | None = None, limit: int = PAGE
) -> Page:
    """One page of a view, urgent first, then by term; BadCursor for a foreign bookmark."""
    size = page_size(limit)
    found = {
        row["id"]: row
        for rules in _alternatives(view, asker)
        for row in await rows_after(session, row_columns(False).where(*rules), after, size + 1)
    }
    return page_of(sorted(found.values(), key=place_of), size)


async def counts(session: AsyncSession, asker: Asker) -> dict[View, int]:
    """How many are open in each view; `COUNTED` means that many or more."""
    return {view: await _count(session, view, asker) for view in View if view is not View.CLOSED}


async def _count(session: AsyncSession, view: View, asker: Asker) -> int:
    total = 0
    ids: set[int] = set()
    alternatives = _alternatives(view, asker)
    for rules in alternatives:
        some = select(Ticket.id).where(*rules).limit(COUNTED)
        if len(alternatives) > 1:
            ids |= set(await session.scalars(some))
        else:
            total = await session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return min(COUNTED, total + len(ids))


async def found_page(session: AsyncSession, organisation: str, question: str) -> tuple[Page, bool]:
    """What a search finds, open and closed, best first; and whether there is more than is shown."""
    found = await search(session, organisation, question)
    if not found.ids:
        return Page((), None), False
    # Asked again by organisation: a word that was left behind must show nobody another's ticket.
    query = row_columns(False).where(Ticket.id.in_(found.ids), Ticket.organisation == organisation)
    rows = {row["id"]: row for row in (await session.execute(query)).mappings()}
    return page_of([rows[one] for one in found.ids if one in rows], len(found.ids)), found.more
