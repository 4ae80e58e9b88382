"""Dutch numbers in words. Pure.

Why not a library: the one that reads Dutch fuses or refuses what people type ("hondertwintig",
"tweeentwintig", "een honderd"), and a wrong amount is worse than a question. It is the oracle in the tests.
"""

from __future__ import annotations

import re

from bot.doors.kinds.clean import fold

_UNITS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = {
    "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16,
    "zeventien": 17, "achttien": 18, "achtien": 18, "negentien": 19,
}  # fmt: skip
_TENS = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80,
    "negentig": 90,
}  # fmt: skip

BELOW_100 = {word: number for number, word in enumerate(_UNITS, start=1)} | _TEENS | _TENS
BELOW_100 |= {
    f"{unit}en{tens}": number + ten
    for number, unit in enumerate(_UNITS, start=1)
    for tens, ten in _TENS.items()
}

# The same words as `BELOW_100`, put so that a regular expression of them is made and read quickly.
_B = "|".join(
    [rf"(?:(?:{'|'.join(_UNITS)})en)?(?:{'|'.join(_TENS)})", *sorted(_TEENS, key=len, reverse=True), *_UNITS]
)
_BELOW_1000 = rf"(?:(?:{_B})?honder[dt]?(?:en(?=.))?)?(?:{_B})?"
_NUMBER = re.compile(rf"(?:(?P<thousands>{_BELOW_1000})duizen[dt](?:en(?=.))?)?(?P<rest>{_BELOW_1000})")
_HUNDREDS = re.compile(rf"(?:(?P<count>{_B})?(?P<hundred>honder[dt]?)(?:en(?=.))?)?(?P<rest>{_B})?")
_SPLIT_TEEN = re.compile(r"\b(?:vijf|zes|zeven|acht|negen)[ -]+tien")

_PART = "|".join(
    [*_UNITS, *sorted(_TEENS, key=len, reverse=True), *_TENS, r"honder[dt]?", "duizen[dt]", "en"]
)
# Words that can only be (part of) a number; `words_to_int` says whether together they are one. The bounds are
# those of the longest number below a million; without them "een een een …" costs quadratic time.
NUMBER_WORDS = rf"(?:{_PART}){{1,12}}(?:[ -](?:{_PART}){{1,12}}){{0,12}}(?![^\W_])"


def words_to_int(text: str) -> int | None:
    """The number (0 to 999.999) that these Dutch words are, or None when they are not exactly one number."""
    folded = fold(text).strip()
    if folded == "nul":
        return 0
    joined = re.sub(r"[ -]+", "", folded)
    match = _NUMBER.fullmatch(joined)
    if not joined or match is None or _SPLIT_TEEN.search(folded):
        return None
    total = _below_1000(match["rest"])
    if match["thousands"] is not None:
        total += 1000 * (_below_1000(match["thousands"]) or 1)
    return total


def _below_1000(text: str) -> int:
    match = _HUNDREDS.fullmatch(text)
    if match is None:  # pragma: no cover - the outer pattern is made of this one
        return 0
    hundreds = 100 * BELOW_100.get(match["count"] or "een", 1) if match["hundred"] else 0
    return hundreds + BELOW_100.get(match["rest"] or "", 0)


_ORDINALS = {"eerste": 1, "derde": 3, "laatste": -1}


def ordinal_to_int(text: str) -> int | None:
    """The number of an ordinal ("tweede", "twintigste", "3e"); -1 for "laatste"; None when it is none."""
    folded = fold(text).strip()
    if folded in _ORDINALS:
        return _ORDINALS[folded]
    digits = re.fullmatch(r"(\d{1,3})(?:e|de|ste)", folded)
    if digits:
        return int(digits[1])
    stem = re.fullmatch(r"(.+?)(?:de|ste)", folded)
    return words_to_int(stem[1]) if stem else None


def number_of(text: str) -> int | None:
    """The whole number that a text is, in digits or words."""
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else words_to_int(text)
