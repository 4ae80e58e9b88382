"""`…/open-zaken`: beside a signal or a cluster the open cases under its rule, and asking executors to offer the mend."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.signals.facets import Facet
from bot.signals.open_cases import OpenCasesView
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL
from bot.tickets.workflow import LOKET
from bot.web.inbox.shared import organisation_name
from bot.web.keys import OPEN_CASES, SETTINGS
from bot.web.pages import render
from bot.web.requests import number_in_path
from bot.web.signals.forms import finish
from bot.web.signals.shared import actor_of, ministry_name, ministry_of, value_name
from bot.web.staff import staff_page

MISSING: Mapping[str, str] = MappingProxyType(
    {"tekst": "Schrijf wat er is hersteld, en wat u uitvoerders vraagt aan te bieden."}
)
REFUSED = (
    "Dat kan nu niet. Er staat al een vraag uit over deze regeling, of er is geen open zaak meer. "
    "Hieronder staat hoe het nu is."
)


@staff_page(Action.SIGNALEN_LEZEN)
async def show(request: web.Request, session: Session) -> web.Response:
    """How many cases are open, by organisation, and what executors were asked."""
    return await _page(request, session)


@staff_page(Action.SIGNALEN_LEZEN)
async def ask(request: web.Request, session: Session) -> web.StreamResponse:
    """Executors with open cases get the question in their inbox."""
    text = str((await request.post()).get("tekst", ""))

    async def done() -> str:
        desk, actor = request.app[OPEN_CASES], actor_of(session)
        if "cluster" in request.match_info:
            await desk.ask_for_cluster(int(request.match_info["cluster"]), actor, text)
        else:
            await desk.ask_for_signal(number_in_path(request, SIGNAL), actor, text)
        return request.path

    async def again(error: str, field: str | None, status: int) -> web.Response:
        return await _page(request, session, error=error, field=field, text=text, status=status)

    return await finish(done(), again, MISSING, REFUSED)


async def _view(request: web.Request, ministry: str) -> OpenCasesView:
    desk = request.app[OPEN_CASES]
    try:
        if "cluster" in request.match_info:
            return await desk.of_cluster(int(request.match_info["cluster"]), ministry)
        return await desk.of_signal(number_in_path(request, SIGNAL), ministry)
    except NotFound as fault:
        raise web.HTTPNotFound from fault


async def _page(
    request: web.Request,
    session: Session,
    *,
    error: str | None = None,
    field: str | None = None,
    text: str = "",
    status: int = 200,
) -> web.Response:
    ministry = ministry_of(session)
    view = await _view(request, ministry)
    own = request.app[SETTINGS].operator_name
    context = {
        "session": session,
        "ministry": ministry_name(request, ministry),
        "view": view,
        "origin": view.origin,
        "back": request.path.removesuffix("/open-zaken"),
        "scheme": value_name(request, Facet.SCHEME, view.origin.scheme) if view.origin.scheme else None,
        "names": lambda one: own if one == LOKET else organisation_name(request, one),
        "error": error,
        "field": field,
        "text": text,
    }
    return render(request, "signals/open_cases.html", context, status=status)


ROUTES = [
    web.get(r"/signalen/clusters/{cluster:\d{1,15}}/open-zaken", show),
    web.post(r"/signalen/clusters/{cluster:\d{1,15}}/open-zaken", ask),
    web.get(r"/signalen/{nummer:[Ss]\d\d-?\w{4}-?\w{2}}/open-zaken", show),
    web.post(r"/signalen/{nummer:[Ss]\d\d-?\w{4}-?\w{2}}/open-zaken", ask),
]
