"""Terms and deadlines (Awb, Algemene termijnenwet) and the help blocks. Pure: no database, clock or log."""

from bot.law.calendar import Calendar, Span, Unit, load_calendar
from bot.law.emergencies import EmergencyBook, EmergencyFinding, HelpBlock, load_emergencies
from bot.law.law import HAPPENED, THREATENING, Law, load_law, threatening
from bot.law.remedies import Remedy, RemedyId, load_remedies, objection_term
from bot.law.terms import PenaltyDays, TermId, TermRule, load_terms, penalty_days, rule_term
from bot.law.wording import Term, dutch_date

__all__ = [
    "HAPPENED",
    "THREATENING",
    "Calendar",
    "EmergencyBook",
    "EmergencyFinding",
    "HelpBlock",
    "Law",
    "PenaltyDays",
    "Remedy",
    "RemedyId",
    "Span",
    "Term",
    "TermId",
    "TermRule",
    "Unit",
    "dutch_date",
    "load_calendar",
    "load_emergencies",
    "load_law",
    "load_remedies",
    "load_terms",
    "objection_term",
    "penalty_days",
    "rule_term",
    "threatening",
]
