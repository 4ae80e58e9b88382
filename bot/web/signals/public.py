"""`/signalen/openbaar`: what everybody may read, with plots and a table under each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.signals.facets import Facet
from bot.signals.public import LONGEST_QUESTION
from bot.web.keys import PUBLIC_FIGURES, PUBLIC_SIGNALS
from bot.web.pages import render
from bot.web.requests import goes_on_from
from bot.web.signals.plots import month_name, rows_of_bars
from bot.web.signals.shared import STATUSES, ministry_name, value_name

MONTHS = 12


async def page(request: web.Request) -> web.Response:
    """Stories with every word of the question, and figures of ten reporters or more."""
    question = request.query.get("q", "").strip()[:LONGEST_QUESTION]
    before = goes_on_from(request.query.get("na", ""))
    found = await request.app[PUBLIC_SIGNALS].search(question, before=before)
    figures = await request.app[PUBLIC_FIGURES].figures()
    months = figures.months[-MONTHS:]
    context: dict[str, Any] = {
        "question": question,
        "found": found,
        "next": f"/signalen/openbaar?{urlencode({'q': question, 'na': found.next})}" if found.next else None,
        "figures": figures,
        "months": [(month_name(month), count) for month, count in months],
        "months_plot": rows_of_bars([(month_name(month), count) for month, count in months]),
        "ministries_plot": rows_of_bars(
            [(ministry_name(request, code), count) for code, count in figures.ministries]
        ),
        "ministry": lambda code: ministry_name(request, code),
        "scheme": lambda one: value_name(request, Facet.SCHEME, one) if one else "Regeling niet genoemd",
        "month": month_name,
        "statuses": STATUSES,
    }
    return render(request, "signals/public.html", context)


ROUTES = [web.get("/signalen/openbaar", page)]
