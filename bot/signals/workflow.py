"""What can happen to one signal, and to a cluster of them: two tables. Pure.

One signal is received, looked at, used or closed. A cluster goes through the five phases of a departmental
inventory (Kamerstukken I 2021/22, 35 295, AF, par. 2, footnote 20), or ends otherwise.
Source: https://zoek.officielebekendmakingen.nl/kst-35295-AF.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.language import Table


class SignalStatus(StrEnum):
    """How far one signal is."""

    ONTVANGEN = "ontvangen"
    BEKEKEN = "bekeken"
    GEBRUIKT = "gebruikt"
    AFGESLOTEN = "afgesloten"


class SignalMove(StrEnum):
    """What a ministry does with a signal."""

    BEKIJK = "bekijk"
    GEBRUIK = "gebruik"
    SLUIT = "sluit"
    HEROPEN = "heropen"


class Reader(StrEnum):
    """Which of a signal's ministries: the first answers for it, the others share it."""

    AANSPREEKPUNT = "aanspreekpunt"
    GEDEELD = "gedeeld"


class SignalMoveRefused(Exception):
    """The table has no such row for who asks; nothing was changed."""


class SignalMoveIncomplete(Exception):
    """Something that must come with this move is missing; the text is the field's name."""


@dataclass(frozen=True)
class Rule:
    """One row: from where, to where, by which ministries, and what must come with it."""

    sources: frozenset[SignalStatus]
    target: SignalStatus
    who: frozenset[Reader]
    needs: str | None = None  # the field without which it is no such move


_ALL = frozenset(Reader)
_FIRST = frozenset({Reader.AANSPREEKPUNT})
_OPEN = frozenset({SignalStatus.ONTVANGEN, SignalStatus.BEKEKEN, SignalStatus.GEBRUIKT})

MOVES: Mapping[SignalMove, Rule] = MappingProxyType(
    {
        SignalMove.BEKIJK: Rule(frozenset({SignalStatus.ONTVANGEN}), SignalStatus.BEKEKEN, _ALL),
        # Used again, in a second product: each names its own.
        SignalMove.GEBRUIK: Rule(_OPEN, SignalStatus.GEBRUIKT, _ALL, needs="product"),
        SignalMove.SLUIT: Rule(_OPEN, SignalStatus.AFGESLOTEN, _FIRST, needs="reden"),
        SignalMove.HEROPEN: Rule(frozenset({SignalStatus.AFGESLOTEN}), SignalStatus.BEKEKEN, _FIRST),
    }
)

# Why a signal is closed, as the reporter reads it.
CLOSE_REASONS = Table(
    "afsluiten",
    {
        "regel_aangepast": "De regel is aangepast.",
        "uitvoering_aangepast": "De uitvoering is aangepast.",
        "geen_aanpassing": "De regel blijft zoals hij is.",
        "al_bekend": "Dit knelpunt was al bekend en wordt onder een andere melding opgepakt.",
        "geen_regel": "De melding gaat niet over een regel of over hoe die wordt uitgevoerd.",
        # Categories D and E of the Council of State's reflection make no signal: par. 2, footnote 24.
        "rvs_d": (
            "De melding gaat over een uitspraak van de rechter in een eigen zaak. Een ministerie kan een uitspraak "
            "niet veranderen. In de uitspraak staat of u in hoger beroep kunt, en tot wanneer."
        ),
        "rvs_e": (
            "De melding gaat over een zaak bij een andere rechter. In de brief of uitspraak staat bij welke rechter "
            "u terechtkunt."
        ),
    },
)


def next_status(status: SignalStatus, move: SignalMove, reader: Reader) -> SignalStatus:
    """The status after a move; SignalMoveRefused when the table has no such row for this ministry."""
    rule = MOVES[move]
    if status not in rule.sources or reader not in rule.who:
        raise SignalMoveRefused(f"{status.value} {move.value}")
    return rule.target


def moves_from(status: SignalStatus, reader: Reader) -> tuple[SignalMove, ...]:
    """What this ministry can do with a signal of this status, in the order of the table."""
    return tuple(move for move, rule in MOVES.items() if status in rule.sources and reader in rule.who)


class Phase(StrEnum):
    """How far the ministry is with a cluster."""

    UITVRAAG = "1_uitvraag"
    RESULTATEN = "2_binnenkomende_resultaten"
    ANALYSE = "3_analyse"
    AANPASSING_BEPALEN = "4_aanpassing_bepalen"
    AANGEPAST = "5_aangepast"
    OPGELOST_IN_UITVOERING = "opgelost_in_uitvoering"
    GEEN_HARDVOCHTIGHEID = "geen_hardvochtigheid"


PHASES: Mapping[Phase, str] = MappingProxyType(
    {
        Phase.UITVRAAG: "1. Uitvraag",
        Phase.RESULTATEN: "2. Binnenkomende resultaten",
        Phase.ANALYSE: "3. Analyse",
        Phase.AANPASSING_BEPALEN: "4. Vaststellen welke aanpassing nodig is",
        Phase.AANGEPAST: "5. Regel aangepast",
        Phase.OPGELOST_IN_UITVOERING: "Opgelost in de uitvoering",
        Phase.GEEN_HARDVOCHTIGHEID: "Geen hardvochtigheid gevonden",
    }
)
# An end says why: it is read by who comes after.
ENDS = frozenset({Phase.AANGEPAST, Phase.OPGELOST_IN_UITVOERING, Phase.GEEN_HARDVOCHTIGHEID})


def check_phase(current: Phase, wanted: Phase, text: str) -> None:
    """Returns when a cluster may go from one phase to the other.

    Also back: an analysis can show that more must be asked. SignalMoveRefused for the phase that it has;
    SignalMoveIncomplete `toelichting` for an end without its reason.
    """
    if current is wanted:
        raise SignalMoveRefused(current.value)
    if wanted in ENDS and not text.strip():
        raise SignalMoveIncomplete("toelichting")
