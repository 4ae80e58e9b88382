"""Every page and state that people can see, and the way there. Tests look at them, `make looks` pictures them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.driver import log_in, look_up
from tests.conftest import RunningLoket
from tests.conversations.driver import Player, stories
from tests.web.helpers import form_headers

type Walk = Callable[[BrowserContext, RunningLoket], Page]

BY_NAME = {story["naam"]: story for _, story in stories()}
FINE = "a fine that cannot be paid at once goes to the CJIB after asking whether one agrees"
PARTNER = "a wrong partner on a decision goes to Toeslagen, and to the municipality when somebody is still registered"
DAUGHTER = "a rule that pinches becomes a signal for SZW, and the own case a ticket for the municipality"
SON = "with a studying son of 21 the decision is probably wrong, so mending is offered first"
DEBTS = (
    "three debts in one case, arrears at DUO and the fine together at the CJIB, the premium at the insurer"
)
CONTESTED = "who contests a fine hears the last day and the address, and nothing is sent or asked for nothing"
COOKIE = "loket_gesprek"


@dataclass(frozen=True)
class Place:
    """One page in one state: what its title must hold, and how to get there."""

    title: str
    steps: Walk

    def walk(self, person: BrowserContext, loket: RunningLoket) -> Page:
        """The page, in that state; fails when it is another page."""
        page = self.steps(person, loket)
        assert self.title in page.title(), f"'{page.title()}' is not '{self.title}'"
        return page


def opened(path: str, button: str | None = None) -> Walk:
    """An address as it opens; with `button` pressed once, nothing filled in."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        page = person.new_page()
        page.goto(loket.url + path)
        if button is not None:
            page.get_by_role("button", name=button).click()
        return page

    return walk


def played(loket: RunningLoket, steps: Sequence[dict[str, Any]]) -> Player:
    """A conversation of these steps, over the API: quicker than by typing."""
    player = Player(loket).begin()
    for step in steps:
        if "knop" in step:
            player.press(step["knop"])
        else:
            player.say(str(step["ik"]))
    return player


def steps_until(name: str, question: str) -> list[dict[str, Any]]:
    """The steps of a story up to and with the one that makes the loket ask this."""
    steps: list[dict[str, Any]] = BY_NAME[name]["stappen"]
    for count, step in enumerate(steps, start=1):
        if step.get("vraag") == question:
            return steps[:count]
    raise LookupError(f"'{question}' is not asked in '{name}'")


def continued(person: BrowserContext, loket: RunningLoket, player: Player) -> Page:
    """The page of a conversation that was begun elsewhere."""
    person.add_cookies([{"name": COOKIE, "value": player.id, "url": loket.url}])
    page = person.new_page()
    page.goto(loket.url + "/")
    return page


def asked(name: str, question: str, *more: str) -> Walk:
    """A story up to a question; `more` is typed after that."""
    steps = [*steps_until(name, question), *({"ik": text} for text in more)]
    return lambda person, loket: continued(person, loket, played(loket, steps))


def said(*texts: str) -> Walk:
    """A conversation of these sentences."""
    return lambda person, loket: continued(person, loket, played(loket, [{"ik": text} for text in texts]))


def too_long(person: BrowserContext, loket: RunningLoket) -> Page:
    """What was typed is longer than a message may be."""
    page = opened("/")(person, loket)
    page.locator("#tekst").fill("Ik kan mijn boete niet betalen. " * 200)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    page.locator(".compose .utrecht-form-field-error-message").wait_for()
    return page


def lost(person: BrowserContext, loket: RunningLoket) -> Page:
    """A conversation that is no longer kept."""
    person.add_cookies([{"name": COOKIE, "value": "verdwenen", "url": loket.url}])
    return opened("/")(person, loket)


