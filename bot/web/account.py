"""`/account`: who one is here, and one's own second factor."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.factor import AlreadyThere, WrongCode
from bot.accounts.limiter import TooManyTries
from bot.accounts.roles import NEEDS_FACTOR, Action
from bot.accounts.service import Session
from bot.web.inbox.shared import organisation_name
from bot.web.keys import FACTORS, SETTINGS
from bot.web.pages import render
from bot.web.second_factor import WRONG_CODE, enrolling
from bot.web.staff import TOO_MANY, staff_page

PATH = "/account"
ROLES = {
    "medewerker": "Medewerker van de balie",
    "regisseur": "Regisseur",
    "uitvoerder": "Medewerker van een organisatie",
    "lezer": "Lezer voor een ministerie",
    "beheerder": "Beheerder",
}
DEMANDED = "Voor uw rol is een tweede stap verplicht. U kunt hem niet uitzetten."


@staff_page(Action.EIGEN_ACCOUNT)
async def show(request: web.Request, session: Session) -> web.Response:
    """One's own account."""
    return await _page(request, session)


@staff_page(Action.EIGEN_ACCOUNT)
async def change(request: web.Request, session: Session) -> web.StreamResponse:
    """Setting the second factor up, confirming it with a code, or taking it away with one."""
    if session.account.provider:
        raise web.HTTPForbidden
    form = await request.post()
    factors, own = request.app[FACTORS], session.account.id
    code = str(form.get("code", ""))[:40]
    try:
        match str(form.get("zet", "")):
            case "instellen":
                return render(
                    request,
                    "account/own_enrol.html",
                    _own(session, enrolling(await factors.begin(own), session)),
                )
            case "bevestigen":
                codes = await factors.confirm(own, code)
                return render(request, "account/own_recovery.html", {"session": session, "codes": codes})
            case "uitzetten" if _demanded(request, session):
                return await _page(request, session, error=DEMANDED, status=409)
            case "uitzetten":
                await factors.check(own, code)
                await factors.remove(own)
            case _:
                raise web.HTTPBadRequest
    except AlreadyThere:
        raise web.HTTPSeeOther(PATH) from None
    except WrongCode:
        return await _again(request, session, WRONG_CODE, 401)
    except TooManyTries as fault:
        response = await _again(request, session, TOO_MANY.format(seconds=fault.retry_after), 429)
        response.headers["Retry-After"] = str(fault.retry_after)
        return response
    raise web.HTTPSeeOther(PATH)


async def _again(request: web.Request, session: Session, error: str, status: int) -> web.Response:
    """The page that the code was given on, with what is wrong."""
    if await request.app[FACTORS].has(session.account.id):
        return await _page(request, session, error=error, status=status)
    enrolment = await request.app[FACTORS].begin(session.account.id)
    context = _own(session, enrolling(enrolment, session, error=error))
    return render(request, "account/own_enrol.html", context, status=status)


async def _page(
    request: web.Request, session: Session, *, error: str | None = None, status: int = 200
) -> web.Response:
    account, factors = session.account, request.app[FACTORS]
    context = {
        "session": session,
        "role": ROLES[account.role.value],
        "organisation": organisation_name(request, account.organisation) if account.organisation else None,
        "factor": await factors.has(account.id),
        "left": await factors.codes_left(account.id),
        "demanded": _demanded(request, session),
        "error": error,
    }
    return render(request, "account/account.html", context, status=status)


def _own(session: Session, context: dict[str, object]) -> dict[str, object]:
    return {**context, "session": session}


def _demanded(request: web.Request, session: Session) -> bool:
    return request.app[SETTINGS].second_factor and session.account.role in NEEDS_FACTOR


ROUTES = [web.get(PATH, show), web.post(PATH, change)]
