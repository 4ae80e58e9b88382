"""`/signalen/`: a ministry's own and shared signals: counts, and lists by everything that they are known by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.signals.facets import Facet
from bot.signals.listing import COUNTED, FILTERS, Filter, Overview, months_between
from bot.web.keys import ACCOUNTS, CLUSTERS, KNOWLEDGE, SIGNAL_LIST
from bot.web.pages import render
from bot.web.requests import goes_on_from
from bot.web.signals.plots import bars, month_name
from bot.web.signals.shared import FACETS, ministry_name, ministry_of, value_name
from bot.web.staff import COOKIE, staff_page

# In the overview the largest stand; the list has all of them.
SHOWN = 8
COUNTS = (
    Facet.STATUS, Facet.HARDNESS, Facet.LAW, Facet.SCHEME, Facet.ARTICLE, Facet.EXECUTOR, Facet.CAUSE, Facet.EFFECT,
    Facet.CATEGORY, Facet.REPORTER, Facet.MUNICIPALITY,
)  # fmt: skip
WEIGHTS = ("1", "2", "3", "4", "5")
LONGEST = 300


async def start(request: web.Request) -> web.StreamResponse:
    """The overview for who reads for a ministry; who is not logged in gets the public page."""
    if await request.app[ACCOUNTS].session(request.cookies.get(COOKIE)) is None:
        raise web.HTTPSeeOther("/signalen/openbaar")
    return await overview(request)


@staff_page(Action.SIGNALEN_LEZEN)
async def overview(request: web.Request, session: Session) -> web.Response:
    """What there is, in figures that can each be opened."""
    ministry = ministry_of(session)
    found = await request.app[SIGNAL_LIST].overview(ministry)
    today = request.app[KNOWLEDGE]().today
    trend = months_between(found.of(Facet.MONTH), today)
    context = {
        "session": session,
        "ministry": ministry_name(request, ministry),
        "found": found,
        "counts": _counts(request, found),
        "trend": [(month_name(month), count, _month_address(month)) for month, count in trend],
        "plot": bars([(month_name(month, short=True), count) for month, count in trend]),
        "own": found.number(Facet.SHARE, "eigen"),
        "shared": found.number(Facet.SHARE, "gedeeld"),
        "unread": found.number(Facet.STATUS, "ontvangen"),
        "clusters": (await request.app[CLUSTERS].largest(ministry, limit=SHOWN)),
        "address": address,
        "scheme": lambda one: value_name(request, Facet.SCHEME, one) if one else "Regeling onbekend",
    }
    return render(request, "signals/overview.html", context)


@staff_page(Action.SIGNALEN_LEZEN)
async def listed(request: web.Request, session: Session) -> web.Response:
    """The signals that pass the filter in the address, newest first."""
    ministry = ministry_of(session)
    given = {name: value.strip()[:LONGEST] for name, value in request.query.items()}
    wanted, errors = read_filter(given)
    before = goes_on_from(given.get("na", ""))
    desk = request.app[SIGNAL_LIST]
    page = await desk.page(ministry, wanted, before=before)
    known = await desk.overview(ministry)
    context = {
        "session": session,
        "ministry": ministry_name(request, ministry),
        "page": page,
        "many": f"{COUNTED} of meer" if page.count >= COUNTED else str(page.count),
        "given": given,
        "errors": errors,
        "chosen": [
            (FACETS[facet], value_name(request, facet, value), address({**given, facet.value: "", "na": ""}))
            for facet, value in wanted.values.items()
        ],
        "filters": [
            (
                facet.value,
                FACETS[facet],
                [(value, value_name(request, facet, value)) for value, _ in known.of(facet)],
            )
            for facet in FILTERS
            if known.of(facet) and facet is not Facet.CLUSTER
        ],
        "weights": WEIGHTS,
        "next": address({**given, "na": str(page.next)}) if page.next is not None else None,
        "name": lambda facet, value: value_name(request, Facet(facet), value),
        "code": ministry,
    }
    return render(request, "signals/list.html", context, status=400 if errors else 200)


def read_filter(given: Mapping[str, str]) -> tuple[Filter, dict[str, str]]:
    """The filter that stands in an address, and a fault for each field that cannot be read."""
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("van", "tot"):
        try:
            days[name] = date.fromisoformat(given[name]) if given.get(name) else None
        except ValueError:
            days[name] = None
            errors[name] = "Kies een dag, bijvoorbeeld 2026-11-24."
    weight = given.get("gewicht", "")
    if weight and weight not in WEIGHTS:
        errors["gewicht"] = "Kies een gewicht van 1 tot en met 5."
        weight = ""
    values: dict[Facet, str] = {facet: given[facet.value] for facet in FILTERS if given.get(facet.value)}
    return Filter(values, int(weight) if weight else None, days["van"], days["tot"]), errors


def address(given: Mapping[str, Any]) -> str:
    """The address of a list: its filters stand in it, so that it can be kept and gone back to."""
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/signalen/lijst?{query}" if query else "/signalen/lijst"


def _month_address(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    return address({"van": first.isoformat(), "tot": last.isoformat()})


def _counts(request: web.Request, found: Overview) -> list[tuple[str, list[tuple[str, int, str]], int]]:
    """For each facet its name, the largest values with where their signals stand, and how many more there are."""
    made = []
    for facet in COUNTS:
        values = found.of(facet)
        if values:
            rows = [
                (value_name(request, facet, value), count, address({facet.value: value}))
                for value, count in values[:SHOWN]
            ]
            made.append((FACETS[facet], rows, max(0, len(values) - SHOWN)))
    return made


ROUTES = [web.get("/signalen/", start), web.get("/signalen/lijst", listed)]
