"""The script of a call: one sentence to say at a time, and why; then what is read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.dialogue.overview import overview_parts
from bot.dialogue.turn import Speech
from bot.doors.asking import choices, distinction, question_text
from bot.doors.door import Ask, AskMore, Door
from bot.doors.draft import Draft, path, split_path
from bot.doors.knowledge import Knowledge
from bot.doors.packages import packages
from bot.doors.saying import told_now

type Step = Literal["deur", "veld", "meer", "voorlezen", "niets", "klaar"]

READ_BACK = "Ik lees voor wat ik doorgeef."
AGREED = "Gaat u akkoord met doorsturen?"
WHY_AGREED = 'Zonder akkoord van de beller gaat er niets weg. Typ "ja" als de beller ja zegt. Het tijdstip en uw naam worden bewaard.'
WHICH_DOOR = "Wat wilt u bereiken?"
WHY_DOOR = "Kies hieronder waar het om gaat. Daarna volgen de vragen."
NOTHING = "Er is nu niets om door te geven."


@dataclass(frozen=True, slots=True)
class Script:
    """What is said now. `first`: terms and warnings that come before the sentence. `options` are numbered from 1."""

    step: Step
    sentence: str
    why: str | None = None
    first: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    other_words: str | None = None
    required: bool = True
    place: str | None = None
    parts: tuple[Mapping[str, Any], ...] = ()


def script(speech: Speech, knowledge: Knowledge, door: Door | None, draft: Draft | None) -> Script:
    """The sentence for a draft; without a door, the question that leads to one."""
    if door is None or draft is None:
        return Script("deur", WHICH_DOOR, WHY_DOOR)
    first = tuple(text for told in told_now(knowledge, door, draft) for text in told.texts)
    step = door.next_step(draft)
    if isinstance(step, Ask):
        return replace(_field(speech, knowledge, door, draft, step), first=first)
    if isinstance(step, AskMore):
        words = step.data.nog_een_balie or step.data.nog_een
        return Script("meer", words, None, first, ("Ja", "Nee"), place=step.group)
    ready = packages(knowledge, door, draft)
    if not ready:
        return Script("niets", NOTHING, first=first)
    last = (door.data.slot,) if door.data.slot else ()
    parts = overview_parts(speech, knowledge, ready)
    return Script("voorlezen", AGREED, WHY_AGREED, (*first, *last), parts=tuple(parts))


def _field(speech: Speech, knowledge: Knowledge, door: Door, draft: Draft, step: Ask) -> Script:
    field = step.field
    words = question_text(knowledge, door, step, draft, desk=True)
    options = [text for text, _ in choices(knowledge, field)]
    close = distinction(knowledge, field, draft)
    if close is not None:
        words, options = close.question, [answer.text for answer in close.answers]
    about = _about_item(speech, knowledge, door, draft, step.place)
    return Script(
        "veld",
        about + words,
        field.waarom,
        options=tuple(options),
        other_words=field.anders,
        required=field.verplicht,
        place=step.place,
    )


def _about_item(speech: Speech, knowledge: Knowledge, door: Door, draft: Draft, place: str) -> str:
    """In a group of several: which one this sentence is about."""
    name, group, index = split_path(place)
    if group is None or index is None or draft.count(group) < 2:
        return ""
    first = door.group_fields(group)[0]
    value = draft.value(path(first.id, group, index))
    if name == first.id or value is None:
        return ""
    return speech.texts("over_schuld", naam=knowledge.said(first, value)) + " "


def mark_said(knowledge: Knowledge, door: Door, draft: Draft) -> Draft:
    """The draft in which all that the script tells now counts as told."""
    return draft.with_said(*(told.key for told in told_now(knowledge, door, draft)))


def read_aloud(parts: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What is read back to the caller, a sentence or line at a time."""
    lines = [READ_BACK]
    for part in parts:
        lines.append(str(part["kop"]))
        lines.extend(f"{line['label']}: {line['waarde']}." for line in part["regels"])
        lines.extend(part["opmerkingen"])
    return tuple(lines)
