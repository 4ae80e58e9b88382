"""The assistant's fixed sentences and steering phrases, read from `data/dialogue`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.datafile import DataFile
from bot.doors.conditions import plain


class Texts:
    """Sentences by name. Asking for one that does not exist is a programming error and says so."""

    def __init__(self, sentences: Mapping[str, str | Sequence[str]]) -> None:
        self._sentences = sentences

    def __call__(self, name: str, **values: object) -> str:
        """One sentence, filled in."""
        sentence = self._sentences[name]
        if not isinstance(sentence, str):
            raise KeyError(f"{name} is a list of sentences")
        return sentence.format(**values)

    def all(self, name: str, **values: object) -> list[str]:
        """A list of sentences, filled in."""
        sentences = self._sentences[name]
        return [
            sentence.format(**values)
            for sentence in ([sentences] if isinstance(sentences, str) else sentences)
        ]

    @property
    def sentences(self) -> Mapping[str, str | Sequence[str]]:
        """Every sentence by name, as it is before it is filled in."""
        return self._sentences

    def names(self) -> set[str]:
        """Every sentence's name."""
        return set(self._sentences)


def load_texts(directories: Sequence[Path]) -> Texts:
    """The sentences of these directories; a later one replaces a sentence of an earlier one by name."""
    sentences: dict[str, str | Sequence[str]] = {}
    for directory in directories:
        if (directory / "texts.yml").exists():
            file = DataFile(directory / "texts.yml")
            for name, sentence in file.content.items():
                if not isinstance(sentence, str | list):
                    raise file.fault((name,), f"'{name}' is not a sentence")
                sentences[name] = sentence
    return Texts(sentences)


class Controls:
    """Recognises a message that is, as a whole and nearly to the letter, a steering phrase."""

    # A phrase this long may have one typing error in it; a shorter one must be exact ("stop" is not "stap").
    FORGIVING_LENGTH = 8

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self.phrases = phrases
        self._by_phrase = {
            plain(phrase) or phrase: control for control, all_ in phrases.items() for phrase in all_
        }

    def recognise(self, text: str) -> str | None:
        """The control that this whole message is, or None."""
        said = plain(text)
        said = re.sub(r"\b(alstublieft|alsjeblieft|aub|svp|a u b|please)\b", "", said).strip()
        if not said:
            return self._by_phrase.get(text.strip())
        if said in self._by_phrase:
            return self._by_phrase[said]
        if len(said) < self.FORGIVING_LENGTH:
            return None
        for phrase, control in self._by_phrase.items():
            if len(phrase) >= self.FORGIVING_LENGTH and OSA.distance(said, phrase, score_cutoff=1) <= 1:
                return control
        return None


def load_controls(directories: Sequence[Path]) -> Controls:
    """The steering phrases of these directories together."""
    phrases: dict[str, list[str]] = {}
    for directory in directories:
        if (directory / "controls.yml").exists():
            for control, all_ in DataFile(directory / "controls.yml").content.items():
                phrases.setdefault(control, []).extend(str(phrase) for phrase in all_)
    return Controls(phrases)


def load_health_words(directories: Sequence[Path]) -> tuple[str, ...]:
    """Words for illnesses and treatments, of these directories together; `*` ends a beginning."""
    words: list[str] = []
    for directory in directories:
        if (directory / "gevoelig.yml").exists():
            words.extend(str(word) for word in DataFile(directory / "gevoelig.yml").content["gezondheid"])
    return tuple(words)
