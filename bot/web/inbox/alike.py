"""The other open requests about the same rule: what was mended for one is offered to them, also when a ministry asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.alike import SameRule, about_rule, same_rule
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound, TicketError, VersionConflict
from bot.tickets.offering import STEPS, Notice, Offered
from bot.tickets.workflow import State
from bot.web.inbox.shared import STATES, door_names, holder, number_of, scheme_name
from bot.web.keys import DATABASE, OFFER_DESK
from bot.web.pages import render
from bot.web.requests import goes_on_from, masked, whole_number
from bot.web.signals.shared import ministry_name
from bot.web.staff import actor_of, staff_page

VERSION = "versie-"
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "tekst": "Schrijf wat u deze mensen aanbiedt.",
        "verzoeken": "Kies bij welke verzoeken u dit aanbiedt.",
    }
)
CHANGED = "Dit verzoek is intussen veranderd. Kijk het eerst na."
WAITS = "Hier staat nog een vraag aan de burger open."
CLOSED = "Dit verzoek is intussen afgesloten."
GONE = "Dit verzoek ligt niet meer bij u, of gaat over iets anders."


@dataclass(frozen=True)
class _Tried:
    """What a form asked, and how that went."""

    error: str | None = None
    field: str | None = None
    text: str = ""
    chosen: frozenset[str] = frozenset()
    report: tuple[Offered, ...] = ()
    status: int = 200


@staff_page(Action.TICKETS_LEZEN)
async def page(request: web.Request, session: Session) -> web.Response:
    """From one request: the others about the same rule."""
    return await _beside(request, session, _Tried())


@staff_page(Action.TICKETS_BEHANDELEN)
async def offer(request: web.Request, session: Session) -> web.Response:
    """The chosen citizens are asked; what became of each stands on the page."""
    found = await _found(request, session)
    if found.scheme is None:
        raise web.HTTPBadRequest
    return await _beside(request, session, await _offered(request, session, found.scheme, None))


@staff_page(Action.TICKETS_LEZEN)
async def notices(request: web.Request, session: Session) -> web.Response:
    """All that ministries asked of this organisation."""
    context = {
        "session": session,
        "notices": await request.app[OFFER_DESK].notices(holder(session)),
        "ministry": lambda code: ministry_name(request, code),
        "scheme": lambda one: scheme_name(request, one),
    }
    return render(request, "inbox/asked.html", context)


@staff_page(Action.TICKETS_LEZEN)
async def notice(request: web.Request, session: Session) -> web.Response:
    """What a ministry asks, with one's own open requests about that rule."""
    return await _asked(request, session, await _notice(request, session), _Tried())


@staff_page(Action.TICKETS_BEHANDELEN)
async def answer_notice(request: web.Request, session: Session) -> web.StreamResponse:
    """The chosen citizens are asked, or the organisation is done."""
    asked, form = await _notice(request, session), await request.post()
    if form.get("zet") != "klaar":
        tried = await _offered(request, session, asked.scheme, asked.request_id)
        return await _asked(request, session, asked, tried)
    try:
        await request.app[OFFER_DESK].finish_notice(
            asked.request_id, actor_of(session), masked(str(form.get("toelichting", "")))
        )
    except MoveNotAllowed:
        tried = _Tried(error="Uw organisatie was hier al klaar mee.", status=409)
        return await _asked(request, session, asked, tried)
    raise web.HTTPSeeOther(request.path)


async def _offered(request: web.Request, session: Session, scheme: str, request_id: int | None) -> _Tried:
    form = await request.post()
    versions = {
        name.removeprefix(VERSION): version
        for name, value in form.items()
        if name.startswith(VERSION) and (version := whole_number(str(value), 9)) is not None
    }
    picked = frozenset(versions if "alle" in form else (str(one) for one in form.getall("verzoek", [])))
    chosen = {number: version for number, version in versions.items() if number in picked}
    text = str(form.get("tekst", ""))
    try:
        report = await request.app[OFFER_DESK].offer(
            scheme, chosen, text, actor_of(session), request_id=request_id
        )
    except MoveIncomplete as fault:
        return _Tried(FIELDS[fault.field], fault.field, text, picked, status=400)
    missed = frozenset(one.number for one in report if one.fault is not None)
    # What did not work can be tried again as it was typed.
    return _Tried(text=text if missed else "", chosen=missed, report=report)


async def _found(request: web.Request, session: Session) -> SameRule:
    try:
        return await same_rule(
            request.app[DATABASE],
            number_of(request),
            holder(session),
            before=goes_on_from(request.query.get("na", "")),
        )
    except NotFound as fault:
        raise web.HTTPNotFound from fault


async def _beside(request: web.Request, session: Session, tried: _Tried) -> web.Response:
    found = await _found(request, session)
    return _render(request, session, found, tried, {"number": number_of(request), "asked": None})


async def _notice(request: web.Request, session: Session) -> Notice:
    try:
        return await request.app[OFFER_DESK].open_notice(int(request.match_info["vraag"]), holder(session))
    except NotFound as fault:
        raise web.HTTPNotFound from fault


async def _asked(request: web.Request, session: Session, asked: Notice, tried: _Tried) -> web.Response:
    found = await about_rule(
        request.app[DATABASE], asked.scheme, holder(session), before=goes_on_from(request.query.get("na", ""))
    )
    more = {"number": None, "asked": asked, "ministry": ministry_name(request, asked.ministry)}
    return _render(request, session, found, tried, more)


def _render(
    request: web.Request, session: Session, found: SameRule, tried: _Tried, more: Mapping[str, Any]
) -> web.Response:
    context = {
        "session": session,
        "found": found,
        "tried": tried,
        "scheme": scheme_name(request, found.scheme) if found.scheme else None,
        "doors": door_names(request),
        "states": STATES,
        "offerable": STEPS.keys(),
        "done": [one for one in tried.report if one.fault is None],
        "missed": [(one.number, _why(one.fault)) for one in tried.report if one.fault is not None],
        **more,
    }
    return render(request, "inbox/alike.html", context, status=tried.status)


def _why(fault: TicketError) -> str:
    match fault:
        case VersionConflict():
            return CHANGED
        case MoveNotAllowed() if fault.state == State.WACHT_OP_BURGER:
            return WAITS
        case MoveNotAllowed():
            return CLOSED
        case _:
            return GONE


ROUTES = [
    web.get("/uitvoerder/gevraagd", notices),
    web.get(r"/uitvoerder/gevraagd/{vraag:\d{1,15}}", notice),
    web.post(r"/uitvoerder/gevraagd/{vraag:\d{1,15}}", answer_notice),
    web.get("/uitvoerder/{nummer}/zelfde-regel", page),
    web.post("/uitvoerder/{nummer}/zelfde-regel", offer),
]
