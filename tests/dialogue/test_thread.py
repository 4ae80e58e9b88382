"""A conversation in the database: each step of a turn is written once, and never over what came in between."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from bot.dialogue import thread
from bot.dialogue.state import Asked, Outcome, Question, Say, State
from bot.store import Database

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HELLO = Outcome(State(), (Say("Welkom."),))
ANSWER = Outcome(State(Question(Asked.ANYTHING, 3)), (Say("Dat is goed."), Say("Let op.", notice=True)))


async def begun(database: Database) -> None:
    await database.transact(partial(thread.begin, token="geheim", channel="web", outcome=HELLO, now=NOW))


async def kept(database: Database, text: str, client_id: str | None = None) -> thread.Unanswered:
    def work(connection: thread.Connection) -> thread.Unanswered:
        stood = thread.by_token(connection, "geheim")
        after = thread.keep(connection, stood, text, client_id, None, stood.state, NOW)
        return thread.Unanswered(after.thread, stood.last_number + 1, text)

    return await database.transact(work)


async def test_a_message_is_kept_and_answered_under_the_numbers_that_follow(database: Database) -> None:
    await begun(database)
    waits = await kept(database, "hallo")
    said = await database.transact(
        partial(thread.answer, thread=waits.thread, outcome=ANSWER, number=waits.number, now=NOW)
    )
    assert [(one.number, one.author, one.text, one.notice) for one in said] == [
        (3, "loket", "Dat is goed.", False),
        (4, "loket", "Let op.", True),
    ]
    stands = await database.transact(partial(thread.by_token, token="geheim"))
    assert (stands.last_number, stands.state.question.asked, stands.beside) == (4, Asked.ANYTHING, False)
    assert (
        await database.transact(partial(thread.unanswered, conversation_id=stands.id, number=waits.number))
        is None
    )


async def test_a_message_with_its_answer_is_one_piece_with_the_remark_between(database: Database) -> None:
    await begun(database)

    def work(connection: thread.Connection) -> thread.Kept:
        stood = thread.by_token(connection, "geheim")
        return thread.keep(connection, stood, "ja", "een", "Let op.", stood.state, NOW, answer=ANSWER)

    both = await database.transact(work)
    assert both.remark is not None
    assert both.remark.number == 3
    assert both.answer is not None
    assert [(one.number, one.text, one.notice) for one in both.answer] == [
        (4, "Dat is goed.", False),
        (5, "Let op.", True),
    ]
    stands = await database.transact(partial(thread.by_token, token="geheim"))
    assert (stands.last_number, stands.state) == (5, ANSWER.state)
    found = await database.transact(partial(thread.earlier, thread=stands, client_id="een"))
    assert found is not None
    assert (found.number, bool(found.answered)) == (2, True)
    late = partial(thread.answer, thread=stands, outcome=ANSWER, number=2, now=NOW)
    with pytest.raises(thread.AlreadyAnswered):
        await database.transact(late)


async def test_a_second_answer_to_one_message_writes_nothing(database: Database) -> None:
    await begun(database)
    waits = await kept(database, "hallo")
    answer = partial(thread.answer, thread=waits.thread, outcome=ANSWER, number=waits.number, now=NOW)
    await database.transact(answer)
    with pytest.raises(thread.AlreadyAnswered):
        await database.transact(answer)
    assert (await database.transact(partial(thread.by_token, token="geheim"))).last_number == 4


async def test_an_answer_from_an_older_reading_overwrites_nothing(database: Database) -> None:
    await begun(database)
    first = await kept(database, "hallo")
    second = await kept(database, "en nog iets")
    with pytest.raises(thread.Outdated):
        await database.transact(
            partial(thread.answer, thread=first.thread, outcome=ANSWER, number=first.number, now=NOW)
        )
    stands = await database.transact(partial(thread.by_token, token="geheim"))
    assert (stands.last_number, stands.state.question.asked) == (second.number, Asked.OPEN)
    waits = await database.transact(
        partial(thread.unanswered, conversation_id=stands.id, number=first.number)
    )
    assert waits is not None
    assert (waits.text, waits.thread) == ("hallo", stands)


async def test_a_message_with_a_known_client_id_is_found_with_what_became_of_it(database: Database) -> None:
    await begun(database)
    waits = await kept(database, "hallo", "een")
    earlier = partial(thread.earlier, thread=waits.thread, client_id="een")
    found = await database.transact(earlier)
    assert found is not None
    assert (found.number, found.text, found.answered) == (waits.number, "hallo", False)
    await database.transact(
        partial(thread.answer, thread=waits.thread, outcome=ANSWER, number=waits.number, now=NOW)
    )
    found = await database.transact(earlier)
    assert found is not None
    assert found.answered


async def test_a_conversation_that_is_not_there_is_said_to_be_unknown(database: Database) -> None:
    with pytest.raises(thread.UnknownConversation):
        await database.transact(partial(thread.by_token, token="nooit"))
