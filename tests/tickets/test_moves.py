import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.store import AppendOnlyViolation, Database, Look, Outbox, Ticket, TicketEvent
from bot.tickets.errors import (
    MoveIncomplete,
    MoveNotAllowed,
    NotFound,
    NotYours,
    TicketError,
    UnknownOrganisation,
    VersionConflict,
)
from bot.tickets.packages import TicketReceipt
from bot.tickets.service import TicketService
from bot.tickets.workflow import LOKET, Move, Reason, State, replay
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


async def handed(tickets: TicketService, organisation: str = CJIB, draft: str = "1") -> TicketReceipt:
    return (await tickets.hand_over(order(package(organisation), draft=draft))).tickets[0]


async def messages(database: Database, number: str) -> list[tuple[str, str]]:
    async with database.read() as session:
        rows = await session.scalars(select(Outbox).where(Outbox.subject == number).order_by(Outbox.id))
        return [(row.kind, row.receiver) for row in rows]


async def test_the_whole_way_from_offer_to_answer(database: Database) -> None:
    clock = Clock()
    tickets = service(database, clock)
    ticket = await handed(tickets)
    number, code, cjib = ticket.number, ticket.access_code, staff(CJIB)
    opened = await tickets.open_by_staff(number, cjib)
    assert opened.state is State.ONTVANGEN
    assert (await tickets.open_by_staff(number, cjib)).version == opened.version
    await tickets.move(number, Move.ACCEPTEER, cjib)
    assert (await tickets.note(number, cjib, "eerst bellen")).state is State.IN_BEHANDELING
    await tickets.move(number, Move.VRAAGBURGER, cjib, text="Wat kunt u per maand betalen?")
    seen = await tickets.for_citizen(number.lower().replace("-", ""), code.lower())
    assert (seen.question, seen.can_answer) == ("Wat kunt u per maand betalen?", True)
    answered = await tickets.citizen_answer(number, code, " 50 euro ")
    assert (answered.state, answered.question) == (State.IN_BEHANDELING, None)
    closed = await tickets.move(number, Move.HANDELAF, cjib, text="U krijgt een brief.")
    assert closed.closed_at == clock.now
    clock.forward(days=28)
    reopened = await tickets.citizen_reopen(number, code, "De brief kwam niet")
    assert reopened.state is State.IN_BEHANDELING
    assert [line.text for line in reopened.lines if line.text] == [
        "Wat kunt u per maand betalen?",
        "50 euro",
        "U krijgt een brief.",
        "De brief kwam niet",
    ]
    assert "heropend" in reopened.lines[-1].words
    assert "eerst bellen" not in str(reopened)
    whole = await tickets.read(number, CJIB)
    assert replay((line.from_state, line.to_state) for line in whole.history) is State.IN_BEHANDELING
    assert await messages(database, number) == [
        ("ticket-aangeboden", CJIB),
        *[("ticket-bijgewerkt", "burger")] * 4,
        ("ticket-beantwoord", CJIB),
        ("ticket-bijgewerkt", "burger"),
        ("ticket-heropend", CJIB),
    ]


async def test_who_left_no_mail_address_gets_no_mail(database: Database) -> None:
    tickets = service(database)
    for number, contact in enumerate((None, {"soort": "telefoon", "adres": "06-00000000"})):
        made = await tickets.hand_over(order(package(contact=contact), draft=str(number)))
        ticket = made.tickets[0].number
        await tickets.move(ticket, Move.ACCEPTEER, staff(CJIB))
        assert await messages(database, ticket) == [("ticket-aangeboden", CJIB)]


async def test_every_look_of_staff_is_kept(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets)
    await tickets.open_by_staff(ticket.number, staff(CJIB))
    await tickets.look(ticket.number, COORDINATOR, why="te laat")
    with pytest.raises(NotYours):
        await tickets.look(ticket.number, staff(CJIB), why="nieuwsgierig")
    async with database.read() as session:
        looks = (await session.scalars(select(Look).order_by(Look.id))).all()
    assert [(look.name, look.why) for look in looks] == [("Noor", "inbox"), ("Sam", "te laat")]
    assert (await tickets.read(ticket.number, CJIB)).state is State.ONTVANGEN


async def test_reading_by_a_machine_is_no_receipt(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets)
    assert (await tickets.read(ticket.number, CJIB)).state is State.AANGEBODEN


