"""The register's entries: who does what, under which rule, and where that was read."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.register.words import phrase

type FindBy = Literal["kenmerk", "datum_brief", "naam", "geboortedatum", "postcode"]


class Role(StrEnum):
    """For what an executor is sought: a debt goes to who collects, an error to who corrects, and so on."""

    DECIDES = "beslist"
    COLLECTS = "int"
    CORRECTS = "herstelt"
    APPLIES = "past_toe"


class Entry(BaseModel):
    """A checked piece of data: an unknown key is an error and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    descriptions: tuple[str, ...] = Field(default=(), alias="omschrijvingen")
    # Named where these are meant: what people call "de Belastingdienst" is often the Dienst Toeslagen.
    confused_with: tuple[str, ...] = Field(default=(), alias="verward_met")
    ministry: str | None = Field(alias="ministerie")
    level: str = Field(alias="soort")
    listed: bool = Field(alias="vermeld")
    public_body: bool = Field(alias="bestuursorgaan")
    collects_money: bool = Field(alias="int")
    several: bool = Field(alias="meerdere")
    # Helps whoever helps a citizen: a citizen's story is never about it unless it is named.
    professionals_only: bool = Field(default=False, alias="voor_professionals")
    which_question: str | None = Field(default=None, alias="vraag_welke")
    identify: tuple[FindBy, ...] = Field(alias="vindt_burger_met")
    custom_team: str | None = Field(default=None, alias="maatwerk")
    # The team for exceptions as it is said inside a sentence; only where the letter names one.
    custom_team_say: str | None = Field(default=None, alias="maatwerkteam")
    website: str | None = None
    phones: tuple[Phone, ...] = Field(default=(), alias="telefoons")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)
    unverified: tuple[str, ...] = Field(default=(), alias="niet_geverifieerd")

    @cached_property
    def _called(self) -> tuple[str, ...]:
        names = (*self.names, self.name, self.short_name, self.say)
        return tuple(f" {' '.join(phrase(name))} " for name in names)

    def is_called(self, term: str) -> bool:
        """Whether these words are its name, or stand in it."""
        said = f" {' '.join(phrase(term))} "
        return any(said in name for name in self._called)

    @property
    def is_a_kind(self) -> bool:
        """Whether its name says what it is and not who ("Gemeente", "Rechter"): that is translated, a name is not."""
        return self.several or self.id in KINDS_WITHOUT_A_NAME


# Executors of which there are many although nobody chooses one from a list.
KINDS_WITHOUT_A_NAME = frozenset(
    {"rechter", "rechtbank", "verhuurder", "warmteleverancier", "zorgaanbieder", "organisatie", "ambassade"}
)


class Choice(Entry):
    """Who decides when that depends on something: one case, and the executor that it leads to."""

    text: str = Field(alias="tekst")
    executor: str = Field(alias="uitvoerder")


class Choices(Entry):
    """The question that tells who decides, and its answers."""

    question: str = Field(alias="vraag")
    options: tuple[Choice, ...] = Field(alias="antwoorden", min_length=2)


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
    unverified_what: str | None = Field(default=None, alias="wat_niet_geverifieerd")
    choices: Choices | None = Field(default=None, alias="keuze")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)

    @property
    def executors(self) -> tuple[str, ...]:
        """Every executor that this scheme names, each once."""
        named = [self.executor, self.decides, self.collects, self.corrects, *self.involved]
        if self.choices is not None:
            named += [option.executor for option in self.choices.options]
        return tuple(dict.fromkeys(name for name in named if name is not None))

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
    said: str | None = Field(default=None, alias="zegt")

    @property
    def kind(self) -> str:
        """The executor's id that this is one of."""
        return self.id.partition(":")[0]

    @property
    def say(self) -> str:
        """The name inside a sentence: "de gemeente Utrecht", "VGZ"."""
        if self.said is not None:
            return self.said
        article = {"gemeente": "de ", "provincie": "de "}.get(self.kind, "")
        name = self.name
        return f"{article}{name[:1].lower()}{name[1:]}" if article else name


class PaymentPlan(Entry):
    """What may be told about paying in parts at one executor."""

    id: str
    executor: str = Field(alias="uitvoerder")
    applies_to: str = Field(default="", alias="geldt_voor")
    schemes: tuple[str, ...] = Field(default=(), alias="regelingen")  # none: whatever the debt is for
    also_unknown: bool = Field(default=False, alias="ook_onbekend")  # the text says itself what it holds for
    say: str = Field(alias="zegt")
    as_of: str = Field(default="", alias="stand")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)


class SharedPlan(Entry):
    """One plan for debts at several organisations (Betalingsregeling Rijk)."""

    at: str = Field(alias="bij")
    executors: tuple[str, ...] = Field(alias="leden")
    conditions: dict[str, str] = Field(default_factory=dict, alias="voorwaarden")
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
    # Asked also when one of them seems likelier: the words alone never tell.
    always: bool = Field(default=False, alias="altijd")
    question: str = Field(alias="vraag")
    answers: tuple[DistinctionAnswer, ...] = Field(alias="antwoorden")
    sources: tuple[str, ...] = Field(alias="bronnen", min_length=1)


class WordTarget(Entry):
    """What a general word may mean, and how strongly."""

    executor: str | None = Field(default=None, alias="uitvoerder")
    scheme: str | None = Field(default=None, alias="regeling")
    weight: float = Field(default=1.0, alias="gewicht", gt=0, le=1)

    @model_validator(mode="after")
    def _one_target(self) -> WordTarget:
        if (self.executor is None) == (self.scheme is None):
            raise ValueError("needs either 'uitvoerder' or 'regeling'")
        return self

    @property
    def target(self) -> str:
        """The id that this points to."""
        return str(self.executor or self.scheme)


class GeneralWord(Entry):
    """An ordinary word and what it may mean; it goes before a name that is spelt alike."""

    word: str = Field(alias="woord")
    targets: tuple[WordTarget, ...] = Field(alias="wijst", min_length=1)


class CapitalsOnly(WordTarget):
    """An abbreviation that is an ordinary word too: meant only in capitals among small letters."""

    word: str = Field(alias="woord")


class WordsData(Entry):
    """What ordinary words say."""

    general: tuple[GeneralWord, ...] = Field(default=(), alias="algemene_woorden")
    capitals_only: tuple[CapitalsOnly, ...] = Field(default=(), alias="alleen_hoofdletters")
    no_misspelling: tuple[str, ...] = Field(default=(), alias="geen_verschrijving")
    ordinary_places: tuple[str, ...] = Field(default=(), alias="gewone_plaatsnamen")
