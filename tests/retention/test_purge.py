"""Retention by stage: what is past its term goes, what is not stays, and a dry run says the same and does nothing."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.retention.daily import AFTER_A_FAULT, purge_daily, seconds_until
from bot.retention.policy import Stage
from bot.store import Base, Case, Conversation, Database, Look, Message, Ticket, Tombstone
from bot.tickets.errors import NotFound
from bot.tickets.workflow import Move
from tests.attachments.samples import pdf
from tests.retention.helpers import POLICY, Office, places, raw_places
from tests.tickets.helpers import CJIB, TILBURG, order, package, staff


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path / "bijlagen")


async def counted(office: Office) -> dict[Stage, int]:
    """What a purge deletes, after a dry run has said the same."""
    due = await office.retention.due()
    assert await office.retention.due() == due
    assert await office.retention.purge() == due
    return {stage: count for stage, count in due.items() if count}


async def test_a_conversation_that_sent_nothing_goes_after_its_term_and_not_a_minute_before(
    office: Office,
) -> None:
    conversation = await office.conversation()
    await office.attachments.add_to_conversation(conversation, pdf(), after_sending=False)
    office.clock.forward(days=14)
    assert await counted(office) == {}
    office.clock.forward(minutes=1)
    assert await counted(office) == {Stage.UNFINISHED: 1, Stage.ATTACHMENTS: 1}
    assert office.files() == []
    assert office.engine.forgotten == [conversation]
    async with office.database.read() as session:
        assert (await session.scalars(select(Message.text))).all() == []


async def test_a_conversation_that_sent_something_has_its_own_term_and_its_tickets_stay(
    office: Office,
) -> None:
    conversation, receipt = await office.story()
    office.clock.forward(days=28)
    assert await counted(office) == {}
    office.clock.forward(minutes=1)
    assert await counted(office) == {Stage.HANDED_OVER: 1}
    assert office.engine.forgotten == [conversation]
    for one, holder in zip(receipt.tickets, (TILBURG, CJIB), strict=True):
        assert (await office.tickets.read(one.number, holder)).own_words
        assert len(await office.attachments.for_staff(one.number, staff(holder))) == 1


async def test_an_open_ticket_has_no_term_and_a_closed_one_goes_whole(office: Office, tmp_path: Path) -> None:
    _, receipt = await office.story()
    one, other = receipt.tickets
    await office.tickets.move(one.number, Move.HANDELAF, staff(TILBURG), text="Klaar.")
    office.clock.forward(days=365, minutes=-1)
    assert Stage.TICKETS not in await counted(office)
    office.clock.forward(minutes=2)
    assert await counted(office) == {Stage.TICKETS: 1}
    assert len(office.files()) == 1  # the other ticket has it too
    grave = await office.retention.grave(one.number, one.access_code)
    assert grave is not None
    assert grave.why == "bewaartermijn"
    office.clock.forward(days=4000)
    assert (await office.tickets.read(other.number, CJIB)).own_words
    await office.tickets.citizen_withdraw(other.number, other.access_code)
    office.clock.forward(days=366)
    counts = await counted(office)
    assert (counts[Stage.TICKETS], counts[Stage.ATTACHMENTS]) == (1, 1)
    async with office.database.read() as session:
        assert await places(session) == []
        assert (await session.scalars(select(Case.id))).all() == []
    assert raw_places(tmp_path) == []


async def test_a_signal_goes_after_its_term_with_its_reply_address(office: Office) -> None:
    _, receipt = await office.story()
    (one,) = receipt.signals
    office.clock.forward(days=730)
    assert Stage.SIGNALS not in await counted(office)
    office.clock.forward(minutes=1)
    assert (await counted(office))[Stage.SIGNALS] == 1
    with pytest.raises(NotFound):
        await office.signals.for_citizen(one.number, one.access_code)
    async with office.database.read() as session:
        left = await places(session)
        assert (await session.scalars(select(Tombstone.number))).all() == [one.number]
    assert [place for place in left if place.startswith("signal")] == []


async def test_looks_go_after_their_term_while_the_ticket_stays(office: Office) -> None:
    await office.story()
    office.clock.forward(days=90, minutes=1)
    assert (await counted(office))[Stage.LOOKS] == 2
    async with office.database.read() as session:
        assert (await session.scalars(select(Look.id))).all() == []
        assert len((await session.scalars(select(Ticket.id))).all()) == 2


async def test_more_than_one_batch_goes_in_one_purge(office: Office) -> None:
    for number in range(205):
        await office.conversation(messages=1)
        office.clock.forward(seconds=number + 1)
    office.clock.forward(days=15)
    assert (await counted(office))[Stage.UNFINISHED] == 205
    async with office.database.read() as session:
        assert (await session.scalars(select(Conversation.id))).all() == []


async def test_a_file_that_no_row_knows_is_removed_once_it_is_an_hour_old(office: Office) -> None:
    conversation = await office.conversation()
    await office.attachments.add_to_conversation(conversation, pdf(), after_sending=False)
    (known,) = office.files()
    young, old = office.directory / "jong", office.directory / "oud"
    for file in (young, old):
        file.write_bytes(b"x")
    for file in (known, old):
        os.utime(file, (time.time() - 4000, time.time() - 4000))
    assert await counted(office) == {Stage.ATTACHMENTS: 1}
    assert office.files() == sorted((known, young))


async def test_a_conversation_never_gets_the_number_of_one_that_was_deleted(office: Office) -> None:
    """What is handed over is known by it: the same number would answer a stranger with others' tickets and codes."""
    first = await office.conversation()
    mine = await office.tickets.hand_over(order(package(), conversation_id=first))
    office.clock.forward(days=29)
    await office.retention.purge()
    second = await office.conversation()
    theirs = await office.tickets.hand_over(order(package(), conversation_id=second))
    assert theirs.tickets[0].number != mine.tickets[0].number
    assert second > 1000


