"""What everybody may read: stories that were let through, and figures of ten reporters or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from bot.signals.publication import PublicationState, folded
from bot.signals.reading import codes_of
from bot.signals.small import LEAST, SafeTable, kept_apart, overlapping_table, safe_table
from bot.store import Database, Signal, SignalFacet, SignalMinistry, SignalPublication
from bot.today import AMSTERDAM

PAGE = 25
EXPORTED = 500
LONGEST_QUESTION = 100
UNKNOWN_LAW = "Wet niet genoemd"


@dataclass(frozen=True)
class PublicSignal:
    """One story that everybody may read, by its public id; nothing leads from it to number, case or ticket."""

    row: int
    id: str
    month: str
    scheme: str | None
    law: str | None
    ministries: tuple[str, ...]
    status: str
    text: str


@dataclass(frozen=True)
class PublicPage:
    """Stories, newest first; `next` is where to go on, None at the end."""

    signals: tuple[PublicSignal, ...]
    next: int | None


@dataclass(frozen=True)
class PublicFigures:
    """Figures of people that give nobody away. `total` is None below ten; `stories` are those that everybody reads.

    `ministries`: for whom a report is, also shared ones, so one may count for several and they are never added up.
    `laws`: each once, by the law that it is about. What could be had from the two together is in the rest of the laws.
    """

    total: int | None
    stories: int
    ministries: tuple[tuple[str, int], ...]
    laws: SafeTable
    months: tuple[tuple[str, int], ...]


class PublicSignals:
    """Reads for the public page and its open data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, question: str = "", *, before: int | None = None, limit: int = PAGE) -> PublicPage:
        """Stories that hold every word of the question, newest first."""
        query = (
            select(Signal, SignalPublication)
            .join(SignalPublication, SignalPublication.signal_id == Signal.id)
            .where(SignalPublication.state == PublicationState.GEPLAATST.value)
            .options(selectinload(Signal.ministries))
            .order_by(SignalPublication.signal_id.desc())
            .limit(limit + 1)
        )
        for word in folded(question[:LONGEST_QUESTION]).split():
            query = query.where(SignalPublication.folded.contains(word, autoescape=True))
        if before is not None:
            query = query.where(SignalPublication.signal_id < before)
        async with self._database.read() as session:
            rows = (await session.execute(query)).all()
        shown = tuple(_public(signal, row) for signal, row in rows[:limit])
        return PublicPage(shown, shown[-1].row if len(rows) > limit else None)

    async def everything(self) -> AsyncIterator[PublicSignal]:
        """Every story, in pages, so that none of it has to be in memory at once."""
        before: int | None = None
        while True:
            page = await self.search(before=before, limit=EXPORTED)
            for one in page.signals:
                yield one
            if page.next is None:
                return
            before = page.next

    async def figures(self) -> PublicFigures:
        """How many people reported, over all signals, also those whose story is not public."""
        people = func.count(Signal.case_id.distinct())
        by_law = (
            select(SignalMinistry.code, Signal.law, people)
            .join(Signal, Signal.id == SignalMinistry.signal_id)
            .where(SignalMinistry.position == 0)
            .group_by(SignalMinistry.code, Signal.law)
        )
        by_month = (
            select(SignalFacet.value, people.label("people"))
            .join(Signal, Signal.id == SignalFacet.signal_id)
            .join(
                SignalMinistry,
                (SignalMinistry.signal_id == Signal.id)
                & (SignalMinistry.code == SignalFacet.ministry)
                & (SignalMinistry.position == 0),
            )
            .where(SignalFacet.facet == "maand")
            .group_by(SignalFacet.value)
        )
        by_ministry = (
            select(SignalMinistry.code, people)
            .join(Signal, Signal.id == SignalMinistry.signal_id)
            .group_by(SignalMinistry.code)
        )
        placed = (
            select(func.count())
            .select_from(SignalPublication)
            .where(SignalPublication.state == PublicationState.GEPLAATST.value)
        )
        async with self._database.read() as session:
            total = await session.scalar(select(people)) or 0
            stories = await session.scalar(placed) or 0
            whole = {row[0]: row[1] for row in (await session.execute(by_ministry)).all()}
            laws = (await session.execute(by_law)).all()
            months = {row.value: row.people for row in (await session.execute(by_month)).all()}
        ministries = overlapping_table(whole, total)
        own: Counter[str] = Counter()
        for ministry, _, count in laws:
            own[ministry] += count
        apart = kept_apart(own, dict(ministries))
        told: Counter[str] = Counter()
        for ministry, law, count in laws:
            if ministry not in apart:
                told[law or UNKNOWN_LAW] += count
        return PublicFigures(
            total if total >= LEAST else None,
            stories,
            ministries,
            safe_table(told, sum(own[one] for one in apart)),
            tuple(sorted(safe_table(months).rows)),
        )


class RememberedFigures:
    """The figures, counted anew at most once in ten minutes: a public page may not cost a count at every look."""

    KEPT_SECONDS = 600

    def __init__(self, signals: PublicSignals, clock: Callable[[], datetime]) -> None:
        self._signals, self._clock = signals, clock
        self._known: tuple[datetime, PublicFigures] | None = None

    async def figures(self) -> PublicFigures:
        """The figures of now, or of at most ten minutes ago."""
        now = self._clock()
        if self._known is None or (now - self._known[0]).total_seconds() >= self.KEPT_SECONDS:
            self._known = (now, await self._signals.figures())
        return self._known[1]


def _public(signal: Signal, row: SignalPublication) -> PublicSignal:
    return PublicSignal(
        row=row.signal_id,
        id=row.public_id,
        month=f"{signal.created_at.astimezone(AMSTERDAM):%Y-%m}",
        scheme=signal.scheme,
        law=signal.law,
        ministries=codes_of(signal),
        status=signal.status,
        text=row.text,
    )
