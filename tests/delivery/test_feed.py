"""The feed and the reconciliation: an organisation's own events, all of them, in order, and the count of a day."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from sqlalchemy import delete, func, select, text

from bot.store import Database, Outbox
from bot.tickets.delivery.feed import Feed
from bot.tickets.delivery.outcome import DeliveryState
from bot.tickets.delivery.reconciling import reconcile
from bot.tickets.outgoing import OFFERED, announce
from bot.tickets.workflow import Move
from tests.delivery.helpers import ORIGIN, hand_over
from tests.tickets.helpers import CJIB, START, UTRECHT, Clock, service, staff


async def write(database: Database, receiver: str, subject: str) -> None:
    async with database.write() as session:
        announce(session, OFFERED, receiver, subject, f"/v1/tickets/{subject}", START)


async def test_a_reader_gets_its_own_events_once_and_in_order(database: Database) -> None:
    feed = Feed(database, ORIGIN)
    mine = [(await hand_over(database, CJIB))[0] if n % 2 else None for n in range(8)]
    await hand_over(database, UTRECHT, UTRECHT)
    seen, after, pages = [], 0, 0
    while True:
        page = await feed.page(CJIB, after, 3)
        seen += [event["subject"] for event in page.events]
        after, pages = page.last, pages + 1
        if not page.more:
            break
    assert seen == [number for number in mine if number is not None]
    assert pages == 2
    again = await feed.page(CJIB, after, 3)
    assert (again.events, again.last, again.more) == ((), after, False)


async def test_an_event_of_the_feed_is_the_one_that_a_webhook_gets(database: Database) -> None:
    (number,) = await hand_over(database, CJIB)
    (event,) = (await Feed(database, ORIGIN).page(CJIB, 0, 10)).events
    assert set(event) == {
        "id", "source", "specversion", "type", "time", "subject", "dataref", "sequence"
    }  # fmt: skip
    assert event["specversion"] == "1.0"
    assert event["type"] == "nl.overheid.loket.ticket-aangeboden"
    assert event["dataref"] == f"https://loket.example.nl/v1/tickets/{number}"
    assert len(event["sequence"]) == 12
    assert int(event["sequence"]) > 0


async def test_a_reader_never_reads_past_an_event_that_is_still_being_written(database: Database) -> None:
    """An early number that commits late: who read on in between would never see it."""
    if database.is_sqlite:
        # One writer at a time: the second cannot even begin.
        return
    feed = Feed(database, ORIGIN)
    async with database.sessions() as slow:
        await slow.begin()
        announce(slow, OFFERED, CJIB, "L26-EERST", "/v1/tickets/L26-EERST", START)
        await slow.flush()
        await write(database, CJIB, "L26-LATER")
        reading = asyncio.create_task(feed.page(CJIB, 0, 10))
        await asyncio.wait({reading}, timeout=0.3)
        assert not reading.done()
        await slow.commit()
    page = await reading
    assert [event["subject"] for event in page.events] == ["L26-EERST", "L26-LATER"]


async def test_readers_and_writers_at_once_miss_and_repeat_nothing(database: Database) -> None:
    feed, total = Feed(database, ORIGIN), 60
    seen: list[str] = []

    async def read() -> None:
        after = 0
        while len(seen) < total:
            page = await feed.page(CJIB, after, 7)
            seen.extend(event["subject"] for event in page.events)
            after = page.last
            await asyncio.sleep(0)

    async def write_some(name: str) -> None:
        for n in range(total // 6):
            await write(database, CJIB, f"{name}-{n}")

    async with asyncio.timeout(30):
        await asyncio.gather(read(), *(write_some(name) for name in "abcdef"))
    assert len(seen) == len(set(seen)) == total
    for name in "abcdef":
        own = [int(one.split("-")[1]) for one in seen if one.startswith(name)]
        assert own == sorted(own)


async def test_the_number_of_a_deleted_event_is_never_given_to_another(database: Database) -> None:
    await write(database, CJIB, "L26-WEG")
    page = await Feed(database, ORIGIN).page(CJIB, 0, 10)
    async with database.write() as session:
        await session.execute(delete(Outbox))
    await write(database, CJIB, "L26-NIEUW")
    after = await Feed(database, ORIGIN).page(CJIB, page.last, 10)
    assert [event["subject"] for event in after.events] == ["L26-NIEUW"]


async def test_an_event_that_cannot_be_written_out_holds_up_nothing(database: Database) -> None:
    await write(database, CJIB, "L26-GOED")
    async with database.write() as session:
        session.add(
            Outbox(
                event_id="x", kind=OFFERED, receiver=CJIB, subject="L26-STUK", payload={}, created_at=START,
                next_attempt_at=START, attempts=0, state="wachtend",
            )
        )  # fmt: skip
    if database.is_sqlite:  # PostgreSQL keeps no JSON that is none
        await write(database, CJIB, "L26-KAPOT")
        async with database.write() as session:
            await session.execute(text("UPDATE outbox SET payload = '{' WHERE subject = 'L26-KAPOT'"))
    await write(database, CJIB, "L26-OOK")
    page = await Feed(database, ORIGIN).page(CJIB, 0, 10)
    assert [event["subject"] for event in page.events] == ["L26-GOED", "L26-OOK"]


async def test_reconciliation_counts_per_dutch_day_and_leaves_no_day_out(database: Database) -> None:
    clock = Clock()
    clock.now = START.replace(hour=23, minute=30)  # half past midnight in the Netherlands: the next day
    first = await hand_over(database, CJIB, CJIB, UTRECHT, clock=clock)
    clock.forward(days=2)
    await hand_over(database, CJIB, clock=clock)
    await service(database, clock).move(first[0], Move.ONTVANG, staff(CJIB))
    async with database.write() as session:
        row = (await session.scalars(select(Outbox).where(Outbox.subject == first[1]))).one()
        row.state = DeliveryState.MISLUKT.value
    counts = await reconcile(database, CJIB, date(2026, 11, 24), date(2026, 11, 28))
    assert [(one.day.day, one.sent, one.acknowledged, one.open, one.failed) for one in counts] == [
        (24, 0, 0, 0, 0),
        (25, 2, 1, 1, 1),
        (26, 0, 0, 0, 0),
        (27, 1, 0, 1, 0),
        (28, 0, 0, 0, 0),
    ]


async def test_the_days_of_a_whole_year_add_up_to_all_that_was_sent(sqlite_database: Database) -> None:
    """Days of 23 and 25 hours too."""
    clock = Clock()
    for _ in range(40):
        await hand_over(sqlite_database, CJIB, clock=clock)
        clock.now += timedelta(days=9, hours=7)
    counts = await reconcile(sqlite_database, CJIB, date(2026, 11, 1), date(2027, 12, 31))
    async with sqlite_database.read() as session:
        assert sum(one.sent for one in counts) == await session.scalar(select(func.count(Outbox.id))) == 40
