"""The register's entries: who does what, under which rule, and where that was read."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

type FindBy = Literal["kenmerk", "datum_brief", "naam", "geboortedatum", "postcode"]


class Role(StrEnum):
    """For what an executor is sought: a debt goes to who collects, an error to who corrects, and so on."""

    DECIDES = "beslist"
    COLLECTS = "int"
    CORRECTS = "herstelt"
    APPLIES = "past_toe"


class Entry(BaseModel):
    """A checked piece of data: an unknown key is an error and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Phone(Entry):
    """A telephone number that may be shown, and where it was seen."""

    number: str = Field(alias="nummer")
    source: str = Field(alias="bron")


class Executor(Entry):
    """A kind of organisation that carries out rules. A ticket goes to an organisation of this kind."""

    id: str
    name: str = Field(alias="naam")
    say: str = Field(alias="zegt")
    short_name: str = Field(alias="kort")
    names: tuple[str, ...] = Field(alias="namen")
    misspellings: tuple[str, ...] = Field(default=(), alias="misspeld")
    ministry: str | None = Field(alias="ministerie")
    level: str = Field(alias="soort")
    listed: bool = Field(alias="vermeld")
    public_body: bool = Field(alias="bestuursorgaan")
    collects_money: bool = Field(alias="int")
    several: bool = Field(alias="meerdere")
    which_question: str | None = Field(default=None, alias="vraag_welke")
    identify: tuple[FindBy, ...] = Field(alias="vindt_burger_met")
    custom_team: str | None = Field(default=None, alias="maatwerk")
    website: str | None = None
    phones: tuple[Phone, ...] = Field(default=(), alias="telefoons")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)
    unverified: tuple[str, ...] = Field(default=(), alias="niet_geverifieerd")


class Scheme(Entry):
    """A rule or scheme: who applies, decides, collects and corrects, and which ministries own it."""

    id: str
    name: str = Field(alias="naam")
    say: str = Field(alias="zegt")
    words: tuple[str, ...] = Field(alias="woorden")
    domain: str = Field(alias="domein")
    executor: str = Field(alias="uitvoerder")
    decides: str = Field(alias="beslist")
    collects: str | None = Field(alias="int")
    corrects: str = Field(alias="herstelt")
    rule_owners: tuple[str, ...] = Field(alias="ministeries")
    law: str = Field(alias="wet")
    remedy: str = Field(alias="rechtsmiddel")
    involved: tuple[str, ...] = Field(default=(), alias="betrokken")
    unverified: bool = Field(alias="niet_geverifieerd")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)

    def executor_for(self, role: Role | None) -> str:
        """Who this scheme points to for a role; who applies it when nobody collects."""
        match role:
            case Role.DECIDES:
                return self.decides
            case Role.COLLECTS:
                return self.collects or self.executor
            case Role.CORRECTS:
                return self.corrects
            case _:
                return self.executor


class Ministry(Entry):
    """A ministry by its lasting code, with its name of today and its former names."""

    id: str
    name: str = Field(alias="naam")
    say: str = Field(alias="zegt")
    former: tuple[str, ...] = Field(default=(), alias="vroeger")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)


class Organisation(Entry):
    """One organisation of a kind: `gemeente:0344`, or the executor itself where there is only one."""

    id: str
    name: str = Field(alias="naam")
    place: str = Field(alias="plaats")
    also: tuple[str, ...] = Field(default=(), alias="ook")

    @property
    def kind(self) -> str:
        """The executor's id that this is one of."""
        return self.id.partition(":")[0]

    @property
    def say(self) -> str:
        """The name inside a sentence: "de gemeente Utrecht", "VGZ"."""
        article = {"gemeente": "de ", "provincie": "de "}.get(self.kind, "")
        name = self.name
        return f"{article}{name[:1].lower()}{name[1:]}" if article else name


class PaymentPlan(Entry):
    """What may be told about paying in parts at one executor."""

    id: str
    executor: str = Field(alias="uitvoerder")
    say: str = Field(alias="zegt")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)


class SharedPlan(Entry):
    """One plan for debts at several organisations (Betalingsregeling Rijk)."""

    at: str = Field(alias="bij")
    executors: tuple[str, ...] = Field(alias="leden")
    say: str = Field(alias="zegt")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)
    note: str = Field(default="", alias="toelichting")


class DistinctionAnswer(Entry):
    """One answer to the question that tells close organisations apart."""

    text: str = Field(alias="tekst")
    executor: str = Field(alias="uitvoerder")
    also: tuple[str, ...] = Field(default=(), alias="ook")


class Distinction(Entry):
    """Organisations that are taken for each other, and the one question that tells them apart."""

    id: str
    between: tuple[str, ...] = Field(alias="tussen")
    words: tuple[str, ...] = Field(alias="woorden")
    question: str = Field(alias="vraag")
    answers: tuple[DistinctionAnswer, ...] = Field(alias="antwoorden")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)
