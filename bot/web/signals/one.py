"""`/signalen/<nummer>`: one signal, and what a ministry does with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.signals.desk import CAUSES, Judgement, OwnCase
from bot.signals.facets import Facet
from bot.signals.hardness import GROUNDS, NAMES, Hardness
from bot.signals.history import SignalActor
from bot.signals.workflow import CLOSE_REASONS, SignalMove
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL
from bot.web.keys import CLUSTERS, KNOWLEDGE, MINISTRY_DESK
from bot.web.pages import render
from bot.web.requests import number_in_path
from bot.web.signals.forms import finish
from bot.web.signals.shared import (
    CATEGORIES,
    LINES,
    MOVES,
    SHARES,
    STATUSES,
    actor_of,
    ministry_name,
    ministry_of,
    value_name,
)
from bot.web.signals.shared import CAUSES as CAUSE_NAMES
from bot.web.signals.shared import EFFECTS as EFFECT_NAMES
from bot.web.staff import staff_page

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "product": "Noem het product waarin dit signaal is gebruikt.",
        "reden": "Kies een reden om af te sluiten.",
        "naar": "Kies een ministerie dat dit signaal nog niet heeft.",
        "tekst": "Schrijf een antwoord.",
        "oorzaak": "Kies uit de oorzaken O1 tot en met O6.",
        "szw": "Kies een categorie van SZW.",
        "rvs": "Kies categorie A, B of C.",
    }
)
HELPED: Mapping[str, str] = MappingProxyType(
    {
        "ja": "De melder zegt: dit heeft geholpen.",
        "beetje": "De melder zegt: dit heeft een beetje geholpen.",
        "nee": "De melder zegt: dit heeft niet geholpen.",
    }
)
REFUSED = "Dat kan nu niet. Misschien heeft iemand anders dit signaal net veranderd."

type _Doing = Callable[[web.Request, str, SignalActor, Mapping[str, str]], Awaitable[None]]


def number_of(request: web.Request) -> str:
    """The signal's number in the address; 404 for what cannot be one."""
    return number_in_path(request, SIGNAL)


@staff_page(Action.SIGNALEN_LEZEN)
async def show(request: web.Request, session: Session) -> web.Response:
    """The signal; another ministry's is not there."""
    return await _page(request, session)


@staff_page(Action.SIGNALEN_LEZEN)
async def change(request: web.Request, session: Session) -> web.StreamResponse:
    """What a form of the page does; what is missing is said at its field."""
    number, form = number_of(request), await request.post()
    values = {name: str(value) for name, value in form.items()}
    values["oorzaak"] = ",".join(str(one) for one in form.getall("oorzaak", []))
    doing = _DOING.get(values.get("zet", ""))
    if doing is None:
        raise web.HTTPBadRequest

    async def done() -> str:
        await doing(request, number, actor_of(session), values)
        return f"/signalen/{number}"

    async def again(error: str, field: str | None, status: int) -> web.Response:
        return await _page(request, session, error=error, field=field, given=values, status=status)

    return await finish(done(), again, MISSING, REFUSED)


async def _page(
    request: web.Request,
    session: Session,
    *,
    error: str | None = None,
    field: str | None = None,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    ministry = ministry_of(session)
    try:
        view = await request.app[MINISTRY_DESK].read(number_of(request), ministry)
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    signal = view.signal
    register = request.app[KNOWLEDGE]().register
    context = {
        "session": session,
        "view": view,
        "signal": signal,
        "own_case": _own_case(view.own_case),
        "error": error,
        "field": field,
        "given": given or {},
        "ministry": ministry_name(request, ministry),
        "ministries": [(code, ministry_name(request, code)) for code in signal.ministries],
        "others": [
            (code, one.name) for code, one in register.ministries.items() if code not in signal.ministries
        ],
        "name": lambda facet, value: value_name(request, Facet(facet), value),
        "grounds": [GROUNDS[one] for one in signal.hardness_why if one in GROUNDS],
        "rings": [(one.value, name) for one, name in NAMES.items()],
        "effects": EFFECT_NAMES,
        "causes": [(one, CAUSE_NAMES[one]) for one in CAUSES],
        "categories": CATEGORIES,
        "moves": [(one, MOVES[one]) for one in view.moves],
        "reasons": CLOSE_REASONS,
        "statuses": STATUSES,
        "lines": LINES,
        "share": SHARES,
        "cluster": await request.app[CLUSTERS].of_signal(signal.id, ministry),
    }
    return render(request, "signals/signal.html", context, status=status)


def _own_case(case: OwnCase) -> list[str]:
    """How the reporter's own case ended, in sentences."""
    told = [
        (case.open, "loopt nog", "lopen nog"),
        (case.answered, "is afgehandeld door de uitvoerder", "zijn afgehandeld door de uitvoerder"),
        (case.withdrawn, "is ingetrokken door de melder", "zijn ingetrokken door de melder"),
    ]
    said = [
        f"{count} {'verzoek' if count == 1 else 'verzoeken'} van de melder {one if count == 1 else more}."
        for count, one, more in told
        if count
    ]
    return [*said, *(words for answer, words in HELPED.items() if case.helped.get(answer))]


def _moving(move: SignalMove) -> _Doing:
    async def moving(
        request: web.Request, number: str, actor: SignalActor, values: Mapping[str, str]
    ) -> None:
        await request.app[MINISTRY_DESK].move(
            number,
            actor,
            move,
            product=values.get("product", ""),
            reason=values.get("reden", ""),
            text=values.get("toelichting", ""),
        )

    return moving


async def _judge(request: web.Request, number: str, actor: SignalActor, values: Mapping[str, str]) -> None:
    ring = values.get("hardheid", "")
    judged = Judgement(
        hardness=Hardness(ring) if ring in set(Hardness) else None,
        causes=tuple(one for one in values.get("oorzaak", "").split(",") if one),
        article=values.get("artikel"),
        szw=values.get("szw") or None,
        rvs=values.get("rvs") or None,
    )
    await request.app[MINISTRY_DESK].judge(number, actor, judged)


async def _share(request: web.Request, number: str, actor: SignalActor, values: Mapping[str, str]) -> None:
    await request.app[MINISTRY_DESK].share(number, actor, values.get("naar", ""))


async def _answer(request: web.Request, number: str, actor: SignalActor, values: Mapping[str, str]) -> None:
    await request.app[MINISTRY_DESK].answer(number, actor, values.get("tekst", ""))


_DOING: Mapping[str, _Doing] = MappingProxyType(
    {
        **{move.value: _moving(move) for move in SignalMove},
        "duiding": _judge,
        "delen": _share,
        "antwoord": _answer,
    }
)
ROUTES = [
    web.get(r"/signalen/{nummer:[Ss]\d\d-?\w{4}-?\w{2}}", show),
    web.post(r"/signalen/{nummer:[Ss]\d\d-?\w{4}-?\w{2}}", change),
]
