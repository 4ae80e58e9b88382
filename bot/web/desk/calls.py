"""`/balie/`: the calls of who is logged in, and one call as script and form. It works without script and engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.desk.calls import COUNTER, TELEPHONE
from bot.desk.mailing import NoMail
from bot.desk.script import read_aloud
from bot.desk.shapes import Employee, Input, Taken, UnknownCall
from bot.desk.spelling import spelled
from bot.desk.view import CallState, Outcome
from bot.dialogue.formal import MORE
from bot.dialogue.view import ReceiptView
from bot.doors.knowledge import Knowledge
from bot.mail import MailUnavailable, RecipientRefused
from bot.web.desk.shared import CALLS, RECEIPT_MAIL, desk_render, employee_of, slow_down
from bot.web.keys import KNOWLEDGE, SETTINGS, TEMPLATES
from bot.web.requests import whole_number
from bot.web.staff import staff_page

# What a call's form holds beside the fields of the door.
OURS = frozenset(
    {
        "csrf",
        "versie",
        "voorgelezen",
        "regel",
        "kladblok",
        "bewaren",
        "woorden",
        "actie",
        "collega",
        "kladblok_er",
    }
)
NO_WORDS = "Typ eerst wat de beller zegt."
MAILED = "Het nummer en de code zijn verstuurd naar {adres}."
NOT_MAILED = "De mail kon niet worden verstuurd. Noem het nummer en de code aan de telefoon."
REFUSED = "Dit e-mailadres neemt geen mail aan. Noem het nummer en de code aan de telefoon."


@staff_page(Action.GESPREK_VOEREN)
async def show_list(request: web.Request, session: Session) -> web.StreamResponse:
    """Who begins a call types here at once; below it the calls that are not done."""
    return await _list(request, session)


async def _list(
    request: web.Request, session: Session, *, error: str | None = None, status: int = 200
) -> web.Response:
    rows = await request.app[CALLS].list_for(employee_of(session))
    doors = request.app[KNOWLEDGE]().doors
    context = {
        "calls": rows,
        "recent": await request.app[CALLS].recent(employee_of(session)),
        "door_names": {door: doors[door].data.naam for door in doors},
        "error": error,
        "practise": "oefenen" in request.query,
    }
    return await desk_render(request, session, "desk/list.html", context, status=status)


@staff_page(Action.GESPREK_VOEREN)
async def start(request: web.Request, session: Session) -> web.StreamResponse:
    """A new call with the caller's first words."""
    slow_down(request, session)
    form = await request.post()
    words = str(form.get("woorden", "")).strip()
    if not words:
        return await _list(request, session, error=NO_WORDS, status=400)
    practice = form.get("oefening") == "ja"
    channel = COUNTER if form.get("kanaal") == COUNTER else TELEPHONE
    call_id = await request.app[CALLS].start(employee_of(session), words, practice=practice, channel=channel)
    raise web.HTTPSeeOther(f"/balie/gesprek/{call_id}?begin=ja")


@staff_page(Action.GESPREK_VOEREN)
async def show(request: web.Request, session: Session) -> web.StreamResponse:
    """One call as it stands."""
    try:
        view = await request.app[CALLS].read(call_id_of(request), employee_of(session))
    except UnknownCall as fault:
        raise web.HTTPNotFound from fault
    return await _page(request, session, Taken(view))


@staff_page(Action.GESPREK_VOEREN)
async def act(request: web.Request, session: Session) -> web.StreamResponse:
    """What a button of the call does; Enter takes the answer line. Whatever was typed is kept with it."""
    slow_down(request, session)
    form = await request.post()
    given = _input(form)
    action, _, value = str(form.get("actie", "neem")).partition(":")
    calls, employee, call_id = request.app[CALLS], employee_of(session), call_id_of(request)
    try:
        if action == "parkeer":
            await calls.park(call_id, employee, given)
            raise web.HTTPSeeOther("/balie/")
        if action == "geef":
            await calls.save(call_id, employee, given)
            await calls.pass_on(call_id, employee, _number(str(form.get("collega", ""))))
            raise web.HTTPSeeOther("/balie/")
        if action == "klaar":
            await calls.save(call_id, employee, given)
            await calls.end(call_id, employee, Outcome(value) if value in set(Outcome) else Outcome.ANSWERED)
            raise web.HTTPSeeOther("/balie/")
        if action == "nog_een":
            return await _another(request, session, call_id, given)
        if action == "mail":
            return await _mail(request, session, call_id, employee)
        taken = await _take(request, call_id, employee, given, action, value)
    except (UnknownCall, LookupError) as fault:
        raise web.HTTPNotFound from fault
    if taken.error is None:
        raise web.HTTPSeeOther(f"/balie/gesprek/{call_id}{'#formulier' if action == 'meer' else ''}")
    return await _page(request, session, taken, status=400)


async def _another(request: web.Request, session: Session, call_id: int, given: Input) -> web.StreamResponse:
    """The caller has another request: this call is done, and the next knows who they are."""
    calls, employee = request.app[CALLS], employee_of(session)
    view = await calls.read(call_id, employee)
    words = (given.words or "").strip()
    if not words:
        return await _page(request, session, Taken(view, NO_WORDS), status=400)
    following = await calls.start(
        employee, words, practice=view.practice, channel=view.channel, after=call_id
    )
    await calls.end(call_id, employee, Outcome.SENT)
    raise web.HTTPSeeOther(f"/balie/gesprek/{following}?begin=ja")


