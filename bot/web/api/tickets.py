"""`/v1/tickets`: an organisation's own tickets, read and moved by machine with a bearer token."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from aiohttp import web

from bot.accounts.tokens import Scope, TokenView
from bot.retention.policy import Why
from bot.tickets.errors import (
    MoveIncomplete,
    MoveNotAllowed,
    NotFound,
    NotYours,
    UnknownOrganisation,
    VersionConflict,
)
from bot.tickets.history import Actor
from bot.tickets.inbox import BadCursor, InboxFilter
from bot.tickets.numbers import TICKET, parse_number
from bot.tickets.views import TicketLine, TicketRow, TicketView
from bot.tickets.workflow import LOKET, ActorKind, Move, Reason
from bot.web.api.bodies import MoveBody, read_body
from bot.web.api.conversations import slow_down
from bot.web.keys import RETENTION, TICKETS, TOKENS
from bot.web.problems import Problem

# The moves that a machine may ask for; the others are the citizen's or the counter's own.
MOVES = (
    Move.ONTVANG,
    Move.ACCEPTEER,
    Move.START,
    Move.VRAAGBURGER,
    Move.HANDELAF,
    Move.GEEFTERUG,
    Move.HEROPEN,
)
UNKNOWN = "Dit ticket bestaat niet, of is niet van uw organisatie."
LARGEST_PAGE = 100
DELETED = {
    True: "Dit ticket is verwijderd omdat de bewaartermijn voorbij is.",
    False: "Dit ticket is verwijderd op verzoek van de burger. Verwijder ook wat u zelf ervan bewaart.",
}


async def _token(request: web.Request, scope: Scope) -> TokenView:
    slow_down(request)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = await request.app[TOKENS].check(given.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Problem(401, "Geef een geldig token mee: Authorization: Bearer …")
    if scope not in token.scopes:
        raise Problem(403, "Dit token mag dit niet.")
    return token


def _actor(token: TokenView) -> Actor:
    kind = ActorKind.REGISSEUR if token.organisation == LOKET else ActorKind.ORGANISATIE
    return Actor(kind, token.name, token.organisation)


def _number(request: web.Request) -> str:
    number = parse_number(request.match_info["nummer"], TICKET)
    if number is None:
        raise Problem(404, UNKNOWN)
    return number


async def index(request: web.Request) -> web.Response:
    """The organisation's tickets, the soonest term first, by page."""
    token = await _token(request, Scope.TICKETS_LEZEN)
    faults = []
    closed, limit = request.query.get("afgehandeld", "false"), request.query.get("aantal", "25")
    if closed not in {"true", "false"}:
        faults.append({"veld": "afgehandeld", "uitleg": "Dit hoort true of false te zijn."})
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 3 and 1 <= int(limit) <= LARGEST_PAGE):
        faults.append({"veld": "aantal", "uitleg": f"Dit hoort een getal van 1 tot {LARGEST_PAGE} te zijn."})
    if faults:
        raise Problem(400, "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.", faults=faults)
    try:
        page = await request.app[TICKETS].inbox(
            token.organisation,
            InboxFilter(closed=closed == "true"),
            after=request.query.get("na"),
            limit=int(limit),
        )
    except BadCursor as fault:
        raise Problem(
            400,
            "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.",
            faults=[{"veld": "na", "uitleg": "Dit is geen bladwijzer van deze lijst."}],
        ) from fault
    return web.json_response({"tickets": [_row(row) for row in page.rows], "volgende": page.next})


async def read(request: web.Request) -> web.Response:
    """One ticket with its package and history."""
    token = await _token(request, Scope.TICKETS_LEZEN)
    number = _number(request)
    try:
        view = await request.app[TICKETS].read(number, token.organisation)
    except NotFound as fault:
        grave = await request.app[RETENTION].grave_of_holder(number, token.organisation)
        if grave is not None:
            raise Problem(410, DELETED[grave.why is Why.TERM]) from fault
        raise Problem(404, UNKNOWN) from fault
    return web.json_response(ticket_json(view))


