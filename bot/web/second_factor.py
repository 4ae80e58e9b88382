"""`/inloggen/code` and `/inloggen/instellen`: the second factor, between the password and every other page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from markupsafe import Markup

from bot.accounts.factor import AlreadyThere, Enrolment, WrongCode
from bot.accounts.limiter import TooManyTries
from bot.accounts.service import CODE, ENROL, LoginFailed, Session, csrf_matches
from bot.web.keys import ACCOUNTS, FACTORS
from bot.web.pages import render
from bot.web.requests import is_same_origin
from bot.web.staff import COOKIE, HOMES, STEPS, TOO_MANY, logged_in

WRONG_CODE = "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in uw app."

type HalfPage = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]


def qr_code(address: str) -> Markup:
    """The address as a picture in the page itself: no script, no style, nothing fetched."""
    # Loaded when somebody sets one up, which is once.
    import segno

    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn by the library from an address of our own: a path, no text


def in_fours(secret: str) -> str:
    """The secret as people type it over."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _half_page(step: str) -> Callable[[HalfPage], Callable[[web.Request], Awaitable[web.StreamResponse]]]:
    """A page for who gave the right password and is at this step; everybody else goes where they belong."""

    def wrap(page: HalfPage) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            half = await request.app[ACCOUNTS].half_session(request.cookies.get(COOKIE))
            if half is None:
                raise web.HTTPSeeOther("/uitvoerder/inloggen")
            if half.waits_for != step:
                raise web.HTTPSeeOther(STEPS[str(half.waits_for)])
            if request.method == "POST":
                form = await request.post()
                if not is_same_origin(request) or not csrf_matches(half, str(form.get("csrf", ""))):
                    raise web.HTTPForbidden
            return await page(request, half)

        return handler

    return wrap


@_half_page(CODE)
async def show_code(request: web.Request, half: Session) -> web.Response:
    """Asks for the code."""
    return render(request, "account/code.html", {"half": half, "error": None})


@_half_page(CODE)
async def take_code(request: web.Request, half: Session) -> web.StreamResponse:
    """The right code opens everything, under a new session; a wrong one is counted."""
    form = await request.post()
    try:
        await request.app[FACTORS].check(half.account.id, str(form.get("code", ""))[:40])
        fresh = await request.app[ACCOUNTS].complete(half, request.cookies.get(COOKIE, ""))
    except WrongCode:
        return render(request, "account/code.html", {"half": half, "error": WRONG_CODE}, status=401)
    except TooManyTries as fault:
        return too_many(request, "account/code.html", {"half": half}, fault)
    except LoginFailed:
        raise web.HTTPSeeOther("/uitvoerder/inloggen") from None
    onward = web.HTTPSeeOther(HOMES[fresh.account.role])
    logged_in(request, fresh, onward)
    raise onward


@_half_page(ENROL)
async def show_enrol(request: web.Request, half: Session) -> web.Response:
    """Shows what to put in the app."""
    return render(request, "account/enrol.html", enrolling(await _begin(request, half), half))


@_half_page(ENROL)
async def take_enrol(request: web.Request, half: Session) -> web.StreamResponse:
    """The first code opens everything; the recovery codes are shown once."""
    enrolment = await _begin(request, half)
    form = await request.post()
    try:
        codes = await request.app[FACTORS].confirm(half.account.id, str(form.get("code", ""))[:40])
        fresh = await request.app[ACCOUNTS].complete(half, request.cookies.get(COOKIE, ""))
    except WrongCode:
        return render(request, "account/enrol.html", enrolling(enrolment, half, error=WRONG_CODE), status=401)
    except TooManyTries as fault:
        return too_many(request, "account/enrol.html", enrolling(enrolment, half), fault)
    except LoginFailed:
        raise web.HTTPSeeOther("/uitvoerder/inloggen") from None
    response = render(
        request, "account/recovery.html", {"codes": codes, "home": HOMES[fresh.account.role], "half": half}
    )
    logged_in(request, fresh, response)
    return response


def enrolling(enrolment: Enrolment, session: Session, *, error: str | None = None) -> dict[str, Any]:
    """What the page that sets a second factor up shows."""
    return {
        "half": session,
        "secret": in_fours(enrolment.secret),
        "picture": qr_code(enrolment.address),
        "error": error,
    }


def too_many(
    request: web.Request, template: str, context: dict[str, Any], fault: TooManyTries
) -> web.Response:
    """The page again, with how long to wait."""
    error = TOO_MANY.format(seconds=fault.retry_after)
    response = render(request, template, {**context, "error": error}, status=429)
    response.headers["Retry-After"] = str(fault.retry_after)
    return response


async def _begin(request: web.Request, half: Session) -> Enrolment:
    try:
        return await request.app[FACTORS].begin(half.account.id)
    except AlreadyThere:
        # Set up in another tab meanwhile: log in anew, with the code.
        raise web.HTTPSeeOther("/uitvoerder/inloggen") from None


ROUTES = [
    web.get("/inloggen/code", show_code),
    web.post("/inloggen/code", take_code),
    web.get("/inloggen/instellen", show_enrol),
    web.post("/inloggen/instellen", take_enrol),
]
