"""Who gets what: a draft divided over its receivers, each with its own package and no field more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.doors.asking import field_context
from bot.doors.door import Door
from bot.doors.draft import Draft, path
from bot.doors.knowledge import Knowledge
from bot.doors.model import Condition, FieldData, PackageData, ReceiverData, SentenceData
from bot.doors.saying import COLLECTED_BY, Told, remedy_of, terms
from bot.language import Table

OWN_WORDS = "verhaal_burger"
COUNTER = "loket"  # this counter itself: a person here looks
SAID = Table(
    "pakketten",
    {
        "eigen_woorden": "In uw eigen woorden",
        "zoekt_ministerie": "een medewerker van dit loket, die het juiste ministerie zoekt",
        "en": " en ",
        "niet_bekend": "(niet bekend)",
        "u_noemde": "U noemde {naam}.",
        "zoekt_uit": "Een medewerker zoekt uit wie erover gaat.",
        "daarvoor": "Het gaat over {regeling}. Daarvoor moet u bij {naam} zijn.",
    },
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a package: a field with its value, as data and as people read it."""

    place: str
    field: str
    label: str
    kind: str
    value: Any
    shown: str
    group: str | None = None
    index: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The line as the ticket keeps it."""
        return {
            "pad": self.place,
            "veld": self.field,
            "label": self.label,
            "soort": self.kind,
            "waarde": self.value,
            "getoond": self.shown,
        }


@dataclass(frozen=True, slots=True)
class Package:
    """What one receiver gets of a draft."""

    key: str  # tells receivers of one draft apart: part of what makes handing over idempotent
    is_signal: bool
    door: str
    executor: str
    organisation: str | None  # None: of this kind we do not know which one
    name: str  # as said inside a sentence
    lines: tuple[Line, ...]
    summary: str
    scheme: str | None
    ministries: tuple[str, ...]
    terms: tuple[Told, ...]
    why: str
    threatening: bool = False
    acute: bool = False
    possible_objection: bool = False
    unverified: bool = False
    remedy: str | None = None
    team: str | None = None  # the organisation's own team for exceptions
    escalation: str | None = None  # who stands behind this receiver, for its professionals

    def value(self, field: str) -> Any:
        """The first value of a field in this package, or None."""
        return next((line.value for line in self.lines if line.field == field), None)

    def shown(self, field: str) -> str | None:
        """The first value of a field as people read it, or None."""
        return next((line.shown for line in self.lines if line.field == field), None)


def packages(knowledge: Knowledge, door: Door, draft: Draft) -> list[Package]:
    """The packages of a draft, in the order of the door's receivers. Empty when nothing is to be sent."""
    draft = door.relevant(draft)
    all_terms = list(terms(knowledge, door, draft))
    found: list[Package] = []
    for receiver in door.data.ontvangers:
        builder = _Builder(knowledge, door, draft, receiver, all_terms)
        found.extend(builder.build())
    return _with_own_words(found, draft, knowledge.phrases.say(SAID, "eigen_woorden"))


def _with_own_words(found: list[Package], draft: Draft, label: str) -> list[Package]:
    """The citizen's own words go along, shown in the overview, when there is one receiver that has no story yet.

    With several receivers they would tell each of the others: what is not needed goes nowhere.
    """
    tickets = [package for package in found if not package.is_signal]
    if len(found) != 1 or len(tickets) != 1 or not draft.story or tickets[0].value("verhaal") is not None:
        return found
    line = Line(OWN_WORDS, OWN_WORDS, label, "lang_tekst", draft.story, draft.story)
    return [replace(tickets[0], lines=(*tickets[0].lines, line))]


