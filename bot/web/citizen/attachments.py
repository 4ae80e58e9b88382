"""Files from a citizen's page: with the conversation before the hand-over, and on `/status` after it."""

from __future__ import annotations

from aiohttp import web

from bot.attachments.refusals import Refused
from bot.tickets.errors import NotFound
from bot.web.citizen import chat, status
from bot.web.keys import ATTACHMENTS, CONVERSATIONS
from bot.web.language import tongue
from bot.web.pages import say
from bot.web.requests import is_same_origin
from bot.web.uploads import Upload, checked, file_response, read_form, uploading


async def add_to_conversation(request: web.Request) -> web.StreamResponse:
    """A file that goes along with the request in the making; a fault is told on the conversation's page."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    found = await chat.current(request)
    if found is None:
        raise web.HTTPSeeOther("/")
    token, view = found
    try:
        async with uploading(request):
            upload = await read_form(request)
            conversation, resting = await request.app[CONVERSATIONS].place(token)
            await request.app[ATTACHMENTS].add_to_conversation(
                conversation, checked(upload), after_sending=resting
            )
    except Refused as fault:
        return await chat.conversation_page(
            request, view, notice=fault.said_in(tongue(request).phrases), status=fault.status
        )
    if resting:
        (_, fresh) = await chat.current(request) or found
        return await chat.conversation_page(request, fresh, notice=say(request, "bijlage_toegevoegd"))
    raise web.HTTPSeeOther("/#bijlagen")


async def take_back(request: web.Request) -> web.StreamResponse:
    """A file that was not handed over yet is gone again."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    found = await chat.current(request)
    if found is not None:
        form = await request.post()
        conversation, _ = await request.app[CONVERSATIONS].place(found[0])
        try:
            await request.app[ATTACHMENTS].take_back(conversation, str(form.get("bijlage", "")))
        except NotFound as fault:
            raise web.HTTPNotFound from fault
    raise web.HTTPSeeOther("/#bijlagen")


async def add_to_ticket(request: web.Request) -> web.StreamResponse:
    """A file for a request that was sent, with number and code."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    try:
        async with uploading(request):
            return await _take(request, await read_form(request))
    except Refused as fault:
        # Nothing was read, number and code neither: they are asked for again.
        return status.page(request, {"error": fault.said_in(tongue(request).phrases)}, status=fault.status)


async def _take(request: web.Request, upload: Upload) -> web.StreamResponse:
    number, code = upload.fields.get("nummer", ""), upload.fields.get("code", "")
    refused = status.too_often(request, number, code)
    if refused is not None:
        return refused
    try:
        await request.app[ATTACHMENTS].add_by_citizen(number, code, checked(upload))
    except NotFound:
        return status.wrong(request, number, code)
    except Refused as fault:
        return await status.ticket_page(
            request, number, code, error=fault.said_in(tongue(request).phrases), status=fault.status
        )
    return await status.ticket_page(request, number, code, notice=say(request, "bijlage_toegevoegd"))


async def fetch(request: web.Request) -> web.StreamResponse:
    """One attachment as a file, with number and code: by a form, so that no code stands in an address."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    number, code = str(form.get("nummer", "")), str(form.get("code", ""))
    refused = status.too_often(request, number, code)
    if refused is not None:
        return refused
    try:
        fetched = await request.app[ATTACHMENTS].fetch_by_citizen(number, code, str(form.get("bijlage", "")))
    except NotFound:
        return status.wrong(request, number, code)
    return file_response(fetched)


ROUTES = [
    web.post("/bijlagen", add_to_conversation),
    web.post("/bijlagen/weg", take_back),
    web.post("/status/bijlagen", add_to_ticket),
    web.post("/status/bijlage", fetch),
]
