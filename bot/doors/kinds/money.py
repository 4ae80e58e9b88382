"""Amounts of money in Dutch text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.doors.kinds.clean import fold
from bot.doors.kinds.numbers import NUMBER_WORDS, words_to_int
from bot.language import DUTCH


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at [start, end) of a text. `marked`: the text itself says that it is money."""

    value: Decimal
    start: int
    end: int
    marked: bool
    certain: bool = True


_SIGN = r"(?P<sign>[-–−](?=[\d€])|\bmin(?:us)? )?"
_BEFORE = r"(?P<before>€ ?-?|\b(?:eur|euro) ?(?=\d))?"
_FACTOR = r"(?: ?(?P<factor>k|duizend|mille|ton|miljoen)(?![^\W_]))?"
_AFTER = r"(?: ?(?P<after>€|euro(?:'?s|tjes|otjes)?(?![^\W_])|eur(?![^\W_])|piek(?![^\W_])))?"
_NUMERIC = re.compile(
    rf"(?<![^\W_])(?<![.,/•@#])(?<!\d[-–−]){_SIGN}{_BEFORE}"
    r"(?:(?P<english>\d{1,3}(?:,\d{3})+\.\d{2})"
    r"|(?P<whole>\d{1,3}(?:[ .']\d{3})+(?!\d)|\d+)(?:(?P<point>[.,])(?P<cents>\d{1,3}(?!\d)|[-–—=]{1,2}))?)"
    rf"{_FACTOR}{_AFTER}(?![\w@]|[.,:/'][^\W_]|[-–−] ?\d)"
    r"(?:(?<=euro) (?:en )?(?P<loose>\d\d)(?: cent)?(?!\d|[.,/-]\d| ?[^\W\d_]))?"
)
_IN_WORDS = re.compile(
    rf"(?<![^\W_])(?P<number>anderhal(?:f|ve)(?= ?(?:duizend|ton|mille))|{NUMBER_WORDS}){_FACTOR}{_AFTER}"
)
_TENS_OF = re.compile(rf"(?<![^\W_])(?:(?P<count>\d{{1,3}}|{NUMBER_WORDS}) )?tientjes?(?![^\W_])")
_CENTS = re.compile(rf"(?<![^\W_])(?P<count>\d{{1,2}}|{NUMBER_WORDS}) (?:euro)?cent(?:en)?(?![^\W_])")

# What comes after a number that is no money: days, times, percentages, months.
_OTHER_UNIT = re.compile(
    r" ?(?:%|procent|jaar|jaren|jarige?|maand(?:en)?\b|we(?:ek|ken)\b|dag(?:en)?\b|uur|uren|minuten|keer|maal|x\b|km|kilometer"
    r"|kind(?:eren)?\b|person(?:en)?\b|mens(?:en)?\b|boetes|brie(?:f|ven)|schulden|termijn(?:en)?\b|instanties|januari|februari"
    r"|maart|april|mei|juni|juli|augustus|september|oktober|november|december|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec"
    r"|(?<=\d{4}) ?(?!(?:en|of|om|al|te|is|ik|in|op|ja|nu|pm|er|ze|we|je|tm|af)\b)[a-z]{2}\b|e\b|de\b|ste\b)"
)
_FACTORS = {"k": 1000, "duizend": 1000, "mille": 1000, "ton": 100_000, "miljoen": 1_000_000}
_VAGUE = re.compile(
    r"\b(?:(?:een )?paar|enkele|een aantal|een heleboel|best veel|heel veel|te veel|veel|een hoop|flink wat|weinig)\b"
    r"|\b(?:honderden|duizenden|tientallen|tonnen|miljoenen)\b"
)


_VAGUE_BEFORE = re.compile(r"(?:paar|enkele|aantal|heleboel|zoveel|veel) $")


def is_vague(text: str) -> bool:
    """True for an amount without a figure: "een paar honderd", "duizenden euro's"."""
    return bool(_VAGUE.search(fold(text)))


