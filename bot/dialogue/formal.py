"""A door as a form: the same fields, kinds, conditions and draft as the conversation, without the engine. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.danger import help_for
from bot.dialogue.guard import Dropped, Guarded, Moved, guard
from bot.dialogue.standing import take_keys
from bot.dialogue.state import Asked, Outcome, State
from bot.dialogue.turn import Speech, Turn
from bot.doors.asking import field_context, question_text, shown, yes_and_no
from bot.doors.door import Ask, AskMore, Door, Ready
from bot.doors.draft import Answer, Draft, Known, split_path
from bot.doors.kinds import Misunderstood, Understood, Unknown
from bot.doors.kinds.said import SAID
from bot.doors.knowledge import Knowledge
from bot.doors.telling import start_draft

MORE = "nog_een."
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form: its place, words, kind, options, and what stands in it."""

    place: str
    label: str
    question: str
    why: str | None
    kind: str
    required: bool
    options: tuple[tuple[str, str], ...]
    typed: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormResult:
    """The form after it was filled in: its fields now, errors by place, and whether it is complete.

    `urgent` are the help blocks that what was typed calls for, to be shown before everything else.
    """

    fields: tuple[FormField, ...]
    errors: Mapping[str, str]
    complete: bool
    urgent: tuple[str, ...] = ()
    remark: str | None = None  # what was taken out of it or put elsewhere
    first: int | None = None  # the number of the first message that a complete form led to


def form_state(knowledge: Knowledge, state: State, door: str) -> State:
    """The state with a draft of this door: the one there is, or one begun with what was told."""
    if state.draft is not None and state.draft.door == door:
        return state
    draft = start_draft(knowledge, knowledge.doors[door], state.story, 0, state.draft)
    if state.contact is not None and CONTACT in knowledge.doors[door].fields:
        draft = draft.with_answer(CONTACT, Answer(dict(state.contact), Known.KNOWN, True))
    return replace(state, draft=draft, order=())


def form_fields(
    knowledge: Knowledge, door: Door, draft: Draft, given: Mapping[str, Sequence[str]], *, desk: bool = False
) -> list[FormField]:
    """The fields that apply now, in order; a group closes with "nog een?". `desk`: in the words of staff."""
    fields: list[FormField] = []
    last_group: str | None = None
    for field, place, index in door.places(draft):
        if last_group is not None and field.groep != last_group:
            fields.extend(_more(knowledge, door, draft, last_group, desk=desk))
        last_group = field.groep
        if not field.vragen:
            continue
        answer = draft.get(place)
        value = draft.value(place)
        options = [(option.id, option.tekst) for option in field.opties]
        if field.soort == "ja_nee":
            options = [(answer, text) for text, answer in yes_and_no(knowledge)]
        text = (
            given.get(place, [""])[0]
            if place in given
            else (shown(knowledge, door, field, draft, place) or "")
        )
        fields.append(
            FormField(
                place=place,
                label=field.label
                if index is None or draft.count(field.groep or "") < 2
                else f"{field.label} ({index + 1})",
                question=question_text(knowledge, door, Ask(field, place), draft, desk=desk),
                why=field.waarom,
                kind=field.soort,
                required=field.verplicht,
                options=tuple(options),
                typed=""
                if answer is not None and answer.known is not Known.KNOWN and place not in given
                else text,
                chosen=_chosen(field.soort, value, given.get(place)),
            )
        )
    if last_group is not None:
        fields.extend(_more(knowledge, door, draft, last_group, desk=desk))
    return fields


def _more(knowledge: Knowledge, door: Door, draft: Draft, group: str, *, desk: bool) -> list[FormField]:
    data = door.data.groepen[group]
    if group in draft.closed or draft.count(group) >= data.hoogstens:
        return []
    return [
        FormField(
            MORE + group,
            data.naam,
            (data.nog_een_balie if desk else None) or data.nog_een,
            None,
            "ja_nee",
            True,
            tuple((answer, text) for text, answer in yes_and_no(knowledge)),
            "",
            (),
        )
    ]


def _chosen(kind: str, value: Any, given: Sequence[str] | None) -> tuple[str, ...]:
    if given is not None:
        return tuple(given)
    match kind:
        case "ja_nee":
            return () if value is None else ("ja" if value else "nee",)
        case "keuze":
            return () if value is None else (str(value),)
        case "meerkeuze" | "gevolgen":
            return tuple(value or ())
    return ()


def guard_form(given: Mapping[str, Sequence[str]], longest: int) -> tuple[dict[str, list[str]], Guarded]:
    """The form without what must not go further, and everything that was taken out of it or moved.

    Of each text no more than `longest` characters. An access code goes out as it does in a message.
    """
    kept: dict[str, list[str]] = {}
    dropped: list[Dropped] = []
    moved: list[Moved] = []
    for place, texts in given.items():
        for text in texts:
            one = guard(take_keys(text[:longest])[0], keep_contact=place.endswith(CONTACT))
            kept.setdefault(place, []).append(one.text)
            dropped.extend(one.dropped)
            moved.extend(one.moved)
    return kept, Guarded("", tuple(dropped), tuple(moved))


