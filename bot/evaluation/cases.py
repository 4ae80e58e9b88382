"""The test sentences: `tests/eval/*.yml`, read and checked. What the fields mean stands in their README."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from bot.datafile import DataFile

Door = Literal[
    "knellende_regel",
    "herstel_fout",
    "betalingsregeling",
    "kwijtschelding",
    "maatwerk",
    "uitleg_besluit",
    "te_late_beslissing",
    "bezwaar",
    "multiproblematiek",
    "klacht",
    "mens_spreken",
    "status",
    "spoed",
]
DOORS: tuple[Door, ...] = get_args(Door)
OUT_OF_SCOPE = "buiten_bereik"
ACUTE: Door = "spoed"
# The kind of a case that has the words of acute need and is none.
NEAR_MISS = "bijna"

Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tekst: Text
    schrijver: Text


class Case(_Entry):
    """A first message and what it means: its door, which other door is arguable, which executors."""

    deur: Door | Literal["buiten_bereik"]
    ook: tuple[Door | Literal["buiten_bereik"], ...] = ()
    register_: str | None = Field(default=None, alias="register")
    soort: str | None = None
    verhaal: str | int | None = None
    uitvoerders: tuple[str, ...] = ()
    of: tuple[str, ...] = ()

    @property
    def doors(self) -> frozenset[str]:
        """The doors that are right."""
        return frozenset((self.deur, *self.ook))

    @property
    def first(self) -> frozenset[str]:
        """The executors that are right at the first place: of several separate requests any of them."""
        return frozenset((*self.uitvoerders, *self.of))


class Control(_Entry):
    """A message inside a conversation, and what it steers."""

    intent: Text


class Day(BaseModel):
    """A date as it is told, and which day, month or year that is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tekst: Text
    iso: Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]


class Story(_Entry):
    """A story and the facts that are told in it."""

    bedragen: tuple[str, ...] = ()
    per_maand: tuple[str, ...] = ()
    datums: tuple[Day, ...] = ()
    kenmerk: str | None = None
    organisatie: tuple[str, ...] = ()
    regeling: str | None = None
    contact: tuple[str, ...] = ()


class Stories(BaseModel):
    """Stories, all told on one day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vandaag: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    verhalen: tuple[Story, ...]


def load_cases(path: Path) -> tuple[Case, ...]:
    """The first messages of a file; `DataError` with file, line and reason for one that cannot be used."""
    file = DataFile(path)
    return tuple(file.read(Case, (index,)) for index in range(len(file.content)))


def load_controls(path: Path) -> tuple[Control, ...]:
    """The control messages of a file; `DataError` with file, line and reason for one that cannot be used."""
    file = DataFile(path)
    return tuple(file.read(Control, (index,)) for index in range(len(file.content)))


def load_stories(path: Path) -> Stories:
    """The stories of a file; `DataError` with file, line and reason for one that cannot be used."""
    return DataFile(path).read(Stories)
