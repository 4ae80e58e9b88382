"""What a door file may say. Everything about a door that is not code stands in `data/doors`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["beslist", "int", "herstelt", "past_toe"]


class Strict(BaseModel):
    """A model in which an unknown key is an error: a typing error in a data file must not pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Strict):
    """One condition: an operator over an answered field or a fact of the register.

    Exactly one subject (`veld`, `aantal`, `enige`, `alle`, `een_van`, `niet`) and, for a field, exactly one test.
    `feit` looks at a property of the field's value as the register knows it (`uitvoerder`, `meerdere`, …).
    """

    veld: str | None = None
    feit: str | None = None
    is_: str | bool | int | None = Field(default=None, alias="is")
    in_: list[str] | None = Field(default=None, alias="in")
    bevat: str | None = None
    bevat_een_van: list[str] | None = None
    bekend: bool | None = None
    beantwoord: bool | None = None  # also by "weet ik niet" or skipping
    onder: int | None = None
    noemt: list[str] | None = None

    aantal: str | None = None
    minstens: int | None = None

    enige: str | None = None
    waar: Condition | None = None

    alle: list[Condition] | None = None
    een_van: list[Condition] | None = None
    niet: Condition | None = None

    @model_validator(mode="after")
    def _one_subject_one_test(self) -> Condition:
        subjects = [self.veld, self.aantal, self.enige, self.alle, self.een_van, self.niet]
        if sum(subject is not None for subject in subjects) != 1:
            raise ValueError("one of veld, aantal, enige, alle, een_van, niet is needed")
        tests = [
            self.is_,
            self.in_,
            self.bevat,
            self.bevat_een_van,
            self.bekend,
            self.beantwoord,
            self.onder,
            self.noemt,
        ]
        count = sum(test is not None for test in tests)
        if self.veld is not None and count != 1:
            raise ValueError(
                "a field needs one of is, in, bevat, bevat_een_van, bekend, beantwoord, onder, noemt"
            )
        if self.veld is None and (count or self.feit is not None):
            raise ValueError("is, in, bevat, bekend, onder, noemt and feit belong to a veld")
        if (self.aantal is None) != (self.minstens is None):
            raise ValueError("aantal and minstens go together")
        if (self.enige is None) != (self.waar is None):
            raise ValueError("enige and waar go together")
        return self


class OptionData(Strict):
    """One choice: its id, what stands on the button, and other ways to say it."""

    id: str
    tekst: str
    ook: list[str] = []
    herken: list[str] = []  # words in a citizen's story by which this choice is taken as told


class FieldData(Strict):
    """One question of a door."""

    id: str
    soort: str
    label: str
    groep: str | None = None
    verplicht: bool = False
    vraag: str
    vraag_balie: str | None = None
    waarom: str | None = None
    anders: str | None = None
    als: Condition | None = None
    rol: Role | None = None  # for an organisation: who is meant, whoever decides or whoever collects
    van: str | None = None  # for `welke`: the organisation field of which one is chosen
    kies_uit: str | None = None  # for `welke`: or a fixed kind of executor
    opties: list[OptionData] = []
    uit: (
        Literal[
            "bedrag",
            "per_maand",
            "datum_brief",
            "ingediend",
            "gebeurd",
            "kenmerk",
            "sinds",
            "contact",
            "verhaal",
            "leeftijd",
            "belmoment",
        ]
        | None
    ) = None
    vragen: bool = True  # false: only taken from what was told, never asked
    verleden: bool = False
    maximum: int | None = None
    minimum: int | None = None


class SentenceData(Strict):
    """One sentence of a summary, used when its condition holds; `{veld}` is filled in as shown."""

    tekst: str
    als: Condition | None = None


class CommonUse(Strict):
    """A common field taken up in a door, under a condition of that door."""

    gebruik: str
    als: Condition | None = None


class GroupData(Strict):
    """A repeated part: fields with this group are asked for each item."""

    naam: str
    nog_een: str
    nog_een_balie: str | None = None
    hoogstens: int = 8
    zin: list[SentenceData]  # one item inside a summary
    uit_organisaties: str | None = None  # the field that makes one item for each organisation that was named


class SaidData(Strict):
    """Something that is told, once, when its condition holds; with its source or as a term of the law room."""

    id: str
    als: Condition | None = None
    groep: str | None = None
    tekst: str | None = None
    termijn: (
        Literal[
            "bezwaar",
            "betaling",
            "aanmaning",
            "schuldhulp",
            "brp",
            "betalen_in_delen",
            "rechtsmiddel",
            "beslissing_aanvraag",
            "beslissing_bezwaar",
            "ingebrekestelling",
            "maatwerkteam",
        ]
        | None
    ) = None
    organisatie: str | None = None
    regeling: str | None = None
    datum: str | None = None
    commissie: str | None = (
        None  # the field that tells whether a committee advises on an objection (Awb 7:13)
    )
    boete: str | None = None  # the field that holds the kind of fine, which decides what stands against it
    misschien_besluit: bool = False  # nobody asked what kind of letter it is: say the term with a condition
    bron: list[str] = []

    @model_validator(mode="after")
    def _a_text_or_a_term(self) -> SaidData:
        if (self.tekst is None) == (self.termijn is None):
            raise ValueError("one of tekst and termijn is needed")
        return self


class PackageData(Strict):
    """What one kind of receiver gets: these fields and no other."""

    velden: list[str]
    samenvatting: list[SentenceData]


class ReceiverData(Strict):
    """Who gets what: a ticket for an organisation, or a signal for the ministries that own a rule."""

    id: str
    soort: Literal["ticket", "signaal"] = "ticket"
    als: Condition | None = None
    per: str | None = None  # a group: one ticket per organisation among its items
    organisatie: str | None = None  # the field that holds the organisation
    welke: str | None = None  # the field that tells which one, when the kind has more than one
    uitvoerder: str | None = None  # or a fixed kind
    samen: Literal["betalingsregeling_rijk"] | None = None
    achterstand: str | None = None  # the condition field on which `samen` depends
    regeling: str | None = None
    deur: str | None = None  # the ticket's door when it is another than this one
    pakket: str
    bedreigend: Condition | None = None  # Wgs art. 4 lid 2: its own short term, on top everywhere
    spoed: Condition | None = None  # acute need: on top of the pile
    kan_bezwaar_zijn: Condition | None = None  # Awb 6:15: received in time it may be an objection
    maatwerkteam: bool = False  # name the organisation's own team for exceptions, where it has one
    escalatie: str | None = None  # an executor behind this one, for its professionals and not for the citizen


class DoorData(Strict):
    """A whole door."""

    id: str
    naam: str
    knop: str
    kort: str
    opening: str
    rol: Role
    groepen: dict[str, GroupData] = {}
    velden: list[FieldData | CommonUse | str]
    zegt: list[SaidData] = []
    ontvangers: list[ReceiverData]
    pakketten: dict[str, PackageData]
    slot: str | None = None


class CommonData(Strict):
    """The questions that doors share, each taken up in a door by its name."""

    velden: list[FieldData]


type Json = Any
