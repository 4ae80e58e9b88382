"""A write under one key is done once, whoever asks how often and how many at a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.idempotency import Asked, Done, IdempotencyService, KeyReused, Repeat, fingerprint
from bot.accounts.tokens import TokenService
from bot.store import Conversation, Database, Idempotency
from tests.tickets.helpers import Clock

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Refused(Exception):
    """What the write says no with."""


def status_of(fault: Exception) -> int | None:
    return 409 if isinstance(fault, Refused) else None


async def add(session: AsyncSession) -> Done[str]:
    """A write that shows how often it was done."""
    count = await session.scalar(select(func.count(Conversation.id)))
    session.add(Conversation(token_hash=f"{count}", created_at=NOW, updated_at=NOW))
    await session.flush()
    return Done("made", 7)


async def refuse(session: AsyncSession) -> Done[str]:
    await add(session)
    raise Refused


async def break_down(session: AsyncSession) -> Done[str]:
    await add(session)
    raise ZeroDivisionError


async def written(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count(Conversation.id))) or 0


async def world(database: Database) -> tuple[IdempotencyService, Clock, Asked]:
    clock = Clock()
    _, token = await TokenService(database, clock=clock).add("cjib", "koppeling")
    return IdempotencyService(database, clock=clock), clock, Asked(token.id, "sleutel", "vorm")


async def test_a_second_time_is_told_how_the_first_ended_and_does_nothing(database: Database) -> None:
    once, _, asked = await world(database)
    assert await once.once(asked, add, status=201, status_of=status_of) == "made"
    assert await once.once(asked, add, status=201, status_of=status_of) == Repeat(201, 7)
    assert await once.earlier(asked) == Repeat(201, 7)
    assert await written(database) == 1


async def test_twenty_at_once_run_once(database: Database) -> None:
    once, _, asked = await world(database)
    results = await asyncio.gather(
        *(once.once(asked, add, status=200, status_of=status_of) for _ in range(20))
    )
    assert results.count("made") == 1
    assert results.count(Repeat(200, 7)) == 19
    assert await written(database) == 1


async def test_another_body_under_the_same_key_is_refused(database: Database) -> None:
    once, _, asked = await world(database)
    await once.once(asked, add, status=200, status_of=status_of)
    other = Asked(asked.token_id, asked.key, "andere vorm")
    with pytest.raises(KeyReused):
        await once.once(other, add, status=200, status_of=status_of)
    with pytest.raises(KeyReused):
        await once.earlier(other)
    assert await written(database) == 1


async def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(database: Database) -> None:
    once, clock, asked = await world(database)
    _, second = await TokenService(database, clock=clock).add("duo", "koppeling")
    for token_id in (asked.token_id, second.id):
        await once.once(Asked(token_id, "sleutel", "vorm"), add, status=200, status_of=status_of)
    assert await written(database) == 2


async def test_a_refusal_is_remembered_and_all_else_undone(database: Database) -> None:
    once, _, asked = await world(database)
    with pytest.raises(Refused):
        await once.once(asked, refuse, status=200, status_of=status_of)
    assert await written(database) == 0
    assert await once.once(asked, add, status=200, status_of=status_of) == Repeat(409, None)
    assert await written(database) == 0


async def test_a_breakdown_leaves_no_trace_so_that_trying_again_works(database: Database) -> None:
    once, _, asked = await world(database)
    with pytest.raises(ZeroDivisionError):
        await once.once(asked, break_down, status=200, status_of=status_of)
    assert await once.once(asked, add, status=200, status_of=status_of) == "made"
    assert await written(database) == 1


async def test_after_a_day_the_key_is_free_again_and_purge_forgets_it(database: Database) -> None:
    once, clock, asked = await world(database)
    await once.once(asked, add, status=200, status_of=status_of)
    clock.now += timedelta(hours=24) - timedelta(seconds=1)
    assert await once.purge() == 0
    assert await once.earlier(asked) == Repeat(200, 7)
    clock.forward(seconds=1)
    assert await once.earlier(asked) is None
    assert await once.once(asked, add, status=200, status_of=status_of) == "made"
    clock.forward(days=2)
    assert await once.purge() == 1


async def test_without_a_key_every_time_is_a_new_one(database: Database) -> None:
    once, _, asked = await world(database)
    for _ in range(2):
        await once.once(Asked(asked.token_id, None, "vorm"), add, status=200, status_of=status_of)
    assert await written(database) == 2


async def test_nothing_of_key_or_body_is_kept(database: Database) -> None:
    once, _, asked = await world(database)
    mark = fingerprint("POST", "/v1/tickets/L26/_accepteer", b'{"tekst": "kwikstaartje"}')
    await once.once(Asked(asked.token_id, "kwikstaartje", mark), add, status=200, status_of=status_of)
    async with database.read() as session:
        row = (await session.scalars(select(Idempotency))).one()
        assert "kwikstaartje" not in f"{row.key_hash}{row.fingerprint}"


def test_a_fingerprint_tells_method_path_and_body_apart() -> None:
    marks = {
        fingerprint("POST", "/a", b"b"),
        fingerprint("PUT", "/a", b"b"),
        fingerprint("POST", "/a", b""),
        fingerprint("POST", "/ab", b""),
        fingerprint("POST", "/a", b"bc"),
    }
    assert len(marks) == 5
