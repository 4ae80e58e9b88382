"""The kinds for an amount of money and for a whole number."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, doubts, is_unknown
from bot.doors.kinds.figures import in_figures
from bot.doors.kinds.money import canonical, find_amounts, is_vague, show_amount

LARGEST = Decimal(10_000_000)


class Money:
    """An amount above nought. Canonical: a decimal text with two decimals, `"274.00"`."""

    id = "bedrag"

    def parse(self, text: str, context: Context) -> Parsed:
        """One amount above nought; a vague or negative one is asked again."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        found = find_amounts(said)
        marked = [amount for amount in found if amount.marked]
        chosen = marked if len(marked) == 1 else found
        if not chosen:
            if is_vague(said):
                return Misunderstood(
                    "Dat bedrag is nog niet precies genoeg. Noem een getal, bijvoorbeeld 300 euro. Ongeveer mag ook."
                )
            return Misunderstood("Ik lees hier geen bedrag in. Noem een getal, bijvoorbeeld 250 of 1.250,50.")
        values = list(dict.fromkeys(amount.value for amount in chosen))
        if len(values) > 1:
            shown = " of ".join(show_amount(canonical(value)) for value in values[:2])
            return Misunderstood(f"Ik lees meer dan een bedrag: {shown}. Welk bedrag bedoelt u?")
        fault = _fault(values[0])
        if fault is not None:
            return Misunderstood(fault)
        return Understood(canonical(values[0]), certain=chosen[0].certain and not doubts(said))

    def show(self, value: JSONValue, context: Context) -> str:
        """`€ 274` or `€ 1.250,50`."""
        return show_amount(str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """The canonical text of an amount above nought."""
        if not isinstance(value, str) or not re.fullmatch(r"\d{1,8}\.\d{2}", value):
            return "Een bedrag hoort er zo uit te zien: 274.00"
        return _fault(Decimal(value))

    def schema(self, context: Context) -> dict[str, object]:
        """A decimal text."""
        return {"type": "string", "pattern": r"^\d{1,8}\.\d{2}$", "examples": ["274.00"]}


def _fault(value: Decimal) -> str | None:
    if value < 0:
        return "Een bedrag kan niet onder nul zijn. Noem een bedrag zoals 250 euro."
    if value == 0:
        return "Een bedrag van nul euro kan ik niet opschrijven. Noem een bedrag zoals 250 euro."
    if value > LARGEST:
        return "Dat bedrag is te groot. Kijk of er een cijfer of een komma te veel staat."
    return None


class Number:
    """A whole number, such as an age."""

    id = "getal"

    def parse(self, text: str, context: Context) -> Parsed:
        """One whole number within the limits."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        found = re.findall(r"(?<![\d.,])\d{1,9}(?![\d.,]\d)", in_figures(said))
        if len(set(found)) != 1:
            return Misunderstood("Ik zoek een getal, bijvoorbeeld 28.")
        value = int(found[0])
        fault = self.check(value, context)
        return Misunderstood(fault) if fault else Understood(value)

    def show(self, value: JSONValue, context: Context) -> str:
        """The number in figures."""
        return str(value)

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A whole number within the limits."""
        if not isinstance(value, int) or isinstance(value, bool):
            return "Dit hoort een heel getal te zijn."
        low, high = context.minimum or 0, context.maximum or 1_000_000
        return (
            None
            if low <= value <= high
            else f"Dat getal kan hier niet: het ligt niet tussen {low} en {high}."
        )

    def schema(self, context: Context) -> dict[str, object]:
        """A whole number."""
        return {"type": "integer", "minimum": context.minimum or 0}
