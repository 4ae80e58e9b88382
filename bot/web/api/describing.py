"""The bricks of the API's description."""

from __future__ import annotations

from typing import Any


def text(**more: Any) -> dict[str, Any]:
    """A text."""
    return {"type": "string", **more}


def json_object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    """An object; without `required` every property is."""
    return {"type": "object", "properties": properties, "required": required or list(properties)}


def answer(description: str, schema: str) -> dict[str, Any]:
    """A good answer of this shape."""
    return {
        "description": description,
        "headers": {"API-Version": {"schema": text(), "description": "De versie van deze API."}},
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def faults(*statuses: int) -> dict[str, Any]:
    """The errors that an operation foretells."""
    names = {
        400: "Invoer klopt niet",
        401: "Niet aangemeld",
        403: "Mag niet",
        404: "Niet gevonden",
        408: "Duurde te lang",
        409: "Kan nu niet",
        410: "Verwijderd",
        413: "Te groot",
        415: "Verkeerde soort bestand",
        429: "Te veel",
        500: "Bij ons ging iets mis",
        503: "Even niet bereikbaar",
    }
    return {
        str(status): {
            "description": names[status],
            "headers": {"API-Version": {"schema": text(), "description": "De versie van deze API."}},
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
        }
        # What can go wrong with every operation, whatever it does, is foretold of each.
        for status in sorted({*statuses, 429, 500, 503})
    }


def parameter(name: str, place: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter; one in the path is required."""
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": description,
        "schema": schema,
    }
