"""A citizen's own data on `/status`: everything that is kept as one file, and deletion, with number and code."""

from __future__ import annotations

import json

from aiohttp import web

from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, parse_number
from bot.web.citizen import chat, status
from bot.web.citizen.holding import let_go, token_of
from bot.web.keys import RETENTION
from bot.web.pages import render, say
from bot.web.requests import is_same_origin


async def insight(request: web.Request) -> web.StreamResponse:
    """Everything that is kept of a request and its conversation, as a file."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    number, code = str(form.get("nummer", "")), str(form.get("code", ""))
    refused = status.too_often(request, number, code)
    if refused is not None:
        return refused
    try:
        everything = await request.app[RETENTION].insight(number, code)
    except NotFound:
        return status.wrong(request, number, code)
    name = f"mijn-gegevens-{everything['verzoek']['nummer']}.json"
    return web.Response(
        text=json.dumps(everything, ensure_ascii=False, indent=2),
        content_type="application/json",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def delete(request: web.Request) -> web.StreamResponse:
    """The request or report and its conversation are gone; the page says what is left."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    number, code = str(form.get("nummer", "")), str(form.get("code", ""))
    refused = status.too_often(request, number, code)
    if refused is not None:
        return refused
    try:
        if form.get("zeker") != "ja":
            return await _ask_again(request, number, code)
        await request.app[RETENTION].forget(number, code, everything=form.get("alles") == "ja")
    except NotFound:
        return await status.gone_or_wrong(request, number, code)
    grave = await request.app[RETENTION].grave(number, code)
    response = render(request, "citizen/deleted.html", {"grave": grave})
    if await _conversation_is_gone(request):
        let_go(response)
    return response


async def _ask_again(request: web.Request, number: str, code: str) -> web.Response:
    if parse_number(number, SIGNAL) is not None:
        signal = await status.signal_of(request, number, code)
        shown = {"nummer": number, "code": code, "signal": signal, "move_error": say(request, "niet_zeker")}
        return status.page(request, shown, status=400)
    return await status.ticket_page(request, number, code, error=say(request, "niet_zeker"), status=400)


async def _conversation_is_gone(request: web.Request) -> bool:
    return token_of(request) is not None and await chat.current(request) is None


ROUTES = [
    web.post("/status/gegevens", insight),
    web.post("/status/verwijderen", delete),
]
