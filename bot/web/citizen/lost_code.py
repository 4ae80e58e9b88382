"""`/status/code-kwijt`: a new access code by mail, text message or call; the same answer whether the number exists or not."""

from __future__ import annotations

from aiohttp import web

from bot.doors.kinds.contact import find_email, find_phone
from bot.tickets.numbers import SIGNAL, TICKET, parse_number
from bot.web.background import BACKGROUND
from bot.web.keys import LIMITS, RENEWAL
from bot.web.language import language_of
from bot.web.pages import render, say
from bot.web.requests import address_of, is_same_origin

PAGE = "citizen/lost_code.html"
# An address has 254 characters at most (RFC 5321).
LONGEST = 254
TRIES_A_MINUTE = 10
ASKED_AN_HOUR = 3


async def ask(request: web.Request) -> web.Response:
    """The form for number and e-mail address or telephone number."""
    return _page(request)


async def send(request: web.Request) -> web.StreamResponse:
    """The one answer that there is; what is done happens after it, so that its time is the same too."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    typed = {name: str(form.get(name, "")).strip()[:LONGEST] for name in ("nummer", "contact")}
    # What can be seen from outside, whoever holds the database: the check character of a number, the shape of an address.
    number = parse_number(typed["nummer"], TICKET)
    errors = {}
    if number is None:
        errors["nummer"] = (
            say(request, "nummer_van_melding")
            if parse_number(typed["nummer"], SIGNAL)
            else say(request, "geen_nummer")
        )
    given = contact_of(typed["contact"])
    if given is None:
        errors["contact"] = say(request, "geen_mail_of_telefoon")
    elif given["soort"] == "email" and not request.app[RENEWAL].mails:
        errors["contact"] = say(request, "verstuurt_geen_mail")
    if errors or number is None or given is None:
        return _page(request, typed=typed, errors=errors, status=400)
    limits = request.app[LIMITS]
    waits = (
        limits.take(f"code:{address_of(request)}", TRIES_A_MINUTE),
        limits.take(f"code:{number}", ASKED_AN_HOUR, 3600),
    )
    wait = max((one for one in waits if one is not None), default=None)
    if wait is not None:
        response = _page(request, typed=typed, errors={"alles": say(request, "net_al_gevraagd")}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    asking = request.app[RENEWAL].ask(number, given, language_of(request))
    request.app[BACKGROUND].start("renew_code", asking)
    return _page(request, done=True)


def contact_of(text: str) -> dict[str, str] | None:
    """The e-mail address or telephone number that was typed, written as a request has it; None when it is neither."""
    email = find_email(text)
    if email is not None:
        return {"soort": "email", "adres": email}
    phone = find_phone(text)
    return None if phone is None else {"soort": "telefoon", "adres": phone}


def _page(
    request: web.Request,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    done: bool = False,
    status: int = 200,
) -> web.Response:
    context = {
        "typed": typed or {"nummer": "", "contact": ""},
        "errors": errors or {},
        "done": done,
    }
    return render(request, PAGE, context, status=status)


ROUTES = [web.get("/status/code-kwijt", ask), web.post("/status/code-kwijt", send)]
