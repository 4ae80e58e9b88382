"""What stands in a ticket, as its citizen reads it: in Dutch as it was sent, else each line in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.doors.asking import field_context
from bot.doors.door import Door
from bot.doors.draft import Answer, Draft, split_path
from bot.doors.knowledge import Knowledge
from bot.language import NL

type Line = tuple[str, str]


def told_in(
    knowledge: Knowledge, language: str, door: str, fields: Iterable[Mapping[str, Any]]
) -> tuple[Line, ...]:
    """The lines of a ticket as (label, value). `knowledge` is the Dutch one, `fields` as the ticket keeps them.

    A line that no door of today asks any more stays as it was sent.
    """
    fields = tuple(fields)
    if language == NL:
        return tuple((str(one["label"]), str(one["shown"])) for one in fields)
    reader = knowledge.speaking(language)
    draft = Draft(door)
    for one in fields:
        draft = draft.with_answer(one["id"], Answer(one["value"]))
    return tuple(_line(knowledge, reader, door, draft, one) for one in fields)


def _line(
    knowledge: Knowledge, reader: Knowledge, door_id: str, draft: Draft, one: Mapping[str, Any]
) -> Line:
    name, _, index = split_path(one["id"])
    door = _asked_by(knowledge, door_id, name, one)
    if door is None:
        return str(one["label"]), str(one["shown"])
    own = reader.doors[door.id]
    field = own.fields[name]
    context = field_context(reader, own, field, draft, index)
    return field.label, reader.kinds[field.soort].show(one["value"], context)


def _asked_by(knowledge: Knowledge, door_id: str, name: str, one: Mapping[str, Any]) -> Door | None:
    """The door that asked this line: a request can go on under another door than the one that asked."""
    for id in (door_id, *knowledge.doors):
        door = knowledge.doors.get(id)
        field = door.fields.get(name) if door is not None else None
        if field is not None and field.soort == one["kind"] and field.label == one["label"]:
            return door
    return None
