"""The languages of one installation: knowledge and words in each of them, checked at start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.dialogue.turn import Speech
from bot.doors.knowledge import Knowledge, load_knowledge
from bot.language import DUTCH, NL, Phrases, Table
from bot.letters import LetterBook, load_letters
from bot.translation.knowledge import Side, knowledge_in, letters_in
from bot.translation.overlay import Overlay
from bot.translation.speech import phrases_in, speech_in
from bot.translation.tables import TABLES

# So many places are named; who translates works down the list.
SHOWN = 5


@dataclass(frozen=True)
class Languages:
    """The Dutch knowledge with the same in other languages in it; and by language what pages need to be made in it."""

    knowledge: Knowledge
    phrases: Mapping[str, Phrases]
    overlays: Mapping[str, Overlay]  # none for Dutch
    shipped: Knowledge  # the product's own, without local data

    @property
    def untranslated(self) -> list[str]:
        """Where local data says something that is told in Dutch for want of a translation."""
        return [
            f"{language}/{place}"
            for language, overlay in self.overlays.items()
            for place in overlay.untranslated
        ]

    def remarks(self) -> list[str]:
        """What somebody who installs should know: what local data says in Dutch alone, in a few lines."""
        here = self.untranslated
        if not here:
            return []
        more = f" en {len(here) - SHOWN} andere" if len(here) > SHOWN else ""
        return [f"Let op: niet vertaald, dus in het Nederlands gezegd: {', '.join(here[:SHOWN])}{more}."]


def load_languages(
    directories: Sequence[Path], languages: Sequence[str], dutch: Knowledge, tables: Sequence[Table] = ()
) -> Languages:
    """The knowledge of these data directories in these languages; `tables` are sentences beside the rooms' own.

    Raises `DataError` with file, line and reason for a translation that says too little, too much, or fills in
    something else than the Dutch.
    """
    shipped = dutch if len(directories) == 1 else load_knowledge(directories[:1], dutch.today)
    phrases: dict[str, Phrases] = {NL: DUTCH}
    overlays: dict[str, Overlay] = {}
    others: dict[str, Knowledge] = {}
    for language in languages:
        if language == NL:
            continue
        overlay = overlays[language] = Overlay(language, directories)
        phrases[language] = phrases_in(overlay, (*TABLES, *tables))
        others[language] = knowledge_in(overlay, Side(dutch, shipped), phrases[language])
    return Languages(replace(dutch, others=others), phrases, overlays, shipped)


def speech_of(languages: Languages, here: Speech, shipped: Speech) -> Speech:
    """The assistant's words with the same in other languages in it. DataError as for `load_languages`."""
    others = {language: speech_in(overlay, here, shipped) for language, overlay in languages.overlays.items()}
    return replace(here, others=others)


def letters_of(languages: Languages, directories: Sequence[Path]) -> LetterBook:
    """The letters, with what a citizen reads of them in other languages. DataError as for `load_languages`."""
    book = load_letters(directories, languages.knowledge.doors)
    shipped = book if len(directories) == 1 else load_letters(directories[:1], languages.shipped.doors)
    told = {
        language: letters_in(overlay, book.letters, shipped.letters)
        for language, overlay in languages.overlays.items()
    }
    return replace(book, told=told)
