"""One run: new signals find their cluster, in steps that each stand in the database, with progress that can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals.clustering.likeness import Arrangement, Placed, Space
from bot.signals.clustering.words import readable
from bot.signals.facets import Facet
from bot.signals.tally import add_in, put
from bot.signals.workflow import Phase
from bot.store import (
    Database,
    Signal,
    SignalCluster,
    SignalClusterEvent,
    SignalClusterMember,
    SignalClusterRun,
    SignalMinistry,
)

# So many members in one transaction: citizens' messages wait no longer than for one of these.
STEP = 500


@dataclass
class _Group:
    """Signals about one scheme and law."""

    scheme: str | None
    law: str | None
    ministry: str
    loose: list[int] = field(default_factory=list)
    clusters: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a run did: signals looked at, placed in a cluster, and clusters that are new."""

    total: int
    placed: int
    new_clusters: int


def group_key(scheme: str | None, law: str | None, ministry: str) -> str:
    """Signals with the same key are compared. What nobody could name is compared within its ministry only."""
    return f"{scheme or ''}|{law or ''}" if scheme or law else f"?|{ministry}"


class ClusterRun:
    """Runs once. `tell(done, total)` is called as it goes on."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        tell: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._database, self._clock, self._tell = database, clock, tell
        self._placed = self._new = self._done = 0

    async def run(self) -> Outcome:
        """Every signal that has no cluster yet was compared with those of its rule."""
        stories, groups = await self._read()
        waiting = {key: group for key, group in groups.items() if group.loose}
        total = sum(len(group.loose) for group in waiting.values())
        run_id = await self._begin(total)
        if waiting:
            # Vectors and linkage take seconds of one core: not in the loop that answers citizens.
            space = await asyncio.to_thread(Space, stories)
            for key in sorted(waiting):
                group = waiting[key]
                found = await asyncio.to_thread(space.arrange, group.loose, group.clusters)
                await self._store(key, group, found, stories)
                self._done += len(group.loose)
                await self._progress(run_id)
                self._tell(self._done, total)
        await add_in(self._database)
        await self._end(run_id)
        return Outcome(total, self._placed, self._new)

    async def _read(self) -> tuple[dict[int, str], dict[str, _Group]]:
        query = (
            select(
                Signal.id, Signal.story, Signal.scheme, Signal.law, SignalMinistry.code,
                SignalClusterMember.cluster_id,
            )
            .join(SignalMinistry, (SignalMinistry.signal_id == Signal.id) & (SignalMinistry.position == 0))
            .outerjoin(SignalClusterMember, SignalClusterMember.signal_id == Signal.id)
            # What this counter itself reports is no story of anybody.
            .where(Signal.role != "loket")
            .order_by(Signal.id)
        )  # fmt: skip
        stories: dict[int, str] = {}
        groups: dict[str, _Group] = {}
        async with self._database.read() as session:
            async for one in await session.stream(query):
                stories[one.id] = one.story
                key = group_key(one.scheme, one.law, one.code)
                group = groups.setdefault(key, _Group(one.scheme, one.law, one.code))
                if one.cluster_id is None:
                    group.loose.append(one.id)
                else:
                    group.clusters.setdefault(one.cluster_id, []).append(one.id)
        return stories, groups

    async def _store(self, key: str, group: _Group, found: Arrangement, stories: Mapping[int, str]) -> None:
        for cluster_id, words in sorted(found.words_of_old.items()):
            joining = {one: at for one, at in found.old.items() if at.place == cluster_id}
            everybody = [stories[one] for one in (*group.clusters.get(cluster_id, ()), *joining)]
            shown = dict(zip(words, readable(everybody, words), strict=True))
            async with self._database.write() as session:
                cluster = await session.get(SignalCluster, cluster_id)
                if cluster is None:
                    continue
                cluster.words, cluster.updated_at = list(shown.values()), self._clock()
            await self._place(cluster_id, joining, shown)
        for number, words in sorted(found.words_of_new.items()):
            joining = {one: at for one, at in found.new.items() if at.place == number}
            shown = dict(zip(words, readable([stories[one] for one in joining], words), strict=True))
            async with self._database.write() as session:
                cluster_id = await self._open(session, key, group, list(shown.values()))
            self._new += 1
            await self._place(cluster_id, joining, shown)

    async def _open(self, session: AsyncSession, key: str, group: _Group, words: Sequence[str]) -> int:
        now = self._clock()
        cluster = SignalCluster(
            group_key=key,
            ministry=group.ministry,
            scheme=group.scheme,
            law=group.law,
            words=list(words),
            name=None,
            phase=Phase.RESULTATEN.value,
            created_at=now,
            updated_at=now,
            merged_into=None,
        )
        session.add(cluster)
        await session.flush()
        session.add(
            SignalClusterEvent(
                cluster_id=cluster.id, at=now, actor_kind="loket", actor_name="loket", kind="gevonden",
                from_phase=None, to_phase=cluster.phase, text=None, data={"woorden": list(words)},
            )
        )  # fmt: skip
        return cluster.id

    async def _place(self, cluster_id: int, joining: Mapping[int, Placed], shown: Mapping[str, str]) -> None:
        ids = sorted(joining)
        for start in range(0, len(ids), STEP):
            step = ids[start : start + STEP]
            async with self._database.write() as session:
                # Deleted or placed by hand since it was read: then it is not ours to place.
                there = set(await session.scalars(select(Signal.id).where(Signal.id.in_(step))))
                taken = await session.scalars(
                    select(SignalClusterMember.signal_id).where(SignalClusterMember.signal_id.in_(step))
                )
                free = sorted(there - set(taken))
                if not free:
                    continue
                rows = [
                    {
                        "signal_id": one,
                        "cluster_id": cluster_id,
                        "by_hand": False,
                        "words": [shown[word] for word in joining[one].shared],
                    }
                    for one in free
                ]
                await session.execute(insert(SignalClusterMember), rows)
                await found_in(session, cluster_id, free)
                self._placed += len(free)

    async def _begin(self, total: int) -> int:
        async with self._database.write() as session:
            row = SignalClusterRun(
                started_at=self._clock(), finished_at=None, total=total, done=0, placed=0, new_clusters=0
            )
            session.add(row)
            await session.flush()
            return row.id

    async def _progress(self, run_id: int) -> None:
        async with self._database.write() as session:
            row = await session.get_one(SignalClusterRun, run_id)
            row.done, row.placed, row.new_clusters = self._done, self._placed, self._new

    async def _end(self, run_id: int) -> None:
        await self._progress(run_id)
        async with self._database.write() as session:
            (await session.get_one(SignalClusterRun, run_id)).finished_at = self._clock()


async def found_in(session: AsyncSession, cluster_id: int, signals: Sequence[int]) -> None:
    """The signals are found and counted by their cluster, for each of their ministries."""
    ministries = await session.execute(
        select(SignalMinistry.code, SignalMinistry.signal_id).where(SignalMinistry.signal_id.in_(signals))
    )
    rows = [
        {
            "ministry": code,
            "facet": Facet.CLUSTER.value,
            "value": str(cluster_id),
            "signal_id": signal_id,
            "weight": None,
        }
        for code, signal_id in ministries.all()
    ]
    await put(session, rows)
