"""Facts that a citizen tells unasked: amounts, dates, references, periods, ages. Pure; organisations are the register's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.doors.kinds.dates import find_dates
from bot.doors.kinds.figures import in_figures
from bot.doors.kinds.money import canonical, find_amounts

_PER_MONTH = re.compile(
    r"\b(per|elke|iedere|in de|pm|p/m)\s*(maand|mnd|week|jaar)?\b|\bmaandelijks\b|\bp\.?m\.?\b", re.I
)
_AFFORD = re.compile(r"\b(kan|kunnen|lukt|haalbaar|missen|betalen|wil)\b", re.I)
_CANNOT = re.compile(r"\bniet\b", re.I)
_LETTER = re.compile(
    r"\b(brief|besluit|beschikking|aanslag|beslissing|dagtekening|acceptgiro|aanmaning|rekening|boete|gedateerd|gekregen|ontvangen|binnen)\b",
    re.I,
)
_SINCE = re.compile(r"\b(sinds|vanaf|al)\b", re.I)
_REFERENCE = re.compile(
    r"\b(?:kenmerk|zaaknummer|dossiernummer|beschikkingsnummer|cjib[- ]?nummer|beschikkings?nr|referentie|betalingskenmerk)\b(?:\s+is|:)?\s*(?P<ref>[A-Z0-9][A-Z0-9./-]{3,30})",
    re.I,
)
_CJIB = re.compile(r"(?<!\d)\d{16}(?!\d)|(?<!\d)\d{4} \d{4} \d{4} \d{4}(?!\d)")
_AGE = re.compile(
    r"\b(?:dochter|zoon|kind|jongen|meisje|stiefzoon|stiefdochter|vriend|vriendin|huisgenoot|zus|broer)\b[^.!?]{0,25}?\b(?:van|is|,)?\s*(?P<age>\d{1,2})\b(?!\s*(?:euro|uur|weken|maanden|dagen|jaar geleden|%|kinderen))",
    re.I,
)
_YEARS_OLD = re.compile(
    r"\b(?P<age>\d{1,3})[\s-]?(?:jaar oud|jarige?)\b|\bis (?P<age2>\d{1,2}) jaar\b(?! geleden)", re.I
)


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount: canonical value, its place, and what it seems to be."""

    value: str
    start: int
    end: int
    per_month: bool
    affordable: bool


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A date: canonical value, its place, and whether it seems to be a letter's, or since when."""

    value: str
    start: int
    end: int
    letter: bool
    since: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text tells unasked, each from left to right. Offsets belong to `text`."""

    text: str
    amounts: tuple[FoundAmount, ...]
    days: tuple[FoundDay, ...]
    references: tuple[str, ...]
    age: int | None

    @property
    def since(self) -> str | None:
        """Since when, when one such date is told."""
        return next((day.value for day in self.days if day.since), None)

    @property
    def letter_date(self) -> str | None:
        """The date of a letter, when it is told and its day is known."""
        return next(
            (day.value for day in self.days if day.letter and not day.since and len(day.value) == 10), None
        )


def extract(text: str, today: date) -> Facts:
    """The facts in this text. `text` of the result has numbers in words written as figures."""
    figures = in_figures(text)
    amounts = tuple(_amounts(figures))
    return Facts(
        text=figures,
        amounts=amounts,
        days=tuple(_days(figures, today, amounts)),
        references=tuple(dict.fromkeys(_references(figures))),
        age=_age(figures),
    )


def _around(text: str, start: int, end: int, before: int, after: int) -> tuple[str, str]:
    """What stands before and after a place, within its own sentence."""
    left = re.split(r"[.!?;\n](?:\s|$)", text[max(0, start - before) : start])[-1]
    right = re.split(r"[.!?;\n](?:\s|$)", text[end : end + after])[0]
    return left, right


def _amounts(text: str) -> list[FoundAmount]:
    found = []
    for amount in find_amounts(text):
        if not amount.marked or amount.value <= 0:
            continue
        left, right = _around(text, amount.start, amount.end, 40, 30)
        per_month = (
            _PER_MONTH.search(right[:22]) is not None
            or re.search(r"\bmaandelijks\b[^,]{0,25}$", left, re.I) is not None
        )
        afford = (
            per_month
            and (
                _AFFORD.search(left) is not None
                or re.search(r"\b(missen|betalen|lukt)\b", right, re.I) is not None
            )
            and not _CANNOT.search(left[-25:])
            and re.search(r"\bmoet\b", left, re.I) is None
        )
        found.append(FoundAmount(canonical(amount.value), amount.start, amount.end, per_month, afford))
    return found


def _days(text: str, today: date, amounts: tuple[FoundAmount, ...]) -> list[FoundDay]:
    found = []
    for one in find_dates(text, today, spans=True):
        if one.fault or any(one.start < amount.end and amount.start < one.end for amount in amounts):
            continue
        left, right = _around(text, one.start, one.end, 45, 12)
        since = _SINCE.search(left[-10:]) is not None or _SINCE.match(text[one.start : one.end]) is not None
        letter = _LETTER.search(left) is not None or _LETTER.search(right) is not None
        found.append(FoundDay(one.value, one.start, one.end, letter, since))
    return found


def _references(text: str) -> list[str]:
    named = [
        match["ref"].rstrip(".,") for match in _REFERENCE.finditer(text) if re.search(r"\d", match["ref"])
    ]
    return [*named, *(match.group(0) for match in _CJIB.finditer(text))]


def _age(text: str) -> int | None:
    for pattern in (_YEARS_OLD, _AGE):
        for match in pattern.finditer(text):
            age = int(next(group for group in match.groups() if group))
            if 0 < age < 110:
                return age
    return None
