"""How long somebody will wait, from how long others waited; nothing when too few did. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

# Fewer waits than this say nothing: then nobody knows, and that is what we say.
FEWEST = 3
# What happened longer ago was another time of the day.
RECENT = timedelta(hours=2)
MOST = 20


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody waited who joined at this place (1 is the front)."""

    place: int
    took: timedelta


def estimate(place: int, recent: Sequence[Wait]) -> timedelta | None:
    """How long who stands at this place will wait: the usual time for each place; None when nobody can know."""
    if len(recent) < FEWEST:
        return None
    each = median(one.took.total_seconds() / max(1, one.place) for one in recent)
    return timedelta(seconds=each * max(1, place))


def in_words(wait: timedelta | None) -> str:
    """The waiting time to read: rounded up, never more exact than it is."""
    if wait is None:
        return "Hoelang het duurt, weten wij niet."
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    if minutes > 60:
        return "Het duurt waarschijnlijk langer dan een uur."
    if minutes > 5:
        minutes = math.ceil(minutes / 5) * 5
    return f"Het duurt ongeveer {minutes} {'minuut' if minutes == 1 else 'minuten'}."


def ahead(place: int | None) -> str:
    """How many are before somebody, to read; empty when there is no place."""
    if place is None:
        return ""
    if place <= 1:
        return "Er wacht niemand voor u."
    return "Er wacht 1 persoon voor u." if place == 2 else f"Er wachten {place - 1} mensen voor u."
