"""Real processes, killed without warning (SIGKILL, by their own pid): nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot.store import Database, Outbox, migrate
from tests.conftest import ROOT, free_port
from tests.database import PostgresServer
from tests.delivery.helpers import Receiver, book, delivering, receiving
from tests.delivery.test_faults import many
from tests.tickets.helpers import CJIB, SECRET, Clock

ROUTES = "routes:\n  - {id: cjib, route: webhook}\n"


@contextmanager
def started(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.process", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        assert process.stdout is not None
        process.stdout.close()


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)


def settings(tmp_path: Path, url: str) -> dict[str, str]:
    data = tmp_path / "data" / "register"
    data.mkdir(parents=True)
    (data / "routes.yml").write_text(ROUTES, encoding="utf-8")
    return {
        **os.environ,
        "LOKET_ENV": "test",
        "LOKET_VAR": str(tmp_path / "var"),
        "LOKET_DATABASE_URL": url,
        "LOKET_DATA_DIR": str(tmp_path / "data"),
        "LOKET_SECRET_KEY": SECRET.decode(),
        **{name: str(free_port()) for name in ("LOKET_PORT", "LOKET_ACTIONS_PORT", "LOKET_ENGINE_PORT")},
    }


@asynccontextmanager
async def subscribed(url: str, there: Receiver) -> AsyncIterator[Database]:
    """A migrated database in which the receiver is the CJIB's webhook."""
    await migrate(url)
    database = Database.connect(url)
    try:
        async with delivering(database, book(cjib="webhook"), clock=Clock()) as delivery:
            await delivery.subscriptions.add(CJIB, there.url)
        yield database
    finally:
        await database.dispose()


async def all_delivered(database: Database, count: int, seconds: float) -> None:
    """Returns when so many stand as delivered; fails when they do not in time."""
    async with asyncio.timeout(seconds):
        while True:
            async with database.read() as session:
                query = select(func.count()).where(Outbox.state == "afgeleverd")
                if await session.scalar(query) == count:
                    return
            await asyncio.sleep(0.2)


def ids_by_subject(there: Receiver) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for call in there.calls:
        found[call.event["subject"]].add(call.id)
    return found


async def test_a_loket_killed_between_commit_and_send_and_in_mid_send_delivers_each_once(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/loket.sqlite"
    environment = settings(tmp_path, url)
    async with receiving() as there, subscribed(url, there) as database:
        told: list[str] = []
        with started(environment, "hand_over", url, "2000", "a") as process:
            assert process.stdout is not None
            while len(told) < 600:
                told.append((await asyncio.to_thread(process.stdout.readline)).strip())
            kill(process)
            # What it had printed and nobody had read; the last line may be half.
            told += [line for line in process.stdout.read().split("\n")[:-1] if line]
        with started(environment, "hand_over", url, "500", "b") as process:
            told += (await asyncio.to_thread(process.communicate))[0].split()
        async with database.read() as session:
            stored = await session.scalar(select(func.count()).select_from(Outbox)) or 0
        assert stored >= len(told) >= 1100
        assert there.calls == []
        with started(environment, "loket", "serve") as process:
            await there.reached(200, 120)
            kill(process)
        with started(environment, "loket", "serve"):
            await all_delivered(database, stored, 180)
    found = ids_by_subject(there)
    assert set(told) <= set(found)
    assert len(found) == stored
    assert {len(ids) for ids in found.values()} == {1}
    # At least once: only what was in flight when it was killed came again, under the same id.
    assert len(there.calls) - stored <= 8


@pytest.mark.postgres
async def test_a_worker_killed_in_mid_send_is_taken_over_by_the_other(
    tmp_path: Path, postgres_url: str
) -> None:
    environment = settings(tmp_path, postgres_url)
    hang = asyncio.Event()
    hanging = 0

    async def stuck(_request: web.Request, _body: bytes) -> web.StreamResponse:
        nonlocal hanging
        if len(there.calls) > 300 and not hang.is_set():
            hanging += 1
            await hang.wait()
        return web.Response(status=202)

    async with receiving(stuck) as there, subscribed(postgres_url, there) as database:
        numbers = await many(database)
        with started(environment, "loket", "deliver") as first:
            await there.reached(310 - 8, 120)
            with started(environment, "loket", "deliver"):
                # The first hangs in what it sends; it dies there, and the second finds its rows when the lease ends.
                await asyncio.sleep(0.5)
                kill(first)
                hang.set()
                await all_delivered(database, len(numbers), 180)
    found = ids_by_subject(there)
    assert set(found) == numbers
    assert {len(ids) for ids in found.values()} == {1}
    assert hanging > 0
    assert len(numbers) < len(there.calls) <= len(numbers) + 16


@pytest.fixture
def own_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A server that nobody else uses, to be restarted."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.mark.postgres
async def test_a_database_that_restarts_costs_no_message(own_server: PostgresServer) -> None:
    await own_server.run('CREATE DATABASE "restarted"')
    url = own_server.url("restarted")
    clock = Clock()
    async with receiving() as there, subscribed(url, there) as database:
        numbers = await many(database)
        async with delivering(database, book(cjib="webhook"), clock=clock) as delivery:
            stop = asyncio.Event()
            running = asyncio.create_task(delivery.worker.run(stop))
            await there.reached(200, 60)
            await asyncio.to_thread(own_server.restart)
            # What was not written down is free when its lease ends.
            clock.forward(minutes=10)
            await all_delivered(database, len(numbers), 120)
            stop.set()
            await running
    found = ids_by_subject(there)
    assert set(found) == numbers
    assert {len(ids) for ids in found.values()} == {1}


async def test_a_second_deliverer_on_sqlite_is_refused_with_the_reason(tmp_path: Path) -> None:
    environment = settings(tmp_path, f"sqlite:///{tmp_path}/loket.sqlite")
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "deliver"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "PostgreSQL" in done.stderr
