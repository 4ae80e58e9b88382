"""What goes wrong, over a thousand tickets each: nothing lost, nothing twice.

"Twice" is counted as a receiver does that knows ids: the same id again is the same message.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict

import pytest
from aiohttp import web
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from bot.store import Case, Database, Outbox, Ticket, TicketEvent
from bot.tickets.errors import MoveNotAllowed
from bot.tickets.workflow import Move
from tests.delivery.helpers import Receiver, book, delivering, hand_over, receiving, states, status, take
from tests.tickets.helpers import CJIB, Clock, order, package, service, staff

WEBHOOK = book(cjib="webhook")
MANY = 1000


async def many(database: Database, count: int = MANY) -> set[str]:
    """So many tickets, handed over in one go."""
    packages = (package(CJIB, contact=None, slot=str(place)) for place in range(count))
    made = await service(database).hand_over(order(*packages, draft="many"))
    return {ticket.number for ticket in made.tickets}


def each_once(there: Receiver, numbers: set[str]) -> None:
    """Every ticket reached the receiver, under one id."""
    ids: dict[str, set[str]] = defaultdict(set)
    for call in there.calls:
        ids[call.event["subject"]].add(call.id)
    assert there.subjects == numbers
    assert Counter(len(one) for one in ids.values()) == {1: len(numbers)}


async def test_a_receiver_that_accepts_and_then_times_out_has_each_once(sqlite_database: Database) -> None:
    clock = Clock()
    seen: Counter[str] = Counter()
    gone = asyncio.Event()

    async def sluggish(_request: web.Request, body: bytes) -> web.StreamResponse:
        seen[body.decode()] += 1
        # One in forty is taken and then never answered, the first time.
        if len(seen) % 40 == 0 and seen[body.decode()] == 1:
            await gone.wait()
        return web.Response(status=202)

    async with (
        receiving(sluggish) as there,
        delivering(sqlite_database, WEBHOOK, clock=clock, seconds=1.0) as delivery,
    ):
        await delivery.subscriptions.add(CJIB, there.url)
        numbers = await many(sqlite_database)
        for _ in range(60):
            await delivery.worker.drain()
            clock.forward(minutes=30)
        gone.set()
        assert max(seen.values()) == 2
        assert sum(count == 2 for count in seen.values()) >= 25
        each_once(there, numbers)
    assert await states(sqlite_database) == {("afgeleverd", None): MANY}


async def test_after_an_hour_of_500_each_has_arrived_once(sqlite_database: Database) -> None:
    clock = Clock()
    async with receiving(status(500)) as there, delivering(sqlite_database, WEBHOOK, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        numbers = await many(sqlite_database)
        await delivery.worker.drain()
        assert await states(sqlite_database) == {("wachtend", "status_500"): MANY}
        clock.forward(minutes=59)
        await delivery.worker.drain()
        assert there.subjects == set()
        there.answer = take
        clock.forward(minutes=2)
        await delivery.worker.drain()
        each_once(there, numbers)
    assert await states(sqlite_database) == {("afgeleverd", None): MANY}


@pytest.mark.postgres
async def test_two_workers_at_once_share_the_work_and_send_each_once(postgres_database: Database) -> None:
    database = postgres_database
    other = Database.connect(database.engine.url.render_as_string(hide_password=False))
    try:
        async with (
            receiving() as there,
            delivering(database, WEBHOOK) as one,
            delivering(other, WEBHOOK) as two,
        ):
            await one.subscriptions.add(CJIB, there.url)
            numbers = await many(database)
            shares = await asyncio.gather(one.worker.drain(), two.worker.drain())
            each_once(there, numbers)
            assert set(there.taken.values()) == {1}
            assert sum(shares) == MANY
            assert min(shares) > MANY / 10
    finally:
        await other.dispose()
    assert await states(database) == {("afgeleverd", None): MANY}


async def test_a_ticket_that_is_acknowledged_by_many_at_once_is_received_once(database: Database) -> None:
    (number,) = await hand_over(database, CJIB)
    tickets = service(database)
    outcomes = await asyncio.gather(
        *(tickets.move(number, Move.ONTVANG, staff(CJIB)) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(outcome, MoveNotAllowed) for outcome in outcomes) == 9
    assert [line.kind for line in (await tickets.read(number, CJIB)).history] == ["aanbieden", "ontvang"]
    assert await states(database) == {("bevestigd", None): 1}


def limit_pages(database: Database, pages: int) -> None:
    """From now on the file may be so many pages larger than it is."""

    @event.listens_for(database.engine.sync_engine, "checkout")
    def checkout(connection: object, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        cursor.close()


async def test_a_full_disk_is_said_leaves_nothing_half_written_and_loses_nothing(
    sqlite_database: Database,
) -> None:
    database = sqlite_database
    clock = Clock()
    tickets = service(database, clock)
    async with receiving() as there, delivering(database, WEBHOOK, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        async with database.read() as session:
            pages = await session.scalar(text("PRAGMA page_count"))
        limit_pages(database, (pages or 0) + 250)
        promised: set[str] = set()

        async def until_it_breaks() -> None:
            for place in range(5000):
                made = await tickets.hand_over(order(package(CJIB, contact=None), draft=str(place)))
                promised.add(made.tickets[0].number)

        with pytest.raises(OperationalError, match="full"):
            await until_it_breaks()
        async with database.read() as session:
            stored = set(await session.scalars(select(Ticket.number)))
            counts = {
                table.__tablename__: await session.scalar(select(func.count()).select_from(table))
                for table in (Case, Ticket, TicketEvent, Outbox)
            }
        assert stored == promised
        assert len(set(counts.values())) == 1, counts
        assert len(promised) > 50
        # While it is full the worker goes on as far as it can, and does not end.
        stop = asyncio.Event()
        running = asyncio.create_task(delivery.worker.run(stop))
        await asyncio.sleep(0.5)
        assert not running.done()
        limit_pages(database, 1_000_000)
        stop.set()
        await running
        clock.forward(minutes=30)
        await delivery.worker.drain()
        each_once(there, promised)
        more = await tickets.hand_over(order(package(CJIB, contact=None), draft="after"))
        assert more.tickets[0].number not in promised
