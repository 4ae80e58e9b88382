"""`/wachtrij`: the citizen joins or leaves the queue for a person, and the page that stays up to date by itself."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.rows import ASSISTANT_SPEAKS
from bot.dialogue.thread import UnknownConversation
from bot.takeover.queue import QUEUE
from bot.takeover.views import DeskClosed
from bot.web.api.conversations import slow_down
from bot.web.citizen.chat import conversation_page
from bot.web.citizen.holding import token_of
from bot.web.keys import CONVERSATIONS, HUB, TAKEOVER
from bot.web.language import read_in
from bot.web.live import stream
from bot.web.pages import say
from bot.web.requests import is_same_origin


async def join(request: web.Request) -> web.StreamResponse:
    """The citizen stands in the queue; when everybody just left, that is said."""
    token = _token(request)
    try:
        await request.app[TAKEOVER].join(token)
    except UnknownConversation:
        raise web.HTTPSeeOther("/") from None
    except DeskClosed:
        view = await request.app[CONVERSATIONS].read(token)
        read_in(request, view.language)
        return await conversation_page(request, view, notice=say(request, "niemand_aanwezig"), status=409)
    raise web.HTTPSeeOther("/#laatste")


async def leave(request: web.Request) -> web.StreamResponse:
    """Back to the assistant, from the queue or from the person."""
    token = _token(request)
    try:
        await request.app[TAKEOVER].leave(token)
    except UnknownConversation:
        raise web.HTTPSeeOther("/") from None
    raise web.HTTPSeeOther("/#laatste")


async def live(request: web.Request) -> web.StreamResponse:
    """News of this device's conversation, for as long as somebody waits or a person speaks."""
    token = token_of(request)
    if token is None:
        raise web.HTTPNotFound
    takeover = request.app[TAKEOVER]
    try:
        topic = await takeover.topic(token)
    except UnknownConversation:
        raise web.HTTPNotFound from None

    first = True

    async def beat() -> bool:
        nonlocal first
        earlier, first = first, False
        try:
            standing = await takeover.standing(token, seen=True)
        except UnknownConversation:
            return False
        return earlier or standing.speaks != ASSISTANT_SPEAKS

    return await stream(request, request.app[HUB], f"burger {topic}", [topic, QUEUE], beat)


def _token(request: web.Request) -> str:
    """This device's conversation, for a form of our own page."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    token = token_of(request)
    slow_down(request, token)
    if token is None:
        raise web.HTTPSeeOther("/")
    return token


ROUTES = [web.post("/wachtrij", join), web.post("/wachtrij/weg", leave), web.get("/gesprek/live", live)]
