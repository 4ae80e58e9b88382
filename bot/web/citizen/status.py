"""`/status`: where is my request, with number and access code, in plain words; and answering there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.dialogue.danger import help_for
from bot.doors.told import told_in
from bot.language import NL
from bot.signals.package import CitizenSignal
from bot.signals.workflow import SignalMoveRefused
from bot.tickets.citizens import CALL_TIMES, Helped
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, parse_number
from bot.tickets.views import CitizenView
from bot.web.citizen import own_moves
from bot.web.keys import (
    ATTACHMENTS,
    KNOWLEDGE,
    LETTERS,
    LIMITS,
    PUBLICATION,
    RETENTION,
    SETTINGS,
    SIGNALS,
    TICKETS,
)
from bot.web.language import knowledge_for, language_of, read_in, remember, tongue
from bot.web.pages import render, say
from bot.web.requests import address_of, is_same_origin

# Guessing codes must not pay: few tries a minute from one address, with room for a library.
TRIES_A_MINUTE = 30
TRIES_PER_NUMBER = 10


async def ask(request: web.Request) -> web.Response:
    """The form for number and code."""
    return page(request, {})


async def show(request: web.Request) -> web.StreamResponse:
    """The request, and what was done with it; and what a form of it does."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    if form.get("taal") in request.app[SETTINGS].languages:
        # The button for another language: the page is shown again, with the number and the code that it has.
        read_in(request, str(form["taal"]))
    number, code = str(form.get("nummer", "")), str(form.get("code", ""))
    refused = too_often(request, number, code)
    if refused is not None:
        return refused
    try:
        if parse_number(number, SIGNAL) is not None:
            await own_publication(request, number, code, str(form.get("zet", "")))
            signal = await signal_of(request, number, code)
            return _in_language(
                request, form, page(request, {"nummer": number, "code": code, "signal": signal})
            )
        fields = {name: str(value) for name, value in form.items()}
        seen, error, field = await own_moves.done(request, number, code, fields)
    except NotFound:
        return await gone_or_wrong(request, number, code)
    # What did not get through stays in the field, unless it stands in the history: then it got through before.
    if error is not None and fields.get("tekst", "").strip() in {
        line.text for line in seen.lines if line.own
    }:
        fields = {}
    # Also when the answer itself could not be taken: what is in it does not wait.
    urgent = help_for(knowledge_for(request).law.emergencies, [str(form.get("tekst", ""))])
    status = 200 if error is None else 400 if field else 409
    shown = await ticket_page(
        request,
        number,
        code,
        error=error,
        field=field,
        urgent=urgent,
        form=fields if error else {},
        status=status,
    )
    return _in_language(request, form, shown)


def _in_language(request: web.Request, form: Mapping[str, object], response: web.Response) -> web.Response:
    """The page, and its language remembered when it was just chosen."""
    if form.get("taal") in request.app[SETTINGS].languages:
        remember(request, response, str(form["taal"]))
    return response


async def signal_of(request: web.Request, number: str, code: str) -> CitizenSignal:
    """The report as its reporter reads it on this page. NotFound for a wrong code and an unknown number alike."""
    knowledge = knowledge_for(request)
    return await request.app[SIGNALS].for_citizen(number, code, knowledge.phrases, knowledge.ministry_said)


async def ticket_of(request: web.Request, number: str, code: str) -> CitizenView:
    """The request as its citizen reads it on this page. NotFound for a wrong code and an unknown number alike."""
    knowledge = knowledge_for(request)
    return await request.app[TICKETS].for_citizen(number, code, knowledge.phrases, knowledge.named)


async def own_publication(request: web.Request, number: str, code: str, wanted: str) -> None:
    """What the reporter wants with their story on the public page; what is not possible any more changes nothing."""
    desk = request.app[PUBLICATION]
    try:
        if wanted == "openbaar_akkoord":
            await desk.approve(number, code)
        elif wanted == "openbaar_intrekken":
            await desk.withdraw(number, code)
    except SignalMoveRefused:
        # Sent twice, or a coordinator was quicker: the page shows how it is now.
        return


def seconds_to_wait(request: web.Request, number: str) -> int | None:
    """None when a number and code may be tried now; else when to try again."""
    limits, possible = request.app[LIMITS], parse_number(number)
    waits = [limits.take(f"status:{address_of(request)}", TRIES_A_MINUTE)]
    if possible is not None:
        # What cannot be a number is no guess at one: whoever mistypes takes nothing from others who do.
        waits.append(limits.take(f"status:{possible}", TRIES_PER_NUMBER))
    return max((wait for wait in waits if wait is not None), default=None)


def too_often(request: web.Request, number: str, code: str) -> web.Response | None:
    """The page that asks for patience, when this address or this number was tried too often; else None."""
    wait = seconds_to_wait(request, number)
    if wait is None:
        return None
    response = page(
        request, {"nummer": number, "code": code, "error": say(request, "te_vaak_geprobeerd")}, status=429
    )
    response.headers["Retry-After"] = str(wait)
    return response


def wrong(request: web.Request, number: str, code: str) -> web.Response:
    """The form again: number and code do not belong together, or there is no such number."""
    return page(
        request, {"nummer": number, "code": code, "error": say(request, "nummer_en_code_fout")}, status=404
    )


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
    field: str | None = None,
    form: Mapping[str, str] | None = None,
    urgent: tuple[str, ...] = (),
    status: int = 200,
) -> web.Response:
    """The request as it is now, with its attachments; after a fault with what was typed. NotFound when number and code do not belong together."""
    ticket = await ticket_of(request, number, code)
    door, fields = await request.app[TICKETS].told_by_citizen(number, code)
    context = {
        "nummer": number,
        "code": code,
        "ticket": ticket,
        "letters": request.app[LETTERS].for_fields(
            request.app[KNOWLEDGE](), door, fields, language_of(request)
        ),
        # In Dutch the summary says it; in another language what each line is.
        "told": told_in(request.app[KNOWLEDGE](), language_of(request), door, fields)
        if language_of(request) != NL
        else (),
        "attachments": await request.app[ATTACHMENTS].for_citizen(number, code),
        "move_error": error,
        "notice": notice,
        "field": field,
        "form": form or {},
        "urgent": urgent,
    }
    return page(request, context, status=status)


def page(request: web.Request, context: dict[str, Any], *, status: int = 200) -> web.Response:
    """The page for what `context` holds: a ticket, a signal, or the form for number and code."""
    shown: dict[str, Any] = {
        "nummer": "",
        "code": "",
        "error": None,
        "ticket": None,
        "signal": None,
        "move_error": None,
        "field": None,
        "form": {},
        "call_times": {one: tongue(request).phrases.say(CALL_TIMES, one) for one in CALL_TIMES},
        "told": (),
        "helped_words": {one.value: say(request, f"oordeel_{one.value}") for one in Helped},
        "letters": (),
        "notice": None,
        "urgent": (),
        "attachments": (),
    }
    signal: CitizenSignal | None = context.get("signal")
    named = knowledge_for(request).ministry_said
    shown["ministries"] = [named(code) for code in signal.ministries] if signal else []
    return render(request, "citizen/status.html", {**shown, **context}, status=status)


ROUTES = [web.get("/status", ask), web.post("/status", show)]