async def _take(
    request: web.Request, call_id: int, employee: Employee, given: Input, action: str, value: str
) -> Taken:
    calls = request.app[CALLS]
    match action:
        case "deur":
            return await calls.take_door(call_id, employee, given, value)
        case "uitvoerder":
            return await calls.take_executor(call_id, employee, given, value)
        case "bewaar":
            return await calls.save(call_id, employee, given)
        case "meer" | "alles":
            more = "ja" if action == "meer" else "nee"
            with_more = replace(given, fields={**given.fields, MORE + value: [more]})
            return await calls.save(call_id, employee, with_more)
    view = await calls.read(call_id, employee)
    if view.door is None and given.line.strip():
        chosen = next((one.id for one in view.doors if one.key == given.line.strip()), None)
        if chosen is not None:
            return await calls.take_door(call_id, employee, given, chosen)
        return await calls.tell_more(call_id, employee, given)
    return await calls.answer(call_id, employee, given)


@staff_page(Action.GESPREK_VOEREN)
async def save(request: web.Request, session: Session) -> web.StreamResponse:
    """What is being typed is kept; the parts of the page that follow from it, as JSON for the page's script."""
    slow_down(request, session)
    form = await request.post()
    calls = request.app[CALLS]
    try:
        taken = await calls.save(call_id_of(request), employee_of(session), _input(form))
    except UnknownCall as fault:
        raise web.HTTPNotFound from fault
    context = _context(request, session, taken)

    def part(name: str) -> str:
        page = request.app[TEMPLATES].get_template(f"desk/_{name}.html")
        return page.render(operator=request.app[SETTINGS], **context)

    answer: dict[str, Any] = {
        "versie": taken.view.version,
        "fout": taken.error,
        "script": part("sentence"),
        "velden": part("fields"),
        "weten": part("facts"),
    }
    return web.json_response(answer, status=409 if taken.error else 200)


async def _mail(
    request: web.Request, session: Session, call_id: int, employee: Employee
) -> web.StreamResponse:
    view = await request.app[CALLS].read(call_id, employee)
    contact = view.contact or {}
    if not view.receipts or contact.get("soort") != "email":
        raise web.HTTPNotFound
    if view.practice:
        return await _page(request, session, Taken(view), done="Oefening: er is geen mail verstuurd.")
    try:
        address = str(contact["adres"])
        await request.app[RECEIPT_MAIL].send(address, view.receipts, f"balie-{view.receipts[0].number}")
    except RecipientRefused:
        return await _page(request, session, Taken(view, REFUSED), status=400)
    except (MailUnavailable, NoMail):
        return await _page(request, session, Taken(view, NOT_MAILED), status=400)
    return await _page(request, session, Taken(view), done=MAILED.format(adres=address))


async def _page(
    request: web.Request, session: Session, taken: Taken, *, done: str | None = None, status: int = 200
) -> web.Response:
    colleagues = await request.app[CALLS].colleagues(employee_of(session))
    context = {**_context(request, session, taken), "colleagues": colleagues, "done": done}
    template = "desk/handed_over.html" if taken.view.receipts else "desk/call.html"
    if taken.view.state is CallState.DONE:
        template = "desk/ended.html"
    return await desk_render(request, session, template, context, status=status)


def _context(request: web.Request, session: Session, taken: Taken) -> dict[str, Any]:
    view, knowledge = taken.view, request.app[KNOWLEDGE]()
    return {
        "call": view,
        "error": taken.error,
        "session": session,
        "read_aloud": read_aloud(view.script.parts),
        "begin": "begin" in request.query and taken.error is None,
        "spelled": spelled,
        "receipt_to": lambda one: receiver(knowledge, one),
    }


def receiver(knowledge: Knowledge, receipt: ReceiptView) -> str:
    """To whom it went, as it is said inside a sentence."""
    if receipt.is_signal:
        return " en ".join(knowledge.register.ministries[code].say for code in receipt.ministries)
    return knowledge.organisation_said(receipt.executor, receipt.organisation)


def _input(form: Mapping[str, Any]) -> Input:
    """What the form holds; a field that is not there was not on the page."""
    fields: dict[str, list[str]] = {}
    items = form.items()
    for name, value in items:
        if name not in OURS and isinstance(value, str):
            fields.setdefault(name, []).append(value)

    def text(name: str) -> str | None:
        value = form.get(name)
        return value if isinstance(value, str) else None

    return Input(
        fields=fields,
        line=text("regel") or "",
        note=text("kladblok"),
        keep_note=text("bewaren") == "ja" if text("kladblok_er") is not None else None,
        words=text("woorden"),
        version=_whole(text("versie")),
        read_back=_whole(text("voorgelezen")),
    )


def _whole(text: str | None) -> int | None:
    return None if text is None else whole_number(text, 9)


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise LookupError("no such colleague")
    return number


def call_id_of(request: web.Request) -> int:
    """The call's id in the address; 404 for what cannot be one."""
    return _number_or_404(request.match_info["id"])


def _number_or_404(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise web.HTTPNotFound
    return number


ROUTES = [
    web.get("/balie/", show_list),
    web.post("/balie/gesprek", start),
    web.get("/balie/gesprek/{id}", show),
    web.post("/balie/gesprek/{id}", act),
    web.post("/balie/gesprek/{id}/bewaar", save),
]
