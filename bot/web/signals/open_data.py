"""The public stories and figures as data: CSV, JSON, and a description by DCAT-AP-NL for data.overheid.nl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.signals.public import PublicSignal
from bot.web.inbox.lists import csv_lines
from bot.web.inbox.shared import scheme_name
from bot.web.keys import KNOWLEDGE, PUBLIC_FIGURES, PUBLIC_SIGNALS, SETTINGS
from bot.web.signals.dcat import description
from bot.web.signals.shared import ministry_name

HEADINGS = ("id", "maand", "regeling", "regelingNaam", "wet", "ministeries", "status", "tekst")
LINES_AT_ONCE = 200


async def stories_csv(request: web.Request) -> web.StreamResponse:
    """Every public story, one a line, sent while it is read."""
    response = _download("text/csv; charset=utf-8", "openbare-signalen.csv")
    await response.prepare(request)
    await response.write(("\ufeff" + csv_lines([HEADINGS])).encode())
    lines: list[list[str]] = []
    async for one in request.app[PUBLIC_SIGNALS].everything():
        row = _row(request, one)
        lines.append([" ".join(value) if isinstance(value, list) else value or "" for value in row.values()])
        if len(lines) >= LINES_AT_ONCE:
            await response.write(csv_lines(lines).encode())
            lines = []
    await response.write(csv_lines(lines).encode())
    await response.write_eof()
    return response


async def stories_json(request: web.Request) -> web.StreamResponse:
    """Every public story in one list, sent while it is read."""
    response = _download("application/json; charset=utf-8", None)
    await response.prepare(request)
    await response.write(b'{"signalen":[')
    first = True
    async for one in request.app[PUBLIC_SIGNALS].everything():
        text = json.dumps(_row(request, one), ensure_ascii=False)
        await response.write(("" if first else ",").encode() + text.encode())
        first = False
    await response.write(b"]}")
    await response.write_eof()
    return response


async def figures_csv(request: web.Request) -> web.Response:
    """The figures of the page: people in all, by ministry and by law, never fewer than ten."""
    figures = await request.app[PUBLIC_FIGURES].figures()
    rows = [["verdeling", "code", "naam", "melders"]]
    if figures.total is not None:
        rows.append(["totaal", "", "Alle melders", str(figures.total)])
    for code, count in figures.ministries:
        rows.append(["ministerie", code, ministry_name(request, code), str(count)])
    for law, count in figures.laws.rows:
        rows.append(["wet", "", law, str(count)])
    if figures.laws.rest is not None:
        rows.append(["wet", "", "andere wetten samen", str(figures.laws.rest)])
    headers = {"Content-Disposition": 'attachment; filename="signalen-cijfers.csv"'}
    return web.Response(
        text="\ufeff" + csv_lines(rows), content_type="text/csv", charset="utf-8", headers=headers
    )


async def described(request: web.Request) -> web.Response:
    """What the dataset is, who gives it, under which licence, and where its files are."""
    made = description(request.app[SETTINGS], request.app[KNOWLEDGE]().today)
    return web.Response(
        text=json.dumps(made, ensure_ascii=False, indent=1),
        content_type="application/ld+json",
        charset="utf-8",
    )


def _row(request: web.Request, one: PublicSignal) -> Mapping[str, Any]:
    values = (
        one.id,
        one.month,
        one.scheme,
        scheme_name(request, one.scheme) if one.scheme else None,
        one.law,
        list(one.ministries),
        one.status,
        one.text,
    )
    return dict(zip(HEADINGS, values, strict=True))


def _download(kind: str, name: str | None) -> web.StreamResponse:
    headers = {"Content-Type": kind}
    if name is not None:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return web.StreamResponse(headers=headers)


ROUTES = [
    web.get("/signalen/openbaar.csv", stories_csv),
    web.get("/signalen/openbaar.json", stories_json),
    web.get("/signalen/openbaar-cijfers.csv", figures_csv),
    web.get("/signalen/openbaar.jsonld", described),
]
