"""Ways to the pages of citizens: told over the API where that is quicker, and then opened in a browser."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page

from bot.tickets.numbers import TICKET, new_number
from tests.browser.driver import look_up
from tests.conftest import RunningLoket
from tests.conversations.driver import Player, stories

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


def pressed(path: str, button: str) -> Walk:
    """An address, and there one button with nothing filled in."""
    return opened(path, button)


def lost_code(person: BrowserContext, loket: RunningLoket) -> Page:
    """What is told after a new code was asked, whatever there is behind the number."""
    page = opened("/status/code-kwijt")(person, loket)
    page.get_by_label("Nummer", exact=True).fill(new_number(TICKET, date(2026, 11, 1)))
    page.get_by_label("Uw e-mailadres of telefoonnummer").fill("06-00000000")
    page.get_by_role("button", name="Stuur mij een nieuwe code").click()
    page.get_by_role("status").wait_for()
    return page


def larger(person: BrowserContext, loket: RunningLoket) -> Page:
    """The largest text."""
    page = opened("/")(person, loket)
    for _ in range(2):
        page.get_by_role("button", name="Grotere tekst").locator("visible=true").click()
        page.wait_for_load_state()
    return page


def with_attachment(person: BrowserContext, loket: RunningLoket) -> Page:
    """A photo that goes along."""
    page = asked(FINE, "schulden.0.datum_brief")(person, loket)
    return attached(page)


def attached(page: Page) -> Page:
    """This page after a photo was added to it."""
    box = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(box, "PNG")
    fold = page.locator("details:not([open]):has(#bestand) > summary")
    if fold.count():
        fold.click()
    page.locator("#bestand").set_input_files(
        {"name": "brief.png", "mimeType": "image/png", "buffer": box.getvalue()}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Voeg toe").click()
    return page


def status_deleting(sure: bool) -> Walk:
    """A request whose citizen wants it deleted; with `sure` what is told when it is gone."""

    def walk(person: BrowserContext, loket: RunningLoket) -> Page:
        handed = played(loket, BY_NAME[FINE]["stappen"]).last["tickets"][0]
        page = look_up(person.new_page(), loket, handed["nummer"], handed["toegangscode"])
        page.get_by_text("Ik wil dat dit wordt verwijderd").click()
        if sure:
            page.locator("form[action='/status/verwijderen'] input[name=zeker]").check()
            with page.expect_navigation():
                page.locator("form[action='/status/verwijderen'] button").click()
        return page

    return walk


def status_attached(person: BrowserContext, loket: RunningLoket) -> Page:
    """A request with a file that its citizen added."""
    handed = played(loket, BY_NAME[FINE]["stappen"]).last["tickets"][0]
    return attached(look_up(person.new_page(), loket, handed["nummer"], handed["toegangscode"]))


def broken(person: BrowserContext, loket: RunningLoket) -> Page:
    """An error of ours: the page is asked while a table is not there."""
    with sqlite3.connect(loket.var / "loket.db", timeout=30) as database:
        database.execute("ALTER TABLE conversation RENAME TO conversation_weg")
    try:
        return lost(person, loket)
    finally:
        with sqlite3.connect(loket.var / "loket.db", timeout=30) as database:
            database.execute("ALTER TABLE conversation_weg RENAME TO conversation")


# Fictional; the form asks for some of it once there is a case of one's own.
OWN_CASE = {"kenmerk": "BIJ-2026-1", "naam": "Jan Jansen", "contact": "jan@example.nl"}


def tell_signal(person: BrowserContext, loket: RunningLoket, story: str, organisation: str = "") -> str:
    """A story about the bijstand, on the plain form, that everybody may read; the number of its signal.

    With the own case for `organisation` when one is named.
    """
    page = person.new_page()
    page.goto(loket.url + "/formulier/knellende_regel")
    page.locator("[name=regeling]").fill("Bijstandsuitkering (Participatiewet)")
    page.locator("[name=verhaal]").fill(story)
    page.locator("[name=gevolgen][value=gezin]").check()
    page.locator("[name=oorzaak][value=O1]").check()
    page.locator("[name=indiener][value=burger]").check()
    page.locator("[name=zichtbaar][value=openbaar]").check()
    page.locator("[name=terughoren][value=ja]").check()
    page.locator("[name=organisatie]").fill(organisation)
    for _ in range(5):
        page.get_by_role("button", name="Verder").click()
        if page.url.endswith("#laatste"):
            break
        # What came up because of an earlier answer.
        for name, value in OWN_CASE.items():
            for field in page.locator(f"[name={name}]:not([type=radio])").all():
                field.fill(value)
        for choice in page.locator("[name=eigen_zaak][value=ja]").all():
            choice.check()
        for choice in page.locator(
            "fieldset:not(:has(input:checked)):has(input[required], input[type=radio])"
        ).all():
            last = choice.locator("input[type=radio]").last
            if last.count():
                last.check()
    page.get_by_role("button", name="Ja, verstuur").click()
    told = page.get_by_text("Uw nummer is").first
    told.wait_for()
    number = re.search(r"S\d\d-\S+-\S+?(?=[.\s])", told.inner_text())
    page.close()
    return number[0] if number else ""
