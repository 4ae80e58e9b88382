"""How a question is put: its words, its buttons and its shape for the API. The same for every face."""

from __future__ import annotations

from typing import Any

from bot.doors.door import Ask, AskMore, Door
from bot.doors.draft import Draft, split_path
from bot.doors.kinds.said import SAID
from bot.doors.knowledge import Knowledge
from bot.doors.model import FieldData
from bot.doors.register_kinds import ROLES
from bot.register import Distinction

# A choice with more options than this is told as a list too: that many buttons without order is a wall.
MANY_OPTIONS = 12


def field_context(knowledge: Knowledge, door: Door, field: FieldData, draft: Draft, index: int | None) -> Any:
    """What the kind of a field needs to understand its answer, given the draft."""
    return knowledge.context(field, _chosen_kind(door, field, draft, index))


def _chosen_kind(door: Door, field: FieldData, draft: Draft, index: int | None) -> str | None:
    """For `welke`: of which kind of executor one is chosen."""
    if field.kies_uit is not None:
        return field.kies_uit
    if field.van is None:
        return None
    owner = door.fields[field.van]
    place = f"{owner.groep}.{index}.{owner.id}" if owner.groep is not None else owner.id
    value = draft.value(place)
    return value["uitvoerder"] if value else None


def question_text(knowledge: Knowledge, door: Door, ask: Ask, draft: Draft, *, desk: bool = False) -> str:
    """The words of a question, filled in with what is known."""
    field = ask.field
    _, _, index = split_path(ask.place)
    words = (field.vraag_balie if desk else None) or field.vraag
    if field.soort == "welke":
        kind = _chosen_kind(door, field, draft, index)
        if kind is not None and field.kies_uit is None:
            words = knowledge.register.executors[kind].which_question or words
    if "{" in words:
        words = words.format_map(_Shown(knowledge, door, draft, index))
    return words


class _Shown(dict[str, str]):
    """Fills `{veld}` in a question with the answer as a citizen reads it inside a sentence."""

    def __init__(self, knowledge: Knowledge, door: Door, draft: Draft, index: int | None) -> None:
        super().__init__()
        self._parts = (knowledge, door, draft, index)

    def __missing__(self, name: str) -> str:
        knowledge, door, draft, index = self._parts
        field = door.fields[name]
        place = f"{field.groep}.{index}.{field.id}" if field.groep is not None else field.id
        value = draft.value(place)
        return "" if value is None else knowledge.said(field, value, _chosen_kind(door, field, draft, index))


def shown(knowledge: Knowledge, door: Door, field: FieldData, draft: Draft, place: str) -> str | None:
    """A field's known value as people write it; None when it is unknown, skipped or open."""
    value = draft.value(place)
    if value is None:
        return None
    _, _, index = split_path(place)
    context = field_context(knowledge, door, field, draft, index)
    return knowledge.kinds[field.soort].show(value, context)


def distinction(knowledge: Knowledge, field: FieldData, draft: Draft) -> Distinction | None:
    """The one question that tells close organisations in the citizen's story apart, for an organisation field."""
    if field.soort != "organisatie" or not draft.story:
        return None
    found = knowledge.finder.find(draft.story, ROLES[field.rol] if field.rol else None).distinction
    return None if found is None else knowledge.register.distinction(found)


def choices(knowledge: Knowledge, field: FieldData) -> list[tuple[str, str]]:
    """The buttons of a field as (text, answer): its options, or yes and no."""
    if field.soort == "ja_nee":
        return yes_and_no(knowledge)
    if field.soort in {"keuze", "meerkeuze", "gevolgen"}:
        return [(option.tekst, option.id) for option in field.opties]
    return []


def yes_and_no(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Yes and no as (text, answer)."""
    return [(knowledge.phrases.say(SAID, answer), answer) for answer in ("ja", "nee")]


def question_schema(knowledge: Knowledge, door: Door, step: Ask | AskMore, draft: Draft) -> dict[str, Any]:
    """The open question as the API gives it: `veld`, `soort`, `verplicht`, and where it stands in the draft."""
    if isinstance(step, AskMore):
        return {
            "veld": "nog_een",
            "soort": "ja_nee",
            "verplicht": True,
            "pad": step.group,
            "opties": ["ja", "nee"],
        }
    field = step.field
    return {
        "veld": field.id,
        "soort": field.soort,
        "verplicht": field.verplicht,
        "pad": step.place,
        "label": field.label,
        "waarom": field.waarom,
        "opties": [option.id for option in field.opties],
    }
