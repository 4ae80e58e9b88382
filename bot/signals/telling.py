"""A signal's history in the words that its reporter reads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.language import DUTCH, Phrases, Table
from bot.signals.workflow import CLOSE_REASONS, SignalStatus

SAID = Table(
    "melding",
    {
        "nu_ontvangen": "Uw melding is gestuurd naar {ministeries}.",
        "nu_bekeken": "Uw melding is bekeken door {ministeries}.",
        "nu_gebruikt": "Uw melding is gebruikt door {ministeries}.",
        "nu_afgesloten": "Uw melding is bekeken en afgesloten door {ministeries}.",
        "bekijk": "Uw melding is bekeken door {wie}.",
        "gebruik": "Uw melding is gebruikt in: {product}.",
        "sluit": "Uw melding is afgesloten door {wie}. {reden}",
        "heropen": "Uw melding wordt opnieuw bekeken door {wie}.",
        "antwoord": "U hebt een antwoord van {wie}.",
        "herstel_gevraagd": "Organisaties is gevraagd om ook anderen met dit probleem te helpen. Dat vroeg {wie}.",
        "delen": "Uw melding is ook gestuurd naar {naar}.",
        "openbaar_voorstel": (
            "Een medewerker heeft uw verhaal korter gemaakt of er iets uit weggelaten. Kijk of het zo openbaar mag."
        ),
        "openbaar_geplaatst": "Uw verhaal staat zonder naam op de openbare pagina.",
        "openbaar_niet": "Uw verhaal komt niet op de openbare pagina.",
        "openbaar_ingetrokken": "U hebt uw verhaal van de openbare pagina gehaald.",
        "en": " en ",
    },
)

type Say = Callable[[str], str]


def status_words(status: SignalStatus, ministries: Sequence[str], phrases: Phrases = DUTCH) -> str:
    """The sentence that tells the reporter how far it is."""
    said = phrases.say(SAID, "en").join(ministries)
    return phrases.say(SAID, f"nu_{status.value}", ministeries=said)


def line_words(
    kind: str,
    status: SignalStatus,
    data: Mapping[str, Any],
    ministries: Sequence[str],
    say: Say,
    phrases: Phrases = DUTCH,
) -> str:
    """One line of the history; `ministries` as they are said, `say` names one by its code."""
    if kind not in SAID:
        return status_words(status, ministries, phrases)
    who, why = data.get("ministerie"), data.get("reden", "")
    return phrases.say(
        SAID,
        kind,
        wie=say(who) if who else ministries[0],
        product=data.get("product", ""),
        reden=phrases.say(CLOSE_REASONS, why) if why in CLOSE_REASONS else "",
        naar=say(data["naar"]) if data.get("naar") else "",
    ).strip()
