"""`/v1/gesprekken` and `/v1/wegwijzer`: a conversation over the API, and the signpost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.dialogue.service import MessageTooLong, NotKept
from bot.dialogue.thread import UnknownConversation
from bot.dialogue.turns import TurnFailed
from bot.letters import MEDIA_TYPE, to_docx
from bot.web.api.bodies import BeginBody, MessageBody, MessagesQuery, TextBody
from bot.web.api.shapes import Gesprek, NieuwGesprek, Wegwijzer
from bot.web.keys import CONVERSATIONS, LIMITS, RETENTION, SETTINGS, SIGNPOST
from bot.web.problems import Problem
from bot.web.requests import address_of

if TYPE_CHECKING:
    from bot.web.api.operation import Call

LOST = "Dit gesprek bestaat niet of is verwijderd."
NO_LETTER = "Deze brief ligt niet klaar in dit gesprek."
BUSY = "Er komen nu te veel berichten. Wacht even en probeer het dan opnieuw."
FAILED = "Er ging bij ons iets mis. Uw bericht is bewaard. Stuur het nog een keer met dezelfde berichtId."
NOT_KEPT = (
    "Er ging bij ons iets mis. Uw bericht is niet bewaard. Stuur het zo nog een keer met dezelfde berichtId."
)


def slow_down(request: web.Request, conversation: str | None = None) -> None:
    """Lets a call pass, or says when to try again: counted per conversation and, generously, per address."""
    settings, limits = request.app[SETTINGS], request.app[LIMITS]
    waits = [limits.take(f"adres:{address_of(request)}", settings.rate_per_address)]
    if conversation is not None:
        waits.append(limits.take(f"gesprek:{conversation}", settings.rate_per_conversation))
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise Problem(429, BUSY, retry_after=longest)


async def create(call: Call) -> NieuwGesprek:
    """A new conversation, in the language that is asked; Problem 400 for one that this installation does not speak."""
    body = call.body(BeginBody)
    if body.taal not in call.app[SETTINGS].languages:
        raise Problem(400, f"Dit loket spreekt geen '{body.taal}'.")
    token, view = await call.app[CONVERSATIONS].create("api", body.taal)
    return NieuwGesprek.begun(token, view)


async def post(call: Call) -> Gesprek:
    """A message, and its answer."""
    body = call.body(MessageBody)
    try:
        view = await call.app[CONVERSATIONS].post(call.part("id"), body.tekst, body.berichtId)
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    except MessageTooLong as fault:
        raise Problem(400, f"Uw bericht is te lang: {fault.length} tekens.") from fault
    except NotKept as fault:
        raise Problem(503, NOT_KEPT, retry_after=2) from fault
    except TurnFailed as fault:
        raise Problem(503, FAILED, retry_after=2) from fault
    return Gesprek.of(view)


async def read(call: Call) -> Gesprek:
    """The messages from a number on."""
    try:
        view = await call.app[CONVERSATIONS].read(call.part("id"), call.query(MessagesQuery).vanaf)
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    return Gesprek.of(view)


async def delete(call: Call) -> web.Response:
    """The conversation is gone; what it handed over stays with who has it."""
    try:
        async with call.app[CONVERSATIONS].hold(call.part("id")) as conversation:
            await call.app[RETENTION].forget_conversation(conversation)
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    return web.Response(status=204)


async def letter(call: Call) -> web.Response:
    """A letter that lies ready in a conversation, as a file."""
    try:
        found = await call.app[CONVERSATIONS].letter(call.part("id"), call.part("brief"))
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    if found is None:
        raise Problem(404, NO_LETTER)
    name = f'attachment; filename="{found.id}.docx"'
    return web.Response(body=to_docx(found), content_type=MEDIA_TYPE, headers={"Content-Disposition": name})


async def point(call: Call) -> Wegwijzer:
    """Which door and executors a text means. Nothing is stored."""
    return Wegwijzer.of(await call.app[SIGNPOST].point(call.body(TextBody).tekst))
