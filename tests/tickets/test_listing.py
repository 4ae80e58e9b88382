"""The views and the search of an inbox: what each holds, and that size costs nothing."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store import Account, Database, Ticket, TicketWord, migrate
from bot.tickets.history import Actor
from bot.tickets.listing import COUNTED, Asker, View
from bot.tickets.packages import PackageField
from bot.tickets.searching import SHOWN
from bot.tickets.wordindex import ticket_words, words_of
from bot.tickets.workbench import Workbench
from bot.tickets.workflow import LOKET, ActorKind, Move
from tests.tickets.helpers import CJIB, KNOWN, SECRET, START, TILBURG, UTRECHT, Clock, order, package, staff

TODAY = date(2026, 11, 24)


def bench(database: Database) -> Workbench:
    return Workbench(database, secret=SECRET, clock=Clock(), organisations=KNOWN.get)


async def person(database: Database, organisation: str, name: str = "Noor") -> Actor:
    async with database.write() as session:
        account = Account(
            name=name, login=name.lower(), password_hash="x", role="uitvoerder",
            organisation=organisation, created_at=START,
        )  # fmt: skip
        session.add(account)
        await session.flush()
        return Actor(ActorKind.ORGANISATIE, name, organisation, account.id)


async def test_each_view_holds_what_its_name_says(database: Database) -> None:
    tickets, noor = bench(database), await person(database, UTRECHT)
    numbers = {}
    for name in ("mijn", "nieuw", "wacht", "verlopen", "gemeld", "regie", "klaar"):
        made = await tickets.hand_over(order(package(UTRECHT), draft=name))
        numbers[name] = made.tickets[0].number
    await tickets.hand_over(order(package(TILBURG), draft="anders"))
    await tickets.claim(numbers["mijn"], noor)
    for name in ("wacht", "klaar"):
        await tickets.move(numbers[name], Move.ACCEPTEER, noor)
        await tickets.move(numbers[name], Move.START, noor)
    await tickets.move(numbers["wacht"], Move.VRAAGBURGER, noor, text="Wat?")
    await tickets.move(numbers["klaar"], Move.HANDELAF, noor, text="Zo.")
    async with database.write() as session:
        for name, watch_on, attention in (
            ("verlopen", date(2026, 11, 23), None),
            ("gemeld", None, "aanname"),
            ("regie", None, "regie"),
        ):
            row = (await session.scalars(select(Ticket).where(Ticket.number == numbers[name]))).one()
            row.watch_on, row.attention = watch_on, attention
    asker = Asker(UTRECHT, noor.account_id or 0, TODAY)

    async def names(view: View) -> set[str]:
        rows = (await tickets.view(view, asker)).rows
        known = {number: name for name, number in numbers.items()}
        return {known[row.number] for row in rows}

    everything = set(numbers) - {"klaar"}
    assert await names(View.MINE) == {"mijn"}
    assert await names(View.NOBODYS) == everything - {"mijn"}
    assert await names(View.WAITING) == {"wacht"}
    assert await names(View.LATE) == {"verlopen", "gemeld"}
    assert await names(View.NEW) == {"mijn", "nieuw", "verlopen", "gemeld", "regie"}
    assert await names(View.ALL) == everything
    assert await names(View.CLOSED) == {"klaar"}
    counts = await tickets.counts(asker)
    assert counts == {
        View.MINE: 1, View.NOBODYS: 5, View.WAITING: 1, View.LATE: 2, View.NEW: 5, View.ALL: 6,
    }  # fmt: skip
    late = await tickets.view(View.LATE, Asker(LOKET, 0, TODAY))
    assert {row.number for row in late.rows} == {numbers["gemeld"], numbers["regie"]}


async def test_a_ticket_is_found_by_its_holder_only_also_after_it_was_given_back(database: Database) -> None:
    tickets = bench(database)
    number = (
        (
            await tickets.hand_over(
                order(
                    package(
                        UTRECHT,
                        summary="Café-eigenaar in nood",
                        fields=(PackageField("naam", "Naam", "naam", "Zoë Ümit", "Zoë Ümit"),),
                        own_words="geheim verhaal",
                    )
                )
            )
        )
        .tickets[0]
        .number
    )

    async def finds(organisation: str, question: str) -> bool:
        page, more = await tickets.search(organisation, question)
        assert not more
        return number in {row.number for row in page.rows}

    for question in ("cafe", "CAFÉ eigen", "zoe umit", number, number.replace("-", " ").lower()):
        assert await finds(UTRECHT, question), question
        assert not await finds(TILBURG, question), question
    for question in ("", "  ", "%", "_", "caf zzz", "geheim", "L26-2222-2T", "é"):
        assert not await finds(UTRECHT, question), question
    from bot.tickets.workflow import Reason

    await tickets.move(number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=TILBURG)
    assert await finds(TILBURG, "cafe")
    assert not await finds(UTRECHT, "cafe")


async def test_the_words_stay_in_step_with_the_ticket(database: Database) -> None:
    tickets = bench(database)
    number = (await tickets.hand_over(order(package(CJIB, summary="oud woord")))).tickets[0].number
    async with database.write() as session:
        row = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
        row.summary = "nieuw woord"
    async with database.read() as session:
        assert set(await session.scalars(select(TicketWord.word))) == {b"nieuw", b"woord"}


def test_words_are_plain_and_a_reference_is_one_word() -> None:
    assert words_of("Een café, één ÉÉN a 12!") == [b"een", b"cafe", b"een", b"een", b"12"]
    fields = [{"kind": "kenmerk", "shown": "12.34 AB"}, {"kind": "tekst", "shown": "geheim"}]
    assert ticket_words("", fields) == {b"1234ab"}


async def test_what_was_handed_over_before_the_words_existed_is_found_as_well(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite"
    await migrate(url)
    database = Database.connect(url)
    tickets = bench(database)
    fields = (
        PackageField("naam", "Naam", "naam", "Ans Zuidwijk", "Ans Zuidwijk"),
        PackageField("kenmerk", "Kenmerk", "kenmerk", "12.34", "12.34"),
    )
    await tickets.hand_over(order(package(CJIB, fields=fields)))
    async with database.engine.begin() as connection:
        before = (
            await connection.execute(text("SELECT ticket_id, word, organisation FROM ticket_word"))
        ).all()
    async with database.engine.begin() as connection:
        from alembic import command

        from bot.store.migrate import migration_config

        def back_and_forth(sync: Any) -> None:
            command.downgrade(migration_config(sync), "0006-1")
            command.upgrade(migration_config(sync), "0006")

        await connection.run_sync(back_and_forth)
        after = (
            await connection.execute(text("SELECT ticket_id, word, organisation FROM ticket_word"))
        ).all()
    assert before
    assert sorted(before) == sorted(after)
    await database.dispose()


async def test_a_large_inbox_is_counted_to_a_hundred_and_a_wide_search_says_that_there_is_more(
    database: Database,
) -> None:
    tickets, noor = bench(database), await person(database, CJIB)
    many = tuple(package(CJIB, slot=str(one)) for one in range(COUNTED + 5))
    await tickets.hand_over(order(*many))
    counts = await tickets.counts(Asker(CJIB, noor.account_id or 0, TODAY))
    assert counts[View.ALL] == counts[View.NEW] == COUNTED
    page, more = await tickets.search(CJIB, "boete")
    assert (len(page.rows), more) == (SHOWN, True)


COPIES = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
INSERT INTO ticket ({names})
SELECT {values} FROM n, ticket WHERE ticket.id = 1
"""
# What differs between the copies: so that no view is empty, and none is all there is.
OWN = {
    "id": "n.i",
    "number": "'X' || n.i",
    "idempotency_key": "'k' || n.i",
    "state": "CASE n.i % 4 WHEN 0 THEN 'aangeboden' WHEN 1 THEN 'wacht_op_burger' ELSE 'in_behandeling' END",
    "owner_id": "CASE WHEN n.i % 3 = 0 THEN NULL ELSE 1 END",
    "sort_by": "date('2026-12-01', '+' || (n.i * 7919 % 365) || ' days')",
    "attention": "CASE WHEN n.i % 3 = 1 THEN 'antwoord' END",
    "rank": "CASE WHEN n.i % 20 = 0 THEN 0 ELSE 1 END",
}


