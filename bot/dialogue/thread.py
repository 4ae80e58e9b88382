"""The thread of a conversation in the database: what a turn reads and writes, each step as one piece of work.

Plain functions over one connection, from begin to commit, so that `Database.transact` can run them in one go. They name
columns instead of loading objects: a turn passes here twice, and what an object costs is more than what the database
does for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, exists, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.dialogue.rows import (
    ASSISTANT_SPEAKS,
    CITIZEN,
    COUNTER,
    PERSON_SPEAKS,
    SYSTEM,
    marked,
    message_values,
    view_of_values,
)
from bot.dialogue.state import Outcome, Say, State
from bot.dialogue.view import MessageView
from bot.store import Attachment, Case, Conversation, Message, Turn
from bot.store.models.conversations import new_conversation_id

_CONVERSATION = cast(Table, Conversation.__table__)
_MESSAGE = cast(Table, Message.__table__)
_TURN = cast(Table, Turn.__table__)
_BESIDE = or_(
    exists().where(Case.conversation_id == _CONVERSATION.c.id),
    exists().where(Attachment.conversation_id == _CONVERSATION.c.id),
)
_COLUMNS = select(
    _CONVERSATION.c.id,
    _CONVERSATION.c.last_number,
    _CONVERSATION.c.draft,
    _CONVERSATION.c.updated_at,
    _CONVERSATION.c.handled_by,
    _BESIDE.label("beside"),
)
# Made once: to put a statement together costs more than to run it.
_BY_TOKEN = _COLUMNS.where(_CONVERSATION.c.token_hash == bindparam("which"))
_BY_ID = _COLUMNS.where(_CONVERSATION.c.id == bindparam("which"))
_EARLIER = select(
    _MESSAGE.c.number,
    _MESSAGE.c.text,
    exists()
    .where(_TURN.c.conversation_id == _MESSAGE.c.conversation_id, _TURN.c.number == _MESSAGE.c.number)
    .label("answered"),
).where(_MESSAGE.c.conversation_id == bindparam("which"), _MESSAGE.c.client_id == bindparam("client"))
_HANDLED = select(_TURN.c.number).where(
    _TURN.c.conversation_id == bindparam("which"), _TURN.c.number == bindparam("place")
)
_TEXT = select(_MESSAGE.c.text).where(
    _MESSAGE.c.conversation_id == bindparam("which"), _MESSAGE.c.number == bindparam("place")
)
# The open question stands in the last of these; a button may be one of a question just before it.
_OFFERED = (
    select(_MESSAGE.c.buttons, _MESSAGE.c.extra)
    .where(_MESSAGE.c.conversation_id == bindparam("which"), _MESSAGE.c.author == COUNTER)
    .order_by(_MESSAGE.c.number.desc())
    .limit(12)
)
_NEW_CONVERSATION, _NEW_MESSAGE, _NEW_TURN = insert(_CONVERSATION), insert(_MESSAGE), insert(_TURN)
_FURTHER = update(_CONVERSATION).where(
    _CONVERSATION.c.id == bindparam("which"), _CONVERSATION.c.last_number == bindparam("stood_at")
)
HANDLED = "beantwoord"
# Rows that are stored together name the same columns.
_EMPTY = {"client_id": None, "reply_to": None, "buttons": None, "extra": None}


class UnknownConversation(Exception):
    """There is no conversation with this id."""


class AlreadyAnswered(Exception):
    """Another call answered this message first; nothing is written."""


class Outdated(Exception):
    """The conversation went on since it was read; nothing is written."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as it stands: `beside` says whether something was handed over or an attachment was added."""

    id: int
    last_number: int
    state: State
    updated_at: datetime
    beside: bool
    handled_by: str = ASSISTANT_SPEAKS


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A stored message of the citizen that waits for its answer, and the thread in which it stands."""

    thread: Thread
    number: int
    text: str


def token_hash(token: str) -> str:
    """What we keep of a conversation's secret id."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(connection: Connection, token: str) -> Thread:
    """The conversation with this secret id. Raises `UnknownConversation`."""
    return _thread(connection, _BY_TOKEN, token_hash(token))


def by_id(connection: Connection, conversation_id: int) -> Thread:
    """The conversation with this number. Raises `UnknownConversation`."""
    return _thread(connection, _BY_ID, conversation_id)


def _thread(connection: Connection, query: Select[Any], which: str | int) -> Thread:
    row = connection.execute(query, {"which": which}).one_or_none()
    if row is None:
        raise UnknownConversation
    state = State.from_json(row.draft) if row.draft else State()
    return Thread(row.id, row.last_number, state, row.updated_at, bool(row.beside), row.handled_by)


def begin(
    connection: Connection, token: str, channel: str, outcome: Outcome, now: datetime
) -> tuple[MessageView, ...]:
    """A new conversation that starts with what is said here; its messages as they are shown."""
    conversation_id = new_conversation_id()
    fresh = {"id": conversation_id, "token_hash": token_hash(token), "created_at": now, "updated_at": now}
    connection.execute(
        _NEW_CONVERSATION, fresh | {"channel": channel, "phase": "open", "last_number": 0, "draft": None}
    )
    return record(connection, Thread(conversation_id, 0, State(), now, False), outcome, None, now)


def earlier(connection: Connection, thread: Thread, client_id: str) -> Row[Any] | None:
    """The message that came with this client id before: number, text, and whether it is answered."""
    return connection.execute(_EARLIER, {"which": thread.id, "client": client_id}).one_or_none()


