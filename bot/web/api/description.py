"""`/v1/openapi.json`: the description of the API, made from the table of operations and the models it answers through."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.accounts.tokens import Scope
from bot.web.api.operation import Operation
from bot.web.api.operations import OPERATIONS
from bot.web.api.serving import KEY, LONGEST_KEY, REPEATED
from bot.web.api.shapes import Probleem
from bot.web.keys import SETTINGS
from bot.web.problems import TITLES
from bot.web.version import API_VERSION

_REF = "#/components/schemas/{model}"
# What has an English name and docstring in the code has a Dutch name on the wire, and speaks for itself there.
_NAMES = {
    "MessageBody": "BerichtIn",
    "TextBody": "TekstIn",
    "MoveBody": "ZetIn",
    "TellingBody": "UitlegIn",
    "ClosingBody": "AfhandelingIn",
    "Outcome": "Uitkomst",
    "GiveBackBody": "TeruggaveIn",
    "NoteBody": "NotitieIn",
    "SubscriptionBody": "AbonnementIn",
    "SignalBody": "SignaalIn",
    "State": "Status",
    "Move": "Bewerking",
    "Reason": "Reden",
    "ActorKind": "Wie",
    "SubscriptionState": "Abonnementstatus",
    "Why": "Beeindiging",
}
_TAGS = {
    "gesprekken": "Het gesprek met een burger.",
    "wegwijzer": "Wie gaat erover.",
    "tickets": "Verzoeken voor een organisatie.",
    "signalen": "Patronen in regels die knellen, voor ministeries.",
    "bijlagen": "Foto's en PDF-bestanden bij een verzoek.",
    "bezorging": "Weten dat u niets hebt gemist.",
}
_SCOPES = {
    Scope.TICKETS_LEZEN: "tickets lezen",
    Scope.TICKETS_BEHANDELEN: "tickets behandelen",
    Scope.GEBEURTENISSEN_LEZEN: "gebeurtenissen en afstemming lezen",
    Scope.ABONNEMENTEN_BEHEREN: "webhooks aanmelden en afmelden",
    Scope.SIGNALEN_AANLEVEREN: "signalen aanleveren",
}
# What stands between braces, by what stands before it.
_PATH_PARTS = {
    "gesprekken": "De geheime id van het gesprek.",
    "brieven": "De id uit `brieven`.",
    "tickets": "Het ticketnummer.",
    "herstelvragen": "De id uit `dataref`.",
    "bijlagen": "De id van de bijlage.",
    "abonnementen": "Het nummer van het abonnement.",
}
# What can go wrong with every operation, whatever it does.
_ALWAYS = (429, 500, 503)


def _headers(*more: tuple[str, str]) -> dict[str, Any]:
    known = (("API-Version", "De versie van deze API."), *more)
    return {name: {"schema": {"type": "string"}, "description": words} for name, words in known}


def _content(model: type[BaseModel], kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": {"$ref": _REF.format(model=_NAMES.get(model.__name__, model.__name__))}}}


def fault_statuses(operation: Operation) -> tuple[int, ...]:
    """Every status with which this operation can fail."""
    found = {*operation.faults, *_ALWAYS}
    if operation.query is not None or operation.body is not None or operation.writes:
        found.add(400)
    if operation.body is not None:
        found.add(413)
    if operation.scope is not None:
        found |= {401, 403}
    return tuple(sorted(found))


def _faults(operation: Operation) -> dict[str, Any]:
    waits = ("Retry-After", "Na hoeveel seconden u het opnieuw kunt proberen.")
    return {
        str(status): {
            "description": TITLES[status],
            "headers": _headers(*([waits] if status in {429, 503} else [])),
            "content": _content(Probleem, "application/problem+json"),
        }
        for status in fault_statuses(operation)
    }


def _success(operation: Operation) -> dict[str, Any]:
    again = (REPEATED, "`true` als dit al eerder was gedaan en niet nog eens.")
    found: dict[str, Any] = {
        "description": operation.told,
        "headers": _headers(*([again] if operation.writes else [])),
    }
    if operation.answer is not None:
        found["content"] = _content(operation.answer)
    if operation.media:
        found["content"] = {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in operation.media
        }
    if operation.links:
        found["links"] = {
            target: {"operationId": target, "parameters": {name: f"$response.body#{place}"}}
            for place, name, target in operation.links
        }
    return found


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PATH_PARTS[collection],
            "schema": {"type": "string"},
        }
        for collection, name in re.findall(r"/([a-z-]+)/\{(\w+)\}", operation.path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    whole = operation.query.model_json_schema(ref_template=_REF)
    shared = whole.get("$defs", {})
    found = []
    for name, schema in whole["properties"].items():
        plain = _inlined(schema, shared)
        words = plain.pop("description", "")
        plain.pop("title", None)
        kinds = [kind for kind in plain.pop("anyOf", []) if kind != {"type": "null"}]
        if kinds:
            plain = {**{key: value for key, value in plain.items() if value is not None}, **kinds[0]}
        found.append({"name": name, "in": "query", "required": False, "description": words, "schema": plain})
    return found


def _inlined(schema: Any, shared: dict[str, Any]) -> Any:
    """The schema with what it points to in its place: a parameter is read on its own."""
    if isinstance(schema, list):
        return [_inlined(one, shared) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target = dict(shared[schema["$ref"].rsplit("/", 1)[-1]])
        target.pop("title", None)
        target.pop("description", None)
        return _inlined(target, shared)
    return {key: _inlined(value, shared) for key, value in schema.items()}


def _key_parameter() -> dict[str, Any]:
    return {
        "name": KEY,
        "in": "header",
        "required": False,
        "description": "Zelf gekozen. Dezelfde aanvraag met dezelfde sleutel gebeurt 24 uur lang maar een keer.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    parameters = [*_path_parameters(operation), *_query_parameters(operation)]
    if operation.writes:
        parameters.append(_key_parameter())
    words = operation.description
    if operation.scope is not None:
        words += f" Bereik: `{operation.scope.value}`."
    found: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": words,
        "tags": [operation.tag],
        "responses": {str(operation.status): _success(operation), **_faults(operation)},
    }
    if parameters:
        found["parameters"] = parameters
    if operation.upload:
        # OpenAPI 3.1: a body of bytes has a media type and no schema.
        found["requestBody"] = {"required": True, "content": {kind: {} for kind in operation.upload}}
    if operation.body is not None:
        found["requestBody"] = {
            "required": not operation.body_optional,
            "content": _content(operation.body),
        }
    if operation.scope is not None:
        found["security"] = [{"bearer": []}]
    return found


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return paths


def _schemas() -> dict[str, Any]:
    answers = {one.answer for one in OPERATIONS if one.answer is not None} | {Probleem}
    bodies = {one.body for one in OPERATIONS if one.body is not None}
    models: list[tuple[type[BaseModel], Any]] = [
        *((model, "serialization") for model in sorted(answers, key=lambda one: one.__name__)),
        *((model, "validation") for model in sorted(bodies, key=lambda one: one.__name__)),
    ]
    _, made = models_json_schema(models, ref_template=_REF)
    sent = {body.__name__ for body in bodies}
    found = {}
    for name, schema in made["$defs"].items():
        tidy = _tidy(schema, name not in sent)
        if name in _NAMES:
            tidy.pop("description", None)
        found[_NAMES.get(name, name)] = tidy
    return found


def _tidy(schema: Any, open_ended: bool) -> Any:
    """Without titles that repeat the name; and an answer may get more fields later, so clients must bear those."""
    if isinstance(schema, list):
        return [_tidy(one, open_ended) for one in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = {"title"} if isinstance(schema.get("title"), str) else set()
    if open_ended and schema.get("additionalProperties") is False:
        dropped.add("additionalProperties")
    tidy = {key: _tidy(value, open_ended) for key, value in schema.items() if key not in dropped}
    if isinstance(tidy.get("$ref"), str):
        name = tidy["$ref"].rsplit("/", 1)[-1]
        tidy["$ref"] = _REF.format(model=_NAMES.get(name, name))
    return tidy


def describe(name: str, email: str, url: str) -> dict[str, Any]:
    """The whole description, for the operator with this name, e-mail and public address."""
    scopes = "; ".join(f"`{scope.value}`: {_SCOPES[scope]}" for scope in Scope)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Loket",
            "version": API_VERSION,
            "description": "Een loket voor burgers die vastlopen tussen regels en organisaties: geen verkeerde deur.",
            "contact": {"name": name, "email": email, "url": url},
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
        },
        "servers": [{"url": f"{url}/v1"}],
        "tags": [{"name": tag, "description": words} for tag, words in _TAGS.items()],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"Een token van uw organisatie. Bereik: {scopes}.",
                }
            },
        },
    }


async def description(request: web.Request) -> web.Response:
    """The whole description; the one answer that pages of others may read."""
    settings = request.app[SETTINGS]
    body = describe(settings.operator_name, settings.operator_email, settings.base_url)
    return web.json_response(body, headers={"Access-Control-Allow-Origin": "*"})


ROUTES = [web.get("/v1/openapi.json", description)]
