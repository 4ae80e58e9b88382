"""What a product is made of: figures that know which signals they count, with period, sources and caveats. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bot.signals.facets import Facet
from bot.signals.listing import Filter


class Kind(StrEnum):
    """The products of the letter (Kamerstukken I 2021/22, 35 295, AF, par. 3 and 5, annex 3)."""

    KNELPUNTENBRIEF = "knelpuntenbrief"
    STAND = "stand"
    STAAT = "staat"
    DRIEHOEK = "driehoek"
    INVOERINGSTOETS = "invoeringstoets"
    MAATWERK = "maatwerk"
    STILLE_GROEP = "stille_groep"


@dataclass(frozen=True)
class Shape:
    """What a product is called, what it is about, and what must be chosen for it."""

    name: str
    about: str
    needs: Facet | None = None  # the law or executor that it is about


SHAPES: Mapping[Kind, Shape] = MappingProxyType(
    {
        Kind.KNELPUNTENBRIEF: Shape("Knelpuntenbrief", "De grootste knelpunten van een wet.", Facet.LAW),
        Kind.STAND: Shape(
            "Stand van de uitvoering", "Wat er over een uitvoerder is gemeld in een kwartaal.", Facet.EXECUTOR
        ),
        Kind.STAAT: Shape("Staat van de uitvoering", "Alle signalen van een jaar, per wet en uitvoerder."),
        Kind.DRIEHOEK: Shape(
            "Agenda driehoeksoverleg",
            "Clusters die nog lopen, per fase, voor een uitvoerder.",
            Facet.EXECUTOR,
        ),
        Kind.INVOERINGSTOETS: Shape(
            "Invoeringstoets", "Signalen over een wet die in de periode is ingevoerd.", Facet.LAW
        ),
        Kind.MAATWERK: Shape(
            "Maatwerk per organisatie", "Hoe vaak een uitzondering is toegekend en afgewezen."
        ),
        Kind.STILLE_GROEP: Shape("Stille groep", "Uit welke gemeenten weinig of niets wordt gemeld."),
    }
)
CAVEATS = (
    "Dit bestand is voor het ministerie. Geef een cijfer onder de tien niet door aan anderen: iemand kan herkenbaar zijn.",
    "Een signaal kan bij meer ministeries horen. Tel aantallen van ministeries niet bij elkaar op.",
    "Een signaal is wat iemand zelf meldt. Het aantal zegt niet hoeveel mensen het treft. Wie niets meldt, telt niet mee.",
    "Of een gevolg hard is, is een voorstel van het systeem, tenzij een mens van het ministerie erover besliste.",
    "Clusters zijn gevonden door woorden te vergelijken. Ze kunnen door mensen zijn samengevoegd of gesplitst.",
)


@dataclass(frozen=True)
class Row:
    """One line of a table: its figures by column, and the signals that the first of them counts (None: of none)."""

    label: str
    figures: tuple[str, ...]
    counts: Filter | None = None


@dataclass(frozen=True)
class Section:
    """One table: heading, an explanation, the columns after the first, and rows."""

    heading: str
    explanation: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    label: str = ""


@dataclass(frozen=True)
class Example:
    """One story that everybody may read, in the words that its reporter approved."""

    text: str
    cluster: str


@dataclass(frozen=True)
class Product:
    """A report, ready to be written as a document or a spreadsheet."""

    kind: Kind
    title: str
    ministry: str
    since: date
    until: date
    made_on: date
    about: str  # the law or executor, as people call it; empty when it is about no one of them
    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    examples: tuple[Example, ...] = ()
    caveats: tuple[str, ...] = CAVEATS
    # By the label of a section and a row: the numbers of the signals that its first figure counts.
    traces: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
