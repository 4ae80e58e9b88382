"""Ways to the pages of people who work here: logged in by the form, with work that citizens left for them."""

from __future__ import annotations

import re
import sqlite3

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driver import Citizen, log_in, look_up
from tests.browser.walks import (
    BY_NAME,
    DAUGHTER,
    DEBTS,
    FINE,
    PARTNER,
    Walk,
    opened,
    played,
    status_attached,
    tell_signal,
)
from tests.conftest import RunningLoket
from tests.conversations.driver import Player
from tests.web.helpers import form_headers


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
    page = work("rdw", "/account")(person, loket)
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

WISH = "ik wil iemand spreken over mijn uitkering van het uwv"
STORIES = (
    "Mijn dochter woont weer thuis en nu word ik gekort door de kostendelersnorm.",
    "Door de kostendelersnorm kort de gemeente mijn uitkering, want mijn zoon woont thuis.",
)


def recovery_codes(person: BrowserContext, loket: RunningLoket) -> Page:
    """The codes for who loses the telephone, shown once."""
    page = second_step(person, loket)
    totp = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Code uit uw app").fill(totp.now())
    page.get_by_role("button", name="Zet aan").click()
    page.get_by_role("heading", name="Bewaar deze herstelcodes").wait_for()
    return page


def half_logged_in(person: BrowserContext, loket: RunningLoket) -> Page:
    """A second step that must be set up before anything else (of a loket that demands it)."""
    return log_in(person.new_page(), loket, "regisseur", until="Zet aan")


def asked_for_code(person: BrowserContext, loket: RunningLoket) -> Page:
    """The second step of who has one (of a loket that demands it)."""
    page = half_logged_in(person, loket)
    totp = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Code uit uw app").fill(totp.now())
    page.get_by_role("button", name="Zet aan").click()
    page.get_by_role("link", name="Ik heb ze bewaard, verder").click()
    page.get_by_role("button", name="Uitloggen").click()
    return log_in(page, loket, "regisseur", until="Verder")


def linked(walk: Walk, link: str) -> Walk:
    """Where a link of another page leads."""

    def onward(person: BrowserContext, loket: RunningLoket) -> Page:
        page = walk(person, loket)
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=re.compile(link)).first.click()
        return page

    return onward


def full_inbox(person: BrowserContext, loket: RunningLoket) -> Page:
    """An executor with fifty requests, some taken on."""
    for count in range(50):
        played(loket, BY_NAME[FINE if count % 5 else DEBTS]["stappen"])
    page = log_in(person.new_page(), loket, "cjib")
    rows = page.locator("table.requests tr:has-text('Nieuw') td a")
    for number in [rows.nth(place).inner_text() for place in range(0, 12, 3)]:
        moved(person, loket, "cjib", number, "accepteer").close()
    page.goto(loket.url + "/uitvoerder/?toon=alle")
    return page


def attached_ticket(person: BrowserContext, loket: RunningLoket) -> Page:
    """The ticket of a citizen who sent a photo."""
    shown = status_attached(person, loket)
    number = re.search(r"L\d\d-\w{4}-\w\w", shown.locator("main").inner_text())
    assert number is not None
    return work("cjib", f"/uitvoerder/{number[0]}")(person, loket)


def to_learn(person: BrowserContext, loket: RunningLoket) -> Page:
    """Messages that were not understood, for the coordinator."""
    for text in ("er klopt iets niet", "asdf qwer"):
        Player(loket).begin().say(text)
    return work("regisseur", "/uitvoerder/leren")(person, loket)


def undelivered(person: BrowserContext, loket: RunningLoket) -> Page:
    """Messages that failed for good, as a delivery leaves them."""
    played(loket, BY_NAME[FINE]["stappen"])
    with sqlite3.connect(loket.var / "loket.db", timeout=30) as database:
        database.execute(
            "UPDATE outbox SET state = 'mislukt', last_error = 'verbinding', attempts = 12"
            " WHERE kind = 'ticket-aangeboden' AND id IN (SELECT id FROM outbox ORDER BY id DESC LIMIT 3)"
        )
    return work("regisseur", "/uitvoerder/afleveringen")(person, loket)


def code_calls(person: BrowserContext, loket: RunningLoket) -> Page:
    """Who must be rung with a new code."""
    handed = played(loket, BY_NAME[PARTNER]["stappen"]).last["tickets"][0]
    body = f"nummer={handed['nummer']}&contact=06-00000000".encode()
    assert loket.call("POST", "/status/code-kwijt", body, form_headers()).status == 200
    page = work("balie", "/balie/codes")(person, loket)
    # What is done after the answer may take a moment more.
    for _ in range(20):
        if page.get_by_role("button", name="Geef een nieuwe code").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    return page


def code_given(person: BrowserContext, loket: RunningLoket) -> Page:
    """The new code, to be read aloud."""
    page = code_calls(person, loket)
    page.get_by_role("button", name="Geef een nieuwe code").first.click()
    page.get_by_role("heading", name="Nieuwe code").wait_for()
    return page


