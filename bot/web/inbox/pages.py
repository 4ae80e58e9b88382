"""The inbox: a list sorted by term, a ticket on one page, and the moves."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.accounts.roles import Action, Role
from bot.accounts.service import Session
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
from bot.tickets.inbox import BadCursor, InboxFilter
from bot.tickets.numbers import TICKET, parse_number
from bot.tickets.views import TicketView
from bot.tickets.workflow import LOKET, Move, Reason
from bot.web.keys import ATTACHMENTS, KNOWLEDGE, LADDER, TICKETS
from bot.web.pages import render
from bot.web.staff import actor_of, staff_page

REASONS = {
    Reason.NIET_VAN_ONS: "Niet van ons",
    Reason.ONVOLLEDIG: "Onvolledig",
    Reason.DUBBEL: "Dubbel",
    Reason.ELDERS_GEREGELD: "Elders in de wet geregeld",
}
STATES = {
    "aangeboden": "Nieuw",
    "ontvangen": "Ontvangen",
    "geaccepteerd": "Aangenomen",
    "in_behandeling": "In behandeling",
    "wacht_op_burger": "Wacht op de burger",
    "afgehandeld": "Afgehandeld",
    "ingetrokken": "Ingetrokken",
}
LATE = {
    "ontvangst": "Te laat geopend",
    "aanname": "Te laat aangenomen",
    "antwoord": "Eerste antwoord te laat",
    "beslissing": "Beslissing te laat",
    "regie": "Onder regie: twee keer teruggegeven of rondgestuurd",
}
CONFLICT = "Iemand anders heeft dit verzoek intussen gewijzigd. Hieronder staat hoe het nu is. Probeer het dan opnieuw."
FIELDS = {"tekst": "Vul een uitleg of vraag in.", "reden": "Kies een reden.", "naar": "Kies een organisatie."}


def _holder(session: Session) -> str:
    return LOKET if session.account.role is Role.REGISSEUR else str(session.account.organisation)


@staff_page(Action.TICKETS_LEZEN)
async def inbox(request: web.Request, session: Session) -> web.Response:
    """The tickets of one's own organisation, the soonest term first; for the coordinator what has no owner."""
    closed = request.query.get("toon") == "afgehandeld"
    after = request.query.get("na") or None
    tickets = request.app[TICKETS]
    try:
        if session.account.role is Role.REGISSEUR and not closed:
            page = await tickets.unowned(after=after)
        else:
            page = await tickets.inbox(_holder(session), InboxFilter(closed=closed), after=after)
    except BadCursor as fault:
        raise web.HTTPNotFound from fault
    context = {
        "session": session,
        "rows": page.rows,
        "next": page.next,
        "closed": closed,
        "states": STATES,
        "doors": _door_names(request),
        "holder": _name(request, _holder(session)),
        "names": lambda organisation: _name(request, organisation),
        "today": request.app[KNOWLEDGE]().today,
        "late": LATE,
    }
    return render(request, "inbox/list.html", context)


@staff_page(Action.TICKETS_LEZEN)
async def ticket(request: web.Request, session: Session) -> web.Response:
    """One ticket on one page; opening it is the receipt."""
    number = _number(request)
    actor = actor_of(session)
    try:
        view = await request.app[TICKETS].open_by_staff(number, actor)
    except NotYours:
        view = await request.app[TICKETS].look(number, actor, why="overzicht regisseur")
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    return await ticket_page(request, session, view)


@staff_page(Action.TICKETS_BEHANDELEN)
async def move(request: web.Request, session: Session) -> web.StreamResponse:
    """A move by form; what is missing or not allowed is told on the same page, with nothing typed lost."""
    number, actor = _number(request), actor_of(session)
    form = await request.post()
    text = str(form.get("tekst", "")).strip()
    name = str(form.get("zet", ""))
    version = str(form.get("versie", ""))
    expected = int(version[:9]) if version.isascii() and version.isdigit() else None
    tickets = request.app[TICKETS]
    try:
        if name == "notitie":
            await tickets.note(number, actor, text, expected_version=expected)
        elif name == "route":
            await tickets.route(
                number, str(form.get("naar", "")).strip(), actor, text=text or None, expected_version=expected
            )
        else:
            reason = str(form.get("reden", ""))
            await tickets.move(
                number,
                Move(name),
                actor,
                text=text or None,
                reason=Reason(reason) if reason else None,
                to=str(form.get("naar", "")).strip() or None,
                expected_version=expected,
            )
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    except ValueError as fault:
        raise web.HTTPBadRequest from fault
    except TicketError as fault:
        return await _refused(request, session, number, fault, typed=text)
    # A ticket that was given back or sent on is not ours to see any more.
    gone = name in {Move.GEEFTERUG.value, Move.ROUTE.value}
    raise web.HTTPSeeOther("/uitvoerder/" if gone else f"/uitvoerder/{number}")


async def _refused(
    request: web.Request, session: Session, number: str, fault: TicketError, *, typed: str
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
    elif isinstance(fault, NotYours):
        raise web.HTTPForbidden from fault
    actor = actor_of(session)
    try:
        view = await request.app[TICKETS].open_by_staff(number, actor, why="na een fout")
    except NotYours:
        view = await request.app[TICKETS].look(number, actor, why="na een fout")
    except NotFound as gone:
        raise web.HTTPNotFound from gone
    return await ticket_page(request, session, view, error=error, typed=typed, status=status)


async def ticket_page(
    request: web.Request,
    session: Session,
    view: TicketView,
    *,
    error: str | None = None,
    typed: str = "",
    status: int = 200,
) -> web.Response:
    """A ticket on one page, with its attachments; `error` tells what could not be done."""
    context: dict[str, Any] = {
        "session": session,
        "ticket": view,
        "attachments": await request.app[ATTACHMENTS].for_staff(view.number, actor_of(session)),
        "moves": {move.value for move in view.moves},
        "states": STATES,
        "reasons": {reason.value: text for reason, text in REASONS.items()},
        "doors": _door_names(request),
        "names": lambda organisation: _name(request, organisation),
        "schemes": [_scheme(request, scheme) for scheme in view.schemes],
        "error": error,
        "typed": typed,
        "may_route": session.account.role is Role.REGISSEUR,
        "forward": forwarding_text(view, lambda one: _name(request, one)) if view.intended_for else None,
        # The ladder is the coordinator's: a citizen or an executor never sees it as a door.
        "ladder": request.app[LADDER] if session.account.role is Role.REGISSEUR else None,
        "late": LATE,
    }
    return render(request, "inbox/ticket.html", context, status=status)


def _number(request: web.Request) -> str:
    number = parse_number(request.match_info["nummer"], TICKET)
    if number is None:
        raise web.HTTPNotFound
    return number


def _door_names(request: web.Request) -> dict[str, str]:
    return {door.id: door.data.naam for door in request.app[KNOWLEDGE]().doors.values()}


def _name(request: web.Request, organisation: str) -> str:
    register = request.app[KNOWLEDGE]().register
    known = register.organisations.get(organisation)
    if known is not None:
        return known.name
    return register.executors[organisation].short_name if organisation in register.executors else organisation


def _scheme(request: web.Request, scheme: str) -> str:
    known = request.app[KNOWLEDGE]().register.schemes.get(scheme)
    return known.name if known is not None else scheme


ROUTES = [
    web.get("/uitvoerder/", inbox),
    web.get("/uitvoerder/{nummer}", ticket),
    web.post("/uitvoerder/{nummer}", move),
]
