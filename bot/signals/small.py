"""Small numbers stay inside: below ten reporters nobody but the owning ministry sees a figure. Pure.

Ten is the bar of the assignment of this service; a smaller group of people could be recognised in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 10


@dataclass(frozen=True)
class SafeTable:
    """What may be shown: rows of at least ten, largest first; `rest` is the others together, or None."""

    rows: tuple[tuple[str, int], ...]
    rest: int | None


def may_show(reporters: int) -> bool:
    """Whether a figure about this many people may leave the owning ministry."""
    return reporters >= LEAST


def safe_table(counts: Mapping[str, int], apart: int = 0) -> SafeTable:
    """Rows that together give nothing away: no figure below ten, and none that follows from the total.

    What is too small goes into the rest, where `apart` more are; when the rest itself is too small, the smallest row
    goes with it, because the total minus the rows would tell it. Nothing at all is shown of fewer than ten together.
    """
    ordered = sorted(((name, count) for name, count in counts.items() if count > 0), key=_largest_first)
    shown = [(name, count) for name, count in ordered if count >= LEAST]
    rest = apart + sum(count for _, count in ordered if count < LEAST)
    while 0 < rest < LEAST and shown:
        rest += shown.pop()[1]
    return SafeTable(tuple(shown), rest if rest >= LEAST else None)


def overlapping_table(counts: Mapping[str, int], total: int) -> tuple[tuple[str, int], ...]:
    """Rows in which one person may count more than once (ministries that share a signal), largest first.

    Never added up, but with the total beside them the difference is of people too: those who count twice, or in no row.
    When it is of fewer than ten, the smallest row is left out.
    """
    shown = sorted(((name, count) for name, count in counts.items() if count >= LEAST), key=_largest_first)
    while shown and is_small(total - sum(count for _, count in shown)):
        shown.pop()
    return tuple(shown)


def kept_apart(own: Mapping[str, int], whole: Mapping[str, int]) -> frozenset[str]:
    """Whose own part may not be told beside the whole, because the difference is of fewer than ten people.

    Together their difference is of ten or more, or of nobody: it can be had from what is told of the others.
    """
    apart = {name for name, count in own.items() if is_small(whole.get(name, count) - count)}
    others = sorted(
        (name for name in own if name in whole and name not in apart), key=lambda one: (own[one], one)
    )
    while others and is_small(sum(whole[one] - own[one] for one in apart)):
        apart.add(others.pop(0))
    return frozenset(apart)


def is_small(difference: int) -> bool:
    """Whether this is somebody, and fewer than ten."""
    return 0 < abs(difference) < LEAST


def _largest_first(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]
