"""Choices: one, several, several with a weight. Canonical: ids of options."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Option, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, doubts, is_unknown, words
from bot.doors.kinds.numbers import number_of
from bot.doors.kinds.options import exactly, named, none_option, numbered, phrases, resembling
from bot.doors.kinds.said import SAID
from bot.doors.kinds.yesno import yes_or_no

_ALL = re.compile(
    r"(?:ja )?(?:dat )?(?:allemaal|alles|alle|allebei|beide|beiden|all|everything|both)(?: of them)?(?: (?P<count>\w+))?"
)
_NONE = re.compile(
    r"(?:(?:nee|ik denk|volgens mij|gelukkig) )*(?:(?:nog )?(?:geen|niets|niks)"
    r"(?: (?:van|enkele?)(?: (?:deze|die|dit|dat|alle|allemaal|de|het|bovenstaande))*(?: [a-z]+)?)?|none(?: of (?:these|them|those|the above))?|nothing(?: yet| like that)?|not yet|nvt|niet van toepassing|nee+)"
)
_FIGURES = r"\d{1,2}(?:e|ste|de)?"
_NUMBERS = re.compile(rf"\W*{_FIGURES}(?:(?:\W|\ben\b|\band\b|\bplus\b)+{_FIGURES})*\W*")
_RANGE = re.compile(r"\W*(\d{1,2}) ?(?:t/m|tm|tot en met|-) ?(\d{1,2})\W*")


def _not_one_of(context: Context) -> str:
    return context.say(SAID, "niet_een_van", antwoorden="; ".join(option.text for option in context.options))


class Choice:
    """One of the options."""

    id = "keuze"

    def parse(self, text: str, context: Context) -> Parsed:
        """The option that is meant: by id, number, its words or other words for it, also misspelt."""
        said = clean(text)
        one = exactly(said, context.options) or numbered(said, context.options)
        if one is not None:
            return Understood(one.id)
        hits = named(words(said), context.options)
        meant = list(dict.fromkeys(hit.option for hit in hits))
        certain = bool(hits) and all(hit.exact for hit in hits) and not doubts(said)
        if not meant:
            if is_unknown(said):
                return Unknown()
            none = none_option(context.options)
            if none is not None and _NONE.fullmatch(words(said)):
                return Understood(none.id)
            meant = _by_yes_or_no(said, context.options) or resembling(words(said), context.options)
        if len(meant) == 1:
            return Understood(meant[0].id, certain=certain)
        if 2 <= len(meant) <= 3 and len(meant) < max(3, len(context.options)):
            return Misunderstood(context.say(SAID, "kies_er_een", een=meant[0].text, ander=meant[1].text))
        return Misunderstood(_not_one_of(context))

    def show(self, value: JSONValue, context: Context) -> str:
        """The option's text."""
        return next((option.text for option in context.options if option.id == value), str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """The id of an option."""
        known = isinstance(value, str) and value in {option.id for option in context.options}
        return None if known else context.say(SAID, "kies_antwoord")

    def schema(self, context: Context) -> dict[str, object]:
        """One of the ids."""
        return {"type": "string", "enum": [option.id for option in context.options]}


def _by_yes_or_no(said: str, options: Sequence[Option]) -> list[Option]:
    """For a choice that has yes and no among its answers: the one that a free answer comes down to."""
    answer = yes_or_no(words(said))
    meant = "ja" if answer else "nee"
    return [option for option in options if answer is not None and meant in phrases(option)]


class Choices:
    """Any number of the options."""

    id = "meerkeuze"

    def parse(self, text: str, context: Context) -> Parsed:
        """Every option that is named and not denied, in the options' own order."""
        said = clean(text)
        options = context.options
        numbers = numbers_in(said)
        if numbers is not None:
            if not all(1 <= number <= len(options) for number in numbers):
                return Misunderstood(context.say(SAID, "kies_nummers", hoogste=len(options)))
            return self._chosen([options[number - 1] for number in numbers], True, context)
        one = exactly(said, options)
        if one is not None:
            return self._chosen([one], True, context)
        every = _ALL.fullmatch(words(said))
        if every is not None:
            return self._everything(every["count"], words(said), context)
        hits = named(words(said), options)
        if not hits and is_unknown(said):
            return Unknown()
        if not hits and _NONE.fullmatch(words(said)):
            none = none_option(options)
            return self._chosen([none] if none else [], True, context)
        alike = parts_resembling(said, options)
        chosen = [hit.option for hit in hits] + alike
        if not chosen:
            return Misunderstood(_not_one_of(context))
        return self._chosen(chosen, not alike and all(hit.exact for hit in hits), context)

    def _everything(self, count: str | None, said: str, context: Context) -> Parsed:
        none = none_option(context.options)
        real = [option for option in context.options if option is not none]
        told = number_of(count) if count else 2 if "beide" in said or "allebei" in said else None
        if told is not None and told != len(real):
            return Misunderstood(context.say(SAID, "noem_antwoorden", aantal=len(real)))
        return self._chosen(real, True, context)

    def _chosen(self, chosen: Sequence[Option], certain: bool, context: Context) -> Parsed:
        none = none_option(context.options)
        real = {option.id for option in chosen if option is not none}
        ids = [option.id for option in context.options if option.id in (real or {one.id for one in chosen})]
        fault = Choices.check(self, ids, context)
        return Misunderstood(fault) if fault else Understood(ids, certain=certain)

    def show(self, value: JSONValue, context: Context) -> str:
        """The texts with commas."""
        texts = {option.id: option.text for option in context.options}
        shown = ", ".join(texts.get(name, str(name)) for name in value)
        return shown or context.say(SAID, "niets_daarvan")

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A list of different ids, as many as the limits allow."""
        known = {option.id for option in context.options}
        if not isinstance(value, list) or not all(isinstance(name, str) and name in known for name in value):
            return context.say(SAID, "kies_uit")
        if len(set(value)) < len(value):
            return context.say(SAID, "kies_een_keer")
        if context.minimum is not None and len(value) < context.minimum:
            return context.say(SAID, "kies_minstens", aantal=context.minimum)
        if context.maximum is not None and len(value) > context.maximum:
            return context.say(SAID, "kies_hoogstens", aantal=context.maximum)
        return None

    def schema(self, context: Context) -> dict[str, object]:
        """A list of ids."""
        ids = [option.id for option in context.options]
        return {"type": "array", "items": {"type": "string", "enum": ids}, "uniqueItems": True}


def numbers_in(said: str) -> list[int] | None:
    """The numbers of an answer that is nothing but numbers of options; None when it is more."""
    across = _RANGE.fullmatch(said)
    if across and int(across[1]) < int(across[2]):
        return list(range(int(across[1]), int(across[2]) + 1))
    if not _NUMBERS.fullmatch(said):
        return None
    return [int(number) for number in re.findall(r"\d{1,2}", said)]


def parts_resembling(said: str, options: Sequence[Option]) -> list[Option]:
    """For each part of an enumeration in which no option is named, the one option that resembles it."""
    alike = []
    for part in re.split(r"[,;+&/\n]|\b(?:en|and)\b|\bplus\b", said.lower()):
        if words(part) and not named(words(part), options):
            close = resembling(words(part), options)
            alike.extend(close if len(close) == 1 else [])
    return alike


_WEIGHTS = (
    (
        5,
        r"heel zwaar|heel erg|heel veel|enorm|ontzettend|verschrikkelijk|extreem|zeer|ernstig|heel|very|extremely|terribly|unbearabl[ey]",
    ),
    (2, r"een beetje|beetje|licht|een klein beetje|niet zo|weinig|iets|a little|a bit|slightly|light"),
    (1, r"nauwelijks|amper|bijna niet|hardly|barely"),
    (4, r"zwaar|erg|veel|flink|behoorlijk|fors|heavy|heavily|a lot|much|badly"),
    (3, r"gemiddeld|redelijk|matig|best|average|moderate(?:ly)?"),
)


class Effects(Choices):
    """Several options, each with a weight from 1 to 5; without a figure or word for it the weight is 3."""

    id = "gevolgen"
    MIDDLE = 3

    def parse(self, text: str, context: Context) -> Parsed:
        """A weight per named option."""
        said = clean(text)
        pairs = re.findall(r"(\d{1,2}) ?[:=] ?(\d{1,2})", said)
        if pairs and re.fullmatch(r"(?:\W*\d{1,2} ?[:=] ?\d{1,2})+\W*", said):
            weights = {int(number): int(weight) for number, weight in pairs}
            if not all(1 <= number <= len(context.options) for number in weights):
                return Misunderstood(_not_one_of(context))
            return self._weighed(
                {context.options[number - 1].id: w for number, w in weights.items()}, context
            )
        found = self._weights(said, context.options)
        if found:
            return self._weighed(found, context)
        every = re.fullmatch(
            r"(?:alles|allemaal|alle|all|everything)\W*(?:(?:een )?([0-9]{1,2}))?\W*", said.lower()
        )
        if every:
            weight = int(every[1]) if every[1] else self.MIDDLE
            return self._weighed({option.id: weight for option in context.options}, context)
        plain = super().parse(said, context)
        if not isinstance(plain, Understood):
            return plain
        return self._weighed(dict.fromkeys(plain.value, self.MIDDLE), context)

    def _weights(self, said: str, options: Sequence[Option]) -> dict[str, int]:
        weights: dict[str, int] = {}
        for part in re.split(r"[,;+&\n]|\b(?:en|and)\b|\.(?:\s|$)", said.lower()):
            plain = words(part)
            tokens = plain.split()
            hits = named(plain, options)
            for place, hit in enumerate(hits):
                until = hits[place + 1].start if place + 1 < len(hits) else len(tokens)
                before = tokens[: hit.start] if place == 0 else []
                told = (_weight(tokens[hit.end : until]), _weight(before))
                weights[hit.option.id] = next((weight for weight in told if weight is not None), self.MIDDLE)
        return weights

    def _weighed(self, weights: dict[str, int], context: Context) -> Parsed:
        if not all(1 <= weight <= 5 for weight in weights.values()):
            return Misunderstood(context.say(SAID, "cijfer"))
        return Understood(
            {option.id: weights[option.id] for option in context.options if option.id in weights}
        )

    def show(self, value: JSONValue, context: Context) -> str:
        """`Inkomen (4 van 5), Gezin (3 van 5)`."""
        texts = {option.id: option.text for option in context.options}
        shown = ", ".join(
            context.say(SAID, "zwaarte", naam=texts.get(name, name), cijfer=weight)
            for name, weight in value.items()
        )
        return shown or context.say(SAID, "niets_daarvan")

    def check(self, value: JSONValue, context: Context) -> str | None:
        """Ids with weights."""
        known = {option.id for option in context.options}
        fine = isinstance(value, dict) and all(
            name in known and isinstance(weight, int) and not isinstance(weight, bool) and 1 <= weight <= 5
            for name, weight in value.items()
        )
        return None if fine else context.say(SAID, "cijfer_per_deel")

    def schema(self, context: Context) -> dict[str, object]:
        """An object of weights."""
        weight = {"type": "integer", "minimum": 1, "maximum": 5}
        return {
            "type": "object",
            "properties": {option.id: weight for option in context.options},
            "additionalProperties": False,
        }


def _weight(tokens: Sequence[str]) -> int | None:
    """The weight that these words tell, in figures or otherwise; None when they tell none."""
    for word in tokens:
        number = None if word == "een" else number_of(word)
        if number is not None:
            return number
    said = " ".join(tokens)
    return next((weight for weight, pattern in _WEIGHTS if re.search(rf"\b(?:{pattern})\b", said)), None)