async def test_utrecht_never_sees_tilburg(database: Database) -> None:
    tickets = service(database)
    utrecht = await handed(tickets, UTRECHT, "1")
    tilburg = await handed(tickets, TILBURG, "2")
    assert [row.number for row in (await tickets.inbox(UTRECHT)).rows] == [utrecht.number]
    with pytest.raises(NotFound):
        await tickets.read(tilburg.number, UTRECHT)
    with pytest.raises(NotFound):
        await tickets.open_by_staff(tilburg.number, staff(UTRECHT))
    with pytest.raises(NotFound):
        await tickets.note(tilburg.number, staff(UTRECHT), "van ons?")
    for move in Move:
        with pytest.raises(NotFound):
            await tickets.move(tilburg.number, move, staff(UTRECHT), text="x", reason=Reason.DUBBEL)
    assert (await tickets.read(tilburg.number, TILBURG)).version == 1


async def test_a_first_give_back_goes_to_the_organisation_named(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets, UTRECHT)
    after = await tickets.move(
        ticket.number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=TILBURG, text="verhuisd"
    )
    assert (after.state, after.organisation, after.hops) == (State.AANGEBODEN, TILBURG, 1)
    seen = await tickets.for_citizen(ticket.number, ticket.access_code)
    assert [line.words for line in seen.lines[1:]] == [
        "De gemeente Utrecht gaat niet over uw verzoek.",
        "Uw verzoek is doorgestuurd naar de gemeente Tilburg. U hoeft uw verhaal niet opnieuw te vertellen.",
    ]
    assert "verhuisd" not in str(seen)
    assert (await messages(database, ticket.number))[1:] == [
        ("ticket-aangeboden", TILBURG),
        ("ticket-bijgewerkt", "burger"),
    ]
    with pytest.raises(NotFound):
        await tickets.read(ticket.number, UTRECHT)


async def test_a_second_give_back_goes_to_the_coordinator(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets, UTRECHT)
    for holder, to in ((UTRECHT, TILBURG), (TILBURG, CJIB)):
        after = await tickets.move(
            ticket.number, Move.GEEFTERUG, staff(holder), reason=Reason.NIET_VAN_ONS, to=to
        )
    assert (after.organisation, after.hops) == (LOKET, 2)
    assert [row.number for row in (await tickets.unowned()).rows] == [ticket.number]


async def test_a_give_back_without_an_address_or_to_one_not_connected_lies_with_the_loket(
    database: Database,
) -> None:
    tickets = service(database)
    one, two = await handed(tickets, UTRECHT, "1"), await handed(tickets, UTRECHT, "2")
    plain = await tickets.move(one.number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.ONVOLLEDIG)
    meant = await tickets.move(two.number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=CAK)
    assert (plain.organisation, plain.intended_for) == (LOKET, None)
    assert (meant.organisation, meant.intended_for, meant.executor) == (LOKET, CAK, "cak")


async def test_what_a_move_needs_must_be_there_and_else_nothing_changes(database: Database) -> None:
    tickets = service(database)
    number, cjib = (await handed(tickets)).number, staff(CJIB)
    with pytest.raises(MoveIncomplete, match="reden"):
        await tickets.move(number, Move.GEEFTERUG, cjib)
    with pytest.raises(UnknownOrganisation):
        await tickets.move(number, Move.GEEFTERUG, cjib, reason=Reason.NIET_VAN_ONS, to="nergens")
    await tickets.move(number, Move.ACCEPTEER, cjib)
    with pytest.raises(MoveIncomplete, match="tekst"):
        await tickets.move(number, Move.HANDELAF, cjib, text="  ")
    with pytest.raises(MoveIncomplete, match="tekst"):
        await tickets.note(number, cjib, " ")
    with pytest.raises(MoveNotAllowed):
        await tickets.move(number, Move.ONTVANG, cjib)
    with pytest.raises(NotYours):
        await tickets.move(number, Move.INTREKKEN, cjib)
    assert (await tickets.read(number, CJIB)).version == 2


async def test_a_stale_version_is_told_what_changed(database: Database) -> None:
    tickets = service(database)
    number, cjib = (await handed(tickets)).number, staff(CJIB)
    await tickets.move(number, Move.ACCEPTEER, cjib, expected_version=1)
    with pytest.raises(VersionConflict) as conflict:
        await tickets.move(number, Move.START, cjib, expected_version=1)
    assert conflict.value.version == 2
    assert [line.kind for line in conflict.value.changes] == ["accepteer"]


