"""`/balie/berichten`: the notices of the day, set by the coordinator."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.desk.notices import LONGEST, NoticeRefused
from bot.web.desk.shared import NOTICES, desk_render
from bot.web.requests import whole_number
from bot.web.staff import staff_page

NO_DAY = "Schrijf de dag zo: 2026-11-30."


@staff_page(Action.BALIEBERICHTEN)
async def show(request: web.Request, session: Session) -> web.StreamResponse:
    """What is shown today, and a form for another."""
    return await _page(request, session)


@staff_page(Action.BALIEBERICHTEN)
async def change(request: web.Request, session: Session) -> web.StreamResponse:
    """One more notice, or one less."""
    form = await request.post()
    gone = str(form.get("weg", ""))
    if gone:
        notice = whole_number(gone)
        if notice is not None:
            await request.app[NOTICES].withdraw(notice)
        raise web.HTTPSeeOther("/balie/berichten")
    text, until = str(form.get("tekst", "")), str(form.get("tot", "")).strip()
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError:
        return await _page(request, session, error=NO_DAY, text=text, until=until, status=400)
    try:
        await request.app[NOTICES].add(text, last, session.account.name)
    except NoticeRefused as fault:
        return await _page(request, session, error=str(fault), text=text, until=until, status=400)
    raise web.HTTPSeeOther("/balie/berichten")


async def _page(
    request: web.Request,
    session: Session,
    *,
    error: str | None = None,
    text: str = "",
    until: str = "",
    status: int = 200,
) -> web.Response:
    context = {"error": error, "text": text, "until": until, "longest": LONGEST}
    return await desk_render(request, session, "desk/notices.html", context, status=status)


ROUTES = [web.get("/balie/berichten", show), web.post("/balie/berichten", change)]
