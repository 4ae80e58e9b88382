"""`/gesprek/verwijderen`: a citizen deletes the conversation of this device, with or without a request in it."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.thread import UnknownConversation
from bot.web.api.conversations import slow_down
from bot.web.citizen.chat import current
from bot.web.citizen.holding import let_go, token_of
from bot.web.keys import CONVERSATIONS, RETENTION
from bot.web.pages import render
from bot.web.requests import is_same_origin


async def ask(request: web.Request) -> web.StreamResponse:
    """What goes and what stays, and the question whether the citizen is sure."""
    found = await current(request)
    if found is None:
        raise web.HTTPSeeOther("/")
    return render(request, "citizen/delete_conversation.html", {"receipts": found[1].receipts})


async def delete(request: web.Request) -> web.StreamResponse:
    """The conversation is gone here and on this device; requests that were sent stay with who has them."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    token = token_of(request)
    slow_down(request, token)
    if token is None:
        raise web.HTTPSeeOther("/")
    try:
        sent = bool((await request.app[CONVERSATIONS].read(token)).receipts)
        async with request.app[CONVERSATIONS].hold(token) as conversation:
            await request.app[RETENTION].forget_conversation(conversation)
    except UnknownConversation:
        raise web.HTTPSeeOther("/") from None
    response = render(request, "citizen/conversation_deleted.html", {"sent": sent})
    let_go(response)
    return response


ROUTES = [web.get("/gesprek/verwijderen", ask), web.post("/gesprek/verwijderen", delete)]
