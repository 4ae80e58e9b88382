"""The kinds for a date, a date of birth, and since when."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, doubts, fold, is_unknown
from bot.doors.kinds.dates import FoundDate, find_dates, first_day_of
from bot.doors.kinds.said import SAID

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
        found = find_dates(
            said, context.today, spans=self.spans, loose=True, born=self.born, phrases=context.phrases
        )
        example = self.example(context)
        fault = next((one.fault for one in found if one.fault), None)
        if fault is not None:
            return Misunderstood(f"{fault} {example}")
        if not found:
            return Misunderstood(f"{self._without_date(said, context)} {example}")
        found = self.chosen(found, said)
        if len(found) > 1:
            two = context.say(SAID, "en").join(context.phrases.date(one.value) for one in found[:2])
            return Misunderstood(context.say(SAID, "meer_datums", datums=two))
        fault = self.check(found[0].value, context) or self.missing(found[0], context)
        if fault is not None:
            return Misunderstood(f"{fault} {example}")
        return Understood(found[0].value, certain=found[0].certain and not doubts(said))

    def _without_date(self, said: str, context: Context) -> str:
        folded = fold(said)
        if _AHEAD.search(folded):
            return context.say(SAID, "datum_komt_nog")
        if _VAGUE.search(folded):
            return context.say(SAID, "datum_vaag")
        return context.say(SAID, "geen_datum")

    def chosen(self, found: list[FoundDate], said: str) -> list[FoundDate]:
        """The dates that are meant, when more were said."""
        return found

    def missing(self, found: FoundDate, context: Context) -> str | None:
        """What this date still lacks for the kind; None when nothing."""
        return None

    def example(self, context: Context) -> str:
        """How to write it, with a date that could be the answer."""
        day = (context.today - timedelta(days=30)).isoformat()
        return context.say(SAID, "datum_zo", datum=context.phrases.date(day))

    def show(self, value: JSONValue, context: Context) -> str:
        """The date written out."""
        return context.phrases.date(str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A date that exists, not in the future where the field forbids it."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value):
            return context.say(SAID, "datum_vorm")
        try:
            day = first_day_of(value)
        except ValueError:
            return context.say(SAID, "datum_bestaat_niet")
        if context.past and day > context.today:
            shown = context.phrases.date(value)
            return context.say(SAID, "nog_niet_geweest", datum=f"{shown[:1].upper()}{shown[1:]}")
        return context.say(SAID, "te_lang_geleden") if day.year < 1900 else None

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
        return context.say(SAID, "geboortedatum_zo", datum=context.phrases.date("1975-03-12"))

    def missing(self, found: FoundDate, context: Context) -> str | None:
        """The year must have been told: a birthday without one is not this year's."""
        return None if found.year_told else context.say(SAID, "jaar_nodig")

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A whole date, not in the future, at most 120 years ago."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return context.say(SAID, "hele_datum")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return context.say(SAID, "datum_bestaat_niet")
        if day > context.today:
            return context.say(SAID, "datum_komt_nog")
        age = context.today.year - day.year
        return context.say(SAID, "te_lang_geleden") if age > self.OLDEST else None

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
        month = context.phrases.date(f"{context.today.year - 1}-03")
        return context.say(SAID, "sinds_zo", maand=month)

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A date that has been."""
        past = Context(context.today, past=True, phrases=context.phrases)
        return super().check(value, past)
