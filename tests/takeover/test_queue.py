"""The queue: fair, honest about the wait, and one employee for each chat, whatever happens at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import build
from bot.dialogue.service import MessageTooLong
from bot.engine.client import EngineUnavailable
from bot.takeover.service import CITIZEN_GONE, GONE
from bot.takeover.views import DeskClosed, NotWaiting, NotYours
from bot.web.keys import TAKEOVER
from tests.takeover.helpers import Desk
from tests.web.inside import inside


@pytest.fixture
async def desk(tmp_path: Path, database_url: str) -> AsyncIterator[Desk]:
    async with inside(tmp_path, LOKET_DATABASE_URL=database_url) as opened:
        yield Desk(opened)


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Desk]:
    """On SQLite alone: what these tests prove is not about the database."""
    async with inside(tmp_path, LOKET_DESK_HOURS="ma-vr 09:00-17:00") as opened:
        yield Desk(opened)


async def test_two_employees_at_the_same_moment_never_get_the_same_chat(desk: Desk, tmp_path: Path) -> None:
    """Two processes on one database: neither knows of the other's locks, so the statement itself must decide."""
    sanne, bilal = await desk.employee("sanne"), await desk.employee("bilal")
    settings = desk.inside.loket.settings
    other = await build(settings, desk.clock)
    try:
        for _ in range(5):
            token = await desk.citizen()
            (chat_id,) = await desk.waiting(sanne)
            tries = [
                service.take(chat_id, account.id, account.name)
                for service in (desk.takeover, other.public[TAKEOVER])
                for account in (sanne, bilal)
            ]
            results = await asyncio.gather(*tries, return_exceptions=True)
            assert results.count(None) == 1
            assert sum(isinstance(one, NotWaiting) for one in results) == 3
            said = [text for author, text in await desk.said(token) if "typt nu met u mee" in text]
            assert len(said) == 1
    finally:
        await other.close()


async def test_twenty_who_wait_are_helped_first_come_first_and_each_by_one(desk: Desk) -> None:
    employees = [await desk.employee(f"m{number}") for number in range(4)]
    tokens = []
    for _ in range(20):
        tokens.append(await desk.citizen())
        desk.clock.forward(seconds=1)
    order = await desk.waiting(employees[0])
    assert len(order) == 20

    async def helps(account_index: int) -> list[int]:
        account, taken = employees[account_index], []
        while (chat_id := await desk.takeover.take_next(account.id, account.name)) is not None:
            taken.append(chat_id)
        return taken

    hands = await asyncio.gather(*(helps(number) for number in range(4)))
    assert sorted(chat for hand in hands for chat in hand) == order
    assert all(hand == sorted(hand) for hand in hands)
    assert [(await desk.takeover.standing(token)).speaks for token in tokens] == ["mens"] * 20


