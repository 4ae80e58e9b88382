"""When people sit at the desk, as an installation writes it: `ma-vr 09:00-12:30 13:00-17:00, za 10:00-12:00`. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_RANGE = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class BadHours(ValueError):
    """Opening hours that cannot be read; says which part."""


@dataclass(frozen=True, slots=True)
class DeskHours:
    """Opening hours by weekday (0 is Monday). None for the days: open whenever somebody is there."""

    days: tuple[tuple[tuple[time, time], ...], ...] | None
    is_holiday: Callable[[date], bool] = lambda _day: False

    def is_open(self, now: datetime) -> bool:
        """Whether the desk is open at this moment, in Dutch time; never on a general holiday."""
        local = now.astimezone(AMSTERDAM)
        if self.days is None:
            return True
        if self.is_holiday(local.date()):
            return False
        clock = local.time()
        return any(start <= clock < end for start, end in self.days[local.weekday()])


def parse_hours(text: str, is_holiday: Callable[[date], bool] = lambda _day: False) -> DeskHours:
    """The opening hours of a setting; an empty one means whenever somebody is there. Raises `BadHours`."""
    if not text.strip():
        return DeskHours(None, is_holiday)
    days: list[list[tuple[time, time]]] = [[] for _ in DAYS]
    for part in text.split(","):
        names, *ranges = part.split() or [""]
        if not ranges:
            raise BadHours(part.strip() or text)
        for day in _days(names):
            days[day].extend(_range(one) for one in ranges)
    return DeskHours(tuple(tuple(sorted(one)) for one in days), is_holiday)


def _days(text: str) -> range:
    first, _, last = text.lower().partition("-")
    last = last or first
    if first not in DAYS or last not in DAYS or DAYS.index(last) < DAYS.index(first):
        raise BadHours(text)
    return range(DAYS.index(first), DAYS.index(last) + 1)


def _range(text: str) -> tuple[time, time]:
    found = _RANGE.fullmatch(text)
    if found is None:
        raise BadHours(text)
    try:
        start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    except ValueError as fault:
        raise BadHours(text) from fault
    if end <= start:
        raise BadHours(text)
    return start, end
