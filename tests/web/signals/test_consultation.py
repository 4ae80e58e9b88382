"""The consultation of 2022 replayed: 403 reactions by the front door, and the ministries' first reading of them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.signals.clustering.run import ClusterRun
from bot.signals.facets import Facet
from bot.signals.history import MINISTRY, SignalActor
from bot.web.keys import CLUSTERS, MINISTRY_DESK, PUBLIC_SIGNALS, PUBLICATION, SIGNAL_LIST
from tests.signals.consultation import PUBLIC, TABLE, UNIQUE, reactions
from tests.signals.filling import bring
from tests.web.inside import Inside, inside

pytestmark = pytest.mark.asyncio(loop_scope="module")

COORDINATOR = SignalActor("regisseur", "Sam")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def replayed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Inside]:
    """All 403 brought in, shared with the other ministry that they are for, and let through where they may be public."""
    folder: Path = tmp_path_factory.mktemp("consultatie")
    limits = {"LOKET_RATE_PER_ADDRESS": "100000", "LOKET_RATE_PER_CONVERSATION": "600"}
    async with inside(folder, **limits) as office:
        desk = office.loket.public[MINISTRY_DESK]
        for one in reactions():
            office.clock.forward(hours=1)
            brought = await bring(office, one)
            assert brought.ministries == (one.topic.ministry,)
            if one.shared_with is not None:
                first = SignalActor(MINISTRY, "Eerste lezer", one.topic.ministry)
                await desk.share(brought.number, first, one.shared_with)
        await ClusterRun(office.loket.database, office.clock).run()
        await let_through(office)
        yield office


async def let_through(office: Inside) -> None:
    """Every story that waits for the coordinator is public after this."""
    desk = office.loket.public[PUBLICATION]
    while stories := await desk.waiting():
        for one in stories:
            await desk.place(one.signal_id, one.text, COORDINATOR)


async def test_each_ministry_reads_as_many_as_in_the_letters_table(replayed: Inside) -> None:
    listed = replayed.loket.public[SIGNAL_LIST]
    found = {code: (await listed.overview(code)).total for code in (*TABLE, "BZ", "DEF", "LNV")}
    assert found == {**TABLE, "BZ": 0, "DEF": 0, "LNV": 0}
    # Which together is 498, and not how many there are.
    assert sum(found.values()) == 498


async def test_each_reaction_is_counted_once_and_299_may_be_public(replayed: Inside) -> None:
    assert (await replayed.loket.public[PUBLIC_SIGNALS].figures()).total == UNIQUE
    assert not await replayed.loket.public[PUBLICATION].waiting()
    everything = [one async for one in replayed.loket.public[PUBLIC_SIGNALS].everything()]
    assert len({one.id for one in everything}) == PUBLIC


async def test_the_report_that_everybody_reads_shows_the_letters_table_and_counts_each_once(
    replayed: Inside,
) -> None:
    page = (await replayed.call("GET", "/signalen/openbaar")).body
    assert f"<strong>{UNIQUE}</strong> mensen en organisaties" in page
    assert f"<strong>{PUBLIC}</strong> verhalen staan hieronder" in page
    table = page.partition("Melders per ministerie")[2].partition("</table>")[0]
    register = replayed.loket.knowledge().register
    found = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', table))
    assert found == {html.escape(register.ministries[code].name): str(count) for code, count in TABLE.items()}
    laws = page.partition("Melders per wet")[2].partition("</table>")[0]
    # By law each is counted once; what would tell how few share with one ministry stands together.
    assert sum(map(int, re.findall(r'class="number">(\d+)<', laws))) == UNIQUE
    data = (await replayed.call("GET", "/signalen/openbaar-cijfers.csv")).body
    assert "ministerie;EZK;" in data
    assert not re.search(r";\d\r", data)


async def test_a_first_reading_is_of_a_few_clusters_instead_of_a_hundred_stories(replayed: Inside) -> None:
    topics = {one.story: one.topic.id for one in reactions()}
    clusters = replayed.loket.public[CLUSTERS]
    for code, whole in TABLE.items():
        rows = await clusters.largest(code)
        inside_a_cluster = sum(row.signals for row in rows)
        assert inside_a_cluster >= 0.95 * whole, code
        for row in rows:
            view = await clusters.read(row.id, code)
            told = Counter(topics[member.signal.story] for member in view.members)
            assert len(told) == 1, (view.title, told)
    assert len([row for row in await clusters.largest("SZW") if row.own]) == 4


async def test_a_confidential_reaction_is_read_by_its_ministry_alone(replayed: Inside) -> None:
    listed = replayed.loket.public[SIGNAL_LIST]
    overview = await listed.overview("EZK")
    assert overview.number(Facet.SHARE, "eigen") == 10
    assert overview.number(Facet.SHARE, "gedeeld") == 3