def deleting(name: str, question: str, *, sure: bool = False) -> Walk:
    """The question whether this conversation must go; with `sure` what is told when it is gone."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        page = asked(name, question)(person, loket)
        page.goto(loket.url + "/gesprek/verwijderen")
        if sure:
            page.get_by_role("button", name="Ja, verwijder").click()
        return page

    return walk


def deleted_ticket(person: BrowserContext, loket: RunningLoket) -> Page:
    """A ticket of the CJIB in its inbox, after its citizen deleted it."""
    handed = played(loket, BY_NAME[FINE]["stappen"]).last["tickets"][0]
    keys = f"nummer={handed['nummer']}&code={handed['toegangscode']}&zeker=ja".encode()
    assert loket.call("POST", "/status/verwijderen", keys, form_headers()).status == 200
    return work("cjib", f"/uitvoerder/{handed['nummer']}")(person, loket)


def status_of(kind: str, name: str, *moves: tuple[str, str, str]) -> Walk:
    """A request on the status page; `kind` is `tickets` or `signalen`; `moves` are (login, form, text) before that."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        handed = played(loket, BY_NAME[name]["stappen"]).last[kind][0]
        for login, form, text in moves:
            moved(person, loket, login, handed["nummer"], form, text)
        return look_up(person.new_page(), loket, handed["nummer"], handed["toegangscode"])

    return walk


def moved(
    person: BrowserContext, loket: RunningLoket, login: str, number: str, form: str, text: str = ""
) -> Page:
    """A ticket after this form was sent, by who logs in with this name (once for each browser)."""
    page = person.new_page()
    page.goto(loket.url + "/uitvoerder/")
    if page.get_by_label("Wachtwoord").count():
        log_in(page, loket, login)
    page.goto(f"{loket.url}/uitvoerder/{number}")
    sent = page.locator(f"form:has(input[name=zet][value={form}])")
    if text:
        sent.locator("textarea").fill(text)
    # A page that is closed while it still goes somewhere can leave the browser waiting for ever.
    with page.expect_navigation():
        sent.get_by_role("button").click()
    return page


def inbox(login: str, *names: str, closed: bool = False) -> Walk:
    """The list of a member of staff, after these stories were told."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        for name in names:
            played(loket, BY_NAME[name]["stappen"])
        page = log_in(person.new_page(), loket, login)
        if closed:
            page.get_by_role("link", name="Afgehandeld").click()
        return page

    return walk


def ticket_of(login: str, name: str, *forms: tuple[str, str]) -> Walk:
    """The ticket that this story gives, open on the screen of this member of staff, after these moves."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        organisation = {"regisseur": "loket"}.get(login, login.replace("-", ":", 1))
        handed = played(loket, BY_NAME[name]["stappen"]).last["tickets"]
        number = next(one["nummer"] for one in handed if one["organisatie"] == organisation)
        page = log_in(person.new_page(), loket, login)
        page.goto(f"{loket.url}/uitvoerder/{number}")
        for form, text in forms:
            page = moved(person, loket, login, number, form, text)
        return page

    return walk


def work(login: str, path: str) -> Walk:
    """A page of staff by its address."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        page = log_in(person.new_page(), loket, login)
        page.goto(loket.url + path)
        return page

    return walk


def open_cases(answering: str | None = None) -> Walk:
    """The open cases beside a signal; with `answering` what this organisation reads of the ministry's question."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        told = played(loket, BY_NAME[DAUGHTER]["stappen"]).last
        page = log_in(person.new_page(), loket, "ministerie-szw")
        page.goto(f"{loket.url}/signalen/{told['signalen'][0]['nummer']}/open-zaken")
        if answering is None:
            return page
        if page.locator("#tekst").count():
            page.locator("#tekst").fill("De norm is veranderd. Reken opnieuw, en vraag of dat goed is.")
            with page.expect_navigation():
                page.get_by_role("button", name="Vraag het de uitvoerders").click()
        person.clear_cookies()
        page = work(answering, "/uitvoerder/gevraagd")(person, loket)
        page.locator(".plain-list a").first.click()
        return page

    return walk


def second_step(person: BrowserContext, loket: RunningLoket) -> Page:
    """Setting up the second step of logging in."""
    page = work("balie2", "/account")(person, loket)
    page.get_by_role("button", name="Stel de tweede stap in").click()
    page.get_by_label("Code uit uw app").wait_for()
    return page


def wrong_login(person: BrowserContext, loket: RunningLoket) -> Page:
    """A password that is not right."""
    page = opened("/uitvoerder/")(person, loket)
    page.get_by_label("Inlognaam").fill("cjib")
    page.get_by_label("Wachtwoord").fill("verkeerd")
    page.get_by_role("button", name="Inloggen").click()
    page.locator("#fout").wait_for()
    return page


def receipt(person: BrowserContext, loket: RunningLoket) -> Page:
    """What was sent, to print and keep."""
    page = continued(person, loket, played(loket, BY_NAME[PARTNER]["stappen"]))
    page.goto(loket.url + "/ontvangstbewijs")
    return page


