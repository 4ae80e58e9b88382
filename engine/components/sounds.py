"""How a Dutch word sounds, roughly: spellings that people mix up become one. Pure."""

from __future__ import annotations

import re

_SAME = (
    ("ij", "ei"),
    ("y", "ei"),
    ("ou", "au"),
    ("ch", "g"),
    ("ck", "k"),
    ("c", "k"),
    ("z", "s"),
    ("v", "f"),
    ("ie", "i"),
    ("sj", "s"),
)
_DOUBLED = re.compile(r"(.)\1+")
_LAST_D = re.compile(r"d?t$|d$")
_LAST_E = re.compile(r"(?:en|e)$")


def skeleton(word: str) -> str:
    """Return how a word sounds: ij/ei, d/t, c/k, z/s, v/f, ch/g and doubled letters are one, a last -e(n) is dropped."""
    for wrong, right in _SAME:
        word = word.replace(wrong, right)
    word = _LAST_D.sub("t", _DOUBLED.sub(r"\1", word))
    return _LAST_E.sub("", word) if len(word) > 4 else word
