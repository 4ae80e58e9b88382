"""Messages between the database and the rest: what is said becomes a row, and a row becomes what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.dialogue.state import Say
from bot.dialogue.view import MessageView
from bot.store import Message
from bot.store.types import jsonable

CITIZEN, COUNTER, EMPLOYEE, SYSTEM = "burger", "loket", "medewerker", "systeem"
# Who a conversation is with.
ASSISTANT_SPEAKS, IN_QUEUE, PERSON_SPEAKS = "assistent", "wachtrij", "mens"


def message_values(
    conversation_id: int, number: int, say: Say, reply_to: int | None, now: datetime
) -> dict[str, Any]:
    """What the assistant says as a row of the table `message`, with its buttons and overview."""
    extra: dict[str, Any] = {}
    if say.overview is not None:
        extra["overzicht"] = jsonable(say.overview)
    if say.notice:
        extra["melding"] = True
    return {
        "conversation_id": conversation_id,
        "number": number,
        "author": COUNTER,
        "text": say.text,
        "buttons": [button.to_json() for button in say.buttons] or None,
        "extra": extra or None,
        "reply_to": reply_to,
        "created_at": now,
    }


def message_view(row: Message) -> MessageView:
    """A stored message as people and machines read it."""
    return _view(row.number, row.author, row.text, row.buttons, row.extra, row.created_at)


def view_of_values(row: Mapping[str, Any]) -> MessageView:
    """A message as people and machines read it, from the values that were stored."""
    return _view(
        row["number"], row["author"], row["text"], row.get("buttons"), row.get("extra"), row["created_at"]
    )


def _view(
    number: int,
    author: str,
    text: str,
    buttons: list[dict[str, Any]] | None,
    extra: dict[str, Any] | None,
    at: datetime,
) -> MessageView:
    extra = extra or {}
    overview = extra.get("overzicht")
    return MessageView(
        number,
        author,
        text,
        tuple(buttons or ()),
        tuple(overview) if overview is not None else None,
        bool(extra.get("melding", False)),
        at,
    )