def device_code(person: BrowserContext, loket: RunningLoket) -> Page:
    """The code with which a conversation goes on elsewhere."""
    page = opened("/")(person, loket)
    page.get_by_role("link", name="Verder op een ander apparaat").click()
    page.get_by_role("button", name="Maak een code").click()
    page.locator(".device-code").wait_for()
    return page


def framed(path: str) -> Walk:
    """The page that stands in a frame on an organisation's own site."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        page = opened(path)(person, loket)
        page.get_by_role("button", name="Begin het gesprek").click()
        page.locator("#gesprek > .message").first.wait_for()
        return page

    return walk


def wrong_code(person: BrowserContext, loket: RunningLoket) -> Page:
    """A number and a code that do not belong together."""
    page = opened("/status")(person, loket)
    page.get_by_label("Nummer").fill("L26-7KQ4-M2")
    page.get_by_label("Code").fill("ABCD-EFGH")
    page.get_by_role("button", name="Bekijk mijn verzoek").click()
    page.locator("#fout").wait_for()
    return page


def desk(*lines: str, words: str = "cjib 274 eur te hard gereden, kan 40 pm") -> Walk:
    """A call at the desk after these answers."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        page = log_in(person.new_page(), loket, "balie")
        page.locator("#woorden").fill(words)
        page.keyboard.press("Enter")
        page.locator("#voorstel").wait_for()
        for line in lines:
            page.locator("#regel").fill(line)
            with page.expect_navigation():
                page.locator("#regel").press("Enter")
        return page

    return walk


def desk_summary(person: BrowserContext, loket: RunningLoket) -> Page:
    """The summary of a call that was handed over."""
    page = desk(ALL_TOLD, "ja")(person, loket)
    page.get_by_role("link", name="Print of bewaar de samenvatting").click()
    page.locator("#tekst").wait_for()
    return page


def desk_looked_up(person: BrowserContext, loket: RunningLoket) -> Page:
    """A ticket at the desk, after its code was given."""
    handed = played(loket, BY_NAME[FINE]["stappen"]).last["tickets"][0]
    page = work("balie", "/balie/opzoeken")(person, loket)
    page.locator("#nummer").fill(handed["nummer"])
    page.locator("#code").fill(handed["toegangscode"])
    page.get_by_role("button", name="Bekijk").click()
    page.get_by_role("button", name="Vraag hoe het ermee staat").wait_for()
    return page


ALL_TOLD = "ja; 3 november; 1234567812345678; nee; -; niets; nee; 1; Jan Jansen; jan@example.nl"
TAKEN = ("accepteer", ""), ("start", "")
QUESTION = "Wat is uw inkomen per maand? Een schatting is genoeg."
ANSWER = "U mag in zes delen van € 45,66 betalen. De eerste keer is op 1 januari 2027."
BEGIN, STATUS, ERROR = "Uw vraag", "Waar is mijn verzoek?", "Fout:"

