"""`/balie/chats`: citizens who wait for a person, and the chat that an employee has taken over."""

from __future__ import annotations

import secrets

from aiohttp import web

from bot.accounts.roles import Action, may
from bot.accounts.service import Session
from bot.dialogue.service import MAXIMUM_LENGTH, MessageTooLong
from bot.takeover.presence import KEPT
from bot.takeover.views import NotWaiting, NotYours
from bot.web.inbox.shared import door_names
from bot.web.keys import ACCOUNTS, HUB, TAKEOVER
from bot.web.live import stream
from bot.web.pages import render
from bot.web.problems import CONTENT_SECURITY_POLICY
from bot.web.staff import COOKIE, staff_page

LIST = "/balie/chats"
TAKEN = "Een collega was eerder, of de burger wacht niet meer."
NOBODY = "Er wacht nu niemand."
NOT_YOURS = "Dit gesprek is niet (meer) van u. Misschien was de verbinding weg; dan staat het weer in de rij."
TOO_LONG = "Uw bericht is te lang: {length} tekens. Er passen er {maximum}."
# Without script a small page inside the page gives the sign of life, and asks again this often.
ALIVE_AGAIN = int(KEPT.total_seconds() / 4)
_INSIDE = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
WITH_FRAME = CONTENT_SECURITY_POLICY + "; frame-src 'self'"


@staff_page(Action.GESPREK_OVERNEMEN)
async def queue(request: web.Request, session: Session) -> web.Response:
    """Who waits, in order, and one's own chats."""
    return await _queue(request, session)


@staff_page(Action.GESPREK_OVERNEMEN)
async def act(request: web.Request, session: Session) -> web.StreamResponse:
    """Being there or not, and taking a chat: this one, or whoever waited longest."""
    takeover, account = request.app[TAKEOVER], session.account
    form = await request.post()
    match str(form.get("zet", "")):
        case "aanwezig":
            await takeover.come(account.id)
        case "afwezig":
            await takeover.go(account.id)
        case "volgende":
            taken = await takeover.take_next(account.id, account.name)
            if taken is None:
                return await _queue(request, session, error=NOBODY, status=409)
            raise web.HTTPSeeOther(f"{LIST}/{taken}")
        case "neem":
            chat_id = _id(str(form.get("chat", "")))
            try:
                await takeover.take(chat_id, account.id, account.name)
            except NotWaiting:
                return await _queue(request, session, error=TAKEN, status=409)
            raise web.HTTPSeeOther(f"{LIST}/{chat_id}")
        case _:
            raise web.HTTPBadRequest
    raise web.HTTPSeeOther(LIST)


@staff_page(Action.GESPREK_OVERNEMEN)
async def chat(request: web.Request, session: Session) -> web.Response:
    """The conversation, what the draft holds, and where to type."""
    return await _chat(request, session)


@staff_page(Action.GESPREK_OVERNEMEN)
async def speak(request: web.Request, session: Session) -> web.StreamResponse:
    """What was typed goes to the citizen, or the assistant takes over again."""
    takeover, account = request.app[TAKEOVER], session.account
    chat_id = _id(request.match_info["chat"])
    form = await request.post()
    text, message = str(form.get("tekst", "")), str(form.get("bericht", ""))[:40]
    match str(form.get("zet", "")):
        case "zeg":
            try:
                await takeover.say(chat_id, account.id, text, f"m{account.id}-{message}" if message else None)
            except NotYours:
                return await _queue(request, session, error=NOT_YOURS, typed=text, status=409)
            except MessageTooLong as fault:
                error = TOO_LONG.format(length=fault.length, maximum=MAXIMUM_LENGTH)
                return await _chat(request, session, error=error, typed=text, status=400)
            raise web.HTTPSeeOther(f"{LIST}/{chat_id}#laatste")
        case "terug" | "klaar" as move:
            try:
                await takeover.give_back(chat_id, account.id, account.name, finished=move == "klaar")
            except NotYours:
                return await _queue(request, session, error=NOT_YOURS, status=409)
            raise web.HTTPSeeOther(LIST)
        case _:
            raise web.HTTPBadRequest


async def live(request: web.Request) -> web.StreamResponse:
    """News of the queue and of one's own chats; while it runs, this employee is there.

    A page that asks is no person: the log-in does not last longer by it.
    """
    session = await _asking(request)
    if session is None:
        raise web.HTTPForbidden
    takeover, account = request.app[TAKEOVER], session.account

    async def beat() -> bool:
        try:
            if await _asking(request) is None:
                return False
        except web.HTTPForbidden:
            # Other rights since this page was opened.
            return False
        await takeover.beat(account.id)
        return True

    topics = await takeover.topics(account.id)
    return await stream(request, request.app[HUB], f"medewerker {account.id}", topics, beat)


async def alive(request: web.Request) -> web.Response:
    """The sign of life of a page without script, and whether there is something to read."""
    session = await _asking(request)
    waiting, turn = 0, 0
    if session is not None:
        await request.app[TAKEOVER].beat(session.account.id)
        view = await request.app[TAKEOVER].queue(session.account.id)
        waiting, turn = len(view.waiting), sum(one.turn for one in view.own)
    context = {"logged_in": session is not None, "waiting": waiting, "turn": turn}
    response = render(request, "desk/alive.html", context)
    response.headers["Content-Security-Policy"] = _INSIDE
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    if session is not None:
        response.headers["Refresh"] = str(ALIVE_AGAIN)
    return response


async def _asking(request: web.Request) -> Session | None:
    """Who is logged in and may take chats, asked by a page and not by a person; 403 for who may not."""
    session = await request.app[ACCOUNTS].session(request.cookies.get(COOKIE), by_person=False)
    if session is not None and not may(session.account.role, Action.GESPREK_OVERNEMEN):
        raise web.HTTPForbidden
    return session


async def _queue(
    request: web.Request, session: Session, *, error: str | None = None, typed: str = "", status: int = 200
) -> web.Response:
    context = {
        "session": session,
        "queue": await request.app[TAKEOVER].queue(session.account.id),
        "doors": door_names(request),
        "error": error,
        "typed": typed,
    }
    return _framed(render(request, "desk/chats.html", context, status=status))


async def _chat(
    request: web.Request, session: Session, *, error: str | None = None, typed: str = "", status: int = 200
) -> web.Response:
    try:
        view = await request.app[TAKEOVER].chat(_id(request.match_info["chat"]), session.account.id)
    except NotYours:
        return await _queue(request, session, error=NOT_YOURS, status=404)
    context = {
        "session": session,
        "chat": view,
        "door": door_names(request).get(view.door or "", "Nog niet bekend"),
        "message_id": secrets.token_urlsafe(8),
        "error": error,
        "typed": typed,
    }
    return _framed(render(request, "desk/chat.html", context, status=status))


def _framed(response: web.Response) -> web.Response:
    response.headers["Content-Security-Policy"] = WITH_FRAME
    return response


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise web.HTTPNotFound
    return int(text)


ROUTES = [
    web.get(LIST, queue),
    web.post(LIST, act),
    web.get(LIST + "/live", live),
    web.get(LIST + "/leven", alive),
    web.get(LIST + "/{chat:\\d+}", chat),
    web.post(LIST + "/{chat:\\d+}", speak),
]
