"""`/uitvoerder/<nummer>/zelfde-regel`: the other open requests about the same rule."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.alike import same_rule
from bot.tickets.errors import NotFound
from bot.web.inbox.shared import STATES, door_names, holder, number_of, scheme_name
from bot.web.keys import DATABASE
from bot.web.pages import render
from bot.web.staff import staff_page


@staff_page(Action.TICKETS_LEZEN)
async def page(request: web.Request, session: Session) -> web.Response:
    """What was mended for one can be offered to these."""
    number = number_of(request)
    try:
        found = await same_rule(request.app[DATABASE], number, holder(session))
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    context = {
        "session": session,
        "number": number,
        "found": found,
        "schemes": [scheme_name(request, one) for one in found.schemes],
        "doors": door_names(request),
        "states": STATES,
    }
    return render(request, "inbox/alike.html", context)


ROUTES = [web.get("/uitvoerder/{nummer}/zelfde-regel", page)]
