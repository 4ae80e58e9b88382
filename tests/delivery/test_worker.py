"""Claims, leases and fairness: nobody holds up another, and a worker may die at any moment."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.store import Database, Outbox
from bot.tickets.delivery import claims
from bot.tickets.delivery.failures import Failures
from bot.tickets.delivery.outcome import Delivered
from bot.tickets.delivery.worker import AT_ONCE_EACH
from bot.tickets.workflow import Move
from tests.delivery.helpers import (
    Receiver,
    book,
    delivering,
    hand_over,
    outbox,
    receiving,
    states,
    status,
    take,
)
from tests.tickets.helpers import CJIB, COORDINATOR, UTRECHT, Clock, service, staff

BOTH = book(cjib="webhook", gemeente_0344="webhook")


def half() -> float:
    return 0.5


async def test_a_lease_keeps_others_off_until_it_ends_and_who_comes_late_settles_nothing(
    database: Database,
) -> None:
    clock = Clock()
    await hand_over(database, CJIB, clock=clock)
    async with database.write() as session:
        first = await claims.claim(session, CJIB, "one", clock(), 5)
    async with database.write() as session:
        assert await claims.claim(session, CJIB, "two", clock(), 5) == []
        assert await claims.due_receivers(session, clock(), 5) == []
    clock.now += claims.LEASE
    async with database.write() as session:
        (taken,) = await claims.claim(session, CJIB, "two", clock(), 5)
    assert (taken.event_id, taken.attempts) == (first[0].event_id, 2)
    async with database.write() as session:
        await claims.settle(session, first, "one", Delivered("webhook"), clock(), half)
    assert await states(database) == {("wachtend", None): 1}
    async with database.write() as session:
        await claims.settle(session, [taken], "two", Delivered("webhook"), clock(), half)
    assert await states(database) == {("afgeleverd", None): 1}


async def test_what_takes_its_workers_down_every_time_fails_at_last(database: Database) -> None:
    clock = Clock()
    await hand_over(database, CJIB, clock=clock)
    claimed = 0
    for _ in range(30):
        async with database.write() as session:
            claimed += len(await claims.claim(session, CJIB, "gone", clock(), 5))
        clock.now += claims.LEASE
    assert claimed == 12
    assert await states(database) == {("mislukt", "afgebroken"): 1}


async def test_a_worker_that_stops_frees_what_it_held_at_once(database: Database) -> None:
    async def forever(_request: web.Request, _body: bytes) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    clock = Clock()
    async with receiving(forever) as there, delivering(database, BOTH, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(database, CJIB, clock=clock)
        stop = asyncio.Event()
        running = asyncio.create_task(delivery.worker.run(stop))
        await there.reached(1)
        stop.set()
        await asyncio.wait_for(running, 10)
        (row,) = await outbox(database)
        assert (row.state, row.lease_holder, row.lease_until) == ("wachtend", None, None)


async def test_a_receiver_that_hangs_has_four_in_flight_and_holds_up_nobody(database: Database) -> None:
    flying, most = 0, 0
    release = asyncio.Event()

    async def hang(_request: web.Request, _body: bytes) -> web.StreamResponse:
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await release.wait()
        flying -= 1
        return web.Response()

    async with receiving(hang) as stuck, receiving() as fine, delivering(database, BOTH) as delivery:
        await delivery.subscriptions.add(CJIB, stuck.url)
        await delivery.subscriptions.add(UTRECHT, fine.url)
        await hand_over(database, *[CJIB] * 20, *[UTRECHT] * 20)
        draining = asyncio.create_task(delivery.worker.drain())
        await fine.reached(20)
        assert most == AT_ONCE_EACH
        release.set()
        await draining
        assert most == AT_ONCE_EACH
        assert len(stuck.subjects) == 20


async def test_a_poisoned_record_fails_alone(database: Database) -> None:
    async with receiving() as there, delivering(database, BOTH) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(database, *[CJIB] * 10)
        async with database.write() as session:
            for number, payload in (
                (1, {}),
                (2, {"type": "x", "subject": None, "dataref": "https://elders.nl"}),
            ):
                (await session.get_one(Outbox, number)).payload = payload
        await delivery.worker.drain()
        assert len(there.subjects) == 8
    assert await states(database) == {("mislukt", "bericht_fout"): 2, ("afgeleverd", None): 8}


async def test_a_record_that_is_not_even_json_fails_alone_and_can_be_seen(sqlite_database: Database) -> None:
    async with receiving() as there, delivering(sqlite_database, BOTH) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(sqlite_database, *[CJIB] * 5)
        async with sqlite_database.write() as session:
            await session.execute(text("UPDATE outbox SET payload = '{kapot' WHERE id = 3"))
        await delivery.worker.drain()
        assert len(there.subjects) == 4
    (failure,) = await Failures(sqlite_database).failed()
    assert failure.code == "bericht_fout"
    assert await Failures(sqlite_database).send_again(Clock()(), message=failure.id) == 1


async def test_one_message_that_the_receiver_cannot_digest_holds_up_no_other(database: Database) -> None:
    clock = Clock()
    (bad,) = await hand_over(database, CJIB, clock=clock)

    async def choosy(_request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=500 if bad.encode() in body else 202)

    async with receiving(choosy) as there, delivering(database, BOTH, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(database, *[CJIB] * 10, clock=clock)
        await delivery.worker.drain()
        assert len(there.subjects) == 10
        # Tried again with growing pauses for three days, then a person looks.
        for _ in range(60):
            clock.forward(hours=2)
            await delivery.worker.drain()
        assert sum(bad in call.event["subject"] for call in there.calls) == 12
        assert await states(database) == {("afgeleverd", None): 10, ("mislukt", "status_500"): 1}
        there.answer = take
        (failure,) = await Failures(database).failed()
        assert (failure.subject, failure.attempts, failure.code) == (bad, 12, "status_500")
        assert await Failures(database).send_again(clock(), message=failure.id) == 1
        assert await Failures(database).send_again(clock(), message=failure.id) == 0
        await delivery.worker.drain()
        assert bad in there.subjects


async def test_sending_everything_again_at_once_is_never_meant(sqlite_database: Database) -> None:
    with pytest.raises(ValueError, match="receiver"):
        await Failures(sqlite_database).send_again(Clock()())


async def test_a_receiver_that_is_away_is_asked_by_one_message_and_after_three_days_all_old_ones_fail(
    database: Database,
) -> None:
    clock = Clock()
    there: Receiver
    async with receiving() as there, delivering(database, BOTH, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
    # The server is gone; its address answers nobody.
    async with delivering(database, BOTH, clock=clock) as delivery:
        await hand_over(database, *[CJIB] * 50, clock=clock)
        assert await delivery.worker.drain() <= AT_ONCE_EACH
        clock.forward(seconds=20)
        assert await delivery.worker.drain() == 1
        clock.forward(days=2)
        await hand_over(database, CJIB, clock=clock)
        await delivery.worker.do_chores()
        assert "mislukt" not in {state for state, _ in await states(database)}
        clock.forward(days=1)
        await delivery.worker.do_chores()
    assert {state for state, _ in await states(database)} == {"mislukt", "wachtend"}
    assert sum(count for (state, _), count in (await states(database)).items() if state == "wachtend") == 1


async def test_what_failed_and_is_acknowledged_all_the_same_is_no_failure_any_more(
    database: Database,
) -> None:
    async with delivering(database, BOTH) as delivery:
        (number,) = await hand_over(database, CJIB)
        await delivery.worker.drain()
    assert (await states(database))["mislukt", "geen_abonnement"] == 1
    await service(database).move(number, Move.ACCEPTEER, staff(CJIB))
    assert [row.state for row in await outbox(database, number)] == ["bevestigd"]
    assert (await service(database).unowned()).rows == ()
    assert await Failures(database).failed() == ()


async def test_what_could_not_be_offered_and_was_sent_elsewhere_is_nobodys_failure(
    database: Database,
) -> None:
    tickets = service(database)
    async with receiving() as there, delivering(database, BOTH) as delivery:
        (number,) = await hand_over(database, CJIB)
        await delivery.worker.drain()
        assert len(await Failures(database).failed()) == 1
        await delivery.subscriptions.add(UTRECHT, there.url)
        await tickets.route(number, UTRECHT, COORDINATOR)
        await delivery.worker.drain()
        assert there.subjects == {number}
    assert await Failures(database).failed() == ()


async def test_a_fault_that_nobody_foresaw_makes_a_noise_and_delivery_goes_on(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = claims.claim, 0

    async def breaking(*arguments: Any, **options: Any) -> Any:
        nonlocal broken
        broken += 1
        if broken == 1:
            raise TypeError("a mistake of ours")
        return await whole(*arguments, **options)

    monkeypatch.setattr(claims, "claim", breaking)
    monkeypatch.setattr("bot.tickets.delivery.worker.REST_SECONDS", 0.01)
    async with receiving() as there, delivering(sqlite_database, BOTH) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(sqlite_database, CJIB)
        stop = asyncio.Event()
        running = asyncio.create_task(delivery.worker.run(stop))
        await there.reached(1)
        stop.set()
        await running
    assert await states(sqlite_database) == {("afgeleverd", None): 1}


async def test_a_clock_that_jumped_ahead_and_back_keeps_nothing_waiting(database: Database) -> None:
    clock = Clock()
    async with receiving(status(500)) as there, delivering(database, BOTH, clock=clock) as delivery:
        await delivery.subscriptions.add(CJIB, there.url)
        await hand_over(database, *[CJIB] * 5, clock=clock)
        right = clock.now
        clock.forward(days=400)
        await delivery.worker.drain()
        async with database.write() as session:
            # One worker died while its clock was wrong.
            await claims.claim(session, CJIB, "dead", clock.now + claims.LEASE, 1)
        clock.now = right
        there.answer = take
        await delivery.worker.drain()
        assert len(there.subjects) == 5
        clock.forward(days=-30)
        await hand_over(database, CJIB, clock=clock)
        await delivery.worker.drain()
        assert len(there.subjects) == 6
    assert await states(database) == {("afgeleverd", None): 6}
