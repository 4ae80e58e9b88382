"""`/balie/opzoeken`: a caller's ticket, after a proof: read aloud, added to, asked after. Every look is recorded."""

from __future__ import annotations

from typing import Any

import structlog
from aiohttp import web

from bot.accounts.roles import Action
from bot.accounts.service import Session
from bot.desk.lookup import FACTS, TooSoon
from bot.doors.kinds import Understood
from bot.doors.register_kinds import RegisterContext
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound
from bot.tickets.history import Actor
from bot.tickets.numbers import TICKET, parse_number
from bot.tickets.workflow import LOKET, ActorKind
from bot.web.citizen.status import TRIES_PER_NUMBER
from bot.web.desk.shared import LOOKUP, desk_render, slow_down
from bot.web.keys import KNOWLEDGE, LIMITS
from bot.web.requests import number_in_path
from bot.web.staff import staff_page

log = structlog.get_logger(__name__)

REASONS = {
    "stand": "De beller vraagt hoe het ermee staat",
    "aanvullen": "De beller wil iets toevoegen",
    "klacht": "De beller heeft een klacht over de afhandeling",
    "terugbellen": "Wij bellen de burger terug",
}
WRONG = (
    "Dit nummer en deze gegevens horen niet bij elkaar. Vraag de beller om de code, of om twee gegevens die op het"
    " verzoek staan."
)
WHICH = "Deze organisatie kennen wij niet, of er zijn er meer van. Noem ook welke, bijvoorbeeld: gemeente Utrecht."
NOBODY = "Met deze gegevens vinden wij niets. Vraag de naam of het kenmerk zoals die op het verzoek staan, en nog een gegeven."
WHY = "Kies waarom u dit verzoek bekijkt."
TOO_MANY = "Te vaak geprobeerd. Wacht even en probeer het dan opnieuw."
EMPTY = "Vul in wat de beller wil toevoegen."
CLOSED = "Dit verzoek is al afgehandeld. Heropenen kan op de statuspagina."
ASKED_ALREADY = "Dit is minder dan een dag geleden al gevraagd."
ADDED, ASKED = "Toegevoegd. De organisatie kan het lezen.", "Gevraagd. De organisatie krijgt daarvan bericht."
# A person on the telephone needs few tries; who guesses needs many.
TRIES_A_MINUTE = 12


def actor_of_desk(session: Session) -> Actor:
    """Who looks: an employee of this counter, by name."""
    return Actor(ActorKind.LOKET, session.account.name, LOKET, session.account.id)


@staff_page(Action.GESPREK_VOEREN)
async def ask(request: web.Request, session: Session) -> web.StreamResponse:
    """The form for number, proof and reason."""
    return await _form(request, session, {})


