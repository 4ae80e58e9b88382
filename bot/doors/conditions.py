"""Whether a condition of a door file holds for a draft. Pure; an unanswered field makes no test true."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bot.doors.draft import Draft, path
from bot.doors.model import Condition

# What the register knows of a value: (field, its value, name of the property) → the property.
type Property = Callable[[str, Any, str], Any]
# Which group a field belongs to; None for a field of the door itself.
type GroupOf = Callable[[str], str | None]

_BETWEEN_WORDS = re.compile(r"[^\w']+")


class Conditions:
    """Evaluates the closed set of operators for one door."""

    def __init__(self, group_of: GroupOf, property_of: Property) -> None:
        self._group_of = group_of
        self._property_of = property_of

    def holds(self, condition: Condition | None, draft: Draft, index: int | None = None) -> bool:
        """True when the condition holds; `index` is the item of the group that the asker stands in."""
        if condition is None:
            return True
        if condition.alle is not None:
            return all(self.holds(part, draft, index) for part in condition.alle)
        if condition.een_van is not None:
            return any(self.holds(part, draft, index) for part in condition.een_van)
        if condition.niet is not None:
            return not self.holds(condition.niet, draft, index)
        if condition.aantal is not None:
            return draft.count(condition.aantal) >= (condition.minstens or 0)
        if condition.enige is not None:
            return any(
                self.holds(condition.waar, draft, number) for number in range(draft.count(condition.enige))
            )
        return self._test(condition, draft, index)

    def _test(self, condition: Condition, draft: Draft, index: int | None) -> bool:
        name = condition.veld or ""
        if condition.beantwoord is not None:
            group = self._group_of(name)
            place = path(name, group, index) if group and index is not None else name
            return (draft.get(place) is not None) is condition.beantwoord
        value: Any
        if name == "verhaal_burger":
            value = draft.story
        else:
            group = self._group_of(name)
            value = draft.value(path(name, group, index) if group and index is not None else name)
            if condition.feit is not None and value is not None:
                value = self._property_of(name, value, condition.feit)
        if condition.bekend is not None:
            return (value is not None) is condition.bekend
        if value is None:
            return False
        return _compare(condition, value)


def _compare(condition: Condition, value: Any) -> bool:
    if condition.is_ is not None:
        return bool(value == condition.is_)
    if condition.in_ is not None:
        return value in condition.in_
    if condition.bevat is not None:
        return condition.bevat in value
    if condition.bevat_een_van is not None:
        return any(item in value for item in condition.bevat_een_van)
    if condition.onder is not None:
        return int(value) < condition.onder
    return names(str(value), condition.noemt or [])


def plain(text: str) -> str:
    """A text in lower case without accents and with single spaces, for looking words up."""
    folded = text.lower()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return " ".join(_BETWEEN_WORDS.sub(" ", folded).split())


def names(text: str, words: Sequence[str]) -> bool:
    """True when the text holds one of the words; a word ending in `*` matches any ending."""
    haystack = f" {plain(text)} "
    return any(_needle(word) in haystack for word in words)


@cache
def _needle(word: str) -> str:
    """A word of the data as it is looked for: whole, or as the beginning of one. The data are few, and stay."""
    return f" {plain(word.rstrip('*'))}" if word.endswith("*") else f" {plain(word)} "
