"""How a Dutch word sounds, roughly: the spellings that people mix up become one. Pure.

The engine has a like thing for what it learns from; it is sealed, and names may be folded more coarsely than words.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SAME = (
    (re.compile(r"eau|oo|au"), "o"),
    (re.compile(r"isch?(?![aeou])"), "is"),
    (re.compile(r"sch(?![aeiou])|sj|sh|tsj"), "s"),
    (re.compile(r"ij|y|ey|ei"), "y"),
    (re.compile(r"ou"), "o"),
    (re.compile(r"ch|gh|g"), "g"),
    (re.compile(r"ck|q|c"), "k"),
    (re.compile(r"ph|v"), "f"),
    (re.compile(r"th|d(?=$|s)"), "t"),
    (re.compile(r"ts(?=i)|z"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ie|ee|uu|aa"), lambda found: found[0][0]),
)
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """A folded word as it sounds: "rechtsbeistand" and "regtsbijstant" are one."""
    for pattern, one in _SAME:
        word = pattern.sub(one, word)
    return re.sub(r"dt?$", "t", _DOUBLED.sub(r"\1", word))


# How the letters of an abbreviation are said.
_LETTERS = {
    "a": "aa",
    "b": "bee",
    "c": "see",
    "d": "dee",
    "e": "ee",
    "f": "ef",
    "g": "gee",
    "h": "haa",
    "i": "ie",
    "j": "jee",
    "k": "kaa",
    "l": "el",
    "m": "em",
    "n": "en",
    "o": "oo",
    "p": "pee",
    "q": "kuu",
    "r": "er",
    "s": "es",
    "t": "tee",
    "u": "uu",
    "v": "vee",
    "w": "wee",
    "x": "iks",
    "y": "ij",
    "z": "set",
}
# A word that can be letters said aloud, however they are written.
_SAID_LETTERS = re.compile(
    r"(?:[bcdgjpstvwfz]h?ee?|sj?ee|[zs]et|oe|uu?|[hk]?aa?|ie?|e[flmnrs]?|oo?|iks|ij|kuu?|see)+"
)


def spelt(abbreviation: str) -> str:
    """The letters of an abbreviation as they are said: "svb" is "esveebee"."""
    return "".join(_LETTERS.get(letter, "") for letter in abbreviation)


def may_be_letters(word: str) -> bool:
    """Whether a folded word can be letters said aloud, however they are written."""
    return _SAID_LETTERS.fullmatch(word) is not None


def as_said(letters: str) -> str:
    """Letters said aloud, as they sound: "ceejeeiebee" and "seejeeiebee" are one."""
    return sound(letters.replace("oe", "u").replace("cee", "see").replace("zet", "set").replace("ka", "kaa"))
