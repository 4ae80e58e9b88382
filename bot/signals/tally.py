"""Counts that are exact and cost nothing to read: a stored sum, and the changes since, appended by whoever makes them.

Counting a ministry's signals anew takes a third of a second at a hundred thousand; adding to one row for each value
would make every hand-over wait for every other. So changes are rows of their own, and are added in now and then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Subquery, delete, func, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import SignalFacet, SignalTally, SignalTallyChange
from bot.store.database import Database

type Key = tuple[str, str, str]
# Rows in one statement: SQLite takes some thirty thousand values at once.
STEP = 2000


async def put(session: AsyncSession, rows: Sequence[Mapping[str, object]]) -> None:
    """These facets of signals are there, and counted."""
    for start in range(0, len(rows), STEP):
        await session.execute(insert(SignalFacet), list(rows[start : start + STEP]))
    await _change(session, (_key(row) for row in rows), 1)


async def take(session: AsyncSession, signals: Sequence[int], facet: str | None = None) -> None:
    """All facets of these signals, or one kind of them, are gone, and counted no more."""
    where: list[ColumnElement[bool]] = [SignalFacet.signal_id.in_(signals)]
    if facet is not None:
        where.append(SignalFacet.facet == facet)
    gone = await session.execute(
        select(SignalFacet.ministry, SignalFacet.facet, SignalFacet.value).where(*where)
    )
    await _change(session, ((row.ministry, row.facet, row.value) for row in gone.all()), -1)
    await session.execute(delete(SignalFacet).where(*where), execution_options={"synchronize_session": False})


def counts(ministry: str | None = None, facet: str | None = None) -> Subquery:
    """The counts as a subquery with `ministry`, `facet`, `value` and `signals`: the sums and the changes since."""
    stored = select(SignalTally.ministry, SignalTally.facet, SignalTally.value, SignalTally.signals)
    since = select(
        SignalTallyChange.ministry,
        SignalTallyChange.facet,
        SignalTallyChange.value,
        SignalTallyChange.change.label("signals"),
    )
    if ministry is not None:
        stored = stored.where(SignalTally.ministry == ministry)
        since = since.where(SignalTallyChange.ministry == ministry)
    if facet is not None:
        stored = stored.where(SignalTally.facet == facet)
        since = since.where(SignalTallyChange.facet == facet)
    both = union_all(stored, since).subquery()
    whole = func.sum(both.c.signals)
    return (
        select(both.c.ministry, both.c.facet, both.c.value, whole.label("signals"))
        .group_by(both.c.ministry, both.c.facet, both.c.value)
        .having(whole > 0)
        .subquery()
    )


async def add_in(database: Database) -> int:
    """How many changes were added to the sums; the counts are the same before and after."""
    done = 0
    while True:
        async with database.write() as session:
            first = select(SignalTallyChange.id).order_by(SignalTallyChange.id).limit(10 * STEP)
            taken = await session.execute(
                delete(SignalTallyChange)
                .where(SignalTallyChange.id.in_(first))
                .returning(
                    SignalTallyChange.ministry,
                    SignalTallyChange.facet,
                    SignalTallyChange.value,
                    SignalTallyChange.change,
                ),
                execution_options={"synchronize_session": False},
            )
            rows = taken.all()
            changes: Counter[Key] = Counter()
            for row in rows:
                changes[(row.ministry, row.facet, row.value)] += row.change
            for key, change in sorted(changes.items()):
                await _add(session, key, change)
        done += len(rows)
        if len(rows) < 10 * STEP:
            return done


async def _add(session: AsyncSession, key: Key, change: int) -> None:
    # Two that add in at the same time, each with changes of its own: one waits for the other's row.
    known = await session.get(SignalTally, key, with_for_update=True)
    if known is None:
        session.add(SignalTally(ministry=key[0], facet=key[1], value=key[2], signals=change))
    else:
        known.signals += change


async def _change(session: AsyncSession, keys: Iterable[Key], sign: int) -> None:
    whole = Counter(keys)
    rows = [
        {"ministry": ministry, "facet": facet, "value": value, "change": sign * count}
        for (ministry, facet, value), count in whole.items()
    ]
    for start in range(0, len(rows), STEP):
        await session.execute(insert(SignalTallyChange), rows[start : start + STEP])


def _key(row: Mapping[str, object]) -> Key:
    return str(row["ministry"]), str(row["facet"]), str(row["value"])