async def move(request: web.Request) -> web.Response:
    """A move of the workflow; one that the table does not allow is 409."""
    name = request.match_info["zet"]
    if name not in {one.value for one in MOVES}:
        raise Problem(404, "Deze bewerking bestaat niet.")
    token = await _token(request, Scope.TICKETS_BEHANDELEN)
    body = await read_body(request, MoveBody, optional=True)
    if body.reden is not None and body.reden not in set(Reason):
        known = ", ".join(Reason)
        raise Problem(
            400,
            "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.",
            faults=[{"veld": "reden", "uitleg": f"Kies uit: {known}."}],
        )
    try:
        view = await request.app[TICKETS].move(
            _number(request),
            Move(name),
            _actor(token),
            text=body.tekst,
            reason=Reason(body.reden) if body.reden else None,
            to=body.naar,
            expected_version=body.versie,
        )
    except NotFound as fault:
        raise Problem(404, UNKNOWN) from fault
    except NotYours as fault:
        raise Problem(403, "Dit ticket ligt bij een andere organisatie.") from fault
    except VersionConflict as fault:
        raise Problem(
            409, f"Iemand anders was eerder: het ticket heeft nu versie {fault.version}."
        ) from fault
    except MoveNotAllowed as fault:
        raise Problem(409, f"Dit kan niet als het ticket '{fault.state}' is.") from fault
    except MoveIncomplete as fault:
        raise Problem(
            400,
            "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.",
            faults=[{"veld": fault.field, "uitleg": "Dit veld is hier nodig."}],
        ) from fault
    except UnknownOrganisation as fault:
        raise Problem(
            400,
            "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.",
            faults=[{"veld": "naar", "uitleg": "Deze organisatie kennen wij niet."}],
        ) from fault
    return web.json_response(ticket_json(view))


def _row(row: TicketRow) -> dict[str, Any]:
    return {
        "nummer": row.number,
        "deur": row.door,
        "uitvoerder": row.executor,
        "organisatie": row.organisation,
        "status": row.state.value,
        "versie": row.version,
        "samenvatting": row.summary,
        "spoed": row.urgent,
        "kanBezwaarZijn": row.possible_objection,
        "ontvangenOp": row.received_at.isoformat(),
        "antwoordVoor": _day(row.answer_by),
    }


def ticket_json(view: TicketView) -> dict[str, Any]:
    """A ticket as the API gives it to its organisation."""
    return {
        "nummer": view.number,
        "dossier": view.case_number,
        "deur": view.door,
        "uitvoerder": view.executor,
        "organisatie": view.organisation,
        "bedoeldVoor": view.intended_for,
        "status": view.state.value,
        "versie": view.version,
        "samenvatting": view.summary,
        "eigenWoorden": view.own_words,
        "velden": [
            {
                "id": one["id"],
                "label": one["label"],
                "soort": one["kind"],
                "waarde": one["value"],
                "getoond": one["shown"],
            }
            for one in view.fields
        ],
        "regelingen": list(view.schemes),
        "departementen": list(view.ministries),
        "routering": dict(view.routing),
        "termijnen": [dict(term) for term in view.terms],
        "vertegenwoordiger": dict(view.representative) if view.representative else None,
        "contact": dict(view.contact) if view.contact else None,
        "kanBezwaarZijn": view.possible_objection,
        "spoed": view.urgent,
        "spoedReden": view.urgent_reason,
        "kanaal": view.channel,
        "ontvangenOp": view.received_at.isoformat(),
        "antwoordVoor": _day(view.answer_by),
        "beslissingVoor": _day(view.decide_by),
        "ontvangstVoor": _day(view.receive_by),
        "aannameVoor": _day(view.accept_by),
        "bewerkingen": [move.value for move in view.moves if move in MOVES],
        "geschiedenis": [_line(line) for line in view.history],
    }


def _line(line: TicketLine) -> dict[str, Any]:
    return {
        "tijd": line.at.isoformat(),
        "wie": line.actor_kind.value,
        "naam": line.actor_name,
        "wat": line.kind,
        "van": line.from_state.value if line.from_state else None,
        "naar": line.to_state.value,
        "tekst": line.text,
    }


def _day(day: date | datetime | None) -> str | None:
    return day.isoformat() if day is not None else None


ROUTES = [
    web.get("/v1/tickets", index),
    web.get("/v1/tickets/{nummer}", read),
    web.post("/v1/tickets/{nummer}/_{zet}", move),
]
