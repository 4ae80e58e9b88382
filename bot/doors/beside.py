"""Which amounts belong together, and to whom: "4200 bij duo, 312 euro bij het waterschap", "boetes van 274 en 119". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.doors.extract import Facts, FoundAmount
from bot.doors.kinds.clean import fold
from bot.doors.kinds.money import canonical
from bot.doors.kinds.numbers import NUMBER_WORDS, number_of

type Span = tuple[int, int]

# Where one debt ends and the next begins: a point inside a number is none.
_PART_END = re.compile(r"[;\n]|[,.:](?!\d)|\b(?:en|and|plus|maar|but|dan nog)\b|\+")
# What may stand between a bare number and who is owed: "4200 schuld bij de gemeente", "duo: nog 4200".
_DEBT = r"(?:schuld|achterstand|boete|rekening|debt)"
_THEN_WHO = re.compile(
    rf" ?(?:{_DEBT} )?(?:aan|bij|voor|van|naar|op|to|at|for|with)? ?(?:de |het |een |mijn |m'n |me |onze |the |my )?"
)
_THEN_NUMBER = re.compile(
    rf"[ :=-]*(?:is |wil |vraagt |eist |krijgt |staat (?:er )?|moet (?:ik |het )?|voor |van |ad )?(?:nog |ook |een )*(?:{_DEBT} )?(?:van )?"
)
# What may follow a bare number that is an amount: the end of it, or what is said of money.
_ENDS = re.compile(
    rf" ?(?:$|[,.;:+)\n]|(?:en|and|plus|maar|want|dan|bij|aan|open|achter|zijn|terug|betalen|kan|mag|in|dus|{_DEBT})\b)"
)


# An amount that is paid already is not what is owed.
_PAID = re.compile(
    r"\b(?:betaal|betalen|betaalde|pay) (?:ik |wij |we )?(?:al|nu|elke|iedere|maandelijks|already)\b(?:(?!\b(?:en|maar|and|but)\b)[^,.;])*$"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """An executor or an amount, where it stands."""

    start: int
    end: int
    executor: str | None = None
    amount: FoundAmount | None = None


def amounts_beside(facts: Facts, spoken_of: Mapping[str, Iterable[Span]]) -> dict[str, str]:
    """The amount that is owed to each executor, for those of whom the text says it beyond doubt; canonical values.

    `spoken_of`: where `facts.text` speaks of each executor. Within a part of a sentence executors and amounts must take turns, as
    many of the one as of the other; a number without a sign must stand right beside its executor. Who gets two amounts gets none.
    """
    folded = fold(facts.text)
    executors = [
        _Said(start, end, executor=executor) for executor, spans in spoken_of.items() for start, end in spans
    ]
    owed = [one for one in facts.amounts if not one.affordable and not one.per_month]
    owed += [one for one in facts.bare if _stands_beside(folded, one, executors)]
    amounts = [_Said(one.start, one.end, amount=one) for one in owed if not _PAID.search(folded[: one.start])]
    ends = [match.start() for match in _PART_END.finditer(folded)]
    parts: dict[int, list[_Said]] = {}
    for one in sorted((*executors, *amounts), key=lambda said: said.start):
        parts.setdefault(sum(end < one.start for end in ends), []).append(one)
    found: dict[str, set[str]] = {}
    last: str | None = None
    for part in parts.values():
        pairs = _in_turns(part)
        for executor, amount in pairs:
            found.setdefault(executor, set()).add(amount)
        if last is not None and all(one.executor is None for one in part):
            # "180 bij het cjib en 240 euro": that may be theirs too.
            found[last].update(one.amount.value for one in part if one.amount is not None)
        last = pairs[-1][0] if pairs else None
    return {executor: values.pop() for executor, values in found.items() if len(values) == 1}


def _in_turns(part: Sequence[_Said]) -> list[tuple[str, str]]:
    """Executors with their amounts, when the two kinds take turns or there is one of each; else nothing."""
    executors = {one.executor for one in part if one.executor is not None}
    values = {one.amount.value for one in part if one.amount is not None}
    if len(executors) == len(values) == 1:
        return [(executors.pop(), values.pop())]
    turns: list[_Said] = []
    for one in part:
        if not (turns and one.executor is not None and turns[-1].executor == one.executor):
            turns.append(one)
    kinds = [one.amount is None for one in turns]
    if len(turns) % 2 or any(first == second for first, second in pairwise(kinds)):
        return []
    pairs = []
    for pair in zip(turns[::2], turns[1::2], strict=True):
        executor = next(one.executor for one in pair if one.executor is not None)
        amount = next(one.amount for one in pair if one.amount is not None)
        pairs.append((executor, amount.value))
    return pairs


def _stands_beside(folded: str, number: FoundAmount, executors: Iterable[_Said]) -> bool:
    for one in executors:
        if number.end <= one.start and _THEN_WHO.fullmatch(folded[number.end : one.start]):
            return True
        if (
            one.end <= number.start
            and _THEN_NUMBER.fullmatch(folded[one.end : number.start])
            and _ENDS.match(folded, number.end)
        ):
            return True
    return False


# "3 boetes van 274, 119 en nog een van 52": what is counted, and what stands between its amounts.
_SEVERAL = re.compile(
    rf"(?:\b(?P<count>\d{{1,2}}|{NUMBER_WORDS}) )?(?:\w+ )?\b(?:\w*boetes|bekeuringen|\w*schulden|\w*aanslagen|\w*rekeningen|nota's"
    r"|naheffingen|vorderingen|terugvorderingen|fines|debts|bills)\b"
)
_BEFORE_FIRST = re.compile(r"[^.;!?\d]{0,50}")
_BETWEEN = re.compile(
    r"(?: ?euro)?(?:[ ,+&]|\b(?:en|plus|and|nog|ook|een|eentje|de|andere|ander|derde|tweede|laatste|van|is|ad|voor|a|one|of|another|boete|euro)\b)+"
)


def sum_of_several(facts: Facts) -> str | None:
    """The sum of amounts that stand in a row after what they are several of; None when a count beside it says otherwise."""
    folded = fold(facts.text)
    owed = sorted(
        (one for one in (*facts.amounts, *facts.bare) if not one.affordable and not one.per_month),
        key=lambda one: one.start,
    )
    for several in _SEVERAL.finditer(folded):
        row: list[FoundAmount] = []
        for one in owed:
            if one.start < several.end():
                continue
            between, joins = (
                (folded[row[-1].end : one.start], _BETWEEN)
                if row
                else (folded[several.end() : one.start], _BEFORE_FIRST)
            )
            if joins.fullmatch(between) is None:
                break
            row.append(one)
        count = number_of(several["count"]) if several["count"] else None
        if len(row) > 1 and count in {None, len(row)}:
            return canonical(sum((Decimal(one.value) for one in row), Decimal(0)))
    return None
