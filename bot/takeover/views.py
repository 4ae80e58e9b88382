"""What citizen and employee see of a chat that a person takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dialogue.rows import ASSISTANT_SPEAKS
from bot.dialogue.state import State
from bot.dialogue.view import MessageView
from bot.doors.asking import shown
from bot.doors.knowledge import Knowledge
from bot.language import NL


class NotWaiting(Exception):
    """This chat is somebody else's, is not in the queue any more, or never was."""


class NotYours(Exception):
    """Only who took a chat reads and types in it."""


class DeskClosed(Exception):
    """Nobody is there to take a chat over."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands for the citizen. `place` and `wait` only in the queue, or for who could join it now."""

    speaks: str = ASSISTANT_SPEAKS  # assistent, wachtrij or mens
    is_open: bool = False
    place: int | None = None
    wait: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One chat in the list of the employees."""

    id: int
    place: int
    since: datetime
    citizen_seen_at: datetime
    door: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One chat that the employee has taken. `turn`: the citizen spoke last."""

    id: int
    since: datetime
    door: str | None
    turn: bool


@dataclass(frozen=True, slots=True)
class QueueView:
    """What an employee sees: who waits, in order, and what is their own."""

    waiting: tuple[QueueRow, ...]
    own: tuple[OwnRow, ...]
    present: bool
    colleagues: int
    is_open: bool
    wait: str


@dataclass(frozen=True, slots=True)
class ChatView:
    """A chat as who took it sees it: everything said, and what the draft holds so far."""

    id: int
    conversation_id: int
    messages: tuple[MessageView, ...]
    door: str | None
    lines: tuple[tuple[str, str], ...]
    contact: Mapping[str, Any] | None
    since: datetime
    citizen_seen_at: datetime
    ended: bool
    attachments: int  # how many the citizen added; who gets the request opens them
    language: str = NL  # in which the citizen reads


def lines_of(knowledge: Knowledge, state: State) -> tuple[tuple[str, str], ...]:
    """What a draft holds so far, as label and value; a part of a group with its number."""
    draft = state.draft
    if draft is None or draft.door not in knowledge.doors:
        return ()
    door = knowledge.doors[draft.door]
    lines = []
    for field, place, index in door.places(draft):
        value = shown(knowledge, door, field, draft, place)
        if value:
            several = index is not None and draft.count(field.groep or "") > 1
            label = f"{field.label} ({index + 1})" if several and index is not None else field.label
            lines.append((label, value))
    return tuple(lines)
