"""What the API is sent, in body and address, checked: every fault at once, in Dutch that a person can use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from bot.tickets.bespoke import REASONS, Outcome
from bot.tickets.workflow import Reason, State
from bot.web.problems import Problem

LONGEST = 4000
LARGEST_PAGE = 100
LARGEST_FEED = 500
LONGEST_SPAN = timedelta(days=366)
WRONG = "Niet alles wat u stuurde klopt. Kijk bij 'fouten'."
# Days and moments outside it are typing errors, and some have no place in every time zone.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class Body(BaseModel):
    """A body without unknown keys, each of exactly its own kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Query(BaseModel):
    """The keys of an address, without unknown ones: a typing error would give another answer than was asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _readable(text: str) -> str:
    """Raises `ValueError` on NUL, which no database keeps and no person types."""
    if "\0" in text:
        raise ValueError("NUL")
    return text


Readable = Annotated[str, AfterValidator(_readable)]


# --- bodies ---------------------------------------------------------------------------------------------------


class MessageBody(Body):
    """One message of a citizen."""

    tekst: str = Field(max_length=LONGEST, description="Wat de burger zegt, of de `waarde` van een knop.")
    berichtId: str | None = Field(
        default=None, min_length=1, max_length=100, description="Dezelfde id krijgt hetzelfde antwoord."
    )


class BeginBody(Body):
    """How a conversation begins."""

    taal: Literal["nl", "en"] = Field(
        default="nl", description="De taal van de assistent. Wat een organisatie krijgt, is Nederlands."
    )


class TextBody(Body):
    """A text for the signpost."""

    tekst: str = Field(min_length=1, max_length=LONGEST)


Version = Annotated[
    int | None,
    Field(default=None, ge=0, le=2**31 - 1, description="De versie die u las: is die verouderd, dan 409."),
]


class MoveBody(Body):
    """What comes with a move of the workflow."""

    tekst: Readable | None = Field(default=None, max_length=LONGEST, description="Een toelichting.")
    versie: Version


class TellingBody(Body):
    """What comes with a move that the citizen reads the text of."""

    tekst: Readable = Field(min_length=1, max_length=LONGEST, description="De burger leest dit.")
    versie: Version


class ClosingBody(TellingBody):
    """What comes with closing; the last three belong to a request for an exception."""

    uitkomst: Outcome | None = Field(
        default=None, description="Verplicht bij deur `maatwerk`: hoe het verzoek om een uitzondering afliep."
    )
    grond: Readable | None = Field(
        default=None,
        max_length=100,
        description="De grond bij de uitkomst. "
        + " ".join(
            f"{outcome}: {', '.join(f'`{reason}`' for reason in reasons)}."
            for outcome, reasons in REASONS.items()
        ),
    )
    deelbaar: bool = Field(
        default=False,
        description="Of de uitleg niemand noemt en bij vergelijkbare verzoeken van uw organisatie mag staan.",
    )


class GiveBackBody(Body):
    """Why a ticket is given back, and to whom it should go."""

    reden: Reason = Field(description="Waarom teruggegeven.")
    naar: Readable | None = Field(
        default=None, max_length=100, description="Welke organisatie het wel is: `cjib`, `gemeente:0344`."
    )
    tekst: Readable | None = Field(default=None, max_length=LONGEST, description="Voor wie het krijgt.")
    versie: Version


class NoteBody(Body):
    """A note on a ticket."""

    tekst: Readable = Field(min_length=1, max_length=LONGEST)
    zichtbaarVoorBurger: bool = Field(default=False, description="Of de burger de notitie leest.")
    versie: Version


class SubscriptionBody(Body):
    """Where events are wanted."""

    url: Readable = Field(min_length=1, max_length=2000, description="Uw adres voor de webhook.")
    metToken: bool = Field(default=False, description="Of wij ook een bearer token meesturen.")


# --- addresses ------------------------------------------------------------------------------------------------


def _whole(text: Any) -> Any:
    if isinstance(text, str) and not re.fullmatch(r"[0-9]{1,18}", text):
        raise PydanticCustomError("int_parsing", "no whole number")
    return int(text) if isinstance(text, str) else text


def _true_or_false(text: Any) -> Any:
    if isinstance(text, str) and text not in {"true", "false"}:
        raise PydanticCustomError("bool_parsing", "not true or false")
    return text == "true" if isinstance(text, str) else text


def _day(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise PydanticCustomError("date_parsing", "no day")
    return day


def _moment(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        moment = datetime.fromisoformat(text) if "T" in text.upper() else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not _FIRST_YEAR < moment.year < _LAST_YEAR:
        raise PydanticCustomError("datetime_parsing", "no moment")
    return moment.astimezone(UTC)


Whole = Annotated[int, BeforeValidator(_whole)]
YesNo = Annotated[bool, BeforeValidator(_true_or_false)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
DoorId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class MessagesQuery(Query):
    """From which message on."""

    vanaf: Annotated[Whole, Field(ge=0, le=10**9)] = Field(default=1, description="Vanaf dit nummer.")


class TicketsQuery(Query):
    """Which tickets, and which page of them."""

    status: list[State] = Field(
        default_factory=list, max_length=len(State), description="Alleen met deze status; mag vaker."
    )
    deur: list[DoorId] = Field(
        default_factory=list, max_length=50, description="Alleen deze deur; mag vaker."
    )
    spoed: YesNo | None = Field(default=None, description="Alleen met spoed, of juist zonder.")
    telaat: YesNo | None = Field(
        default=None, description="Alleen waarvan de eerste termijn voorbij is, of juist niet."
    )
    eigenaar: Annotated[str, Field(pattern=r"^(geen|[1-9][0-9]{0,17})$")] | None = Field(
        default=None, description="Het account dat het behandelt, of `geen`."
    )
    sinds: Moment | None = Field(default=None, description="Ontvangen op dit moment of later, met tijdzone.")
    afgehandeld: YesNo | None = Field(
        default=None,
        description="De afgesloten tickets in plaats van de open. Noemt u een status, dan telt die.",
    )
    na: str | None = Field(default=None, max_length=100, description="Bladwijzer: `volgende` van hiervoor.")
    aantal: Annotated[Whole, Field(ge=1, le=LARGEST_PAGE)] = Field(
        default=25, description="Hoeveel per bladzijde."
    )


class EventsQuery(Query):
    """From which event on."""

    na: Annotated[Whole, Field(ge=0, lt=10**18)] = Field(
        default=0, description="Alles na dit volgnummer (`sequence`): `volgende` van hiervoor."
    )
    aantal: Annotated[Whole, Field(ge=1, le=LARGEST_FEED)] = Field(
        default=100, description="Hoeveel per keer."
    )


class ReconciliationQuery(Query):
    """Which days, both included."""

    van: Day | None = Field(default=None, description="De eerste dag; zonder deze 30 dagen voor `tot`.")
    tot: Day | None = Field(default=None, description="De laatste dag; zonder deze vandaag.")

    def span(self, today: date) -> tuple[date, date]:
        """First and last day; `Problem` 400 when they are the wrong way round or more than 366 apart."""
        last = self.tot or max(today, self.van or today)
        first = self.van or last - timedelta(days=30)
        if last < first:
            raise faulty("tot", "Deze dag ligt voor 'van'.")
        if last - first > LONGEST_SPAN:
            raise faulty("tot", f"Dit is te veel: vraag hooguit {LONGEST_SPAN.days} dagen tegelijk.")
        return first, last


# --- reading --------------------------------------------------------------------------------------------------

_WORDS = {
    "missing": "Dit veld ontbreekt.",
    "extra_forbidden": "Dit veld bestaat niet.",
    "string_type": "Dit hoort een tekst te zijn.",
    "string_too_short": "Dit mag niet leeg zijn.",
    "bool_type": "Dit hoort true of false te zijn.",
    "bool_parsing": "Dit hoort true of false te zijn.",
    "int_type": "Dit hoort een heel getal te zijn.",
    "int_parsing": "Dit hoort een heel getal te zijn.",
    "int_from_float": "Dit hoort een heel getal te zijn.",
    "date_parsing": "Dit hoort een dag te zijn, zoals 2026-11-24.",
    "datetime_parsing": "Dit hoort een moment met tijdzone te zijn, zoals 2026-11-24T09:30:00Z.",
    "twice": "Dit mag maar een keer.",
    "model_type": "Dit hoort een object te zijn.",
}


def faulty(field: str, words: str) -> Problem:
    """A 400 about one field."""
    return Problem(400, WRONG, faults=[{"veld": field, "uitleg": words}])


async def read_body[M: Body](request: web.Request, model: type[M], *, optional: bool = False) -> M:
    """The body as a checked model; `Problem` 400 with all faults, 413 when it is too large."""
    raw = await request.read()
    try:
        return model.model_validate_json(b"{}" if optional and not raw else raw)
    except ValidationError as faults:
        if any(one["type"] == "json_invalid" for one in faults.errors()):
            raise Problem(400, "De inhoud is geen geldige JSON.") from faults
        raise _problem(faults) from faults


def read_query[Q: Query](request: web.Request, model: type[Q]) -> Q:
    """The keys of the address as a checked model; `Problem` 400 with all faults."""
    given: dict[str, Any] = {}
    several = {name for name, field in model.model_fields.items() if field.default_factory is list}
    for name in set(request.query):
        values = request.query.getall(name)
        if name not in several and len(values) > 1 and name in model.model_fields:
            raise faulty(name, _WORDS["twice"])
        given[name] = values if name in several else values[0]
    try:
        return model.model_validate(given)
    except ValidationError as faults:
        raise _problem(faults) from faults


def _problem(faults: ValidationError) -> Problem:
    told: dict[str, str] = {}
    for one in faults.errors():
        told.setdefault(".".join(map(str, one["loc"])) or "(geheel)", _word(one))
    return Problem(400, WRONG, faults=[{"veld": field, "uitleg": words} for field, words in told.items()])


def _word(fault: Any) -> str:
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "string_too_long":
            return f"Dit is te lang: er passen {limits['max_length']} tekens."
        case "enum" | "literal_error":
            return f"Kies uit: {str(limits['expected']).replace(' or ', ' of ')}."
        case "greater_than_equal":
            return f"Dit hoort {limits['ge']} of meer te zijn."
        case "less_than_equal":
            return f"Dit hoort {limits['le']} of minder te zijn."
        case known:
            return _WORDS.get(known, "Deze waarde klopt niet.")
