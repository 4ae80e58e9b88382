"""Messages between the database and the rest: what is said becomes a row, and a row becomes what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.dialogue.state import Say
from bot.dialogue.view import MessageView, ReceiptView
from bot.language import NL
from bot.store import Message
from bot.store.types import jsonable

CITIZEN, COUNTER, EMPLOYEE, SYSTEM = "burger", "loket", "medewerker", "systeem"
# Who a conversation is with.
ASSISTANT_SPEAKS, IN_QUEUE, PERSON_SPEAKS = "assistent", "wachtrij", "mens"
# Where an access code stands in a message. The code itself is stored nowhere: it is put in when the citizen reads it.
_PLACE = re.compile(r"⟨code ([^⟨⟩]{1,20})⟩")
HIDDEN = "•••••-•••••"


def code_place(number: str) -> str:
    """What stands in a stored message where the code of this number is read."""
    return f"⟨code {number}⟩"


def with_codes(text: str, receipts: Iterable[ReceiptView] = ()) -> str:
    """The text with the codes of these receipts in their places; those of others stay hidden."""
    if "⟨" not in text:
        return text
    codes = {receipt.number: receipt.code for receipt in receipts}
    return _PLACE.sub(lambda found: codes.get(found[1], HIDDEN), text)


def marked(language: str) -> dict[str, Any] | None:
    """What is kept beside a text that is not Dutch, so that a page can say so."""
    return None if language == NL else {"taal": language}


def message_values(
    conversation_id: int, number: int, say: Say, reply_to: int | None, now: datetime, language: str = NL
) -> dict[str, Any]:
    """What the assistant says as a row of the table `message`, with its buttons and overview."""
    extra: dict[str, Any] = {}
    if say.overview is not None:
        extra["overzicht"] = jsonable(say.overview)
    if say.notice:
        extra["melding"] = True
    extra |= marked(say.language or language) or {}
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


def message_view(row: Message, receipts: Iterable[ReceiptView] = ()) -> MessageView:
    """A stored message as people and machines read it; with `receipts` (the citizen's own) the codes too."""
    text = with_codes(row.text, receipts) if row.author == COUNTER else row.text
    if row.author == CITIZEN and row.extra is not None:
        # What a button sends is for machines; people read what stood on it.
        text = str(row.extra.get("knop", text))
    return _view(row.number, row.author, text, row.buttons, row.extra, row.created_at)


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
        str(extra.get("taal", NL)),
    )
