"""Choices: one, several, several with weight, and yes or no. Canonical: ids of options, or true and false."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from bot.doors.conditions import plain
from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Option, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, is_unknown
from bot.doors.kinds.figures import in_figures

_YES = re.compile(
    r"^(ja+|jazeker|jawel|jep|yep|yes|yeah|ok|oke|okay|klopt|inderdaad|juist|zeker|prima|graag|akkoord|natuurlijk|tuurlijk|absoluut|helaas wel|eens|mee eens|waar|true|doe maar|goed|is goed|dat klopt|wel)\b"
)
_NO = re.compile(
    r"^(nee+|neen|nope|no|nah|niet|klopt niet|dat klopt niet|liever niet|oneens|niet mee eens|geen|false|nooit|totaal niet|helemaal niet|absoluut niet)\b"
)
_DOUBT = re.compile(
    r"\b(misschien|denk ik|ik denk|geloof ik|volgens mij|waarschijnlijk|soort van|eigenlijk)\b"
)
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "laatste": -1}
# How alike a misspelt option must be to be taken, and how far ahead of the next.
ALIKE = 84
AHEAD = 8


class YesNo:
    """Yes or no."""

    id = "ja_nee"

    def parse(self, text: str, context: Context) -> Parsed:
        """True or false, from the many ways to say them."""
        if is_unknown(text):
            return Unknown()
        said = plain(clean(text))
        doubt = _DOUBT.search(said) is not None
        said = re.sub(
            r"^(ik denk (het )?(van )?|volgens mij |dat is |het |dat |(ik )?ben (ik )?het (er )?|daar ben ik het )+",
            "",
            said,
        )
        if re.match(r"(niet|oneens)\b", said) or _NO.match(said):
            return Understood(False, certain=not doubt)
        if _YES.match(said) or re.match(r"(er )?(mee )?eens\b", said):
            return Understood(True, certain=not doubt)
        if re.search(r"\b(niet|geen|nee|nooit)\b", said) and not re.search(r"\b(ja|wel|klopt)\b", said):
            return Misunderstood('Bedoelt u ja of nee? Zeg "ja" of "nee".')
        return Misunderstood('Dat kan ik niet als ja of nee lezen. Zeg "ja" of "nee".')

    def show(self, value: JSONValue, context: Context) -> str:
        """Ja or Nee."""
        return "Ja" if value else "Nee"

    def check(self, value: JSONValue, context: Context) -> str | None:
        """True or false."""
        return None if isinstance(value, bool) else "Kies ja of nee."

    def schema(self, context: Context) -> dict[str, object]:
        """A boolean."""
        return {"type": "boolean"}


def _by_number(said: str, context: Context) -> Option | None:
    match = re.fullmatch(
        r"(?:(?:antwoord|optie|nummer|de|nr) ?)*(\d{1,2}|een|twee|drie|vier|vijf)(?:e|de|ste)?", said
    )
    if match:
        number = int(found) if (found := in_figures(match[1])).isdigit() else {"een": 1}.get(match[1], 0)
        return context.options[number - 1] if 1 <= number <= len(context.options) else None
    for word, place in _ORDINALS.items():
        if re.fullmatch(rf"(?:de |het )?{word}(?: optie| antwoord)?", said) and context.options:
            return (
                context.options[place - 1 if place > 0 else place] if place <= len(context.options) else None
            )
    return None


def _score(said: str, option: Option) -> float:
    best = 0.0
    for words in (option.id, option.text, *option.also):
        name = plain(words)
        if said == name:
            return 100.0
        if len(said) > 4 and re.search(rf"\b{re.escape(said)}\b", name):
            best = max(best, 85.0 + 10 * len(said) / len(name))
        if re.search(rf"\b{re.escape(name)}\b", said):
            # The longer the words that were said in full, the surer it is.
            best = max(best, 90.0 + min(9.0, len(name) / 3))
        elif len(name) > 4:
            best = max(best, min(89.0, float(fuzz.ratio(said, name))))
            best = max(
                best,
                *(min(88.0, float(fuzz.ratio(word, name))) for word in said.split() if len(word) > 4),
                0.0,
            )
    return best


def matching(said: str, context: Context) -> list[tuple[Option, float]]:
    """The options that these words may mean, likeliest first."""
    scored = [(option, _score(said, option)) for option in context.options]
    return sorted((one for one in scored if one[1] >= ALIKE), key=lambda one: -one[1])


def _clear(found: list[tuple[Option, float]]) -> bool:
    """True when the first stands out: alone, said in full where the next was said shorter, or far ahead."""
    if len(found) == 1:
        return True
    ahead = found[0][1] - found[1][1]
    return ahead >= AHEAD or (found[0][1] >= 90 and ahead >= 1)


class Choice:
    """One of the options."""

    id = "keuze"

    def parse(self, text: str, context: Context) -> Parsed:
        """The option that is meant: by id, number, its words or other words for it, also misspelt."""
        said = plain(clean(text))
        for option in context.options:
            if text.strip() == option.id:
                return Understood(option.id)
        numbered = _by_number(said, context)
        if numbered is not None:
            return Understood(numbered.id)
        found = matching(said, context)
        if found and _clear(found):
            return Understood(found[0][0].id, certain=found[0][1] >= 90)
        if is_unknown(text):
            return Unknown()
        if len(found) > 1:
            return Misunderstood(f"Bedoelt u “{found[0][0].text}” of “{found[1][0].text}”?")
        options = "; ".join(option.text for option in context.options)
        return Misunderstood(f"Dat past bij geen van de antwoorden. U kunt kiezen uit: {options}.")

    def show(self, value: JSONValue, context: Context) -> str:
        """The option's text."""
        return next((option.text for option in context.options if option.id == value), str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """The id of an option."""
        return None if value in {option.id for option in context.options} else "Kies een van de antwoorden."

    def schema(self, context: Context) -> dict[str, object]:
        """One of the ids."""
        return {"type": "string", "enum": [option.id for option in context.options]}


class Choices:
    """Any number of the options."""

    id = "meerkeuze"

    def parse(self, text: str, context: Context) -> Parsed:
        """Every option that is named, in the options' own order."""
        found = self._named(text, context)
        if found:
            none = {"niets", "geen"}
            return Understood([name for name in found if name not in none] or found)
        if is_unknown(text):
            return Unknown()
        if re.match(r"^(geen|niets|nee|niks|geen van)\b", plain(text)):
            first = next((option.id for option in context.options if option.id in {"niets", "geen"}), None)
            return Understood([first] if first else [])
        options = "; ".join(option.text for option in context.options)
        return Misunderstood(f"Dat past bij geen van de antwoorden. U kunt kiezen uit: {options}.")

    def _named(self, text: str, context: Context) -> list[str]:
        parts = re.split(r"[,;+&/]|\ben\b|\bplus\b|\bof\b", clean(text).lower())
        found: set[str] = set()
        for part in parts:
            said = plain(part)
            if not said:
                continue
            numbered = _by_number(said, context)
            if numbered is not None:
                found.add(numbered.id)
                continue
            found |= {option.id for option, score in matching(said, context) if score >= 90}
            best = matching(said, context)
            if best and not found:
                found.add(best[0][0].id)
        return [option.id for option in context.options if option.id in found]

    def show(self, value: JSONValue, context: Context) -> str:
        """The texts with commas."""
        texts = {option.id: option.text for option in context.options}
        return ", ".join(texts.get(name, str(name)) for name in value) or "Niets daarvan"

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A list of ids."""
        known = {option.id for option in context.options}
        fine = isinstance(value, list) and all(name in known for name in value)
        return None if fine else "Kies uit de antwoorden."

    def schema(self, context: Context) -> dict[str, object]:
        """A list of ids."""
        return {
            "type": "array",
            "items": {"type": "string", "enum": [option.id for option in context.options]},
        }


class Effects(Choices):
    """Several options, each with a weight from 1 to 5; without a figure the weight is 3."""

    id = "gevolgen"
    MIDDLE = 3

    def parse(self, text: str, context: Context) -> Parsed:
        """A weight per named option."""
        cleaned = clean(text)
        weights: dict[str, int] = {}
        for part in re.split(r"[,;+&\n]|\ben\b", cleaned.lower()):
            figure = re.search(r"\b([1-5])\b", in_figures(part))
            named = self._named(re.sub(r"\d", " ", part), context)
            for name in named:
                weights[name] = int(figure[1]) if figure else self.MIDDLE
        if weights:
            return Understood(
                {option.id: weights[option.id] for option in context.options if option.id in weights}
            )
        if is_unknown(text):
            return Unknown()
        options = "; ".join(option.text for option in context.options)
        return Misunderstood(f"Dat kan ik niet plaatsen. Noem een of meer van deze: {options}.")

    def show(self, value: JSONValue, context: Context) -> str:
        """`Inkomen (4 van 5), Gezin (3 van 5)`."""
        texts = {option.id: option.text for option in context.options}
        return ", ".join(f"{texts.get(name, name)} ({weight} van 5)" for name, weight in value.items())

    def check(self, value: JSONValue, context: Context) -> str | None:
        """Ids with weights."""
        known = {option.id for option in context.options}
        fine = isinstance(value, dict) and all(k in known and v in {1, 2, 3, 4, 5} for k, v in value.items())
        return None if fine else "Geef per onderdeel een cijfer van 1 tot 5."

    def schema(self, context: Context) -> dict[str, object]:
        """An object of weights."""
        return {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1, "maximum": 5}}
