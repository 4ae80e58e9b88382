"""One button switches the citizen's pages to English and back; what receivers get stays Dutch."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bot.accounts.roles import Role
from bot.store import Ticket
from bot.tickets.delivery.events import Waiting
from bot.tickets.workflow import Move
from bot.web.keys import CONVERSATIONS, TICKETS
from tests.conftest import Answer
from tests.tickets.helpers import CJIB, order, package, staff
from tests.translation.test_english import DUTCH_WORDS, QUOTED, names
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside
from tests.web.staff import add, person

ENGLISH = {"Cookie": "loket_taal=en"}
VOID = {"meta", "link", "input", "br", "img", "hr"}
READ = ("aria-label", "title", "alt", "placeholder")


class Reading(HTMLParser):
    """What somebody reads of a page or hears of it, without what the page itself marks as Dutch."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.texts: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        here = given.get("lang") or (self._open[-1][1] if self._open else "")
        if tag == "html":
            self.language = here
        if here != "nl":
            self.texts += [given[name] for name in READ if name in given]
        if tag not in VOID:
            self._open.append((tag, here))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in {"script", "style"} and self._open[-1][1] != "nl":
            self.texts.append(data)


def read(page: str) -> Reading:
    reading = Reading()
    reading.feed(page)
    return reading


def dutch_in(page: str, *own: str) -> list[str]:
    """Pieces of an English page that are Dutch; `own` are the citizen's own words and those of staff."""
    found = []
    for text in read(page).texts:
        bare = text
        for name in (*own, *QUOTED, *names(), "Loket (demonstratie)"):
            bare = bare.replace(name, "")
        if DUTCH_WORDS.search(bare):
            found.append(" ".join(text.split()))
    return found


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


async def send(office: Inside, path: str, fields: dict[str, str]) -> Answer:
    return await office.call("POST", path, urlencode(fields).encode(), form_headers())


async def choose(office: Inside, language: str, back: str = "/") -> Answer:
    return await send(office, "/taal", {"taal": language, "terug": back})


async def test_one_button_on_every_page_of_citizens_switches_to_english_and_back(office: Inside) -> None:
    pages = ("/", "/status", "/verder", "/over", "/privacy", "/hoe-het-werkt", "/toegankelijkheid", "/formulier/klacht",
             "/status/code-kwijt", "/nergens")  # fmt: skip
    for path in pages:
        page = await office.call("GET", path)
        assert read(page.body).language == "nl"
        assert re.search(r'name="taal" value="en" type="submit" lang="en">English<', page.body), path
    there = await choose(office, "en", "/privacy")
    assert there.status == 200
    assert "<h1>Your privacy</h1>" in there.body
    for path in pages:
        page = await office.call("GET", path)
        assert read(page.body).language == "en", path
        assert re.search(r'name="taal" value="nl" type="submit" lang="nl">Nederlands<', page.body), path
        assert dutch_in(page.body) == [], path
    assert "<h1>Uw privacy</h1>" in (await choose(office, "nl", "/privacy")).body


async def test_a_language_that_is_not_there_and_a_form_of_another_site_change_nothing(office: Inside) -> None:
    assert read((await choose(office, "fy")).body).language == "nl"
    foreign = {**form_headers(), "Origin": "https://elders.example.nl", "Sec-Fetch-Site": "cross-site"}
    refused = await office.call("POST", "/taal", b"taal=en", foreign)
    assert refused.status == 403
    assert read((await office.call("GET", "/")).body).language == "nl"
    away = await choose(office, "en", "//elders.example.nl/")
    assert "Are you stuck with the government?" in away.body


async def test_every_form_is_english_with_its_errors_its_overview_and_its_receipt(office: Inside) -> None:
    await choose(office, "en")
    doors = office.loket.knowledge().doors
    for door in doors:
        page = await office.call("GET", f"/formulier/{door}")
        assert dutch_in(page.body) == [], door
        form = page.body.partition(f'action="/formulier/{door}"')[2].partition("</form>")[0]
        names_of = dict.fromkeys(re.findall(r' name="([^"]+)"', form), "")
        given = {name: "1" if name.endswith(("naam", "contact", "postcode")) else "" for name in names_of}
        wrong = await send(office, f"/formulier/{door}", given)
        assert wrong.status == 400
        assert "This field is needed." in wrong.body
        assert dutch_in(wrong.body) == [], door
    story = "I would like an explanation of my letter please"
    page = await send(
        office, "/formulier/mens_spreken", {"verhaal": story, "contact": "jan@example.nl", "naam": ""}
    )
    assert dutch_in(page.body, story) == []
    assert "with Dutch labels" in page.body
    for words in ("To an employee of this counter", "Your question", "Can be reached at", "Yes, send this"):
        assert words in page.body
    button = re.search(r'value="(/versturen\.[^"]+)"', page.body)
    assert button is not None
    page = await send(office, "/", {"knop": button[1], "bericht": "b1"})
    assert dutch_in(page.body, story) == []
    receipt = await office.call("GET", "/ontvangstbewijs")
    assert "Proof of receipt" in receipt.body
    assert dutch_in(receipt.body, story) == []
    file = (await office.call("GET", "/ontvangstbewijs.txt")).body
    assert re.search(r"Received on \d+ November 2026 at \d\d:\d\d\.", file)
    assert [
        line for line in file.replace("Loket (demonstratie)", "").splitlines() if DUTCH_WORDS.search(line)
    ] == []
    assert "Assistant: " in (await office.call("GET", "/gesprek.txt")).body
    for path in ("/gesprek/verwijderen", "/verder"):
        assert dutch_in((await office.call("GET", path)).body) == [], path