def _with_contact(
    door: Door, draft: Draft, given: Mapping[str, Sequence[str]], contact: Mapping[str, Any] | None
) -> tuple[Draft, Mapping[str, Sequence[str]]]:
    """Contact data that were typed elsewhere stand in their field, unless something stands there."""
    if contact is None or CONTACT not in door.fields or any(text.strip() for text in given.get(CONTACT, ())):
        return draft, given
    known = draft.get(CONTACT)
    if known is None or known.known is not Known.KNOWN:
        draft = draft.with_answer(CONTACT, Answer(dict(contact), Known.KNOWN, True))
    return draft, {place: texts for place, texts in given.items() if place != CONTACT}


def fill(
    speech: Speech,
    knowledge: Knowledge,
    state: State,
    door_id: str,
    given: Mapping[str, Sequence[str]],
    contact: Mapping[str, Any] | None = None,
    remark: str | None = None,
) -> tuple[State, FormResult, Outcome | None]:
    """The state after this form: understood answers stand in the draft, the rest gets its error.

    In the conversation's language.

    When nothing is left to ask, the overview is put in the conversation and comes back as the outcome.
    `contact` and `remark` are what the guard moved out of this form, and what it says of that.
    """
    dutch, knowledge = knowledge, knowledge.speaking(state.language)
    state = form_state(knowledge, state, door_id)
    door = knowledge.doors[door_id]
    draft = state.draft
    if draft is None:
        raise LookupError("a form has a draft")
    if contact is not None:
        state = replace(state, contact=contact)
        draft, given = _with_contact(door, draft, given, contact)
    urgent = help_for(knowledge.law.emergencies, _typed(door, given))
    errors: dict[str, str] = {}
    for field, place, index in list(door.places(draft)):
        if place not in given:
            continue
        draft, error = _answer(
            knowledge, door, draft, place, field.soort, field.verplicht, given[place], index
        )
        if error is not None:
            errors[place] = error
    for group in door.data.groepen:
        more = given.get(MORE + group, [""])[0]
        if more == "ja":
            draft = draft.with_count(group, max(1, draft.count(group)) + 1)
        elif more == "nee":
            draft = draft.with_closed(group)
        elif (MORE + group) in given:
            errors[MORE + group] = knowledge.phrases.say(SAID, "kies_ja_nee_form")
    state = replace(state, draft=draft)
    if not errors and isinstance(door.next_step(draft), Ready):
        turn = Turn(speech, dutch, state, 0)
        for text in urgent:
            turn.say_text(text, notice=True)
        if remark is not None:
            turn.say_text(remark)
        turn.ask_next()
        return turn.state, FormResult((), {}, True, urgent, remark), turn.outcome()
    fields = form_fields(knowledge, door, draft, {place: given[place] for place in errors if place in given})
    return state, FormResult(tuple(fields), errors, False, urgent, remark), None


def _typed(door: Door, given: Mapping[str, Sequence[str]]) -> list[str]:
    """What was written by hand: everything but the choices, which a browser sends by their id."""
    found: list[str] = []
    for place, texts in given.items():
        field = door.fields.get(place.rpartition(".")[2])
        options = set() if field is None else {option.id for option in field.opties}
        found.extend(text for text in texts if text not in options)
    return found


def _answer(
    knowledge: Knowledge,
    door: Door,
    draft: Draft,
    place: str,
    kind: str,
    required: bool,
    given: Sequence[str],
    index: int | None,
) -> tuple[Draft, str | None]:
    name, _, _ = split_path(place)
    field = door.fields[name]
    text = ", ".join(given).strip()
    if not text:
        if required:
            return draft, knowledge.phrases.say(SAID, "veld_nodig")
        return draft.with_answer(place, Answer(None, Known.SKIPPED)), None
    if shown(knowledge, door, field, draft, place) == text:
        return draft, None
    match knowledge.kinds[kind].parse(text, field_context(knowledge, door, field, draft, index)):
        case Understood(value=value):
            return draft.with_answer(place, Answer(value, Known.KNOWN)), None
        case Unknown():
            if required:
                return draft, knowledge.phrases.say(SAID, "veld_nodig")
            return draft.with_answer(place, Answer(None, Known.UNKNOWN)), None
        case Misunderstood(message=message):
            return draft, message


def is_overview(state: State) -> bool:
    """Whether the conversation now shows the overview."""
    return state.question.asked is Asked.OVERVIEW


__all__ = ["AskMore", "FormField", "FormResult", "fill", "form_fields", "form_state", "is_overview"]
