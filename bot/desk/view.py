"""A call as the page shows it: script, choices, form, what is good to know. Pure; made anew at every look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.desk.facts import About, Notice, about, executors_of, notices, scheme_of
from bot.desk.form import errors_of, label_of, still_needed
from bot.desk.script import Script, script
from bot.dialogue.danger import help_for
from bot.dialogue.formal import FormField, form_fields
from bot.dialogue.state import State
from bot.dialogue.turn import Speech
from bot.dialogue.view import ReceiptView
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.store import DeskCall

LINE = "regel"  # the key under which an unfinished answer line stands with what was typed
# One key each: digits choose a door (and the last letters, where digits run out), the first letters an executor.
DOOR_KEYS, EXECUTOR_KEYS = "1234567890zyxwv", "abcdef"
# When all is told a letter can be made of it.
WITH_LETTERS = frozenset({"voorlezen", "niets"})
# So many doors are shown beside the one that was taken.
SHOWN = 4


class CallState(StrEnum):
    """Where a call stands."""

    OPEN = "open"
    PARKED = "geparkeerd"
    DONE = "klaar"


class Outcome(StrEnum):
    """How a call ended."""

    SENT = "doorgegeven"
    ANSWERED = "beantwoord"
    BROKEN = "afgebroken"


@dataclass(frozen=True, slots=True)
class DoorChoice:
    """A door that can be taken: its key when it has one, and how likely the first words make it."""

    id: str
    name: str
    key: str | None
    certainty: float
    current: bool
    proposed: bool  # shown at once; the others are one step further


@dataclass(frozen=True, slots=True)
class ExecutorChoice:
    """An executor that can be named at the door's question for one."""

    id: str
    name: str
    key: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class CallView:
    """Everything on the page of one call."""

    id: int
    state: CallState
    practice: bool
    channel: str  # telefoon, or balie: face to face
    words: str
    note: str
    keep_note: bool
    version: int
    line: str
    remark: str | None
    door: str | None
    door_name: str | None
    doors: tuple[DoorChoice, ...]
    executors: tuple[ExecutorChoice, ...]
    explanation: str
    engine_up: bool
    asks_status: bool  # the first words ask after an earlier request
    script: Script
    fields: tuple[FormField, ...]
    errors: Mapping[str, str]
    needed: tuple[tuple[str, str], ...]  # place and label of what must still be filled
    notices: tuple[Notice, ...]
    about: tuple[About, ...]
    letters: tuple[tuple[str, str], ...]  # id and name of what lies ready for the caller to send
    urgent: tuple[str, ...]
    receipts: tuple[ReceiptView, ...]
    contact: Mapping[str, Any] | None
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    consent_at: datetime | None
    consent_by: str | None


