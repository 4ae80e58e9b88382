"""Fixed sentences by name in one language, and dates and amounts as its readers write them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency

NL, ENGLISH = "nl", "en"
# The first is the language in which everything is written; the others lie over it.
LANGUAGES = (NL, ENGLISH)
# Readers of English in the Netherlands write the day before the month: British English.
LOCALES: Mapping[str, str] = {NL: "nl", ENGLISH: "en_GB"}


class Table(Mapping[str, str]):
    """Dutch sentences of one room by name: what another language has to translate, all of it and nothing else."""

    def __init__(self, name: str, sentences: Mapping[str, str]) -> None:
        self.name = name
        self._sentences = dict(sentences)

    def __getitem__(self, name: str) -> str:
        return self._sentences[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def __len__(self) -> int:
        return len(self._sentences)


@dataclass(frozen=True)
class Phrases:
    """What is said in one language: the rooms' tables in it, and how it writes dates and amounts."""

    language: str = NL
    translated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by table

    @property
    def locale(self) -> str:
        """The locale by which dates are written."""
        return LOCALES[self.language]

    def say(self, table: Table, name: str, **values: object) -> str:
        """The sentence of this name, filled in. KeyError for a name that the table does not have."""
        text = self.translated.get(table.name, table)[name]
        return text.format(**values) if values else text

    def weekday(self, day: date) -> str:
        """The date as people say it: "maandag 28 december 2026", "Monday 28 December 2026"."""
        return str(format_date(day, "EEEE d MMMM y", locale=self.locale))

    def date(self, value: str) -> str:
        """A date as exact as it is known (`2026-03-12`, `2026-03`, `2026`): "12 maart 2026", "March 2026"."""
        if len(value) == 10:
            return str(format_date(date.fromisoformat(value), "d MMMM y", locale=self.locale))
        if len(value) == 7:
            return str(format_date(date.fromisoformat(f"{value}-01"), "MMMM y", locale=self.locale))
        return value

    def amount(self, value: str) -> str:
        """A canonical amount (`1250.50`): "€ 1.250,50", "€1,250.50"; whole euros without cents."""
        whole, _, cents = value.partition(".")
        round_ = cents in {"", "00"}
        if self.language != NL:
            number = Decimal(whole if round_ else value)
            pattern = "¤#,##0" if round_ else "¤#,##0.00"
            return str(format_currency(number, "EUR", pattern, locale=self.locale, currency_digits=False))
        text = f"{int(whole):,}".replace(",", ".")
        return f"€ {text}" if round_ else f"€ {text},{cents:0<2}"


DUTCH = Phrases()
