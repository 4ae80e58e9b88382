"""The terms in which money is due or an organisation has to act: rules as data, counting here. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bot.datafile import DataError, DataFile
from bot.language import DUTCH, Phrases
from bot.law.calendar import Calendar, Span
from bot.law.source import Entry, Said, Source, merged, placeholders
from bot.law.wording import Term, filled


class TermId(StrEnum):
    """The terms that the code counts with; the list is closed."""

    PAYMENT = "betaling"
    PAYMENT_TOESLAGEN = "betaling_toeslagen"
    REMINDER = "aanmaning"
    DECISION = "beslissing_aanvraag"
    OBJECTION_DECISION = "beslissing_bezwaar"
    OBJECTION_DECISION_COMMITTEE = "beslissing_bezwaar_commissie"
    OBJECTION_DECISION_LONGER = "beslissing_bezwaar_verdaagd"
    OBJECTION_DECISION_COMMITTEE_LONGER = "beslissing_bezwaar_commissie_verdaagd"
    NOTICE_OF_DEFAULT = "ingebrekestelling"
    DEBT_HELP = "schuldhulp"
    DEBT_HELP_THREATENING = "schuldhulp_bedreigend"
    BRP = "brp_correctie"


class Penalty(Entry):
    """What an organisation owes per day when it stays late after a notice of default (Awb 4:17)."""

    days: int = Field(alias="dagen", ge=1)
    euro: int = Field(ge=1)


class TermRule(Entry):
    """One term: how long, whether the Atw applies, and what the citizen is told."""

    id: TermId
    name: str = Field(alias="naam")
    span: Span | None = Field(default=None, alias="termijn")
    working_days: int | None = Field(default=None, alias="werkdagen", ge=1)
    atw: bool
    say_date: bool = Field(default=True, alias="datum_noemen")
    articles: tuple[str, ...] = Field(alias="artikelen")
    open: Said
    passed: Said | None = Field(default=None, alias="verstreken")
    no_date: Said = Field(alias="geen_datum")
    penalty: tuple[Penalty, ...] = Field(default=(), alias="dwangsom")
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)
    note: str = Field(default="", alias="toelichting")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.span is None) == (self.working_days is None):
            raise ValueError("geef een termijn of werkdagen, niet allebei")
        if self.say_date and (self.passed is None or "datum" not in placeholders(self.open)):
            raise ValueError("'open' noemt {datum} niet, of 'verstreken' ontbreekt")
        for text in (self.open, self.passed or "", self.no_date):
            unknown = placeholders(text) - ({"datum"} if self.say_date else set())
            if unknown:
                raise ValueError(f"onbekende plaats in een tekst: {', '.join(sorted(unknown))}")
        if "datum" in placeholders(self.no_date):
            raise ValueError("'geen_datum' kan geen {datum} noemen")
        return self


def load_terms(paths: Sequence[Path]) -> Mapping[TermId, TermRule]:
    """All term rules by id; a later file replaces an entry of an earlier one.

    Raises `DataError` (file, line, reason) for a bad entry, an unknown key, or a term that stands nowhere.
    """
    found = merged([DataFile(path) for path in paths], "termijnen", TermRule)
    missing = sorted({item.value for item in TermId} - found.keys())
    if missing:
        raise DataError(paths[0], 1, f"deze termijnen ontbreken: {', '.join(missing)}")
    return {rule.id: rule for rule in found.values()}


def rule_term(
    rule: TermRule,
    start: date | None,
    today: date,
    calendar: Calendar,
    span: Span | None = None,
    phrases: Phrases = DUTCH,
) -> Term:
    """The last day of a term that starts the day after `start`; `span` replaces the rule's own length.

    Working days are counted with equated days as working (Wgs art. 4: earlier rather than too late). Where
    the rule says that no date is told, `last_day` is None. Without `start` there is no date either.
    """
    source = rule.sources[0].url
    if start is None or not rule.say_date:
        text = rule.no_date if start is None else rule.open
        return Term(rule.id.value, rule.name, None, None, rule.articles, source, text)
    last, plain = _last_day(rule, start, calendar, span)
    left = (last - today).days
    text = (rule.passed or rule.open) if left < 0 else rule.open
    say = filled(text, datum=last, phrases=phrases)
    return Term(rule.id.value, rule.name, last, left, rule.articles, source, say, plain)


def _last_day(rule: TermRule, start: date, calendar: Calendar, span: Span | None) -> tuple[date, date]:
    length = span or rule.span
    if length is None:
        day = calendar.add_working_days(start, rule.working_days or 0, equated_count_as_working=True)
        return day, day
    return calendar.last_day(start, length, extended=rule.atw), length.after(start)


@dataclass(frozen=True)
class PenaltyDays:
    """The penalty after a notice of default, for staff: the first day is not certain (+15 or +14)."""

    two_weeks_end: date
    first_day_about: date
    last_day_about: date
    maximum_eur: int


def penalty_days(rule: TermRule, received: date) -> PenaltyDays:
    """When two weeks after receipt are over and the penalty would run; to citizens only "ongeveer" (Awb 4:17)."""
    end = rule.span.after(received) if rule.span else received
    length = sum(part.days for part in rule.penalty)
    maximum = sum(part.days * part.euro for part in rule.penalty)
    return PenaltyDays(end, end + timedelta(days=1), end + timedelta(days=length), maximum)
