import asyncio
from collections import Counter

from sqlalchemy import func, select

from bot.retention.erase import erase_signals
from bot.retention.policy import Why
from bot.signals.clustering.run import ClusterRun
from bot.signals.clusters import Clusters
from bot.signals.desk import Judgement
from bot.signals.hardness import Hardness
from bot.signals.mending import ClusterDesk
from bot.signals.tally import add_in, counts
from bot.signals.workflow import SignalMove
from bot.store import Database, Signal, SignalFacet, SignalTallyChange
from tests.signals.consultation import TOPICS
from tests.signals.helpers import SZW, desk, report, reports
from tests.tickets.helpers import START, Clock


async def differences(database: Database) -> Counter[tuple[str, str, str]]:
    """What is kept beside what counting gives."""
    async with database.read() as session:
        kept = counts()
        stored = await session.execute(select(kept.c.ministry, kept.c.facet, kept.c.value, kept.c.signals))
        found = {(one.ministry, one.facet, one.value): int(one.signals) for one in stored.all()}
        counted = await session.execute(
            select(
                SignalFacet.ministry, SignalFacet.facet, SignalFacet.value, func.count().label("many")
            ).group_by(SignalFacet.ministry, SignalFacet.facet, SignalFacet.value)
        )
        real = {(one.ministry, one.facet, one.value): one.many for one in counted.all()}
    assert real
    return Counter(
        {
            key: found.get(key, 0) - real.get(key, 0)
            for key in {*found, *real}
            if found.get(key) != real.get(key)
        }
    )


async def test_what_is_kept_is_what_counting_gives_whatever_happens_to_signals(database: Database) -> None:
    sent = await reports(database, [TOPICS[0].story(place) for place in range(6)])
    at = desk(database)
    await at.move(sent[0].number, SZW, SignalMove.BEKIJK)
    await at.judge(sent[1].number, SZW, Judgement(Hardness.H3, ("O2",), "art. 1", szw="1"))
    await at.share(sent[2].number, SZW, "VWS")
    assert not await differences(database)
    await ClusterRun(database, Clock()).run()
    assert not await differences(database)
    (cluster,) = await Clusters(database).largest("SZW")
    mending = ClusterDesk(database, Clock())
    apart = await mending.split(cluster.id, SZW, [sent[3].number], "Apart")
    await mending.merge(cluster.id, SZW, apart)
    async with database.write() as session:
        gone = (await session.scalars(select(Signal).where(Signal.number == sent[4].number))).all()
        await erase_signals(session, gone, Why.CITIZEN, START)
    assert not await differences(database)
    await add_in(database)
    assert not await differences(database)


async def test_adding_in_twice_at_the_same_time_counts_nothing_twice(database: Database) -> None:
    await report(database)
    await asyncio.gather(add_in(database), add_in(database))
    await report(database, "2")
    await asyncio.gather(add_in(database), report(database, "3"))
    assert not await differences(database)
    await add_in(database)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SignalTallyChange)) == 0
