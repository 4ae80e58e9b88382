"""`/status/code-kwijt`: a new access code by mail, with the same answer whether the number exists or not."""

from __future__ import annotations

from aiohttp import web
from email_validator import EmailNotValidError, validate_email

from bot.tickets.numbers import SIGNAL, TICKET, parse_number
from bot.web.background import BACKGROUND
from bot.web.keys import LIMITS, RENEWAL
from bot.web.language import tongue
from bot.web.pages import render, say
from bot.web.requests import address_of, is_same_origin

PAGE = "citizen/lost_code.html"
TRIES_A_MINUTE = 10
MAILS_AN_HOUR = 3


async def ask(request: web.Request) -> web.Response:
    """The form for number and e-mail address."""
    return _page(request)


async def send(request: web.Request) -> web.StreamResponse:
    """The one answer that there is; what is done happens after it, so that its time is the same too."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    typed = {"nummer": str(form.get("nummer", "")).strip(), "email": str(form.get("email", "")).strip()}
    # What can be seen from outside, whoever holds the database: the check character of a number, the shape of an address.
    number = parse_number(typed["nummer"], TICKET)
    errors = {}
    if number is None:
        errors["nummer"] = (
            say(request, "nummer_van_melding")
            if parse_number(typed["nummer"], SIGNAL)
            else say(request, "geen_nummer")
        )
    try:
        address = validate_email(typed["email"][:254], check_deliverability=False).normalized
    except EmailNotValidError:
        errors["email"] = say(request, "geen_mailadres")
    if errors or number is None:
        return _page(request, typed=typed, errors=errors, status=400)
    limits = request.app[LIMITS]
    waits = (
        limits.take(f"code:{address_of(request)}", TRIES_A_MINUTE),
        limits.take(f"code:{number}", MAILS_AN_HOUR, 3600),
    )
    wait = max((one for one in waits if one is not None), default=None)
    if wait is not None:
        response = _page(request, typed=typed, errors={"alles": say(request, "net_al_gevraagd")}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    request.app[BACKGROUND].start(
        "renew_code", request.app[RENEWAL].renew(number, address, tongue(request).phrases)
    )
    return _page(request, done=True)


def _page(
    request: web.Request,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    done: bool = False,
    status: int = 200,
) -> web.Response:
    context = {
        "possible": request.app[RENEWAL].possible,
        "typed": typed or {"nummer": "", "email": ""},
        "errors": errors or {},
        "done": done,
    }
    return render(request, PAGE, context, status=status)


ROUTES = [web.get("/status/code-kwijt", ask), web.post("/status/code-kwijt", send)]