def call_view(
    speech: Speech,
    knowledge: Knowledge,
    call: DeskCall,
    state: State,
    receipts: Sequence[ReceiptView],
    given: Mapping[str, Sequence[str]] | None = None,
    channel: str = "telefoon",
) -> CallView:
    """The call as it stands; `given` is what was typed on a page that could not be taken."""
    draft = state.draft
    door = knowledge.doors[draft.door] if draft is not None else None
    due = notices(knowledge, door, draft) if door is not None and draft is not None else ()
    typed = {place: text for place, text in call.typed.items() if place != LINE}
    shown: dict[str, Sequence[str]] = {**{place: [text] for place, text in typed.items()}, **(given or {})}
    outcome = Outcome(call.outcome) if call.outcome is not None else None
    handed = bool(receipts)
    said = script(speech, knowledge, door, draft)
    named = executors_of(door, draft) if door is not None and draft is not None else ()
    scheme = scheme_of(door, draft) if door is not None and draft is not None else None
    proposed = [one for one in _proposed_executors(call) if one != "loket"]
    return CallView(
        id=call.conversation_id,
        state=CallState(call.state),
        practice=call.practice,
        channel=channel,
        words=draft.story if draft is not None else state.story,
        note=call.note,
        keep_note=call.keep_note,
        version=draft.version if draft is not None else 0,
        line=str(call.typed.get(LINE, "")),
        remark=call.remark,
        door=door.id if door is not None else None,
        door_name=door.data.naam if door is not None else None,
        doors=_doors(knowledge, call, door.id if door is not None else None),
        executors=_executors(knowledge, proposed, named) if door is not None else (),
        explanation=str(call.proposal.get("uitleg", "")),
        asks_status=bool(call.proposal.get("status", False)),
        engine_up=bool(call.proposal.get("assistent", False)),
        script=Script("klaar", "Noem het nummer en de code.") if handed else said,
        fields=tuple(form_fields(knowledge, door, draft, shown, desk=True))
        if door is not None and draft is not None
        else (),
        errors=errors_of(knowledge, door, draft, typed) if door is not None and draft is not None else {},
        needed=tuple((place, label_of(door, draft, place)) for place in still_needed(door, draft))
        if door is not None and draft is not None
        else (),
        notices=due,
        about=tuple(
            _untold(about(knowledge, one, scheme if named else None), due)
            for one in named or tuple(proposed[:1])
        ),
        letters=letters_for(speech, knowledge, draft)
        if draft is not None and (handed or said.step in WITH_LETTERS)
        else (),
        urgent=help_for(knowledge.law.emergencies, [state.story, *_written(state), *typed.values()]),
        receipts=tuple(receipts),
        contact=_contact(state),
        started_at=call.started_at,
        ended_at=call.ended_at,
        outcome=outcome,
        consent_at=call.consent_at,
        consent_by=call.consent_by,
    )


def letters_for(speech: Speech, knowledge: Knowledge, draft: Draft) -> tuple[tuple[str, str], ...]:
    """The letters that fit this draft; the caller's own words stay out of them."""
    return tuple((one.id, one.name) for one in speech.letters.for_draft(knowledge, bare(draft)))


def bare(draft: Draft) -> Draft:
    """The draft with what was answered and no more: what a letter holds."""
    return replace(draft, story="", said=())


def _untold(one: About, due: Sequence[Notice]) -> About:
    """Without what stands among the notices already."""
    told = {text for notice in due for text in notice.texts}
    return replace(one, plans=tuple(plan for plan in one.plans if plan not in told))


def _written(state: State) -> list[str]:
    """The free texts of the draft: what is told there can call for help as the first words can."""
    if state.draft is None:
        return []
    values = [answer.value for answer in state.draft.answers.values()]
    return [state.draft.story, *(value for value in values if isinstance(value, str))]


def _contact(state: State) -> Mapping[str, Any] | None:
    value = state.draft.value("contact") if state.draft is not None else None
    return value if isinstance(value, Mapping) else state.contact


def _proposed_executors(call: DeskCall) -> list[str]:
    return [str(one) for one, _ in call.proposal.get("uitvoerders", [])]


def _doors(knowledge: Knowledge, call: DeskCall, current: str | None) -> tuple[DoorChoice, ...]:
    """The proposed doors, likeliest first, then all others; the first nine have a key."""
    likely = {
        str(door): float(certainty)
        for door, certainty in call.proposal.get("deuren", [])
        if door in knowledge.doors
    }
    order = [*likely, *(door for door in knowledge.doors if door not in likely)]
    return tuple(
        DoorChoice(
            door,
            knowledge.doors[door].data.naam,
            DOOR_KEYS[place] if place < len(DOOR_KEYS) else None,
            likely.get(door, 0.0),
            door == current,
            place < SHOWN or door == current or current is None,
        )
        for place, door in enumerate(order)
    )


def _executors(
    knowledge: Knowledge, proposed: Sequence[str], named: Sequence[str]
) -> tuple[ExecutorChoice, ...]:
    order = [one for one in dict.fromkeys([*proposed, *named]) if one in knowledge.register.executors]
    return tuple(
        ExecutorChoice(one, knowledge.register.executors[one].short_name, key, one in named)
        for one, key in zip(order, EXECUTOR_KEYS, strict=False)
    )
