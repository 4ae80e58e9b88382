"""Words of a text as the register looks them up: folded, with their places, and the forms that one word has."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# "U.W.V." and "d u o": letters that together are one abbreviation.
_SPELT = re.compile(r"\b(?:[^\W\d_]\.){2,6}[^\W\d_]?\b|\b(?:[^\W\d_] {1,3}){2,5}[^\W\d_]\b")
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: folded, its stem, and where it stands."""

    folded: str
    stem: str
    start: int
    end: int
    original: str


def fold(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def stem(word: str) -> str:
    """A word without the endings of plural and inflection: "boetes" and "boete" have one stem."""
    short = word.removesuffix("'s")
    if short.endswith("s") and not short.endswith("ss") and len(short) > _SHORTEST_STEM + 1:
        short = short[:-1]
    for ending in ("en", "e"):
        if short.endswith(ending) and len(short) - len(ending) >= _SHORTEST_STEM:
            short = short.removesuffix(ending)
            break
    if len(short) > _SHORTEST_STEM and short[-1] == short[-2] and short[-1] not in "aeiou":
        short = short[:-1]
    return short


def words(text: str) -> list[Word]:
    """The words of a text, in order; letters that are spelt out are one word."""
    spelt = [match.span() for match in _SPELT.finditer(text)]
    found = [_word(text, start, end, re.sub(r"[^\w]", "", fold(text[start:end]))) for start, end in spelt]
    for match in _WORD.finditer(text):
        if not any(start <= match.start() < end for start, end in spelt):
            found.append(_word(text, match.start(), match.end(), fold(match.group(0))))
    return sorted(found, key=lambda word: word.start)


def _word(text: str, start: int, end: int, folded: str) -> Word:
    return Word(folded, stem(folded), start, end, text[start:end])


def phrase(text: str) -> tuple[str, ...]:
    """A term as the folded words by which it is looked up."""
    return tuple(word.folded for word in words(text))
