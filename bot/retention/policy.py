"""The stages of what is kept, and how long each lasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.settings import Settings


class Stage(StrEnum):
    """What has a term of its own, in the order in which it is purged; named as the command line prints it."""

    TICKETS = "afgesloten verzoeken"
    SIGNALS = "meldingen"
    UNFINISHED = "gesprekken zonder verzoek"
    HANDED_OVER = "gesprekken met een verzoek"
    ATTACHMENTS = "bijlagen"
    LOOKS = "inzagen van medewerkers"
    LOGINS = "verlopen aanmeldingen"


class Why(StrEnum):
    """Why something was deleted."""

    CITIZEN = "verzoek_burger"
    COUNTER = "verzoek_via_loket"
    TERM = "bewaartermijn"


@dataclass(frozen=True)
class Policy:
    """How long each stage is kept: conversations since they were last touched, tickets since they were closed,
    signals since the last news of them, looks since they happened. Attachments follow what they belong to.
    """

    unfinished: timedelta
    handed_over: timedelta
    tickets: timedelta
    signals: timedelta
    looks: timedelta

    @staticmethod
    def of(settings: Settings) -> "Policy":
        """The terms of this installation."""
        return Policy(
            unfinished=timedelta(days=settings.keep_conversations_days),
            handed_over=timedelta(days=settings.keep_handed_over_days),
            tickets=timedelta(days=settings.keep_tickets_days),
            signals=timedelta(days=settings.keep_signals_days),
            looks=timedelta(days=settings.keep_looks_days),
        )

    @property
    def terms(self) -> Mapping[Stage, timedelta]:
        """The term of each stage that has one of its own."""
        return {
            Stage.TICKETS: self.tickets,
            Stage.SIGNALS: self.signals,
            Stage.UNFINISHED: self.unfinished,
            Stage.HANDED_OVER: self.handed_over,
            Stage.LOOKS: self.looks,
        }
