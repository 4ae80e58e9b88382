"""A call on paper and as a text block, before and after it was handed over."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.desk.shapes import UnknownCall
from bot.desk.summary import text_block
from bot.desk.view import CallView, bare
from bot.web.citizen.letters import file_of
from bot.web.desk.calls import call_id_of, receiver
from bot.web.desk.shared import CALLS, desk_render, employee_of
from bot.web.keys import KNOWLEDGE, LETTERS, SETTINGS
from bot.web.pages import moment
from bot.web.staff import staff_page


@staff_page(Action.GESPREK_VOEREN)
async def summary(request: web.Request, session: Session) -> web.StreamResponse:
    """The summary, to print, and the block to copy."""
    knowledge = request.app[KNOWLEDGE]()
    view, block, paper = await _block(request, session)
    context = {
        "call": view,
        "block": block,
        "paper": paper,
        "receipt_to": lambda one: receiver(knowledge, one),
        "status_address": f"{request.app[SETTINGS].base_url}/status",
    }
    return await desk_render(request, session, "desk/summary.html", context)


@staff_page(Action.GESPREK_VOEREN)
async def as_text(request: web.Request, session: Session) -> web.StreamResponse:
    """The block as a file."""
    view, block, _ = await _block(request, session)
    name = view.receipts[0].number if view.receipts else "gesprek"
    headers = {"Content-Disposition": f'attachment; filename="{name}.txt"'}
    return web.Response(text=block + "\n", content_type="text/plain", charset="utf-8", headers=headers)


@staff_page(Action.GESPREK_VOEREN)
async def letter(request: web.Request, session: Session) -> web.StreamResponse:
    """A letter of this call as a file: for the caller to send, on paper or by the organisation's own mail."""
    try:
        _, draft = await request.app[CALLS].whole(call_id_of(request), employee_of(session))
    except UnknownCall as fault:
        raise web.HTTPNotFound from fault
    if draft is None:
        raise web.HTTPNotFound
    found = request.app[LETTERS].for_draft(request.app[KNOWLEDGE](), bare(draft))
    return file_of(next((one for one in found if one.id == request.match_info["brief"]), None))


async def _block(request: web.Request, session: Session) -> tuple[CallView, str, str]:
    """The call, its text for the organisation, and that for paper, which may go to the citizen."""
    try:
        view, draft = await request.app[CALLS].whole(call_id_of(request), employee_of(session))
    except UnknownCall as fault:
        raise web.HTTPNotFound from fault
    knowledge, when = request.app[KNOWLEDGE](), moment(view.consent_at or view.started_at)
    block = text_block(knowledge, view, draft, when)
    return view, block, text_block(knowledge, view, draft, when, note=False)


ROUTES = [
    web.get("/balie/gesprek/{id}/brief/{brief}", letter),
    web.get("/balie/gesprek/{id}/samenvatting", summary),
    web.get("/balie/gesprek/{id}/samenvatting.txt", as_text),
]