async def test_a_list_of_twenty_asks_the_database_no_more_than_a_list_of_one(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    token = await plain.citizen()
    with plain.inside.queries() as few:
        await plain.takeover.queue(sanne.id)
        await plain.takeover.standing(token)
    for _ in range(19):
        await plain.citizen()
    with plain.inside.queries() as many:
        assert len((await plain.takeover.queue(sanne.id)).waiting) == 20
        await plain.takeover.standing(token)
    assert len(many) == len(few) <= 12


async def test_who_asks_twice_stands_in_the_queue_once(desk: Desk) -> None:
    sanne = await desk.employee("sanne")
    token = await desk.citizen()
    await asyncio.gather(*(desk.takeover.join(token) for _ in range(4)))
    assert len(await desk.waiting(sanne)) == 1


async def test_the_wait_is_told_by_how_long_others_waited_and_unknown_without_them(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    first = await plain.citizen()
    assert (await plain.takeover.standing(first)).wait == "Hoelang het duurt, weten wij niet."
    for number in range(3):
        if number:
            await plain.citizen()
        plain.clock.forward(minutes=3)
        await plain.takeover.beat(sanne.id)
        await plain.takeover.come(sanne.id)
        await plain.takeover.take_next(sanne.id, sanne.name)
    second, third = await plain.citizen(), await plain.citizen()
    assert (await plain.takeover.standing(second)).wait == "Het duurt ongeveer 3 minuten."
    standing = await plain.takeover.standing(third)
    assert (standing.place, standing.wait) == (2, "Het duurt ongeveer 10 minuten.")
    plain.clock.forward(hours=3)
    assert (await plain.takeover.standing(third)).wait == "Hoelang het duurt, weten wij niet."


async def test_the_desk_is_open_only_while_somebody_is_there_within_its_hours(plain: Desk) -> None:
    token = await plain.citizen(waits=False)
    with pytest.raises(DeskClosed):
        await plain.takeover.join(token)
    sanne = await plain.employee("sanne")
    assert (await plain.takeover.standing(token)).is_open
    plain.clock.forward(seconds=61)  # no sign of life from her page
    assert not (await plain.takeover.standing(token)).is_open
    await plain.takeover.come(sanne.id)
    plain.clock.forward(hours=8)  # 18:30 in the Netherlands
    await plain.takeover.come(sanne.id)
    with pytest.raises(DeskClosed):
        await plain.takeover.join(token)


async def test_the_assistant_is_silent_while_a_person_speaks_and_goes_on_where_it_was(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    token = await plain.citizen()
    (chat_id,) = await plain.waiting(sanne)
    await plain.takeover.take(chat_id, sanne.id, sanne.name)
    before = await plain.said(token)
    answer = await plain.conversations.post(token, "Mijn bsn is 111222333 en ik ben boos", "een")
    await plain.conversations.post(token, "Mijn bsn is 111222333 en ik ben boos", "een")
    assert answer.handled_by == "mens"
    await plain.takeover.say(chat_id, sanne.id, "Dag, ik lees even mee. Bel 0800-1234 of 06-00000000.", "a")
    await plain.takeover.say(chat_id, sanne.id, "Dag, ik lees even mee. Bel 0800-1234 of 06-00000000.", "a")
    said = (await plain.said(token))[len(before) :]
    assert [author for author, _ in said] == ["burger", "systeem", "medewerker"]
    assert "111222333" not in said[0][1]
    assert "burgerservicenummer" in said[1][1]
    assert said[2][1].endswith("06-00000000.")
    await plain.takeover.give_back(chat_id, sanne.id, sanne.name, finished=False)
    told = (await plain.said(token))[-2:]
    assert [author for author, _ in told] == ["systeem", "loket"]
    assert told[1][1] == "Vertel in uw eigen woorden wat er aan de hand is."
    view = await plain.conversations.post(token, "/ja:1")
    assert view.handled_by == "assistent"
    assert [one.author for one in view.messages] == ["loket", "loket"]


async def test_who_is_taken_over_while_the_assistant_thinks_gets_no_answer_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sanne = await desk.employee("sanne")
    token = await desk.citizen()
    engine = desk.inside.loket.engine

    async def slow(*_anything: object) -> None:
        await desk.takeover.take_next(sanne.id, sanne.name)
        raise EngineUnavailable

    monkeypatch.setattr(engine, "say", slow)
    view = await desk.conversations.post(token, "ik kan mijn boete niet betalen", "een")
    assert (view.handled_by, view.messages) == ("mens", ())
    said = await desk.said(token)
    assert [author for author, _ in said][-2:] == ["burger", "systeem"]
    again = await desk.conversations.post(token, "ik kan mijn boete niet betalen", "een")
    assert again.messages == ()
    assert await desk.said(token) == said


async def test_acute_need_gets_the_numbers_at_once_also_while_a_person_speaks(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    token = await plain.citizen()
    await plain.takeover.take_next(sanne.id, sanne.name)
    view = await plain.conversations.post(token, "ik wil niet meer leven")
    (help_block,) = view.messages
    assert help_block.author == "systeem"
    assert "113" in help_block.text
    assert (await plain.conversations.post(token, "ik vind het wel zwaar")).messages == ()


async def test_a_finished_chat_asks_whether_there_is_something_else(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    token = await plain.citizen()
    await plain.takeover.take_next(sanne.id, sanne.name)
    (chat,) = (await plain.takeover.queue(sanne.id)).own
    await plain.takeover.give_back(chat.id, sanne.id, sanne.name, finished=True)
    assert (await plain.conversations.read(token)).question == {
        "veld": "nog_iets",
        "soort": "ja_nee",
        "verplicht": False,
    }


async def test_only_who_took_a_chat_reads_it_and_types_in_it(plain: Desk) -> None:
    sanne, bilal = await plain.employee("sanne"), await plain.employee("bilal")
    await plain.citizen()
    (chat_id,) = await plain.waiting(sanne)
    with pytest.raises(NotYours):
        await plain.takeover.chat(chat_id, sanne.id)  # not even before it is taken
    await plain.takeover.take(chat_id, sanne.id, sanne.name)
    with pytest.raises(NotYours):
        await plain.takeover.chat(chat_id, bilal.id)
    with pytest.raises(NotYours):
        await plain.takeover.say(chat_id, bilal.id, "Ik ook")
    with pytest.raises(NotYours):
        await plain.takeover.give_back(chat_id, bilal.id, bilal.name, finished=False)
    with pytest.raises(MessageTooLong):
        await plain.takeover.say(chat_id, sanne.id, "a" * 5000)


async def test_an_employee_who_vanishes_gives_the_chat_back_to_the_front_of_the_queue(desk: Desk) -> None:
    sanne, bilal = await desk.employee("sanne"), await desk.employee("bilal")
    token = await desk.citizen()
    (first,) = await desk.waiting(sanne)
    await desk.takeover.take(first, sanne.id, sanne.name)
    desk.clock.forward(seconds=30)
    await desk.citizen()
    await desk.takeover.beat(sanne.id)
    assert await desk.takeover.sweep() == 0
    desk.clock.forward(seconds=GONE.total_seconds())
    await desk.takeover.come(bilal.id)
    assert await desk.takeover.sweep() == 1
    assert (await desk.waiting(bilal))[0] == first
    standing = await desk.takeover.standing(token)
    assert (standing.speaks, standing.place) == ("wachtrij", 1)
    assert (await desk.said(token))[-1][1].startswith("De verbinding met de medewerker is weggevallen")
    with pytest.raises(NotYours):
        await desk.takeover.say(first, sanne.id, "Ben ik er nog?")
    assert await desk.takeover.take_next(bilal.id, bilal.name) == first


async def test_a_citizen_can_leave_the_queue_and_the_person(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    token = await plain.citizen()
    await plain.takeover.leave(token)
    assert await plain.waiting(sanne) == []
    await plain.takeover.join(token)
    taken = await plain.takeover.take_next(sanne.id, sanne.name)
    assert taken is not None
    await plain.takeover.leave(token)
    assert (await plain.takeover.standing(token)).speaks == "assistent"
    assert (await plain.takeover.chat(taken, sanne.id)).ended
    with pytest.raises(NotYours):
        await plain.takeover.say(taken, sanne.id, "Hallo?")


async def test_who_waits_at_closing_time_is_asked_when_to_call_and_who_left_is_taken_out(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    away = await plain.citizen()
    plain.clock.forward(seconds=CITIZEN_GONE.total_seconds())
    await plain.takeover.come(sanne.id)
    token = await plain.citizen()
    assert await plain.takeover.sweep() == 1
    assert (await plain.said(away))[-2][1].startswith("U was een tijd weg")
    plain.clock.forward(hours=7)
    assert await plain.takeover.sweep() == 1
    assert "wanneer wij u kunnen bellen" in (await plain.said(token))[-2][1]
    assert await plain.waiting(sanne) == []


async def test_a_deleted_conversation_takes_its_chat_along(plain: Desk) -> None:
    sanne = await plain.employee("sanne")
    await plain.citizen()
    plain.clock.forward(days=15)
    await plain.inside.loket.retention.purge()
    assert await plain.waiting(sanne) == []
