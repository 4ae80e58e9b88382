"""The plain form and `/status` as a citizen's browser sees them, on a loket whose engine is not there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy.exc import OperationalError

from bot.store import DatabaseBusy
from bot.tickets.workflow import Move
from bot.web.citizen.status import TRIES_PER_NUMBER
from bot.web.keys import TICKETS
from tests.conftest import Answer
from tests.tickets.helpers import CJIB, order, package, staff
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

DANGER = "ik wil niet meer leven door die boete"
HELP = "0800-0113"
FORM = "/formulier/mens_spreken"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


async def send(office: Inside, path: str, fields: dict[str, str]) -> Answer:
    return await office.call("POST", path, urlencode(fields).encode(), form_headers())


async def asked(office: Inside) -> dict[str, str]:
    """Number and code of a request about which its holder asked something."""
    tickets = office.loket.public[TICKETS]
    (made,) = (await tickets.hand_over(order(package()))).tickets
    await tickets.open_by_staff(made.number, staff(CJIB))
    await tickets.move(made.number, Move.ACCEPTEER, staff(CJIB))
    await tickets.move(made.number, Move.START, staff(CJIB))
    await tickets.move(made.number, Move.VRAAGBURGER, staff(CJIB), text="Wat kunt u per maand betalen?")
    return {"nummer": made.number, "code": made.access_code}


async def test_danger_in_a_form_with_errors_is_answered_before_everything_else(office: Inside) -> None:
    page = await send(office, FORM, {"verhaal": DANGER, "contact": ""})
    assert page.status == 400
    assert HELP in page.body
    assert page.body.index(HELP) < page.body.index("<h1>")


async def test_danger_in_a_complete_form_is_answered_above_the_overview_and_seen_first(
    office: Inside,
) -> None:
    fields = {"verhaal": DANGER, "contact": "jan@example.nl", "naam": ""}
    sent = urlencode(fields).encode()
    async with office.client.post(FORM, data=sent, headers=form_headers(), allow_redirects=False) as answer:
        assert answer.status == 303
        place = answer.headers["Location"].partition("#")[2]
    page = (await office.call("GET", "/")).body
    assert page.index(f'id="{place}"') < page.index(HELP) < page.index("Gaat u akkoord met doorsturen?")


async def test_a_form_without_danger_shows_no_help_and_choices_are_no_words_of_danger(
    office: Inside,
) -> None:
    page = await send(office, FORM, {"verhaal": "ik snap de brief niet", "contact": "", "x.y": "ja"})
    assert HELP not in page.body
    assert 'role="alert"' in page.body  # of the error alone


async def test_danger_in_an_answer_on_the_status_page_is_answered_with_the_confirmation(
    office: Inside,
) -> None:
    keys = await asked(office)
    page = await send(office, "/status", {**keys, "zet": "antwoord", "tekst": DANGER})
    assert page.status == 200
    assert DANGER in page.body
    assert page.body.index(HELP) < page.body.index("<h1>")


async def test_mistyped_numbers_of_one_citizen_do_not_keep_another_waiting(office: Inside) -> None:
    for place in range(TRIES_PER_NUMBER + 2):
        page = await send(office, "/status", {"nummer": f"L26-fout-{place}", "code": "22222-CCCCC"})
        assert page.status == 404
    keys = await asked(office)
    for _ in range(TRIES_PER_NUMBER):
        await send(office, "/status", {**keys, "code": "22222-CCCCC"})
    assert (await send(office, "/status", keys)).status == 429


def version_of(page: Answer) -> str:
    """The version that the forms of this page send along."""
    return page.body.partition('name="versie" value="')[2].partition('"')[0]


async def test_a_reload_of_the_status_page_sends_an_answer_only_once(office: Inside) -> None:
    keys = await asked(office)
    sent = {
        **keys,
        "zet": "antwoord",
        "tekst": "40 euro",
        "versie": version_of(await send(office, "/status", keys)),
    }
    assert (await send(office, "/status", sent)).status == 200
    # The organisation asks on; the citizen's browser reloads the page of the first answer.
    await office.loket.public[TICKETS].move(
        keys["nummer"], Move.VRAAGBURGER, staff(CJIB), text="En hoe lang?"
    )
    again = await send(office, "/status", sent)
    assert again.status == 409
    assert "U hebt dit al verstuurd, of er is intussen iets veranderd." in again.body
    assert "En hoe lang?" in again.body
    assert "40 euro</textarea>" not in again.body
    seen = await office.loket.public[TICKETS].for_citizen(keys["nummer"], keys["code"])
    assert [line.text for line in seen.lines if line.own] == ["40 euro"]


async def test_a_reload_does_not_withdraw_or_reopen_twice(office: Inside) -> None:
    keys = await asked(office)
    tickets = office.loket.public[TICKETS]
    await tickets.citizen_answer(keys["nummer"], keys["code"], "40 euro")
    await tickets.move(keys["nummer"], Move.HANDELAF, staff(CJIB), text="U krijgt een brief.")
    sent = {**keys, "zet": "heropen", "tekst": "", "versie": version_of(await send(office, "/status", keys))}
    assert (await send(office, "/status", sent)).status == 200
    await tickets.move(keys["nummer"], Move.HANDELAF, staff(CJIB), text="Nu wel.")
    assert (await send(office, "/status", sent)).status == 409
    seen = await tickets.for_citizen(keys["nummer"], keys["code"])
    assert seen.can_reopen
    stale = {**keys, "zet": "intrekken", "versie": "oud"}
    assert (await send(office, "/status", stale)).status == 409


async def test_what_is_typed_is_kept_when_somebody_was_first_and_a_note_among_colleagues_is_not_somebody(
    office: Inside,
) -> None:
    keys = await asked(office)
    tickets = office.loket.public[TICKETS]
    version = version_of(await send(office, "/status", keys))
    await tickets.note(keys["nummer"], staff(CJIB), "nog bellen", visible_to_citizen=True)
    late = await send(office, "/status", {**keys, "zet": "antwoord", "tekst": "40 <euro>", "versie": version})
    assert late.status == 409
    assert "40 &lt;euro&gt;</textarea>" in late.body
    await tickets.note(keys["nummer"], staff(CJIB), "onder ons")
    sent = {**keys, "zet": "antwoord", "tekst": "40 euro", "versie": version_of(late)}
    assert (await send(office, "/status", sent)).status == 200


CODE = "7KQ4M-PXHT2"


async def test_contact_data_typed_in_the_story_of_a_form_stand_in_the_contact_field(office: Inside) -> None:
    story = "ik snap de brief niet, mail jan@example.nl, mijn burgerservicenummer is 111222333"
    async with office.client.get(FORM):
        pass
    page = await send(office, FORM, {"verhaal": story, "contact": "", "naam": ""})
    assert page.status == 200
    assert "Uw contactgegevens heb ik apart gezet." in page.body
    assert "Ik heb uw burgerservicenummer weggelaten." in page.body
    assert "<dd>jan@example.nl</dd>" in page.body
    assert "111222333" not in page.body


async def test_contact_data_are_kept_when_the_form_is_shown_again_and_replace_nothing_typed(
    office: Inside,
) -> None:
    async with office.client.get(FORM):
        pass
    shown = await send(office, FORM, {"verhaal": "", "naam": "bel 06-00000000", "contact": ""})
    assert shown.status == 400
    assert "Uw contactgegevens heb ik apart gezet." in shown.body
    assert 'value="06 00000000"' in shown.body or 'value="06-00000000"' in shown.body
    done = await send(
        office, FORM, {"verhaal": "mail jan@example.nl", "contact": "els@example.nl", "naam": ""}
    )
    assert "<dd>els@example.nl</dd>" in done.body


async def test_an_access_code_typed_in_a_form_is_kept_nowhere(office: Inside) -> None:
    async with office.client.get(FORM):
        pass
    story = f"mijn toegangscode is {CODE} en ik hoor maar niets van jullie"
    page = await send(office, FORM, {"verhaal": story, "contact": ""})
    assert CODE not in page.body
    page = await send(office, FORM, {"verhaal": story, "contact": "jan@example.nl", "naam": ""})
    assert "•••••-•••••" in page.body
    assert CODE not in page.body


async def test_a_message_that_the_database_did_not_take_is_told_to_be_not_kept(
    office: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office.client.get("/"):
        pass
    made = await office.call("POST", "/v1/gesprekken", {}, {"Content-Type": "application/json"})
    gesprek = made.json["id"]

    for fault in (DatabaseBusy("held"), OperationalError("INSERT", {}, Exception("disk full"))):

        @asynccontextmanager
        async def refuse(fault: Exception = fault) -> AsyncIterator[None]:
            raise fault
            yield

        async def refuse_work(_work: object, fault: Exception = fault) -> None:
            raise fault

        with monkeypatch.context() as broken:
            broken.setattr(office.loket.database, "write", refuse)
            broken.setattr(office.loket.database, "transact", refuse_work)
            page = await send(office, "/", {"tekst": "mijn <boete>", "bericht": "een"})
            body = {"tekst": "mijn boete", "berichtId": "een"}
            path = f"/v1/gesprekken/{gesprek}/berichten"
            answer = await office.call("POST", path, body, {"Content-Type": "application/json"})
        assert (page.status, page.headers["Retry-After"]) == (503, "2")
        assert "Uw bericht is niet bewaard." in page.body
        assert "mijn &lt;boete&gt;</textarea>" in page.body
        assert 'name="bericht" value="een"' in page.body
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert "niet bewaard" in answer.json["detail"]
    again = await send(office, "/", {"tekst": "mijn <boete>", "bericht": "een"})
    assert again.status == 200
    assert again.body.count("mijn &lt;boete&gt;</p>") == 1


async def test_a_form_that_the_database_does_not_take_says_so_keeps_what_was_typed_and_can_be_sent_again(
    office: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.call("GET", FORM)
    fields = {"verhaal": "ik snap de brief niet", "contact": "jan@example.nl", "naam": "Jan Jansen"}
    with monkeypatch.context() as broken:

        @asynccontextmanager
        async def full() -> AsyncIterator[None]:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
            yield

        async def full_too(_work: object) -> None:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

        broken.setattr(office.loket.database, "write", full)
        broken.setattr(office.loket.database, "transact", full_too)
        page = await send(office, FORM, fields)
    assert page.status == 503
    assert page.headers["Retry-After"] == "2"
    assert "niet bewaard" in page.body
    for typed in fields.values():
        assert typed in page.body
    async with office.client.post(
        FORM, data=urlencode(fields).encode(), headers=form_headers(), allow_redirects=False
    ) as answer:
        assert answer.status == 303


async def test_who_pressed_a_button_reads_what_stood_on_it_and_not_what_it_sent(office: Inside) -> None:
    await office.call("GET", "/")
    await send(office, "/", {"tekst": "ik heb een boete die ik niet kan betalen"})
    page = await office.call("GET", "/")
    value, label = re.findall(r'name="knop" value="(/deur\.[^"]+)"[^>]*>([^<]+)<', page.body)[0]
    await send(office, "/", {"knop": value})
    for path in ("/", "/gesprek.txt"):
        page = await office.call("GET", path)
        assert value not in page.body.replace(f'value="{value}"', "")
        assert label in page.body


async def test_a_line_that_is_changed_is_named_as_the_citizen_saw_it(office: Inside) -> None:
    fields = {
        "verhaal": "Kunt u mij bellen over een brief?",
        "contact": "jan@example.nl",
        "naam": "Jan Jansen",
    }
    await send(office, FORM, fields)
    page = await office.call("GET", "/")
    value = re.findall(r'value="(/wijzig\.naam:[0-9]+)"', page.body)[0]
    await send(office, "/", {"knop": value})
    page = await office.call("GET", "/")
    assert "Wijzig: Naam" in page.body
    assert "<p>/wijzig" not in page.body
