"""`/balie/codes`: who lost an access code and must be rung, and the new code to read aloud."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.desk.spelling import spelled
from bot.tickets.errors import NotFound
from bot.tickets.numbers import TICKET
from bot.web.desk.lookup import actor_of_desk
from bot.web.desk.shared import CODE_CALLS, desk_render, slow_down
from bot.web.requests import number_in_path
from bot.web.staff import staff_page

PATH = "/balie/codes"
DONE = {
    "geen-gehoor": "Genoteerd. Dit nummer blijft in de lijst staan.",
    "gestopt": "Van de lijst gehaald. De oude code werkt nog.",
    "weg": "Dit nummer staat niet meer in de lijst. Een collega heeft al gebeld, of de burger kreeg een sms.",
}


@staff_page(Action.TOEGANGSCODE_VERNIEUWEN)
async def waiting(request: web.Request, session: Session) -> web.StreamResponse:
    """Who has to be rung, the longest waiting first."""
    return await _list(request, session, done=DONE.get(request.query.get("gedaan", "")))


@staff_page(Action.TOEGANGSCODE_VERNIEUWEN)
async def act(request: web.Request, session: Session) -> web.StreamResponse:
    """The new code, shown this once; or that nobody answered, or that nobody is rung any more."""
    slow_down(request, session)
    form, calls, actor = await request.post(), request.app[CODE_CALLS], actor_of_desk(session)
    number, action = number_in_path(request, TICKET), str(form.get("actie", ""))
    try:
        match action:
            case "geef":
                given = await calls.give(number, actor)
                context = {"given": given, "spelled": spelled}
                return await desk_render(request, session, "desk/code_given.html", context)
            case "geen-gehoor":
                await calls.not_reached(number, actor)
            case "gestopt":
                await calls.stop(number, actor)
            case _:
                raise web.HTTPBadRequest
    except NotFound as fault:
        raise web.HTTPSeeOther(f"{PATH}?gedaan=weg") from fault
    raise web.HTTPSeeOther(f"{PATH}?gedaan={action}")


async def _list(request: web.Request, session: Session, *, done: str | None) -> web.Response:
    context = {"calls": await request.app[CODE_CALLS].waiting(), "done": done}
    return await desk_render(request, session, "desk/codes.html", context)


ROUTES = [web.get(PATH, waiting), web.post(PATH + "/{nummer}", act)]
