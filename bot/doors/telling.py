"""What a citizen told unasked, put where it belongs in the draft: shown for checking, not asked again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from bot.doors.asking import shown
from bot.doors.beside import Span, amounts_beside, sum_of_several
from bot.doors.conditions import names
from bot.doors.door import Door
from bot.doors.draft import Answer, Draft, Known, path, split_path
from bot.doors.extract import Facts, extract
from bot.doors.kinds.texts import is_moment
from bot.doors.knowledge import Knowledge
from bot.doors.model import FieldData
from bot.doors.register_kinds import ROLES, organisation_value, scheme_value
from bot.register import Candidate, Finding

# A first message shorter than this is a heading, not a story: what happened is still asked.
STORY_WORDS = 8
# How certain an organisation or scheme found in passing must be to count as told.
TOLD_ENOUGH = 0.45
# Kinds that a day answers.
_DAYS = frozenset({"datum", "geboortedatum", "periode"})


def start_draft(
    knowledge: Knowledge, door: Door, story: str, message: int, previous: Draft | None = None
) -> Draft:
    """A draft for this door with all that the story told, and what an earlier door had that this one asks too."""
    draft = Draft(door.id, story=story)
    draft = tell_into(knowledge, door, draft, story, message)
    if previous is not None:
        other = knowledge.doors[previous.door]
        for place, answer in previous.answers.items():
            name, group, _ = split_path(place)
            here, there = door.fields.get(name), other.fields.get(name)
            alike = (
                here is not None
                and there is not None
                and here.soort == there.soort
                and here.groep == there.groep
            )
            if alike and answer.known is Known.KNOWN and (group is None or draft.count(group) >= 1):
                draft = draft.with_answer(place, Answer(answer.value, Known.KNOWN, True, answer.message))
    return draft


def tell_into(
    knowledge: Knowledge,
    door: Door,
    draft: Draft,
    text: str,
    message: int,
    *,
    besides: str | None = None,
    group_item: int | None = None,
    only_door: bool = False,
) -> Draft:
    """The draft with every open field filled that this text answers without being asked.

    `besides`: the field that this text was the answer to, left alone together with fields of the same kind.
    `only_door`: leave repeated groups alone. `group_item`: the item of the repeated group that the text is about, when one was just begun.
    """
    facts = extract(knowledge.reads(text), knowledge.today)
    finding = knowledge.finder.find(text, ROLES[door.data.rol])
    filler = _Filler(knowledge, door, message, text, facts, finding, besides)
    if (besides is None or group_item is not None) and not only_door:
        draft = filler.items(draft, group_item)
    for field in door.fields.values():
        if field.groep is not None and only_door:
            continue
        if field.groep is not None:
            index = group_item if group_item is not None else _item_of(besides)
            if index is None and besides is None:
                # What several debts have in common belongs to none of them for certain.
                items = draft.count(field.groep)
                for each in range(items):
                    place = path(field.id, field.groep, each)
                    draft = filler.field(draft, field, place, each, of_several=items > 1)
            elif index is not None:
                draft = filler.field(draft, field, path(field.id, field.groep, index), index)
        else:
            draft = filler.field(draft, field, field.id, None)
    return draft


def _item_of(place: str | None) -> int | None:
    return split_path(place)[2] if place is not None else None


def debts_told(knowledge: Knowledge, door: Door, draft: Draft, text: str) -> dict[str, str]:
    """The places of amounts in the draft's repeated groups of which this text says how much it is, with that amount."""
    facts = extract(knowledge.reads(text), knowledge.today)
    spoken_of = speaking_of(knowledge.finder.find(facts.text, ROLES[door.data.rol]))
    found: dict[str, str] = {}
    for field in door.fields.values():
        if field.groep is None or field.uit != "bedrag":
            continue
        for index, amount in enumerate(amounts_of(door, draft, field.groep, facts, spoken_of)):
            if amount is not None:
                found[path(field.id, field.groep, index)] = amount
    return found


def amounts_of(
    door: Door, draft: Draft, group: str, facts: Facts, spoken_of: Mapping[str, Sequence[Span]]
) -> list[str | None]:
    """What is owed to the executor of each item in a repeated group, None where the text does not name the two side by side."""
    owners = owners_of(door, draft, group)
    told = amounts_beside(facts, {one: spans for one, spans in spoken_of.items() if one in owners})
    return [None if executor is None else told.get(executor) for executor in owners]


