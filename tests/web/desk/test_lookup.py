"""Tickets at the desk: seen after a proof only, read aloud, added to, asked after, and every look recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.store import Look, Outbox, Ticket, TicketEvent
from bot.tickets.history import Actor
from bot.tickets.numbers import access_code
from bot.tickets.packages import PackageField
from bot.tickets.workflow import ActorKind, Move
from bot.web.keys import SETTINGS, TICKETS
from tests.web.desk.helpers import Desk, Person, desk

FIELDS = (
    PackageField("naam", "Naam", "naam", "Jan Jansen", "Jan Jansen"),
    PackageField("geboortedatum", "Geboortedatum", "geboortedatum", "1975-03-12", "12 maart 1975"),
    PackageField("postcode", "Postcode", "postcode", "1234 AB", "1234 AB"),
    PackageField(
        "contact", "Bereikbaar via", "contact", {"soort": "telefoon", "adres": "06 00000000"}, "06 00000000"
    ),
)
CJIB_STAFF = Actor(ActorKind.ORGANISATIE, "Tess", "cjib")


async def made(house: Desk) -> tuple[Ticket, str]:
    """A ticket at the CJIB, and its code."""
    number = await house.place.ticket(fields=FIELDS)
    (ticket,) = [one for one in await house.rows(Ticket) if one.number == number]
    secret = house.place.loket.public[SETTINGS].secret_key.encode()
    return ticket, access_code(secret, number, ticket.code_salt)


async def proved(person: Person, number: str, **given: str) -> Any:
    await person.get("/balie/opzoeken")
    return await person.post("/balie/opzoeken", {"nummer": number, "waarom": "stand", **given})


async def test_a_code_or_two_facts_open_a_ticket_and_one_fact_or_a_wrong_one_does_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        ticket, code = await made(house)
        spoken = ticket.number.lower().replace("-", " ")
        for given in (
            {},
            {"code": "7KQ4M-PXHT2"},
            {"naam": "Jan Jansen"},
            {"naam": "Jan Jansen", "postcode": "1234 AC"},
            {"naam": "Jan", "postcode": "1234AB"},
        ):
            assert (await proved(noor, ticket.number, **given)).status == 404, given
            assert (await noor.get(f"/balie/opzoeken/{ticket.number}")).body.count("timeline") == 0
        for given in (
            {"code": code.lower()},
            {"naam": "jan jansen", "postcode": "1234ab"},
            {"geboortedatum": "12-3-1975", "contact": "+31 6 00000000"},
        ):
            page = await proved(noor, spoken, **given)
            assert page.status == 200, given
            assert "Het is daar nog niet geopend" in page.body
            # What the caller did not tell is not shown either: the desk reads what the citizen reads.
            assert "12 maart 1975" not in page.body


async def test_every_look_and_every_failed_try_is_recorded_with_who_and_why_for_the_coordinator(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor, sam = await house.person("noor"), await house.person("sam")
        ticket, code = await made(house)
        await proved(noor, ticket.number, code="7KQ4M-PXHT2")
        await proved(noor, ticket.number, code=code)
        assert [(one.name, one.why) for one in await house.rows(Look)] == [
            ("Noor", "balie: niet bewezen"),
            ("Noor", "balie: De beller vraagt hoe het ermee staat"),
        ]
        page = (await sam.get(f"/balie/inzagen?nummer={ticket.number}")).body
        assert "Noor" in page
        assert "balie: niet bewezen" in page
        assert (await noor.get(f"/balie/inzagen?nummer={ticket.number}")).status == 403
        assert (await sam.get("/balie/inzagen?nummer=L26-2222-22")).status == 404


async def test_a_proof_holds_for_who_gave_it_and_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor, bram = await house.person("noor"), await house.person("bram")
        ticket, code = await made(house)
        await proved(noor, ticket.number, code=code)
        assert ticket.number in (await noor.get(f"/balie/opzoeken/{ticket.number}")).body
        assert "Verzoek opzoeken</h1>" in (await bram.get(f"/balie/opzoeken/{ticket.number}")).body
        house.place.clock.forward(minutes=16)
        assert "Verzoek opzoeken</h1>" in (await noor.get(f"/balie/opzoeken/{ticket.number}")).body
        await noor.post(f"/balie/opzoeken/{ticket.number}", {"actie": "toevoegen", "tekst": "te laat"})
        assert "te laat" not in str([one.text for one in await house.rows(TicketEvent)])


async def test_guessing_is_slowed_down_for_an_employee_and_for_a_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor, bram = await house.person("noor"), await house.person("bram")
        ticket, code = await made(house)
        answers = [(await proved(noor, ticket.number, code="7KQ4M-PXHT2")).status for _ in range(12)]
        assert answers[-1] == 429
        # Also for who comes with the right code: the number itself rests.
        assert (await proved(bram, ticket.number, code=code)).status == 429
        assert "Retry-After" in bram.page.headers


async def test_what_a_caller_adds_reaches_the_holder_and_the_citizen_reads_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        ticket, code = await made(house)
        await proved(noor, ticket.number, code=code)
        path = f"/balie/opzoeken/{ticket.number}"
        assert (await noor.post(path, {"actie": "toevoegen", "tekst": " "})).status == 400
        await noor.post(path, {"actie": "toevoegen", "tekst": "Ik ben verhuisd. Bsn 111222333."})
        assert "Ik ben verhuisd." in noor.page.body
        assert b"111222333" not in house.written(tmp_path)
        sent = [(one.kind, one.receiver) for one in await house.rows(Outbox)]
        assert ("ticket-aangevuld", "cjib") in sent
        view = await house.place.loket.public[TICKETS].for_citizen(ticket.number, code)
        assert "Ik ben verhuisd." in str(view.lines[-1].text)


async def test_an_open_question_is_answered_by_telephone(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        ticket, code = await made(house)
        tickets = house.place.loket.public[TICKETS]
        for move, text in (
            (Move.ACCEPTEER, None),
            (Move.START, None),
            (Move.VRAAGBURGER, "Wat is uw inkomen?"),
        ):
            await tickets.move(ticket.number, move, CJIB_STAFF, text=text)
        await proved(noor, ticket.number, code=code)
        assert "Wat is uw inkomen?" in noor.page.body
        await noor.post(f"/balie/opzoeken/{ticket.number}", {"actie": "toevoegen", "tekst": "1400 euro"})
        view = await tickets.for_citizen(ticket.number, code)
        assert view.state == "in_behandeling"
        assert view.lines[-1].text == "1400 euro"


async def test_the_executor_is_asked_for_progress_once_a_day(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        ticket, code = await made(house)
        path = f"/balie/opzoeken/{ticket.number}"
        await proved(noor, ticket.number, code=code)
        assert (await noor.post(path, {"actie": "navraag"})).status == 200
        assert (await noor.post(path, {"actie": "navraag"})).status == 409
        house.place.clock.forward(hours=9)
        await proved(noor, ticket.number, code=code)
        assert (await noor.post(path, {"actie": "navraag"})).status == 409
        asked = [one for one in await house.rows(TicketEvent) if one.kind == "navraag"]
        assert [one.actor_name for one in asked] == ["Noor"]


async def test_who_lost_the_number_is_found_by_organisation_and_two_facts(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        ticket, _ = await made(house)
        facts = {"naam": "Jan Jansen", "geboortedatum": "12 maart 1975"}
        for given, status in (
            ({**facts, "organisatie": "duo"}, 404),
            ({"naam": "Jan Jansen", "organisatie": "cjib"}, 404),
            ({"geboortedatum": "12 maart 1975", "postcode": "1234 AB", "organisatie": "cjib"}, 404),
            ({**facts, "organisatie": "gemeente"}, 400),
        ):
            assert (await proved(noor, "", **given)).status == status, given
        assert await house.rows(Look) == []
        page = await proved(noor, "", **facts, organisatie="het CJIB")
        assert ticket.number in page.body
        assert "Het is daar nog niet geopend" in page.body
        assert [one.why for one in await house.rows(Look)] == [
            "balie: De beller vraagt hoe het ermee staat (zonder nummer)"
        ]
        other, _ = await made(house)
        page = await proved(noor, "", **facts, organisatie="het CJIB")
        assert ticket.number in page.body
        assert other.number in page.body
