"""A signal's history in the words that its reporter reads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bot.signals.workflow import CLOSE_REASONS, SignalStatus

_STATUS: Mapping[SignalStatus, str] = MappingProxyType(
    {
        SignalStatus.ONTVANGEN: "Uw melding is gestuurd naar {ministeries}.",
        SignalStatus.BEKEKEN: "Uw melding is bekeken door {ministeries}.",
        SignalStatus.GEBRUIKT: "Uw melding is gebruikt door {ministeries}.",
        SignalStatus.AFGESLOTEN: "Uw melding is bekeken en afgesloten door {ministeries}.",
    }
)
_LINES: Mapping[str, str] = MappingProxyType(
    {
        "bekijk": "Uw melding is bekeken door {wie}.",
        "gebruik": "Uw melding is gebruikt in: {product}.",
        "sluit": "Uw melding is afgesloten door {wie}. {reden}",
        "heropen": "Uw melding wordt opnieuw bekeken door {wie}.",
        "antwoord": "U hebt een antwoord van {wie}.",
        "herstel_gevraagd": "Organisaties is gevraagd om ook anderen met dit probleem te helpen. Dat vroeg {wie}.",
        "delen": "Uw melding is ook gestuurd naar {naar}.",
        "openbaar_voorstel": "Een medewerker heeft uw verhaal korter gemaakt of er iets uit weggelaten. Kijk of het zo openbaar mag.",
        "openbaar_geplaatst": "Uw verhaal staat zonder naam op de openbare pagina.",
        "openbaar_niet": "Uw verhaal komt niet op de openbare pagina.",
        "openbaar_ingetrokken": "U hebt uw verhaal van de openbare pagina gehaald.",
    }
)

type Say = Callable[[str], str]


def status_words(status: SignalStatus, ministries: Sequence[str]) -> str:
    """The sentence that tells the reporter how far it is."""
    return _STATUS[status].format(ministeries=" en ".join(ministries))


def line_words(
    kind: str, status: SignalStatus, data: Mapping[str, Any], ministries: Sequence[str], say: Say
) -> str:
    """One line of the history; `ministries` as they are said, `say` names one by its code."""
    template = _LINES.get(kind)
    if template is None:
        return status_words(status, ministries)
    who = data.get("ministerie")
    return template.format(
        wie=say(who) if who else ministries[0],
        product=data.get("product", ""),
        reden=CLOSE_REASONS.get(data.get("reden", ""), ""),
        naar=say(data["naar"]) if data.get("naar") else "",
    ).strip()