def owners_of(door: Door, draft: Draft, group: str) -> list[str | None]:
    """The executor of each item in a repeated group, None where it is not known."""
    field = next((one for one in door.group_fields(group) if one.soort == "organisatie"), None)
    if field is None:
        return []
    values = [draft.value(path(field.id, group, index)) for index in range(draft.count(group))]
    return [str(value["uitvoerder"]) if value else None for value in values]


class _Filler:
    """Fills open fields from one text."""

    def __init__(
        self,
        knowledge: Knowledge,
        door: Door,
        message: int,
        text: str,
        facts: Facts,
        finding: Finding,
        besides: str | None,
    ) -> None:
        self.knowledge, self.door, self.message, self.text = knowledge, door, message, text
        self.facts, self.finding = facts, finding
        self.besides = door.fields[split_path(besides)[0]] if besides is not None else None

    def items(self, draft: Draft, only: int | None) -> Draft:
        """One item in the repeated group for each organisation that is named."""
        for group, data in self.door.data.groepen.items():
            if data.uit_organisaties is None:
                continue
            values = self._organisations()
            if only is not None:
                values = values[:1]
            start = only if only is not None else 0
            if draft.count(group) > start and only is None:
                continue
            for offset, value in enumerate(values[: data.hoogstens]):
                place = path(data.uit_organisaties, group, start + offset)
                draft = draft.with_answer(place, self._told(value))
        return draft

    def _organisations(self) -> list[dict[str, Any]]:
        if self.finding.distinction is not None:
            # Two are close: one question tells them apart, and a guess would not.
            return []
        sure = [
            one
            for one in self.finding.candidates
            if one.certainty >= TOLD_ENOUGH and one.executor_id != "loket" and self._is_dealt_with(one)
        ]
        named = [
            organisation_value(self.knowledge.register, one.executor_id, self.finding.organisations)
            for one in sure
        ]
        if not self.finding.several:
            # Several at once only when the text names them side by side; a second guess is no second debt.
            return named[:1]
        spoken_of = speaking_of(self.finding)
        return sorted(named, key=lambda value: min(spoken_of[value["uitvoerder"]])[0])

    def _is_dealt_with(self, candidate: Candidate) -> bool:
        executor = self.knowledge.register.executors[candidate.executor_id]
        return not executor.professionals_only or any(executor.is_called(term) for term in candidate.terms)

    def _told(self, value: Any) -> Answer:
        return Answer(value, Known.KNOWN, True, self.message)

    def field(
        self, draft: Draft, field: FieldData, place: str, index: int | None, *, of_several: bool = False
    ) -> Draft:
        """The draft with this field filled when the text answers it and it is still open; `of_several`: and says so of this item."""
        if draft.get(place) is not None or (self.besides is not None and self.besides.soort == field.soort):
            return draft
        if not self.door.applies(field, draft, index):
            return draft
        value = (self._value_of_one if of_several else self._value)(field, draft, index)
        return draft if value is None else draft.with_answer(place, self._told(value))

    def _value_of_one(self, field: FieldData, draft: Draft, index: int | None) -> Any:
        """What the text says of one of several: for what, and how much when the two stand side by side."""
        if field.soort == "regeling":
            return self._scheme(field, draft, index)
        return self._amount_beside(field, draft, index) if field.uit == "bedrag" else None

    def _amount_beside(self, field: FieldData, draft: Draft, index: int | None) -> str | None:
        if field.groep is None or index is None:
            return None
        amounts = amounts_of(self.door, draft, field.groep, self.facts, self._spoken_of)
        return amounts[index] if index < len(amounts) else None

    @cached_property
    def _spoken_of(self) -> dict[str, list[Span]]:
        if self.facts.text == self.text:
            return speaking_of(self.finding)
        return speaking_of(self.knowledge.finder.find(self.facts.text, ROLES[self.door.data.rol]))

    def _owner(self, field: FieldData, draft: Draft, index: int | None) -> str | None:
        """The executor of the item that this field belongs to, when it is known."""
        if field.groep is None or index is None:
            return None
        owners = owners_of(self.door, draft, field.groep)
        return owners[index] if index < len(owners) else None

    def _value(self, field: FieldData, draft: Draft, index: int | None) -> Any:
        match field.soort:
            case "organisatie":
                found = self._organisations()
                return found[0] if (found and field.vragen) or (found and self.besides is None) else None
            case "regeling":
                return self._scheme(field, draft, index)
            case "keuze":
                return next((option.id for option in field.opties if names(self.text, option.herken)), None)
            case "meerkeuze":
                told = [option.id for option in field.opties if names(self.text, option.herken)]
                return told or None
            case "gevolgen":
                return None
            case "welke":
                return self._which(field, draft, index)
        fact = self._fact(field)
        return self._amount_beside(field, draft, index) if fact is None and field.uit == "bedrag" else fact

    def _which(self, field: FieldData, draft: Draft, index: int | None) -> Any:
        kind = field.kies_uit
        if field.van is not None:
            place = field.van if field.groep is None or index is None else path(field.van, field.groep, index)
            chosen = draft.value(place)
            kind = chosen["uitvoerder"] if chosen else None
        for organisation in self.finding.organisations:
            if organisation.kind == kind:
                return {"organisatie": organisation.id, "naam": organisation.name}
        return None

    def _scheme(self, field: FieldData, draft: Draft, index: int | None) -> Any:
        if field.groep is not None and index is not None:
            executor = self._owner(field, draft, index)
            return self._scheme_of(executor) if executor is not None else None
        return scheme_value(self.knowledge.register, self.finding, TOLD_ENOUGH)

    def _scheme_of(self, executor: str) -> Any:
        """The scheme in this text that this executor has to do with."""
        for scheme, certainty in self.finding.schemes:
            known = self.knowledge.register.schemes[scheme]
            if certainty >= TOLD_ENOUGH and executor in {known.executor, known.collects, known.decides}:
                return {"regeling": scheme, "naam": known.name}
        return None

    def _fact(self, field: FieldData) -> Any:
        facts = self.facts
        match field.uit:
            case "bedrag":
                return sum_of_several(facts) or _owed(facts)
            case "per_maand":
                told = next((one.value for one in facts.amounts if one.affordable), None)
                return told or (facts.bare_pace if self.besides is not None else None)
            case "datum_brief":
                # A day alone, said at another question, is what stands on the letter in their hand; it is read back.
                beside = self.besides is not None and self.besides.soort not in _DAYS
                return facts.letter_date or (facts.bare_date if beside else None)
            case "ingediend":
                return facts.handed_in
            case "gebeurd":
                # What is still to come did not happen.
                day = facts.event_date
                return day if day is not None and day <= self.knowledge.today.isoformat() else None
            case "belmoment":
                return self.text if is_moment(self.text) else None
            case "sinds":
                return facts.since
            case "kenmerk":
                return facts.references[0] if facts.references else None
            case "leeftijd":
                return facts.age
            case "verhaal":
                return self.text if self.besides is None and len(self.text.split()) >= STORY_WORDS else None
        return None


