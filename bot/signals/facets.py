"""By what a signal can be found and counted, and how that is kept beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals.tally import put, take
from bot.store import Signal, SignalClusterMember
from bot.today import AMSTERDAM


class Facet(StrEnum):
    """One way of dividing signals."""

    LAW = "wet"
    ARTICLE = "artikel"
    SCHEME = "regeling"
    EXECUTOR = "uitvoerder"
    CAUSE = "oorzaak"
    EFFECT = "gevolg"
    CATEGORY = "categorie"
    HARDNESS = "hardheid"
    STATUS = "status"
    REPORTER = "melder"
    MUNICIPALITY = "gemeente"
    SHARE = "aandeel"
    MONTH = "maand"
    CLUSTER = "cluster"


class Value(NamedTuple):
    """One value of one facet; `weight` is an effect's."""

    facet: Facet
    value: str
    weight: int | None = None


def values_of(signal: Signal) -> Iterator[Value]:
    """All values of a signal but its ministries' shares; empty ones are left out."""
    plain = (
        (Facet.LAW, signal.law),
        (Facet.ARTICLE, signal.article),
        (Facet.SCHEME, signal.scheme),
        (Facet.EXECUTOR, signal.executor),
        (Facet.MUNICIPALITY, signal.municipality),
        (Facet.REPORTER, signal.role),
        (Facet.STATUS, signal.status),
        (Facet.HARDNESS, signal.hardness_decided or signal.hardness),
        (Facet.MONTH, f"{signal.created_at.astimezone(AMSTERDAM):%Y-%m}"),
    )
    for facet, value in plain:
        if value:
            yield Value(facet, value)
    for cause in dict.fromkeys(signal.cause):
        yield Value(Facet.CAUSE, cause)
    for effect, weight in signal.effects.items():
        # Not weighed counts as the middle, as the door's own question says.
        yield Value(Facet.EFFECT, effect, 3 if weight is None else weight)
    for kind, category in signal.category.items():
        yield Value(Facet.CATEGORY, f"{kind}:{category}")


async def index(session: AsyncSession, signal: Signal, ministries: Sequence[str]) -> None:
    """The signal is found by what it is now, by each of these ministries; the first is the point of contact."""
    await session.flush()
    # Its cluster is not the signal's own; a ministry that joins later finds it there too.
    cluster = await session.scalar(
        select(SignalClusterMember.cluster_id).where(SignalClusterMember.signal_id == signal.id)
    )
    extra = [] if cluster is None else [Value(Facet.CLUSTER, str(cluster))]
    await take(session, [signal.id])
    await put(session, list(rows_of(signal, ministries, extra)))


async def index_status(session: AsyncSession, signals: Sequence[Signal]) -> None:
    """Many signals are found by the status that they have now; their ministries must be loaded."""
    await session.flush()
    await take(session, [one.id for one in signals], Facet.STATUS.value)
    rows = [
        {
            "ministry": ministry.code,
            "facet": Facet.STATUS.value,
            "value": one.status,
            "signal_id": one.id,
            "weight": None,
        }
        for one in signals
        for ministry in one.ministries
    ]
    await put(session, rows)


def rows_of(
    signal: Signal, ministries: Sequence[str], extra: Sequence[Value] = ()
) -> Iterable[dict[str, object]]:
    """What the table of facets holds of a signal, for each of its ministries; the first is the point of contact."""
    values = [*values_of(signal), *extra]
    for position, ministry in enumerate(ministries):
        for facet, value, weight in (*values, Value(Facet.SHARE, "gedeeld" if position else "eigen")):
            yield {
                "ministry": ministry,
                "facet": facet.value,
                "value": value,
                "signal_id": signal.id,
                "weight": weight,
            }
