"""Logging in and out, and who is logged in: the same for every page of staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from aiohttp import web

from bot.accounts.limiter import TooManyTries
from bot.accounts.roles import Action, Role, may
from bot.accounts.service import CODE, ENROL, LoggedIn, LoginFailed, Session, csrf_matches
from bot.tickets.history import Actor
from bot.tickets.workflow import LOKET, ActorKind
from bot.web.keys import ACCOUNTS, PROVIDER, SETTINGS
from bot.web.live import BY_ITSELF
from bot.web.pages import render
from bot.web.problems import Problem
from bot.web.requests import address_of, is_same_origin

COOKIE = "loket_medewerker"
WRONG = "Deze inlognaam en dit wachtwoord horen niet bij elkaar. Probeer het nog eens."
TOO_MANY = "Te veel pogingen. Wacht {seconds} seconden en probeer het dan opnieuw."

# Where each begins.
HOMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.MEDEWERKER: "/balie/",
        Role.REGISSEUR: "/uitvoerder/",
        Role.UITVOERDER: "/uitvoerder/",
        Role.LEZER: "/signalen/",
        Role.BEHEERDER: "/account",
    }
)

# What is still to be done after the password.
# To try again is no use: whoever reads this has followed a link of somebody else.
NOT_YOURS = "Deze pagina hoort niet bij uw account. Ga terug, of vraag de beheerder wat u mag zien."
STEPS: Mapping[str, str] = MappingProxyType({CODE: "/inloggen/code", ENROL: "/inloggen/instellen"})

type Page = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]


# Which page asks for which right, for the test that walks all of them.
GUARDS: dict[Callable[[web.Request], Awaitable[web.StreamResponse]], Action] = {}


def staff_page(
    action: Action, *, stale: Page | None = None
) -> Callable[[Page], Callable[[web.Request], Awaitable[web.StreamResponse]]]:
    """A page for who is logged in and may do this; else the log-in, or 403. A form carries its login's token.

    `stale` answers a form of our own page that carries the token of an earlier login: nothing is done, and
    what was typed need not be lost.
    """

    def wrap(page: Page) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            session = await request.app[ACCOUNTS].session(
                request.cookies.get(COOKIE), by_person=BY_ITSELF not in request.headers
            )
            if session is None:
                return await _unknown(request)
            if not may(session.account.role, action):
                raise Problem(403, NOT_YOURS)
            if request.method == "POST":
                form = await request.post()
                given = form.get("csrf")
                if not is_same_origin(request):
                    raise web.HTTPForbidden
                if not csrf_matches(session, str(given) if given else None):
                    # Only a browser that says so itself is believed: what has no such header may be anybody.
                    if stale is not None and request.headers.get("Sec-Fetch-Site") == "same-origin":
                        return await stale(request, session)
                    raise web.HTTPForbidden
            return await page(request, session)

        GUARDS[handler] = action
        return handler

    return wrap


async def _unknown(request: web.Request) -> web.Response:
    """Where somebody goes who is not logged in, or only half."""
    half = await request.app[ACCOUNTS].half_session(request.cookies.get(COOKIE))
    if half is not None:
        raise web.HTTPSeeOther(STEPS[str(half.waits_for)])
    if request.method != "GET":
        raise web.HTTPSeeOther("/uitvoerder/inloggen")
    return login_page(request)


def logged_in(request: web.Request, fresh: LoggedIn, response: web.StreamResponse) -> None:
    """This browser has this login from now on."""
    response.set_cookie(
        COOKIE,
        fresh.token,
        httponly=True,
        samesite="Strict",
        secure=request.app[SETTINGS].base_url.startswith("https://"),
        path="/",
    )


def actor_of(session: Session) -> Actor:
    """Who acts on a ticket, from who is logged in."""
    account = session.account
    if account.role is Role.REGISSEUR:
        return Actor(ActorKind.REGISSEUR, account.name, LOKET, account.id)
    return Actor(ActorKind.ORGANISATIE, account.name, account.organisation, account.id)


def login_page(
    request: web.Request, *, error: str | None = None, login: str = "", status: int = 200
) -> web.Response:
    """The log-in form."""
    context = {
        "error": error,
        "login": login,
        "local": request.app[SETTINGS].local_accounts,
        "provider": request.app[PROVIDER] is not None,
    }
    return render(request, "inbox/login.html", context, status=status)


async def show_login(request: web.Request) -> web.Response:
    """The log-in form by its own address."""
    return login_page(request)


async def log_in(request: web.Request) -> web.StreamResponse:
    """A new session after the right password; a wrong one says nothing of which part was wrong."""
    if not is_same_origin(request) or not request.app[SETTINGS].local_accounts:
        raise web.HTTPForbidden
    form = await request.post()
    login, password = str(form.get("inlognaam", "")), str(form.get("wachtwoord", ""))
    try:
        fresh = await request.app[ACCOUNTS].log_in(
            login, password, address=address_of(request), old_token=request.cookies.get(COOKIE)
        )
    except LoginFailed:
        return login_page(request, error=WRONG, login=login, status=401)
    except TooManyTries as fault:
        response = login_page(
            request, error=TOO_MANY.format(seconds=fault.retry_after), login=login, status=429
        )
        response.headers["Retry-After"] = str(fault.retry_after)
        return response
    onward = web.HTTPSeeOther(STEPS[fresh.waits_for] if fresh.waits_for else HOMES[fresh.account.role])
    logged_in(request, fresh, onward)
    raise onward


async def log_out(request: web.Request) -> web.StreamResponse:
    """The session ends here and in the database."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    token = request.cookies.get(COOKIE)
    if token is not None:
        await request.app[ACCOUNTS].log_out(token)
    response = web.HTTPSeeOther("/uitvoerder/inloggen")
    response.del_cookie(COOKIE, path="/")
    raise response


ROUTES = [
    web.get("/uitvoerder/inloggen", show_login),
    web.post("/uitvoerder/inloggen", log_in),
    web.post("/uitvoerder/uitloggen", log_out),
]
