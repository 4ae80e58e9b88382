"""The same product on PostgreSQL: a whole conversation ends in a ticket there too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.conftest import START_SECONDS, answers, start_loket, stop_loket, wait_until
from tests.conversations.driver import play, stories
from tests.database import PostgresServer

pytestmark = [pytest.mark.engine, pytest.mark.postgres]


def test_a_conversation_ends_in_a_ticket_on_postgresql(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    asyncio.run(postgres_server.run("CREATE DATABASE gesprekken"))
    loket = start_loket(tmp_path / "loket", {"LOKET_DATABASE_URL": postgres_server.url("gesprekken")})
    try:
        wait_until(
            lambda: answers(loket, "/readyz"), START_SECONDS, "loket and engine are ready on PostgreSQL"
        )
        story = next(
            one for name, one in stories() if name.startswith("verhalen: a fine that cannot be paid")
        )
        player = play(loket, story)
        assert [ticket["organisatie"] for ticket in player.last["tickets"]] == ["cjib"]
        again = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten?vanaf=1")
        assert [message["nummer"] for message in again.json["berichten"]] == list(
            range(1, len(again.json["berichten"]) + 1)
        )
    finally:
        stop_loket(loket)