def test_whatever_hangs_on_a_ticket_or_conversation_is_reached_by_deletion() -> None:
    """A table that is added later and points at one of these by number alone would be left behind: it needs a key."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name in {"ticket_id", "conversation_id", "case_id", "signal_id"}:
                assert column.foreign_keys, f"{table.name}.{column.name} is no foreign key"


def test_tickets_are_kept_longer_than_a_citizen_can_reopen_them() -> None:
    assert POLICY.tickets.days > 28


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 11, 26, 2, 0, tzinfo=UTC), 0.5),  # 03:00 in the Netherlands
        (datetime(2026, 11, 26, 2, 30, tzinfo=UTC), 24),  # 03:30 exactly: tomorrow
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), 17.5),
        (datetime(2026, 3, 28, 2, 30, tzinfo=UTC), 23),  # the night in which summer time begins
        (datetime(2026, 10, 24, 1, 30, tzinfo=UTC), 25),  # and ends
    ],
)
def test_it_is_purged_every_night_at_half_past_three_in_the_netherlands(now: datetime, hours: float) -> None:
    assert seconds_until(now) == hours * 3600


async def test_the_daily_task_purges_at_once_and_every_night_and_a_fault_does_not_end_it() -> None:
    moments = [datetime(2026, 11, 26, 9, 0, tzinfo=UTC)]
    purged: list[datetime] = []
    pauses: list[float] = []

    async def purge() -> None:
        purged.append(moments[-1])
        if len(purged) == 2:
            raise OSError("disk full")

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            raise asyncio.CancelledError
        moments.append(datetime.fromtimestamp(moments[-1].timestamp() + seconds, UTC))

    with pytest.raises(asyncio.CancelledError):
        await purge_daily(purge, lambda: moments[-1], wait)
    assert pauses == [17.5 * 3600, AFTER_A_FAULT.total_seconds(), 23 * 3600, 24 * 3600]
    assert [moment.isoformat()[:16] for moment in purged] == [
        "2026-11-26T09:00",
        "2026-11-27T02:30",
        "2026-11-27T03:30",
        "2026-11-28T02:30",
    ]
