"""Words of a text as the register looks them up: folded, with their places, and the forms that one word has."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,6}[^\W\d_]?\b|\b(?:[^\W\d_] ){2,5}[^\W\d_]\b")
# Endings that a Dutch word takes without becoming another: longest first.
_ENDINGS = ("en", "s", "e")
_STEM_FROM = 6


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: folded, and where it stands."""

    folded: str
    start: int
    end: int
    original: str


def fold(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> list[Word]:
    """The words of a text; "U.W.V." and "d u o" are one word each."""
    dotted = [match.span() for match in _DOTTED.finditer(text)]
    found: list[Word] = []
    for start, end in dotted:
        found.append(Word(re.sub(r"[^\w]", "", fold(text[start:end])), start, end, text[start:end]))
    for match in _WORD.finditer(text):
        if not any(start <= match.start() < end for start, end in dotted):
            found.append(Word(fold(match.group(0)), match.start(), match.end(), match.group(0)))
    return sorted(found, key=lambda word: word.start)


def stem(word: str) -> str:
    """A word without the ending of a plural or an inflection; short words stay as they are."""
    if len(word) < _STEM_FROM:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_FROM - 2:
            return word.removesuffix(ending)
    return word


def phrase(text: str) -> tuple[str, ...]:
    """A term as the words by which it is looked up."""
    return tuple(word.folded for word in words(text))
