"""A ministry's signals, filtered and counted. Every figure can be opened as the list of its signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, selectinload

from bot.signals.facets import Facet
from bot.signals.package import MinistrySignal
from bot.signals.reading import for_ministry
from bot.signals.tally import counts
from bot.store import Database, Signal, SignalFacet, SignalMinistry
from bot.today import AMSTERDAM

PAGE = 50
LARGEST_PAGE = 200
# Beyond this a list says "1000 of meer": who wants the exact figure has the overview, which counts by index.
COUNTED = 1000
# What the filters of a list can be about; the month is asked for as a period.
FILTERS = tuple(facet for facet in Facet if facet is not Facet.MONTH)
_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Filter:
    """Which signals: `values` by facet, effects of at least `weight`, received from `since` through `until`."""

    values: Mapping[Facet, str] = field(default_factory=dict)
    weight: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it lets everything through."""
        return not self.values and self.since is None and self.until is None and self.weight is None


@dataclass(frozen=True)
class ListPage:
    """Signals, newest first; `next` is the id to go on from, None at the end; `count` stops at COUNTED."""

    signals: tuple[MinistrySignal, ...]
    next: int | None
    count: int


@dataclass(frozen=True)
class Overview:
    """How many signals a ministry has of each value of each facet, largest first; months in order."""

    total: int
    counts: Mapping[Facet, tuple[tuple[str, int], ...]]

    def of(self, facet: Facet) -> tuple[tuple[str, int], ...]:
        """The values of one facet with their counts."""
        return self.counts.get(facet, ())

    def number(self, facet: Facet, value: str) -> int:
        """The count of one value."""
        return dict(self.of(facet)).get(value, 0)


class SignalList:
    """Reads what one ministry may: its own signals, and those that are shared with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, ministry: str, wanted: Filter, *, before: int | None = None, limit: int = PAGE
    ) -> ListPage:
        """One page of the signals that pass the filter."""
        size = max(1, min(limit, LARGEST_PAGE))
        ids, column = _ids(ministry, wanted)
        here = ids.order_by(column.desc()).limit(size + 1)
        if before is not None:
            here = here.where(column < before)
        async with self._database.read() as session:
            found = list((await session.scalars(here)).all())
            count = await session.scalar(
                select(func.count()).select_from(ids.order_by(None).limit(COUNTED).subquery())
            )
            query = (
                select(Signal)
                .where(Signal.id.in_(found[:size]))
                .options(selectinload(Signal.ministries))
                .order_by(Signal.id.desc())
            )
            signals = tuple(for_ministry(one) for one in await session.scalars(query))
        return ListPage(signals, found[size - 1] if len(found) > size else None, count or 0)

    async def count(self, ministry: str, wanted: Filter) -> int:
        """How many signals pass the filter, all of them counted."""
        ids, _ = _ids(ministry, wanted)
        async with self._database.read() as session:
            return await session.scalar(select(func.count()).select_from(ids.subquery())) or 0

    async def divided(self, ministry: str, facet: Facet, wanted: Filter) -> list[tuple[str, int]]:
        """The signals that pass the filter by the values of one facet, the largest first."""
        ids, _ = _ids(ministry, wanted)
        many = func.count()
        query = (
            select(SignalFacet.value, many)
            .where(
                SignalFacet.ministry == ministry,
                SignalFacet.facet == facet.value,
                SignalFacet.signal_id.in_(ids),
            )
            .group_by(SignalFacet.value)
            .order_by(many.desc(), SignalFacet.value)
        )
        async with self._database.read() as session:
            return [(value, count) for value, count in (await session.execute(query)).all()]

    async def numbers(self, ministry: str, wanted: Filter) -> tuple[str, ...]:
        """The numbers of the signals that pass the filter, oldest first."""
        ids, _ = _ids(ministry, wanted)
        query = select(Signal.number).where(Signal.id.in_(ids)).order_by(Signal.id)
        async with self._database.read() as session:
            return tuple((await session.scalars(query)).all())

    async def overview(self, ministry: str) -> Overview:
        """All counts of one ministry, as they are kept."""
        kept = counts(ministry)
        query = select(kept.c.facet, kept.c.value, kept.c.signals)
        async with self._database.read() as session:
            rows = (await session.execute(query)).all()
        found: dict[Facet, list[tuple[str, int]]] = {}
        for name, value, count in rows:
            found.setdefault(Facet(name), []).append((value, count))
        ordered = {facet: tuple(sorted(values, key=_order(facet))) for facet, values in found.items()}
        return Overview(sum(count for _, count in ordered.get(Facet.SHARE, ())), ordered)


def _order(facet: Facet) -> Callable[[tuple[str, int]], tuple[int, str]]:
    """Months as they came, everything else by size."""
    if facet is Facet.MONTH:
        return lambda row: (0, row[0])
    return lambda row: (-row[1], row[0])


def ids_of(ministry: str, wanted: Filter) -> Select[int]:
    """The ids of the signals of this ministry that pass the filter, to be asked for inside another question."""
    return _ids(ministry, wanted)[0]


def _ids(ministry: str, wanted: Filter) -> tuple[Select[int], InstrumentedAttribute[int]]:
    """The ids that pass the filter, and the column that they are ordered by."""
    conditions = list(wanted.values.items())
    if not conditions:
        query = select(SignalMinistry.signal_id).where(SignalMinistry.code == ministry)
        return _within(query, SignalMinistry.signal_id, wanted), SignalMinistry.signal_id
    first = aliased(SignalFacet)
    query = select(first.signal_id)
    for place, (facet, value) in enumerate(conditions):
        one = aliased(SignalFacet) if place else first
        if place:
            query = query.join(one, one.signal_id == first.signal_id)
        query = query.where(one.ministry == ministry, one.facet == facet.value, one.value == value)
        if facet is Facet.EFFECT and wanted.weight is not None:
            query = query.where(one.weight >= wanted.weight)
    return _within(query, first.signal_id, wanted), first.signal_id


def _within(query: Select[int], column: InstrumentedAttribute[int], wanted: Filter) -> Select[int]:
    if wanted.since is None and wanted.until is None:
        return query
    return query.join(Signal, Signal.id == column).where(
        Signal.created_at >= _midnight(wanted.since or _EARLIEST),
        Signal.created_at < _midnight((wanted.until or _LATEST) + timedelta(days=1)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)


def months_between(
    counts: Sequence[tuple[str, int]], last: date, many: int = 12
) -> tuple[tuple[str, int], ...]:
    """The last `many` months up to that of `last`, each with its count, also where it is 0."""
    known = dict(counts)
    months = []
    year, month = last.year, last.month
    for _ in range(many):
        months.append(f"{year:04d}-{month:02d}")
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return tuple((name, known.get(name, 0)) for name in reversed(months))
