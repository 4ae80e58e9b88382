"""What was mended for one is offered to others: by the ordinary moves, to each citizen once, and never half."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from bot.retention.erase import erase_tickets
from bot.retention.policy import Why
from bot.signals.open_cases import OpenCases
from bot.store import Database, Look, MendNotice, MendOffer, MendRequest, Outbox, Ticket
from bot.tickets.alike import about_rule, organisations_with, people_with, same_rule
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound, NotYours, VersionConflict
from bot.tickets.history import Actor
from bot.tickets.offering import STEPS, OfferDesk
from bot.tickets.workflow import CLOSED, OPEN, ActorKind, Move, State, moves_from, next_state, replay
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
    signal,
    staff,
)

RULE = ("bijstand",)
TEXT = "Wij rekenen de kortste weg opnieuw. Wilt u dat ook?"


def desk(database: Database, clock: Clock | None = None) -> OfferDesk:
    return OfferDesk(database, secret=SECRET, clock=clock or Clock(), organisations=KNOWN.get)


async def hand_over(at: OfferDesk, draft: str, organisation: str = UTRECHT, **changes: object) -> str:
    made = await at.hand_over(order(package(organisation, schemes=RULE, **changes), draft=draft))
    return made.tickets[0].number


async def version(at: OfferDesk, number: str, organisation: str = UTRECHT) -> int:
    return (await at.read(number, organisation)).version


async def request(database: Database, *organisations: str) -> int:
    async with database.write() as session:
        row = MendRequest(
            ministry="SZW", scheme=RULE[0], asked_by="Sanne", text="Bied het aan.", created_at=Clock()()
        )
        session.add(row)
        await session.flush()
        for one in organisations:
            session.add(MendNotice(request_id=row.id, organisation=one))
        return row.id


def test_what_goes_before_an_offer_follows_the_table_of_moves_from_every_open_state_but_waiting() -> None:
    assert STEPS.keys() == OPEN - {State.WACHT_OP_BURGER}
    for state, before in STEPS.items():
        now = state
        for move in (*before, Move.VRAAGBURGER):
            assert move in moves_from(now, ActorKind.ORGANISATIE)
            now = next_state(now, move)
        assert now is State.WACHT_OP_BURGER


async def test_an_offer_is_a_question_that_each_citizen_reads_answers_and_hears_of_once(
    database: Database,
) -> None:
    at = desk(database)
    fresh, taken = await hand_over(at, "1"), await hand_over(at, "2")
    await at.move(taken, Move.ACCEPTEER, staff(UTRECHT))
    await at.move(taken, Move.START, staff(UTRECHT))
    chosen = {one: await version(at, one) for one in (fresh, taken)}
    report = await at.offer(RULE[0], chosen, TEXT, staff(UTRECHT))
    assert [(one.number, one.fault) for one in report] == [(fresh, None), (taken, None)]
    view = await at.read(fresh, UTRECHT)
    assert view.state is State.WACHT_OP_BURGER
    assert [line.kind for line in view.history] == ["aanbieden", "accepteer", "start", "vraagburger"]
    assert replay((line.from_state, line.to_state) for line in view.history) is State.WACHT_OP_BURGER
    assert view.answered_at is not None
    (receipt,) = (await at.hand_over(order(package(UTRECHT, schemes=RULE), draft="1"))).tickets
    seen = await at.for_citizen(fresh, receipt.access_code)
    assert (seen.question, seen.can_answer) == (TEXT, True)
    await at.citizen_answer(fresh, receipt.access_code, "Ja, graag.")
    assert (await at.read(fresh, UTRECHT)).state is State.IN_BEHANDELING
    async with database.read() as session:
        mails = await session.scalars(
            select(Outbox.subject).where(Outbox.receiver == "burger", Outbox.subject == fresh)
        )
        assert len(mails.all()) == 1
        looks = await session.scalars(select(Look.why).where(Look.name == "Noor"))
        assert looks.all() == ["aanbod aan meer mensen"] * 2


async def test_what_cannot_be_offered_now_keeps_no_other_out_and_nothing_of_it_is_changed(
    database: Database,
) -> None:
    at = desk(database)
    good, waiting, gone, changed = [await hand_over(at, str(place)) for place in range(4)]
    elsewhere, other = await hand_over(at, "5", TILBURG), await hand_over(at, "6")
    made = await at.hand_over(order(package(UTRECHT, schemes=("wajong",)), draft="7"))
    chosen = {one: await version(at, one) for one in (good, waiting, gone, changed, other)}
    chosen |= {elsewhere: 1, made.tickets[0].number: 1, "L26-2222-22": 1}
    await at.offer(RULE[0], {waiting: chosen[waiting]}, TEXT, staff(UTRECHT))
    chosen[waiting] = await version(at, waiting)
    await at.move(gone, Move.ACCEPTEER, staff(UTRECHT))
    await at.move(gone, Move.HANDELAF, staff(UTRECHT), text="Klaar.")
    chosen[gone] = await version(at, gone)
    await at.note(changed, staff(UTRECHT), "Gebeld.")
    report = {one.number: type(one.fault) for one in await at.offer(RULE[0], chosen, TEXT, staff(UTRECHT))}
    assert report == {
        good: type(None),
        waiting: MoveNotAllowed,
        gone: MoveNotAllowed,
        changed: VersionConflict,
        other: type(None),
        elsewhere: NotFound,
        made.tickets[0].number: NotFound,
        "L26-2222-22": NotFound,
    }
    assert (await at.read(elsewhere, TILBURG)).version == 1
    assert (await at.read(gone, UTRECHT)).state is State.AFGEHANDELD
    assert (await at.read(changed, UTRECHT)).state is State.AANGEBODEN
    # The same page sent twice asks nobody twice.
    again = await at.offer(RULE[0], {good: chosen[good]}, TEXT, staff(UTRECHT))
    assert isinstance(again[0].fault, VersionConflict)


async def test_two_colleagues_who_offer_at_the_same_time_ask_the_citizen_once(database: Database) -> None:
    at = desk(database)
    number = await hand_over(at, "1")
    both = await asyncio.gather(
        *(at.offer(RULE[0], {number: 1}, TEXT, staff(UTRECHT, name)) for name in ("Noor", "Bram"))
    )
    assert sorted(type(one.fault).__name__ for (one,) in both) == ["NoneType", "VersionConflict"]
    assert [line.kind for line in (await at.read(number, UTRECHT)).history].count("vraagburger") == 1


@pytest.mark.parametrize(("text", "chosen", "field"), [(" ", {"x": 1}, "tekst"), (TEXT, {}, "verzoeken")])
async def test_an_offer_has_words_and_people(
    sqlite_database: Database, text: str, chosen: dict[str, int], field: str
) -> None:
    with pytest.raises(MoveIncomplete, match=field):
        await desk(sqlite_database).offer(RULE[0], chosen, text, staff(UTRECHT))


async def test_a_coordinator_offers_only_what_lies_at_the_loket(sqlite_database: Database) -> None:
    at = desk(sqlite_database)
    theirs, own = await hand_over(at, "1"), await hand_over(at, "2", "loket")
    report = await at.offer(RULE[0], {theirs: 1, own: 1}, TEXT, COORDINATOR)
    assert isinstance(report[0].fault, NotYours)
    assert report[1].fault is None


async def test_like_cases_are_open_of_one_organisation_and_about_the_same_and_go_on_by_page(
    database: Database,
) -> None:
    at = desk(database)
    here = await hand_over(at, "hier")
    alike = [await hand_over(at, f"a{place}") for place in range(53)]
    await hand_over(at, "elders", TILBURG)
    await at.hand_over(order(package(UTRECHT, schemes=("wajong", "bijstand")), draft="ander"))
    closed = await hand_over(at, "dicht")
    await at.move(closed, Move.ACCEPTEER, staff(UTRECHT))
    await at.move(closed, Move.HANDELAF, staff(UTRECHT), text="Klaar.")
    first = await same_rule(database, here, UTRECHT)
    second = await same_rule(database, here, UTRECHT, before=first.next)
    assert [one.number for one in (*first.tickets, *second.tickets)] == list(reversed(alike))
    assert second.next is None
    with pytest.raises(NotFound):
        await same_rule(database, here, TILBURG)
    assert len((await about_rule(database, RULE[0], TILBURG)).tickets) == 1
    async with database.read() as session:
        assert await organisations_with(session, RULE[0]) == {UTRECHT: 54, TILBURG: 1}
        assert await people_with(session, RULE[0]) == 55


async def test_one_person_with_cases_at_two_organisations_is_one(sqlite_database: Database) -> None:
    at = desk(sqlite_database)
    await at.hand_over(order(package(UTRECHT, schemes=RULE), package(TILBURG, schemes=RULE)))
    async with sqlite_database.read() as session:
        assert await people_with(session, RULE[0]) == 1
        assert await organisations_with(session, RULE[0]) == {UTRECHT: 1, TILBURG: 1}


async def test_an_offer_counts_once_for_the_request_that_is_open_also_from_a_ticket(
    database: Database,
) -> None:
    at = desk(database)
    number = await hand_over(at, "1")
    asked = await request(database, UTRECHT)
    await at.offer(RULE[0], {number: 1}, TEXT, staff(UTRECHT))
    (receipt,) = (await at.hand_over(order(package(UTRECHT, schemes=RULE), draft="1"))).tickets
    await at.citizen_answer(number, receipt.access_code, "Wat houdt het in?")
    await at.offer(RULE[0], {number: await version(at, number)}, TEXT, staff(UTRECHT), request_id=asked)
    async with database.read() as session:
        query = select(func.count()).select_from(MendOffer).where(MendOffer.request_id == asked)
        assert await session.scalar(query) == 1
    assert (await about_rule(database, RULE[0], UTRECHT)).tickets[0].offered


async def test_an_offer_outlives_its_ticket_as_a_count_of_what_is_closed(database: Database) -> None:
    at, asked = desk(database), await request(database, UTRECHT)
    for place in range(11):
        number = await hand_over(at, str(place))
        await at.offer(RULE[0], {number: 1}, TEXT, staff(UTRECHT))
    async with database.write() as session:
        gone = (await session.scalars(select(Ticket).order_by(Ticket.id).limit(10))).all()
        await erase_tickets(session, gone, Why.TERM, Clock()())
    made = await at.hand_over(order(tickets=(), signals=(signal(ministries=("SZW",)),), draft="signaal"))
    cases = OpenCases(database, Clock(), str)
    (seen,) = (await cases.of_signal(made.signals[0].number, "SZW")).asked
    # Of eleven ten are closed: that one is still open would follow, so neither is told.
    assert (seen.organisations, seen.offered, seen.closed) == (1, 11, None)
    async with database.write() as session:
        last = (await session.scalars(select(Ticket).order_by(Ticket.id))).all()
        await erase_tickets(session, last, Why.TERM, Clock()())
    (seen,) = (await cases.of_signal(made.signals[0].number, "SZW")).asked
    assert (seen.offered, seen.closed) == (11, 11)
    async with database.read() as session:
        query = select(func.count()).select_from(MendOffer).where(MendOffer.request_id == asked)
        assert await session.scalar(query.where(MendOffer.ticket_id.is_(None))) == 11


async def test_who_was_asked_reads_it_and_is_done_once(database: Database) -> None:
    at = desk(database)
    asked = await request(database, UTRECHT, "loket")
    for outsider in (TILBURG, CJIB):
        with pytest.raises(NotFound):
            await at.open_notice(asked, outsider)
    assert (await at.notice(asked, UTRECHT)).seen_at is None
    first = await at.open_notice(asked, UTRECHT)
    assert first.seen_at is not None
    await at.finish_notice(asked, staff(UTRECHT), "Vier mensen geholpen.")
    done = await at.notice(asked, UTRECHT)
    assert (done.done_by, done.answer) == ("Noor", "Vier mensen geholpen.")
    with pytest.raises(MoveNotAllowed):
        await at.finish_notice(asked, staff(UTRECHT), "Nog eens.")
    assert await at.notices(UTRECHT, still_open=True) == ()
    assert len(await at.notices(UTRECHT)) == 1
    assert len(await at.notices("loket", still_open=True)) == 1
    await at.finish_notice(asked, COORDINATOR, "")
    with pytest.raises(NotFound):
        await at.finish_notice(asked, Actor(ActorKind.ORGANISATIE, "x", TILBURG), "")


def test_closed_states_take_no_offer() -> None:
    assert not CLOSED & STEPS.keys()
