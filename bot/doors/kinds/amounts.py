"""The kinds for an amount of money and for a whole number."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, doubts, fold, is_unknown, words
from bot.doors.kinds.dates import find_dates
from bot.doors.kinds.money import Amount, canonical, find_amounts, is_vague
from bot.doors.kinds.numbers import NUMBER_WORDS, words_to_int
from bot.doors.kinds.said import SAID

LARGEST = Decimal(10_000_000)
_NOTHING = re.compile(
    r"(?:nee )?(?:ik )?(?:kan |heb |houd |hou )?(?:ik )?(?:echt |helemaal |nu |even )*"
    r"(?:niets|niks|nul(?: euro)?|geen(?: euro| cent)?|noppes|0)(?: euro)?(?: meer)?(?: over| missen| betalen| te missen)?(?: hebben)?"
)
_EITHER = re.compile(r" ?(?:a|of|tot|t/m|en|-|–|/) ?")
_RANGE = re.compile(r"\d ?[-–] ?\d")


class Money:
    """An amount. Canonical: a decimal text with two decimals, `"274.00"`. Above nought, unless the minimum is 0."""

    id = "bedrag"

    def parse(self, text: str, context: Context) -> Parsed:
        """One amount; a vague, negative or double one is asked again."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        if _NOTHING.fullmatch(words(said)):
            return self._checked(Decimal(0), True, context)
        chosen = self._meant(said, context)
        if not chosen:
            return self._without_amount(said, context)
        values = list(dict.fromkeys(amount.value for amount in chosen))
        if len(values) > 1:
            shown = context.say(SAID, "en").join(
                context.phrases.amount(canonical(value)) for value in values[:2]
            )
            return Misunderstood(context.say(SAID, "meer_bedragen", bedragen=shown))
        return self._checked(values[0], chosen[0].certain and not doubts(said), context)

    def _meant(self, said: str, context: Context) -> list[Amount]:
        days = find_dates(said, context.today)
        found = [
            amount
            for amount in find_amounts(said)
            if amount.marked or all(amount.end <= day.start or day.end <= amount.start for day in days)
        ]
        marked = [amount for amount in found if amount.marked]
        if len(marked) != 1:
            return found
        # Of "2 boetes van 274 euro" it is the money; of "25 of 30 euro" it is either.
        place = found.index(marked[0])
        before = found[place - 1] if place else None
        either = before is not None and _EITHER.fullmatch(fold(said[before.end : marked[0].start]))
        return [before, marked[0]] if before is not None and either else marked

    def _without_amount(self, said: str, context: Context) -> Parsed:
        number = words_to_int(said.strip(" .!"))
        if number is not None:
            return self._checked(Decimal(number), not doubts(said), context)
        if is_vague(said):
            return Misunderstood(context.say(SAID, "bedrag_vaag"))
        if find_dates(said, context.today):
            return Misunderstood(context.say(SAID, "bedrag_is_datum"))
        if _RANGE.search(said):
            return Misunderstood(context.say(SAID, "bedrag_van_tot"))
        return Misunderstood(context.say(SAID, "geen_bedrag"))

    def _checked(self, value: Decimal, certain: bool, context: Context) -> Parsed:
        fault = _fault(value, context)
        return Misunderstood(fault) if fault else Understood(canonical(value), certain=certain)

    def show(self, value: JSONValue, context: Context) -> str:
        """`€ 274` or `€ 1.250,50`."""
        return context.phrases.amount(str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """The canonical text of an amount within the limits."""
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,8}\.[0-9]{2}", value):
            return context.say(SAID, "bedrag_vorm")
        return _fault(Decimal(value), context)

    def schema(self, context: Context) -> dict[str, object]:
        """A decimal text."""
        return {"type": "string", "pattern": r"^\d{1,8}\.\d{2}$", "examples": ["274.00"]}


def _fault(value: Decimal, context: Context) -> str | None:
    if value < 0:
        return context.say(SAID, "bedrag_onder_nul")
    if value == 0 and context.minimum != 0:
        return context.say(SAID, "bedrag_nul")
    if context.minimum is not None and value < context.minimum:
        least = context.phrases.amount(canonical(Decimal(context.minimum)))
        return context.say(SAID, "bedrag_te_klein", bedrag=least)
    if value > LARGEST:
        return context.say(SAID, "bedrag_te_groot")
    if context.maximum is not None and value > context.maximum:
        most = context.phrases.amount(canonical(Decimal(context.maximum)))
        return context.say(SAID, "bedrag_hoogstens", bedrag=most)
    return None


class Number:
    """A whole number, such as an age."""

    id = "getal"
    _FOUND = re.compile(
        rf"(?<![\w.,])(?P<minus>[-−])?(?:(?P<digits>\d{{1,9}})(?![\d]|[.,]\d)|(?P<words>nul|{NUMBER_WORDS}))"
    )

    def parse(self, text: str, context: Context) -> Parsed:
        """One whole number within the limits."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        if re.fullmatch(r"geen(?: enkele?)?|niemand|niks|niets", words(said)):
            return self._checked(0, True, context)
        found = list(dict.fromkeys(self._numbers(fold(said))))
        if len(found) > 1:
            found = [number for number in found if number != 1 or re.search(r"\b1\b", said)] or found
        if len(found) > 1:
            return Misunderstood(context.say(SAID, "meer_getallen", een=found[0], ander=found[1]))
        if not found:
            return Misunderstood(context.say(SAID, "geen_getal"))
        return self._checked(found[0], not doubts(said), context)

    def _numbers(self, folded: str) -> list[int]:
        numbers = []
        for match in self._FOUND.finditer(folded):
            number = int(match["digits"]) if match["digits"] else words_to_int(match["words"])
            if number is not None:
                numbers.append(-number if match["minus"] else number)
        return numbers

    def _checked(self, number: int, certain: bool, context: Context) -> Parsed:
        fault = self.check(number, context)
        return Misunderstood(fault) if fault else Understood(number, certain=certain)

    def show(self, value: JSONValue, context: Context) -> str:
        """The number in figures."""
        return str(value)

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A whole number within the limits."""
        if not isinstance(value, int) or isinstance(value, bool):
            return context.say(SAID, "getal_vorm")
        low, high = self._limits(context)
        if low <= value <= high:
            return None
        return context.say(SAID, "getal_kan_niet", laagste=low, hoogste=high)

    def _limits(self, context: Context) -> tuple[int, int]:
        low = 0 if context.minimum is None else context.minimum
        return low, 1_000_000 if context.maximum is None else context.maximum

    def schema(self, context: Context) -> dict[str, object]:
        """A whole number."""
        low, high = self._limits(context)
        return {"type": "integer", "minimum": low, "maximum": high}
