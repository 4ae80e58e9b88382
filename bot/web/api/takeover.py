"""`/v1/gesprekken/{id}/_mens` and `_assistent`: asking for a person to type with, and going back to the assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.dialogue.thread import UnknownConversation
from bot.takeover.views import DeskClosed
from bot.web.api.conversations import LOST
from bot.web.api.shapes import Wachtrij
from bot.web.keys import TAKEOVER
from bot.web.problems import Problem

if TYPE_CHECKING:
    from bot.web.api.operation import Call

CLOSED = "Er is nu geen medewerker om mee te typen. Vraag in het gesprek om gebeld te worden."


async def ask_person(call: Call) -> Wachtrij:
    """In the queue, once; asked again it tells how it stands."""
    takeover, token = call.app[TAKEOVER], call.part("id")
    try:
        await takeover.join(token)
        return Wachtrij.of(await takeover.standing(token, seen=True))
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
    except DeskClosed as fault:
        raise Problem(409, CLOSED) from fault


async def ask_assistant(call: Call) -> Wachtrij:
    """Out of the queue, or away from the person; nothing when neither."""
    takeover, token = call.app[TAKEOVER], call.part("id")
    try:
        await takeover.leave(token)
        return Wachtrij.of(await takeover.standing(token))
    except UnknownConversation as fault:
        raise Problem(404, LOST) from fault
