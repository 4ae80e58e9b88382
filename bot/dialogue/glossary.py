"""Side questions that have an answer of their own: what a word means, and how this counter works. Pure.

A citizen who asks "wat is een dwangbevel?" at a question about a date gets the answer, and then the question again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.datafile import DataFile
from bot.doors.conditions import plain

# "Wat is een …", "wat betekent …", "wat houdt … in", "leg … uit".
_ASKS_MEANING = re.compile(
    r"^(?:en |maar |sorry |eh |uh )*(?:wat (?:is|zijn|betekent|beteken[td]|bedoelt u met|bedoel je met|houdt|wordt bedoeld met)"
    r"|wat voor iets is|leg (?:eens )?uit wat|kunt u uitleggen wat|weet u wat|what is|what are|what does|what do you mean by|what is meant by|can you explain what|do you know what|explain what)\b(?P<rest>.*)$"
)
_LITTLE_WORDS = re.compile(
    r"\b(een|de|het|dat|die|dan|precies|eigenlijk|nou|nu|is|zijn|betekent|in|toch|mean|means|exactly|a|an|the)\b"
)
# A word may be misspelt a little; a whole question may be said in somewhat other words.
WORD_LIKENESS = 86
QUESTION_LIKENESS = 88


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer: the words or questions that ask for it, what is said, and where that comes from."""

    id: str
    words: tuple[str, ...]
    questions: tuple[str, ...]
    answer: str
    sources: tuple[str, ...]


class _Named:
    """Entries by the names that ask for them."""

    def __init__(self, named: Iterable[tuple[Entry, tuple[str, ...]]]) -> None:
        pairs = [(name, entry) for entry, names in named for name in names]
        self._names, self._entries = [name for name, _ in pairs], [entry for _, entry in pairs]

    def best(self, said: str, least: float) -> Entry | None:
        """The entry with the likest name; of equals the first."""
        found = process.extractOne(said, self._names, scorer=fuzz.ratio, score_cutoff=least)
        return None if found is None else self._entries[found[2]]


class Glossary:
    """Finds the answer to a side question, if there is one."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self._words = _Named((entry, entry.words) for entry in entries)
        self._questions = _Named((entry, entry.questions) for entry in entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All answers."""
        return self._entries

    def find(self, text: str) -> Entry | None:
        """The answer that this whole message asks for; None when it asks for nothing that is known here."""
        said = plain(text)
        asks = _ASKS_MEANING.match(said)
        if asks is not None:
            word = " ".join(_LITTLE_WORDS.sub(" ", asks["rest"]).split())
            return self._words.best(word, WORD_LIKENESS)
        if text.rstrip().endswith("?"):
            word = " ".join(_LITTLE_WORDS.sub(" ", said).split())
            if len(word.split()) <= 2:
                found = self._words.best(word, WORD_LIKENESS)
                if found is not None:
                    return found
        return self._questions.best(said, QUESTION_LIKENESS)


def load_glossary(directories: Sequence[Path]) -> Glossary:
    """The answers of these directories; a later one replaces an entry of an earlier one by id. Raises `DataError`."""
    entries: dict[str, Entry] = {}
    for directory in directories:
        if not (directory / "begrippen.yml").exists():
            continue
        file = DataFile(directory / "begrippen.yml")
        for id, given in file.content.items():
            entries[id] = _entry(file, id, given)
    return Glossary(tuple(entries.values()))


_KEYS = {"woorden", "vragen", "antwoord", "bronnen"}


def _entry(file: DataFile, id: str, given: object) -> Entry:
    if not isinstance(given, Mapping) or not set(given) <= _KEYS or "antwoord" not in given:
        raise file.fault((id,), f"'{id}' has an answer, words or questions, and sources; nothing else")
    words, questions = (tuple(plain(name) for name in given.get(key, ())) for key in ("woorden", "vragen"))
    if not words and not questions:
        raise file.fault((id,), f"nobody can ask for '{id}': it has neither words nor questions")
    return Entry(id, words, questions, str(given["antwoord"]), tuple(given.get("bronnen", ())))
