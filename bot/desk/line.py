"""The answer line: what an employee types at once, put where it belongs. Pure.

One line answers the sentence that is being said and every other field that it tells of ("cjib 274 eur, kan 40 pm").
Answers in a row are parted by a semicolon. A dash leaves a question open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.guard import Guarded, guard
from bot.doors.asking import distinction, field_context
from bot.doors.conditions import plain
from bot.doors.door import Ask, AskMore, Door, Ready
from bot.doors.draft import Answer, Draft, Known, split_path
from bot.doors.kinds import Misunderstood, Understood, Unknown
from bot.doors.knowledge import Knowledge
from bot.doors.register_kinds import organisation_value
from bot.doors.telling import tell_into

SKIP = frozenset({"-", "–", "—"})
# Before the name of an organisation that the register does not know.
AS_SAID = "="
COUNTER = "loket"
CONTACT = "contact"
NEEDED = "Zonder dit antwoord komt het verzoek niet aan."
ALL_TOLD = "Alles is al gevraagd. Wijzig wat niet klopt in het formulier."
UNKNOWN_NAME = (
    'Staat de organisatie er niet bij? Typ "= naam". Dan kijkt een medewerker van dit loket wie kan helpen.'
)
YES_NO = 'Typ "ja" of "nee".'
# The script numbers its choices, these two as well.
_NUMBERED = {"1": "ja", "2": "nee"}
_YES, _NO = frozenset({"ja", "j", "1"}), frozenset({"nee", "n", "-", "2"})


@dataclass(frozen=True, slots=True)
class Line:
    """What a line did: the draft now, which places it filled, what could not be used and stays in the line.

    `guarded` holds what was taken out of it or moved to the contact field.
    """

    draft: Draft
    filled: tuple[str, ...] = ()
    error: str | None = None
    rest: str = ""
    guarded: tuple[Guarded, ...] = field(default=())


def take_line(knowledge: Knowledge, door: Door, draft: Draft, text: str) -> Line:
    """The draft after this line, answer by answer until one cannot be used."""
    parts = [part.strip() for part in text.split(";")]
    parts = [part for part in parts if part]
    found: list[Guarded] = []
    before = draft
    for place, part in enumerate(parts):
        draft, part = _guarded(door, draft, part, found)
        if not part:
            continue
        draft, error = _answer(knowledge, door, draft, part)
        if error is not None:
            return Line(
                draft, _fresh(before, draft), error, "; ".join([part, *parts[place + 1 :]]), tuple(found)
            )
    return Line(draft, _fresh(before, draft), guarded=tuple(found))


def _fresh(before: Draft, after: Draft) -> tuple[str, ...]:
    return tuple(place for place in after.answers if after.answers[place] != before.answers.get(place))


def _guarded(door: Door, draft: Draft, part: str, found: list[Guarded]) -> tuple[Draft, str]:
    """Without what must go no further; contact data that were typed at another question stand in their field."""
    step = door.next_step(draft)
    asked = isinstance(step, Ask) and step.field.soort == CONTACT
    one = guard(part, keep_contact=asked)
    found.append(one)
    if one.moved:
        draft = with_contact(door, draft, {"soort": one.moved[0].kind, "adres": one.moved[0].value})
    return draft, one.text.strip()


def with_contact(door: Door, draft: Draft, contact: Mapping[str, Any]) -> Draft:
    """The draft with these contact data, when the door asks for them and none stand there."""
    known = draft.get(CONTACT)
    if CONTACT not in door.fields or (known is not None and known.known is Known.KNOWN):
        return draft
    return draft.with_answer(CONTACT, Answer(dict(contact), Known.KNOWN, True))


def _answer(knowledge: Knowledge, door: Door, draft: Draft, text: str) -> tuple[Draft, str | None]:
    step = door.next_step(draft)
    match step:
        case Ready():
            return draft, ALL_TOLD
        case AskMore():
            return _more(knowledge, door, draft, step.group, text)
        case Ask():
            return _field(knowledge, door, draft, step, text)


def _more(knowledge: Knowledge, door: Door, draft: Draft, group: str, text: str) -> tuple[Draft, str | None]:
    """Another item, or no more; or at once what the next item is."""
    first = plain(text).split()[:1] or [text]
    if text in SKIP or first[0] in _NO:
        return tell_into(knowledge, door, draft.with_closed(group), text, 0, only_door=True), None
    index = max(1, draft.count(group))
    more = draft.with_count(group, index + 1)
    grown = tell_into(knowledge, door, more, text, 0, group_item=index)
    if any(split_path(place)[1:] == (group, index) for place in grown.answers):
        return grown, None
    return (more, None) if first[0] in _YES else (draft, YES_NO)


def _field(knowledge: Knowledge, door: Door, draft: Draft, step: Ask, text: str) -> tuple[Draft, str | None]:
    asked, place = step.field, step.place
    index = split_path(place)[2]
    if text in SKIP:
        return _left_open(knowledge, draft, step, unknown=False)
    if asked.soort == "organisatie" and text.startswith(AS_SAID):
        return _stored(knowledge, door, draft, place, nobody_knows(text[1:])), None
    if asked.soort == "organisatie":
        apart = distinction(knowledge, asked, draft)
        chosen = _of_distinction(apart.answers if apart is not None else (), text)
        if chosen is not None:
            return _stored(
                knowledge, door, draft, place, organisation_value(knowledge.register, chosen)
            ), None
    if asked.soort == "ja_nee":
        text = _NUMBERED.get(text, text)
    match knowledge.kinds[asked.soort].parse(text, field_context(knowledge, door, asked, draft, index)):
        case Understood(value=value):
            draft = draft.with_answer(place, Answer(value, Known.KNOWN))
            draft = tell_into(knowledge, door, draft, text, 0, besides=place)
            return (
                _told_again(knowledge, door, draft, place) if asked.soort == "organisatie" else draft
            ), None
        case Unknown():
            return _left_open(knowledge, draft, step, unknown=True)
        case Misunderstood(message=message):
            grown = tell_into(knowledge, door, draft, text, 0, besides=place)
            if len(grown.answers) > len(draft.answers):
                return grown, None
            if asked.soort == "organisatie":
                message = f"{message} {UNKNOWN_NAME}"
            return draft, message


def _of_distinction(answers: Any, text: str) -> str | None:
    """The executor of the numbered answer that tells close organisations apart."""
    if re.fullmatch(r"[1-9]", text) and int(text) <= len(answers):
        return str(answers[int(text) - 1].executor)
    return None


def _left_open(knowledge: Knowledge, draft: Draft, step: Ask, *, unknown: bool) -> tuple[Draft, str | None]:
    asked = step.field
    option = next((option for option in asked.opties if option.id == "weet_niet"), None)
    if option is not None:
        return draft.with_answer(step.place, Answer(option.id, Known.KNOWN)), None
    if asked.verplicht and asked.soort == "organisatie" and unknown:
        return draft.with_answer(step.place, Answer(nobody_knows("onbekend"), Known.KNOWN)), None
    if asked.verplicht:
        return draft, f"{NEEDED} {UNKNOWN_NAME}" if asked.soort == "organisatie" else NEEDED
    return draft.with_answer(step.place, Answer(None, Known.UNKNOWN if unknown else Known.SKIPPED)), None


def nobody_knows(name: str) -> dict[str, Any]:
    """The value of an organisation that the register does not have: its name is kept, and a person here looks."""
    said = name.strip()[:80] or "onbekend"
    return {"uitvoerder": COUNTER, "organisatie": COUNTER, "naam": f"{said} (onbekend bij dit loket)"}


def _stored(knowledge: Knowledge, door: Door, draft: Draft, place: str, value: Any) -> Draft:
    return _told_again(knowledge, door, draft.with_answer(place, Answer(value, Known.KNOWN)), place)


def _told_again(knowledge: Knowledge, door: Door, draft: Draft, place: str) -> Draft:
    """Now that it is known who it is about, the caller's words may tell more: what for, how much."""
    return tell_into(knowledge, door, draft, draft.story, 0, besides=place) if draft.story else draft


def with_organisation(knowledge: Knowledge, door: Door, draft: Draft, executor: str) -> Draft:
    """The draft with this executor at the door's first question for one; what hung on the other goes.

    Unchanged when the door asks for no organisation. `executor` is an id of the register.
    """
    asked = next(
        ((one, place) for one, place, _ in door.places(draft) if one.soort == "organisatie" and one.vragen),
        None,
    )
    if asked is None:
        return draft
    one, place = asked
    _, group, index = split_path(place)
    named = knowledge.finder.find(draft.story).organisations if draft.story else ()
    for other in door.fields.values():
        hangs = other.van == one.id or (other.soort == "regeling" and other.groep == one.groep)
        if hangs:
            draft = draft.without(other.id if group is None else f"{group}.{index}.{other.id}")
    value = organisation_value(knowledge.register, executor, named)
    return replace(_stored(knowledge, door, draft, place, value), said=())
