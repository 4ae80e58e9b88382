"""`/status`: where is my request, with number and access code, in plain words; and answering there."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.signals.package import CitizenSignal
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound
from bot.tickets.numbers import SIGNAL, parse_number
from bot.tickets.views import CitizenView
from bot.web.keys import ATTACHMENTS, KNOWLEDGE, LETTERS, LIMITS, RETENTION, SIGNALS, TICKETS
from bot.web.pages import render
from bot.web.requests import address_of, is_same_origin

WRONG = "Dit nummer en deze code horen niet bij elkaar. Kijk of u ze goed hebt overgeschreven."
TOO_MANY = "U hebt het te vaak geprobeerd. Wacht even en probeer het dan opnieuw."
NOT_NOW = "Dat kan nu niet meer. Kijk hieronder hoe het er nu voor staat."
EMPTY = "Vul uw antwoord in."
# Guessing codes must not pay: few tries a minute from one address, with room for a library.
TRIES_A_MINUTE = 30
TRIES_PER_NUMBER = 10


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
        _, error = await _ticket(request, number, code, str(form.get("zet", "")), str(form.get("tekst", "")))
    except NotFound:
        return await gone_or_wrong(request, number, code)
    return await ticket_page(request, number, code, error=error, status=409 if error else 200)


def seconds_to_wait(request: web.Request, number: str) -> int | None:
    """None when a number and code may be tried now; else when to try again."""
    limits = request.app[LIMITS]
    waits = [
        limits.take(f"status:{address_of(request)}", TRIES_A_MINUTE),
        limits.take(f"status:{parse_number(number) or 'geen'}", TRIES_PER_NUMBER),
    ]
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
    }
    return page(request, context, status=status)


async def _ticket(
    request: web.Request, number: str, code: str, move: str, text: str
) -> tuple[CitizenView, str | None]:
    tickets = request.app[TICKETS]
    try:
        match move:
            case "antwoord":
                return await tickets.citizen_answer(number, code, text), None
            case "intrekken":
                return await tickets.citizen_withdraw(number, code, text or None), None
            case "heropen":
                return await tickets.citizen_reopen(number, code, text or None), None
    except MoveIncomplete:
        return await tickets.for_citizen(number, code), EMPTY
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
        "attachments": (),
    }
    knowledge = request.app[KNOWLEDGE]()
    signal: CitizenSignal | None = context.get("signal")
    shown["ministries"] = (
        [knowledge.register.ministries[code].say for code in signal.ministries] if signal else []
    )
    return render(request, "citizen/status.html", {**shown, **context}, status=status)


ROUTES = [web.get("/status", ask), web.post("/status", show)]