def find_amounts(text: str) -> list[Amount]:
    """Every number in a text that can be an amount, in order; also bare ones (`marked` is False for those).

    Dutch writing wins: `1.250` is 1250, `12,5` is 12.50. `1,250` is read as 1250, not certain. Negative
    amounts are given as such. Numbers that carry another unit ("3 jaar", "12 maart") are left out.
    """
    folded = fold(text)
    found: list[Amount] = []
    taken = bytearray(len(folded))
    for source in (_tens, _cents, _numeric, _in_words):
        for amount in source(folded):
            if not any(taken[amount.start : amount.end]):
                taken[amount.start : amount.end] = b"x" * (amount.end - amount.start)
                found.append(amount)
    found.sort(key=lambda amount: amount.start)
    return _with_their_cents(found, folded)


def _with_their_cents(found: list[Amount], folded: str) -> list[Amount]:
    """ "zes euro en vijftig cent" is one amount."""
    joined: list[Amount] = []
    for amount in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and folded.endswith(("cent", "centen"), 0, amount.end)
            and folded.endswith("euro", 0, before.end)
            and re.fullmatch(r" ?(?:en|,)? ?", folded[before.end : amount.start])
        ):
            joined[-1] = replace(before, value=before.value + amount.value, end=amount.end)
        else:
            joined.append(amount)
    return joined


def _numeric(folded: str) -> Iterator[Amount]:
    for match in _NUMERIC.finditer(folded):
        cents = match["cents"] or ""
        marked = bool(match["before"] or match["after"] or (cents and not cents[0].isdigit()))
        if not marked and _OTHER_UNIT.match(folded, match.end()) and not match["factor"]:
            continue
        certain = True
        if match["english"]:
            value = Decimal(match["english"].replace(",", ""))
        else:
            whole = re.sub(r"\D", "", match["whole"])
            if len(whole) > 12:
                continue
            if len(cents) == 3:
                value, certain = Decimal(whole + cents), False
            else:
                value = Decimal(f"{whole}.{cents if cents.isdigit() else '0'}")
            if match["loose"]:
                value += Decimal(match["loose"]) / 100
        value *= _FACTORS.get(match["factor"] or "", 1)
        if match["sign"] or "-" in (match["before"] or ""):
            value = -value
        yield Amount(value, match.start(), match.end(), marked, certain)


def _in_words(folded: str) -> Iterator[Amount]:
    for match in _IN_WORDS.finditer(folded):
        text = match["number"]
        start = match.start()
        factor = _FACTORS.get(match["factor"] or "", 1)
        if text.startswith("anderhal"):
            value: Decimal | None = Decimal("1.5")
        else:
            number, skipped = _longest_number(text)
            start += skipped
            value = None if number is None else Decimal(number)
        marked = bool(match["after"])
        if value is None or _VAGUE_BEFORE.search(folded[max(0, start - 12) : start]):
            continue  # "een paar honderd" is not a hundred
        if not marked and _OTHER_UNIT.match(folded, match.end()):
            continue
        if value < 10 and not marked and factor == 1:
            continue  # "een", "twee": far more often an article or a count than money
        yield Amount(value * factor, start, match.end(), marked)


def _longest_number(text: str) -> tuple[int | None, int]:
    """The number that the words are, without words before it that do not belong to it ("en twee honderd")."""
    skipped = 0
    while True:
        number = words_to_int(text[skipped:])
        if number is not None:
            return number, skipped
        space = re.search(r"[ -]+", text[skipped:])
        if space is None:
            return None, skipped
        skipped += space.end()


def _tens(folded: str) -> Iterator[Amount]:
    for match in _TENS_OF.finditer(folded):
        counted = _counted(match)
        if counted is not None and not is_vague(folded[max(0, match.start() - 9) : match.end()]):
            yield Amount(Decimal(10 * counted[0]), counted[1], match.end(), True)


def _cents(folded: str) -> Iterator[Amount]:
    for match in _CENTS.finditer(folded):
        counted = _counted(match)
        if counted is not None:
            yield Amount(Decimal(counted[0]) / 100, counted[1], match.end(), True)


def _counted(match: re.Match[str]) -> tuple[int, int] | None:
    """How many, and where that begins: in "en vijftig cent" at "vijftig"."""
    text = match["count"]
    if text is None:
        return 1, match.start()
    number, skipped = (int(text), 0) if text.isdigit() else _longest_number(text)
    return None if number is None else (number, match.start() + skipped)


def canonical(value: Decimal) -> str:
    """An amount as the canonical string: `274.00`."""
    return f"{value:.2f}"


def show_amount(value: str) -> str:
    """A canonical amount as people write it: `€ 274`, `€ 1.250,50`."""
    return DUTCH.amount(value)
