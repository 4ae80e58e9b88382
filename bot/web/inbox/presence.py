"""Who else has a ticket open: a small page inside the ticket's page, which asks again by itself, without script."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action, may
from bot.tickets.presence import ASK_AGAIN
from bot.web.inbox.shared import holder, number_of
from bot.web.keys import ACCOUNTS, PRESENCE
from bot.web.pages import render
from bot.web.problems import CONTENT_SECURITY_POLICY
from bot.web.staff import COOKIE

# Only our own pages may show it; every other page stays as closed as it was.
_INSIDE = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
WITH_FRAME = CONTENT_SECURITY_POLICY + "; frame-src 'self'"


async def who(request: web.Request) -> web.StreamResponse:
    """Who else has it open now. Asking it is no sign of life of a person: the log-in does not last longer by it."""
    number = number_of(request)
    session = await request.app[ACCOUNTS].session(request.cookies.get(COOKIE), by_person=False)
    others = None
    if session is not None:
        if not may(session.account.role, Action.TICKETS_LEZEN):
            raise web.HTTPForbidden
        others = await request.app[PRESENCE].here(number, session.account.id, holder(session))
    context = {"logged_in": session is not None, "others": others or ()}
    response = render(request, "inbox/presence.html", context)
    response.headers["Content-Security-Policy"] = _INSIDE
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    if others is not None:
        response.headers["Refresh"] = str(int(ASK_AGAIN.total_seconds()))
    return response


ROUTES = [web.get("/uitvoerder/{nummer}/wie", who)]
