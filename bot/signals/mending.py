"""A ministry mends its clusters: names, phases, joining, parting, use, and an answer to all. Each is a line in the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.signals.clustering.run import found_in
from bot.signals.clusters import title_of
from bot.signals.desk import LONGEST_PRODUCT, answer_one, reader_of
from bot.signals.facets import Facet, index_status
from bot.signals.history import MINISTRY, SignalActor, record, tell_reporter
from bot.signals.tally import take
from bot.signals.workflow import (
    MOVES,
    Phase,
    SignalMove,
    SignalMoveIncomplete,
    SignalStatus,
    check_phase,
    next_status,
)
from bot.store import (
    Database,
    Signal,
    SignalCluster,
    SignalClusterEvent,
    SignalClusterMember,
    SignalEvent,
    SignalMinistry,
)
from bot.tickets.errors import NotFound

LONGEST_NAME = 120
STEP = 200


class ClusterDesk:
    """What the ministry that owns a cluster does with it; for any other it is NotFound."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def rename(self, cluster_id: int, actor: SignalActor, name: str) -> None:
        """The name stays, whatever comes later. SignalMoveIncomplete `naam`; NotFound for who does not own it."""
        given = " ".join(name.split())[:LONGEST_NAME]
        if not given:
            raise SignalMoveIncomplete("naam")
        async with self._database.write() as session:
            cluster = await self._owned(session, cluster_id, actor)
            cluster.name = given
            self._line(session, cluster, "naam", actor, data={"naam": given})

    async def set_phase(self, cluster_id: int, actor: SignalActor, phase: Phase, text: str) -> None:
        """The cluster is in this phase; an end needs its explanation. SignalMoveRefused, SignalMoveIncomplete."""
        async with self._database.write() as session:
            cluster = await self._owned(session, cluster_id, actor)
            before = Phase(cluster.phase)
            check_phase(before, phase, text)
            cluster.phase = phase.value
            self._line(session, cluster, "fase", actor, text=text.strip() or None, before=before)

    async def merge(self, cluster_id: int, actor: SignalActor, into: int) -> None:
        """All signals are in the other cluster, where new ones will come too. SignalMoveIncomplete `samen`."""
        async with self._database.write() as session:
            cluster = await self._owned(session, cluster_id, actor)
            try:
                other = await self._owned(session, into, actor)
            except NotFound as fault:
                raise SignalMoveIncomplete("samen") from fault
            # Likeness is looked for within one rule: in another group no new signal would ever join it.
            if other.id == cluster.id or other.group_key != cluster.group_key:
                raise SignalMoveIncomplete("samen")
            await self._carry(session, cluster.id, other.id, None)
            cluster.merged_into = other.id
            other.updated_at = self._clock()
            self._line(session, cluster, "samengevoegd", actor, data={"in": other.id})
            self._line(
                session, other, "opgenomen", actor, data={"van": cluster.id, "titel": title_of(cluster)}
            )

    async def split(self, cluster_id: int, actor: SignalActor, numbers: Sequence[str], name: str) -> int:
        """These signals are a cluster of their own, by its id. SignalMoveIncomplete `splits` or `naam`."""
        given = " ".join(name.split())[:LONGEST_NAME]
        if not given:
            raise SignalMoveIncomplete("naam")
        async with self._database.write() as session:
            cluster = await self._owned(session, cluster_id, actor)
            chosen = list(
                await session.scalars(
                    select(Signal.id)
                    .join(SignalClusterMember, SignalClusterMember.signal_id == Signal.id)
                    .where(SignalClusterMember.cluster_id == cluster.id, Signal.number.in_(numbers))
                )
            )
            if not chosen:
                raise SignalMoveIncomplete("splits")
            now = self._clock()
            fresh = SignalCluster(
                group_key=cluster.group_key, ministry=cluster.ministry, scheme=cluster.scheme, law=cluster.law,
                words=[], name=given, phase=cluster.phase, created_at=now, updated_at=now, merged_into=None,
            )  # fmt: skip
            session.add(fresh)
            await session.flush()
            await self._carry(session, cluster.id, fresh.id, chosen)
            self._line(session, cluster, "gesplitst", actor, data={"naar": fresh.id, "aantal": len(chosen)})
            self._line(session, fresh, "afgesplitst", actor, data={"van": cluster.id, "naam": given})
            return fresh.id

    async def answer(self, cluster_id: int, actor: SignalActor, text: str) -> int:
        """How many reporters got this answer: all of this cluster who wanted to hear. SignalMoveIncomplete `tekst`."""
        said = text.strip()
        if not said:
            raise SignalMoveIncomplete("tekst")
        ids = await self._own_members(cluster_id, actor, Signal.reply_wanted.is_(True))
        for start in range(0, len(ids), STEP):
            async with self._database.write() as session:
                signals = await session.scalars(
                    select(Signal).where(Signal.id.in_(ids[start : start + STEP]))
                )
                for signal in signals.all():
                    await answer_one(session, signal, actor, said, self._clock())
        async with self._database.write() as session:
            cluster = await self._owned(session, cluster_id, actor)
            self._line(session, cluster, "antwoord", actor, text=said, data={"aantal": len(ids)})
        return len(ids)

    async def use(self, cluster_id: int, actor: SignalActor, product: str) -> int:
        """How many signals were used in this product now: all of this cluster that are not closed, each once.

        The same product again is told to nobody twice, so that a long list that was broken off can be gone on with.
        SignalMoveIncomplete `product`.
        """
        given = " ".join(product.split())[:LONGEST_PRODUCT]
        if not given:
            raise SignalMoveIncomplete("product")
        sources = [one.value for one in MOVES[SignalMove.GEBRUIK].sources]
        ids = await self._own_members(cluster_id, actor, Signal.status.in_(sources))
        used = 0
        for start in range(0, len(ids), STEP):
            async with self._database.write() as session:
                used += await self._use(session, ids[start : start + STEP], actor, given)
        async with self._database.write() as session:
            cluster = await self._owned(session, cluster_id, actor)
            if used:
                self._line(session, cluster, "gebruik", actor, data={"product": given, "aantal": used})
        return used

    async def _use(self, session: AsyncSession, ids: Sequence[int], actor: SignalActor, product: str) -> int:
        """As one signal is used: status, history line and word to who wanted to hear."""
        lines = await session.execute(
            select(SignalEvent.signal_id, SignalEvent.data).where(
                SignalEvent.signal_id.in_(ids), SignalEvent.kind == SignalMove.GEBRUIK.value
            )
        )
        told = {one for one, data in lines if (data or {}).get("product") == product}
        query = (
            select(Signal)
            .where(Signal.id.in_([one for one in ids if one not in told]))
            .options(selectinload(Signal.ministries))
            .with_for_update()
        )
        done = []
        for signal in await session.scalars(query):
            status = SignalStatus(signal.status)
            if status not in MOVES[SignalMove.GEBRUIK].sources:
                continue
            target = next_status(status, SignalMove.GEBRUIK, reader_of(signal, str(actor.code)))
            now = self._clock()
            record(
                session, signal, SignalMove.GEBRUIK.value, actor, now,
                data={"product": product}, status=target.value,
            )  # fmt: skip
            await tell_reporter(session, signal, now)
            done.append(signal)
        await index_status(session, done)
        return len(done)

    async def _own_members(
        self, cluster_id: int, actor: SignalActor, which: ColumnElement[bool]
    ) -> list[int]:
        """Of a cluster that this ministry owns the signals that are for it too; NotFound for who does not own it."""
        query = (
            select(Signal.id)
            .join(SignalClusterMember, SignalClusterMember.signal_id == Signal.id)
            .join(SignalMinistry, SignalMinistry.signal_id == Signal.id)
            .where(SignalClusterMember.cluster_id == cluster_id, SignalMinistry.code == actor.code, which)
            .order_by(Signal.id)
        )
        async with self._database.read() as session:
            await self._owned(session, cluster_id, actor)
            return list(await session.scalars(query))

    async def _owned(self, session: AsyncSession, cluster_id: int, actor: SignalActor) -> SignalCluster:
        cluster = await session.get(SignalCluster, cluster_id)
        if cluster is None or cluster.merged_into is not None or cluster.ministry != actor.code:
            raise NotFound
        return cluster

    async def _carry(
        self, session: AsyncSession, source: int, target: int, only: Sequence[int] | None
    ) -> None:
        where = [SignalClusterMember.cluster_id == source]
        if only is not None:
            where.append(SignalClusterMember.signal_id.in_(only))
        ids = list(await session.scalars(select(SignalClusterMember.signal_id).where(*where)))
        await session.execute(
            update(SignalClusterMember).where(*where).values(cluster_id=target, by_hand=True),
            execution_options={"synchronize_session": False},
        )
        await take(session, ids, Facet.CLUSTER.value)
        if ids:
            await found_in(session, target, ids)

    def _line(
        self,
        session: AsyncSession,
        cluster: SignalCluster,
        kind: str,
        actor: SignalActor,
        *,
        text: str | None = None,
        data: Mapping[str, Any] | None = None,
        before: Phase | None = None,
    ) -> None:
        write_line(session, cluster, kind, actor, self._clock(), text=text, data=data, before=before)


def write_line(
    session: AsyncSession,
    cluster: SignalCluster,
    kind: str,
    actor: SignalActor,
    now: datetime,
    *,
    text: str | None = None,
    data: Mapping[str, Any] | None = None,
    before: Phase | None = None,
) -> None:
    """What a ministry did with a cluster stands in its history."""
    session.add(
        SignalClusterEvent(
            cluster_id=cluster.id,
            at=now,
            actor_kind=MINISTRY,
            actor_name=actor.name,
            kind=kind,
            from_phase=(before or Phase(cluster.phase)).value,
            to_phase=cluster.phase,
            text=text,
            data=None if data is None else dict(data),
        )
    )
