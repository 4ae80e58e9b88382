"""How long somebody will wait, from how long others waited; nothing when too few did. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.language import DUTCH, Phrases, Table

# Fewer waits than this say nothing: then nobody knows, and that is what we say.
FEWEST = 3
# What happened longer ago was another time of the day.
RECENT = timedelta(hours=2)
MOST = 20
SAID = Table(
    "wachtrij",
    {
        "onbekend": "Hoelang het duurt, weten wij niet.",
        "lang": "Het duurt waarschijnlijk langer dan een uur.",
        "een_minuut": "Het duurt ongeveer 1 minuut.",
        "minuten": "Het duurt ongeveer {minuten} minuten.",
        "niemand": "Er wacht niemand voor u.",
        "een": "Er wacht 1 persoon voor u.",
        "meer": "Er wachten {aantal} mensen voor u.",
    },
)


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


def in_words(wait: timedelta | None, phrases: Phrases = DUTCH) -> str:
    """The waiting time to read: rounded up, never more exact than it is."""
    if wait is None:
        return phrases.say(SAID, "onbekend")
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    if minutes > 60:
        return phrases.say(SAID, "lang")
    if minutes > 5:
        minutes = math.ceil(minutes / 5) * 5
    return phrases.say(SAID, "een_minuut") if minutes == 1 else phrases.say(SAID, "minuten", minuten=minutes)


def ahead(place: int | None, phrases: Phrases = DUTCH) -> str:
    """How many are before somebody, to read; empty when there is no place."""
    if place is None:
        return ""
    if place <= 1:
        return phrases.say(SAID, "niemand")
    return phrases.say(SAID, "een") if place == 2 else phrases.say(SAID, "meer", aantal=place - 1)
