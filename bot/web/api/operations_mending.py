"""The rows of the table of operations for what ministries ask of executors."""

from __future__ import annotations

from bot.accounts.tokens import Scope
from bot.web.api import mending
from bot.web.api.operation import Operation

MENDING: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/herstelvragen/{id}",
        "herstelvraagLezen",
        "tickets",
        "Een vraag van een ministerie om anderen hetzelfde aan te bieden",
        "De gebeurtenis `herstel-gevraagd` wijst hierheen. Met uw eigen open tickets over die regeling.",
        mending.read,
        mending.Herstelvraag,
        "De vraag",
        scope=Scope.TICKETS_LEZEN,
        query=mending.MendingQuery,
        faults=(404,),
    ),
    Operation(
        "POST",
        "/herstelvragen/{id}/_klaar",
        "herstelvraagKlaar",
        "tickets",
        "Meld dat uw organisatie klaar is",
        "Het ministerie leest dat u klaar bent, en wat u erbij schrijft. Een tweede keer geeft 409.",
        mending.finish,
        None,
        "Gemeld",
        status=204,
        scope=Scope.TICKETS_BEHANDELEN,
        body=mending.DoneBody,
        body_optional=True,
        faults=(404, 409),
    ),
)
