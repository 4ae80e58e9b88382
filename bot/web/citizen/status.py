"""`/status`: where is my request, with number and access code, in plain words; and answering there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.dialogue.danger import help_for
from bot.signals.package import CitizenSignal
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound, VersionConflict
from bot.tickets.numbers import SIGNAL, parse_number
from bot.tickets.views import CitizenView
from bot.web.keys import ATTACHMENTS, KNOWLEDGE, LETTERS, LIMITS, RETENTION, SIGNALS, TICKETS
from bot.web.pages import render
from bot.web.requests import address_of, is_same_origin

WRONG = "Dit nummer en deze code horen niet bij elkaar. Kijk of u ze goed hebt overgeschreven."
TOO_MANY = "U hebt het te vaak geprobeerd. Wacht even en probeer het dan opnieuw."
NOT_NOW = "Dat kan nu niet meer. Kijk hieronder hoe het er nu voor staat."
EMPTY = "Vul uw antwoord in."
STALE = (
    "U hebt dit al verstuurd, of er is intussen iets veranderd. Er is nu niets verstuurd. "
    "Kijk hieronder hoe het er nu voor staat."
)
# Guessing codes must not pay: few tries a minute from one address, with room for a library.
TRIES_A_MINUTE = 30
TRIES_PER_NUMBER = 10


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form on the page asks for: the move, the text with it, and the version that the page showed."""

    move: str
    text: str
    version: int | None


async def ask(request: web.Request) -> web.Response:
    """The form for number and code."""
    return page(request, {})


async def show(request: web.Request) -> web.StreamResponse:
    """The request, and what was done with it; an answer, withdrawal or reopening when the form holds one."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    number, code = str(form.get("nummer", "")), str(form.get("code", ""))
    refused = too_often(request, number, code)
    if refused is not None:
        return refused
    try:
        if parse_number(number, SIGNAL) is not None:
            signal = await request.app[SIGNALS].for_citizen(number, code)
            return page(request, {"nummer": number, "code": code, "signal": signal})
        text = str(form.get("tekst", ""))
        move = Sent(str(form.get("zet", "")), text, _version(form.get("versie")))
        seen, error = await _ticket(request, number, code, move)
    except NotFound:
        return await gone_or_wrong(request, number, code)
    # What did not get through stays in the field, unless it stands in the history: then it got through before.
    sent_before = text.strip() in {line.text for line in seen.lines if line.own}
    typed = text if error is not None and not sent_before else ""
    # Also when the answer itself could not be taken: what is in it does not wait.
    urgent = help_for(request.app[KNOWLEDGE]().law.emergencies, [text])
    return await ticket_page(
        request, number, code, error=error, urgent=urgent, typed=typed, status=409 if error else 200
    )


def seconds_to_wait(request: web.Request, number: str) -> int | None:
    """None when a number and code may be tried now; else when to try again."""
    limits = request.app[LIMITS]
    waits = [limits.take(f"status:{address_of(request)}", TRIES_A_MINUTE)]
    known = parse_number(number)
    if known is not None:
        # What is no number opens nothing: one citizen's slip of the pen must not keep another waiting.
        waits.append(limits.take(f"status:{known}", TRIES_PER_NUMBER))
    return max((wait for wait in waits if wait is not None), default=None)


def too_often(request: web.Request, number: str, code: str) -> web.Response | None:
    """The page that asks for patience, when this address or this number was tried too often; else None."""
    wait = seconds_to_wait(request, number)
    if wait is None:
        return None
    response = page(request, {"nummer": number, "code": code, "error": TOO_MANY}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def wrong(request: web.Request, number: str, code: str) -> web.Response:
    """The form again: number and code do not belong together, or there is no such number."""
    return page(request, {"nummer": number, "code": code, "error": WRONG}, status=404)


async def gone_or_wrong(request: web.Request, number: str, code: str) -> web.Response:
    """That it was deleted, for who has the code of what was here; else the form again."""
    grave = await request.app[RETENTION].grave(number, code)
    if grave is None:
        return wrong(request, number, code)
    return render(request, "citizen/deleted.html", {"grave": grave}, status=410)


async def ticket_page(
    request: web.Request,
    number: str,
    code: str,
    *,
    error: str | None = None,
    notice: str | None = None,
    urgent: tuple[str, ...] = (),
    typed: str = "",
    status: int = 200,
) -> web.Response:
    """The request as it is now, with its attachments. NotFound when number and code do not belong together."""
    ticket = await request.app[TICKETS].for_citizen(number, code)
    door, fields = await request.app[TICKETS].told_by_citizen(number, code)
    context = {
        "nummer": number,
        "code": code,
        "ticket": ticket,
        "letters": request.app[LETTERS].for_fields(request.app[KNOWLEDGE](), door, fields),
        "attachments": await request.app[ATTACHMENTS].for_citizen(number, code),
        "move_error": error,
        "notice": notice,
        "urgent": urgent,
        "typed": typed,
    }
    return page(request, context, status=status)


def _version(given: object) -> int | None:
    """The version that a form tells; None when it tells none, and no version of any ticket when it is no number."""
    if given is None:
        return None
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


async def _ticket(request: web.Request, number: str, code: str, sent: Sent) -> tuple[CitizenView, str | None]:
    tickets, text, version = request.app[TICKETS], sent.text, sent.version
    try:
        match sent.move:
            case "antwoord":
                return await tickets.citizen_answer(number, code, text, expected_version=version), None
            case "intrekken":
                done = await tickets.citizen_withdraw(number, code, text or None, expected_version=version)
                return done, None
            case "heropen":
                done = await tickets.citizen_reopen(number, code, text or None, expected_version=version)
                return done, None
    except MoveIncomplete:
        return await tickets.for_citizen(number, code), EMPTY
    except VersionConflict:
        # A reload of this page sends the form once more; that must not do it once more.
        return await tickets.for_citizen(number, code), STALE
    except MoveNotAllowed:
        return await tickets.for_citizen(number, code), NOT_NOW
    return await tickets.for_citizen(number, code), None


def page(request: web.Request, context: dict[str, Any], *, status: int = 200) -> web.Response:
    """The page for what `context` holds: a ticket, a signal, or the form for number and code."""
    shown: dict[str, Any] = {
        "nummer": "",
        "code": "",
        "error": None,
        "ticket": None,
        "signal": None,
        "move_error": None,
        "letters": (),
        "notice": None,
        "urgent": (),
        "typed": "",
        "attachments": (),
    }
    knowledge = request.app[KNOWLEDGE]()
    signal: CitizenSignal | None = context.get("signal")
    shown["ministries"] = (
        [knowledge.register.ministries[code].say for code in signal.ministries] if signal else []
    )
    return render(request, "citizen/status.html", {**shown, **context}, status=status)


ROUTES = [web.get("/status", ask), web.post("/status", show)]
