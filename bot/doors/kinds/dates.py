"""Dates in Dutch text, also relative and partial ones. Pure: the day on which it was said is given.

The canonical value is as precise as what was told: `2026-03-12`, `2026-03` or `2026`. Day before month, always.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from bot.doors.kinds.clean import fold
from bot.doors.kinds.numbers import NUMBER_WORDS, ordinal_to_int, words_to_int
from bot.doors.kinds.said import SAID
from bot.language import DUTCH, Phrases


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at [start, end) of a text: canonical value, or a fault (in the reader's language) when there is no such date."""

    value: str
    start: int
    end: int
    fault: str | None = None
    certain: bool = True
    year_told: bool = True


@dataclass(frozen=True, slots=True)
class _Day:
    """What reading depends on besides the text."""

    today: date
    born: bool
    phrases: Phrases = DUTCH


@dataclass(frozen=True, slots=True)
class _Read:
    value: str
    fault: str | None = None
    certain: bool = True
    year_told: bool = True


_MONTH_NAMES = (
    "januari january jan", "februari februarie february febr feb", "maart march mrt mar", "april apr", "mei may",
    "juni june jun", "juli july jul", "augustus august aug", "september sept sep", "oktober october okt oct",
    "november nov", "december dec",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_DAY_NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTH = rf"(?P<m>{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![^\W\d_])\.?"
_WEEKDAY_NAME = rf"(?P<weekday>{'|'.join(_DAY_NAMES)})(?![^\W_])(?!,? \d)"
_UNIT = r"(?P<unit>dag(?:en)?|we(?:ek|ken)|maand(?:en)?|ja(?:ar|ren))(?![^\W_])"
_NUMBER = rf"(?P<n>\d{{1,3}}|anderhal(?:f|ve)|(?:een )?hal(?:f|ve)|{NUMBER_WORDS})"
# "een jaar of twee": as rough as it sounds.
_QUANTITY = rf"(?:(?P<rough>een (?P<unit2>dag|week|maand|jaar) of (?P<n2>\d{{1,2}}|{NUMBER_WORDS}))|{_NUMBER} ?{_UNIT})"
_THAT_YEAR = r"(?:van )?(?P<which>dit|vorige?|afgelopen|verleden|volgend|komend)e? jaar"
_OTHER_UNIT = r"(?! ?(?:euro|€|uur|kind|%|we(?:ek|ken)|maand|ja+r|dag|keer|maal|x\b|person|mensen|termijn))"
_TWO_DIGITS = rf"'\d\d(?!\d)|\d\d(?![\d:%]|[.,]\d){_OTHER_UNIT}"
_YEAR_AFTER = rf"(?:,? ?(?:(?P<y>(?:1[89]|20|21)\d\d(?!\d){_OTHER_UNIT}|{_TWO_DIGITS})|{_THAT_YEAR}))?"
_DEBT = (
    r"(?<!schuld van )(?<!boete van )(?<!bedrag van )(?<!achterstand van )(?<!rekening van )(?<!heffing van )"
)


def find_dates(
    text: str,
    today: date,
    *,
    spans: bool = False,
    loose: bool = False,
    born: bool = False,
    phrases: Phrases = DUTCH,
) -> list[FoundDate]:
    """Every date in a text, from left to right; a day without a year is the last one that has been.

    `spans`: also "al 3 jaar", as the date on which it began. `loose`: the text answers the question for a date,
    so that "dinsdag", "de 12e" and a bare "maart" are dates too. `born`: a year of two digits is never ahead.
    """
    folded = fold(text)
    day = _Day(today, born, phrases)
    found: list[FoundDate] = []
    taken = bytearray(len(folded))
    for pattern, reader, needs in _READERS:
        if (needs == "spans" and not spans) or (needs == "loose" and not loose):
            continue
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            read = reader(match, day)
            if read is not None:
                taken[match.start() : match.end()] = b"x" * (match.end() - match.start())
                found.append(
                    FoundDate(
                        read.value, match.start(), match.end(), read.fault, read.certain, read.year_told
                    )
                )
    found.sort(key=lambda one: one.start)
    return _without_repeats(found)


def _without_repeats(found: list[FoundDate]) -> list[FoundDate]:
    """ "vorige week dinsdag, 17 november" is one date; so is "november" beside it."""
    kept: dict[object, FoundDate] = {}
    coarser = {one.value[:length] for one in found for length in (4, 7) if len(one.value) > length}
    for one in found:
        if not one.value:
            kept[one.start] = one
        elif one.value not in coarser:
            kept.setdefault(one.value, one)
    return list(kept.values())


def _full(match: re.Match[str], day: _Day) -> _Read | None:
    parts = match.groupdict()
    number = _day_number(parts["d"])
    month_text = parts["m"]
    month = int(month_text) if month_text.isdigit() else MONTHS[month_text]
    if number is None:
        return None
    said = match.group(0).strip(" .,")
    year, told = _year(parts, day)
    if not 1 <= month <= 12:
        if not told:
            return None
        return _Read("", day.phrases.say(SAID, "maand_bestaat_niet", gezegd=said, maand=month))
    name = format_date(date(2024, month, 1), "MMMM", locale=day.phrases.locale)
    written = f"{number} {name} {year}" if told else f"{number} {name}"
    if not told and month == 2 and number == 29:
        year = next(y for y in range(day.today.year, 0, -1) if isleap(y) and date(y, 2, 29) <= day.today)
    try:
        value = date(year, month, number)
    except ValueError:
        return _Read("", day.phrases.say(SAID, "dag_bestaat_niet", datum=written))
    if not told and value > day.today:
        value = value.replace(year=year - 1)
    # Without a year the last one is meant, but a date of nearly a year ago may as well be a slip.
    certain = told or (day.today - value).days < 300
    return _Read(value.isoformat(), certain=certain, year_told=told)


def _day_number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return ordinal_to_int(text) or words_to_int(text)


def _year(parts: dict[str, str | None], day: _Day) -> tuple[int, bool]:
    """The year, and whether it was told."""
    text, which = parts.get("y"), parts.get("which") or parts.get("which_before")
    if text:
        number = int(text.lstrip("'"))
        if len(text.lstrip("'")) == 4:
            return number, True
        latest = day.today.year % 100 + (0 if day.born else 10)
        return number + (2000 if number <= latest else 1900), True
    if which:
        return day.today.year + _shift(which), True
    return day.today.year, False


def _shift(which: str) -> int:
    return 0 if which in {"dit", "deze"} else 1 if which.startswith(("volgend", "komend")) else -1


def _month(match: re.Match[str], day: _Day) -> _Read | None:
    parts = match.groupdict()
    month = MONTHS[parts["m"] or ""]
    year, told = _year(parts, day)
    if not told and month > day.today.month:
        year -= 1
    return _Read(f"{year:04d}-{month:02d}")


def _year_alone(match: re.Match[str], day: _Day) -> _Read | None:
    return _Read(f"{_year(match.groupdict(), day)[0]:04d}")


def _back(match: re.Match[str], day: _Day) -> _Read | None:
    rough = match["rough"] is not None
    unit = match["unit2"] if rough else match["unit"]
    number = _quantity(match["n2"] if rough else match["n"])
    if number is None or number > 120:
        return None
    if unit.startswith("d"):
        return _Read((day.today - timedelta(days=int(number))).isoformat(), certain=not rough)
    if unit.startswith("w"):
        return _Read((day.today - timedelta(days=int(7 * number))).isoformat(), certain=False)
    if unit.startswith("j") and number == int(number):
        return _Read(f"{day.today.year - int(number):04d}", certain=not rough)
    months = int(number * (12 if unit.startswith("j") else 1))
    return _Read(_months_back(day.today, months), certain=not rough and number == int(number))


def _quantity(text: str) -> float | None:
    if text.isdigit():
        return int(text)
    if text.startswith("anderhal"):
        return 1.5
    return 0.5 if re.fullmatch(r"(?:een )?hal(?:f|ve)", text) else words_to_int(text)


def _months_back(today: date, months: int) -> str:
    total = today.year * 12 + today.month - 1 - months
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def _weekday(match: re.Match[str], day: _Day) -> _Read | None:
    parts = match.groupdict()
    wanted = _DAY_NAMES.index(match["weekday"])
    week = parts.get("week")
    if week is not None:
        monday = day.today - timedelta(days=day.today.weekday()) + timedelta(weeks=_shift(week))
        return _Read((monday + timedelta(days=wanted)).isoformat())
    which = parts.get("which") or ""
    if which.startswith(("volgend", "komend")):
        return _Read((day.today + timedelta(days=(wanted - day.today.weekday()) % 7 or 7)).isoformat())
    found = day.today - timedelta(days=(day.today.weekday() - wanted) % 7 or 7)
    return _Read(found.isoformat(), certain=which in {"afgelopen", "laatst", "laatste", "jl"})


_NEAR = {"eergister": -2, "gister": -1, "yesterday": -1, "overmorgen": 2, "morgen": 1, "tomorrow": 1}


def _near(match: re.Match[str], day: _Day) -> _Read | None:
    said = match.group(0)
    days = next((days for word, days in _NEAR.items() if said.startswith(word)), 0)
    return _Read((day.today + timedelta(days=days)).isoformat())


def _period(match: re.Match[str], day: _Day) -> _Read | None:
    shift = _shift(match["which"])
    if match["what"] == "maand":
        return _Read(_months_back(day.today, -shift))
    monday = day.today - timedelta(days=day.today.weekday()) + timedelta(weeks=shift)
    if shift > 0:
        return _Read(monday.isoformat(), certain=False)
    return _Read(f"{monday:%Y-%m}", certain=False)


def _day_of_month(match: re.Match[str], day: _Day) -> _Read | None:
    number = int(match["d"])
    for back in range(3):
        first = date.fromisoformat(f"{_months_back(day.today, back)}-01")
        try:
            found = first.replace(day=number)
        except ValueError:
            continue
        if found <= day.today:
            return _Read(found.isoformat(), certain=False)
    return None


_BEFORE_MONTH = (
    r"(?:in|sinds|vanaf|uit|tot|per|over|begin|half|medio|midden|eind|einde|rond|na|voor|maand|since)"
)
_PART = r"(?:(?:begin|half|medio|midden|eind|einde)(?: van)? )?"
_SEASON = r"(?:zomer|winter|voorjaar|najaar|lente|herfst)(?: van)?"
_W = r"(?<![^\W_])"

type _Reader = Callable[[re.Match[str], _Day], _Read | None]

# In order: what is found first keeps its place. The third says when a pattern is used.
_READERS: tuple[tuple[re.Pattern[str], _Reader, str], ...] = tuple(
    (re.compile(pattern), reader, needs)
    for pattern, reader, needs in (
        (r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\d-])", _full, ""),
        (
            r"(?<![\w.,/-])(?P<d>\d{1,2})(?P<s>[-/. ])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|'\d\d)(?![\w]|[-/.]\d)",
            _full,
            "",
        ),
        (
            rf"(?<![\w.,/-])(?P<d>\d{{1,2}})(?P<s>[-/.])(?P<m>\d{{1,2}})(?:(?P=s)(?P<y>\d\d))(?![\w]|[-/.,]\d){_OTHER_UNIT}",
            _full,
            "",
        ),
        (rf"(?<![\w.,/-])(?P<d>\d{{1,2}})[-/](?P<m>\d{{1,2}})(?![\w]|[-/.,]\d){_OTHER_UNIT}", _full, ""),
        (
            rf"(?<![\w.,/-])(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.?(?![\w]|[-/.,]\d){_OTHER_UNIT}",
            _full,
            "loose",
        ),
        (r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>(?:19|20)\d\d)(?!\d)", _full, "loose"),
        (rf"{_W}{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})(?!\d)", _full, ""),
        (
            rf"{_W}(?P<d>\d{{1,2}}|{NUMBER_WORDS}|[a-z]{{3,20}}(?:de|ste))(?:e|ste|de|th|st|nd|rd)?"
            rf" ?(?:van |of )?{_MONTH}{_YEAR_AFTER}",
            _full,
            "",
        ),
        (
            rf"{_W}(?P<week>vorige|afgelopen|verleden|deze|volgende|komende) week (?:op )?{_WEEKDAY_NAME}",
            _weekday,
            "",
        ),
        (rf"{_W}{_WEEKDAY_NAME}(?: van)? (?P<week>vorige|afgelopen|verleden|deze) week", _weekday, ""),
        (
            rf"{_W}(?P<which>vorige|afgelopen|laatste?|verleden|volgende|komende) {_WEEKDAY_NAME}",
            _weekday,
            "",
        ),
        (rf"{_W}{_WEEKDAY_NAME} (?P<which>jl|jongstleden)", _weekday, ""),
        (rf"{_W}{_WEEKDAY_NAME}", _weekday, "loose"),
        (rf"{_W}{_QUANTITY} (?:geleden|terug|ago)(?![^\W_])", _back, ""),
        (
            rf"{_W}(?:al|sinds|nu|afgelopen)(?: (?:al|bijna|ruim|ongeveer|zeker|minstens|circa|zo'?n|meer dan|weer|de))* {_QUANTITY}",
            _back,
            "spans",
        ),
        (
            rf"{_W}(?:(?:eer)?gister(?:en)?(?:ochtend|morgen|middag|avond|nacht)?|vandaag|vanochtend|vanmorgen|vanmiddag"
            r"|vanavond|today|yesterday)(?![^\W_])",
            _near,
            "",
        ),
        (rf"{_W}(?:overmorgen|morgen|tomorrow)(?:ochtend|middag|avond)?(?![^\W_])", _near, "loose"),
        (
            rf"{_W}{_PART}(?P<which>vorige?|afgelopen|verleden|deze|volgende?|komende?) (?P<what>week|maand)(?![^\W_])",
            _period,
            "",
        ),
        (
            rf"{_W}{_PART}(?P<which_before>dit|vorig|afgelopen|verleden) jaar (?:in )?{_PART}{_MONTH}",
            _month,
            "",
        ),
        (
            rf"{_W}{_BEFORE_MONTH} (?:de maand )?{_PART}(?:afgelopen |vorige )?{_MONTH}{_YEAR_AFTER}",
            _month,
            "",
        ),
        (
            rf"{_W}(?:(?:afgelopen|vorige) |(?<=van )(?!jan(?!u)|mar|may)){_MONTH}{_YEAR_AFTER}",
            _month,
            "",
        ),
        (rf"{_W}{_MONTH} ?(?P<y>(?:19|20)\d\d|'\d\d)(?!\d){_OTHER_UNIT}", _month, ""),
        (rf"{_W}{_PART}{_MONTH}{_YEAR_AFTER}", _month, "loose"),
        (rf"{_W}(?:{_PART}|{_SEASON} ){_THAT_YEAR}(?![^\W_])", _year_alone, ""),
        (
            rf"{_W}(?:(?:in|sinds|vanaf|uit|tot|over|jaar|since|begin|half|medio|midden|eind|einde|{_SEASON}) )"
            rf"(?P<y>(?:19|20)\d\d|'\d\d)(?![\w€]|[.,-]\d){_OTHER_UNIT}",
            _year_alone,
            "",
        ),
        (rf"{_DEBT}(?<=van )(?P<y>20[0-3]\d)(?![\w€]|[.,-]\d){_OTHER_UNIT}", _year_alone, ""),
        (rf"(?<![\w.,€'-])(?P<y>(?:19|20)\d\d)(?![\w€]|[.,]\d){_OTHER_UNIT}", _year_alone, "loose"),
        (
            r"^\W*(?:op )?(?:de )?(?P<d>\d{1,2})(?:e|ste|de)?(?: van (?:de|deze) maand)?\W*$",
            _day_of_month,
            "loose",
        ),
    )
)


def show_date(value: str) -> str:
    """`12 maart 2026`, `maart 2026` or `2026`."""
    return DUTCH.date(value)


def first_day_of(value: str) -> date:
    """The first day that a canonical value can mean: what must not lie in the future. ValueError when none."""
    return date.fromisoformat(value + "-01-01"[len(value) - 10 :] if len(value) < 10 else value)
