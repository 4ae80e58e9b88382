"""Owners, calls, cases and what the citizen adds: in the history, in the outbox, and never half."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.store import BespokeDecision, Database, Look, Outbox
from bot.tickets.bespoke import Decision, Outcome
from bot.tickets.citizens import CitizenDesk, Helped
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound, NotYours, VersionConflict
from bot.tickets.workbench import Call, Workbench
from bot.tickets.workflow import Move, State, replay
from tests.tickets.helpers import (
    CJIB,
    COORDINATOR,
    KNOWN,
    SECRET,
    TILBURG,
    UTRECHT,
    Clock,
    order,
    package,
    staff,
)


def bench(database: Database) -> Workbench:
    return Workbench(database, secret=SECRET, clock=Clock(), organisations=KNOWN.get)


async def taken(tickets: Workbench, number: str, organisation: str) -> None:
    await tickets.move(number, Move.ACCEPTEER, staff(organisation))
    await tickets.move(number, Move.START, staff(organisation))


async def sent(database: Database, number: str) -> Sequence[tuple[str, str]]:
    async with database.read() as session:
        rows = await session.scalars(select(Outbox).where(Outbox.subject == number).order_by(Outbox.id))
        return [(row.kind, row.receiver) for row in rows]


async def test_two_parts_of_a_case_closed_at_the_same_time_both_close_and_tell_nothing_twice(
    database: Database,
) -> None:
    tickets = bench(database)
    receipt = await tickets.hand_over(order(*(package(one, slot=one) for one in (UTRECHT, TILBURG, CJIB))))
    parts = {one.organisation: one.number for one in receipt.tickets}
    for organisation, number in parts.items():
        await taken(tickets, number, organisation)
    await asyncio.gather(
        *(
            tickets.move(number, Move.HANDELAF, staff(organisation), text="Klaar.")
            for organisation, number in parts.items()
        )
    )
    told = 0
    for organisation, number in parts.items():
        view = await tickets.read(number, organisation)
        assert view.state is State.AFGEHANDELD
        assert replay((line.from_state, line.to_state) for line in view.history) is State.AFGEHANDELD
        told += sum(line.kind == "dossierdeel" for line in view.history)
    # The first to close tells two, the second one, the last nobody.
    assert told == 3


async def test_a_call_is_mailed_without_its_words_and_only_from_a_ticket_that_somebody_opened(
    database: Database,
) -> None:
    tickets = bench(database)
    ticket = (await tickets.hand_over(order(package(CJIB)))).tickets[0]
    with pytest.raises(MoveNotAllowed):
        await tickets.called(ticket.number, Call.MISSED, staff(CJIB))
    with pytest.raises(NotFound):
        await tickets.called(ticket.number, Call.MISSED, staff(UTRECHT))
    await tickets.move(ticket.number, Move.ACCEPTEER, staff(CJIB))
    before = len(await sent(database, ticket.number))
    with pytest.raises(MoveIncomplete):
        await tickets.called(ticket.number, Call.AGREED, staff(CJIB), text=" ")
    view = await tickets.called(ticket.number, Call.SPOKEN, staff(CJIB), text="boos")
    assert view.state is State.IN_BEHANDELING
    assert (await sent(database, ticket.number))[before:] == [("ticket-bijgewerkt", "burger")] * 2
    assert "boos" not in str(await tickets.for_citizen(ticket.number, ticket.access_code))


async def test_a_claim_on_an_old_version_is_refused_and_changes_nothing(database: Database) -> None:
    tickets = bench(database)
    number = (await tickets.hand_over(order(package(CJIB)))).tickets[0].number
    await tickets.move(number, Move.ACCEPTEER, staff(CJIB))
    with pytest.raises(VersionConflict):
        await tickets.claim(number, staff(CJIB), expected_version=1)
    assert (await tickets.read(number, CJIB)).owner_id is None


async def test_the_register_keeps_a_decision_without_words_that_are_not_to_be_shared(
    database: Database,
) -> None:
    tickets = bench(database)
    number = (
        (await tickets.hand_over(order(package(UTRECHT, door="maatwerk", schemes=("bijstand",)))))
        .tickets[0]
        .number
    )
    await taken(tickets, number, UTRECHT)
    with pytest.raises(MoveIncomplete):
        await tickets.move(number, Move.HANDELAF, staff(UTRECHT), text="Jan mag het.")
    for decision in (
        Decision(Outcome.REFUSED, "geen_ruimte"),
        Decision(Outcome.GRANTED, "beleidsregel", shareable=True),
    ):
        await tickets.move(number, Move.HANDELAF, staff(UTRECHT), text="Uitleg.", decision=decision)
        async with database.read() as session:
            row = (await session.scalars(select(BespokeDecision))).one()
        assert (row.outcome, row.scheme, row.month) == (decision.outcome.value, "bijstand", "2026-11")
        assert row.explanation == ("Uitleg." if decision.shareable else None)
        await tickets.move(number, Move.HEROPEN, staff(UTRECHT), text="toch")


async def test_the_whole_case_is_the_coordinators_and_every_look_is_recorded(database: Database) -> None:
    tickets = bench(database)
    receipt = await tickets.hand_over(order(package(UTRECHT), package(TILBURG)))
    assert receipt.case_number is not None
    with pytest.raises(NotYours):
        await tickets.case(receipt.case_number, staff(UTRECHT))
    with pytest.raises(NotFound):
        await tickets.case("D26-2222-22", COORDINATOR)
    whole = await tickets.case(receipt.case_number, COORDINATOR)
    assert {part.ticket.organisation for part in whole.parts} == {UTRECHT, TILBURG}
    async with database.read() as session:
        looks = (await session.scalars(select(Look))).all()
    assert [(look.name, look.why) for look in looks] == [("Sam", "dossier")] * 2


async def test_whether_it_helped_is_said_once_also_when_it_is_sent_twice_at_once(database: Database) -> None:
    tickets = bench(database)
    desk = CitizenDesk(database, secret=SECRET, clock=Clock(), organisations=KNOWN.get)
    ticket = (await tickets.hand_over(order(package(CJIB)))).tickets[0]
    await taken(tickets, ticket.number, CJIB)
    await tickets.move(ticket.number, Move.HANDELAF, staff(CJIB), text="Klaar.")
    with pytest.raises(NotFound):
        await desk.say_whether_it_helped(ticket.number, "AAAAA-AAAAA", Helped.YES)
    done = await asyncio.gather(
        *(desk.say_whether_it_helped(ticket.number, ticket.access_code, one) for one in Helped),
        return_exceptions=True,
    )
    assert sum(isinstance(one, MoveNotAllowed) for one in done) == 2
    assert [kind for kind, _ in await sent(database, ticket.number)].count("ticket-aangevuld") == 1
