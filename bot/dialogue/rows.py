"""Messages between the database and the rest: what is said becomes a row, and a row becomes what is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.dialogue.state import Say
from bot.dialogue.view import MessageView
from bot.store import Conversation, Message

CITIZEN, COUNTER = "burger", "loket"


def message_row(conversation: Conversation, say: Say, reply_to: int | None, now: datetime) -> Message:
    """What the assistant says as a row, with its buttons and overview; its number is the conversation's last."""
    extra: dict[str, Any] = {}
    if say.overview is not None:
        extra["overzicht"] = [dict(part) for part in say.overview]
    if say.notice:
        extra["melding"] = True
    return Message(
        conversation_id=conversation.id,
        number=conversation.last_number,
        author=COUNTER,
        text=say.text,
        buttons=[button.to_json() for button in say.buttons] or None,
        extra=extra or None,
        reply_to=reply_to,
        created_at=now,
    )


def message_view(row: Message) -> MessageView:
    """A stored message as people and machines read it."""
    extra = row.extra or {}
    overview = extra.get("overzicht")
    return MessageView(
        row.number,
        row.author,
        row.text,
        tuple(row.buttons or ()),
        tuple(overview) if overview is not None else None,
        bool(extra.get("melding", False)),
        row.created_at,
    )
