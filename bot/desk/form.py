"""The whole ticket as a form beside the script: any field, in any order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.formal import MORE
from bot.doors.asking import field_context, shown
from bot.doors.door import Door
from bot.doors.draft import Answer, Draft, Known, split_path
from bot.doors.kinds import Misunderstood, Understood, Unknown
from bot.doors.knowledge import Knowledge

CHOOSE = 'Kies "ja" of "nee".'


@dataclass(frozen=True, slots=True)
class Written:
    """What was typed in the form: the draft now, and by place what could not be used, with why."""

    draft: Draft
    typed: Mapping[str, str]
    errors: Mapping[str, str]


def write(knowledge: Knowledge, door: Door, draft: Draft, given: Mapping[str, Sequence[str]]) -> Written:
    """The draft with these fields. An emptied field is open again; what is not understood is kept as it was typed.

    Nothing is asked here: an empty field is no error, the script comes to it. `given` went through the guard.
    """
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field, place, index in list(door.places(draft)):
        if place not in given or not field.vragen:
            continue
        text = ", ".join(one for one in given[place] if one.strip()).strip()
        if text == (shown(knowledge, door, field, draft, place) or ""):
            continue
        if not text:
            draft = draft.without(place) if draft.value(place) is not None else draft
            continue
        match knowledge.kinds[field.soort].parse(text, field_context(knowledge, door, field, draft, index)):
            case Understood(value=value):
                if draft.value(place) != value or draft.get(place) is None:
                    draft = draft.with_answer(place, Answer(value, Known.KNOWN))
            case Unknown():
                draft = draft.with_answer(place, Answer(None, Known.UNKNOWN))
            case Misunderstood(message=message):
                typed[place], errors[place] = text, message
    for group in door.data.groepen:
        more = [one for one in given.get(MORE + group, ()) if one]
        if more == ["ja"]:
            draft = draft.with_count(group, max(1, draft.count(group)) + 1)
        elif more == ["nee"]:
            draft = draft.with_closed(group)
        elif more:
            errors[MORE + group] = CHOOSE
    return Written(draft, typed, errors)


def errors_of(knowledge: Knowledge, door: Door, draft: Draft, typed: Mapping[str, str]) -> dict[str, str]:
    """Why each of these texts cannot be used, for a page that is opened again."""
    return dict(write(knowledge, door, draft, {place: [text] for place, text in typed.items()}).errors)


def still_needed(door: Door, draft: Draft) -> tuple[str, ...]:
    """The places that must be filled before anything can be handed over, in order."""
    return tuple(
        place
        for field, place, _ in door.places(draft)
        if field.verplicht and field.vragen and draft.value(place) is None
    )


def label_of(door: Door, draft: Draft, place: str) -> str:
    """A field's label; with its number when its group has more items."""
    name, group, index = split_path(place)
    label = door.fields[name].label
    return (
        f"{label} ({index + 1})"
        if group is not None and index is not None and draft.count(group) > 1
        else label
    )
