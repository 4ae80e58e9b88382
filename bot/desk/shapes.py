"""What goes into the room of calls and what comes out of it. Plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.view import CallState, CallView


class UnknownCall(LookupError):
    """There is no such call, or it is a colleague's."""


@dataclass(frozen=True, slots=True)
class Employee:
    """Who is on the line."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Input:
    """What a page of a call sends. `version` is that of the draft it showed, `read_back` that of what was read back."""

    fields: Mapping[str, Sequence[str]]
    line: str = ""
    note: str | None = None
    keep_note: bool | None = None
    words: str | None = None
    version: int | None = None
    read_back: int | None = None


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in the list."""

    id: int
    state: CallState
    practice: bool
    door: str | None
    words: str
    started_at: datetime
    handed_over: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A call after what a page sent; `error` tells why it, or its line, could not be taken."""

    view: CallView
    error: str | None = None