SIZES = (200, 100_000)  # 200, because then every view fills a page: the same rows are read from both


async def grown(url: str, count: int) -> int:
    """An inbox of so many tickets; whose it is."""
    await migrate(url)
    database = Database.connect(url)
    noor = await person(database, CJIB)
    await bench(database).hand_over(order(package(CJIB)))
    async with database.engine.begin() as connection:
        columns = [row[1] for row in await connection.execute(text("PRAGMA table_info(ticket)"))]
        names = ", ".join(columns)
        values = ", ".join(OWN.get(name, f"ticket.{name}") for name in columns)
        for statement in (
            COPIES.format(count=count, names=names, values=values),
            "INSERT INTO ticket_word SELECT ticket.id, word, ticket.organisation FROM ticket_word, ticket"
            " WHERE ticket_id = 1 AND ticket.id > 1",
            "INSERT INTO ticket_word SELECT id, CAST(printf('naam%06d', id) AS BLOB), organisation FROM ticket",
            "ANALYZE",
        ):
            await connection.execute(text(statement))
    await database.dispose()
    return noor.account_id or 0


@pytest.fixture(scope="module")
def inboxes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[str, int]]:
    """A small inbox and a large one."""
    directory = tmp_path_factory.mktemp("sizes")
    urls = {count: f"sqlite:///{directory}/{count}.sqlite" for count in SIZES}
    return {count: (url, asyncio.run(grown(url, count))) for count, url in urls.items()}


async def steps(url: str, account_id: int, path: str) -> int:
    """What a page costs in steps of SQLite's machine: the same on every computer, however busy."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    def count_steps(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.run_async(lambda raw: raw.set_progress_handler(step, 1))

    database = Database.connect(url)
    event.listen(database.engine.sync_engine, "connect", count_steps)
    tickets, asker = bench(database), Asker(CJIB, account_id, TODAY)
    questions = {
        "zoek-zeldzaam": "naam000150",
        "zoek-alles": "boete",
        "zoek-woorden": "boete euro naam000150",
    }
    if path == "tellen":
        await tickets.counts(asker)
    elif path in questions:
        assert (await tickets.search(CJIB, questions[path]))[0].rows
    else:
        assert (await tickets.view(View(path), asker)).rows
    await database.dispose()
    return taken


@pytest.mark.parametrize(
    "path",
    [
        "alle",
        "mijn",
        "vrij",
        "wacht",
        "nieuw",
        "laat",
        "tellen",
        "zoek-zeldzaam",
        "zoek-alles",
        "zoek-woorden",
    ],
)
async def test_an_inbox_of_100000_costs_at_most_twice_a_small_one(
    inboxes: dict[int, tuple[str, int]], path: str
) -> None:
    small, large = [await steps(*inboxes[count], path) for count in SIZES]
    assert small > 0
    assert large <= 2 * small, (small, large)
