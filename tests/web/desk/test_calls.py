"""A call from outside, without script and without engine: forms as a browser sends them."""

from __future__ import annotations

import asyncio
import html
import re
from pathlib import Path
from urllib.parse import urlencode

from bot.mail import Mail, MailUnavailable
from bot.retention.insight import insight
from bot.retention.policy import Policy
from bot.store import Conversation, DeskCall, Outbox, Signal, Ticket, TicketEvent
from bot.web.desk.shared import RECEIPT_MAIL
from tests.web.desk.helpers import CONTACT, DOOR, WORDS, desk, form_values, sentence, typed_in
from tests.web.helpers import form_headers


async def test_one_line_fills_all_its_fields_and_the_script_asks_what_is_left(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        page = noor.page.body
        assert typed_in(page, "schulden.0.schuldeiser") == "CJIB"
        assert typed_in(page, "schulden.0.bedrag") == "€ 274"
        assert typed_in(page, "per_maand") == "€ 40"
        assert sentence(page) == "Bent u het eens met de boete?"
        # Answers in a row, in one line.
        await noor.say("ja; 3 november; 1234567812345678; nee")
        assert typed_in(noor.page.body, "schulden.0.kenmerk") == "1234567812345678"
        assert sentence(noor.page.body).startswith("Sinds wanneer")


async def test_a_whole_call_hands_over_after_the_read_back_with_consent_and_channel(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        page = await noor.told()
        assert "Ik lees voor wat ik doorgeef." in page
        assert sentence(page) == "Gaat u akkoord met doorsturen?"
        assert await house.rows(Ticket) == []
        page = (await noor.say("ja")).body
        (ticket,) = await house.rows(Ticket)
        assert (ticket.organisation, ticket.channel, ticket.state) == ("cjib", "telefoon", "aangeboden")
        assert ticket.contact == {"soort": "email", "adres": CONTACT}
        assert ticket.number in page
        consents = [one for one in await house.rows(TicketEvent) if one.kind == "akkoord"]
        assert len(consents) == 1
        assert consents[0].data["kanaal"] == "telefoon"
        (call,) = await house.rows(DeskCall)
        assert (call.consent_by, call.outcome) == ("Noor", "doorgegeven")
        assert call.consent_at is not None
        # The number by telephone.
        assert "Lodewijk, twee, zes" in page
        await noor.post(noor.call, {"regel": "ja", "actie": "neem"})
        assert len(await house.rows(Ticket)) == 1, "a second consent hands over nothing"


async def test_nothing_is_sent_without_a_yes_or_when_something_changed_after_the_read_back(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        page = await noor.told()
        await noor.say("nee")
        assert noor.page.status == 400
        values = form_values(page)
        await noor.act(per_maand="35 euro", actie="bewaar")
        # A page from before the change: neither its fields nor its consent count.
        await noor.post(noor.call, {**values, "regel": "ja", "actie": "neem"})
        assert "ander venster gewijzigd" in noor.page.body
        # The same page fills in and consents at once: what was read back is not what stands there.
        await noor.act(per_maand="30 euro", regel="ja", actie="neem")
        assert "Lees het overzicht opnieuw voor" in noor.page.body
        assert await house.rows(Ticket) == []


async def test_what_is_typed_survives_a_closed_tab_understood_or_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        await noor.get(noor.call)
        typed = {
            **form_values(noor.page.body),
            "schulden.0.datum_brief": "31 februari",
            "naam": "Jan Jansen",
            "regel": "half getypt",
            "kladblok": "belt vanuit de auto",
        }
        answer = await noor.post(noor.call + "/bewaar", typed)
        assert answer.status == 200
        assert "31 februari" in answer.json["velden"]
        await noor.get(noor.call)
        page = noor.page.body
        assert typed_in(page, "naam") == "Jan Jansen"
        assert typed_in(page, "schulden.0.datum_brief") == "31 februari"
        assert 'id="veld-schulden.0.datum_brief-fout"' in page
        assert typed_in(page, "regel") == "half getypt"
        assert typed_in(page, "kladblok") == "belt vanuit de auto"


async def test_fields_go_in_any_order_and_an_emptied_one_is_asked_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        await noor.act(contact="06-00000000", naam="Jan Jansen", actie="bewaar")
        assert typed_in(noor.page.body, "contact") == "06 00000000"
        assert sentence(noor.page.body) == "Bent u het eens met de boete?"
        await noor.act(**{"schulden.0.eens": "ja", "naam": "", "actie": "bewaar"})
        assert typed_in(noor.page.body, "naam") == ""
        await noor.say("3 november; 1234567812345678; nee; -; niets; nee; 1")
        assert sentence(noor.page.body).startswith("Op welke naam")


async def test_terms_and_offers_stand_there_as_soon_as_they_are_known(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin("ik moet de huurtoeslag terugbetalen aan toeslagen, 900 euro")
        assert "Laatste dag" not in noor.page.body
        await noor.act(
            **{
                "schulden.0.schuldeiser": "Dienst Toeslagen",
                "schulden.0.datum_brief": "10 november 2026",
                "actie": "bewaar",
            }
        )
        await noor.act(**{"schulden.0.soort_brief": "besluit", "actie": "bewaar"})
        assert "Laatste dag: " in noor.page.body


async def test_service_numbers_go_no_further_than_the_guard(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin("mijn bsn is 111222333 en ik kan de boete van het cjib niet betalen")
        await noor.act(
            naam="Jan 111222333",
            kladblok="bsn 111222333",
            woorden="bsn 111222333, boete cjib",
            regel="111222333",
            actie="bewaar",
        )
        assert "burgerservicenummer weggelaten" in noor.page.body
        await noor.say("ja 111222333")
        assert b"Jan" in house.written(tmp_path)
        assert b"111222333" not in house.written(tmp_path)
        assert "111222333" not in noor.page.body


async def test_contact_data_in_the_first_words_stand_in_their_field(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin(f"{WORDS}, mail {CONTACT}")
        assert typed_in(noor.page.body, "contact") == CONTACT
        assert CONTACT not in typed_in(noor.page.body, "woorden")


async def test_without_the_assistant_every_door_can_be_chosen_and_the_executor_is_still_proposed(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin(door=None)
        page = noor.page.body
        assert "De assistent is er nu niet" in page
        doors = set(re.findall(r'value="deur:(\w+)"', page))
        assert doors == set(house.place.loket.knowledge().doors)
        # By the key of the door, typed on the line.
        key = re.search(rf'value="deur:{DOOR}" data-toets="(\d)"', page)
        assert key is not None
        await noor.say(key[1])
        assert typed_in(noor.page.body, "schulden.0.schuldeiser") == "CJIB"


async def test_another_door_keeps_what_was_told_and_another_executor_drops_what_hung_on_the_first(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        await noor.act(naam="Jan Jansen", contact=CONTACT, actie="deur:kwijtschelding")
        page = noor.page.body
        assert typed_in(page, "naam") == "Jan Jansen"
        assert typed_in(page, "contact") == CONTACT
        await noor.act(actie="uitvoerder:duo")
        assert "DUO" in form_values(noor.page.body).values()
        assert "CJIB" not in form_values(noor.page.body).values()


async def test_an_organisation_that_nobody_knows_is_kept_as_said_for_a_person_here(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin("ik kan mijn rekening niet betalen")
        await noor.say("Stichting Zomaar")
        assert noor.page.status == 400
        assert 'Typ "= naam"' in html.unescape(noor.page.body)
        await noor.say("= Stichting Zomaar")
        assert "Stichting Zomaar (onbekend bij dit loket)" in noor.page.body


async def test_calls_are_parked_resumed_and_handed_to_a_colleague_with_all_that_was_typed(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor, bram = await house.person("noor"), await house.person("bram")
        first = await noor.begin()
        await noor.act(naam="Jan Jansen", actie="parkeer")
        await noor.begin("uwv betaalt mijn ww niet", door="te_late_beslissing")
        await noor.get("/balie/")
        assert noor.page.body.count('href="/balie/gesprek/') == 2
        assert "Geparkeerd" in noor.page.body
        noor.call = first
        await noor.get(first)
        assert typed_in(noor.page.body, "naam") == "Jan Jansen"
        assert (await bram.get(first)).status == 404
        colleague = re.search(r'<option value="(\d+)">Bram<', noor.page.body)
        assert colleague is not None
        await noor.act(actie="geef", collega=colleague[1])
        assert (await noor.get(first)).status == 404
        await bram.get(first)
        assert typed_in(bram.page.body, "naam") == "Jan Jansen"
        bram.call = first
        await bram.say("ja")
        assert sentence(bram.page.body).startswith("Welke datum")


async def test_the_scratch_note_ends_with_the_call_unless_it_is_kept_on_purpose(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        await noor.act(kladblok="belt terug om vier uur", actie="klaar:beantwoord")
        (call,) = await house.rows(DeskCall)
        assert (call.state, call.outcome, call.note) == ("klaar", "beantwoord", "")
        (conversation,) = await house.rows(Conversation)
        assert "274" not in str(conversation.draft), "what was sent to nobody is kept for nobody"
        assert (await noor.post(noor.call, {"regel": "ja"})).status == 404
        await noor.begin()
        await noor.act(kladblok="belt terug om vier uur", bewaren="ja", actie="klaar:afgebroken")
        notes = [one.note for one in await house.rows(DeskCall)]
        assert sorted(notes) == ["", "belt terug om vier uur"]


async def test_practice_looks_the_same_and_sends_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin(practice=True)
        await noor.say("ja; 3 november; 1234567812345678; nee; -; niets; nee; 1; Jan Jansen; jan@example.nl")
        assert "Oefening" in noor.page.body
        page = (await noor.say("ja")).body
        assert "Er is niets verstuurd" in page
        number = re.search(r"L00-\w{4}-\w{2}", page)
        assert number is not None, "a number of no year"
        assert await house.rows(Ticket) == []
        assert await house.rows(Outbox) == []
        await noor.post(noor.call, {"actie": "klaar:doorgegeven"})
        (conversation,) = await house.rows(Conversation)
        assert "Jansen" not in str(conversation.draft)


async def test_a_summary_can_be_saved_and_pasted_before_and_after_the_hand_over(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.told()
        before = await noor.get(noor.call + "/samenvatting.txt")
        assert "Voor: het CJIB" in before.body
        await noor.say("ja")
        (ticket,) = await house.rows(Ticket)
        text = (await noor.get(noor.call + "/samenvatting.txt")).body
        for words in ("Kanaal: telefoon", f"Nummer: {ticket.number}", "Bedrag: € 274", "gehoord door Noor"):
            assert words in text
        page = (await noor.get(noor.call + "/samenvatting")).body
        assert "/status" in page
        assert ticket.number in page


async def test_a_kept_note_is_for_the_own_system_and_never_for_paper(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        await noor.act(kladblok="klonk verward", bewaren="ja", actie="bewaar")
        page = (await noor.get(noor.call + "/samenvatting")).body
        assert "klonk verward" in page
        assert "klonk verward" not in page.split("<pre")[1].split("</pre>")[0]


async def test_several_tickets_of_one_call_each_have_their_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin("ik heb een boete van 274 euro bij het cjib en een schuld bij duo van 1200 euro")
        for _ in range(30):
            said = sentence(noor.page.body)
            if said.startswith("Gaat u akkoord"):
                break
            answer = next((text for start, text in WALK if start in said), "-")
            await noor.say(answer)
        assert sentence(noor.page.body).startswith("Gaat u akkoord"), sentence(noor.page.body)
        await noor.say("ja")
        tickets = await house.rows(Ticket)
        assert len({one.number for one in tickets}) == len(tickets) >= 1
        assert all(one.number in noor.page.body for one in tickets)


WALK = (
    ("eens met de boete", "ja"),
    ("achterstand", "achterstand"),
    ("nog een andere schuld", "nee"),
    ("al gebeurd", "niets"),
    ("voor uzelf", "1"),
    ("welke naam", "Jan Jansen"),
    ("bereiken", CONTACT),
)


async def test_only_the_desk_s_people_get_in_and_a_form_of_another_site_does_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        for login in ("tess", "lex", "beheer"):
            other = await house.person(login)
            for path in ("/balie/", noor.call, "/balie/opzoeken", "/balie/register", "/balie/berichten"):
                assert (await other.get(path)).status == 403, (login, path)
        assert "Inloggen" in (await house.place.call("GET", "/balie/")).body
        noor.csrf = "geraden"
        assert (await noor.post(noor.call, {"regel": "ja"})).status == 403
        assert (await noor.post(noor.call + "/bewaar", {"regel": "ja"})).status == 403
        assert (await noor.get("/balie/berichten")).status == 403
        assert (await noor.get("/balie/inzagen")).status == 403


async def test_who_has_another_request_need_not_say_again_who_they_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.told()
        await noor.say("ja")
        assert (await noor.post(noor.call, {"actie": "nog_een", "woorden": " "})).status == 400
        first = noor.call
        await noor.post(noor.call, {"actie": "nog_een", "woorden": "duo heeft mijn naam verkeerd"})
        found = re.search(r'action="(/balie/gesprek/\d+)"', noor.page.body)
        assert found is not None
        noor.call = found[1]
        assert noor.call != first
        await noor.act(actie="deur:herstel_fout")
        assert typed_in(noor.page.body, "naam") == "Jan Jansen"
        assert typed_in(noor.page.body, "contact") == CONTACT
        assert " 274" not in str(form_values(noor.page.body))
        assert "afgesloten" in (await noor.get(first)).body


async def test_who_stands_at_the_counter_is_told_apart_from_who_calls(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.get("/balie/")
        await noor.post("/balie/gesprek", {"woorden": WORDS, "kanaal": "balie"})
        (conversation,) = await house.rows(Conversation)
        assert conversation.channel == "balie"


class Mailbox:
    """Keeps what is sent; refuses when told so."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.fault: Exception | None = None

    async def send(self, mail: Mail) -> None:
        if self.fault is not None:
            raise self.fault
        self.sent.append(mail)


async def test_number_and_code_are_mailed_when_the_caller_wants_and_nothing_else(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        box = Mailbox()
        house.place.loket.public[RECEIPT_MAIL].mailer = box
        noor = await house.person("noor")
        await noor.told()
        await noor.say("ja")
        (ticket,) = await house.rows(Ticket)
        box.fault = MailUnavailable("Timeout")
        assert (await noor.post(noor.call, {"actie": "mail"})).status == 400
        assert "Noem het nummer en de code aan de telefoon" in noor.page.body
        box.fault = None
        await noor.post(noor.call, {"actie": "mail"})
        (mail,) = box.sent
        assert mail.to == CONTACT
        assert ticket.number in mail.text
        for words in (" 274", "Jansen", "CJIB"):
            assert words not in mail.text
        assert ticket.number in noor.page.body


async def test_danger_in_any_words_is_told_first_on_the_page(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin("ik kan de boete van het cjib niet betalen")
        assert 'role="alert"' not in noor.page.body
        await noor.act(woorden="boete cjib, en ik wil niet meer leven", actie="bewaar")
        main = noor.page.body.split("<main")[1]
        assert "113" in main.split('id="gesprek"')[0]


async def test_a_rule_that_pinches_goes_to_its_ministry_as_a_signal_without_contact_data(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin(
            "mijn dochter van 22 woont weer thuis en nu wordt mijn bijstand gekort, dat is een rare regel",
            door="knellende_regel",
        )
        for _ in range(40):
            said = sentence(noor.page.body)
            if said.startswith("Gaat u akkoord"):
                break
            await noor.say("-")
            if noor.page.status == 400:
                for answer in ("2", "gemeente Utrecht", "Jan Jansen", CONTACT, "bijstand"):
                    if (await noor.say(answer)).status == 200:
                        break
        assert sentence(noor.page.body).startswith("Gaat u akkoord"), sentence(noor.page.body)
        await noor.say("ja")
        signals = await house.rows(Signal)
        assert len(signals) == 1
        assert signals[0].number in noor.page.body


async def test_two_windows_that_both_say_yes_hand_over_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        page = await noor.told()
        yes = {**form_values(page), "regel": "ja", "actie": "neem"}
        pairs = urlencode([("csrf", noor.csrf), *yes.items()]).encode()
        await asyncio.gather(
            *(house.place.call("POST", noor.call, pairs, form_headers(noor.cookie)) for _ in range(4))
        )
        assert len(await house.rows(Ticket)) == 1
        assert len([one for one in await house.rows(TicketEvent) if one.kind == "akkoord"]) == 1


async def test_a_call_goes_with_its_conversation_when_its_term_is_over(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin()
        await noor.act(kladblok="iets", bewaren="ja", actie="parkeer")
        house.place.clock.forward(days=15)
        await house.place.loket.retention.purge()
        assert await house.rows(DeskCall) == []
        assert await house.rows(Conversation) == []


async def test_who_asks_what_is_kept_reads_the_kept_note_and_when_they_agreed(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.told()
        await noor.act(kladblok="belt liever in de avond", bewaren="ja", regel="ja", actie="neem")
        await noor.post(noor.call, {"actie": "klaar:doorgegeven"})
        (ticket,) = await house.rows(Ticket)
        async with house.place.loket.database.read() as session:
            found = await session.get_one(Ticket, ticket.id)
            told = await insight(session, found, Policy.of(house.place.loket.settings), house.place.clock())
        assert told["gesprek"]["kanaal"] == "telefoon"
        assert told["gesprek"]["aanDeBalie"]["notitie"] == "belt liever in de avond"
        assert told["gesprek"]["aanDeBalie"]["akkoordOp"] is not None
        assert "Noor" not in str(told["gesprek"])


async def test_who_contests_a_fine_hears_the_last_day_and_the_desk_has_the_letter(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        await noor.begin(
            "ik ben het niet eens met mijn boete van het cjib voor te hard rijden", door="bezwaar"
        )
        for _ in range(12):
            if sentence(noor.page.body) == "Er is nu niets om door te geven.":
                break
            said = sentence(noor.page.body)
            starts = (
                ("Staat er op de brief een letter", "1"),
                ("Welke datum", "3 november 2026"),
                ("Wilt u dat", "nee"),
            )
            await noor.say(next((answer for start, answer in starts if said.startswith(start)), "-"))
        page = noor.page.body
        assert sentence(page) == "Er is nu niets om door te geven."
        assert "Laatste dag: 15 december 2026" in page
        (address,) = set(re.findall(r'href="(/balie/gesprek/\d+/brief/\w+)"', page))
        letter = await house.place.client.get(address, headers={"Cookie": noor.cookie})
        assert letter.status == 200
        assert (await letter.read()).startswith(b"PK")
        assert (await noor.get(noor.call + "/brief/onbekend")).status == 404
        bram = await house.person("bram")
        assert (await bram.get(address)).status == 404
