"""What went wrong in a room, as a problem that a person can use. The one table for the whole API."""

from __future__ import annotations

from bot.attachments.refusals import Refusal, Refused
from bot.tickets.delivery.addresses import BadUrl
from bot.tickets.delivery.webhook import HandshakeRefused
from bot.tickets.errors import (
    MoveIncomplete,
    MoveNotAllowed,
    NotFound,
    NotYours,
    UnknownOrganisation,
    VersionConflict,
)
from bot.tickets.inbox import BadCursor
from bot.web.api.bodies import faulty
from bot.web.api.shapes import Geschiedenisregel
from bot.web.problems import Problem

RETRY = 60
UNKNOWN = "Dit ticket bestaat niet, of is niet van uw organisatie."


def problem_of(fault: Exception) -> Problem | None:
    """The problem to tell; None when the fault is ours."""
    match fault:
        case Problem():
            return fault
        case NotFound():
            return Problem(404, UNKNOWN)
        case Refused():
            later = fault.why in {Refusal.DRUK, Refusal.GEEN_CONTROLE}
            return Problem(fault.status, fault.words, retry_after=RETRY if later else None)
        case NotYours():
            return Problem(403, "Dit kan uw organisatie niet doen.")
        case VersionConflict():
            changes = [Geschiedenisregel.of(line).model_dump(mode="json") for line in fault.changes]
            return Problem(
                409,
                f"Iemand anders was eerder: het ticket heeft nu versie {fault.version}.",
                extra={"versie": fault.version, "wijzigingen": changes},
            )
        case MoveNotAllowed():
            return Problem(409, f"Dit kan niet als het ticket '{fault.state}' is.")
        case MoveIncomplete():
            return faulty(fault.field, "Dit veld is hier nodig.")
        case UnknownOrganisation():
            return faulty("naar", "Deze organisatie kennen wij niet.")
        case BadCursor():
            return faulty("na", "Dit is geen bladwijzer van deze lijst.")
        case BadUrl() | HandshakeRefused():
            return faulty("url", f"Dit webadres kan niet: {fault}.")
        case _:
            return None


def status_of(fault: Exception) -> int | None:
    """The status that this fault has towards who asked; None when it is ours."""
    problem = problem_of(fault)
    return None if problem is None else problem.status
