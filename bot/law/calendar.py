"""The days that count and the days that do not: Algemene termijnenwet (Atw). Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

import holidays
from holidays.constants import OPTIONAL, PUBLIC
from pydantic import Field, model_validator

from bot.datafile import DataFile
from bot.law.source import Entry, Source, merged

DAY = timedelta(days=1)
SATURDAY = 5


class Unit(StrEnum):
    """In what a term is expressed; the law treats 6 weeks and 42 days alike, but 3 months not as 90 days."""

    DAYS = "dagen"
    WEEKS = "weken"
    MONTHS = "maanden"
    YEARS = "jaren"


# Atw 4 onder a: a term of more than this is not extended. Terms in years never are.
LONGEST_EXTENDED = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3, Unit.YEARS: 0}


class Span(Entry):
    """The length of a term: exactly one of days, weeks, months or years, at least 1."""

    days: int | None = Field(default=None, alias="dagen", ge=1)
    weeks: int | None = Field(default=None, alias="weken", ge=1)
    months: int | None = Field(default=None, alias="maanden", ge=1)
    years: int | None = Field(default=None, alias="jaren", ge=1)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(part is not None for part in (self.days, self.weeks, self.months, self.years)) != 1:
            raise ValueError("geef precies één van dagen, weken, maanden of jaren")
        return self

    @property
    def measure(self) -> tuple[int, Unit]:
        """The number and the unit, such as (6, Unit.WEEKS)."""
        parts = ((self.days, Unit.DAYS), (self.weeks, Unit.WEEKS), (self.months, Unit.MONTHS))
        for number, unit in parts:
            if number is not None:
                return number, unit
        return self.years or 0, Unit.YEARS

    @property
    def extendable(self) -> bool:
        """Whether Atw 1 and 2 can apply to a term of this length (Atw 4 onder a)."""
        number, unit = self.measure
        return number <= LONGEST_EXTENDED[unit]

    def after(self, start: date) -> date:
        """The last day by plain counting, `start` itself not counted (Awb 6:8: from the day after)."""
        number, unit = self.measure
        if unit is Unit.DAYS:
            return start + number * DAY
        if unit is Unit.WEEKS:
            return start + 7 * number * DAY
        months = start.month - 1 + (number if unit is Unit.MONTHS else 12 * number)
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))


class Decree(Entry):
    """A royal decree that makes days equal to a holiday (Atw art. 3 lid 3)."""

    id: str
    name: str = Field(alias="naam")
    days: tuple[date, ...] = Field(alias="dagen", min_length=1)
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)


class Calendar:
    """Says which days are free for the law; the equated days are a list, never derived.

    Holidays: Atw art. 3 lid 1 and 2 (Goede Vrijdag counts, 5 mei counts every year, Koningsdag is 26 April
    when the 27th is a Sunday), https://wetten.overheid.nl/BWBR0002448. After the last decree a term may
    come out a day or so early, which is the safe side.
    """

    def __init__(self, equated: Iterable[date] = ()) -> None:
        self.equated = frozenset(equated)

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        """When first asked: the library loads every country of the world for it, and a start has no time."""
        # In this library 5 mei is a public holiday in lustrum years only; as "optional" it is there always.
        return holidays.country_holidays("NL", categories=(PUBLIC, OPTIONAL))

    def is_holiday(self, day: date) -> bool:
        """Whether the day is a generally recognised holiday (Atw art. 3 lid 1 and 2), decrees left out."""
        return day in self._holidays

    def is_free(self, day: date) -> bool:
        """Whether no term ends on this day: Saturday, Sunday, holiday or equated day (Atw art. 1 and 3)."""
        return day.weekday() >= SATURDAY or day in self.equated or self.is_holiday(day)

    def extend(self, day: date) -> date:
        """The day itself, or else the first day after it that is not free (Atw art. 1 lid 1)."""
        while self.is_free(day):
            day += DAY
        return day

    def last_day(self, start: date, span: Span, *, extended: bool) -> date:
        """The last day of a term that starts the day after `start`.

        With `extended` Atw 1 applies (no end on a free day) and Atw 2 (a term of at least three days holds at
        least two working days), unless the term is too long for it (Atw 4). `extended` is False for terms
        that no law or AMvB sets, or that a special law excepts.
        """
        plain = span.after(start)
        if not extended or not span.extendable:
            return plain
        last = self.extend(plain)
        if plain - start >= 3 * DAY:
            while self._working_days_between(start, last) < 2:
                last = self.extend(last + DAY)
        return last

    def add_working_days(self, day: date, number: int, *, equated_count_as_working: bool) -> date:
        """The `number`-th working day after `day`, `day` itself not counted.

        With `equated_count_as_working` the days of the decrees are ordinary working days: the Wgs does not
        define "werkdag", and a call that comes early does no harm.
        """
        left = number
        while left > 0:
            day += DAY
            if not (day.weekday() >= SATURDAY or self.is_holiday(day)) and (
                equated_count_as_working or day not in self.equated
            ):
                left -= 1
        return day

    def _working_days_between(self, start: date, last: date) -> int:
        return sum(not self.is_free(start + n * DAY) for n in range(1, (last - start).days + 1))


def load_calendar(paths: Sequence[Path]) -> Calendar:
    """The calendar with every equated day of the files; a later file's decree replaces one with its id.

    Raises `DataError` with file, line and reason.
    """
    decrees = merged([DataFile(path) for path in paths], "besluiten", Decree)
    return Calendar(day for decree in decrees.values() for day in decree.days)
