"""`/signalen/openbaar-maken`: a coordinator reads what may be public, and takes out names and other people."""

from __future__ import annotations

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.signals.workflow import SignalMoveIncomplete
from bot.tickets.errors import NotFound
from bot.web.inbox.shared import scheme_name
from bot.web.keys import PUBLICATION
from bot.web.pages import render
from bot.web.requests import whole_number
from bot.web.signals.shared import actor_of
from bot.web.staff import staff_page

GONE = "Dit verhaal wacht niet meer. Iemand anders was eerder, of de melder heeft het ingetrokken."
MISSING = {
    "tekst": "Er moet tekst blijven staan.",
    "reden": "Schrijf waarom dit verhaal niet openbaar wordt.",
}
NOTICES = {
    "geplaatst": "Het verhaal staat op de openbare pagina.",
    "wacht_op_melder": "De melder krijgt bericht en beslist over de nieuwe tekst.",
    "niet_geplaatst": "Het verhaal blijft bij het ministerie. De melder krijgt bericht.",
}


@staff_page(Action.SIGNALEN_OPENBAAR)
async def page(request: web.Request, session: Session) -> web.Response:
    """What waits to be read, oldest first."""
    return await _page(request, session, notice=NOTICES.get(request.query.get("gedaan", "")))


@staff_page(Action.SIGNALEN_OPENBAAR)
async def decide(request: web.Request, session: Session) -> web.StreamResponse:
    """One story is public, goes back to its reporter in other words, or stays with the ministry."""
    form = await request.post()
    signal = whole_number(str(form.get("signaal", "")))
    if signal is None:
        raise web.HTTPBadRequest
    desk, actor = request.app[PUBLICATION], actor_of(session)
    try:
        if form.get("zet") == "weiger":
            await desk.refuse(signal, str(form.get("reden", "")), actor)
            done = "niet_geplaatst"
        else:
            done = (await desk.place(signal, str(form.get("tekst", "")), actor)).value
    except SignalMoveIncomplete as fault:
        return await _page(request, session, error=(signal, str(fault), MISSING[str(fault)]), status=400)
    except NotFound:
        return await _page(request, session, notice=GONE, status=409)
    raise web.HTTPSeeOther(f"/signalen/openbaar-maken?gedaan={done}")


async def _page(
    request: web.Request,
    session: Session,
    *,
    notice: str | None = None,
    error: tuple[int, str, str] | None = None,
    status: int = 200,
) -> web.Response:
    context = {
        "session": session,
        "waiting": await request.app[PUBLICATION].waiting(),
        "notice": notice,
        "stale": status == 409,
        "error": error,
        "scheme": lambda one: scheme_name(request, one) if one else "Regeling onbekend",
    }
    return render(request, "signals/publishing.html", context, status=status)


ROUTES = [web.get("/signalen/openbaar-maken", page), web.post("/signalen/openbaar-maken", decide)]