async def test_what_the_organisation_gets_is_the_same_whatever_the_citizen_reads(office: Inside) -> None:
    fields = {
        "verhaal": "Ik wil graag uitleg over mijn brief",
        "contact": "jan@example.nl",
        "naam": "Jan Jansen",
    }
    kept = []
    for language in ("nl", "en"):
        await send(office, "/nieuw", {})
        await choose(office, language)
        page = await send(office, "/formulier/mens_spreken", fields)
        button = re.search(r'value="(/versturen\.[^"]+)"', page.body)
        assert button is not None
        page = await send(office, "/", {"knop": button[1], "bericht": f"b-{language}"})
        (number,) = set(re.findall(r"L26-\w{4}-\w{2}", page.body))
        ticket = await office.loket.public[TICKETS].read(number, "loket")
        kept.append((ticket.fields, ticket.summary, ticket.own_words, ticket.terms, ticket.routing))
    assert kept[0] == kept[1]
    assert [field["label"] for field in kept[1][0]] == ["Uw vraag", "Naam", "Bereikbaar via"]


async def asked(office: Inside) -> dict[str, str]:
    tickets = office.loket.public[TICKETS]
    (made,) = (await tickets.hand_over(order(package()))).tickets
    await tickets.open_by_staff(made.number, staff(CJIB))
    for move in (Move.ACCEPTEER, Move.START):
        await tickets.move(made.number, move, staff(CJIB))
    await tickets.move(made.number, Move.VRAAGBURGER, staff(CJIB), text="Wat kunt u per maand betalen?")
    return {"nummer": made.number, "code": made.access_code}


async def test_the_status_page_is_english_in_every_state_and_switches_where_it_stands(office: Inside) -> None:
    keys = await asked(office)
    question = "Wat kunt u per maand betalen?"
    dutch = await send(office, "/status", keys)
    assert read(dutch.body).language == "nl"
    page = await send(office, "/status", {**keys, "taal": "en"})
    assert "The CJIB is waiting for your answer." in page.body
    own = (question, "Waarom weet ik het niet", "Uitgelegd", "40 euro")
    assert dutch_in(page.body, *own) == []
    page = await send(office, "/status", {**keys, "zet": "antwoord", "tekst": "40 euro"})
    assert read(page.body).language == "en"  # and the choice is kept
    assert "The CJIB is working on your request." in page.body
    assert dutch_in(page.body, *own) == []
    wrong = await send(office, "/status", {**keys, "zet": "contact", "contact": "x"})
    assert "I see no e-mail address" in wrong.body
    assert dutch_in(wrong.body, *own) == []
    tickets = office.loket.public[TICKETS]
    await tickets.move(keys["nummer"], Move.HANDELAF, staff(CJIB), text="Uitgelegd")
    page = await send(office, "/status", keys)
    assert "Did this help you?" in page.body
    assert dutch_in(page.body, *own) == []
    page = await send(office, "/status/verwijderen", {**keys, "zeker": "ja"})
    assert "This was deleted, as you asked." in page.body
    assert dutch_in(page.body) == []
    assert "do not belong together" in (await send(office, "/status", {"nummer": "x", "code": "y"})).body


async def test_a_conversation_that_has_begun_goes_on_in_the_other_language(office: Inside) -> None:
    await office.call("GET", "/")
    await send(office, "/", {"tekst": "ik wil iemand spreken", "bericht": "a"})
    page = await choose(office, "en")
    reading = read(page.body)
    assert reading.language == "en"
    text = " ".join(" ".join(reading.texts).split())
    assert "We will go on in English." in text
    assert "What do you want to ask or tell?" in text
    # What was said before stays as it was, marked as the language it is in.
    assert re.search(r'<div class="message message--loket[^>]*lang="nl"', page.body)
    assert dutch_in(page.body, "ik wil iemand spreken") == []
    page = await choose(office, "nl")
    assert "We gaan verder in het Nederlands." in page.body
    assert re.search(r'<div class="message message--loket[^>]*lang="en"', page.body)


