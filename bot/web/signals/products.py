"""`/signalen/producten`: reports as files, made for one ministry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.signals.facets import Facet
from bot.signals.products.gathering import Gatherer, Order
from bot.signals.products.model import SHAPES, Kind, Product
from bot.signals.products.writing import DOCX, XLSX, to_docx, to_xlsx
from bot.signals.publication import folded
from bot.signals.workflow import SignalMoveIncomplete
from bot.web.keys import DATABASE, KNOWLEDGE, SIGNAL_LIST
from bot.web.pages import render
from bot.web.signals.plots import month_name
from bot.web.signals.shared import ministry_name, ministry_of, value_name
from bot.web.staff import staff_page

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "over": "Kies waarover dit product gaat.",
        "jong": "Een invoeringstoets gaat over een regel die korter dan een jaar geldt. Kies een kortere periode.",
        "periode": "Kies een eerste en een laatste dag, in die volgorde.",
    }
)
_NOT_IN_A_NAME = re.compile("[^a-z0-9]+")
FORMS = MappingProxyType({"docx": (to_docx, DOCX), "xlsx": (to_xlsx, XLSX)})


@staff_page(Action.SIGNALEN_LEZEN)
async def page(request: web.Request, session: Session) -> web.Response:
    """Which products there are, each with its form."""
    return await _page(request, session)


@staff_page(Action.SIGNALEN_LEZEN)
async def file(request: web.Request, session: Session) -> web.Response:
    """The product as a file; what is missing is said at its form."""
    given = {name: value.strip() for name, value in request.query.items()}
    kind, form = given.get("soort", ""), given.get("vorm", "")
    if kind not in set(Kind) or form not in FORMS:
        raise web.HTTPNotFound
    ministry = ministry_of(session)
    try:
        order = Order(
            Kind(kind),
            ministry,
            ministry_name(request, ministry),
            _day(given, "van"),
            _day(given, "tot"),
            given.get("over", "")[:300],
        )
        product = await gatherer(request).make(order, request.app[KNOWLEDGE]().today)
    except SignalMoveIncomplete as fault:
        return await _page(
            request, session, error=(kind, str(fault), MISSING[str(fault)]), given=given, status=400
        )
    write, media_type = FORMS[form]
    # Writing thousands of lines takes a second: not in the loop that answers citizens.
    body = await asyncio.to_thread(write, product)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(product)}.{form}"'}
    return web.Response(body=body, content_type=media_type, headers=headers)


def gatherer(request: web.Request) -> Gatherer:
    """What makes products, by the register of today."""
    register = request.app[KNOWLEDGE]().register

    def name(facet: Facet, value: str) -> str:
        return month_name(value) if facet is Facet.MONTH else value_name(request, facet, value)

    return Gatherer(
        request.app[DATABASE],
        request.app[SIGNAL_LIST],
        name,
        lambda ministry: [one.id for one in register.schemes.values() if ministry in one.rule_owners],
        lambda: {
            one.id: one.name for one in register.organisations.values() if one.id.startswith("gemeente:")
        },
        register.version,
    )


async def _page(
    request: web.Request,
    session: Session,
    *,
    error: tuple[str, str, str] | None = None,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    ministry = ministry_of(session)
    known = await request.app[SIGNAL_LIST].overview(ministry)
    today = request.app[KNOWLEDGE]().today
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    context = {
        "session": session,
        "ministry": ministry_name(request, ministry),
        "shapes": [
            (
                kind.value,
                shape,
                [(value, value_name(request, shape.needs, value)) for value, _ in known.of(shape.needs)]
                if shape.needs is not None
                else None,
                (quarter if kind is Kind.STAND else date(today.year, 1, 1)).isoformat(),
            )
            for kind, shape in SHAPES.items()
        ],
        "today": today.isoformat(),
        "error": error,
        "given": given or {},
    }
    return render(request, "signals/products.html", context, status=status)


def _day(given: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError as fault:
        raise SignalMoveIncomplete("periode") from fault


def _file_name(product: Product) -> str:
    about = _NOT_IN_A_NAME.sub("-", folded(product.about)).strip("-")
    parts = (product.kind.value.replace("_", "-"), about[:40], str(product.since), str(product.until))
    return "-".join(part for part in parts if part)


ROUTES = [web.get("/signalen/producten", page), web.get("/signalen/producten/bestand", file)]