def _owed(facts: Facts) -> str | None:
    """What is owed: said in so many words, else the first amount that is not what can be paid; None of two debts."""
    debts = {one.value for one in facts.amounts if one.debt}
    if debts:
        return debts.pop() if len(debts) == 1 else None
    others = [one for one in facts.amounts if not one.affordable]
    if facts.bare:
        # What is paid each month is not the whole while other numbers stand in the text.
        others = [one for one in others if not one.per_month]
    return next((one.value for one in others), None)


def speaking_of(finding: Finding) -> dict[str, list[Span]]:
    """Where the text speaks of each executor that it was found to be about, by the words for which it was found."""
    found: dict[str, list[Span]] = {}
    for one in finding.candidates:
        spans = [(mention.start, mention.end) for mention in finding.mentions if mention.term in one.terms]
        if spans:
            found[one.executor_id] = spans
    for organisation, start, end in finding.named:
        found.setdefault(organisation.kind, []).append((start, end))
    return found


def told_lines(knowledge: Knowledge, door: Door, draft: Draft) -> list[str]:
    """What was told unasked, as "label: value", for checking; a story is not read back in full."""
    lines = []
    for field, place, _ in door.places(draft):
        answer = draft.get(place)
        if (
            answer is None
            or not answer.told
            or answer.known is not Known.KNOWN
            or field.soort == "lang_tekst"
        ):
            continue
        lines.append(f"{field.label.lower()}: {shown(knowledge, door, field, draft, place)}")
    return lines
