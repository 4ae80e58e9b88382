"""Beside solving the rule, fixing the cases: how many are open under it, and asking who has them to offer the mend.

Letter 35295-AF, par. 5 ("fix" beside "solve"). A ministry sees numbers of people, of ten or more, and no case: who told
a story to an executor did not tell it to a ministry. It asks by the loket, and each executor looks at its own cases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals.clusters import title_of
from bot.signals.desk import find_signal
from bot.signals.facets import Facet
from bot.signals.history import SignalActor, record, tell_reporter
from bot.signals.mending import write_line
from bot.signals.reading import codes_of
from bot.signals.small import LEAST, SafeTable, safe_table
from bot.signals.workflow import SignalMoveIncomplete, SignalMoveRefused
from bot.store import Database, MendNotice, MendOffer, MendRequest, Signal, SignalCluster, SignalFacet, Ticket
from bot.tickets.alike import organisations_with, people_with
from bot.tickets.errors import NotFound
from bot.tickets.handover import lock_key
from bot.tickets.outgoing import MEND_ASKED, announce

LONGEST = 4000
# Who has not finished an earlier question within this time can be asked anew.
ASK_AGAIN = timedelta(days=28)
SHOWN = 10


@dataclass(frozen=True)
class Origin:
    """From where a ministry looks: one signal, or one cluster. `may_ask`: it answers for it."""

    title: str
    scheme: str | None
    may_ask: bool
    signal: str | None = None
    cluster: int | None = None


@dataclass(frozen=True)
class Answer:
    """What an organisation that is done tells the ministry."""

    organisation: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """One question to executors, and how far they are. `offered` and `closed` are people, None below ten."""

    text: str
    by: str
    at: datetime
    organisations: int
    seen: int
    done: int
    offered: int | None
    closed: int | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class OpenCasesView:
    """Open cases under one scheme. `people` None below ten; `waits`: a question to executors is still out."""

    origin: Origin
    people: int | None
    organisations: SafeTable
    asked: tuple[Asked, ...]
    waits: bool


class OpenCases:
    """Reads figures of open cases for a ministry, and passes its question on to who has them.

    `guard` masks what must not be kept of a person.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], guard: Callable[[str], str]
    ) -> None:
        self._database, self._clock, self._guard = database, clock, guard

    async def of_signal(self, number: str, ministry: str) -> OpenCasesView:
        """Open cases under the scheme of a signal of this ministry; NotFound for any other."""
        async with self._database.read() as session:
            signal = await find_signal(session, number, ministry)
            return await self._view(session, _from_signal(signal, ministry), ministry)

    async def of_cluster(self, cluster_id: int, ministry: str) -> OpenCasesView:
        """Open cases under the scheme of a cluster that holds signals for this ministry; NotFound for any other."""
        async with self._database.read() as session:
            cluster = await _cluster(session, cluster_id, ministry)
            return await self._view(session, _from_cluster(cluster, ministry), ministry)

    async def ask_for_signal(self, number: str, actor: SignalActor, text: str) -> None:
        """Who has open cases under this signal's scheme is asked; it stands in the history and the reporter hears of it.

        NotFound; SignalMoveRefused for who does not answer for the signal, while a question is out, and when nobody has
        an open case; SignalMoveIncomplete `tekst`.
        """
        said, ministry = self._said(text), str(actor.code)
        async with self._database.write() as session:
            signal = await find_signal(session, number, ministry, lock=True)
            await self._ask(session, _from_signal(signal, ministry), actor, said)
            record(session, signal, "herstel_gevraagd", actor, self._clock(), text=None)
            await tell_reporter(session, signal, self._clock())

    async def ask_for_cluster(self, cluster_id: int, actor: SignalActor, text: str) -> None:
        """As for a signal; it stands in the cluster's history."""
        said, ministry = self._said(text), str(actor.code)
        async with self._database.write() as session:
            cluster = await _cluster(session, cluster_id, ministry)
            await self._ask(session, _from_cluster(cluster, ministry), actor, said)
            write_line(session, cluster, "herstel_gevraagd", actor, self._clock(), text=said)

    def _said(self, text: str) -> str:
        said = self._guard(text.strip()[:LONGEST])
        if not said:
            raise SignalMoveIncomplete("tekst")
        return said

    async def _ask(self, session: AsyncSession, origin: Origin, actor: SignalActor, text: str) -> None:
        ministry = str(actor.code)
        if origin.scheme is None or not origin.may_ask:
            raise SignalMoveRefused("herstel_gevraagd")
        await lock_key(session, f"herstelvraag|{ministry}|{origin.scheme}")
        if await self._waits(session, ministry, origin.scheme):
            raise SignalMoveRefused("herstel_gevraagd")
        organisations = sorted(await organisations_with(session, origin.scheme))
        if not organisations:
            raise SignalMoveRefused("herstel_gevraagd")
        now = self._clock()
        request = MendRequest(
            ministry=ministry, scheme=origin.scheme, asked_by=actor.name, text=text, created_at=now
        )
        session.add(request)
        await session.flush()
        for one in organisations:
            session.add(MendNotice(request_id=request.id, organisation=one))
            place = f"/v1/herstelvragen/{request.id}"
            announce(session, MEND_ASKED, one, f"herstelvraag-{request.id}", place, now)

    async def _waits(self, session: AsyncSession, ministry: str, scheme: str) -> bool:
        """Whether somebody who was asked lately is not done."""
        query = (
            select(MendRequest.id)
            .join(MendNotice, MendNotice.request_id == MendRequest.id)
            .where(
                MendRequest.ministry == ministry,
                MendRequest.scheme == scheme,
                MendRequest.created_at > self._clock() - ASK_AGAIN,
                MendNotice.done_at.is_(None),
            )
            .limit(1)
        )
        return await session.scalar(query) is not None

    async def _view(self, session: AsyncSession, origin: Origin, ministry: str) -> OpenCasesView:
        if origin.scheme is None:
            return OpenCasesView(origin, None, SafeTable((), None), (), waits=False)
        people = await people_with(session, origin.scheme)
        requests = await session.scalars(
            select(MendRequest)
            .where(MendRequest.ministry == ministry, MendRequest.scheme == origin.scheme)
            .order_by(MendRequest.id.desc())
            .limit(SHOWN)
        )
        return OpenCasesView(
            origin,
            people if people >= LEAST else None,
            safe_table(await organisations_with(session, origin.scheme)),
            tuple([await _asked(session, one) for one in requests.all()]),
            await self._waits(session, ministry, origin.scheme),
        )


