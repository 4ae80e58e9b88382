"""All that the pure rooms know, together: register, law, doors and kinds of fields. Built once, at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as data
from datetime import date
from pathlib import Path
from typing import Any

from bot.doors.door import Doors, load_doors
from bot.doors.kinds import KINDS, Context, Kind, Option
from bot.doors.model import FieldData
from bot.doors.register_kinds import COUNTER, RegisterContext, property_of, register_kinds
from bot.language import DUTCH, NL, Phrases
from bot.law import Law, load_law
from bot.register import Finder, Register, load_register


@dataclass(frozen=True)
class Knowledge:
    """The pure rooms of one installation on one day."""

    register: Register
    finder: Finder
    law: Law
    doors: Doors
    kinds: Mapping[str, Kind]
    today: date
    phrases: Phrases = DUTCH  # the language in which all of it is said
    others: Mapping[str, Knowledge] = data(default_factory=dict)  # the same in other languages
    # A story as facts are looked for in it: with numbers, days and amounts as Dutch writes them.
    reads: Callable[[str], str] = str

    def on(self, today: date) -> Knowledge:
        """The same knowledge on another day."""
        if today == self.today:
            return self
        others = {language: other.on(today) for language, other in self.others.items()}
        return replace(self, today=today, others=others)

    def speaking(self, language: str) -> Knowledge:
        """The same knowledge in this language; as it is for one in which it is not told."""
        return self.others.get(language, self)

    def context(self, field: FieldData, chosen_kind: str | None = None) -> Context:
        """What a kind needs to know about this field to understand and show a value."""
        options = tuple(Option(option.id, option.tekst, tuple(option.ook)) for option in field.opties)
        return RegisterContext(
            today=self.today,
            options=options,
            minimum=field.minimum,
            maximum=field.maximum,
            past=field.verleden,
            role=field.rol,
            executor=chosen_kind or "",
            phrases=self.phrases,
        )

    def said(self, field: FieldData, value: Any, chosen_kind: str | None = None) -> str:
        """A value as it is said inside a sentence: "het CJIB" where a line in an overview shows "CJIB"."""
        if field.soort == "organisatie":
            return self.organisation_said(value["uitvoerder"], value.get("organisatie"))
        if field.soort == "regeling":
            scheme = self.register.schemes.get(value["regeling"] or "")
            return scheme.say if scheme is not None else str(value["naam"])
        return self.kinds[field.soort].show(value, self.context(field, chosen_kind))

    def organisation_said(self, executor: str, organisation: str | None) -> str:
        """An organisation as it is said inside a sentence: "de gemeente Utrecht", "het CJIB", "uw gemeente"."""
        known = self.register.organisations.get(organisation or "")
        if known is not None and organisation != executor:
            return known.say
        return self.register.executors[executor].say

    def named(self, organisation: str) -> str:
        """The organisation with this id, as it is said inside a sentence. KeyError for one that nobody knows."""
        known = self.register.organisations[organisation]
        return known.say if organisation != known.kind else self.register.executors[known.kind].say

    def shown(self, executor: str, organisation: str | None) -> str:
        """An organisation as it stands by itself: its name; in another language than Dutch a kind by what it is."""
        known, kind = (
            self.register.organisations.get(organisation or executor),
            self.register.executors[executor],
        )
        nameless = known is None or known.id == executor
        if self.phrases.language != NL and nameless and (kind.is_a_kind or kind.id == COUNTER):
            return f"{kind.say[:1].upper()}{kind.say[1:]}"
        return known.name if known is not None else kind.short_name

    def ministry_said(self, code: str) -> str:
        """The ministry with this code, as it is said inside a sentence."""
        return self.register.ministries[code].say


def load_knowledge(directories: Sequence[Path], today: date) -> Knowledge:
    """The knowledge in these data directories (`data` first, local data after it), checked as a whole.

    Raises `DataError` with file, line and reason for the first fault.
    """
    register = load_register([directory / "register" for directory in directories])
    finder = Finder(register)
    kinds = {**KINDS, **register_kinds(register, finder)}
    doors = load_doors([directory / "doors" for directory in directories], list(kinds), property_of(register))
    law = load_law([directory / "register" for directory in directories])
    return Knowledge(register, finder, law, doors, kinds, today)
