"""The inbox and the status page from outside, on a really running loket without engine: forms as browsers send them."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from bot.accounts.roles import Role
from bot.accounts.service import AccountService
from bot.app import utc_now
from bot.store import Database, migrate
from bot.tickets.organisations import Organisation
from bot.tickets.packages import PackageField, TicketReceipt
from bot.tickets.service import TicketService
from tests.conftest import START_SECONDS, Answer, RunningLoket, answers, start_loket, stop_loket, wait_until
from tests.tickets.helpers import order, package

SECRET = "a secret for the tests of the inboxes, long enough"
PASSWORD = "een lang genoeg wachtwoord 1"
UTRECHT, TILBURG = "gemeente:0344", "gemeente:0855"
PEOPLE = {
    "noor": ("Noor", Role.UITVOERDER, UTRECHT),
    "bram": ("Bram", Role.UITVOERDER, UTRECHT),
    "tess": ("Tess", Role.UITVOERDER, TILBURG),
    "sam": ("Sam", Role.REGISSEUR, None),
}
KNOWN = {one: Organisation(one, f"de {one}") for one in (UTRECHT, TILBURG, "cjib", "duo")}


@dataclass
class House:
    """A loket with people, and a way to hand tickets over beside it."""

    loket: RunningLoket
    url: str
    drafts: int = 0

    def hand_over(self, *packages: object) -> tuple[str, tuple[TicketReceipt, ...]]:
        self.drafts += 1

        async def done() -> tuple[str, tuple[TicketReceipt, ...]]:
            database = Database.connect(self.url)
            tickets = TicketService(database, secret=SECRET.encode(), clock=utc_now, organisations=KNOWN.get)
            receipt = await tickets.hand_over(order(*packages, draft=f"inbox-{self.drafts}"))  # type: ignore[arg-type]
            await database.dispose()
            return str(receipt.case_number), receipt.tickets

        return asyncio.run(done())

    def one(self, organisation: str = UTRECHT, **changes: object) -> TicketReceipt:
        return self.hand_over(package(organisation, **changes))[1][0]


@dataclass
class Person:
    """Somebody who is logged in."""

    loket: RunningLoket
    cookie: str

    def get(self, path: str) -> Answer:
        return self.loket.call("GET", path, headers={"Cookie": self.cookie})

    def page(self, number: str) -> str:
        answer = self.get(f"/uitvoerder/{number}")
        assert answer.status == 200, answer.status
        return answer.body

    def send(self, number: str, form: str, *, stale: bool = False, **fields: str) -> Answer:
        """This form of the ticket's page, with the version and token that the page gave."""
        page = self.page(number)
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        version = re.search(r'name="versie" value="(\d+)"', page)
        assert token is not None
        assert version is not None
        given = {"csrf": "oud" if stale else token[1], "versie": version[1], "zet": form, **fields}
        return self.post(f"/uitvoerder/{number}", given)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Cookie": self.cookie,
        }
        return self.loket.call("POST", path, urlencode(fields).encode(), headers)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("inboxes")
    url = f"sqlite:///{var}/loket.sqlite"

    async def people() -> None:
        await migrate(url)
        database = Database.connect(url)
        accounts = AccountService(database, clock=utc_now)
        for login, (name, role, organisation) in PEOPLE.items():
            await accounts.add(
                name=name, login=login, password=PASSWORD, role=role, organisation=organisation
            )
        await database.dispose()

    asyncio.run(people())
    running = start_loket(var, {"LOKET_DATABASE_URL": url, "LOKET_SECRET_KEY": SECRET}, engine=False)
    try:
        wait_until(lambda: answers(running, "/livez"), START_SECONDS, "the loket answers")
        yield House(running, url)
    finally:
        stop_loket(running)


