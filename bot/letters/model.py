"""What a letter's file may say: its paragraphs with places to fill in, when each stands there, and what to check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from bot.law.source import Entry, Said, Source, placeholders

# Without a label: these stand in a paragraph only when they are known.
ONLY_WHEN_KNOWN = frozenset({"laatste_dag", "beslisdag"})


class When(Entry):
    """A condition over the facts of a letter: one fact with one test, or conditions together."""

    fact: str | None = Field(default=None, alias="feit")
    is_: str | bool | None = Field(default=None, alias="is")
    in_: tuple[str, ...] | None = Field(default=None, alias="in")
    known: bool | None = Field(default=None, alias="bekend")
    not_: When | None = Field(default=None, alias="niet")
    all_: tuple[When, ...] | None = Field(default=None, alias="alle")
    any_: tuple[When, ...] | None = Field(default=None, alias="een_van")

    @model_validator(mode="after")
    def _one_subject_one_test(self) -> Self:
        if sum(subject is not None for subject in (self.fact, self.not_, self.all_, self.any_)) != 1:
            raise ValueError("een van feit, niet, alle, een_van is nodig")
        tests = sum(test is not None for test in (self.is_, self.in_, self.known))
        if tests != (1 if self.fact is not None else 0):
            raise ValueError("bij een feit hoort precies een van is, in, bekend")
        return self

    def facts(self) -> Iterator[str]:
        """Every fact that this condition looks at."""
        if self.fact is not None:
            yield self.fact
        for part in (*(self.all_ or ()), *(self.any_ or ()), *((self.not_,) if self.not_ else ())):
            yield from part.facts()


class ParagraphData(Entry):
    """One paragraph; `weghalen` says when the citizen takes it out."""

    text: Said = Field(alias="tekst")
    when: tuple[When, ...] = Field(default=(), alias="als")
    remove: Said | None = Field(default=None, alias="weghalen")


class LetterData(Entry):
    """A whole letter: to whom, about what, what it says, and what to look at before sending."""

    id: str = Field(pattern=r"^[a-z_]+$")
    name: Said = Field(alias="naam")
    doors: tuple[str, ...] = Field(alias="deuren", min_length=1)
    when: tuple[When, ...] = Field(default=(), alias="als")
    blanks: dict[str, Said] = Field(alias="invullen")
    sender: tuple[str, ...] = Field(alias="afzender")
    to: tuple[str, ...] = Field(alias="aan", min_length=1)
    date: str = Field(alias="datum")
    subject: Said = Field(alias="betreft")
    salutation: Said = Field(alias="aanhef")
    paragraphs: tuple[ParagraphData, ...] = Field(alias="alineas", min_length=1)
    greeting: Said = Field(alias="groet")
    signature: str = Field(alias="ondertekening")
    checks: tuple[ParagraphData, ...] = Field(alias="controle", min_length=1)
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)

    @model_validator(mode="after")
    def _every_place_can_be_filled(self) -> Self:
        lines = [*self.sender, *self.to, self.date, self.subject, self.signature]
        lines += [paragraph.text for paragraph in (*self.paragraphs, *self.checks)]
        used = {name for line in lines for name in placeholders(line)}
        unnamed = used - self.blanks.keys() - ONLY_WHEN_KNOWN
        if unnamed:
            raise ValueError(f"zonder tekst bij 'invullen': {', '.join(sorted(unnamed))}")
        idle = self.blanks.keys() - used
        if idle:
            raise ValueError(f"wordt nergens ingevuld: {', '.join(sorted(idle))}")
        if any(re.search(r"burgerservicenummer|bsn", name) for name in used):
            raise ValueError("een burgerservicenummer staat nooit in een brief")
        return self

    def facts(self) -> set[str]:
        """Every fact that decides about this letter or a paragraph of it."""
        conditions = [*self.when]
        for paragraph in (*self.paragraphs, *self.checks):
            conditions += paragraph.when
        return {name for condition in conditions for name in condition.facts()}
