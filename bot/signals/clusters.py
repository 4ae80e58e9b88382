"""Clusters as ministries read them. Who does not own one sees figures only, and only of ten reporters or more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.signals.facets import Facet
from bot.signals.package import MinistrySignal
from bot.signals.reading import for_ministry
from bot.signals.small import LEAST, may_show, safe_table
from bot.signals.tally import counts
from bot.signals.workflow import Phase
from bot.store import (
    Database,
    Signal,
    SignalCluster,
    SignalClusterEvent,
    SignalClusterMember,
    SignalClusterRun,
    SignalFacet,
    SignalMinistry,
)
from bot.tickets.errors import NotFound

LISTED, ELSEWHERE = 100, 20
MEMBERS = 200
_DIVIDED = (Facet.MONTH.value, Facet.EXECUTOR.value, Facet.MUNICIPALITY.value, Facet.EFFECT.value)


@dataclass(frozen=True)
class ClusterRow:
    """One cluster in a list: `signals` are those that this ministry may read, or reporters when it may read none."""

    id: int
    title: str
    scheme: str | None
    phase: Phase
    signals: int
    own: bool


@dataclass(frozen=True)
class Member:
    """One signal of a cluster, and the words that it shares with the others."""

    signal: MinistrySignal
    words: tuple[str, ...]
    by_hand: bool


@dataclass(frozen=True)
class ClusterLine:
    """One line of a cluster's history."""

    at: datetime
    kind: str
    name: str
    to_phase: Phase
    text: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class ClusterView:
    """One cluster. `members` only what this ministry may read; `reporters` None when it is too few to tell.

    Figures are of the signals that it may read; when it may read none, of people, and only of ten or more.
    """

    id: int
    title: str
    named: bool
    words: tuple[str, ...]
    scheme: str | None
    law: str | None
    phase: Phase
    own: bool
    signals: int
    reporters: int | None
    first: datetime | None
    last: datetime | None
    months: tuple[tuple[str, int], ...]
    executors: tuple[tuple[str, int], ...]
    municipalities: tuple[tuple[str, int], ...]
    effects: tuple[tuple[str, int], ...]
    members: tuple[Member, ...]
    history: tuple[ClusterLine, ...]
    want_reply: int


@dataclass(frozen=True)
class Place:
    """The cluster of one signal, and why it is there."""

    id: int
    title: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class RunView:
    """How far the last run is."""

    started_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    placed: int
    new_clusters: int


def title_of(cluster: SignalCluster) -> str:
    """The name that a person gave, else the words that its stories share."""
    words = ", ".join(cluster.words)
    return cluster.name or f"{words[:1].upper()}{words[1:]}" or f"Cluster {cluster.id}"


