"""Pages of the inbox on a loket in this process: what was deleted, and a list longer than a page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.accounts.roles import Role
from bot.learning.doubt import Review, Why
from bot.learning.review import PAGE, remember
from bot.tickets.history import Actor
from bot.tickets.workflow import ActorKind, Move, Reason
from bot.web.keys import RETENTION, TICKETS
from tests.conftest import Answer
from tests.tickets.helpers import CJIB, UTRECHT, staff
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

PASSWORD = "een lang genoeg wachtwoord 1"
PEOPLE = {
    "noor": (Role.UITVOERDER, CJIB),
    "tess": (Role.UITVOERDER, UTRECHT),
    "sam": (Role.REGISSEUR, None),
}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        for login, (role, organisation) in PEOPLE.items():
            await made.loket.accounts.add(
                name=login, login=login, password=PASSWORD, role=role, organisation=organisation
            )
        yield made


async def log_in(office: Inside, login: str) -> dict[str, str]:
    """The headers of who is logged in."""
    form = {"inlognaam": login, "wachtwoord": PASSWORD}
    async with office.client.post(
        "/uitvoerder/inloggen", data=form, headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False
    ) as answer:
        cookie = answer.cookies["loket_medewerker"].value
    office.client.session.cookie_jar.clear()
    return form_headers(f"loket_medewerker={cookie}")


async def test_a_deleted_ticket_is_gone_for_its_last_holder_and_the_coordinator_and_never_was_for_others(
    office: Inside,
) -> None:
    number = await office.ticket(CJIB)
    await office.loket.public[RETENTION].forget_for_citizen(number)
    for login, status in (("noor", 410), ("sam", 410), ("tess", 404)):
        page = await office.call("GET", f"/uitvoerder/{number}", headers=await log_in(office, login))
        assert page.status == status, login
        assert ("Dit verzoek is verwijderd" in page.body) is (status == 410)
        assert ("omdat de burger daarom vroeg" in page.body) is (status == 410)
    assert (
        await office.call("GET", "/uitvoerder/L26-2222-2T", headers=await log_in(office, "sam"))
    ).status == 404


async def test_a_form_that_comes_after_the_deletion_is_told_that_it_is_gone(office: Inside) -> None:
    number, headers = await office.ticket(CJIB), await log_in(office, "noor")
    page = await office.call("GET", f"/uitvoerder/{number}", headers=headers)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.body)
    assert csrf
    await office.loket.public[RETENTION].forget_for_citizen(number)
    form = urlencode({"csrf": csrf[1], "zet": "accepteer"}).encode()
    assert (await office.call("POST", f"/uitvoerder/{number}", form, headers)).status == 410


async def test_the_history_says_who_gave_it_back_and_why_and_to_whom_it_went(office: Inside) -> None:
    number, tickets = await office.ticket(CJIB), office.loket.public[TICKETS]
    machine = Actor(ActorKind.ORGANISATIE, "zaaksysteem", CJIB, machine=True)
    await tickets.move(number, Move.GEEFTERUG, machine, reason=Reason.NIET_VAN_ONS, to=UTRECHT)
    await tickets.move(number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.ONVOLLEDIG, text="Zonder brief.")
    page = await office.call("GET", f"/uitvoerder/{number}", headers=await log_in(office, "sam"))
    history = page.body.partition('id="geschiedenis"')[2].partition("</ol>")[0]
    lines = [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in history.split("<li>")[1:]]
    told = [line.partition(":30 ")[2] for line in lines]
    assert told[:5] == [
        "loket: aangeboden aan CJIB",
        "zaaksysteem (CJIB): teruggegeven, niet van ons, hoort bij Gemeente Utrecht",
        "loket: aangeboden aan Gemeente Utrecht",
        "Noor (Gemeente Utrecht): teruggegeven, onvolledig Zonder brief.",
        "loket: aangeboden aan de regisseur",
    ]


async def test_the_list_to_learn_from_is_read_to_its_end_and_a_label_leads_back_to_its_page(
    office: Inside,
) -> None:
    async with office.loket.database.write() as session:
        for count in range(PAGE + 7):
            remember(session, Review(Why.UNSURE, f"bericht nummer {count:03d}", "klacht"), office.clock())
    headers = await log_in(office, "sam")
    seen: list[str] = []
    address: str | None = "/uitvoerder/leren"
    pages: list[Answer] = []
    while address is not None:
        pages.append(await office.call("GET", address, headers=headers))
        seen += re.findall(r"bericht nummer \d{3}", pages[-1].body)
        found = re.search(r'href="(/uitvoerder/leren\?na=\d+)" rel="next"', pages[-1].body)
        address = None if found is None else found[1]
    assert len(pages) == 2
    assert seen == [f"bericht nummer {count:03d}" for count in range(PAGE + 7)]
    values = dict(re.findall(r'name="(csrf|bericht|na)" value="([^"]+)"', pages[1].body))
    form = urlencode({**values, "label": "klacht"}).encode()
    async with office.client.post(
        "/uitvoerder/leren", data=form, headers=headers, allow_redirects=False
    ) as answer:
        assert answer.headers["Location"] == f"/uitvoerder/leren?na={values['na']}"
    odd = await office.call("GET", "/uitvoerder/leren?na=x%27", headers=headers)
    assert odd.status == 200
