"""What was promised, the clock that rests, and what is late: seen from citizen, executor and coordinator."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.law import load_law
from bot.register.escalation import load_ladder
from bot.settings import ROOT
from bot.store import Database
from bot.tickets import history
from bot.tickets.errors import NotYours
from bot.tickets.escalation import escalate_overdue
from bot.tickets.promises import Made, load_promises, promise
from bot.tickets.service import TicketService
from bot.tickets.workflow import LOKET, Move, Reason, State, replay
from tests.delivery.helpers import outbox
from tests.tickets.helpers import (
    CAK,
    CJIB,
    COORDINATOR,
    TILBURG,
    UTRECHT,
    Clock,
    order,
    package,
    service,
    staff,
)

REGISTER = [ROOT / "data" / "register"]
BOOK, LAW = load_promises(REGISTER), load_law(REGISTER)
PLAIN = {"answer_by": None, "terms": (), "contact": None}


def promises(door: str, executor: str, threatening: bool, day: date) -> Made:
    return promise(
        BOOK,
        LAW,
        door=door,
        executor=executor,
        public_body=executor != "zorgverzekeraar",
        threatening=threatening,
        day=day,
    )


def office(database: Database, clock: Clock) -> TicketService:
    return service(database, clock, promises=promises)


async def offered(tickets: TicketService, organisation: str = UTRECHT, **changes: object) -> tuple[str, str]:
    made = (await tickets.hand_over(order(package(organisation, **{**PLAIN, **changes})))).tickets[0]
    return made.number, made.access_code


# --- the promise --------------------------------------------------------------------------------------------


def test_working_days_are_counted_past_weekend_and_holiday() -> None:
    made = promises("betalingsregeling", "gemeente", False, date(2026, 12, 23))
    assert (made.receive_by, made.accept_by, made.answer_by) == (
        date(2026, 12, 28),  # 25 and 26 December are free, then a weekend
        date(2026, 12, 31),
        date(2027, 1, 8),
    )


def test_a_threatening_situation_has_its_own_short_term() -> None:
    normal = promises("betalingsregeling", "gemeente", False, date(2026, 11, 24))
    short = promises("betalingsregeling", "gemeente", True, date(2026, 11, 24))
    assert short.answer_by == date(2026, 11, 27)
    assert short.receive_by < normal.receive_by
    assert short.accept_by < normal.accept_by < normal.answer_by


@pytest.mark.parametrize(
    ("door", "executor", "decides"),
    [
        ("betalingsregeling", "gemeente", True),
        ("betalingsregeling", "cjib", False),
        ("betalingsregeling", "uwv", False),
        ("kwijtschelding", "belastingdienst", False),
        ("maatwerk", "cbr", False),
        ("maatwerk", "ind", False),
        ("betalingsregeling", "zorgverzekeraar", False),
        ("mens_spreken", "gemeente", False),
    ],
)
def test_a_decision_is_promised_only_where_the_law_asks_for_one(
    door: str, executor: str, decides: bool
) -> None:
    made = promises(door, executor, False, date(2026, 11, 24))
    assert made.decide_by == (date(2027, 1, 19) if decides else None)


async def test_the_promise_is_stored_and_shown_to_all_sides(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets)
    citizen = await tickets.for_citizen(number, code)
    assert "Is er op dinsdag 8 december 2026 nog geen antwoord?" in citizen.promises[0]
    assert "uiterlijk dinsdag 19 januari 2027 beslissen" in citizen.promises[1]
    executor = await tickets.read(number, UTRECHT)
    assert (executor.answer_by, executor.decide_by) == (date(2026, 12, 8), date(2027, 1, 19))
    assert (executor.receive_by, executor.accept_by) == (date(2026, 11, 26), date(2026, 12, 1))
    seen = await tickets.look(number, COORDINATOR, why="test")
    assert seen.answer_by == executor.answer_by


async def test_a_shorter_term_of_the_law_goes_before_our_own(database: Database) -> None:
    tickets = office(database, Clock())
    number, _ = await offered(tickets, answer_by=date(2026, 11, 27))
    assert (await tickets.read(number, UTRECHT)).answer_by == date(2026, 11, 27)


async def test_the_promise_to_the_citizen_outlives_a_new_holder_who_gets_days_of_its_own(
    database: Database,
) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, _ = await offered(tickets)
    clock.forward(days=2)
    await tickets.move(number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=TILBURG)
    after = await tickets.read(number, TILBURG)
    assert (after.answer_by, after.receive_by) == (date(2026, 12, 8), date(2026, 11, 30))


async def test_the_time_to_decide_begins_when_the_body_itself_gets_the_request(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets, CAK)  # not connected: it lies at the counter
    at_counter = await tickets.for_citizen(number, code)
    assert not any("beslissen" in line for line in at_counter.promises)
    clock.forward(days=7)
    await tickets.route(number, TILBURG, COORDINATOR)
    assert (await tickets.read(number, TILBURG)).decide_by == date(2027, 1, 26)
    await tickets.move(number, Move.GEEFTERUG, staff(TILBURG), reason=Reason.NIET_VAN_ONS, to=CJIB)
    assert (await tickets.read(number, CJIB)).decide_by is None


async def test_a_decision_about_a_threatening_situation_rests_for_nobody(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets, urgent_reason="ontruiming")
    await tickets.move(number, Move.ACCEPTEER, staff(UTRECHT))
    await tickets.move(number, Move.START, staff(UTRECHT))
    await tickets.move(number, Move.VRAAGBURGER, staff(UTRECHT), text="Wat kunt u betalen?")
    clock.forward(days=7)
    await tickets.citizen_answer(number, code, "40 euro")
    assert (await tickets.read(number, UTRECHT)).decide_by == date(2027, 1, 19)


# --- the clock rests ----------------------------------------------------------------------------------------


async def test_the_clock_rests_while_the_citizen_has_the_turn(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets)
    await tickets.move(number, Move.ACCEPTEER, staff(UTRECHT))
    await tickets.move(number, Move.START, staff(UTRECHT))
    await tickets.move(number, Move.VRAAGBURGER, staff(UTRECHT), text="Wat kunt u betalen?")
    resting = await tickets.for_citizen(number, code)
    assert resting.promises[0].startswith("U bent aan de beurt.")
    clock.forward(days=90)
    assert await escalate_overdue(database, clock()) == 0
    await tickets.citizen_answer(number, code, "40 euro")
    after = await tickets.read(number, UTRECHT)
    assert after.decide_by == date(2026, 11, 24) + timedelta(days=56 + 90)
    assert after.history[-1].data["rust_dagen"] == 90
    assert await escalate_overdue(database, clock()) == 0
    clock.forward(days=57)
    assert await escalate_overdue(database, clock()) == 1


async def test_a_citizens_own_last_day_rests_for_nobody(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    own = date(2026, 12, 14)
    number, code = await offered(tickets, terms=({"id": "betaling", "laatste_dag": own},), sort_by=own)
    await tickets.move(number, Move.ACCEPTEER, staff(UTRECHT))
    await tickets.move(number, Move.START, staff(UTRECHT))
    await tickets.move(number, Move.VRAAGBURGER, staff(UTRECHT), text="Wat kunt u betalen?")
    clock.forward(days=7)
    await tickets.citizen_answer(number, code, "40 euro")
    (row,) = (await tickets.inbox(UTRECHT)).rows
    assert row.sort_by == own


async def test_a_reopened_request_is_promised_an_answer_again(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets)
    await tickets.move(number, Move.ACCEPTEER, staff(UTRECHT))
    await tickets.move(number, Move.HANDELAF, staff(UTRECHT), text="Klaar.")
    assert (await tickets.for_citizen(number, code)).promises == ()
    clock.forward(days=20)
    again = await tickets.citizen_reopen(number, code, "niets gehoord")
    assert again.answer_by == date(2026, 12, 29)  # ten working days, without Christmas
    clock.forward(days=16)
    assert await escalate_overdue(database, clock()) == 1


# --- escalation ---------------------------------------------------------------------------------------------


async def test_what_nobody_opens_goes_to_the_coordinator_the_day_after_its_term_once(
    database: Database,
) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets)
    clock.now = clock.now.replace(day=26, hour=22, minute=59)  # 23:59 in the Netherlands, the last day
    assert await escalate_overdue(database, clock()) == 0
    clock.forward(minutes=1)
    counts = await asyncio.gather(*(escalate_overdue(database, clock()) for _ in range(3)))
    assert sum(counts) == 1
    assert await escalate_overdue(database, clock()) == 0
    (row,) = (await tickets.unowned()).rows
    assert (row.number, row.organisation, row.attention) == (number, UTRECHT, "ontvangst")
    seen = await tickets.for_citizen(number, code)
    assert seen.lines[-1].words == (
        "Het duurt bij de gemeente Utrecht langer dan afgesproken. Een medewerker van het loket kijkt ernaar."
    )
    lines = (await tickets.read(number, UTRECHT)).history
    assert [line.kind for line in lines] == ["aanbieden", "escalatie"]
    assert replay((line.from_state, line.to_state) for line in lines) is State.AANGEBODEN
    told = [(item.kind, item.receiver) for item in await outbox(database, number)]
    assert told[1:] == [("ticket-te-laat", LOKET)]


async def test_opening_late_leaves_the_list_and_not_accepting_comes_back_on_it(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, _ = await offered(tickets)
    clock.forward(days=3)
    await escalate_overdue(database, clock())
    await tickets.open_by_staff(number, staff(UTRECHT))
    assert (await tickets.unowned()).rows == ()
    clock.forward(days=5)
    assert await escalate_overdue(database, clock()) == 1
    assert (await tickets.unowned()).rows[0].attention == "aanname"
    await tickets.move(number, Move.ACCEPTEER, staff(UTRECHT))
    assert (await tickets.unowned()).rows == ()
    clock.forward(days=7)
    assert await escalate_overdue(database, clock()) == 1
    assert (await tickets.unowned()).rows[0].attention == "antwoord"
    await tickets.note(number, staff(UTRECHT), "Wij bellen u morgen.", visible_to_citizen=True)
    assert (await tickets.unowned()).rows == ()


async def test_the_coordinator_sends_a_late_one_elsewhere_where_its_days_begin_anew(
    database: Database,
) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, _ = await offered(tickets)
    clock.forward(days=3)
    await escalate_overdue(database, clock())
    await tickets.route(number, TILBURG, COORDINATOR)
    assert (await tickets.unowned()).rows == ()
    assert (await tickets.read(number, TILBURG)).receive_by == date(2026, 12, 1)
    assert await escalate_overdue(database, clock()) == 0


async def test_the_threatening_one_is_escalated_first_and_stands_on_top(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    for draft, reason in (("1", None), ("2", "ontruiming"), ("3", None)):
        await tickets.hand_over(order(package(UTRECHT, urgent_reason=reason, **PLAIN), draft=draft))
    clock.forward(days=2)
    assert await escalate_overdue(database, clock()) == 1
    (row,) = (await tickets.unowned()).rows
    assert row.urgent
    clock.forward(days=1)
    assert await escalate_overdue(database, clock()) == 2
    assert [row.urgent for row in (await tickets.unowned()).rows] == [True, False, False]
    assert [row.urgent for row in (await tickets.inbox(UTRECHT)).rows] == [True, False, False]


async def test_more_late_ones_than_fit_in_one_go_are_all_escalated(sqlite_database: Database) -> None:
    clock = Clock()
    tickets = office(sqlite_database, clock)
    for draft in range(205):
        await tickets.hand_over(order(package(UTRECHT, **PLAIN), draft=str(draft)))
    clock.forward(days=3)
    assert await escalate_overdue(sqlite_database, clock()) == 205


async def test_what_lies_with_the_coordinator_is_not_sent_to_the_coordinator(database: Database) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, _ = await offered(tickets, CAK)
    clock.forward(days=30)
    assert await escalate_overdue(database, clock()) == 0
    assert [row.number for row in (await tickets.unowned()).rows] == [number]


# --- giving back --------------------------------------------------------------------------------------------


async def test_who_is_sent_round_stays_in_the_coordinators_sight_wherever_it_goes_next(
    database: Database,
) -> None:
    clock = Clock()
    tickets = office(database, clock)
    number, code = await offered(tickets)
    for holder, to in ((UTRECHT, TILBURG), (TILBURG, UTRECHT)):
        after = await tickets.move(number, Move.GEEFTERUG, staff(holder), reason=Reason.NIET_VAN_ONS, to=to)
    assert (after.organisation, after.hops, after.attention) == (LOKET, 2, "regie")
    await tickets.route(number, CJIB, COORDINATOR)
    (row,) = (await tickets.unowned()).rows
    assert (row.number, row.organisation, row.attention) == (number, CJIB, "regie")
    back = await tickets.move(number, Move.GEEFTERUG, staff(CJIB), reason=Reason.ONVOLLEDIG, to=TILBURG)
    assert back.organisation == LOKET
    with pytest.raises(NotYours):
        await tickets.move(number, Move.GEEFTERUG, COORDINATOR, reason=Reason.ONVOLLEDIG)
    seen = await tickets.for_citizen(number, code)
    assert "niet opnieuw te vertellen" in seen.lines[-1].words


@pytest.mark.parametrize("reason", list(Reason), ids=lambda reason: reason.value)
async def test_a_give_back_is_offer_history_and_notice_to_the_citizen_in_one_transaction(
    sqlite_database: Database, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = office(sqlite_database, Clock())
    contact = {"soort": "email", "adres": "a@example.nl"}
    number, code = await offered(tickets, contact=contact)
    whole = history.announce_move

    def crash(*_arguments: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(history, "announce_move", crash)
    with pytest.raises(RuntimeError):
        await tickets.move(number, Move.GEEFTERUG, staff(UTRECHT), reason=reason, to=TILBURG)
    untouched = await tickets.read(number, UTRECHT)
    assert (untouched.version, untouched.state, len(await outbox(sqlite_database))) == (
        1,
        State.AANGEBODEN,
        1,
    )
    monkeypatch.setattr(history, "announce_move", whole)
    await tickets.move(number, Move.GEEFTERUG, staff(UTRECHT), reason=reason, to=TILBURG)
    rows = await outbox(sqlite_database, number)
    assert [(row.kind, row.receiver, row.state) for row in rows] == [
        ("ticket-aangeboden", UTRECHT, "bevestigd"),
        ("ticket-aangeboden", TILBURG, "wachtend"),
        ("ticket-bijgewerkt", "burger", "wachtend"),
    ]
    assert len((await tickets.for_citizen(number, code)).lines) == 3


# --- the data -----------------------------------------------------------------------------------------------


def test_the_ladder_goes_from_a_talk_to_the_national_team_and_each_rung_says_what_it_needs() -> None:
    ladder = load_ladder(REGISTER)
    assert [rung.id for rung in ladder.rungs] == ["casusoverleg", "maatwerkloket", "escalatieteam"]
    assert all(rung.needs and rung.sources for rung in ladder.rungs)
    (reason,) = ladder.reasons
    assert (reason.id, reason.means) == ("niemand_betaalt", "Overbruggingsprocedure")


def test_no_rung_is_a_door_or_stands_in_a_citizens_texts() -> None:
    texts = "\n".join(
        path.read_text("utf-8")
        for folder in ("data/doors", "data/dialogue", "bot/web/templates/citizen")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    )
    assert "Escalatie Team" not in texts
    assert "Overbruggingsprocedure" not in texts


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("promises.yml", "beloften:\n  - id: gewoon\n    ontvangst_werkdagen: 0\n", 3),
        ("promises.yml", "beloften:\n  - id: snel\n", 2),
        ("escalation.yml", "treden: []\nredenen:\n  - id: x\n", 3),
    ],
)
def test_a_bad_entry_is_told_with_its_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    load = load_promises if name == "promises.yml" else load_ladder
    with pytest.raises(DataError) as fault:
        load([*REGISTER, tmp_path])
    assert (fault.value.file.name, fault.value.line) == (name, line)
