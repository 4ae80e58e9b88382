"""`/verder`: going on with a conversation on another device, by a code."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.thread import UnknownConversation
from bot.web.api.conversations import slow_down
from bot.web.citizen.holding import hold, token_of
from bot.web.keys import CONVERSATIONS, LIMITS, RESUMING
from bot.web.language import remember
from bot.web.pages import render, say
from bot.web.requests import address_of, is_same_origin

PAGE = "citizen/device.html"
TRIES_A_MINUTE = 10


async def show(request: web.Request) -> web.Response:
    """Both ways: get a code for the conversation of this device, or open one with a code."""
    return _page(request)


async def make(request: web.Request) -> web.StreamResponse:
    """A fresh code for this device's conversation; the one before it stops working."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    token = token_of(request)
    slow_down(request, token)
    try:
        code, until = await request.app[RESUMING].code_for(token or "")
    except UnknownConversation:
        raise web.HTTPSeeOther("/verder") from None
    return _page(request, made=code, until=until)


async def go_on(request: web.Request) -> web.StreamResponse:
    """This device has the conversation that the code belongs to; guessing is slow."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    code = str((await request.post()).get("code", ""))
    wait = request.app[LIMITS].take(f"verder:{address_of(request)}", TRIES_A_MINUTE)
    if wait is not None:
        answer = _page(request, code=code, error=say(request, "te_vaak_geprobeerd"), status=429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    token = await request.app[RESUMING].token_for(code)
    if token is None:
        return _page(request, code=code, error=say(request, "code_werkt_niet"), status=404)
    response = web.HTTPSeeOther("/#laatste")
    hold(request, response, token)
    remember(request, response, (await request.app[CONVERSATIONS].read(token)).language)
    raise response


def _page(request: web.Request, *, status: int = 200, **context: object) -> web.Response:
    shown = {"own": token_of(request) is not None, "made": None, "until": None, "code": "", "error": None}
    return render(request, PAGE, {**shown, **context}, status=status)


ROUTES = [web.get("/verder", show), web.post("/verder/code", make), web.post("/verder", go_on)]
