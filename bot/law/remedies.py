"""What a citizen can do against a decision, and until when. Texts are data; this computes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bot.datafile import DataError, DataFile
from bot.language import DUTCH, Phrases
from bot.law.calendar import Calendar, Span
from bot.law.source import Entry, Said, Source, merged, placeholders
from bot.law.wording import Term, filled

# With fewer days than this the advice is to send a short objection now and the reasons later (Awb 6:6).
HURRY = 10


class RemedyId(StrEnum):
    """The remedies that a scheme of the register can name; the list is closed."""

    BEZWAAR_6_WEKEN = "bezwaar_6_weken"
    ZIEKTEWET_2_WEKEN = "ziektewet_2_weken"
    WAHV_BEROEP_6_WEKEN = "wahv_beroep_6_weken"
    STRAFBESCHIKKING_VERZET = "strafbeschikking_verzet"
    VREEMDELINGEN = "vreemdelingen"
    TOESLAGEN_6_WEKEN = "toeslagen_6_weken"
    BELASTING_6_WEKEN = "belasting_6_weken"
    HUURCOMMISSIE_8_WEKEN = "huurcommissie_8_weken"
    GEEN_BESTUURSORGAAN = "geen_bestuursorgaan"
    RECHTER = "rechter"
    ONTSLAG = "ontslag"
    BRIEF_VOLGEN = "brief_volgen"
    BOETE_ONBEKEND = "boete_onbekend"
    ORGANISATIE_ONBEKEND = "organisatie_onbekend"


# For these no date is ever computed, whatever a data file says: a wrong day costs a person their right.
NEVER_DATED = frozenset({RemedyId.VREEMDELINGEN, RemedyId.ONTSLAG, RemedyId.BOETE_ONBEKEND})


class Texts(Entry):
    """What the citizen is told; `{datum}` is the last day, written out."""

    open: Said | None = None
    hurry: Said | None = Field(default=None, alias="bijna")
    passed: Said | None = Field(default=None, alias="verstreken")
    no_date: Said = Field(alias="geen_datum")
    correction_does_not_stop: Said = Field(alias="correctie_stopt_niet")
    not_an_objection: Said = Field(alias="geen_bezwaarschrift")


class Remedy(Entry):
    """One way to contest a decision, with its term, its address and its texts."""

    id: RemedyId
    name: str = Field(alias="naam")
    span: Span | None = Field(default=None, alias="termijn")
    starts: str = Field(alias="begint")
    atw: bool
    articles: tuple[str, ...] = Field(alias="artikelen")
    to_whom: Said = Field(alias="bij_wie")
    address: tuple[str, ...] = Field(default=(), alias="adres")
    texts: Texts = Field(alias="teksten")
    warnings: tuple[Said, ...] = Field(default=(), alias="waarschuwingen")
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)
    verified: bool = Field(alias="gecontroleerd")
    note: str = Field(default="", alias="toelichting")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        dated = {"open": self.texts.open, "verstreken": self.texts.passed}
        if self.span is None:
            if any(dated.values()) or self.atw:
                raise ValueError("zonder termijn horen hier geen open, verstreken of atw")
        else:
            if self.id in NEVER_DATED:
                raise ValueError(f"bij {self.id.value} wordt nooit een datum berekend")
            if not self.verified:
                raise ValueError("een termijn die niet gecontroleerd is, wordt niet berekend")
            missing = [name for name, text in dated.items() if text is None]
            if missing:
                raise ValueError(f"met een termijn hoort hier ook: {', '.join(missing)}")
            if "datum" not in placeholders(self.texts.open or ""):
                raise ValueError("de tekst 'open' noemt {datum} niet")
        for text in (*self.texts.model_dump().values(), *self.warnings):
            unknown = placeholders(text or "") - ({"datum"} if self.span else set())
            if unknown:
                raise ValueError(f"onbekende plaats in een tekst: {', '.join(sorted(unknown))}")
        return self


def load_remedies(paths: Sequence[Path]) -> Mapping[RemedyId, Remedy]:
    """All remedies by id; a later file replaces an entry of an earlier one.

    Raises `DataError` (file, line, reason) for a bad entry, an unknown key, or a remedy that stands nowhere.
    """
    found = merged([DataFile(path) for path in paths], "rechtsmiddelen", Remedy)
    missing = sorted({item.value for item in RemedyId} - found.keys())
    if missing:
        raise DataError(paths[0], 1, f"deze rechtsmiddelen ontbreken: {', '.join(missing)}")
    return {remedy.id: remedy for remedy in found.values()}


def objection_term(
    remedy: Remedy, announced: date | None, today: date, calendar: Calendar, phrases: Phrases = DUTCH
) -> Term:
    """The last day to contest a decision, or no day where the law room does not compute one.

    `announced` is the day of sending or, when only that is known, the date on the letter (the careful, earliest
    assumption). Counting starts the day after (Awb 6:8, https://wetten.overheid.nl/BWBR0005537); special laws
    by the remedy. Without `announced`, or without a term, `last_day` is None and `say` explains what to do.
    """
    texts = remedy.texts
    source = remedy.sources[0].url
    if announced is None or remedy.span is None:
        return Term(remedy.id.value, remedy.name, None, None, remedy.articles, source, texts.no_date)
    plain = remedy.span.after(announced)
    last = calendar.last_day(announced, remedy.span, extended=remedy.atw)
    left = (last - today).days
    parts = [texts.passed if left < 0 else texts.open]
    if 0 <= left < HURRY:
        parts.append(texts.hurry)
    say = filled(" ".join(part for part in parts if part), datum=last, phrases=phrases)
    return Term(remedy.id.value, remedy.name, last, left, remedy.articles, source, say, plain)
