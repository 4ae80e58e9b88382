"""Dates as people say them. Canonical: `2026-03-12`, or `2026-03` and `2026` when no more was told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, is_unknown
from bot.doors.kinds.figures import in_figures

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb februarie", "maart mrt maa", "april apr", "mei", "juni jun", "juli jul",
            "augustus aug", "september sept sep", "oktober okt", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
DAYS = {
    name: number
    for number, names in enumerate(
        ("maandag ma", "dinsdag di", "woensdag wo", "donderdag do", "vrijdag vr", "zaterdag za", "zondag zo")
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(name for name in DAYS if len(name) > 2)
_UNIT = r"(?P<unit>dag(?:en)?|we(?:ek|ken)|maand(?:en)?|ja(?:ar|ren))"

_ISO = re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b")
_NUMERIC = re.compile(
    r"(?<![\d.,-])(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})(?:[-/. ](?P<y>\d{4}|'?\d{2}))?(?![\d-]|[.,]\d)"
)
_NAMED = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:e|ste|de)?\s+(?P<m>{_MONTH})\b\.?(?:\s+(?P<y>\d{{4}}|'?\d{{2}})(?!\d))?", re.I
)
_MONTH_ONLY = re.compile(
    rf"\b(?:(?P<part>begin|half|midden|eind)\s+)?(?P<m>{_MONTH})\b(?:\s+(?P<y>\d{{4}}))?", re.I
)
_YEAR = re.compile(r"\b(?:in|sinds|vanaf|uit|jaar)?\s*(?P<y>(?:19|20)\d{2})\b", re.I)
_AGO = re.compile(rf"\b(?P<n>\d{{1,3}})\s+{_UNIT}\s+(?:geleden|terug)\b", re.I)
_SPAN = re.compile(
    rf"\b(?:al|sinds|nu)\s+(?:(?:bijna|ruim|ongeveer|zo'?n|meer dan)\s+)?(?P<n>\d{{1,3}})\s+{_UNIT}\b", re.I
)
_WEEKDAY = re.compile(
    rf"\b(?:(?P<week>vorige week|afgelopen week)\s+(?P<a>{_DAY})|(?P<b>{_DAY})\s+(?P<week2>vorige week)|(?:vorige|afgelopen|laatste)\s+(?P<c>{_DAY}))\b",
    re.I,
)
_WORDS = {"vandaag": 0, "gisteren": 1, "eergisteren": 2, "gister": 1, "vanmorgen": 0, "vanochtend": 0}
_PERIODS = re.compile(r"\b(?P<which>vorige|vorig|afgelopen|deze|dit)\s+(?P<unit>week|maand|jaar)\b", re.I)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: canonical value, its place, and a fault when it does not exist."""

    value: str
    start: int
    end: int
    fault: str | None = None


def find_dates(text: str, today: date, *, spans: bool = False) -> list[FoundDate]:
    """Every date in a text, from left to right; with `spans` also "al 3 jaar". A day without a year is the last one."""
    figures = in_figures(text)
    if figures != text:
        # Offsets belong to the text that was given; a text with numbers in words is told without them.
        return [FoundDate(found.value, -1, -1, found.fault) for found in _find(figures, today, spans)]
    return list(_find(text, today, spans))


def _find(text: str, today: date, spans: bool) -> Iterator[FoundDate]:
    taken: list[tuple[int, int]] = []
    found: list[FoundDate] = []
    for pattern, reader in _READERS:
        if pattern is _SPAN and not spans:
            continue
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            read = reader(match, today)
            if read is not None:
                taken.append(match.span())
                found.append(FoundDate(read[0], match.start(), match.end(), read[1]))
    return iter(sorted(found, key=lambda one: one.start))


type _Read = tuple[str, str | None] | None


def _full(match: re.Match[str], today: date) -> _Read:
    day, month_text, year_text = int(match["d"]), match["m"], match["y"]
    month = int(month_text) if month_text.isdigit() else MONTHS[month_text.lower()]
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        # 31-13 is no date; where it may be anything else (a number, a time) it is left alone.
        return ("", f"{match.group(0).strip()} is geen datum die bestaat.") if year_text else None
    year = _year(year_text) if year_text else today.year
    try:
        found = date(year, month, day)
    except ValueError:
        name = format_date(date(2024, month, 1), "MMMM", locale="nl")
        if month == 2 and day == 29 and not year_text:
            return date(
                max(y for y in range(today.year - 4, today.year + 1) if y % 4 == 0), 2, 29
            ).isoformat(), None
        return "", f"{day} {name}{f' {year}' if year_text else ''} bestaat niet."
    if not year_text and found > today:
        found = found.replace(year=year - 1)
    return found.isoformat(), None


def _year(text: str) -> int:
    number = int(text.lstrip("'"))
    return number if number > 99 else 2000 + number if number < 70 else 1900 + number


def _month_only(match: re.Match[str], today: date) -> _Read:
    name = match["m"].lower()
    if len(name) == 3 and name not in {
        "jan",
        "feb",
        "mrt",
        "apr",
        "jun",
        "jul",
        "aug",
        "okt",
        "nov",
        "dec",
        "mei",
        "sep",
    }:
        return None
    month = MONTHS[name]
    year = int(match["y"]) if match["y"] else today.year - (1 if month > today.month else 0)
    return f"{year:04d}-{month:02d}", None


def _year_only(match: re.Match[str], _today: date) -> _Read:
    return match["y"], None


