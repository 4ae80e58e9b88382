"""The words by which a ticket is found, kept in step with it at every flush: nobody has to think of it.

Words of the summary, the name and the reference, without case and accents. Nothing of the citizen's own story.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, event, insert, inspect, update
from sqlalchemy.orm import Session, UOWTransaction

from bot.store import Ticket, TicketWord
from bot.store.guard import GuardedSession

# Longer words are found by their beginning; a database key has to end somewhere.
LONGEST = 40
_WORD = re.compile(r"[^\W_]{2,}")
_SIGN = re.compile(r"[^\W_]")


def plain(text: str) -> str:
    """The text without case and accents: "Café" is found as "cafe"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in spread if not unicodedata.combining(one))


def words_of(text: str) -> list[bytes]:
    """The words of a text in its order, each as the bytes that are stored."""
    return [word.encode()[:LONGEST] for word in _WORD.findall(plain(text))]


def joined(text: str) -> bytes:
    """A reference as one word, however it was spaced."""
    return "".join(_SIGN.findall(plain(text))).encode()[:LONGEST]


def ticket_words(summary: str, fields: Iterable[Mapping[str, Any]]) -> set[bytes]:
    """Every word by which a ticket is found."""
    found = set(words_of(summary))
    for one in fields:
        shown = str(one.get("shown") or "")
        if one.get("kind") == "naam":
            found.update(words_of(shown))
        elif one.get("kind") == "kenmerk" and (mark := joined(shown)):
            found.add(mark)
    return found


@event.listens_for(GuardedSession, "after_flush")
def _keep_in_step(session: Session, _context: UOWTransaction) -> None:
    for ticket in (*session.new, *session.dirty):
        if not isinstance(ticket, Ticket):
            continue
        changed = inspect(ticket).attrs
        if (
            ticket in session.new
            or changed.summary.history.has_changes()
            or changed.fields.history.has_changes()
        ):
            _write(session, ticket)
        elif changed.organisation.history.has_changes():
            session.connection().execute(
                update(TicketWord)
                .where(TicketWord.ticket_id == ticket.id)
                .values(organisation=ticket.organisation)
            )


def _write(session: Session, ticket: Ticket) -> None:
    connection = session.connection()
    if ticket not in session.new:
        connection.execute(delete(TicketWord).where(TicketWord.ticket_id == ticket.id))
    rows = [
        {"ticket_id": ticket.id, "word": word, "organisation": ticket.organisation}
        for word in sorted(ticket_words(ticket.summary, ticket.fields))
    ]
    if rows:
        connection.execute(insert(TicketWord), rows)
