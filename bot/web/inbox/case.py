"""A whole case on one page, for the coordinator: its tickets, where each stands, and what was promised."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.errors import NotFound, NotYours
from bot.tickets.numbers import CASE
from bot.web.inbox.shared import HELPED, STATES, door_names, organisation_name
from bot.web.keys import WORKBENCH
from bot.web.pages import render
from bot.web.requests import number_in_path
from bot.web.staff import actor_of, staff_page


@staff_page(Action.ZONDER_EIGENAAR_LEZEN)
async def show(request: web.Request, session: Session) -> web.Response:
    """Every ticket of the case; that the coordinator saw them is recorded at each."""
    try:
        case = await request.app[WORKBENCH].case(number_in_path(request, CASE), actor_of(session))
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    except NotYours as fault:
        raise web.HTTPForbidden from fault
    context = {
        "session": session,
        "case": case,
        "states": STATES,
        "doors": door_names(request),
        "helped": HELPED,
        "names": lambda organisation: organisation_name(request, organisation),
    }
    return render(request, "inbox/case.html", context)


ROUTES = [web.get("/uitvoerder/dossier/{nummer}", show)]