# What axe looks at in the tests: one of each sort of page. The key is also the picture's name.
SAMPLE: dict[str, Place] = {
    "start": Place(BEGIN, opened("/")),
    "vraag-ja-nee": Place(BEGIN, asked(FINE, "schulden.0.eens")),
    "vraag-meer-keuzes": Place(BEGIN, asked(FINE, "gebeurd")),
    "vraag-niet-begrepen": Place(BEGIN, asked(FINE, "schulden.0.datum_brief", "31 februari")),
    "overzicht": Place(BEGIN, asked(DAUGHTER, "akkoord")),
    "verstuurd": Place(BEGIN, asked(PARTNER, "nog_iets")),
    "te-lang": Place(ERROR, too_long),
    "status": Place(STATUS, opened("/status")),
    "status-verkeerde-code": Place(ERROR, wrong_code),
    "ontvangstbewijs": Place("Bewijs van ontvangst", receipt),
    "verder-code": Place("Verder op een ander apparaat", device_code),
    "privacy": Place("Uw privacy", opened("/privacy")),
    "ingebed": Place(BEGIN, framed("/ingebed")),
    "formulier": Place("betal", opened("/formulier/betalingsregeling")),
    "formulier-fouten": Place(ERROR, opened("/formulier/mens_spreken", "Verder")),
    "inloggen": Place("Inloggen", opened("/uitvoerder/")),
    "gesprek-verwijderen": Place("Gesprek verwijderen", deleting(PARTNER, "nog_iets")),
    "inbox-verwijderd": Place("Verwijderd: L26-", deleted_ticket),
    "niet-gevonden": Place("", opened("/bestaat-niet")),
    "inbox": Place("Verzoeken", inbox("cjib", FINE)),
    "ticket": Place("L26-", ticket_of("toeslagen", PARTNER)),
    "overzicht-regisseur": Place("Overzicht", work("regisseur", "/balie/overzicht")),
    "chats": Place("Chats", work("balie", "/balie/chats")),
    "tweede-stap": Place("Tweede stap", second_step),
    "balie": Place("Gesprekken", work("balie", "/balie/")),
    "balie-gesprek": Place("eens met de boete", desk()),
    "balie-doorgegeven": Place("Doorgegeven", desk(ALL_TOLD, "ja")),
    "balie-opzoeken": Place("opzoeken", work("balie", "/balie/opzoeken")),
    "status-vraag": Place(
        STATUS, status_of("tickets", FINE, *(("cjib", *form) for form in (*TAKEN, ("vraagburger", QUESTION))))
    ),
}
# All the rest, for `make looks`.
PLACES: dict[str, Place] = SAMPLE | {
    "verder": Place("Verder op een ander apparaat", opened("/verder")),
    "verder-fout": Place(ERROR, opened("/verder", "Ga verder")),
    "code-kwijt": Place("Code kwijt", opened("/status/code-kwijt")),
    "over": Place("Voor wie is dit loket?", opened("/over")),
    "hoe-het-werkt": Place("Hoe de assistent werkt", opened("/hoe-het-werkt")),
    "toegankelijkheid": Place("Toegankelijkheid", opened("/toegankelijkheid")),
    "ingebed-begin": Place("Gesprek met", opened("/ingebed")),
    "ingebed-andere-huisstijl": Place(BEGIN, framed("/ingebed?thema=voorbeeldstad")),
    "vraag-datum": Place(BEGIN, asked(FINE, "schulden.0.datum_brief")),
    "vraag-kenmerk": Place(BEGIN, asked(FINE, "schulden.0.kenmerk")),
    "vraag-nog-een": Place(BEGIN, asked(FINE, "schulden")),
    "vraag-bedrag": Place(BEGIN, asked(FINE, "per_maand")),
    "vraag-periode": Place(BEGIN, asked(FINE, "sinds")),
    "vraag-keuze": Place(BEGIN, asked(FINE, "voor_wie")),
    "vraag-naam": Place(BEGIN, asked(FINE, "naam")),
    "vraag-contact": Place(BEGIN, asked(FINE, "contact")),
    "vraag-lange-tekst": Place(BEGIN, asked(PARTNER, "wat_moet")),
    "vraag-geboortedatum": Place(BEGIN, asked(PARTNER, "geboortedatum")),
    "vraag-postcode": Place(BEGIN, asked(PARTNER, "postcode")),
    "vraag-gevolgen": Place(BEGIN, asked(DAUGHTER, "gevolgen")),
    "vraag-zichtbaar": Place(BEGIN, asked(DAUGHTER, "zichtbaar")),
    "vraag-welke": Place(BEGIN, asked(DAUGHTER, "welke_organisatie")),
    "vraag-welk-van-twee": Place(BEGIN, said("ik kan mijn parkeerboete niet betalen")),
    "vraag-overgeslagen": Place(BEGIN, asked(FINE, "schulden.0.kenmerk", "sla over")),
    "vraag-uitleg": Place(BEGIN, asked(FINE, "schulden.0.eens", "wat betekent dat?")),
    "bezwaar-termijn": Place(BEGIN, asked(CONTESTED, "nog_iets")),
    "deur-onzeker": Place(BEGIN, said("er klopt iets niet")),
    "niets-herkend": Place(BEGIN, said("asdf qwer", "zxcv")),
    "spoed": Place(BEGIN, said("we worden morgen uit huis gezet en de kinderen hebben niks te eten")),
    "stoppen": Place(BEGIN, asked(FINE, "schulden.0.eens", "stop")),
    "gestopt": Place(BEGIN, asked(FINE, "schulden.0.eens", "stop", "ja")),
    "bsn-afgedekt": Place(BEGIN, said("mijn bsn is 111222333 en ik kan mijn boete niet betalen")),
    "overzicht-schulden": Place(BEGIN, asked(DEBTS, "akkoord")),
    "wijzigen": Place(BEGIN, asked(FINE, "akkoord", "ik wil iets wijzigen")),
    "verstuurd-signaal": Place(BEGIN, asked(DAUGHTER, "nog_iets")),
    "gesprek-verwijderd": Place("Gesprek verwijderd", deleting(FINE, "contact", sure=True)),
    "gesprek-kwijt": Place(BEGIN, lost),
    "formulier-signaal": Place("", opened("/formulier/knellende_regel")),
    "status-nieuw": Place(STATUS, status_of("tickets", FINE)),
    "status-signaal": Place(STATUS, status_of("signalen", DAUGHTER)),
    "status-afgehandeld": Place(
        STATUS, status_of("tickets", FINE, *(("cjib", *form) for form in (*TAKEN, ("handelaf", ANSWER))))
    ),
    "account": Place("Mijn account", work("balie", "/account")),
    "inloggen-fout": Place(ERROR, wrong_login),
    "balie-fout": Place(ERROR, desk("31 februari")),
    "balie-voorlezen": Place("akkoord", desk(ALL_TOLD)),
    "balie-zonder-deur": Place("bereiken", desk(words="er klopt iets niet")),
    "balie-samenvatting": Place("Samenvatting", desk_summary),
    "balie-verzoek": Place("L26-", desk_looked_up),
    "balie-toetsen": Place("Sneltoetsen", work("balie", "/balie/toetsen")),
    "balie-register": Place("Wie doet wat", work("balie", "/balie/register?q=huurtoeslag")),
    "balie-berichten": Place("Berichten", work("regisseur", "/balie/berichten")),
    "balie-inzagen": Place("Wie zag", work("regisseur", "/balie/inzagen")),
    "inbox-zoeken": Place("Gevonden", work("cjib", "/uitvoerder/?q=boete")),
    "standaardantwoorden": Place("Standaardantwoorden", work("cjib", "/uitvoerder/standaardantwoorden")),
    "sneltoetsen": Place("Sneltoetsen", work("cjib", "/uitvoerder/sneltoetsen")),
    "inbox-leeg": Place("Verzoeken", inbox("rdw")),
    "inbox-afgehandeld": Place("Afgehandelde", inbox("cjib", closed=True)),
    "inbox-regisseur": Place("Verzoeken", inbox("regisseur", "a person takes over with all that was told")),
    "ticket-schulden": Place("L26-", ticket_of("cjib", DEBTS)),
    "ticket-regel": Place("L26-", ticket_of("gemeente-0855", DAUGHTER)),
    "ticket-in-behandeling": Place("L26-", ticket_of("cjib", FINE, *TAKEN)),
    "ticket-zonder-uitleg": Place(ERROR, ticket_of("cjib", FINE, *TAKEN, ("handelaf", ""))),
    "ticket-afgehandeld": Place("L26-", ticket_of("cjib", FINE, *TAKEN, ("handelaf", ANSWER))),
    "ticket-regisseur": Place("L26-", ticket_of("regisseur", "a person takes over with all that was told")),
    "openbare-signalen": Place("Waar regels knellen", opened("/signalen/openbaar")),
    "signalen-overzicht": Place("Signalen", work("ministerie-szw", "/signalen/")),
    "signalen-lijst": Place("Signalen zoeken", work("ministerie-szw", "/signalen/lijst")),
    "signalen-clusters": Place("Clusters", work("ministerie-szw", "/signalen/clusters")),
    "inbox-vragen": Place("Vragen van ministeries", work("gemeente-0855", "/uitvoerder/gevraagd")),
    "signalen-open-zaken": Place("Open zaken", open_cases()),
    "inbox-vraag": Place("Vraag van", open_cases(answering="gemeente-0855")),
    "signalen-producten": Place("Producten", work("ministerie-szw", "/signalen/producten")),
    "signalen-aanleveren": Place("Patroon melden", work("ministerie-szw", "/signalen/aanleveren")),
    "signalen-openbaar-maken": Place("Openbaar maken", work("regisseur", "/signalen/openbaar-maken")),
}
# With a loket whose engine does not run.
WITHOUT_ENGINE: dict[str, Place] = {
    "start-zonder-assistent": Place(BEGIN, opened("/")),
    "formulier-zonder-assistent": Place(ERROR, opened("/formulier/herstel_fout", "Verder")),
}
