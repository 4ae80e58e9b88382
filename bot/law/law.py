"""Everything the house asks of the law, behind one object. Pure: the day of today is always handed in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.language import DUTCH, Phrases
from bot.law.calendar import Calendar, Span, load_calendar
from bot.law.emergencies import EmergencyBook, load_emergencies
from bot.law.remedies import Remedy, RemedyId, load_remedies, objection_term
from bot.law.terms import PenaltyDays, TermId, TermRule, load_terms, penalty_days, rule_term
from bot.law.wording import Term

# Wgs art. 4: forced eviction, the end of gas, electricity, heating or water, the end of the health
# insurance. https://wetten.overheid.nl/BWBR0031331 (state 2026-01-01).
THREATENING = frozenset({"afsluiting", "ontruiming", "zorgverzekering_opgezegd"})
HAPPENED = frozenset({"aanmaning", "dwangbevel", "deurwaarder", "beslag"}) | THREATENING


def threatening(happened: Collection[str]) -> frozenset[str]:
    """Which of the chosen events make a threatening situation for debt help (Wgs art. 4).

    `happened` are ids of the choice "wat is er al gebeurd"; an unknown id raises `ValueError`, for an event
    that nobody recognises would silently lose the citizen the three working days.
    """
    unknown = set(happened) - HAPPENED
    if unknown:
        raise ValueError(f"unknown event: {', '.join(sorted(unknown))}")
    return THREATENING & frozenset(happened)


@dataclass(frozen=True)
class Law:
    """The calendar, the remedies, the terms and the help blocks of one installation."""

    calendar: Calendar
    remedies: Mapping[RemedyId, Remedy]
    terms: Mapping[TermId, TermRule]
    emergencies: EmergencyBook
    phrases: Phrases = DUTCH  # the language of the texts

    def remedy(self, remedy_id: str) -> Remedy:
        """The remedy with this id; raises `ValueError` for an id that is not one of the closed list."""
        return self.remedies[RemedyId(remedy_id)]

    def objection(self, remedy_id: str, announced: date | None, today: date) -> Term:
        """The last day to contest a decision of this kind; see `objection_term`."""
        return objection_term(self.remedy(remedy_id), announced, today, self.calendar, self.phrases)

    def payment(self, announced: date | None, today: date, *, toeslagen: bool = False) -> Term:
        """The last day to pay: six weeks (Awb 4:87); for toeslagen a weekend extends nothing (Awir 28 lid 3)."""
        return self._term(TermId.PAYMENT_TOESLAGEN if toeslagen else TermId.PAYMENT, announced, today)

    def reminder(self, sent: date | None, today: date) -> Term:
        """The last day to pay after an aanmaning: two weeks from the day after sending (Awb 4:112)."""
        return self._term(TermId.REMINDER, sent, today)

    def decision(self, received: date | None, today: date, *, statutory: Span | None = None) -> Term:
        """The last day to decide on an application: the statutory term, else eight weeks (Awb 4:13)."""
        return self._term(TermId.DECISION, received, today, statutory)

    def objection_decision(
        self, objection_ends: date | None, today: date, *, committee: bool = False, adjourned: bool = False
    ) -> Term:
        """The last day to decide on an objection: 6 or 12 weeks after the objection term, +6 (Awb 7:10).

        `objection_ends` is the last day of the objection term with its extension, not the day of the objection.
        """
        by = {
            (False, False): TermId.OBJECTION_DECISION,
            (True, False): TermId.OBJECTION_DECISION_COMMITTEE,
            (False, True): TermId.OBJECTION_DECISION_LONGER,
            (True, True): TermId.OBJECTION_DECISION_COMMITTEE_LONGER,
        }
        return self._term(by[committee, adjourned], objection_ends, today)

    def notice_possible_from(self, decision_last_day: date) -> date:
        """The first day on which a notice of default counts: the day after the (extended) decision term."""
        return decision_last_day + timedelta(days=1)

    def notice_of_default(self, received: date | None, today: date) -> Term:
        """What two weeks after a notice of default mean; never a date (Awb 4:17: +14 or +15 is not settled)."""
        return self._term(TermId.NOTICE_OF_DEFAULT, received, today)

    def penalty(self, received: date) -> PenaltyDays:
        """The days and the maximum of the penalty, for staff and not for citizens (Awb 4:17)."""
        return penalty_days(self.terms[TermId.NOTICE_OF_DEFAULT], received)

    def debt_help(self, received: date | None, today: date, *, threatening: bool) -> Term:
        """The last day for the first talk: 3 working days when threatening, else 28 days (Wgs art. 4)."""
        return self._term(TermId.DEBT_HELP_THREATENING if threatening else TermId.DEBT_HELP, received, today)

    def brp(self, received: date | None, today: date) -> Term:
        """The last day to decide on a correction in the BRP: four weeks (Wet BRP 2.58, 2.60)."""
        return self._term(TermId.BRP, received, today)

    def _term(self, term: TermId, start: date | None, today: date, span: Span | None = None) -> Term:
        return rule_term(self.terms[term], start, today, self.calendar, span, self.phrases)


def load_law(directories: Sequence[Path]) -> Law:
    """The law of `data/register` and of local data over it, in that order, checked as a whole.

    Each directory may hold calendar.yml, remedies.yml, terms.yml and emergencies.yml; the first has all.
    Raises `DataError` with file, line and reason.
    """

    def files(name: str) -> list[Path]:
        local = [path / name for path in directories[1:] if (path / name).exists()]
        return [directories[0] / name, *local]

    return Law(
        load_calendar(files("calendar.yml")),
        load_remedies(files("remedies.yml")),
        load_terms(files("terms.yml")),
        load_emergencies(files("emergencies.yml")),
    )
