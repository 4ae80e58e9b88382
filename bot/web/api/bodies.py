"""What the API is sent, checked: every fault at once, in Dutch that a person can use."""

from __future__ import annotations

import json
from typing import Annotated, Any

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.web.problems import Problem

LONGEST = 4000


class Body(BaseModel):
    """A body without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageBody(Body):
    """One message of a citizen."""

    tekst: str = Field(max_length=LONGEST, description="Wat de burger zegt, of de `waarde` van een knop.")
    berichtId: str | None = Field(
        default=None, min_length=1, max_length=100, description="Dezelfde id krijgt hetzelfde antwoord."
    )


class TextBody(Body):
    """A text for the signpost."""

    tekst: str = Field(min_length=1, max_length=LONGEST)


def _readable(text: str) -> str:
    """Raises `ValueError` on NUL, which no database keeps and no person types."""
    if "\0" in text:
        raise ValueError("NUL")
    return text


Readable = Annotated[str, AfterValidator(_readable)]


class MoveBody(Body):
    """What comes with a move of the workflow."""

    tekst: Readable | None = Field(default=None, max_length=LONGEST, description="Uitleg, vraag of notitie.")
    reden: Readable | None = Field(default=None, description="Waarom teruggegeven.")
    naar: Readable | None = Field(default=None, max_length=100, description="Welke organisatie het wel is.")
    versie: int | None = Field(default=None, ge=0, description="De versie die gelezen is.")


_WORDS = {
    "missing": "Dit veld ontbreekt.",
    "extra_forbidden": "Dit veld bestaat niet.",
    "string_type": "Dit hoort een tekst te zijn.",
    "string_too_short": "Dit mag niet leeg zijn.",
    "int_type": "Dit hoort een heel getal te zijn.",
    "int_parsing": "Dit hoort een heel getal te zijn.",
    "model_type": "Dit hoort een object te zijn.",
}


async def read_body[M: Body](request: web.Request, model: type[M], *, optional: bool = False) -> M:
    """The body as a checked model; `Problem` 400 with all faults, 413 when it is too large."""
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise
    if not raw and optional:
        data: Any = {}
    else:
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError) as fault:
            raise Problem(400, "De inhoud is geen geldige JSON.") from fault
    try:
        return model.model_validate(data)
    except ValidationError as faults:
        raise Problem(
            400,
            "Niet alles wat u stuurde klopt. Kijk bij 'fouten'.",
            faults=[
                {"veld": ".".join(map(str, one["loc"])) or "(geheel)", "uitleg": _word(one)}
                for one in faults.errors()
            ],
        ) from faults


def _word(fault: Any) -> str:
    if fault["type"] == "string_too_long":
        return f"Dit is te lang: er passen {fault['ctx']['max_length']} tekens."
    return _WORDS.get(fault["type"], "Deze waarde klopt niet.")
