"""`/signalen/clusters`: signals that tell the same, as a ministry reads and mends them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.signals.facets import Facet
from bot.signals.listing import months_between
from bot.signals.workflow import PHASES, Phase, SignalMoveIncomplete
from bot.tickets.errors import NotFound
from bot.web.keys import CLUSTER_DESK, CLUSTER_PROCESS, CLUSTERS, KNOWLEDGE
from bot.web.pages import render
from bot.web.requests import whole_number
from bot.web.signals.forms import finish
from bot.web.signals.plots import bars, month_name
from bot.web.signals.reader import address
from bot.web.signals.shared import actor_of, ministry_name, ministry_of, value_name
from bot.web.staff import staff_page

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "naam": "Geef een naam.",
        "toelichting": "Schrijf waarom dit cluster zo eindigt.",
        "samen": "Kies een ander cluster over dezelfde regel.",
        "splits": "Kies de signalen die een eigen cluster worden.",
        "product": "Noem het product waarin deze signalen zijn gebruikt.",
        "tekst": "Schrijf een antwoord.",
    }
)
LINES: Mapping[str, str] = MappingProxyType(
    {
        "gevonden": "Gevonden door het loket",
        "naam": "Naam gegeven",
        "fase": "Fase",
        "samengevoegd": "Samengevoegd",
        "opgenomen": "Ander cluster opgenomen",
        "gesplitst": "Gesplitst",
        "afgesplitst": "Afgesplitst van een ander cluster",
        "gebruik": "Gebruikt in een product",
        "antwoord": "Antwoord aan allen",
        "herstel_gevraagd": "Uitvoerders gevraagd om dit ook anderen aan te bieden",
    }
)
EXAMPLES = 10
REFUSED = "Dit cluster is al in deze fase."


@staff_page(Action.SIGNALEN_LEZEN)
async def listed(request: web.Request, session: Session) -> web.Response:
    """One's own clusters, those of others that are large enough, and how far the last run is."""
    ministry = ministry_of(session)
    clusters = request.app[CLUSTERS]
    own = await clusters.largest(ministry)
    seen = {one.id for one in own}
    context = {
        "session": session,
        "ministry": ministry_name(request, ministry),
        "own": own,
        "elsewhere": [one for one in await clusters.elsewhere(ministry) if one.id not in seen],
        "run": await clusters.last_run(),
        "busy": request.app[CLUSTER_PROCESS].is_running,
        "phases": PHASES,
        "scheme": lambda one: value_name(request, Facet.SCHEME, one) if one else "Regeling onbekend",
    }
    return render(request, "signals/clusters.html", context)


@staff_page(Action.SIGNALEN_LEZEN)
async def compute(request: web.Request, session: Session) -> web.StreamResponse:
    """New signals are looked at now, in the background; when that is going on already, nothing more."""
    ministry_of(session)
    request.app[CLUSTER_PROCESS].start()
    raise web.HTTPSeeOther("/signalen/clusters")


@staff_page(Action.SIGNALEN_LEZEN)
async def show(request: web.Request, session: Session) -> web.Response:
    """One cluster."""
    return await _page(request, session)


@staff_page(Action.SIGNALEN_LEZEN)
async def change(request: web.Request, session: Session) -> web.StreamResponse:
    """What a form of the page does; what is missing is said at its field."""
    form = await request.post()
    values = {name: str(value) for name, value in form.items()}
    chosen = [str(one) for one in form.getall("signaal", [])]

    async def again(error: str, field: str | None, status: int) -> web.Response:
        return await _page(request, session, error=error, field=field, given=values, status=status)

    return await finish(_done(request, session, values, chosen), again, MISSING, REFUSED)


async def _done(request: web.Request, session: Session, values: Mapping[str, str], chosen: list[str]) -> str:
    """Where the cluster to show next stands."""
    desk, actor = request.app[CLUSTER_DESK], actor_of(session)
    cluster = goes_to = _id(request)
    match values.get("zet"):
        case "naam":
            await desk.rename(cluster, actor, values.get("naam", ""))
        case "fase":
            if values.get("fase") not in set(Phase):
                raise web.HTTPBadRequest
            await desk.set_phase(cluster, actor, Phase(values["fase"]), values.get("toelichting", ""))
        case "samen":
            into = whole_number(values.get("samen", ""))
            if into is None:
                raise SignalMoveIncomplete("samen")
            await desk.merge(cluster, actor, goes_to := into)
        case "splits":
            goes_to = await desk.split(cluster, actor, chosen, values.get("naam", ""))
        case "gebruik":
            await desk.use(cluster, actor, values.get("product", ""))
        case "antwoord":
            await desk.answer(cluster, actor, values.get("tekst", ""))
        case _:
            raise web.HTTPBadRequest
    return f"/signalen/clusters/{goes_to}"


def _id(request: web.Request) -> int:
    return int(request.match_info["cluster"])


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
    clusters = request.app[CLUSTERS]
    try:
        view = await clusters.read(_id(request), ministry)
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    # Months that may not be told are not 0: of another ministry's cluster only those that are known.
    trend = (
        months_between(view.months, request.app[KNOWLEDGE]().today)
        if view.members
        else tuple(sorted(view.months))
    )
    like = [
        one
        for one in await clusters.largest(ministry)
        if one.own and one.scheme == view.scheme and one.id != view.id
    ]
    context = {
        "session": session,
        "ministry": ministry_name(request, ministry),
        "view": view,
        "error": error,
        "field": field,
        "given": given or {},
        "scheme": value_name(request, Facet.SCHEME, view.scheme) if view.scheme else "Regeling onbekend",
        "trend": [(month_name(month), count) for month, count in trend],
        "plot": bars([(month_name(month, short=True), count) for month, count in trend]),
        "spread": [
            (title, [(value_name(request, facet, value), count) for value, count in rows])
            for title, facet, rows in (
                ("Uitvoerders", Facet.EXECUTOR, view.executors),
                ("Gemeenten", Facet.MUNICIPALITY, view.municipalities),
                ("Gevolgen", Facet.EFFECT, view.effects),
            )
            if rows
        ],
        "examples": EXAMPLES,
        "like": like,
        "phases": PHASES,
        "lines": LINES,
        "all": address({"cluster": view.id}),
    }
    return render(request, "signals/cluster.html", context, status=status)


ROUTES = [
    web.get("/signalen/clusters", listed),
    web.post("/signalen/clusters", compute),
    web.get(r"/signalen/clusters/{cluster:\d{1,15}}", show),
    web.post(r"/signalen/clusters/{cluster:\d{1,15}}", change),
]
