"""Attachments in the inbox: fetching one, and adding one that the citizen can fetch too."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action, may
from bot.accounts.service import Session, csrf_matches
from bot.attachments.refusals import Refused
from bot.tickets.errors import NotFound, NotYours
from bot.web.inbox.pages import ticket_page
from bot.web.inbox.shared import number_of
from bot.web.keys import ACCOUNTS, ATTACHMENTS, TICKETS
from bot.web.requests import is_same_origin
from bot.web.staff import COOKIE, actor_of, staff_page
from bot.web.uploads import Upload, checked, file_response, read_form, uploading


@staff_page(Action.TICKETS_LEZEN)
async def fetch(request: web.Request, session: Session) -> web.Response:
    """One attachment as a file; who fetched it is recorded."""
    try:
        fetched = await request.app[ATTACHMENTS].fetch_by_staff(
            number_of(request), actor_of(session), request.match_info["bijlage"]
        )
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    return file_response(fetched)


async def add(request: web.Request) -> web.StreamResponse:
    """A file from staff. The login is checked before the file is read, its form's token after."""
    session = await request.app[ACCOUNTS].session(request.cookies.get(COOKIE))
    if session is None:
        raise web.HTTPSeeOther("/uitvoerder/inloggen")
    if not may(session.account.role, Action.TICKETS_BEHANDELEN) or not is_same_origin(request):
        raise web.HTTPForbidden
    number = number_of(request)
    try:
        async with uploading(request):
            upload = await read_form(request)
            await _take(request, session, number, upload)
    except (NotFound, NotYours) as fault:
        raise web.HTTPNotFound from fault
    except Refused as fault:
        return await _refused(request, session, number, fault)
    raise web.HTTPSeeOther(f"/uitvoerder/{number}#bijlagen")


async def _take(request: web.Request, session: Session, number: str, upload: Upload) -> None:
    if not csrf_matches(session, upload.fields.get("csrf")):
        raise web.HTTPForbidden
    await request.app[ATTACHMENTS].add_by_staff(number, actor_of(session), checked(upload))


async def _refused(request: web.Request, session: Session, number: str, fault: Refused) -> web.Response:
    try:
        view = await request.app[TICKETS].open_by_staff(number, actor_of(session), why="na een fout")
    except (NotFound, NotYours) as gone:
        raise web.HTTPNotFound from gone
    return await ticket_page(request, session, view, error=fault.words, status=fault.status)


ROUTES = [
    web.get("/uitvoerder/{nummer}/bijlagen/{bijlage}", fetch),
    web.post("/uitvoerder/{nummer}/bijlagen", add),
]
