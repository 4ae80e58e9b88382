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


def safe_table(counts: Mapping[str, int]) -> SafeTable:
    """Rows that together give nothing away: no figure below ten, and none that follows from the total.

    What is too small goes into the rest; when the rest itself is too small, the smallest row goes with it, because
    the total minus the rows would tell it. Nothing at all is shown of fewer than ten together.
    """
    ordered = sorted(((name, count) for name, count in counts.items() if count > 0), key=_largest_first)
    shown = [(name, count) for name, count in ordered if count >= LEAST]
    rest = sum(count for _, count in ordered if count < LEAST)
    while 0 < rest < LEAST and shown:
        rest += shown.pop()[1]
    return SafeTable(tuple(shown), rest if rest >= LEAST else None)


def _largest_first(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]
