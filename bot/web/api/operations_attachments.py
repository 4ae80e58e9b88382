"""The rows of the table of operations that take and give files."""

from __future__ import annotations

from bot.accounts.tokens import Scope
from bot.attachments.content import SUFFIXES
from bot.attachments.refusals import LARGEST, MOST
from bot.web.api import attachments
from bot.web.api.operation import Operation
from bot.web.api.shapes import Bijlage, Bijlagen

# WebP is taken and redrawn as one of those that are kept.
_FILES = (*SUFFIXES, "image/webp", "application/octet-stream")
_REFUSED = (400, 408, 409, 413, 415)
_FILE = (
    f"Het bestand zelf is de inhoud: hooguit {LARGEST // 1024 // 1024} MB en {MOST} per verzoek. De soort blijkt uit de "
    "inhoud. Een foto wordt opnieuw getekend, zonder plaats of toestel."
)

ATTACHMENTS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/gesprekken/{id}/bijlagen",
        "gesprekBijlageToevoegen",
        "bijlagen",
        "Voeg een bijlage toe",
        f"Gaat mee met het verzoek dat in de maak is. {_FILE}",
        attachments.add_to_conversation,
        Bijlage,
        "De bijlage",
        status=201,
        upload=_FILES,
        faults=(404, *_REFUSED),
    ),
    Operation(
        "GET",
        "/gesprekken/{id}/bijlagen",
        "gesprekBijlagenLezen",
        "bijlagen",
        "De bijlagen die meegaan",
        "Wat meegaat met het verzoek dat in de maak is.",
        attachments.list_of_conversation,
        Bijlagen,
        "De bijlagen",
        faults=(404,),
    ),
    Operation(
        "DELETE",
        "/gesprekken/{id}/bijlagen/{bijlage}",
        "gesprekBijlageWeghalen",
        "bijlagen",
        "Haal een bijlage weg",
        "Zolang die nog niet is doorgestuurd.",
        attachments.take_back,
        None,
        "De bijlage is weg",
        status=204,
        faults=(404,),
    ),
    Operation(
        "POST",
        "/tickets/{nummer}/bijlagen",
        "ticketBijlageToevoegen",
        "bijlagen",
        "Voeg een bijlage toe aan uw ticket",
        f"De burger kan de bijlage ook bekijken. {_FILE}",
        attachments.add_to_ticket,
        Bijlage,
        "De bijlage",
        status=201,
        scope=Scope.TICKETS_BEHANDELEN,
        upload=_FILES,
        faults=(404, *_REFUSED),
    ),
    Operation(
        "GET",
        "/tickets/{nummer}/bijlagen",
        "ticketBijlagenLezen",
        "bijlagen",
        "De bijlagen van uw ticket",
        "Van de burger en van de organisatie, de oudste eerst.",
        attachments.list_of_ticket,
        Bijlagen,
        "De bijlagen",
        scope=Scope.TICKETS_LEZEN,
        faults=(404,),
    ),
    Operation(
        "GET",
        "/tickets/{nummer}/bijlagen/{id}",
        "ticketBijlageOphalen",
        "bijlagen",
        "Een bijlage als bestand",
        "Wie een bijlage ophaalt, wordt vastgelegd.",
        attachments.fetch,
        None,
        "Het bestand",
        media=tuple(SUFFIXES),
        scope=Scope.TICKETS_LEZEN,
        faults=(404,),
    ),
)
