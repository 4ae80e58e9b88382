"""`/balie/register`: who does what, without a call."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.desk.reference import look_up
from bot.web.desk.shared import desk_render
from bot.web.keys import KNOWLEDGE
from bot.web.staff import staff_page

LONGEST = 200


@staff_page(Action.GESPREK_VOEREN)
async def show(request: web.Request, session: Session) -> web.StreamResponse:
    """What the register says of these words."""
    question = request.query.get("q", "")[:LONGEST].strip()
    found = look_up(request.app[KNOWLEDGE](), question) if question else None
    return await desk_render(request, session, "desk/register.html", {"question": question, "found": found})


@staff_page(Action.GESPREK_VOEREN)
async def keys(request: web.Request, session: Session) -> web.StreamResponse:
    """All shortcuts."""
    return await desk_render(request, session, "desk/keys.html", {})


ROUTES = [web.get("/balie/register", show), web.get("/balie/toetsen", keys)]
