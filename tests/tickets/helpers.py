"""A small office for tests: a clock that is set by hand, four organisations, and orders to hand over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.signals.package import SignalPackage
from bot.store import Database
from bot.tickets.history import Actor
from bot.tickets.organisations import Organisation
from bot.tickets.packages import HandOver, PackageField, TicketPackage
from bot.tickets.promises import Promises
from bot.tickets.service import TicketService
from bot.tickets.workflow import ActorKind

SECRET = b"a secret for tests only"
START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
UTRECHT, TILBURG, CJIB, CAK = "gemeente:0344", "gemeente:0855", "cjib", "cak"
KNOWN = {
    UTRECHT: Organisation(UTRECHT, "de gemeente Utrecht"),
    TILBURG: Organisation(TILBURG, "de gemeente Tilburg"),
    CJIB: Organisation(CJIB, "het CJIB", "webhook"),
    CAK: Organisation(CAK, "het CAK", "niet_aangesloten"),
}


class Clock:
    """The time, set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        self.now += timedelta(**step)


def service(
    database: Database, clock: Clock | None = None, promises: Promises | None = None
) -> TicketService:
    return TicketService(
        database, secret=SECRET, clock=clock or Clock(), organisations=KNOWN.get, promises=promises
    )


def package(organisation: str = CJIB, **changes: Any) -> TicketPackage:
    plain = TicketPackage(
        door="betalingsregeling",
        organisation=organisation,
        fields=(PackageField("bedrag", "Bedrag", "bedrag", "274.00", "€ 274,00"),),
        summary="Een boete van 274 euro die niet in een keer betaald kan worden.",
        own_words="ik kan die boete niet in een keer betalen",
        ministries=("JenV",),
        terms=({"id": "betaling", "laatste_dag": date(2026, 12, 14)},),
        contact={"soort": "email", "adres": "a@example.nl"},
        answer_by=date(2026, 12, 8),
    )
    return replace(plain, **changes)


def order(*packages: TicketPackage, draft: str = "1", **changes: Any) -> HandOver:
    return HandOver(**{"draft": draft, "tickets": packages or (package(),), **changes})


def signal(**changes: Any) -> SignalPackage:
    plain = SignalPackage(
        ministries=("SZW", "BZK"),
        story="Mijn dochter woont weer thuis en nu word ik gekort.",
        scheme="bijstand",
        law="Participatiewet",
        cause=("O1",),
        effects={"bestaanszekerheid": 4},
        reply_wanted=True,
        reply_address={"email": "dochter@example.nl"},
    )
    return replace(plain, **changes)


def staff(organisation: str, name: str = "Noor") -> Actor:
    return Actor(ActorKind.ORGANISATIE, name, organisation)


COORDINATOR = Actor(ActorKind.REGISSEUR, "Sam", "loket")