@dataclass(frozen=True, slots=True)
class _Builder:
    knowledge: Knowledge
    door: Door
    draft: Draft
    receiver: ReceiverData
    terms: list[Told]

    def build(self) -> Iterator[Package]:
        if self.receiver.soort == "signaal":
            if self.door.conditions.holds(self.receiver.als, self.draft):
                signal = self._signal()
                # A rule of which nobody can tell the owner goes to a person here, who finds the ministry.
                yield (
                    signal
                    if signal.ministries
                    else replace(self._ticket(COUNTER, COUNTER, None), key=signal.key)
                )
        elif self.receiver.per is not None:
            yield from self._per_item(self.receiver.per)
        elif self.door.conditions.holds(self.receiver.als, self.draft):
            executor, organisation = self._target(None)
            yield self._ticket(executor, organisation, None)

    def _target(self, index: int | None) -> tuple[str, str | None]:
        """Which executor, and which organisation of that kind when it is known."""
        receiver = self.receiver
        value = self._value(receiver.organisatie, index)
        which = self._value(receiver.welke, index)
        executor = receiver.uitvoerder or (value["uitvoerder"] if value else COUNTER)
        organisation = which["organisatie"] if which else (value or {}).get("organisatie")
        if executor in COLLECTED_BY and self.door.data.rol == "int":
            executor = organisation = COLLECTED_BY[executor]
        if organisation is None and not self.knowledge.register.executors[executor].several:
            organisation = executor
        return executor, organisation

    def _value(self, name: str | None, index: int | None) -> Any:
        if name is None:
            return None
        group = self.door.fields[name].groep
        return self.draft.value(path(name, group, index) if group is not None else name)

    def _per_item(self, group: str) -> Iterator[Package]:
        items: dict[int, tuple[str, str | None]] = {}
        for index in range(self.draft.count(group)):
            if self.door.conditions.holds(self.receiver.als, self.draft, index):
                items[index] = self._target(index)
        if self.receiver.samen is not None:
            items = self._together(items)
        by_target: dict[tuple[str, str | None], list[int]] = {}
        for index, target in items.items():
            by_target.setdefault(target, []).append(index)
        for (executor, organisation), indexes in by_target.items():
            yield self._ticket(executor, organisation, indexes)

    def _together(self, items: Mapping[int, tuple[str, str | None]]) -> dict[int, tuple[str, str | None]]:
        """Debts that one organisation may take in one plan go there together (Betalingsregeling Rijk)."""
        shared = self.knowledge.register.betalingsregeling_rijk
        joined = [index for index, (executor, _) in items.items() if self._may_join(executor, index)]
        if len({items[index][0] for index in joined}) < 2:
            return dict(items)
        return {
            index: (shared.at, shared.at) if index in joined else target for index, target in items.items()
        }

    def _may_join(self, executor: str, index: int) -> bool:
        if executor not in self.knowledge.register.betalingsregeling_rijk.executors:
            return False
        # A monthly instalment is no arrears: that is asked of the organisation itself. So is what may be one.
        return self._value(self.receiver.achterstand, index) not in {"maandbedrag", "weet_niet"}

    def _ticket(self, executor: str, organisation: str | None, indexes: list[int] | None) -> Package:
        receiver, knowledge = self.receiver, self.knowledge
        scheme = self._scheme(indexes)
        package = self._base(executor, organisation, scheme, indexes)
        first = indexes[0] if indexes else None
        return replace(
            package,
            threatening=self._holds(receiver.bedreigend, first),
            acute=self._holds(receiver.spoed, first),
            possible_objection=self._holds(receiver.kan_bezwaar_zijn, first),
            team=knowledge.register.executors[executor].custom_team_say if receiver.maatwerkteam else None,
            escalation=receiver.escalatie,
            ministries=_ministries(knowledge, scheme, executor),
            remedy=remedy_of(knowledge, executor, scheme),
        )

    def _holds(self, condition: Condition | None, index: int | None) -> bool:
        return condition is not None and self.door.conditions.holds(condition, self.draft, index)

    def _signal(self) -> Package:
        scheme = self._scheme(None)
        value = self._value(self.receiver.organisatie, None)
        executor = value["uitvoerder"] if value else COUNTER
        owners = _ministries(self.knowledge, scheme, executor)
        names = [self.knowledge.register.ministries[code].say for code in owners]
        package = self._base(executor, None, scheme, None)
        return replace(
            package,
            is_signal=True,
            ministries=owners,
            terms=(),
            name=self._joined(names) if names else self.knowledge.phrases.say(SAID, "zoekt_ministerie"),
        )

    def _base(
        self, executor: str, organisation: str | None, scheme: str | None, indexes: list[int] | None
    ) -> Package:
        data = self.door.data.pakketten[self.receiver.pakket]
        name = self.knowledge.organisation_said(executor, organisation)
        return Package(
            key=f"{self.receiver.id}:{organisation or executor}",
            is_signal=False,
            door=self.receiver.deur or self.door.id,
            executor=executor,
            organisation=organisation,
            name=name,
            lines=tuple(self._lines(data, indexes)),
            summary=self._summary(data, indexes),
            scheme=scheme,
            ministries=(),
            terms=tuple(
                told for told in self.terms if told.index is None or indexes is None or told.index in indexes
            ),
            why=self._why(executor, scheme, name),
            unverified=self._unverified(executor, scheme),
        )

    def _scheme(self, indexes: list[int] | None) -> str | None:
        value = self._value(self.receiver.regeling, indexes[0] if indexes else None)
        return value["regeling"] if value else None

    def _unverified(self, executor: str, scheme: str | None) -> bool:
        known = self.knowledge.register.schemes.get(scheme or "")
        return known is not None and known.unverified

    def _why(self, executor: str, scheme: str | None, name: str) -> str:
        known = self.knowledge.register.schemes.get(scheme or "")
        say = self.knowledge.phrases.say
        if known is not None:
            return say(SAID, "daarvoor", regeling=known.say, naam=name)
        return say(SAID, "zoekt_uit") if executor == COUNTER else say(SAID, "u_noemde", naam=name)

    def _joined(self, parts: list[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])}{self.knowledge.phrases.say(SAID, 'en')}{parts[-1]}"

    def _lines(self, data: PackageData, indexes: list[int] | None) -> Iterator[Line]:
        for field, place, index in self.door.places(self.draft):
            if field.id not in data.velden:
                continue
            if field.groep is not None and indexes is not None and index not in indexes:
                continue
            value = self.draft.value(place)
            if value is not None:
                text = self._show(field, value, index)
                yield Line(place, field.id, field.label, field.soort, value, text, field.groep, index)

    def _show(self, field: FieldData, value: Any, index: int | None) -> str:
        context = field_context(self.knowledge, self.door, field, self.draft, index)
        return self.knowledge.kinds[field.soort].show(value, context)

    def _summary(self, data: PackageData, indexes: list[int] | None) -> str:
        return self._sentences(data.samenvatting, None, indexes)

    def _sentences(self, sentences: list[SentenceData], index: int | None, indexes: list[int] | None) -> str:
        filler = _Filler(self, index, indexes)
        parts = [
            sentence.tekst.format_map(filler)
            for sentence in sentences
            if self.door.conditions.holds(sentence.als, self.draft, index)
        ]
        return " ".join(part.strip() for part in parts)


