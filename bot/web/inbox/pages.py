"""One ticket on one page, and everything that can be done with it by a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.language import ENGLISH
from bot.tickets.bespoke import DOORS, OUTCOMES, REASONS
from bot.tickets.bespoke import label as ground
from bot.tickets.citizens import CALL_TIMES, CALLING
from bot.tickets.errors import (
    MoveIncomplete,
    MoveNotAllowed,
    NotFound,
    NotYours,
    TicketError,
    UnknownOrganisation,
    VersionConflict,
)
from bot.tickets.forward import forwarding_text
from bot.tickets.outgoing import LANGUAGE
from bot.tickets.views import TicketView
from bot.tickets.workbench import Call
from bot.tickets.workflow import LOKET, Move, Reason, State
from bot.web.inbox.forms import BUTTONS, KEPT, do, values_of
from bot.web.inbox.presence import WITH_FRAME
from bot.web.inbox.shared import (
    HELPED,
    LATE,
    STATES,
    STEPS,
    door_names,
    holder,
    is_coordinator,
    number_of,
    organisation_name,
    scheme_name,
)
from bot.web.keys import ATTACHMENTS, CANNED, LADDER, PRESENCE, RETENTION, TICKETS, TYPED, WORKBENCH
from bot.web.pages import render
from bot.web.requests import whole_number
from bot.web.staff import actor_of, staff_page

REASON_WORDS = {
    Reason.NIET_VAN_ONS: "Niet van ons",
    Reason.ONVOLLEDIG: "Onvolledig",
    Reason.DUBBEL: "Dubbel",
    Reason.ELDERS_GEREGELD: "Elders in de wet geregeld",
}
CALLS = {
    Call.SPOKEN: "Gesproken",
    Call.AGREED: "Gesproken en iets afgesproken",
    Call.LATER: "Wil later gebeld worden",
    Call.MISSED: "Niet bereikt",
}
CONFLICT = "Iemand anders heeft dit verzoek intussen gewijzigd. Hieronder staat hoe het nu is. Probeer het dan opnieuw."
STALE = "U was opnieuw ingelogd. Wat u typte, is bewaard als concept. Kijk het na en verstuur het nog eens."
FIELDS = {
    "tekst": "Vul een uitleg of vraag in.",
    "reden": "Kies een reden.",
    "naar": "Kies een organisatie.",
    "uitkomst": "Kies hoe het verzoek om een uitzondering is afgelopen.",
    "grond": "Kies een grond die past bij de uitkomst.",
    "uitkomst_gesprek": "Kies hoe het gesprek is afgelopen.",
    "collega": "Kies een collega van uw organisatie.",
}


@staff_page(Action.TICKETS_LEZEN)
async def ticket(request: web.Request, session: Session) -> web.Response:
    """One ticket on one page; opening it is the receipt."""
    number = number_of(request)
    try:
        view = await _opened(request, session, number, "inbox")
    except NotFound as fault:
        return await gone(request, session, number, fault)
    return await ticket_page(request, session, view)


async def _stale(request: web.Request, session: Session) -> web.StreamResponse:
    """A form of before the last log-in: nothing is done, what was typed is kept."""
    number, form = number_of(request), await request.post()
    await _keep(request, session, number, str(form.get("zet", "")), values_of(form))
    try:
        view = await _opened(request, session, number, "na opnieuw inloggen")
    except NotFound as fault:
        return await gone(request, session, number, fault)
    return await ticket_page(request, session, view, error=STALE, status=409)


@staff_page(Action.TICKETS_BEHANDELEN, stale=_stale)
async def move(request: web.Request, session: Session) -> web.StreamResponse:
    """A form of the ticket; what is missing or not allowed is told on the same page, with nothing typed lost."""
    number, actor = number_of(request), actor_of(session)
    form = {name: str(value) for name, value in (await request.post()).items()}
    name, values = form.get("zet", ""), values_of(form)
    if BUTTONS & form.keys():
        return await _draft(request, session, number, form, values)
    expected = whole_number(form.get("versie", ""), 9)
    try:
        await do(request, number, actor, name, values, expected)
    except NotFound as fault:
        return await gone(request, session, number, fault)
    except ValueError as fault:
        raise web.HTTPBadRequest from fault
    except TicketError as fault:
        await _keep(request, session, number, name, values)
        return await _refused(request, session, number, fault, name)
    # A ticket that was given back or sent on is not ours to see any more.
    if name in {Move.GEEFTERUG.value, Move.ROUTE.value}:
        await request.app[TYPED].forget(number)
        raise web.HTTPSeeOther("/uitvoerder/")
    await request.app[TYPED].keep(number, session.account.id, holder(session), name, {})
    raise web.HTTPSeeOther(f"/uitvoerder/{number}")


async def _draft(
    request: web.Request, session: Session, number: str, form: Mapping[str, str], values: Mapping[str, str]
) -> web.StreamResponse:
    """What was typed is kept; a canned answer is put behind it when one was chosen."""
    name, kept = form.get("zet", ""), dict(values)
    chosen = whole_number(form.get("standaard", ""))
    if "invoegen" in form and chosen is not None:
        text = await request.app[CANNED].text(holder(session), chosen)
        if text is not None:
            kept["tekst"] = "\n\n".join(part for part in (kept.get("tekst", "").rstrip(), text) if part)
    await _keep(request, session, number, name, kept)
    if "stil" in form:
        return web.Response(status=204)
    raise web.HTTPSeeOther(f"/uitvoerder/{number}?bewaard={name if name in KEPT else ''}#formulier-{name}")


async def _keep(
    request: web.Request, session: Session, number: str, name: str, values: Mapping[str, str]
) -> None:
    if name in KEPT:
        await request.app[TYPED].keep(number, session.account.id, holder(session), name, values)


async def _opened(request: web.Request, session: Session, number: str, why: str) -> TicketView:
    actor = actor_of(session)
    try:
        return await request.app[TICKETS].open_by_staff(number, actor, why=why)
    except NotYours:
        return await request.app[TICKETS].look(number, actor, why="overzicht regisseur")


async def gone(request: web.Request, session: Session, number: str, fault: NotFound) -> web.Response:
    """That the ticket was deleted and why, for its last holder and the coordinator; 404 for everybody else."""
    grave = await request.app[RETENTION].grave_of_holder(
        number, None if is_coordinator(session) else holder(session)
    )
    if grave is None:
        raise web.HTTPNotFound from fault
    context = {"session": session, "grave": grave, "door": door_names(request).get(grave.door, grave.door)}
    return render(request, "inbox/deleted.html", context, status=410)


async def _refused(
    request: web.Request, session: Session, number: str, fault: TicketError, name: str
) -> web.Response:
    error, status = "Dit kan nu niet.", 409
    if isinstance(fault, MoveIncomplete):
        error, status = FIELDS.get(fault.field, "Er ontbreekt iets."), 400
    elif isinstance(fault, UnknownOrganisation):
        error, status = "Deze organisatie kennen wij niet. Gebruik de code, bijvoorbeeld gemeente:0344.", 400
    elif isinstance(fault, VersionConflict):
        error = CONFLICT
    elif isinstance(fault, MoveNotAllowed):
        error = "Dat kan niet meer bij dit verzoek. Kijk hoe het er nu voor staat."
        if name == "opeisen":
            error = "Een collega heeft dit verzoek al. Laat het aan u doorgeven."
    elif isinstance(fault, NotYours):
        raise web.HTTPForbidden from fault
    view = await _opened(request, session, number, "na een fout")
    return await ticket_page(request, session, view, error=error, status=status)


async def ticket_page(
    request: web.Request, session: Session, view: TicketView, *, error: str | None = None, status: int = 200
) -> web.Response:
    """A ticket on one page, with all that this person can do; `error` tells what could not be done."""
    bench, account = request.app[WORKBENCH], session.account
    own = view.organisation == holder(session)
    colleagues = await bench.colleagues(actor_of(session)) if own else ()
    others = await request.app[PRESENCE].here(view.number, account.id, holder(session)) if own else ()
    owner = (await bench.names_of({view.owner_id})).get(view.owner_id) if view.owner_id is not None else None
    asks = view.door in DOORS
    wish = (view.contact or {}).get(CALLING) or {}
    reads_english = (view.contact or {}).get(LANGUAGE) == ENGLISH
    context: dict[str, Any] = {
        "session": session,
        "ticket": view,
        "attachments": await request.app[ATTACHMENTS].for_staff(view.number, actor_of(session)),
        "moves": {move.value for move in view.moves} if own else set(),
        "states": STATES,
        "steps": STEPS,
        "reasons": {reason.value: text for reason, text in REASON_WORDS.items()},
        "doors": door_names(request),
        "names": lambda organisation: organisation_name(request, organisation),
        "schemes": [scheme_name(request, scheme) for scheme in view.schemes],
        "error": error,
        "kept": await request.app[TYPED].kept(view.id, account.id),
        "saved": request.query.get("bewaard"),
        "may_route": is_coordinator(session),
        "forward": forwarding_text(view, lambda one: organisation_name(request, one))
        if view.intended_for
        else None,
        # The ladder is the coordinator's: a citizen or an executor never sees it as a door.
        "ladder": request.app[LADDER] if is_coordinator(session) else None,
        "late": LATE,
        "own": own,
        "reads_english": reads_english,
        "open": view.closed_at is None,
        "owner": owner,
        "mine": view.owner_id == account.id,
        "colleagues": colleagues,
        "others": others or (),
        "canned": await request.app[CANNED].all(holder(session)),
        "calls": {call.value: text for call, text in CALLS.items()},
        "may_call": own and view.closed_at is None and view.state is not State.AANGEBODEN,
        "call_when": CALL_TIMES.get(wish.get("wanneer", "")),
        "call_number": wish.get("nummer"),
        "outcomes": {one.value: text for one, text in OUTCOMES.items()} if asks else {},
        "grounds": REASONS if asks else {},
        "ground": ground,
        "outcome_words": {one.value: text for one, text in OUTCOMES.items()},
        "like": await bench.like_cases(view) if asks and view.organisation != LOKET else (),
        "helped": HELPED.get(await bench.helped(view.id) or ""),
    }
    response = render(request, "inbox/ticket.html", context, status=status)
    response.headers["Content-Security-Policy"] = WITH_FRAME
    return response


ROUTES = [web.get("/uitvoerder/{nummer}", ticket), web.post("/uitvoerder/{nummer}", move)]
