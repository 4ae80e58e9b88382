"""Acute danger and the help that goes with it: which blocks, with which numbers, for which words. Pure.

`acute` takes over the turn, so it has to be right; `near` shows a help block beside the ordinary door, where a
false one costs nothing. The text of a citizen is looked at and never kept or logged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bot.datafile import DataError, DataFile
from bot.law.patterns import END, PatternError, expression, needed, normalised
from bot.law.source import Entry, Said, Source, merged

# What looks like a telephone number: three or more digits, perhaps in groups.
PHONE = re.compile(r"\b\d[\d -]*\d{2,}\b")

# How many words on either side of a phrase can still say that it is past, feared or read about.
WINDOW = 8


class Number(Entry):
    """A telephone number that may be shown, exactly as it was read in its source."""

    number: str = Field(alias="nummer", pattern=r"^[\d -]+$")
    name: Said = Field(alias="naam")
    note: Said = Field(alias="uitleg")
    source: Source = Field(alias="bron")


class Link(Entry):
    """A site to go to."""

    text: Said = Field(alias="tekst")
    url: str = Field(pattern=r"^https://\S+$")


class HelpBlock(Entry):
    """What is shown to somebody in danger, and by which words that is recognised."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    title: Said = Field(alias="titel")
    lines: tuple[Said, ...] = Field(alias="tekst", min_length=1)
    numbers: tuple[Number, ...] = Field(default=(), alias="nummers")
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)
    acute: tuple[str, ...] = Field(alias="acuut")
    near: tuple[str, ...] = Field(default=(), alias="dichtbij")
    harmless: tuple[str, ...] = Field(default=(), alias="onschuldig")
    not_acute: tuple[str, ...] = Field(default=(), alias="niet_acuut")
    later_does_not_count: bool = Field(default=False, alias="later_telt_niet")

    @model_validator(mode="after")
    def _numbers_have_a_source(self) -> Self:
        known = {_digits(item.number) for item in self.numbers}
        for text in (self.title, *self.lines):
            for found in PHONE.findall(text):
                if _digits(found) not in known:
                    raise ValueError(f"het nummer {found} in de tekst heeft geen bron onder 'nummers'")
        return self


