"""What `/v1/openapi.json` says of attachments, from the tables that they run on."""

from __future__ import annotations

from typing import Any

from bot.attachments.content import SUFFIXES
from bot.attachments.refusals import LARGEST, MOST
from bot.tickets.workflow import ActorKind
from bot.web.api.describing import answer, faults, json_object, parameter, text

_REFUSED = (400, 408, 409, 413, 415, 429, 503)
_ACCEPTED = ("image/jpeg", "image/png", "image/webp", "application/pdf", "application/octet-stream")


def attachment_schemas() -> dict[str, Any]:
    """The shapes: one attachment, and a list of them."""
    one = {
        "id": text(),
        "naam": text(description="Hoe het bestand heet als u het bewaart. De eigen naam wordt niet bewaard."),
        "soort": text(enum=list(SUFFIXES)),
        "grootte": {"type": "integer", "minimum": 1, "maximum": LARGEST},
        "van": text(enum=[ActorKind.BURGER, ActorKind.ORGANISATIE, ActorKind.REGISSEUR]),
        "organisatie": {"type": ["string", "null"]},
        "tijd": text(format="date-time"),
    }
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Bijlage"}}
    return {"Bijlage": json_object(one), "Bijlagen": json_object({"bijlagen": listed})}


def attachment_paths(
    conversation: dict[str, Any], number: dict[str, Any], bearer: list[dict[str, list[str]]]
) -> dict[str, Any]:
    """The operations; the parameters and the security are those of conversations and tickets."""
    rules = (
        f"Het bestand zelf is de inhoud: hooguit {LARGEST // 1024 // 1024} MB en {MOST} per verzoek. De soort blijkt "
        "uit de inhoud. Een foto wordt opnieuw getekend, zonder plaats of toestel."
    )
    return {
        "/gesprekken/{id}/bijlagen": {
            "post": {
                "operationId": "gesprekBijlageToevoegen",
                "summary": "Voeg een bijlage toe",
                "description": f"Gaat mee met het verzoek dat in de maak is. {rules}",
                "tags": ["bijlagen"],
                "parameters": [conversation],
                "requestBody": _file(),
                "responses": {"201": answer("De bijlage", "Bijlage"), **faults(404, *_REFUSED)},
            },
            "get": {
                "operationId": "gesprekBijlagenLezen",
                "summary": "De bijlagen die meegaan",
                "description": "Wat meegaat met het verzoek dat in de maak is.",
                "tags": ["bijlagen"],
                "parameters": [conversation],
                "responses": {"200": answer("De bijlagen", "Bijlagen"), **faults(404, 429)},
            },
        },
        "/gesprekken/{id}/bijlagen/{bijlage}": {
            "delete": {
                "operationId": "gesprekBijlageWeghalen",
                "summary": "Haal een bijlage weg",
                "description": "Zolang die nog niet is doorgestuurd.",
                "tags": ["bijlagen"],
                "parameters": [conversation, parameter("bijlage", "path", "De id van de bijlage.", text())],
                "responses": {"204": _bare("De bijlage is weg"), **faults(404, 429)},
            }
        },
        "/tickets/{nummer}/bijlagen": {
            "post": {
                "operationId": "ticketBijlageToevoegen",
                "summary": "Voeg een bijlage toe aan uw ticket",
                "description": f"De burger kan de bijlage ook bekijken. {rules}",
                "tags": ["bijlagen"],
                "security": bearer,
                "parameters": [number],
                "requestBody": _file(),
                "responses": {"201": answer("De bijlage", "Bijlage"), **faults(401, 403, 404, *_REFUSED)},
            },
            "get": {
                "operationId": "ticketBijlagenLezen",
                "summary": "De bijlagen van uw ticket",
                "description": "Van de burger en van de organisatie, de oudste eerst.",
                "tags": ["bijlagen"],
                "security": bearer,
                "parameters": [number],
                "responses": {"200": answer("De bijlagen", "Bijlagen"), **faults(401, 403, 404, 429)},
            },
        },
        "/tickets/{nummer}/bijlagen/{id}": {
            "get": {
                "operationId": "ticketBijlageOphalen",
                "summary": "Een bijlage als bestand",
                "description": "Wie een bijlage ophaalt, wordt vastgelegd.",
                "tags": ["bijlagen"],
                "security": bearer,
                "parameters": [number, parameter("id", "path", "De id van de bijlage.", text())],
                "responses": {
                    "200": {**_bare("Het bestand"), "content": {kind: {} for kind in SUFFIXES}},
                    **faults(401, 403, 404, 429),
                },
            }
        },
    }


def _bare(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {"API-Version": {"schema": text(), "description": "De versie van deze API."}},
    }


def _file() -> dict[str, Any]:
    # OpenAPI 3.1: a body of bytes has a media type and no schema.
    return {"required": True, "content": {kind: {} for kind in _ACCEPTED}}
