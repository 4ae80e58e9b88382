"""Decisions on requests for an exception, and the register of them ("maatwerkregister").

Keeping such a register is a measure against arbitrariness (letter 35295-AF, par. 5); it holds no persons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import BespokeDecision, Ticket
from bot.tickets.errors import MoveIncomplete
from bot.tickets.workflow import Move
from bot.today import AMSTERDAM

# The doors behind which an exception is asked.
DOORS = frozenset({"maatwerk"})
LIKE = 10


class Outcome(StrEnum):
    """How it ended."""

    GRANTED = "toegekend"
    REFUSED = "afgewezen"
    OTHERWISE = "andere_oplossing"


OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.GRANTED: "De uitzondering is toegekend",
        Outcome.REFUSED: "De uitzondering is afgewezen",
        Outcome.OTHERWISE: "Op een andere manier opgelost",
    }
)
# On which ground. The articles are of the Awb (https://wetten.overheid.nl/BWBR0005537).
REASONS: Mapping[Outcome, Mapping[str, str]] = MappingProxyType(
    {
        Outcome.GRANTED: {
            "hardheidsclausule": "Hardheidsclausule in de wet of regeling",
            "onevenredig": "Gevolgen zijn onevenredig (Awb 3:4 lid 2)",
            "beleidsregel": "Afgeweken van een beleidsregel (Awb 4:84)",
            "beleidsruimte": "Ruimte binnen de gewone regel gebruikt",
        },
        Outcome.REFUSED: {
            "geen_ruimte": "De wet laat geen ruimte",
            "al_meegewogen": "Deze omstandigheid is in de regel al meegewogen",
            "niet_onevenredig": "Gevolgen zijn niet onevenredig (Awb 3:4 lid 2)",
            "onvoldoende_bekend": "Te weinig bekend om af te wijken",
        },
        Outcome.OTHERWISE: {
            "fout_hersteld": "Er was een fout, die is hersteld",
            "regeling_getroffen": "Een betalingsregeling of andere afspraak",
            "andere_voorziening": "Een andere regeling of voorziening helpt",
            "informeel": "In overleg opgelost",
        },
    }
)


@dataclass(frozen=True)
class Decision:
    """What was decided, on which ground; `shareable`: the explanation names nobody and may stand in the register."""

    outcome: Outcome
    reason: str
    shareable: bool = False


@dataclass(frozen=True)
class LikeCase:
    """One earlier decision, without persons."""

    outcome: str
    reason: str
    month: str
    explanation: str | None


def label(outcome: str, reason: str) -> str:
    """The ground in words; the code itself when it is of an older list."""
    known = REASONS.get(Outcome(outcome), {}) if outcome in set(Outcome) else {}
    return known.get(reason, reason)


def checked(ticket: Ticket, move: Move, decision: Decision | None) -> Decision | None:
    """The decision that belongs to this move, None where none does.

    MoveIncomplete `uitkomst` or `grond` when closing a request for an exception without one that fits.
    """
    if move is not Move.HANDELAF or ticket.door not in DOORS:
        return None
    if decision is None:
        raise MoveIncomplete("uitkomst")
    if decision.reason not in REASONS[decision.outcome]:
        raise MoveIncomplete("grond")
    return decision


def facts_of(decision: Decision | None) -> dict[str, str]:
    """What the history says of a decision."""
    return {} if decision is None else {"uitkomst": decision.outcome.value, "grond": decision.reason}


async def register(
    session: AsyncSession, ticket: Ticket, decision: Decision, explanation: str | None, now: datetime
) -> None:
    """The decision stands in the register; that of the same ticket, reopened since, is replaced by it."""
    query = select(BespokeDecision).where(BespokeDecision.ticket_id == ticket.id)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        row = BespokeDecision(ticket_id=ticket.id)
        session.add(row)
    row.organisation, row.door = ticket.organisation, ticket.door
    row.scheme = ticket.schemes[0] if ticket.schemes else ""
    row.outcome, row.reason = decision.outcome.value, decision.reason
    row.month = f"{now.astimezone(AMSTERDAM):%Y-%m}"
    row.explanation = explanation if decision.shareable else None


async def like_cases(
    session: AsyncSession, organisation: str, door: str, scheme: str, *, but: int
) -> tuple[LikeCase, ...]:
    """The newest decisions of this organisation on the same scheme behind the same door, but this ticket's."""
    query = (
        select(BespokeDecision)
        .where(
            BespokeDecision.organisation == organisation,
            BespokeDecision.door == door,
            BespokeDecision.scheme == scheme,
            BespokeDecision.ticket_id.is_distinct_from(but),
        )
        .order_by(BespokeDecision.id.desc())
        .limit(LIKE)
    )
    return tuple(
        LikeCase(row.outcome, row.reason, row.month, row.explanation) for row in await session.scalars(query)
    )
