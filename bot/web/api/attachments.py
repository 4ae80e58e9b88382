"""`/v1/…/bijlagen`: attachments of a conversation (by its secret id) and of a ticket (by a bearer token)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.dialogue.thread import UnknownConversation
from bot.tickets.errors import NotFound, NotYours
from bot.web.api.conversations import LOST
from bot.web.api.shapes import Bijlage, Bijlagen
from bot.web.keys import ATTACHMENTS, CONVERSATIONS, TICKETS
from bot.web.problems import Problem
from bot.web.uploads import file_response, read_file, uploading

if TYPE_CHECKING:
    from bot.web.api.operation import Call

GONE = "Deze bijlage bestaat niet, of is niet van uw organisatie."
NOT_WAITING = "Deze bijlage bestaat niet, of is al doorgestuurd."


async def _conversation(call: Call) -> tuple[int, bool]:
    try:
        return await call.app[CONVERSATIONS].place(call.part("id"))
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault


async def add_to_conversation(call: Call) -> Bijlage:
    """A file for the request in the making; it goes along when that is handed over."""
    conversation, resting = await _conversation(call)
    async with uploading(call.request):
        data = await read_file(call.request)
        view = await call.app[ATTACHMENTS].add_to_conversation(conversation, data, after_sending=resting)
    return Bijlage.of(view)


async def list_of_conversation(call: Call) -> Bijlagen:
    """What goes along with the next hand-over."""
    conversation, _ = await _conversation(call)
    return Bijlagen.of(await call.app[ATTACHMENTS].waiting(conversation))


async def take_back(call: Call) -> web.Response:
    """A file that was not handed over yet is gone again."""
    conversation, _ = await _conversation(call)
    try:
        await call.app[ATTACHMENTS].take_back(conversation, call.part("bijlage"))
    except NotFound as fault:
        raise Problem(404, NOT_WAITING) from fault
    return web.Response(status=204)


async def add_to_ticket(call: Call) -> Bijlage:
    """A file of the organisation; the citizen can fetch it too."""
    number = await _own(call)
    async with uploading(call.request):
        data = await read_file(call.request)
        try:
            view = await call.app[ATTACHMENTS].add_by_staff(number, call.actor, data)
        except NotYours as fault:
            raise NotFound from fault
    return Bijlage.of(view)


async def list_of_ticket(call: Call) -> Bijlagen:
    """The attachments of one's own ticket."""
    return Bijlagen.of(await call.app[ATTACHMENTS].for_staff(await _own(call), call.actor))


async def fetch(call: Call) -> web.Response:
    """One attachment of one's own ticket, as a file."""
    number = await _own(call)
    try:
        fetched = await call.app[ATTACHMENTS].fetch_by_staff(number, call.actor, call.part("id"))
    except NotFound as fault:
        raise Problem(404, GONE) from fault
    return file_response(fetched)


async def _own(call: Call) -> str:
    """The number of a ticket that this token's organisation holds now; the loket's machine is no exception."""
    # A number that cannot be costs the same work as one of another: who reads the clock learns nothing.
    return (await call.app[TICKETS].read(call.part("nummer"), call.token.organisation)).number
