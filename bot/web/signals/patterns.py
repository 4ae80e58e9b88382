"""`/signalen/aanleveren`: a pattern without a case of one's own, one by form or many by file, with a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.accounts.roles import Action, may
from bot.accounts.service import Session, csrf_matches
from bot.attachments.refusals import Refused
from bot.signals.patterns import COLUMNS, EFFECTS, MOST_LINES, Line, PatternRefused, pattern_of
from bot.web.inbox.lists import csv_lines
from bot.web.keys import ACCOUNTS, KNOWLEDGE, PATTERNS
from bot.web.pages import render
from bot.web.requests import is_same_origin
from bot.web.signals.shared import CATEGORIES, CAUSES
from bot.web.signals.shared import EFFECTS as EFFECT_NAMES
from bot.web.staff import COOKIE, staff_page
from bot.web.uploads import checked, read_form, uploading

EXAMPLE = ("bijstand", "Wij zien vaak dat giften van familie worden gekort.", "organisatie", "O1 O3", "gezin 4, schulden 3", "art. 31", "Laat giften vrij.", "A", "nee")  # fmt: skip
# The words of the door's own scale, from 1 (licht) to 5 (heel zwaar).
WEIGHTS = (("1", "1: licht"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5: heel zwaar"))
# D and E can be chosen too: who does so hears that it is no signal, and where to go.
RVS = (
    *((code[4:], name) for code, name in CATEGORIES.items() if code.startswith("rvs:")),
    ("D", "Raad van State D: klacht over een uitspraak in de eigen zaak"),
    ("E", "Raad van State E: een andere rechter gaat erover"),
)


@staff_page(Action.SIGNALEN_AANLEVEREN)
async def page(request: web.Request, session: Session) -> web.Response:
    """The form for one, and the one for a file."""
    return _page(request, session)


@staff_page(Action.SIGNALEN_AANLEVEREN)
async def bring(request: web.Request, session: Session) -> web.Response:
    """One pattern is a signal; what is wrong with it is said above the form, and nothing typed is lost."""
    form = await request.post()
    given = {name: str(form.get(name, "")) for name in COLUMNS}
    given["oorzaak"] = " ".join(str(one) for one in form.getall("oorzaak", []))
    weighed = {name: weight for name in EFFECTS if (weight := str(form.get(f"gevolg-{name}", "")))}
    given["gevolgen"] = ", ".join(f"{name} {weight}" for name, weight in weighed.items())
    given |= {f"gevolg-{name}": weight for name, weight in weighed.items()}
    try:
        made = await request.app[PATTERNS].bring(organisation_of(session), pattern_of(given))
    except PatternRefused as fault:
        return _page(request, session, error=str(fault), given=given, status=400)
    return _page(request, session, made=made.number)


async def bring_file(request: web.Request) -> web.StreamResponse:
    """Every line of a file, with a report. The login is checked before the file is read, its form's token after."""
    session = await request.app[ACCOUNTS].session(request.cookies.get(COOKIE))
    if session is None:
        raise web.HTTPSeeOther("/uitvoerder/inloggen")
    if not may(session.account.role, Action.SIGNALEN_AANLEVEREN) or not is_same_origin(request):
        raise web.HTTPForbidden
    try:
        async with uploading(request):
            upload = await read_form(request)
            if not csrf_matches(session, upload.fields.get("csrf")):
                raise web.HTTPForbidden
            data = checked(upload)
        report = await request.app[PATTERNS].bring_file(organisation_of(session), data)
    except PatternRefused as fault:
        return _page(request, session, file_error=str(fault), status=400)
    except Refused as fault:
        return _page(request, session, file_error=fault.words, status=fault.status)
    return _page(request, session, report=report)


@staff_page(Action.SIGNALEN_AANLEVEREN)
async def example(_request: web.Request, _session: Session) -> web.Response:
    """A file to begin with: the columns, and one line."""
    headers = {"Content-Disposition": 'attachment; filename="signalen-voorbeeld.csv"'}
    text = "\ufeff" + csv_lines([COLUMNS, EXAMPLE])
    return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)


def organisation_of(session: Session) -> str:
    """Whose pattern it is: the organisation's, or that of this person when they act for none."""
    return session.account.organisation or f"medewerker:{session.account.id}"


def _page(
    request: web.Request,
    session: Session,
    *,
    error: str | None = None,
    file_error: str | None = None,
    given: Mapping[str, str] | None = None,
    made: str | None = None,
    report: tuple[Line, ...] = (),
    status: int = 200,
) -> web.Response:
    register = request.app[KNOWLEDGE]().register
    context: dict[str, Any] = {
        "session": session,
        "schemes": sorted(
            ((one.id, one.name) for one in register.schemes.values() if one.rule_owners),
            key=lambda one: one[1],
        ),
        "causes": CAUSES,
        "effects": {one: EFFECT_NAMES[one] for one in EFFECTS},
        "weights": WEIGHTS,
        "rvs": RVS,
        "columns": COLUMNS,
        "most": MOST_LINES,
        "error": error,
        "file_error": file_error,
        "given": given or {},
        "made": made,
        "report": report,
        "taken": sum(line.signal is not None for line in report),
    }
    return render(request, "signals/patterns.html", context, status=status)


ROUTES = [
    web.get("/signalen/aanleveren", page),
    web.post("/signalen/aanleveren", bring),
    web.post("/signalen/aanleveren/bestand", bring_file),
    web.get("/signalen/aanleveren/voorbeeld.csv", example),
]
