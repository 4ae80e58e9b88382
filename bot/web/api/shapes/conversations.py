"""Conversations and the signpost, as the API answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from bot.dialogue.signpost import Signed
from bot.dialogue.view import ConversationView
from bot.takeover.views import Standing
from bot.tickets.workflow import State
from bot.web.api.shapes.base import Certainty, Shape


class Knop(Shape):
    """Een antwoord om op te drukken: stuur de waarde als tekst."""

    tekst: str
    waarde: str


class Bericht(Shape):
    """Een bericht van een van beide kanten."""

    nummer: int
    van: Literal["burger", "loket", "medewerker", "systeem"]
    tekst: str
    knoppen: list[Knop]
    tijd: datetime
    overzicht: list[dict[str, Any]] | None = Field(
        default=None, description="Wat naar wie gaat, bij akkoord."
    )


class Vraag(Shape):
    """De vraag die openstaat."""

    veld: str
    soort: str
    verplicht: bool
    pad: str | None = None
    label: str | None = None
    waarom: str | None = None
    opties: list[str] | None = None


class Ontvangstbewijs(Shape):
    """Een ticket dat dit gesprek heeft verstuurd."""

    nummer: str
    toegangscode: str
    deur: str
    uitvoerder: str
    organisatie: str | None
    status: State


class Signaalbewijs(Shape):
    """Een signaal dat dit gesprek heeft verstuurd."""

    nummer: str
    toegangscode: str
    departementen: list[str]


class Briefverwijzing(Shape):
    """Een brief die klaarligt."""

    id: str
    naam: str
    adres: str = Field(description="Waar de burger hem ophaalt.")


class Gesprek(Shape):
    """De berichten, de open vraag en wat er is verstuurd."""

    berichten: list[Bericht]
    vraag: Vraag | None
    tickets: list[Ontvangstbewijs]
    signalen: list[Signaalbewijs]
    brieven: list[Briefverwijzing]
    gesprekMet: Literal["assistent", "wachtrij", "mens"] = Field(
        description="Wie antwoordt. Bij een mens komt er geen antwoord in dezelfde aanroep: lees dan de berichten opnieuw."
    )
    taal: Literal["nl", "en"] = Field(description="De taal van de assistent.")

    @classmethod
    def of(cls, view: ConversationView) -> Self:
        """The conversation as its citizen reads it."""
        return cls.model_validate(view.to_json())


class NieuwGesprek(Gesprek):
    """Een nieuw gesprek. De id is geheim: wie hem heeft, leest mee."""

    id: str

    @classmethod
    def begun(cls, token: str, view: ConversationView) -> Self:
        """The conversation with the secret that opens it."""
        return cls.model_validate({"id": token, **view.to_json()})


class Wachtrij(Shape):
    """Hoe het staat met een medewerker om mee te typen."""

    gesprekMet: Literal["assistent", "wachtrij", "mens"]
    open: bool = Field(description="Of er nu een medewerker aanwezig is.")
    plaats: int | None = Field(description="Plaats in de rij, of die u nu zou krijgen. Bij een mens: null.")
    wachttijd: str = Field(description="Hoelang het duurt, in woorden, ook als niemand dat weet.")
    medewerker: str | None = Field(description="Wie er meetypt.")

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """How it stands for this conversation."""
        return cls.model_validate(
            {
                "gesprekMet": standing.speaks,
                "open": standing.is_open,
                "plaats": standing.place,
                "wachttijd": standing.wait,
                "medewerker": standing.name,
            }
        )


class DeurKans(Shape):
    """Een deur en hoe zeker die is."""

    id: str
    zekerheid: Certainty


class UitvoerderKans(Shape):
    """Een uitvoerder en hoe zeker die is."""

    id: str
    naam: str
    zekerheid: Certainty


class Wegwijzer(Shape):
    """Wie gaat hierover: de beste eerst, nooit leeg."""

    deur: str
    zekerheid: Certainty
    deuren: list[DeurKans]
    uitvoerders: Annotated[list[UitvoerderKans], Field(min_length=1)]
    departementen: list[str]
    uitleg: str

    @classmethod
    def of(cls, signed: Signed) -> Self:
        """What the signpost says."""
        return cls(
            deur=signed.door,
            zekerheid=signed.certainty,
            deuren=[DeurKans(id=door, zekerheid=certainty) for door, certainty in signed.doors],
            uitvoerders=[
                UitvoerderKans(id=executor, naam=name, zekerheid=certainty)
                for executor, name, certainty in signed.executors
            ],
            departementen=list(signed.ministries),
            uitleg=signed.explanation,
        )
