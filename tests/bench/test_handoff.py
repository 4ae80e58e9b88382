"""The bench of the hand-off still walks the real way: what it counts is there, and what is not there it does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.baseline import BenchFailed
from bench.handoff import ALONE, opened
from bench.listing import ORGANISATION, _fill
from bot.store import Database
from tests.tickets.helpers import service


async def test_a_round_hands_over_delivers_and_acknowledges_every_ticket_and_a_lost_one_gives_no_figure(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, "SQLite", f"sqlite:///{tmp_path}/bench.db") as office:
        await office.round(6)
        assert office.handed == 6 + ALONE
        assert len(office.rates) == 1
        assert office.rates[0] > 0
        office.handed += 1
        with pytest.raises(BenchFailed, match="not everything arrived once"):
            await office._check()


async def test_the_measured_inbox_holds_as_many_tickets_as_it_says(
    database: Database, database_url: str
) -> None:
    await _fill(database_url, 120)
    tickets = service(database)
    found, after = 0, None
    while True:
        page = await tickets.inbox(ORGANISATION, after=after)
        found, after = found + len(page.rows), page.next
        if after is None:
            break
    assert found == 120