@pytest.fixture(scope="module")
def people(house: House) -> dict[str, Person]:
    import http.client
    from urllib.parse import urlsplit

    found = {}
    for login in PEOPLE:
        # urllib follows the redirect and loses its cookie: one plain request gives it.
        connection = http.client.HTTPConnection(urlsplit(house.loket.url).netloc, timeout=30)
        connection.request(
            "POST",
            "/uitvoerder/inloggen",
            urlencode({"inlognaam": login, "wachtwoord": PASSWORD}),
            {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        )
        answer = connection.getresponse()
        assert answer.status == 303
        found[login] = Person(house.loket, answer.headers["Set-Cookie"].split(";")[0])
        connection.close()
    return found


def text(page: str) -> str:
    """A page as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def taken(person: Person, number: str) -> None:
    person.send(number, "accepteer")
    person.send(number, "start")


def status(house: House, ticket: TicketReceipt, **fields: str) -> Answer:
    given = {"nummer": ticket.number, "code": ticket.access_code, **fields}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    return house.loket.call("POST", "/status", urlencode(given).encode(), headers)


# --- whose it is, and the lists ----------------------------------------------------------------------------


def test_a_ticket_is_claimed_passed_on_to_a_colleague_and_let_go_and_the_lists_follow(
    house: House, people: dict[str, Person]
) -> None:
    noor, bram, number = people["noor"], people["bram"], house.one().number

    def stands_in(person: Person, view: str) -> bool:
        return number in person.get(f"/uitvoerder/?toon={view}").body

    assert stands_in(noor, "vrij")
    assert stands_in(noor, "nieuw")
    noor.send(number, "opeisen")
    assert stands_in(noor, "mijn")
    assert not stands_in(noor, "vrij")
    assert not stands_in(noor, "nieuw")
    assert "Dit verzoek staat op naam van Noor" in text(bram.page(number))
    refused = bram.send(number, "opeisen")
    assert refused.status in {400, 409}
    option = re.search(r'<option value="(\d+)">Bram', noor.page(number))
    assert option is not None
    noor.send(number, "doorgeven", collega=option[1])
    assert stands_in(bram, "mijn")
    assert not stands_in(noor, "mijn")
    bram.send(number, "loslaten")
    assert stands_in(noor, "vrij")
    assert "behandelaar: Bram" in text(noor.page(number))


def test_a_ticket_is_passed_to_nobody_of_another_organisation(
    house: House, people: dict[str, Person]
) -> None:
    number = house.one().number
    assert "Tess" not in people["noor"].page(number)
    for account in ("1", "2", "3", "4", "999", "x", ""):
        people["noor"].send(number, "doorgeven", collega=account)
        assert "op naam van Tess" not in text(people["noor"].page(number))
        assert "op naam van Sam" not in text(people["noor"].page(number))


def test_every_list_has_its_count_and_its_filters_stay_in_the_address(
    house: House, people: dict[str, Person]
) -> None:
    house.one(summary="Een bijzonder geval met kamelen.")
    page = people["noor"].get("/uitvoerder/?toon=nieuw").body
    for label in ("Van mij", "Van niemand", "Nieuw", "Wacht op burger", "Te laat", "Alle"):
        assert re.search(rf"{label} \((\d+|100 of meer)\)", text(page)), label
    assert 'href="/uitvoerder/?toon=wacht"' in page
    assert 'href="/uitvoerder/export.csv?toon=nieuw"' in page
    assert people["noor"].get("/uitvoerder/?toon=onzin").status == 404
    assert people["noor"].get("/uitvoerder/?na=onzin").status == 404


@pytest.mark.parametrize("question", ["kameel", "KAMÉEL", "Zuidwijk", "12.3456.7890", "kameel zuid"])
def test_a_ticket_is_found_by_word_name_and_reference_by_its_own_organisation_only(
    house: House, people: dict[str, Person], question: str
) -> None:
    fields = (
        PackageField("naam", "Naam", "naam", "Ans Zuidwijk", "Ans Zuidwijk"),
        PackageField("kenmerk", "Kenmerk", "kenmerk", "1234567890", "1234567890"),
    )
    number = house.one(summary="Een kameel staat in de tuin.", fields=fields).number
    address = "/uitvoerder/?" + urlencode({"q": question})
    by_number = "/uitvoerder/?" + urlencode({"q": number.lower()})
    link = f'href="/uitvoerder/{number}"'
    for path in (address, by_number):
        assert link in people["noor"].get(path).body
        assert link not in people["tess"].get(path).body


def test_the_file_opens_in_a_spreadsheet_and_calculates_nothing(
    house: House, people: dict[str, Person]
) -> None:
    evil = [f'{sign}HYPERLINK("http://x"); "en"' for sign in ("=", "+", "-", "@", "\t=", "\r=", " =")]
    numbers = {house.one(summary=summary).number: summary for summary in evil}
    answer = people["noor"].get("/uitvoerder/export.csv")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.body.startswith("\ufeffNummer;")
    rows = list(csv.DictReader(io.StringIO(answer.body[1:], newline=""), delimiter=";"))
    cells = {row["Nummer"]: row["Samenvatting"] for row in rows}
    for number, summary in numbers.items():
        assert cells[number] == "'" + summary
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())


# --- who else, drafts, canned answers ----------------------------------------------------------------------


def test_who_else_has_it_open_is_told_at_the_top_and_by_a_page_that_asks_again_without_script(
    house: House, people: dict[str, Person]
) -> None:
    number = house.one().number
    assert "nu ook open" not in people["noor"].page(number)
    assert "Let op: Noor heeft dit verzoek nu ook open." in text(people["bram"].page(number))
    frame = people["noor"].get(f"/uitvoerder/{number}/wie")
    assert "Ook open bij: Bram" in text(frame.body)
    assert frame.headers["Refresh"] == "20"
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    other = people["tess"].get(f"/uitvoerder/{number}/wie")
    assert "Noor" not in other.body
    assert "Refresh" not in other.headers
    nobody = house.loket.call("GET", f"/uitvoerder/{number}/wie")
    assert "U bent uitgelogd" in text(nobody.body)


def test_what_was_typed_survives_a_refusal_a_new_log_in_and_a_closed_browser(
    house: House, people: dict[str, Person]
) -> None:
    noor, number = people["noor"], house.one().number
    taken(noor, number)
    refused = noor.send(number, "vraagburger", versie="1", tekst="Wat verdient u?")
    assert refused.status == 409
    assert "Wat verdient u?" in refused.body
    assert "Wat verdient u?" in noor.page(number)
    assert "Wat verdient u?" not in people["bram"].page(number)
    stale = noor.send(number, "handelaf", stale=True, tekst="Een lange uitleg")
    assert stale.status == 409
    assert "Een lange uitleg" in noor.page(number)
    assert "afgehandeld" not in text(noor.page(number)).split("Geschiedenis")[1].split("Behandelaar")[0]
    noor.send(number, "notitie", concept="1", tekst="Nog nabellen")
    page = noor.page(number)
    for words in ("Wat verdient u?", "Een lange uitleg", "Nog nabellen"):
        assert page.count(words) == 1
    noor.send(number, "notitie", tekst="Nog nabellen")
    assert "Nog nabellen" not in noor.page(number).split('id="tekst-notitie"')[1].split("</textarea>")[0]


def test_canned_answers_are_made_changed_inserted_and_removed_by_their_own_organisation_only(
    house: House, people: dict[str, Person]
) -> None:
    noor, path = people["noor"], "/uitvoerder/standaardantwoorden"
    token = re.search(r'name="csrf" value="([^"]+)"', noor.get(path).body)
    assert token is not None
    csrf = token[1]
    empty = noor.post(path, {"csrf": csrf, "titel": "", "tekst": "Beste inwoner"})
    assert empty.status == 400
    assert "Beste inwoner" in empty.body
    noor.post(path, {"csrf": csrf, "titel": "Begroeting", "tekst": "Beste inwoner"})
    found = re.search(r"wijzig=(\d+)", noor.get(path).body)
    assert found is not None
    noor.post(path, {"csrf": csrf, "id": found[1], "titel": "Groet", "tekst": "Goedendag inwoner"})
    number = house.one().number
    taken(noor, number)
    noor.send(number, "vraagburger", invoegen="1", standaard=found[1], tekst="Eigen begin")
    assert "Eigen begin\n\nGoedendag inwoner" in noor.page(number)
    theirs = re.search(r'name="csrf" value="([^"]+)"', people["tess"].get(path).body)
    assert theirs is not None
    assert "Goedendag" not in people["tess"].get(path).body
    taking = {"csrf": theirs[1], "id": found[1], "titel": "x", "tekst": "y"}
    assert people["tess"].post(path, taking).status == 404
    assert people["tess"].post(path, {**taking, "verwijder": "1"}).status == 404
    noor.post(path, {"csrf": csrf, "id": found[1], "verwijder": "1"})
    assert "Goedendag" not in noor.get(path).body


# --- calling, exceptions -----------------------------------------------------------------------------------


def test_the_citizen_says_when_calling_suits_and_reads_that_somebody_tried(
    house: House, people: dict[str, Person]
) -> None:
    noor, ticket = people["noor"], house.one()
    taken(noor, ticket.number)
    without = status(house, ticket, zet="belmoment", wanneer="ochtend")
    assert without.status == 400
    assert "Op welk nummer kunnen wij u bellen?" in text(without.body)
    said = status(house, ticket, zet="belmoment", wanneer="ochtend", telefoon="06-00000000")
    assert said.status == 200
    assert "in de ochtend, op +31 6 00000000" in text(noor.page(ticket.number))
    noor.send(ticket.number, "gebeld", gesprek="niet_bereikt", tekst="stond op voicemail")
    noor.send(ticket.number, "gebeld", gesprek="afgesproken", tekst="U stuurt de brief op.")
    told = text(status(house, ticket).body)
    assert "heeft u gebeld, maar kreeg u niet te pakken" in told
    assert "U stuurt de brief op." in told
    assert "voicemail" not in told
    assert "stond op voicemail" in text(noor.page(ticket.number))
    assert noor.send(ticket.number, "gebeld", gesprek="afgesproken").status == 400


def test_a_request_for_an_exception_is_closed_with_its_outcome_and_helps_the_next_without_persons(
    house: House, people: dict[str, Person]
) -> None:
    noor = people["noor"]
    first, second, elsewhere = (
        house.one(organisation, door="maatwerk", schemes=("bijstand",), summary="Jan Puk vraagt iets")
        for organisation in (UTRECHT, UTRECHT, TILBURG)
    )
    taken(noor, first.number)
    bare = noor.send(first.number, "handelaf", tekst="Het mag.")
    assert bare.status == 400
    assert "Kies hoe het verzoek om een uitzondering is afgelopen." in text(bare.body)
    mixed = noor.send(first.number, "handelaf", tekst="Het mag.", uitkomst="toegekend/geen_ruimte")
    assert mixed.status == 400
    noor.send(
        first.number, "handelaf", tekst="De kostendelersnorm telt niet.", deelbaar="ja",
        uitkomst="toegekend/hardheidsclausule",
    )  # fmt: skip
    beside = text(noor.page(second.number)).split("Vergelijkbare verzoeken")[1].split("Wat wilt u doen")[0]
    assert "De uitzondering is toegekend" in beside
    assert "Hardheidsclausule in de wet of regeling" in beside
    assert "De kostendelersnorm telt niet." in beside
    for person in ("Jan Puk", first.number, "Noor"):
        assert person not in beside
    assert "kostendelersnorm" not in people["tess"].page(elsewhere.number)


# --- the citizen -------------------------------------------------------------------------------------------


def test_a_question_reaches_the_citizen_and_the_answer_comes_back(
    house: House, people: dict[str, Person]
) -> None:
    noor, ticket = people["noor"], house.one()
    taken(noor, ticket.number)
    noor.send(ticket.number, "vraagburger", tekst="Wat verdient u per maand?")
    asked = text(status(house, ticket).body)
    assert "Wat verdient u per maand?" in asked
    assert "U bent aan de beurt." in asked
    assert status(house, ticket, zet="antwoord", tekst=" ").status == 400
    assert status(house, ticket, zet="antwoord", tekst="1400 euro").status == 200
    assert "1400 euro" in text(noor.page(ticket.number))


def test_the_status_page_says_who_has_it_since_when_what_was_promised_and_what_comes_next(
    house: House,
) -> None:
    ticket = house.one()
    told = text(status(house, ticket).body)
    assert re.search(r"Uw verzoek ligt bij de gemeente Utrecht, sinds \d+ \w+ \d{4}", told)
    assert "bekijkt uw verzoek en laat weten of het daar hoort" in told
    promised = told.split("Wat u kunt verwachten")[1].split("Wat wij hebben doorgegeven")[0]
    assert "8 december 2026" in promised


def test_corrected_contact_details_reach_the_holder_and_the_old_ones_are_nowhere(
    house: House, people: dict[str, Person]
) -> None:
    fields = (
        PackageField(
            "contact",
            "Bereikbaar via",
            "contact",
            {"soort": "email", "adres": "oud@example.nl"},
            "oud@example.nl",
        ),
    )
    ticket = house.one(fields=fields, contact={"soort": "email", "adres": "oud@example.nl"})
    wrong = status(house, ticket, zet="contact", contact="zomaar wat")
    assert wrong.status == 400
    assert "zomaar wat" in wrong.body
    assert status(house, ticket, zet="contact", contact="nieuw@example.nl").status == 200
    page = people["noor"].page(ticket.number)
    assert "nieuw@example.nl" in page
    assert "contactgegevens gewijzigd" in page
    assert "oud@example.nl" not in page
    assert "oud@example.nl" not in status(house, ticket).body


def test_whether_it_helped_is_said_once_and_read_by_holder_and_coordinator_and_counted(
    house: House, people: dict[str, Person]
) -> None:
    case, (ticket,) = house.hand_over(package(UTRECHT))
    noor = people["noor"]
    assert status(house, ticket, zet="oordeel", geholpen="ja").status == 409
    taken(noor, ticket.number)
    noor.send(ticket.number, "handelaf", tekst="U krijgt een brief.")
    assert status(house, ticket, zet="oordeel").status == 400
    assert status(house, ticket, zet="oordeel", geholpen="beetje", tekst="Het duurde lang").status == 200
    assert status(house, ticket, zet="oordeel", geholpen="ja").status == 409
    page = text(noor.page(ticket.number))
    assert "De burger zegt: Een beetje geholpen" in page
    assert "Het duurde lang" in page
    assert "Een beetje geholpen" in text(people["sam"].get(f"/uitvoerder/dossier/{case}").body)
    assert 'loket_feedback{answer="beetje"} ' in house.loket.call("GET", "/metrics").body


def test_an_unknown_number_and_a_wrong_code_are_one_answer_whatever_the_form_asks(house: House) -> None:
    ticket = house.one()
    for move in ("", "antwoord", "intrekken", "heropen", "contact", "belmoment", "oordeel"):
        fields = {"zet": move, "tekst": "x", "contact": "a@example.nl", "wanneer": "niet", "geholpen": "ja"}
        known = status(house, ticket, **{**fields, "code": "AAAAA-AAAAA"})
        unknown = status(house, ticket, **{**fields, "nummer": "L26-2222-2T", "code": "AAAAA-AAAAA"})
        pages = [re.sub(r'value="[^"]*"', "", one.body) for one in (known, unknown)]
        assert (known.status, unknown.status) == (404, 404), move
        assert pages[0] == pages[1]


# --- one case, several tickets -----------------------------------------------------------------------------


def test_each_receiver_sees_its_own_package_only_and_hears_no_more_than_that_a_part_is_finished(
    house: House, people: dict[str, Person]
) -> None:
    case, (utrecht, tilburg) = house.hand_over(
        package(UTRECHT, summary="Alleen voor Utrecht: zilverreiger", own_words="zilverreiger"),
        package(TILBURG, summary="Alleen voor Tilburg: ooievaar", own_words="ooievaar"),
    )
    noor, tess, sam = people["noor"], people["tess"], people["sam"]
    taken(noor, utrecht.number)
    noor.send(utrecht.number, "handelaf", tekst="Klaar: zilverreiger gered.")
    pages = [
        "/uitvoerder/",
        "/uitvoerder/?toon=afgehandeld",
        "/uitvoerder/?q=zilverreiger",
        "/uitvoerder/export.csv",
        f"/uitvoerder/{tilburg.number}",
    ]
    for path in pages:
        body = tess.get(path).body.replace("“zilverreiger”", "").replace('value="zilverreiger"', "")
        assert "reiger" not in re.sub(r"q=zilverreiger", "", body), path
        assert utrecht.number not in body, path
    assert tess.get(f"/uitvoerder/{utrecht.number}").status == 404
    assert tess.get(f"/uitvoerder/dossier/{case}").status == 403
    from tests.web.helpers import command

    token = command(house.loket, "token", "add", TILBURG)
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/v1/tickets?aantal=100", f"/v1/tickets/{tilburg.number}", f"/v1/tickets/{utrecht.number}"):
        assert "reiger" not in house.loket.call("GET", path, headers=headers).body
    other = text(tess.page(tilburg.number))
    assert "een ander deel van het dossier is afgehandeld" in other
    assert "Utrecht" not in other
    assert "Noor" not in other
    told = text(status(house, tilburg).body)
    assert "Een ander deel van uw zaak is afgehandeld." in told
    assert "Utrecht" not in told
    whole = text(sam.get(f"/uitvoerder/dossier/{case}").body)
    for words in (utrecht.number, tilburg.number, "zilverreiger", "ooievaar", "Afgehandeld"):
        assert words in whole
    assert sam.get("/uitvoerder/dossier/D26-2222-2X").status == 404
