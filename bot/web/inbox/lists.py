"""The lists of the inbox: views with a count beside each, search, and the same rows as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.tickets.inbox import LARGEST_PAGE, BadCursor, Page
from bot.tickets.listing import COUNTED, Asker, View
from bot.tickets.views import TicketRow
from bot.web.inbox.shared import LATE, STATES, door_names, holder, is_coordinator, organisation_name
from bot.web.keys import KNOWLEDGE, OFFER_DESK, TICKETS, WORKBENCH
from bot.web.pages import AMSTERDAM, render
from bot.web.staff import actor_of, staff_page

VIEWS: Mapping[View, str] = MappingProxyType(
    {
        View.MINE: "Van mij",
        View.NOBODYS: "Van niemand",
        View.NEW: "Nieuw",
        View.WAITING: "Wacht op burger",
        View.LATE: "Te laat",
        View.ALL: "Alle",
    }
)
LONGEST_QUESTION = 200
# What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADINGS = (
    "Nummer", "Soort", "Organisatie", "Stand", "Spoed", "Binnen op", "Eerste antwoord voor", "Beslissen voor",
    "Behandelaar", "Afgehandeld op", "Samenvatting",
)  # fmt: skip


@staff_page(Action.TICKETS_LEZEN)
async def inbox(request: web.Request, session: Session) -> web.Response:
    """One view of one's own organisation, or what a search finds; for the coordinator what has no owner."""
    view, question = _wanted(request)
    bench, asker = request.app[WORKBENCH], _asker(request, session)
    more = False
    try:
        if question:
            page, more = await bench.search(asker.organisation, question)
        else:
            page = await _page(request, session, view, request.query.get("na") or None)
    except BadCursor as fault:
        raise web.HTTPNotFound from fault
    counts: dict[View, int] = dict(await bench.counts(asker))
    if is_coordinator(session):
        counts[View.ALL] = len((await request.app[TICKETS].unowned(limit=COUNTED)).rows)
    context = {
        "session": session,
        "rows": page.rows,
        "next": None if page.next is None else _address(view, question, na=page.next),
        "closed": view is View.CLOSED and not question,
        "view": view,
        "views": [
            (
                one,
                "Zonder eigenaar" if is_coordinator(session) and one is View.ALL else label,
                _many(counts[one]),
            )
            for one, label in VIEWS.items()
        ],
        "address": _address,
        "question": question,
        "more": more,
        "export": "/uitvoerder/export.csv" + _address(view, question).removeprefix("/uitvoerder/"),
        "states": STATES,
        "doors": door_names(request),
        "holder": organisation_name(request, asker.organisation),
        "names": lambda organisation: organisation_name(request, organisation),
        "owners": await bench.names_of({row.owner_id for row in page.rows if row.owner_id is not None}),
        "today": asker.today,
        "late": LATE,
        "asked": await request.app[OFFER_DESK].notices(asker.organisation, still_open=True),
    }
    return render(request, "inbox/list.html", context)


@staff_page(Action.TICKETS_LEZEN)
async def export(request: web.Request, session: Session) -> web.StreamResponse:
    """The rows of a view or search as CSV for a spreadsheet, sent while it is read; each look is recorded."""
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="verzoeken-{_asker(request, session).today}.csv"',
        }
    )
    pages = _pages(request, session)
    first = await anext(pages)
    await response.prepare(request)
    # Excel takes a file for UTF-8 only when it begins with this mark.
    await response.write(("\ufeff" + csv_lines([HEADINGS])).encode())
    await _write(request, session, response, first)
    async for page in pages:
        await _write(request, session, response, page)
    await response.write_eof()
    return response


@staff_page(Action.TICKETS_LEZEN)
async def shortcuts(request: web.Request, session: Session) -> web.Response:
    """Which keys do what."""
    return render(request, "inbox/keys.html", {"session": session})


async def _write(request: web.Request, session: Session, response: web.StreamResponse, page: Page) -> None:
    bench = request.app[WORKBENCH]
    await bench.looked_at([row.id for row in page.rows], actor_of(session), "bestand")
    owners = await bench.names_of({row.owner_id for row in page.rows if row.owner_id is not None})
    names = door_names(request)
    lines = [_cells(row, names, owners, organisation_name(request, row.organisation)) for row in page.rows]
    await response.write(csv_lines(lines).encode())


async def _pages(request: web.Request, session: Session) -> AsyncIterator[Page]:
    view, question = _wanted(request)
    if question:
        page, _ = await request.app[WORKBENCH].search(holder(session), question)
        yield page
        return
    after: str | None = None
    while True:
        page = await _page(request, session, view, after, LARGEST_PAGE)
        yield page
        if page.next is None:
            return
        after = page.next


async def _page(
    request: web.Request, session: Session, view: View, after: str | None, limit: int | None = None
) -> Page:
    size = {} if limit is None else {"limit": limit}
    if is_coordinator(session) and view is View.ALL:
        return await request.app[TICKETS].unowned(after=after, **size)
    return await request.app[WORKBENCH].view(view, _asker(request, session), after=after, **size)


def csv_lines(rows: Sequence[Sequence[str]]) -> str:
    """Lines for a spreadsheet: `;` between, and no cell that it would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell as text: with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def _cells(
    row: TicketRow, doors: Mapping[str, str], owners: Mapping[int, str], organisation: str
) -> list[str]:
    return [
        row.number,
        doors.get(row.door, row.door),
        organisation,
        STATES.get(row.state.value, row.state.value),
        "ja" if row.urgent else "nee",
        _moment(row.received_at),
        _day(row.answer_by),
        _day(row.decide_by),
        owners.get(row.owner_id, "") if row.owner_id is not None else "",
        _moment(row.closed_at),
        row.summary,
    ]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


def _many(count: int) -> str:
    return f"{COUNTED} of meer" if count >= COUNTED else str(count)


def _asker(request: web.Request, session: Session) -> Asker:
    return Asker(holder(session), session.account.id, request.app[KNOWLEDGE]().today)


def _wanted(request: web.Request) -> tuple[View, str]:
    """View and question as they stand in the address; 404 for a view that there is not."""
    try:
        view = View(request.query.get("toon") or View.ALL)
    except ValueError as fault:
        raise web.HTTPNotFound from fault
    return view, request.query.get("q", "").strip()[:LONGEST_QUESTION]


def _address(view: View, question: str = "", **more: Any) -> str:
    """The address of this list: its filters stand in it, so that it can be kept, shared and gone back to."""
    given = {"toon": "" if view is View.ALL else view.value, "q": question, **more}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/uitvoerder/?{query}" if query else "/uitvoerder/"


ROUTES = [
    web.get("/uitvoerder/", inbox),
    web.get("/uitvoerder/export.csv", export),
    web.get("/uitvoerder/sneltoetsen", shortcuts),
]
