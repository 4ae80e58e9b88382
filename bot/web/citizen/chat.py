"""`/`: the conversation, by ordinary forms. A script may make it livelier; it changes nothing of what happens."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from aiohttp import web

from bot.dialogue.rows import ASSISTANT_SPEAKS
from bot.dialogue.service import MAXIMUM_LENGTH, MessageTooLong, NotKept
from bot.dialogue.thread import UnknownConversation
from bot.dialogue.turn import PERSON
from bot.dialogue.turns import TurnFailed
from bot.dialogue.view import ConversationView, ReceiptView
from bot.takeover.views import Standing
from bot.takeover.waiting import ahead
from bot.web.api.conversations import slow_down
from bot.web.citizen.holding import hold, in_frame, let_go, token_of
from bot.web.keys import CONVERSATIONS, ENGINE, SETTINGS, TAKEOVER
from bot.web.language import knowledge_for, language_of, read_in
from bot.web.pages import NEUTRAL_SITE, render, say
from bot.web.problems import Problem
from bot.web.requests import is_same_origin


async def current(request: web.Request) -> tuple[str, ConversationView] | None:
    """This device's conversation, or None when it has none (any more)."""
    token = token_of(request)
    if token is None:
        return None
    try:
        view = await request.app[CONVERSATIONS].read(token)
    except UnknownConversation:
        return None
    read_in(request, view.language)
    return token, view


async def page(request: web.Request) -> web.Response:
    """The conversation so far and the open question; a new one for who has none."""
    found = await current(request)
    if found is None:
        slow_down(request)
        token, view = await request.app[CONVERSATIONS].create("web", language_of(request))
        lost = say(request, "gesprek_kwijt") if token_of(request) is not None else None
        response = await _render(request, view, notice=lost)
        hold(request, response, token)
        return response
    response = await _render(request, found[1])
    if in_frame(request):
        # A frame on a page of the same site came with the cookie: from now on it knows the conversation itself.
        hold(request, response, found[0])
    return response


async def post(request: web.Request) -> web.StreamResponse:
    """A message by form: answered, and then shown by a redirect, so that a reload sends nothing twice."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    text = str(form.get("knop") or form.get("tekst") or "")
    page_id = str(form.get("bericht") or "")
    client_id = _message_id(request, page_id, text) if page_id else None
    found = await current(request)
    if found is None:
        # The answer belongs to a conversation that is gone: nothing typed is lost.
        slow_down(request)
        token, view = await request.app[CONVERSATIONS].create("web", language_of(request))
        response = await _render(
            request,
            view,
            notice=say(request, "gesprek_kwijt"),
            typed=text if not text.startswith("/") else "",
        )
        hold(request, response, token)
        return response
    token, view = found
    try:
        slow_down(request, token)
        await request.app[CONVERSATIONS].post(token, text, client_id)
    except MessageTooLong as fault:
        longest = say(request, "bericht_te_lang", lengte=fault.length, hoogste=MAXIMUM_LENGTH)
        return await _render(request, view, error=longest, typed=text, status=400)
    except TurnFailed:
        return await _render(
            request,
            view,
            error=say(request, "mislukt_maar_bewaard"),
            typed=text,
            client_id=page_id,
            status=503,
        )
    except NotKept:
        # A message that began with a button has no text to give back.
        typed = "" if text.startswith("/") else text
        response = await _render(
            request,
            view,
            error=say(request, "mislukt_en_niet_bewaard"),
            typed=typed,
            client_id=page_id,
            status=503,
        )
        response.headers["Retry-After"] = "2"
        return response
    except Problem as problem:
        response = await _render(
            request, view, error=say(request, "te_veel_berichten"), typed=text, status=problem.status
        )
        if problem.retry_after is not None:
            response.headers["Retry-After"] = str(problem.retry_after)
        return response
    raise web.HTTPSeeOther("/#laatste")


async def new(request: web.Request) -> web.StreamResponse:
    """A new conversation on this device; the old one stays as it was."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    slow_down(request)
    # In a frame nothing but the conversation before it tells the language.
    await current(request)
    token, _ = await request.app[CONVERSATIONS].create("web", language_of(request))
    response = web.HTTPSeeOther("/")
    hold(request, response, token)
    raise response