async def _asked(session: AsyncSession, request: MendRequest) -> Asked:
    rows = await session.scalars(
        select(MendNotice).where(MendNotice.request_id == request.id).order_by(MendNotice.organisation)
    )
    notices = rows.all()
    # Only what is closed is ever deleted: a ticket that is no longer there was closed.
    offered, still_open = (
        await session.execute(
            select(func.count(), func.count(Ticket.id).filter(Ticket.closed_at.is_(None)))
            .select_from(MendOffer)
            .outerjoin(Ticket, Ticket.id == MendOffer.ticket_id)
            .where(MendOffer.request_id == request.id)
        )
    ).one()
    # As a division of the same people: neither part may follow from the whole.
    parts = safe_table({"closed": offered - still_open, "open": still_open})
    return Asked(
        request.text,
        request.asked_by,
        request.created_at,
        len(notices),
        sum(one.seen_at is not None for one in notices),
        sum(one.done_at is not None for one in notices),
        offered if offered >= LEAST else None,
        dict(parts.rows).get("closed"),
        tuple(
            Answer(one.organisation, one.answer, one.done_at) for one in notices if one.answer and one.done_at
        ),
    )


def _from_signal(signal: Signal, ministry: str) -> Origin:
    return Origin(
        f"Signaal {signal.number}", signal.scheme, codes_of(signal)[0] == ministry, signal=signal.number
    )


def _from_cluster(cluster: SignalCluster, ministry: str) -> Origin:
    return Origin(title_of(cluster), cluster.scheme, cluster.ministry == ministry, cluster=cluster.id)


async def _cluster(session: AsyncSession, cluster_id: int, ministry: str) -> SignalCluster:
    cluster = await session.get(SignalCluster, cluster_id)
    if cluster is None or cluster.merged_into is not None:
        raise NotFound
    if cluster.ministry != ministry:
        mine = select(SignalFacet.signal_id).where(
            SignalFacet.ministry == ministry,
            SignalFacet.facet == Facet.CLUSTER.value,
            SignalFacet.value == str(cluster_id),
        )
        if await session.scalar(mine.limit(1)) is None:
            raise NotFound
    return cluster