def _back(match: re.Match[str], today: date) -> _Read:
    number, unit = int(match["n"]), match["unit"].lower()
    if unit.startswith("d"):
        return (today - timedelta(days=number)).isoformat(), None
    if unit.startswith("w"):
        return (today - timedelta(weeks=number)).isoformat(), None
    months = number if unit.startswith("m") else 12 * number
    if unit.startswith("j"):
        return f"{today.year - number:04d}", None
    total = today.year * 12 + today.month - 1 - months
    return f"{total // 12:04d}-{total % 12 + 1:02d}", None


def _weekday(match: re.Match[str], today: date) -> _Read:
    wanted = DAYS[(match["a"] or match["b"] or match["c"]).lower()]
    if match["week"] or match["week2"]:
        monday = today - timedelta(days=today.weekday() + 7)
        return (monday + timedelta(days=wanted)).isoformat(), None
    back = (today.weekday() - wanted) % 7 or 7
    return (today - timedelta(days=back)).isoformat(), None


def _word(match: re.Match[str], today: date) -> _Read:
    return (today - timedelta(days=_WORDS[match.group(0).lower()])).isoformat(), None


def _period(match: re.Match[str], today: date) -> _Read:
    current = match["which"].lower() in {"deze", "dit"}
    unit = match["unit"].lower()
    if unit == "jaar":
        return str(today.year - (0 if current else 1)), None
    if unit == "maand":
        total = today.year * 12 + today.month - 1 - (0 if current else 1)
        return f"{total // 12:04d}-{total % 12 + 1:02d}", None
    monday = today - timedelta(days=today.weekday() + (0 if current else 7))
    return f"{monday.year:04d}-{monday.month:02d}", None


_READERS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (_ISO, _full),
    (_NAMED, _full),
    (_NUMERIC, _full),
    (_WEEKDAY, _weekday),
    (_AGO, _back),
    (_SPAN, _back),
    (re.compile(r"\b(" + "|".join(_WORDS) + r")\b", re.I), _word),
    (_PERIODS, _period),
    (_MONTH_ONLY, _month_only),
    (_YEAR, _year_only),
)


def show_date(value: str) -> str:
    """`12 maart 2026`, `maart 2026` or `2026`."""
    if len(value) == 10:
        return format_date(date.fromisoformat(value), "d MMMM y", locale="nl")
    if len(value) == 7:
        return format_date(date.fromisoformat(f"{value}-01"), "MMMM y", locale="nl")
    return value


def last_day_of(value: str) -> date:
    """The first day that a canonical value can mean: what must not lie in the future."""
    padded = value if len(value) == 10 else f"{value}-01" if len(value) == 7 else f"{value}-01-01"
    return date.fromisoformat(padded)


class Day:
    """A date, for instance of a letter."""

    id = "datum"
    spans = False
    example = "Schrijf de datum zo: 12 maart 2026."

    def parse(self, text: str, context: Context) -> Parsed:
        """One date; one that does not exist or lies ahead is named and asked again."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        found = find_dates(said, context.today, spans=self.spans)
        if not found:
            if re.search(r"\b(volgend|komend)e? (jaar|maand|week)|\bmorgen\b", said, re.I):
                return Misunderstood(f"Die datum is nog niet geweest. {self.example}")
            return Misunderstood(f"Ik lees hier geen datum in. {self.example}")
        faults = [one.fault for one in found if one.fault]
        if faults:
            return Misunderstood(f"{faults[0]} {self.example}")
        values = list(dict.fromkeys(one.value for one in found))
        if len(values) > 1:
            return Misunderstood(
                f"Ik lees meer dan een datum: {' en '.join(map(show_date, values[:2]))}. Welke bedoelt u?"
            )
        fault = self.check(values[0], context)
        return Misunderstood(f"{fault} {self.example}") if fault else Understood(values[0])

    def show(self, value: JSONValue, context: Context) -> str:
        """The date written out."""
        return show_date(str(value))

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A date that exists, not in the future where the field forbids it."""
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
            return "Dit is geen datum."
        try:
            day = last_day_of(value)
        except ValueError:
            return "Deze datum bestaat niet."
        if context.past and day > context.today:
            return f"{show_date(value)[:1].upper()}{show_date(value)[1:]} is nog niet geweest."
        return "Dat is te lang geleden." if day.year < 1900 else None

    def schema(self, context: Context) -> dict[str, object]:
        """A date, or a month or year when no more is known."""
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "examples": ["2026-03-12"]}


class Birthday(Day):
    """A date of birth: a whole date in the past."""

    id = "geboortedatum"
    example = "Schrijf de geboortedatum zo: 12 maart 1975."

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A whole date, not in the future, at most 120 years ago."""
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return "Ik heb een dag, een maand en een jaar nodig."
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return "Deze datum bestaat niet."
        if day > context.today:
            return "Die datum is nog niet geweest."
        return "Dat is te lang geleden." if context.today.year - day.year > 120 else None


class Period(Day):
    """Since when: a date as coarse as it was told."""

    id = "periode"
    spans = True
    example = "Zeg bijvoorbeeld: sinds maart, of al een jaar."

    def parse(self, text: str, context: Context) -> Parsed:
        """A date, a month, a year, or a span up to today."""
        said = clean(text)
        if re.fullmatch(r"(?i)\W*(sinds )?(kort|pas|nu|net|onlangs|recent)\W*", said):
            return Understood(f"{context.today.year:04d}-{context.today.month:02d}", certain=False)
        spoken = re.sub(r"(?i)\b(een )?half jaar\b", "6 maanden", said)
        spoken = re.sub(r"(?i)\been (dag|week|maand|jaar)\b", r"1 \1", spoken)
        if re.match(rf"(?i)(?:(?:ongeveer|bijna|ruim)\s+)?\d{{1,3}}\s+{_UNIT}\W*$", in_figures(spoken)):
            spoken = f"al {spoken}"
        return super().parse(spoken, context)
