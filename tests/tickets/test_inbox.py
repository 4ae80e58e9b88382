from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.store import Database, Outbox
from bot.tickets.forward import forwarding_text
from bot.tickets.inbox import BadCursor, InboxFilter
from bot.tickets.workflow import LOKET, Move, State
from tests.tickets.helpers import CAK, CJIB, KNOWN, TILBURG, Clock, order, package, service, staff

DAY = date(2026, 12, 1)


async def test_urgent_first_then_by_term_then_by_arrival(database: Database) -> None:
    tickets = service(database)
    wanted = [
        ("c", None, DAY + timedelta(days=9)),
        ("b", None, DAY),
        ("d", None, None),
        ("a", "ontruiming", DAY + timedelta(days=30)),
        ("e", None, None),
    ]
    for name, urgent, day in wanted:
        await tickets.hand_over(order(package(summary=name, urgent_reason=urgent, answer_by=day), draft=name))
    rows = (await tickets.inbox(CJIB)).rows
    assert "".join(row.summary for row in rows) == "abcde"


async def test_pages_together_are_the_whole_list_without_repeats(database: Database) -> None:
    tickets = service(database)
    for number in range(12):
        day = None if number % 4 == 0 else DAY + timedelta(days=number % 3)
        urgent = "beslag" if number % 5 == 0 else None
        await tickets.hand_over(order(package(answer_by=day, urgent_reason=urgent), draft=str(number)))
    whole = (await tickets.inbox(CJIB)).rows
    walked, after = [], None
    while True:
        page = await tickets.inbox(CJIB, after=after, limit=5)
        walked += page.rows
        after = page.next
        if after is None:
            break
    assert tuple(walked) == whole
    assert len(whole) == 12


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "é", "W251bGwsMSwyXQ"])
async def test_a_foreign_bookmark_is_refused(sqlite_database: Database, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await service(sqlite_database).inbox(CJIB, after=cursor)


async def test_filters_narrow_the_list(database: Database) -> None:
    tickets = service(database)
    late = (await tickets.hand_over(order(package(answer_by=DAY), draft="1"))).tickets[0]
    door = (await tickets.hand_over(order(package(door="herstel_fout"), draft="2"))).tickets[0]
    closed = (await tickets.hand_over(order(package(), draft="3"))).tickets[0]
    await tickets.move(closed.number, Move.ACCEPTEER, staff(CJIB))
    await tickets.move(closed.number, Move.HANDELAF, staff(CJIB), text="Klaar.")

    async def found(wanted: InboxFilter) -> set[str]:
        return {row.number for row in (await tickets.inbox(CJIB, wanted)).rows}

    assert await found(InboxFilter()) == {late.number, door.number}
    assert await found(InboxFilter(late_on=DAY + timedelta(days=1))) == {late.number}
    assert await found(InboxFilter(doors=("herstel_fout",))) == {door.number}
    assert await found(InboxFilter(closed=True)) == {closed.number}
    assert await found(InboxFilter(states=(State.ONTVANGEN,))) == set()
    assert await found(InboxFilter(urgent=True)) == set()
    assert await found(InboxFilter(owner_id=0)) == {late.number, door.number}


async def test_the_text_to_send_on_holds_the_package_and_no_access_code(database: Database) -> None:
    tickets = service(database, Clock())
    receipt = (await tickets.hand_over(order(package(CAK, possible_objection=True)))).tickets[0]
    text = forwarding_text(await tickets.read(receipt.number, LOKET), lambda name: KNOWN[name].name)
    for part in (
        "Aan: het CAK",
        receipt.number,
        "Bedrag: € 274,00",
        "24-11-2026",
        "artikel 6:15",
        "Bereikbaar via: a@example.nl",
        "die boete",
    ):
        assert part in text
    assert receipt.access_code not in text


async def test_the_coordinators_pages_hold_both_kinds_once_and_in_order(database: Database) -> None:
    tickets = service(database)
    for number in range(9):
        holder, day = (CAK, CJIB, TILBURG)[number % 3], DAY + timedelta(days=(number * 5) % 9)
        await tickets.hand_over(order(package(holder, answer_by=day), draft=str(number)))
    async with database.write() as session:
        for row in await session.scalars(select(Outbox).where(Outbox.receiver.in_([CJIB, "loket"]))):
            row.state = "mislukt"
    walked, after = [], None
    while True:
        page = await tickets.unowned(after=after, limit=2)
        walked += page.rows
        after = page.next
        if after is None:
            break
    assert [row.answer_by for row in walked] == sorted(row.answer_by or date.max for row in walked)
    assert sorted(row.organisation for row in walked) == [CJIB] * 3 + [LOKET] * 3
    assert len({row.number for row in walked}) == 6
    assert all(row.undelivered for row in walked)