async def test_of_two_who_accept_at_once_one_is_too_late(database: Database) -> None:
    tickets = service(database)
    number = (await handed(tickets)).number
    outcomes = await asyncio.gather(
        *(tickets.move(number, Move.ACCEPTEER, staff(CJIB, name)) for name in ("Noor", "Bo")),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoveNotAllowed", "TicketView"]
    assert [line.kind for line in (await tickets.read(number, CJIB)).history] == ["aanbieden", "accepteer"]


async def test_the_coordinator_routes_what_nobody_has_taken_and_nothing_else(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets, CAK)
    with pytest.raises(MoveNotAllowed):
        await tickets.route(ticket.number, CAK, COORDINATOR)
    with pytest.raises(NotFound):
        await tickets.route(ticket.number, CJIB, staff(UTRECHT))
    routed = await tickets.route(ticket.number, CJIB, COORDINATOR)
    assert (routed.state, routed.organisation, routed.intended_for) == (State.AANGEBODEN, CJIB, None)
    assert (await tickets.unowned()).rows == ()
    await tickets.move(ticket.number, Move.ACCEPTEER, staff(CJIB))
    with pytest.raises(NotYours):
        await tickets.route(ticket.number, UTRECHT, COORDINATOR)


async def test_the_coordinator_works_on_the_lokets_own_tickets(database: Database) -> None:
    tickets = service(database)
    own, other = await handed(tickets, LOKET, "1"), await handed(tickets, CJIB, "2")
    assert (await tickets.open_by_staff(own.number, COORDINATOR)).state is State.ONTVANGEN
    await tickets.move(own.number, Move.ACCEPTEER, COORDINATOR)
    closed = await tickets.move(own.number, Move.HANDELAF, COORDINATOR, text="Wij hebben u gebeld.")
    assert closed.state is State.AFGEHANDELD
    with pytest.raises(NotYours):
        await tickets.move(other.number, Move.ACCEPTEER, COORDINATOR)


async def test_what_could_not_be_delivered_is_the_coordinators(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets)
    assert (await tickets.unowned()).rows == ()
    async with database.write() as session:
        (await session.scalars(select(Outbox))).one().state = "mislukt"
    (row,) = (await tickets.unowned()).rows
    assert (row.number, row.undelivered) == (ticket.number, True)


async def test_a_wrong_code_and_an_unknown_number_are_the_same(database: Database) -> None:
    tickets = service(database)
    one, two = await handed(tickets, draft="1"), await handed(tickets, draft="2")
    for number, code in (
        (one.number, two.access_code),
        ("L26-2222-22", one.access_code),
        ("", ""),
        (one.number, ""),
    ):
        with pytest.raises(NotFound) as error:
            await tickets.for_citizen(number, code)
        assert str(error.value) == ""
        with pytest.raises(NotFound):
            await tickets.citizen_withdraw(number, code)


async def test_a_renewed_code_opens_and_the_old_one_no_more(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets)
    with pytest.raises(NotYours):
        await tickets.renew_code(ticket.number, staff(CJIB))
    fresh = await tickets.renew_code(ticket.number, COORDINATOR)
    assert (await tickets.for_citizen(ticket.number, fresh)).number == ticket.number
    with pytest.raises(NotFound):
        await tickets.for_citizen(ticket.number, ticket.access_code)


async def test_a_citizen_withdraws_before_the_end_and_not_after(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets)
    seen = await tickets.citizen_withdraw(ticket.number, ticket.access_code)
    assert (seen.state, seen.can_withdraw, seen.can_reopen) == (State.INGETROKKEN, False, False)
    for again in (tickets.citizen_withdraw, tickets.citizen_reopen):
        with pytest.raises(MoveNotAllowed):
            await again(ticket.number, ticket.access_code, None)
    with pytest.raises(MoveNotAllowed):
        await tickets.citizen_answer(ticket.number, ticket.access_code, "nog iets")
    assert (await tickets.inbox(CJIB)).rows == ()


async def test_reopening_after_28_days_is_the_executors_only(database: Database) -> None:
    clock = Clock()
    tickets = service(database, clock)
    ticket = await handed(tickets)
    await tickets.move(ticket.number, Move.ACCEPTEER, staff(CJIB))
    await tickets.move(ticket.number, Move.HANDELAF, staff(CJIB), text="Klaar.")
    clock.now += timedelta(days=28, seconds=1)
    assert not (await tickets.for_citizen(ticket.number, ticket.access_code)).can_reopen
    with pytest.raises(MoveNotAllowed, match="28 dagen"):
        await tickets.citizen_reopen(ticket.number, ticket.access_code)
    assert (await tickets.move(ticket.number, Move.HEROPEN, staff(CJIB))).state is State.IN_BEHANDELING


async def test_the_history_cannot_be_edited(database: Database) -> None:
    await handed(service(database))
    with pytest.raises(AppendOnlyViolation):
        async with database.write() as session:
            (await session.scalars(select(TicketEvent))).one().text = "iets anders"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_on_any_walk_through_the_service_history_and_ticket_agree(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asyncio.run(_walk(data, tmp_path_factory))


async def _walk(data: st.DataObject, folders: pytest.TempPathFactory) -> None:
    from bot.store import migrate

    url = f"sqlite:///{folders.mktemp('walk')}/loket.sqlite"
    await migrate(url)
    database = Database.connect(url)
    try:
        tickets = service(database)
        ticket = await handed(tickets, data.draw(st.sampled_from([CJIB, CAK, UTRECHT])))
        for _ in range(data.draw(st.integers(1, 15))):
            await _some_step(data, tickets, ticket)
        async with database.read() as session:
            row = (await session.scalars(select(Ticket))).one()
            lines = (await session.scalars(select(TicketEvent).order_by(TicketEvent.id))).all()
        assert replay((line.from_state, line.to_state) for line in lines) == row.state
        assert [line.version for line in lines] == list(range(1, row.version + 1))
        assert (row.closed_at is not None) == (row.state in ("afgehandeld", "ingetrokken"))
        assert row.state != "teruggegeven"
        assert row.hops == sum(line.kind == "geefterug" for line in lines)
        assert (lines[-1].data or {})["organisatie"] == row.organisation
    finally:
        await database.dispose()


async def _some_step(data: st.DataObject, tickets: TicketService, ticket: TicketReceipt) -> None:
    actor = data.draw(st.sampled_from([staff(CJIB), staff(UTRECHT), staff(TILBURG), COORDINATOR, None]))
    to = data.draw(st.sampled_from([None, CJIB, UTRECHT, TILBURG, CAK, "nergens"]))
    try:
        if actor is None:
            by_citizen = data.draw(
                st.sampled_from([tickets.citizen_answer, tickets.citizen_withdraw, tickets.citizen_reopen])
            )
            await by_citizen(ticket.number, ticket.access_code, "tekst")
        elif data.draw(st.booleans()):
            move = data.draw(st.sampled_from(list(Move)))
            await tickets.move(ticket.number, move, actor, text="tekst", reason=Reason.NIET_VAN_ONS, to=to)
        else:
            await tickets.note(ticket.number, actor, "notitie")
    except TicketError:
        pass


async def test_a_note_among_colleagues_is_not_read_by_the_next_organisation(database: Database) -> None:
    tickets = service(database)
    ticket = await handed(tickets, UTRECHT)
    await tickets.open_by_staff(ticket.number, staff(UTRECHT))
    await tickets.note(ticket.number, staff(UTRECHT), "mevrouw klinkt verward")
    await tickets.note(ticket.number, staff(UTRECHT), "Wij zoeken het uit", visible_to_citizen=True)
    own = await tickets.read(ticket.number, UTRECHT)
    assert "mevrouw klinkt verward" in [line.text for line in own.history]
    await tickets.move(ticket.number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=TILBURG)
    opened = await tickets.open_by_staff(ticket.number, staff(TILBURG))
    noted = await tickets.note(ticket.number, staff(TILBURG), "onze eigen notitie")
    for view in (opened, noted, await tickets.read(ticket.number, TILBURG)):
        texts = [line.text for line in view.history]
        assert "mevrouw klinkt verward" not in texts
        assert "Wij zoeken het uit" in texts
    with pytest.raises(VersionConflict) as late:
        await tickets.move(ticket.number, Move.ACCEPTEER, staff(TILBURG), expected_version=0)
    assert "mevrouw klinkt verward" not in str(late.value.changes)
    looked = await tickets.look(ticket.number, COORDINATOR, why="overzicht")
    assert {"mevrouw klinkt verward", "onze eigen notitie"} <= {line.text for line in looked.history}