async def disapprove(request: web.Request) -> web.StreamResponse:
    """The last answer was not good: a person will look at it. The conversation goes on as it was."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    token = token_of(request)
    slow_down(request, token)
    if token is None:
        raise web.HTTPSeeOther("/")
    try:
        await request.app[CONVERSATIONS].disapprove(token)
        view = await request.app[CONVERSATIONS].read(token)
        read_in(request, view.language)
    except UnknownConversation:
        raise web.HTTPSeeOther("/") from None
    return await _render(request, view, notice=say(request, "antwoord_afgekeurd"))


async def leave(request: web.Request) -> web.StreamResponse:
    """ "Snel weg": this device forgets the conversation and goes to a neutral site."""
    # Not by a redirect: `form-action 'self'` also holds for where the answer to a form leads, and blocks it.
    response = web.Response(text="", content_type="text/html", headers={"Refresh": f"0; url={NEUTRAL_SITE}"})
    let_go(response)
    return response


async def transcript(request: web.Request) -> web.Response:
    """The whole conversation as a text file."""
    found = await current(request)
    if found is None:
        raise web.HTTPNotFound
    who = {author: say(request, f"van_{author}") for author in ("burger", "loket", "medewerker")}
    lines = [f"{who.get(message.author, message.author)}: {message.text}" for message in found[1].messages]
    return web.Response(
        text="\n\n".join(lines),
        headers={"Content-Disposition": 'attachment; filename="gesprek.txt"'},
        content_type="text/plain",
        charset="utf-8",
    )


def _message_id(request: web.Request, page_id: str, text: str) -> str:
    """A page brought back by the back button has its old id: the same text is a repeat, another text is new."""
    # Keyed, because the text is not guarded yet: a bare hash of nine digits gives the digits away.
    key = request.app[SETTINGS].secret_key.encode()
    return f"{page_id}-{hmac.new(key, text.encode(errors='replace'), 'sha256').hexdigest()[:16]}"


async def conversation_page(
    request: web.Request, view: ConversationView, *, notice: str, status: int = 200
) -> web.Response:
    """The conversation with a word about what was just done, for what is no message."""
    return await _render(request, view, notice=notice, status=status)


async def _render(
    request: web.Request,
    view: ConversationView,
    *,
    notice: str | None = None,
    error: str | None = None,
    typed: str = "",
    client_id: str | None = None,
    status: int = 200,
) -> web.Response:
    knowledge = knowledge_for(request)
    engine_up = await request.app[ENGINE].ready()
    last = view.messages[-1] if view.messages else None
    context: dict[str, Any] = {
        "messages": view.messages,
        "last": last,
        "question": view.question,
        "receipts": view.receipts,
        "letters": view.letters,
        "receivers": lambda receipt: receivers(request, receipt),
        "noted": view.noted(),
        "attachments": view.attachments,
        "notice": notice,
        "error": error,
        "typed": typed,
        "client_id": client_id or secrets.token_urlsafe(8),
        "maximum": MAXIMUM_LENGTH,
        "engine_up": engine_up,
        "standing": await _standing(request, view, engine_up=engine_up),
        "wants_person": view.door == PERSON,
        "ahead": lambda place: ahead(place, knowledge.phrases),
        "doors": [(door.id, door.data.knop) for door in knowledge.doors.values()],
    }
    return render(request, "citizen/chat.html", context, status=status)


async def _standing(request: web.Request, view: ConversationView, *, engine_up: bool) -> Standing | None:
    """How it stands with a person to type with; None while nobody asked for one."""
    if view.handled_by == ASSISTANT_SPEAKS and view.door != PERSON and engine_up:
        return None
    token = token_of(request)
    if token is None:
        return None
    try:
        return await request.app[TAKEOVER].standing(token, seen=True)
    except UnknownConversation:
        # This page begins a new conversation: the cookie that came with the request is of one that is gone.
        return None


def receivers(request: web.Request, receipt: ReceiptView) -> str:
    """Who has this request, by name."""
    knowledge = knowledge_for(request)
    if receipt.is_signal:
        names = [knowledge.ministry_said(code) for code in receipt.ministries]
        return say(request, "melding_voor", ministeries=say(request, "en").join(names))
    return knowledge.shown(receipt.executor, receipt.organisation)


ROUTES = [
    web.get("/", page),
    web.post("/", post),
    web.post("/nieuw", new),
    web.post("/oordeel", disapprove),
    web.post("/weg", leave),
    web.get("/gesprek.txt", transcript),
]