@dataclass(frozen=True)
class EmergencyFinding:
    """Which help blocks a text calls for, most urgent first; no id stands in both.

    `terms` are the words that were recognised: a citizen's text, not for logs.
    """

    acute: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Phrase:
    """A phrase, and the words of which a text must have one for it to be there at all."""

    expression: str
    needed: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a text first has one of the words: of hundreds, most never are."""
        return re.compile(self.expression)


@dataclass(frozen=True)
class _Phrases:
    acute: tuple[_Phrase, ...]
    near: tuple[_Phrase, ...]
    harmless: tuple[_Phrase, ...]
    not_acute: tuple[_Phrase, ...]


@dataclass(frozen=True)
class _General:
    """What makes an acute phrase of any block near, and the words that say that it is now after all."""

    past: tuple[_Phrase, ...]
    now: tuple[_Phrase, ...]
    never: tuple[_Phrase, ...]


def _possible(phrases: Sequence[_Phrase], said: frozenset[str]) -> Iterator[re.Pattern[str]]:
    """The phrases that these words leave possible, to be looked for."""
    return (one.pattern for one in phrases if not one.needed or not one.needed.isdisjoint(said))


def _any(phrases: Sequence[_Phrase], clause: str) -> bool:
    said = frozenset(clause.split())
    return any(pattern.search(clause) for pattern in _possible(phrases, said))


class EmergencyBook:
    """The help blocks of an installation, in order of urgency, and the recognition of danger."""

    def __init__(
        self,
        blocks: Mapping[str, HelpBlock],
        phrases: Mapping[str, _Phrases],
        general: _General,
        spellings: Mapping[str, str],
    ) -> None:
        self.blocks = blocks
        self._spellings = spellings
        self._phrases = phrases
        self._general = general

    def saying(self, blocks: Mapping[str, HelpBlock]) -> EmergencyBook:
        """The same recognition with other words in its blocks: those of another language."""
        return EmergencyBook(blocks, self._phrases, self._general, self._spellings)

    def block(self, block_id: str) -> HelpBlock:
        """The block with this id; raises `KeyError` for an unknown one."""
        return self.blocks[block_id]

    def recognise(self, text: str) -> EmergencyFinding:
        """Which danger the text speaks of: acute, near, or none.

        An acute phrase in a clause that speaks of the past, of a fear, of a question or of somebody's book is
        near, unless the same clause says that it is now. Never raises; an empty text finds nothing.
        """
        words = normalised(text, self._spellings)
        said = frozenset(words.split())
        acute: list[str] = []
        near: list[str] = []
        terms: list[str] = []
        for block_id, phrases in self._phrases.items():
            clear = words
            for pattern in _possible(phrases.harmless, said):
                clear = pattern.sub(f"{END} ", clear)
            level = 0
            for pattern in _possible(phrases.acute, said):
                for match in pattern.finditer(clear):
                    terms.append(match.group().strip())
                    clause = _clause(clear, match.start(), match.end())
                    level = max(level, 1 if self._softened(clause, phrases) else 2)
            for pattern in _possible(phrases.near, said):
                found = pattern.search(clear)
                if found:
                    terms.append(found.group().strip())
                    level = max(level, 1)
            if level:
                (acute if level == 2 else near).append(block_id)
        return EmergencyFinding(tuple(acute), tuple(near), tuple(dict.fromkeys(terms)))

    def _softened(self, clause: str, phrases: _Phrases) -> bool:
        if _any(phrases.not_acute, clause) or _any(self._general.never, clause):
            return True
        return _any(self._general.past, clause) and not _any(self._general.now, clause)


def load_emergencies(paths: Sequence[Path]) -> EmergencyBook:
    """The help blocks of the files, in their order, with every phrase checked.

    A later file replaces a block with the same id; its word lists replace lists of the same name. Raises
    `DataError` with file, line and reason, also for a telephone number without a source.
    """
    files = [DataFile(path) for path in paths]
    blocks = merged(files, "blokken", HelpBlock, beside=("woorden", "tijd", "schrijfwijzen"))
    lists: dict[str, list[str]] = {}
    times: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    for file in files:
        lists.update(_lists(file, "woorden"))
        times.update(_lists(file, "tijd"))
        spellings.update(_spellings(file))
    for name in ("voorbij", "nu", "nooit", "later"):
        if name not in times:
            raise files[0].fault(("tijd",), f"onder 'tijd' ontbreekt de lijst '{name}'")

    def all_of(patterns: Sequence[str], where: str) -> tuple[_Phrase, ...]:
        try:
            return tuple(
                _Phrase(expression(pattern, lists, spellings), needed(pattern, lists, spellings))
                for pattern in patterns
            )
        except PatternError as fault:
            raise DataError(*_place(files, fault), f"{where}: {fault}") from fault

    phrases = {
        block.id: _Phrases(
            all_of(block.acute, block.id),
            all_of(block.near, block.id),
            all_of(block.harmless, block.id),
            all_of((*block.not_acute, *(times["later"] if block.later_does_not_count else ())), block.id),
        )
        for block in blocks.values()
    }
    general = _General(
        all_of(times["voorbij"], "tijd"), all_of(times["nu"], "tijd"), all_of(times["nooit"], "tijd")
    )
    return EmergencyBook(blocks, phrases, general, spellings)


def _lists(file: DataFile, key: str) -> dict[str, list[str]]:
    content = file.content.get(key, {})
    if not isinstance(content, dict):
        raise file.fault((key,), f"'{key}' hoort lijsten van woorden te bevatten")
    for name, words in content.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise file.fault((key, name), f"'{name}' hoort een lijst van woorden te zijn")
    return content


def _place(files: Sequence[DataFile], fault: PatternError) -> tuple[Path, int]:
    """The file and line on which the phrase of a fault stands."""
    quoted = re.findall(r"'([^']+)'", str(fault))
    for file in files:
        for number, line in enumerate(file.path.read_text(encoding="utf-8").splitlines(), 1):
            if quoted and quoted[-1] in line:
                return file.path, number
    return files[0].path, 1


def _spellings(file: DataFile) -> dict[str, str]:
    content = file.content.get("schrijfwijzen", {})
    if not isinstance(content, dict) or not all(isinstance(word, str) for word in content.values()):
        raise file.fault(("schrijfwijzen",), "'schrijfwijzen' hoort bij elk woord een woord te hebben")
    return {str(word): meant for word, meant in content.items()}


def _clause(text: str, start: int, end: int) -> str:
    """The words around a match, up to a sentence's end, a "maar", or `WINDOW` words away.

    People in need write without full stops: what stands far away is another story.
    """
    before = re.split(rf"{END}| maar ", text[:start])[-1].split()[-WINDOW:]
    after = re.split(rf"{END}| maar ", text[end - 1 :])[0].split()[:WINDOW]
    return f" {' '.join([*before, text[start:end].strip(), *after])} "


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