@dataclass(frozen=True, slots=True)
class Kept:
    """What storing a message left: the thread, the remark on it, and what was answered in the same go."""

    thread: Thread
    remark: MessageView | None
    answer: tuple[MessageView, ...] | None


def keep(
    connection: Connection,
    thread: Thread,
    text: str,
    client_id: str | None,
    remark: str | None,
    state: State,
    now: datetime,
    *,
    answer: Outcome | None = None,
    pressed: str | None = None,
) -> Kept:
    """The citizen's message is stored, behind it the remark on it, and its answer when that is known already.

    While a person speaks the message counts as answered: the assistant is silent, also when it is sent once more.
    `state` is the thread's, or what the message itself made of it (contact data that the guard moved).
    `pressed` is what stood on the button that this message is.
    """
    number = thread.last_number + 1
    spoken = state.language
    silent = thread.handled_by == PERSON_SPEAKS
    rows = [_said(thread.id, number, CITIZEN, text, now) | {"client_id": client_id}]
    if pressed is not None:
        rows[0]["extra"] = {"knop": pressed}
    if remark is not None:
        author = SYSTEM if silent else COUNTER
        rows.append(
            _said(thread.id, number + 1, author, remark, now) | {"reply_to": number, "extra": marked(spoken)}
        )
    says: Sequence[Say] = answer.says if answer is not None else ()
    first = number + len(rows)
    rows += [
        message_values(thread.id, place, say, number, now, spoken) for place, say in enumerate(says, first)
    ]
    last = thread.last_number + len(rows)
    _advance(connection, thread, _standing(answer.state if answer is not None else state, last, now))
    connection.execute(_NEW_MESSAGE, [_EMPTY | row for row in rows])
    if silent or answer is not None:
        _mark(connection, thread.id, number, PERSON_SPEAKS if silent else HANDLED, now)
    views = [view_of_values(row) for row in rows]
    return Kept(
        Thread(thread.id, last, state, now, thread.beside, thread.handled_by),
        views[1] if remark is not None else None,
        tuple(views[first - number :]) if answer is not None else None,
    )


def offered(connection: Connection, thread: Thread) -> list[Row[Any]]:
    """What the assistant said last, newest first: its buttons and what it is marked with."""
    return list(connection.execute(_OFFERED, {"which": thread.id}))


def unanswered(connection: Connection, conversation_id: int, number: int) -> Unanswered | None:
    """The message with its thread, or None when it has been answered. Raises `UnknownConversation`."""
    place = {"which": conversation_id, "place": number}
    if connection.execute(_HANDLED, place).first() is not None:
        return None
    thread = by_id(connection, conversation_id)
    return Unanswered(thread, number, connection.execute(_TEXT, place).scalar_one())


def leave(connection: Connection, stood: Thread, number: int, now: datetime) -> None:
    """This message is a person's to answer: the assistant never does. Raises `AlreadyAnswered`."""
    _mark(connection, stood.id, number, PERSON_SPEAKS, now)


def answer(
    connection: Connection, thread: Thread, outcome: Outcome, number: int, now: datetime
) -> tuple[MessageView, ...]:
    """The answer to message `number`, with the draft that it leaves: once. Raises `AlreadyAnswered`, `Outdated`."""
    _mark(connection, thread.id, number, HANDLED, now)
    return record(connection, thread, outcome, number, now)


def record(
    connection: Connection, thread: Thread, outcome: Outcome, reply_to: int | None, now: datetime
) -> tuple[MessageView, ...]:
    """What is said and the state that it leaves; the messages as they are shown. Raises `Outdated`."""
    state = outcome.state
    says: Sequence[Say] = outcome.says
    rows = [
        message_values(thread.id, number, say, reply_to, now, state.language)
        for number, say in enumerate(says, thread.last_number + 1)
    ]
    _advance(connection, thread, _standing(state, thread.last_number + len(rows), now))
    if rows:
        connection.execute(_NEW_MESSAGE, rows)
    return tuple(view_of_values(row) for row in rows)


def _advance(connection: Connection, thread: Thread, values: dict[str, Any]) -> None:
    """Only when the conversation is where we read it: what came in between would be overwritten."""
    place = {"which": thread.id, "stood_at": thread.last_number}
    if connection.execute(_FURTHER, values | place).rowcount != 1:
        raise Outdated


def _standing(state: State, last_number: int, now: datetime) -> dict[str, Any]:
    """The columns of a conversation that stands so."""
    return {
        "last_number": last_number,
        "draft": state.to_json(),
        "draft_version": state.draft.version if state.draft else 0,
        "door": state.draft.door if state.draft else None,
        "phase": state.question.asked.value,
        "updated_at": now,
    }


def _mark(connection: Connection, conversation_id: int, number: int, state: str, now: datetime) -> None:
    """This message has its answer: once. Raises `AlreadyAnswered`."""
    values = {"conversation_id": conversation_id, "number": number, "state": state, "created_at": now}
    try:
        connection.execute(_NEW_TURN, values)
    except IntegrityError as fault:
        raise AlreadyAnswered from fault


def _said(conversation_id: int, number: int, author: str, text: str, now: datetime) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "number": number,
        "author": author,
        "text": text,
        "reply_to": None,
        "extra": None,
        "created_at": now,
    }
