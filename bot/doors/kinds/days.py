"""The kinds for a date, a date of birth, and since when."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, doubts, fold, is_unknown
from bot.doors.kinds.dates import FoundDate, find_dates, first_day_of, show_date

_AHEAD = re.compile(r"\b(?:volgend|komend|aanstaand)e?\b|\b(?:binnenkort|straks)\b")
_VAGUE = re.compile(
    r"\b(?:paar|aantal|enkele|heel wat|tig) (?:dagen|weken|maanden|jaar|jaren)\b|\bal (?:heel |zo |erg )?"
    r"(?:lang|tijden|eeuwen|weken|maanden|jaren)\b|\b(?:tijdje|poosje|lang geleden|kort geleden|laatst|altijd)\b"
    r"|\bhele leven\b|^(?:\w+ )?(?:dagen|weken|maanden|jaren)(?: lang| geleden)?$"
)


class Day:
    """A date, for instance of a letter."""

    id = "datum"
    spans = False
    born = False

    def parse(self, text: str, context: Context) -> Parsed:
        """One date; one that does not exist or lies ahead is named and asked again."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        found = find_dates(said, context.today, spans=self.spans, loose=True, born=self.born)
        example = self.example(context)
        fault = next((one.fault for one in found if one.fault), None)
        if fault is not None:
            return Misunderstood(f"{fault} {example}")
        if not found:
            return Misunderstood(f"{self._without_date(said)} {example}")
        found = self.chosen(found, said)
        if len(found) > 1:
            two = " en ".join(show_date(one.value) for one in found[:2])
            return Misunderstood(f"Ik lees meer dan één datum: {two}. Welke bedoelt u?")
        fault = self.check(found[0].value, context) or self.missing(found[0])
        if fault is not None:
            return Misunderstood(f"{fault} {example}")
        return Understood(found[0].value, certain=found[0].certain and not doubts(said))

    def _without_date(self, said: str) -> str:
        folded = fold(said)
        if _AHEAD.search(folded):
            return "Die datum is nog niet geweest."
        if _VAGUE.search(folded):
            return "Dat is nog niet precies genoeg. Een maand of een jaar is ook goed."
        return "Ik lees hier geen datum in."

    def chosen(self, found: list[FoundDate], said: str) -> list[FoundDate]:
        """The dates that are meant, when more were said."""
        return found

    def missing(self, found: FoundDate) -> str | None:
        """What this date still lacks for the kind; None when nothing."""
        return None

    def example(self, context: Context) -> str:
        """How to write it, with a date that could be the answer."""
        return f"Schrijf de datum zo: {show_date((context.today - timedelta(days=30)).isoformat())}."

    def show(self, value: JSONValue, context: Context) -> str:
        """The date written out."""
        return show_date(str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A date that exists, not in the future where the field forbids it."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
            return "Dit is geen datum."
        try:
            day = first_day_of(value)
        except ValueError:
            return "Deze datum bestaat niet."
        if context.past and day > context.today:
            shown = show_date(value)
            return f"{shown[:1].upper()}{shown[1:]} is nog niet geweest."
        return "Dat is te lang geleden. Kijk of het jaar goed is." if day.year < 1900 else None

    def schema(self, context: Context) -> dict[str, object]:
        """A date, or a month or year when no more is known."""
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "examples": ["2026-03-12"]}


class Birthday(Day):
    """A date of birth: a whole date in the past."""

    id = "geboortedatum"
    born = True
    OLDEST = 120

    def example(self, context: Context) -> str:
        """How to write it."""
        return "Schrijf de geboortedatum zo: 12 maart 1975."

    def missing(self, found: FoundDate) -> str | None:
        """The year must have been told: a birthday without one is not this year's."""
        return None if found.year_told else "Ik heb ook het jaar nodig."

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A whole date, not in the future, at most 120 years ago."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return "Ik heb een dag, een maand en een jaar nodig."
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return "Deze datum bestaat niet."
        if day > context.today:
            return "Die datum is nog niet geweest."
        age = context.today.year - day.year
        return "Dat is te lang geleden. Kijk of het jaar goed is." if age > self.OLDEST else None

    def schema(self, context: Context) -> dict[str, object]:
        """A whole date."""
        return {"type": "string", "format": "date", "examples": ["1975-03-12"]}


class Period(Day):
    """Since when: a date as coarse as it was told."""

    id = "periode"
    spans = True

    def parse(self, text: str, context: Context) -> Parsed:
        """A date, a month, a year, or a span up to today."""
        said = clean(text)
        if re.fullmatch(
            r"(?:nog maar |nu )?(?:sinds )?(?:heel )?(?:kort|pas|net|onlangs|recent)", fold(said).strip(" .!")
        ):
            return Understood(f"{context.today:%Y-%m}", certain=False)
        parsed = super().parse(said, context)
        if isinstance(parsed, Misunderstood):
            # "3 maanden" as an answer means: for three months now.
            again = super().parse(f"al {said}", context)
            if isinstance(again, Understood):
                return again
        return parsed

    def chosen(self, found: list[FoundDate], said: str) -> list[FoundDate]:
        """Of "van 2021 tot 2023" the first: since when."""
        until = re.search(r"\b(?:tot|t/m|tm|until)\b", said[found[0].end :].lower())
        return found[:1] if until else found

    def example(self, context: Context) -> str:
        """How to say it."""
        return f"Zeg bijvoorbeeld: sinds maart {context.today.year - 1}, of al 8 maanden."

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A date that has been."""
        past = Context(context.today, past=True)
        return super().check(value, past)
