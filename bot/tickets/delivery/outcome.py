"""How an attempt ended, as data: what happens next follows from it alone."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a message to one receiver is; apart from the ticket's own state."""

    WACHTEND = "wachtend"
    AFGELEVERD = "afgeleverd"
    BEVESTIGD = "bevestigd"
    MISLUKT = "mislukt"


class Code(StrEnum):
    """Why an attempt failed. A code and never a text: what a receiver answers may hold anything."""

    TIJD = "tijd"
    VERBINDING = "verbinding"
    TLS = "tls"
    ADRES_ONBEKEND = "adres_onbekend"
    ADRES_GEWEIGERD = "adres_geweigerd"
    OMLEIDING = "omleiding"
    ANTWOORD_ONLEESBAAR = "antwoord_onleesbaar"
    GEEN_ABONNEMENT = "geen_abonnement"
    INGETROKKEN = "ingetrokken"
    MAILBOX_GEWEIGERD = "mailbox_geweigerd"
    TERUGGEKOMEN = "teruggekomen"
    MAILSERVER = "mailserver"
    NUMMER_GEWEIGERD = "nummer_geweigerd"
    SMSDIENST = "smsdienst"
    BERICHT_FOUT = "bericht_fout"
    AFGEBROKEN = "afgebroken"
    ONVERWACHT = "onverwacht"


def status_code(status: int) -> str:
    """The code of an HTTP status that is no receipt: `status_500`."""
    return f"status_{status}"


@dataclass(frozen=True)
class Delivered:
    """The receiver took it. `route` says by which way."""

    route: str


@dataclass(frozen=True)
class Later:
    """It failed now and is tried again. `hold`: the receiver itself is in trouble, not just this message."""

    code: str
    hold: bool = False
    retry_after: timedelta | None = None


@dataclass(frozen=True)
class Failed:
    """Trying again is no use until a person has done something."""

    code: str


type Outcome = Delivered | Later | Failed