async def test_a_conversation_in_which_nothing_was_said_begins_anew_in_the_other_language(
    office: Inside,
) -> None:
    await office.call("GET", "/")
    page = await choose(office, "en")
    assert "Tell me in your own words what is the matter." in page.body
    assert "Goedendag" not in page.body


async def test_the_language_follows_to_another_device_and_to_a_frame_without_cookies(office: Inside) -> None:
    conversations = office.loket.conversations
    token, view = await conversations.create("web", "en")
    assert view.language == "en"
    frame = {"Loket-Gesprek": token, "Sec-Fetch-Site": "same-origin"}
    assert read((await office.call("GET", "/", headers=frame)).body).language == "en"
    made = await office.call(
        "POST", "/verder/code", b"", {**form_headers(), "Cookie": f"loket_gesprek={token}"}
    )
    code = re.search(r'class="device-code">([0-9A-Z-]+)<', made.body)
    assert code is not None
    page = await send(office, "/verder", {"code": code[1]})
    assert read(page.body).language == "en"
    assert read((await office.call("GET", "/status")).body).language == "en"


async def test_a_frame_switches_its_conversation_by_what_it_sends_along(office: Inside) -> None:
    conversations = office.loket.public[CONVERSATIONS]
    token, _ = await conversations.create("web")
    await conversations.post(token, "ik wil iemand spreken")
    frame = {**form_headers(), "Loket-Gesprek": token, "Loket-Taal": "nl"}
    answer = await office.call("POST", "/taal", b"taal=en", frame)
    assert answer.status == 200
    assert "loket_taal" not in answer.headers.get("Set-Cookie", "")
    assert (await conversations.read(token)).language == "en"
    page = await office.call("GET", "/ingebed?taal=en&kleur=licht")
    assert read(page.body).language == "en"
    assert dutch_in(page.body) == []
    assert '<input type="hidden" name="kleur" value="licht">' in page.body


async def test_staff_and_the_api_speak_dutch_and_a_conversation_by_the_api_the_language_it_asks(
    office: Inside,
) -> None:
    assert read((await office.call("GET", "/uitvoerder/inloggen", headers=ENGLISH)).body).language == "nl"
    begun = await office.call("POST", "/v1/gesprekken", {"taal": "en"})
    assert begun.status == 201
    assert begun.json["taal"] == "en"
    assert "I am a computer, not a person." in begun.json["berichten"][0]["tekst"]
    assert (await office.call("POST", "/v1/gesprekken", {})).json["taal"] == "nl"
    assert (await office.call("POST", "/v1/gesprekken")).json["taal"] == "nl"
    refused = await office.call("POST", "/v1/gesprekken", {"taal": "fy"})
    assert refused.status == 400
    assert "Probleem" not in refused.body
    assert "fout" in refused.body


async def test_an_installation_can_do_without_english(tmp_path: Path) -> None:
    async with inside(tmp_path, LOKET_LANGUAGES="nl") as office:
        page = await office.call("GET", "/", headers=ENGLISH)
        assert read(page.body).language == "nl"
        assert 'name="taal"' not in page.body
        assert read((await choose(office, "en")).body).language == "nl"
        assert (await office.call("POST", "/v1/gesprekken", {"taal": "en"})).status == 400
        assert "Welke taal spreken wij?" not in (await office.call("GET", "/over")).body


async def test_a_receiver_knows_who_reads_english_and_the_news_comes_by_english_mail(office: Inside) -> None:
    told = {
        "verhaal": "I want to speak to someone about a letter.",
        "contact": "jan@example.nl",
        "naam": "Jan",
    }
    async with person(office) as citizen, person(office) as staff_member:
        citizen.cookies["loket_taal"] = "en"
        await citizen.call("POST", "/formulier/mens_spreken", told)
        token = citizen.cookies["loket_gesprek"]
        page = await office.call("GET", f"/v1/gesprekken/{token}/berichten")
        button = page.json["berichten"][-1]["knoppen"][0]["waarde"]
        answer = await office.call("POST", f"/v1/gesprekken/{token}/berichten", {"tekst": button})
        number = answer.json["tickets"][0]["nummer"]
        await add(office, "regie", Role.REGISSEUR)
        await staff_member.log_in("regie")
        assert "Deze burger leest Engels" in (await staff_member.get(f"/uitvoerder/{number}")).body
    async with office.loket.database.read() as session:
        ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
    assert ticket.contact == {"soort": "email", "adres": "jan@example.nl", "taal": "en"}
    carrier = office.loket.delivery.carrier
    news = Waiting(1, "1", "ticket-bijgewerkt", "burger", number, office.clock(), 1)
    mail = carrier.writer.to_citizen("jan@example.nl", news, "en")
    assert mail.subject == "There is news about your request"
    assert not DUTCH_WORDS.search(mail.text.replace(carrier.writer.name, ""))
