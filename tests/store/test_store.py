import asyncio
import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.store import (
    AppendOnlyViolation,
    Base,
    Conversation,
    Database,
    DatabaseBusy,
    Message,
    Ticket,
    migrate,
)
from bot.store.database import write_ahead
from bot.store.types import clean_text, dump_json, jsonable
from tests.conftest import ROOT

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# The migrations are numbered: the last one is where a migrated database stands.
NEWEST = max(file.name[:4] for file in (ROOT / "bot" / "store" / "migrations" / "versions").glob("0*.py"))


def conversation(name: str = "a") -> Conversation:
    return Conversation(token_hash=name, created_at=NOW, updated_at=NOW)


async def test_the_migrations_build_exactly_the_models(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.begin() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_twice_and_at_the_same_time_changes_nothing(database_url: str) -> None:
    await asyncio.gather(migrate(database_url), migrate(database_url))
    await migrate(database_url)
    database = Database.connect(database_url)
    async with database.read() as session:
        assert (await session.scalars(text("SELECT version_num FROM alembic_version"))).all() == [NEWEST]
    await database.dispose()


class Switching:
    """A cursor of a file that another connection is switching to a write-ahead log, so many tries long."""

    def __init__(self, tries: int) -> None:
        self.tries = tries

    def execute(self, _statement: str) -> None:
        self.tries -= 1
        if self.tries >= 0:
            raise sqlite3.OperationalError("database is locked")


def test_a_file_that_another_is_making_is_waited_for_and_not_for_ever() -> None:
    cursor = Switching(2)
    write_ahead(cursor, 5.0)
    assert cursor.tries == -1
    with pytest.raises(sqlite3.OperationalError):
        write_ahead(Switching(1), 0.0)


async def test_a_moment_comes_back_aware_in_utc_and_equal(database: Database) -> None:
    summer = datetime(2026, 7, 1, 14, 5, 6, 789, tzinfo=timezone(timedelta(hours=2)))
    async with database.write() as session:
        row = conversation()
        row.created_at = summer
        session.add(row)
    async with database.read() as session:
        stored = (await session.scalars(select(Conversation))).one()
    assert stored.created_at == summer
    assert stored.created_at.utcoffset() == timedelta(0)
    assert stored.created_at.isoformat() == "2026-07-01T12:05:06.000789+00:00"


async def test_a_moment_without_a_time_zone_is_refused(sqlite_database: Database) -> None:
    row = conversation()
    row.created_at = datetime(2026, 7, 1)
    with pytest.raises(Exception, match="without a time zone"):
        async with sqlite_database.write() as session:
            session.add(row)


async def test_json_keeps_dates_dutch_letters_and_what_a_keyboard_can_send(database: Database) -> None:
    draft = {"datum": date(2026, 3, 12), "tekst": "café \x00\ud800 €", "lijst": [1, 2.5, None, True]}
    async with database.write() as session:
        row = conversation()
        row.draft = draft
        row.phase = "a\x00b"
        session.add(row)
    async with database.read() as session:
        stored = (await session.scalars(select(Conversation))).one()
    assert stored.draft == {"datum": "2026-03-12", "tekst": "café \ufffd €", "lijst": [1, 2.5, None, True]}
    assert stored.phase == "ab"


async def test_no_json_is_stored_as_null_of_the_database(database: Database) -> None:
    async with database.write() as session:
        session.add(conversation())
    async with database.read() as session:
        count = await session.scalar(text("SELECT count(*) FROM conversation WHERE draft IS NULL"))
    assert count == 1


@given(st.text(alphabet=st.characters(codec=None)))
def test_clean_text_can_always_be_encoded_and_loses_only_what_cannot(words: str) -> None:
    cleaned = clean_text(words)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean_text(cleaned) == cleaned
    if not any(character == "\x00" or 0xD800 <= ord(character) <= 0xDFFF for character in words):
        assert cleaned == words


def test_json_refuses_what_has_no_json() -> None:
    with pytest.raises(TypeError):
        jsonable({"ding": object()})
    with pytest.raises(ValueError, match="JSON"):
        dump_json(float("nan"))


async def test_nothing_is_written_when_a_write_ends_in_an_exception(database: Database) -> None:
    async def crash() -> None:
        async with database.write() as session:
            session.add(conversation())
            await session.flush()
            raise RuntimeError("crash before commit")

    with pytest.raises(RuntimeError):
        await crash()
    async with database.read() as session:
        assert (await session.scalars(select(Conversation))).all() == []


async def test_a_message_belongs_to_a_conversation_that_exists(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Message(conversation_id=99, number=1, author="burger", text="hallo", created_at=NOW))


async def test_the_same_client_id_is_stored_once_per_conversation(database: Database) -> None:
    async with database.write() as session:
        one, two = conversation("a"), conversation("b")
        session.add_all([one, two])
        await session.flush()
        for row in (one, two):
            for number, client in ((1, "x"), (2, None), (3, None)):
                session.add(
                    Message(
                        conversation_id=row.id,
                        number=number,
                        author="burger",
                        text="t",
                        client_id=client,
                        created_at=NOW,
                    )
                )
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(
                Message(
                    conversation_id=one.id, number=4, author="burger", text="t", client_id="x", created_at=NOW
                )
            )


async def _with_message(database: Database) -> int:
    async with database.write() as session:
        row = conversation()
        session.add(row)
        await session.flush()
        session.add(Message(conversation_id=row.id, number=1, author="burger", text="hallo", created_at=NOW))
    return row.id


async def test_a_message_cannot_be_edited_or_removed_through_a_session(database: Database) -> None:
    await _with_message(database)
    with pytest.raises(AppendOnlyViolation):
        async with database.write() as session:
            (await session.scalars(select(Message))).one().text = "iets anders"
    with pytest.raises(AppendOnlyViolation):
        async with database.write() as session:
            await session.delete((await session.scalars(select(Message))).one())
    with pytest.raises(AppendOnlyViolation):
        async with database.write() as session:
            await session.execute(update(Message).values(text="iets anders"))
    async with database.read() as session:
        assert (await session.scalars(select(Message.text))).all() == ["hallo"]


async def test_retention_may_remove_messages_when_it_says_so(database: Database) -> None:
    await _with_message(database)
    async with database.write() as session:
        await session.execute(delete(Message), execution_options={"purge": True})
    async with database.read() as session:
        assert (await session.scalars(select(Message))).all() == []


async def test_fifty_writers_at_once_all_write(database: Database) -> None:
    async def one(number: int) -> None:
        async with database.write() as session:
            session.add(conversation(str(number)))

    await asyncio.gather(*(one(number) for number in range(50)))
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM conversation")) == 50


async def test_a_counter_that_is_read_and_raised_by_many_loses_no_step(database: Database) -> None:
    async with database.write() as session:
        session.add(conversation())

    async def raise_it() -> None:
        async with database.write() as session:
            row = (await session.scalars(select(Conversation).with_for_update())).one()
            row.last_number += 1

    await asyncio.gather(*(raise_it() for _ in range(20)))
    async with database.read() as session:
        assert (await session.scalars(select(Conversation.last_number))).one() == 20


async def test_a_reader_does_not_wait_for_a_writer(sqlite_database: Database) -> None:
    async with sqlite_database.write() as writing:
        writing.add(conversation())
        await writing.flush()
        async with asyncio.timeout(2), sqlite_database.read() as reading:
            assert (await reading.scalars(select(Conversation))).all() == []


async def test_a_write_inside_a_write_is_an_error_and_not_a_hang(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0.05)
    async with sqlite_database.write():
        with pytest.raises(DatabaseBusy):
            async with sqlite_database.write():
                pass
    async with sqlite_database.write() as session:
        session.add(conversation())


async def test_sqlite_is_set_to_survive_a_power_cut(sqlite_database: Database) -> None:
    async with sqlite_database.read() as session:
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await session.scalar(text("PRAGMA synchronous")) == 2
        assert await session.scalar(text("PRAGMA foreign_keys")) == 1


async def test_tickets_of_before_are_found_by_what_they_are_about(database_url: str) -> None:
    await migrate(database_url, "0012")
    opened = Database.connect(database_url)
    try:
        async with opened.engine.begin() as connection:
            await connection.run_sync(old_tickets, [["bijstand", "huurtoeslag"], []])
        await migrate(database_url)
        async with opened.read() as session:
            assert (await session.scalars(select(Ticket.scheme).order_by(Ticket.id))).all() == [
                "bijstand",
                None,
            ]
    finally:
        await opened.dispose()


async def test_ping_answers(database: Database) -> None:
    await database.ping()


def test_another_kind_of_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mysql"):
        Database.connect("mysql://localhost/loket")


def test_the_newest_shape_is_the_one_whose_file_has_the_highest_number() -> None:
    from alembic.script import ScriptDirectory

    from bot.store.migrate import migration_config, newest

    assert ScriptDirectory.from_config(migration_config()).get_heads() == [newest()]


def new_row(connection: Connection, name: str) -> None:
    connection.execute(insert(Conversation), {"token_hash": name, "created_at": NOW, "updated_at": NOW})


async def names(database: Database) -> list[str]:
    async with database.read() as session:
        return sorted((await session.scalars(select(Conversation.token_hash))).all())


async def test_work_done_in_one_go_is_written_whole_or_not_at_all(database: Database) -> None:
    def half(connection: Connection) -> None:
        new_row(connection, "half")
        raise LookupError("in the middle")

    assert await database.transact(lambda connection: (new_row(connection, "whole"), 7)[1]) == 7
    with pytest.raises(LookupError):
        await database.transact(half)
    assert await names(database) == ["whole"]


async def test_work_in_one_go_and_writes_take_turns(database: Database) -> None:
    async def write(name: str) -> None:
        async with database.write() as session:
            session.add(conversation(name))

    await asyncio.gather(
        *(database.transact(partial(new_row, name=f"a{number:02}")) for number in range(25)),
        *(write(f"b{number:02}") for number in range(25)),
    )
    assert len(await names(database)) == 50


async def test_who_stops_waiting_lets_the_next_writer_in_only_after_the_work_has_ended(
    sqlite_database: Database,
) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        begun.set()
        go.wait(10)
        new_row(connection, "slow")

    waiting = asyncio.create_task(sqlite_database.transact(slow))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    following = asyncio.create_task(sqlite_database.transact(partial(new_row, name="then")))
    await asyncio.sleep(0)
    assert not following.done()
    go.set()
    await following
    assert await names(sqlite_database) == ["slow", "then"]


async def test_both_drivers_of_an_sqlite_file_are_set_to_survive_a_power_cut(
    sqlite_database: Database,
) -> None:
    def settings(connection: Connection) -> list[int]:
        return [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("synchronous", "foreign_keys", "secure_delete")
        ]

    assert await sqlite_database.transact(settings) == [2, 1, 1]


def old_tickets(connection: Connection, schemes: list[list[str]]) -> None:
    """A ticket about each of these, in whatever columns the database has now."""
    tables = MetaData()
    case = Table("case_", tables, autoload_with=connection)
    ticket = Table("ticket", tables, autoload_with=connection)
    connection.execute(case.insert(), {"id": 1, "number": "D", "idempotency_key": "d", "created_at": NOW})
    for place, about in enumerate(schemes, start=1):
        row = {one.name: filler(one, place) for one in ticket.columns if not one.nullable}
        connection.execute(ticket.insert(), {**row, "id": place, "case_id": 1, "schemes": about})


def filler(column: Column[Any], place: int) -> Any:
    kind = column.type
    if isinstance(kind, String):
        return f"{column.name}{place}"
    if isinstance(kind, DateTime):
        return NOW
    if isinstance(kind, Date):
        return NOW.date()
    if isinstance(kind, JSON):
        return []
    return False if isinstance(kind, Boolean) else 0
