"""All that the pure rooms know, together: register, law, doors and kinds of fields. Built once, at start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.doors.door import Doors, load_doors
from bot.doors.kinds import KINDS, Context, Kind, Option
from bot.doors.model import FieldData
from bot.doors.register_kinds import RegisterContext, property_of, register_kinds
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

    def on(self, today: date) -> Knowledge:
        """The same knowledge on another day."""
        if today == self.today:
            return self
        return Knowledge(self.register, self.finder, self.law, self.doors, self.kinds, today)

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
