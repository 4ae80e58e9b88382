"""All letters of an installation, checked: every door and every fact that they name exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.datafile import DataFile
from bot.doors.door import Doors
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.language import NL
from bot.letters.building import Letter, Told, build, fits
from bot.letters.facts import COMPUTED, draft_of_fields, facts_of
from bot.letters.model import LetterData


@dataclass(frozen=True)
class LetterBook:
    """The letters by id."""

    letters: Mapping[str, LetterData] = field(default_factory=dict)
    # The same in other languages, by language: what a citizen reads of them. A letter itself is Dutch, always.
    told: Mapping[str, Mapping[str, LetterData]] = field(default_factory=dict)

    def for_fields(
        self,
        knowledge: Knowledge,
        door_id: str,
        fields: Iterable[Mapping[str, Any]],
        language: str = NL,
    ) -> list[Letter]:
        """Every letter that is of use for a ticket of this door with these fields, for a reader of this language."""
        door = knowledge.doors.get(door_id)
        return [] if door is None else self.for_draft(knowledge, draft_of_fields(door, fields), language)

    def for_draft(self, knowledge: Knowledge, draft: Draft, language: str = NL) -> list[Letter]:
        """Every letter that is of use for this draft, filled in; none when its door is not open (any more).

        `knowledge` is the Dutch one: a letter is for an organisation. `language` is the citizen's.
        """
        door = knowledge.doors.get(draft.door)
        if door is None or not any(door.id in letter.doors for letter in self.letters.values()):
            return []
        facts = facts_of(knowledge, door, draft)
        fitting = [letter for letter in self.letters.values() if fits(letter, facts)]
        words = self.told.get(language)
        if words is None:
            return [build(letter, facts) for letter in fitting]
        reader = knowledge.speaking(language)
        own = facts_of(reader, reader.doors[door.id], draft)
        return [build(letter, facts, Told(words[letter.id], own, reader.phrases)) for letter in fitting]


def load_letters(directories: Sequence[Path], doors: Doors) -> LetterBook:
    """The letters of these directories; a later one replaces a letter of an earlier one by id.

    Raises `DataError` with file, line and reason for a bad file, or one that names a door or fact that is not there.
    """
    letters: dict[str, LetterData] = {}
    for directory in directories:
        for path in sorted(directory.glob("*.yml")):
            file = DataFile(path)
            letter = file.read(LetterData)
            if letter.id != path.stem:
                raise file.fault(("id",), f"the letter is '{letter.id}', the file is '{path.stem}'")
            unknown = [door for door in letter.doors if door not in doors]
            if unknown:
                raise file.fault(("deuren",), f"'{unknown[0]}' is no door")
            known = COMPUTED | {name for door in letter.doors for name in doors[door].fields}
            strange = sorted(letter.facts() - known)
            if strange:
                raise file.fault((), f"'{strange[0]}' is no fact of these doors")
            letters[letter.id] = letter
    return LetterBook(letters)