class Clusters:
    """Reads clusters, for one ministry at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def largest(self, ministry: str, *, limit: int = LISTED) -> tuple[ClusterRow, ...]:
        """The clusters that hold signals for this ministry, those with most of them first."""
        kept = counts(ministry, Facet.CLUSTER.value)
        query = (
            select(kept.c.value, kept.c.signals).order_by(kept.c.signals.desc(), kept.c.value).limit(limit)
        )
        async with self._database.read() as session:
            found = {int(value): count for value, count in (await session.execute(query)).all()}
            rows = await session.scalars(select(SignalCluster).where(SignalCluster.id.in_(found)))
            by_id = {row.id: row for row in rows}
        return tuple(
            _row(by_id[one], count, by_id[one].ministry == ministry)
            for one, count in found.items()
            if one in by_id
        )

    async def elsewhere(self, ministry: str) -> tuple[ClusterRow, ...]:
        """Clusters of other ministries with ten reporters or more: how many people, no stories."""
        # Which are large is known; only of those are the people behind them counted.
        kept = counts(facet=Facet.CLUSTER.value)
        large = (
            select(SignalCluster.id)
            .join(
                kept,
                (kept.c.value == cast(SignalCluster.id, Text)) & (kept.c.ministry == SignalCluster.ministry),
            )
            .where(
                SignalCluster.ministry != ministry,
                SignalCluster.merged_into.is_(None),
                kept.c.signals >= LEAST,
            )
            .order_by(kept.c.signals.desc(), SignalCluster.id)
            .limit(ELSEWHERE)
        )
        reporters = func.count(Signal.case_id.distinct())
        query = (
            select(SignalCluster, reporters)
            .join(SignalClusterMember, SignalClusterMember.cluster_id == SignalCluster.id)
            .join(Signal, Signal.id == SignalClusterMember.signal_id)
            .where(SignalCluster.id.in_(large))
            .group_by(SignalCluster.id)
            .having(reporters >= LEAST)
            .order_by(reporters.desc(), SignalCluster.id)
        )
        async with self._database.read() as session:
            return tuple(_row(row, count, False) for row, count in (await session.execute(query)).all())

    async def read(self, cluster_id: int, ministry: str) -> ClusterView:
        """One cluster for this ministry: all of it for its owner, its own part for who shares in it.

        For any other ministry the figures when they are of ten reporters or more, else NotFound.
        """
        async with self._database.read() as session:
            cluster = await session.get(SignalCluster, cluster_id)
            if cluster is None or cluster.merged_into is not None:
                raise NotFound
            reporters = await _reporters(session, cluster_id)
            mine = await _count(session, cluster_id, ministry)
            own = cluster.ministry == ministry
            if not own and not mine and not may_show(reporters):
                raise NotFound
            seen = ministry if mine else None
            facts = await _facts(session, cluster_id, seen)
            members = await _members(session, cluster_id, ministry) if mine else ()
            history = await _history(session, cluster_id) if own else ()
            return ClusterView(
                id=cluster.id,
                title=title_of(cluster),
                named=cluster.name is not None,
                words=tuple(cluster.words),
                scheme=cluster.scheme,
                law=cluster.law,
                phase=Phase(cluster.phase),
                own=own,
                reporters=reporters if own or may_show(reporters) else None,
                members=members,
                history=history,
                **facts,
            )

    async def of_signal(self, signal_id: int, ministry: str) -> Place | None:
        """The cluster that a signal is in, for a ministry that may read the signal."""
        query = (
            select(SignalCluster, SignalClusterMember.words)
            .join(SignalClusterMember, SignalClusterMember.cluster_id == SignalCluster.id)
            .join(SignalMinistry, SignalMinistry.signal_id == SignalClusterMember.signal_id)
            .where(SignalClusterMember.signal_id == signal_id, SignalMinistry.code == ministry)
        )
        async with self._database.read() as session:
            found = (await session.execute(query)).first()
        return None if found is None else Place(found[0].id, title_of(found[0]), tuple(found[1]))

    async def last_run(self) -> RunView | None:
        """How far the last run is; None before the first."""
        query = select(SignalClusterRun).order_by(SignalClusterRun.id.desc()).limit(1)
        async with self._database.read() as session:
            row = await session.scalar(query)
        if row is None:
            return None
        return RunView(row.started_at, row.finished_at, row.total, row.done, row.placed, row.new_clusters)


def _row(cluster: SignalCluster, signals: int, own: bool) -> ClusterRow:
    return ClusterRow(cluster.id, title_of(cluster), cluster.scheme, Phase(cluster.phase), signals, own)


async def _reporters(session: AsyncSession, cluster_id: int) -> int:
    """How many stories there are behind a cluster: one that was told twice counts once."""
    query = (
        select(func.count(Signal.case_id.distinct()))
        .join(SignalClusterMember, SignalClusterMember.signal_id == Signal.id)
        .where(SignalClusterMember.cluster_id == cluster_id)
    )
    return await session.scalar(query) or 0


async def _count(session: AsyncSession, cluster_id: int, ministry: str) -> int:
    query = select(func.count()).where(
        SignalFacet.ministry == ministry,
        SignalFacet.facet == Facet.CLUSTER.value,
        SignalFacet.value == str(cluster_id),
    )
    return await session.scalar(query) or 0


async def _facts(session: AsyncSession, cluster_id: int, ministry: str | None) -> dict[str, Any]:
    """Figures over the signals that may be counted: those of this ministry, or, when None, people of all of it."""
    member = select(SignalClusterMember.signal_id).where(SignalClusterMember.cluster_id == cluster_id)
    if ministry is not None:
        member = member.join(SignalMinistry, SignalMinistry.signal_id == SignalClusterMember.signal_id).where(
            SignalMinistry.code == ministry
        )
    counted = Signal.case_id.distinct() if ministry is None else Signal.id.distinct()
    whole = await session.execute(
        select(
            func.count(counted),
            func.min(Signal.created_at),
            func.max(Signal.created_at),
            func.count().filter(Signal.reply_wanted),
        ).where(Signal.id.in_(member))
    )
    signals, first, last, want_reply = whole.one()
    divided = await session.execute(
        select(SignalFacet.facet, SignalFacet.value, func.count(counted))
        .join(Signal, Signal.id == SignalFacet.signal_id)
        .where(SignalFacet.signal_id.in_(member), SignalFacet.facet.in_(_DIVIDED))
        .group_by(SignalFacet.facet, SignalFacet.value)
    )
    parts: dict[str, dict[str, int]] = {facet: {} for facet in _DIVIDED}
    for facet, value, count in divided.all():
        parts[facet][value] = count
    rows = {
        facet: safe_table(values).rows
        if ministry is None
        else tuple(sorted(values.items(), key=_largest_first))
        for facet, values in parts.items()
    }
    return {
        "signals": signals,
        # Of another ministry's cluster not the days themselves: the first and the last are one person's.
        "first": first if ministry is not None else None,
        "last": last if ministry is not None else None,
        "want_reply": want_reply if ministry is not None else 0,
        "months": rows[Facet.MONTH],
        "executors": rows[Facet.EXECUTOR],
        "municipalities": rows[Facet.MUNICIPALITY],
        "effects": rows[Facet.EFFECT],
    }


def _largest_first(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]


async def _members(session: AsyncSession, cluster_id: int, ministry: str) -> tuple[Member, ...]:
    """The signals that this ministry may read, those that share most words first."""
    query = (
        select(Signal, SignalClusterMember)
        .join(SignalClusterMember, SignalClusterMember.signal_id == Signal.id)
        .join(SignalMinistry, SignalMinistry.signal_id == Signal.id)
        .where(SignalClusterMember.cluster_id == cluster_id, SignalMinistry.code == ministry)
        .options(selectinload(Signal.ministries))
        .order_by(Signal.id)
        .limit(MEMBERS)
    )
    rows = (await session.execute(query)).all()
    found = [Member(for_ministry(signal), tuple(member.words), member.by_hand) for signal, member in rows]
    return tuple(sorted(found, key=lambda one: (-len(one.words), one.signal.id)))


async def _history(session: AsyncSession, cluster_id: int) -> tuple[ClusterLine, ...]:
    rows = await session.scalars(
        select(SignalClusterEvent)
        .where(SignalClusterEvent.cluster_id == cluster_id)
        .order_by(SignalClusterEvent.id)
    )
    return tuple(
        ClusterLine(row.at, row.kind, row.actor_name, Phase(row.to_phase), row.text, row.data or {})
        for row in rows
    )