class _Filler(dict[str, str]):
    """Fills `{veld}` and `{groep}` in a summary."""

    def __init__(self, builder: _Builder, index: int | None, indexes: list[int] | None) -> None:
        super().__init__()
        self._builder, self._index, self._indexes = builder, index, indexes

    def __missing__(self, name: str) -> str:
        builder = self._builder
        group = builder.door.data.groepen.get(name)
        if group is not None:
            items = self._indexes if self._indexes is not None else range(builder.draft.count(name))
            return builder._joined([builder._sentences(group.zin, item, self._indexes) for item in items])
        field = builder.door.fields[name]
        place = path(name, field.groep, self._index) if field.groep is not None else name
        value = builder.draft.value(place)
        if value is None:
            return builder.knowledge.phrases.say(SAID, "niet_bekend")
        if field.soort in {"organisatie", "regeling"}:
            return builder.knowledge.said(field, value)
        shown = builder._show(field, value, self._index)
        return shown if field.soort in {"lang_tekst", "naam", "tekst", "welke", "contact"} else _lower(shown)


def _ministries(knowledge: Knowledge, scheme: str | None, executor: str) -> tuple[str, ...]:
    """Who owns the rule: by the scheme, else the ministry of who applies it. The first is the point of contact."""
    known = knowledge.register.schemes.get(scheme or "")
    if known is not None:
        return tuple(known.rule_owners)
    ministry = knowledge.register.executors[executor].ministry
    # "De gemeente" says nothing of which rule it is: its own ministry would get everybody's.
    several = knowledge.register.executors[executor].several
    return (ministry,) if ministry is not None and not several else ()


def _lower(text: str) -> str:
    """The first letter small, unless the first word is an abbreviation or a name in capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
