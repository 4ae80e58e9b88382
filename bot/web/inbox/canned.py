"""The canned answers of an organisation: made, changed and removed by its own staff."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.canned import MOST
from bot.tickets.errors import MoveIncomplete, NotFound
from bot.web.inbox.shared import holder, organisation_name
from bot.web.keys import CANNED
from bot.web.pages import render
from bot.web.requests import whole_number
from bot.web.staff import staff_page

PATH = "/uitvoerder/standaardantwoorden"
FAULTS = {
    "titel": "Geef het antwoord een naam van hooguit 100 tekens.",
    "tekst": "Vul een tekst in van hooguit 4.000 tekens.",
    "aantal": f"U hebt al {MOST} standaardantwoorden. Verwijder er eerst een.",
}


@staff_page(Action.TICKETS_BEHANDELEN)
async def show(request: web.Request, session: Session) -> web.Response:
    """All of them; with `wijzig` in the address one is open to be changed."""
    return await _page(request, session, {"id": request.query.get("wijzig", "")})


@staff_page(Action.TICKETS_BEHANDELEN)
async def save(request: web.Request, session: Session) -> web.StreamResponse:
    """One is made, changed or removed; what is wrong is told on the same page, with nothing typed lost."""
    form = {name: str(value) for name, value in (await request.post()).items()}
    answers, organisation = request.app[CANNED], holder(session)
    answer_id = whole_number(form.get("id", ""))
    try:
        if "verwijder" in form:
            if answer_id is None:
                raise web.HTTPBadRequest
            await answers.remove(organisation, answer_id)
        else:
            await answers.put(
                organisation, form.get("titel", ""), form.get("tekst", ""), session.account.name, answer_id
            )
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    except MoveIncomplete as fault:
        return await _page(request, session, form, error=FAULTS[fault.field], field=fault.field, status=400)
    raise web.HTTPSeeOther(PATH)


async def _page(
    request: web.Request,
    session: Session,
    form: dict[str, str],
    *,
    error: str | None = None,
    field: str | None = None,
    status: int = 200,
) -> web.Response:
    organisation = holder(session)
    answers = await request.app[CANNED].all(organisation)
    open_id = whole_number(form.get("id", ""))
    chosen = next((one for one in answers if one.id == open_id), None)
    if form.get("id") and chosen is None:
        raise web.HTTPNotFound
    context: dict[str, Any] = {
        "session": session,
        "holder": organisation_name(request, organisation),
        "answers": answers,
        "chosen": chosen,
        "title": form.get("titel", chosen.title if chosen else ""),
        "text": form.get("tekst", chosen.text if chosen else ""),
        "error": error,
        "field": field,
    }
    return render(request, "inbox/canned.html", context, status=status)


ROUTES = [web.get(PATH, show), web.post(PATH, save)]
