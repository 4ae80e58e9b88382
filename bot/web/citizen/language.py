"""`/taal`: a citizen switches between Dutch and English; the conversation goes along from here on."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.thread import UnknownConversation
from bot.web.api.conversations import slow_down
from bot.web.citizen.holding import hold, in_frame, token_of
from bot.web.keys import CONVERSATIONS, SETTINGS, SWITCHING
from bot.web.language import remember
from bot.web.requests import is_same_origin, own_path


async def choose(request: web.Request) -> web.StreamResponse:
    """The language holds for every page from now on, and for what the assistant says next."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    language, back = str(form.get("taal", "")), own_path(str(form.get("terug", "")))
    # To a frame no redirect: its script reads what conversation it has from the answer itself.
    response = (
        web.Response(text="") if in_frame(request) else web.Response(status=303, headers={"Location": back})
    )
    if language not in request.app[SETTINGS].languages:
        return response
    token = token_of(request)
    slow_down(request, token)
    if token is not None:
        try:
            if not await request.app[SWITCHING].switch(token, language):
                # Nothing was said yet: a conversation that begins in this language reads better than one that turns.
                token, _ = await request.app[CONVERSATIONS].create("web", language)
                hold(request, response, token)
        except UnknownConversation:
            pass
    remember(request, response, language)
    return response


ROUTES = [web.post("/taal", choose)]