def compared(person: BrowserContext, loket: RunningLoket) -> Page:
    """The clusters of a ministry, after two people told the same."""
    for story in STORIES:
        tell_signal(person, loket, story)
    page = work("ministerie-szw", "/signalen/clusters")(person, loket)
    page.get_by_role("button", name="Vergelijk nu").click()
    for _ in range(60):
        if page.get_by_text("Laatst vergeleken").count():
            break
        page.wait_for_timeout(1000)
        page.goto(loket.url + "/signalen/clusters")
    expect(page.locator("table a").first).to_be_visible()
    return page


def first_cluster(person: BrowserContext, loket: RunningLoket) -> Page:
    """A cluster."""
    page = compared(person, loket)
    with page.expect_navigation():
        page.locator("table a").first.click()
    return page


def case_of_coordinator(person: BrowserContext, loket: RunningLoket) -> Page:
    """All that came of one story, for the coordinator."""
    handed = played(loket, BY_NAME[PARTNER]["stappen"]).last["tickets"][0]
    page = log_in(person.new_page(), loket, "regisseur")
    page.goto(f"{loket.url}/uitvoerder/{handed['nummer']}")
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=re.compile("^D26-")).click()
    return page


def to_publish(person: BrowserContext, loket: RunningLoket) -> Page:
    """A story that its reporter lets everybody read, before the coordinator."""
    tell_signal(person, loket, STORIES[0])
    return work("regisseur", "/signalen/openbaar-maken")(person, loket)


def published(person: BrowserContext, loket: RunningLoket) -> Page:
    """The public page with a story."""
    page = to_publish(person, loket)
    page.get_by_role("button", name="Zo mag het").first.click()
    page.get_by_role("status").wait_for()
    page.goto(loket.url + "/signalen/openbaar")
    return page


def refused_page(person: BrowserContext, loket: RunningLoket) -> Page:
    """A page that this role may not see."""
    return work("balie", "/balie/overzicht")(person, loket)


def present(browser: Browser | None, loket: RunningLoket) -> Page:
    """An employee who is there for chats, in a browser of their own that stays open as long as the whole one does."""
    assert browser is not None
    page = log_in(browser.new_context(locale="nl-NL").new_page(), loket, "balie2")
    return come(page, loket)


def come(page: Page, loket: RunningLoket) -> Page:
    """The page of who is there for chats."""
    page.goto(loket.url + "/balie/chats")
    if page.get_by_role("button", name="Ik ben aanwezig").count():
        page.get_by_role("button", name="Ik ben aanwezig").click()
    page.get_by_text("U bent aanwezig").wait_for()
    return page


def waiting(person: BrowserContext, loket: RunningLoket) -> Page:
    """A citizen who is offered a person to type with."""
    present(person.browser, loket)
    citizen = Citizen(person.new_page(), loket.url).begin()
    citizen.say(WISH)
    citizen.page.get_by_role("button", name="Ga in de rij staan").wait_for()
    return citizen.page


def in_the_queue(person: BrowserContext, loket: RunningLoket) -> Page:
    """A citizen who waits for a person."""
    page = waiting(person, loket)
    page.get_by_role("button", name="Ga in de rij staan").click()
    page.get_by_text("U wacht op een medewerker").wait_for()
    return page


def with_a_person(person: BrowserContext, loket: RunningLoket) -> Page:
    """A citizen who types with a person."""
    employee = present(person.browser, loket)
    page = in_the_queue(person, loket)
    # The newest: who waited for an earlier picture may stand before.
    employee.reload()
    employee.get_by_role("button", name="Neem over nummer").last.click()
    employee.get_by_label("Uw bericht aan de burger").fill("Goedemiddag, waar kan ik mee helpen?")
    employee.keyboard.press("Enter")
    page.get_by_text("Goedemiddag, waar kan ik mee helpen?").wait_for()
    return page


def queue_of_desk(person: BrowserContext, loket: RunningLoket) -> Page:
    """Who waits, as the desk sees it."""
    assert person.browser is not None
    in_the_queue(person.browser.new_context(locale="nl-NL"), loket)
    page = come(log_in(person.new_page(), loket, "balie"), loket)
    page.get_by_role("button", name="Neem de volgende over").wait_for()
    return page


def chat_of_desk(person: BrowserContext, loket: RunningLoket) -> Page:
    """A chat that an employee took over."""
    page = queue_of_desk(person, loket)
    page.get_by_role("button", name="Neem de volgende over").click()
    page.get_by_label("Uw bericht aan de burger").wait_for()
    return page


def inside_of(walk: Walk) -> Walk:
    """The small page in a frame of another one, as it is by itself."""

    def onward(person: BrowserContext, loket: RunningLoket) -> Page:
        page = walk(person, loket)
        page.goto(page.url.split("?")[0] + "/wie")
        return page

    return onward
