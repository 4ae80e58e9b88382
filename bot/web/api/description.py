"""`/v1/openapi.json`: the description of the API, made from the same models and tables that it runs on."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.letters import MEDIA_TYPE
from bot.tickets.workflow import Reason, State
from bot.web.api.bodies import LONGEST, MessageBody, MoveBody, TextBody
from bot.web.api.describing import answer as _answer
from bot.web.api.describing import body as _body
from bot.web.api.describing import faults as _faults
from bot.web.api.describing import json_object as _object
from bot.web.api.describing import parameter as _parameter
from bot.web.api.describing import text as _text
from bot.web.api.describing_attachments import attachment_paths, attachment_schemas
from bot.web.api.tickets import MOVES
from bot.web.keys import KNOWLEDGE, SETTINGS
from bot.web.version import API_VERSION

WORDS = {
    "ontvang": "Meld de ontvangst",
    "accepteer": "Neem het ticket aan",
    "start": "Begin met de behandeling",
    "vraagburger": "Stel de burger een vraag",
    "handelaf": "Handel af, met uitleg",
    "geefterug": "Geef terug, met een reden",
    "heropen": "Heropen",
}


def _file(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {"API-Version": {"schema": _text(), "description": "De versie van deze API."}},
        "content": {MEDIA_TYPE: {"schema": _text(format="binary")}},
    }


def _schemas(doors: list[str]) -> dict[str, Any]:
    maybe = {"type": ["string", "null"]}
    button = _object({"tekst": _text(), "waarde": _text()})
    message = _object(
        {
            "nummer": {"type": "integer"},
            "van": _text(enum=["burger", "loket", "medewerker", "systeem"]),
            "tekst": _text(),
            "knoppen": {"type": "array", "items": button},
            "tijd": _text(format="date-time"),
            "overzicht": {"type": "array", "items": {"type": "object"}},
        },
        ["nummer", "van", "tekst", "knoppen", "tijd"],
    )
    question = {
        "type": ["object", "null"],
        "properties": {"veld": _text(), "soort": _text(), "verplicht": {"type": "boolean"}, "pad": _text()},
    }
    receipt = _object(
        {
            "nummer": _text(),
            "toegangscode": _text(),
            "deur": _text(),
            "uitvoerder": _text(),
            "organisatie": maybe,
            "status": _text(enum=[state.value for state in State]),
        }
    )
    signal = _object(
        {"nummer": _text(), "toegangscode": _text(), "departementen": {"type": "array", "items": _text()}}
    )
    conversation = {
        "berichten": {"type": "array", "items": {"$ref": "#/components/schemas/Bericht"}},
        "vraag": question,
        "tickets": {"type": "array", "items": receipt},
        "signalen": {"type": "array", "items": signal},
        "brieven": {
            "type": "array",
            "items": _object({"id": _text(), "naam": _text(), "adres": _text()}),
        },
    }
    day = {"type": ["string", "null"], "format": "date"}
    certain = {"type": "number", "minimum": 0, "maximum": 1}
    row = {
        "nummer": _text(),
        "deur": _text(),
        "uitvoerder": _text(),
        "organisatie": _text(),
        "status": _text(enum=[state.value for state in State]),
        "versie": {"type": "integer"},
        "samenvatting": _text(),
        "spoed": {"type": "boolean"},
        "kanBezwaarZijn": {"type": "boolean"},
        "ontvangenOp": _text(format="date-time"),
        "antwoordVoor": day,
    }
    return {
        "BerichtIn": MessageBody.model_json_schema(),
        "TekstIn": TextBody.model_json_schema(),
        "ZetIn": {**MoveBody.model_json_schema(), "description": f"Redenen: {', '.join(Reason)}."},
        "Bericht": message,
        "Gesprek": _object(conversation),
        "NieuwGesprek": _object({"id": _text(), **conversation}),
        "Wegwijzer": _object(
            {
                "deur": _text(examples=doors[:1]),
                "zekerheid": certain,
                "deuren": {"type": "array", "items": _object({"id": _text(), "zekerheid": certain})},
                "uitvoerders": {
                    "type": "array",
                    "minItems": 1,
                    "items": _object({"id": _text(), "naam": _text(), "zekerheid": certain}),
                },
                "departementen": {"type": "array", "items": _text()},
                "uitleg": _text(),
            }
        ),
        "TicketRegel": _object(row),
        "Tickets": _object(
            {
                "tickets": {"type": "array", "items": {"$ref": "#/components/schemas/TicketRegel"}},
                "volgende": maybe,
            }
        ),
        "Ticket": _object(
            {
                **row,
                "beslissingVoor": day,
                "ontvangstVoor": day,
                "aannameVoor": day,
                "eigenWoorden": _text(),
                "velden": {"type": "array", "items": {"type": "object"}},
                "termijnen": {"type": "array", "items": {"type": "object"}},
                "geschiedenis": {"type": "array", "items": {"type": "object"}},
                "bewerkingen": {"type": "array", "items": _text()},
            }
        ),
        **attachment_schemas(),
        "Probleem": _object(
            {
                "type": _text(),
                "status": {"type": "integer"},
                "title": _text(),
                "detail": _text(),
                "fouten": {"type": "array", "items": _object({"veld": _text(), "uitleg": _text()})},
            },
            ["status", "title", "detail"],
        ),
    }


def _paths() -> dict[str, Any]:
    conversation = _parameter("id", "path", "De geheime id van het gesprek.", _text())
    number = _parameter("nummer", "path", "Het ticketnummer.", _text())
    bearer: list[dict[str, list[str]]] = [{"bearer": []}]
    paths: dict[str, Any] = {
        "/gesprekken": {
            "post": {
                "operationId": "gesprekBeginnen",
                "summary": "Begin een gesprek",
                "description": "Geeft een id die geheim is en alles is wat een cliënt nodig heeft.",
                "tags": ["gesprekken"],
                "responses": {"201": _answer("Het gesprek", "NieuwGesprek"), **_faults(429)},
            }
        },
        "/gesprekken/{id}/berichten": {
            "post": {
                "operationId": "berichtSturen",
                "summary": "Stuur een bericht",
                "description": f"Een bericht van hooguit {LONGEST} tekens. Een knop beantwoordt u met zijn waarde als tekst.",
                "tags": ["gesprekken"],
                "parameters": [conversation],
                "requestBody": _body("BerichtIn"),
                "responses": {"200": _answer("Het antwoord", "Gesprek"), **_faults(400, 404, 413, 429, 503)},
            },
            "get": {
                "operationId": "berichtenLezen",
                "summary": "Lees de berichten",
                "description": "Alle berichten van beide kanten vanaf een nummer, en de open vraag.",
                "tags": ["gesprekken"],
                "parameters": [
                    conversation,
                    _parameter(
                        "vanaf", "query", "Vanaf dit nummer.", {"type": "integer", "minimum": 0, "default": 1}
                    ),
                ],
                "responses": {"200": _answer("De berichten", "Gesprek"), **_faults(400, 404, 429)},
            },
        },
        "/gesprekken/{id}/brieven/{brief}": {
            "get": {
                "operationId": "briefLezen",
                "summary": "Haal een brief op",
                "description": "Een brief die in dit gesprek klaarligt, als bestand voor een tekstverwerker.",
                "tags": ["gesprekken"],
                "parameters": [
                    conversation,
                    _parameter("brief", "path", "De id uit 'brieven'.", _text()),
                ],
                "responses": {"200": _file("De brief"), **_faults(404, 429)},
            }
        },
        "/wegwijzer": {
            "post": {
                "operationId": "wegwijzen",
                "summary": "Welke deur en welke uitvoerder",
                "description": "Zegt bij een tekst welke deur en welke uitvoerders passen, en waarom. Bewaart niets.",
                "tags": ["wegwijzer"],
                "requestBody": _body("TekstIn"),
                "responses": {"200": _answer("De wegwijzer", "Wegwijzer"), **_faults(400, 413, 429)},
            }
        },
        "/tickets": {
            "get": {
                "operationId": "ticketsLezen",
                "summary": "De tickets van uw organisatie",
                "description": "De kortste termijn eerst, per bladzijde.",
                "tags": ["tickets"],
                "security": bearer,
                "parameters": [
                    _parameter(
                        "afgehandeld",
                        "query",
                        "De afgehandelde tickets.",
                        {"type": "boolean", "default": False},
                    ),
                    _parameter("na", "query", "Bladwijzer uit 'volgende'.", _text()),
                    _parameter(
                        "aantal",
                        "query",
                        "Hoeveel per bladzijde.",
                        {"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
                    ),
                ],
                "responses": {"200": _answer("De tickets", "Tickets"), **_faults(400, 401, 403, 429)},
            }
        },
        "/tickets/{nummer}": {
            "get": {
                "operationId": "ticketLezen",
                "summary": "Een ticket",
                "description": "Het hele pakket en de geschiedenis.",
                "tags": ["tickets"],
                "security": bearer,
                "parameters": [number],
                "responses": {"200": _answer("Het ticket", "Ticket"), **_faults(401, 403, 404, 410, 429)},
            }
        },
    }
    for move in MOVES:
        paths[f"/tickets/{{nummer}}/_{move.value}"] = {
            "post": {
                "operationId": f"ticket{move.value.capitalize()}",
                "summary": WORDS[move.value],
                "description": "Een zet van het werkproces. Een zet die nu niet kan, geeft 409.",
                "tags": ["tickets"],
                "security": bearer,
                "parameters": [number],
                "requestBody": _body("ZetIn", required=False),
                "responses": {
                    "200": _answer("Het ticket", "Ticket"),
                    **_faults(400, 401, 403, 404, 409, 413, 429),
                },
            }
        }
    return {**paths, **attachment_paths(conversation, number, bearer)}


async def description(request: web.Request) -> web.Response:
    """The whole description; the one answer that pages of others may read."""
    settings = request.app[SETTINGS]
    doors = list(request.app[KNOWLEDGE]().doors)
    body = {
        "openapi": "3.1.0",
        "info": {
            "title": "Loket",
            "version": API_VERSION,
            "description": "Een loket voor burgers die vastlopen tussen regels en organisaties: geen verkeerde deur.",
            "contact": {
                "name": settings.operator_name,
                "email": settings.operator_email,
                "url": settings.base_url,
            },
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
        },
        "servers": [{"url": f"{settings.base_url}/v1"}],
        "tags": [
            {"name": "gesprekken", "description": "Het gesprek met een burger."},
            {"name": "wegwijzer", "description": "Wie gaat erover."},
            {"name": "tickets", "description": "Verzoeken voor een organisatie."},
            {"name": "bijlagen", "description": "Foto's en PDF's van brieven."},
        ],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(doors),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
    return web.json_response(body, headers={"Access-Control-Allow-Origin": "*"})


ROUTES = [web.get("/v1/openapi.json", description)]
