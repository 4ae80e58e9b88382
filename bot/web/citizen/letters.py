"""`/brieven`: a letter as a file, for this device's own conversation or for who has a number and its code."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.thread import UnknownConversation
from bot.letters import MEDIA_TYPE, Letter, to_docx
from bot.tickets.errors import NotFound
from bot.web.api.conversations import slow_down
from bot.web.citizen.holding import token_of
from bot.web.citizen.status import seconds_to_wait
from bot.web.keys import CONVERSATIONS, KNOWLEDGE, LETTERS, TICKETS
from bot.web.language import language_of
from bot.web.requests import is_same_origin


async def of_conversation(request: web.Request) -> web.Response:
    """A letter of the conversation on this device; 404 for every other."""
    token = token_of(request)
    if token is None:
        raise web.HTTPNotFound
    slow_down(request, token)
    try:
        letter = await request.app[CONVERSATIONS].letter(token, request.match_info["brief"])
    except UnknownConversation as fault:
        raise web.HTTPNotFound from fault
    return file_of(letter)


async def of_ticket(request: web.Request) -> web.Response:
    """A letter for a request, with number and code by form: an address would keep the code."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    number, code = str(form.get("nummer", "")), str(form.get("code", ""))
    wait = seconds_to_wait(request, number)
    if wait is not None:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(wait)})
    try:
        door, fields = await request.app[TICKETS].told_by_citizen(number, code)
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    found = request.app[LETTERS].for_fields(request.app[KNOWLEDGE](), door, fields, language_of(request))
    return file_of(next((letter for letter in found if letter.id == form.get("brief")), None))


def file_of(letter: Letter | None) -> web.Response:
    """The letter as a file to keep; 404 when there is none."""
    if letter is None:
        raise web.HTTPNotFound
    return web.Response(
        body=to_docx(letter),
        content_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{letter.id}.docx"',
            "Cache-Control": "no-store",
        },
    )


ROUTES = [web.get("/brieven/{brief}", of_conversation), web.post("/brieven", of_ticket)]