@staff_page(Action.GESPREK_VOEREN)
async def prove(request: web.Request, session: Session) -> web.StreamResponse:
    """The ticket when the proof holds; a wrong number and a wrong proof are told apart to nobody."""
    slow_down(request, session)
    form = await request.post()
    typed = {name: str(value)[:200] for name, value in form.items()}
    if typed.get("waarom") not in REASONS:
        return await _form(request, session, typed, error=WHY, status=400)
    limits, number = request.app[LIMITS], parse_number(typed.get("nummer", ""), TICKET)
    waits = [limits.take(f"opzoeken:{session.account.id}", TRIES_A_MINUTE)]
    if number is not None:
        # The same bucket as the status page: trying there and here together is no more.
        waits.append(limits.take(f"status:{number}", TRIES_PER_NUMBER))
    if (wait := max((one for one in waits if one is not None), default=None)) is not None:
        answer = await _form(request, session, typed, error=TOO_MANY, status=429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    facts = {kind: typed.get(kind, "") for kind in FACTS}
    why, actor = REASONS[typed["waarom"]], actor_of_desk(session)
    if not typed.get("nummer", "").strip() and typed.get("organisatie", "").strip():
        return await _without_number(request, session, typed, facts, why)
    try:
        view = await request.app[LOOKUP].prove(
            number or "", actor, code=typed.get("code", ""), facts=facts, why=why
        )
    except NotFound:
        return await _form(request, session, typed, error=WRONG, status=404)
    raise web.HTTPSeeOther(f"/balie/opzoeken/{view.number}")


async def _without_number(
    request: web.Request, session: Session, typed: dict[str, str], facts: dict[str, str], why: str
) -> web.StreamResponse:
    """What the caller can prove leads to their tickets at one organisation."""
    knowledge = request.app[KNOWLEDGE]()
    parsed = knowledge.kinds["organisatie"].parse(typed["organisatie"], RegisterContext(knowledge.today))
    organisation = parsed.value["organisatie"] if isinstance(parsed, Understood) else None
    if organisation is None:
        return await _form(request, session, typed, error=WHICH, status=400)
    try:
        numbers = await request.app[LOOKUP].by_facts(organisation, actor_of_desk(session), facts, why=why)
    except NotFound:
        log.warning("desk_search_failed", account=session.account.id)
        return await _form(request, session, typed, error=NOBODY, status=404)
    if len(numbers) == 1:
        raise web.HTTPSeeOther(f"/balie/opzoeken/{numbers[0]}")
    return await _form(request, session, typed, numbers=numbers)


@staff_page(Action.GESPREK_VOEREN)
async def show(request: web.Request, session: Session) -> web.StreamResponse:
    """The ticket, in words to read aloud, while the proof holds."""
    return await _ticket(request, session)


@staff_page(Action.GESPREK_VOEREN)
async def act(request: web.Request, session: Session) -> web.StreamResponse:
    """What the caller adds, or that the holder is asked how it stands."""
    slow_down(request, session)
    form = await request.post()
    number, actor = number_in_path(request, TICKET), actor_of_desk(session)
    text = str(form.get("tekst", ""))[:4000]
    try:
        if form.get("actie") == "navraag":
            await request.app[LOOKUP].ask_progress(number, actor)
            return await _ticket(request, session, done=ASKED)
        await request.app[LOOKUP].add(number, actor, text)
    except NotFound as fault:
        raise web.HTTPSeeOther("/balie/opzoeken") from fault
    except TooSoon:
        return await _ticket(request, session, error=ASKED_ALREADY, typed=text, status=409)
    except MoveIncomplete:
        return await _ticket(request, session, error=EMPTY, status=400)
    except MoveNotAllowed:
        return await _ticket(request, session, error=CLOSED, typed=text, status=409)
    return await _ticket(request, session, done=ADDED)


@staff_page(Action.INZAGEN_LEZEN)
async def looks(request: web.Request, session: Session) -> web.StreamResponse:
    """Who saw this ticket, for the coordinator."""
    number = parse_number(request.query.get("nummer", ""), TICKET)
    rows, error = None, None
    if number is not None:
        try:
            rows = await request.app[LOOKUP].looks(number)
        except NotFound:
            error = "Dit nummer kennen wij niet."
    elif request.query.get("nummer"):
        error = "Dit is geen nummer van een verzoek."
    context = {"number": number or request.query.get("nummer", ""), "looks": rows, "error": error}
    return await desk_render(
        request, session, "desk/looks.html", context, status=404 if error is not None else 200
    )


async def _ticket(
    request: web.Request,
    session: Session,
    *,
    done: str | None = None,
    error: str | None = None,
    typed: str = "",
    status: int = 200,
) -> web.Response:
    try:
        view = await request.app[LOOKUP].seen(number_in_path(request, TICKET), actor_of_desk(session))
    except NotFound as fault:
        raise web.HTTPSeeOther("/balie/opzoeken") from fault
    context = {"ticket": view, "done": done, "error": error, "typed": typed}
    return await desk_render(request, session, "desk/ticket.html", context, status=status)


async def _form(
    request: web.Request,
    session: Session,
    typed: dict[str, Any],
    *,
    error: str | None = None,
    numbers: tuple[str, ...] = (),
    status: int = 200,
) -> web.Response:
    context = {"typed": typed, "error": error, "reasons": REASONS, "facts": FACTS, "numbers": numbers}
    return await desk_render(request, session, "desk/lookup.html", context, status=status)


ROUTES = [
    web.get("/balie/opzoeken", ask),
    web.post("/balie/opzoeken", prove),
    web.get("/balie/opzoeken/{nummer}", show),
    web.post("/balie/opzoeken/{nummer}", act),
    web.get("/balie/inzagen", looks),
]
