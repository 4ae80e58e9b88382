"""A hand-over as VNG Klantinteracties, within the limits of that API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from bot.tickets import klantinteracties as limits
from bot.tickets.klantinteracties import klantinteractie
from bot.tickets.views import TicketView
from bot.web.api.shapes.base import Shape


class Verwijzing(Shape):
    """Naar een ander deel van dit antwoord."""

    uuid: UUID


class Klantcontact(Shape):
    """Het contact waarin de burger het vertelde."""

    uuid: UUID
    kanaal: Annotated[str, Field(min_length=1, max_length=limits.KANAAL)]
    onderwerp: Annotated[str, Field(min_length=1, max_length=limits.ONDERWERP)]
    inhoud: Annotated[str, Field(max_length=limits.INHOUD)]
    indicatieContactGelukt: bool
    taal: Literal["nld"]
    vertrouwelijk: bool
    plaatsgevondenOp: datetime
    hadBetrokkenActoren: list[Verwijzing]


class Betrokkene(Shape):
    """Wie het vertelde: de klant zelf of wie namens die spreekt. De naam staat bij de antwoorden."""

    uuid: UUID
    hadKlantcontact: Verwijzing
    rol: Literal["klant", "vertegenwoordiger"]
    organisatienaam: Annotated[str, Field(max_length=limits.NAAM)]
    initiator: bool


class Digitaaladres(Shape):
    """Hoe de burger te bereiken is."""

    uuid: UUID
    verstrektDoorBetrokkene: Verwijzing
    soortDigitaalAdres: Literal["email", "telefoonnummer"]
    adres: Annotated[str, Field(min_length=1, max_length=limits.ADRES)]
    omschrijving: Annotated[str, Field(max_length=limits.OMSCHRIJVING)]


class Internetaak(Shape):
    """Wat er gevraagd wordt, en aan wie."""

    uuid: UUID
    aanleidinggevendKlantcontact: Verwijzing
    toegewezenAanActoren: list[Verwijzing]
    gevraagdeHandeling: Annotated[str, Field(min_length=1, max_length=limits.HANDELING)]
    toelichting: Annotated[str, Field(max_length=limits.TOELICHTING)]
    status: Literal["te_verwerken", "verwerkt"]
    afgehandeldOp: datetime | None


class Actoridentificator(Shape):
    """Waaraan een actor te herkennen is."""

    objectId: Annotated[str, Field(max_length=limits.OBJECT)]
    codeObjecttype: str
    codeRegister: str
    codeSoortObjectId: str


class Actor(Shape):
    """Het loket, of de organisatie die het oppakt."""

    uuid: UUID
    naam: Annotated[str, Field(min_length=1, max_length=limits.NAAM)]
    soortActor: Literal["geautomatiseerde_actor", "organisatorische_eenheid"]
    indicatieActief: bool
    actoridentificator: Actoridentificator


class Klantinteractie(Shape):
    """De overdracht volgens VNG Klantinteracties. Te lange teksten eindigen op …; alles staat op `dataref`."""

    dataref: str
    klantcontact: Klantcontact
    betrokkene: Betrokkene
    digitaaladres: Digitaaladres | None
    internetaak: Internetaak
    actoren: list[Actor]

    @classmethod
    def of(cls, ticket: TicketView, *, dataref: str, door: str, assistant: str, organisation: str) -> Self:
        """The ticket in the words of that standard."""
        return cls.model_validate(
            klantinteractie(
                ticket, dataref=dataref, door=door, assistant=assistant, organisation=organisation
            )
        )
