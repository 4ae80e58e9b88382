"""Tickets, their history and what can go wrong, as the API answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.tickets.past import GivenBack
from bot.tickets.views import TicketLine, TicketRow, TicketView
from bot.tickets.workflow import ActorKind, Move, Reason, State
from bot.web.api.shapes.base import Shape

# The moves that a machine may ask for; the others are the citizen's or the counter's own.
MOVES = (
    Move.ONTVANG,
    Move.ACCEPTEER,
    Move.START,
    Move.VRAAGBURGER,
    Move.HANDELAF,
    Move.GEEFTERUG,
    Move.HEROPEN,
)


class Fout(Shape):
    """Wat er mis is met een veld."""

    veld: str
    uitleg: str


class Geschiedenisregel(Shape):
    """Een stap van een ticket: wie, wat, wanneer."""

    versie: int = Field(description="De versie die het ticket door deze stap kreeg.")
    tijd: datetime
    wie: ActorKind
    naam: str
    wat: str
    van: State | None
    naar: State
    tekst: str | None
    zichtbaarVoorBurger: bool

    @classmethod
    def of(cls, line: TicketLine) -> Self:
        """The line as the holder reads it."""
        return cls(
            versie=line.version,
            tijd=line.at,
            wie=line.actor_kind,
            naam=line.actor_name,
            wat=line.kind,
            van=line.from_state,
            naar=line.to_state,
            tekst=line.text,
            zichtbaarVoorBurger=line.words is not None,
        )


class Probleem(Shape):
    """Een fout volgens RFC 9457. Bij een verouderde versie staat erbij wat er sindsdien is veranderd."""

    type: str = "about:blank"
    status: Annotated[int, Field(ge=400, le=599)]
    title: str
    detail: str
    fouten: list[Fout] | None = Field(default=None, description="Alle fouten in wat u stuurde.")
    versie: int | None = Field(default=None, description="De versie van het ticket nu.")
    wijzigingen: list[Geschiedenisregel] | None = Field(
        default=None, description="Wat er is veranderd sinds de versie die u noemde."
    )


class TicketRegel(Shape):
    """Een ticket in de lijst."""

    nummer: str
    deur: str
    uitvoerder: str
    organisatie: str
    status: State
    versie: int
    samenvatting: str
    spoed: bool
    kanBezwaarZijn: bool
    ontvangenOp: datetime
    antwoordVoor: date | None
    beslissingVoor: date | None
    eigenaar: int | None = Field(description="Het account dat het ticket behandelt.")

    @classmethod
    def of(cls, row: TicketRow) -> Self:
        """The row as its organisation reads it."""
        return cls(
            nummer=row.number,
            deur=row.door,
            uitvoerder=row.executor,
            organisatie=row.organisation,
            status=row.state,
            versie=row.version,
            samenvatting=row.summary,
            spoed=row.urgent,
            kanBezwaarZijn=row.possible_objection,
            ontvangenOp=row.received_at,
            antwoordVoor=row.answer_by,
            beslissingVoor=row.decide_by,
            eigenaar=row.owner_id,
        )


class Tickets(Shape):
    """Een bladzijde. Met `volgende` als `na` komt de volgende; null is het einde."""

    tickets: list[TicketRegel]
    volgende: str | None


class TicketVeld(Shape):
    """Een antwoord van de burger: de waarde voor machines, en zoals mensen het lezen."""

    id: str
    label: str
    soort: str
    waarde: Any
    getoond: str


class Termijn(BaseModel):
    """Een wettelijke termijn, met de bron. Er kan meer bij staan."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    laatste_dag: date | None = None
    tekst: str | None = None


class Ticket(TicketRegel):
    """Het hele pakket en de geschiedenis."""

    ontvangstVoor: date | None = Field(description="Tot en met deze dag kunt u de ontvangst melden.")
    aannameVoor: date | None = Field(description="Tot en met deze dag kunt u het aannemen of teruggeven.")
    dossier: str
    bedoeldVoor: str | None
    eigenWoorden: str
    velden: list[TicketVeld]
    regelingen: list[str]
    departementen: list[str]
    routering: dict[str, Any] = Field(description="Waarom bij u: wat er gevonden is, en hoe zeker dat is.")
    termijnen: list[Termijn]
    vertegenwoordiger: dict[str, Any] | None
    contact: dict[str, Any] | None
    spoedReden: str | None
    kanaal: str
    bewerkingen: list[Move] = Field(description="Wat u er nu mee kunt doen.")
    geschiedenis: list[Geschiedenisregel]

    @classmethod
    def whole(cls, view: TicketView) -> Self:
        """The ticket as its organisation reads it."""
        return cls(
            nummer=view.number,
            dossier=view.case_number,
            deur=view.door,
            uitvoerder=view.executor,
            organisatie=view.organisation,
            bedoeldVoor=view.intended_for,
            status=view.state,
            versie=view.version,
            samenvatting=view.summary,
            eigenWoorden=view.own_words,
            velden=[
                TicketVeld(
                    id=one["id"],
                    label=one["label"],
                    soort=one["kind"],
                    waarde=one["value"],
                    getoond=one["shown"],
                )
                for one in view.fields
            ],
            regelingen=list(view.schemes),
            departementen=list(view.ministries),
            routering=dict(view.routing),
            termijnen=[Termijn.model_validate(term) for term in view.terms],
            vertegenwoordiger=dict(view.representative) if view.representative else None,
            contact=dict(view.contact) if view.contact else None,
            kanBezwaarZijn=view.possible_objection,
            spoed=view.urgent,
            spoedReden=view.urgent_reason,
            kanaal=view.channel,
            ontvangenOp=view.received_at,
            antwoordVoor=view.answer_by,
            beslissingVoor=view.decide_by,
            ontvangstVoor=view.receive_by,
            aannameVoor=view.accept_by,
            eigenaar=view.owner_id,
            bewerkingen=[move for move in view.moves if move in MOVES],
            geschiedenis=[Geschiedenisregel.of(line) for line in view.history],
        )


class Teruggave(Shape):
    """Dat u het ticket hebt teruggegeven. Wat er daarna mee gebeurt, leest de nieuwe organisatie."""

    nummer: str
    reden: Reason
    naar: str = Field(description="Aan wie het meteen is aangeboden.")
    tijd: datetime

    @classmethod
    def of(cls, given: GivenBack) -> Self:
        """The act, and nothing since."""
        return cls(nummer=given.number, reden=given.reason, naar=given.to, tijd=given.at)
