"""Letters in a conversation: kept with the request that they are for, offered at its end, made when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.dialogue.state import State
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.letters import Letter, LetterBook

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn

# A conversation with more requests than this keeps the letters of the last ones.
KEPT = 6


@dataclass(frozen=True, slots=True)
class LetterLink:
    """A letter that lies ready: the id by which it is asked for, and its name."""

    id: str
    name: str

    @property
    def address(self) -> str:
        """Where the page finds it; only this conversation's own cookie opens it."""
        return f"/brieven/{self.id}"

    def to_json(self) -> dict[str, str]:
        """The link as the API gives it."""
        return {"id": self.id, "naam": self.name, "adres": self.address}


def offer_letters(turn: Turn, draft: Draft | None) -> None:
    """Keeps the request for which there are letters, and says that they lie ready."""
    if draft is None:
        return
    found = turn.speech.letters.for_draft(turn.dutch, draft, turn.state.language)
    if not found:
        return
    # The story stays out of it: a letter holds what was answered, and no more.
    kept = {"ronde": turn.state.round, "aanvraag": replace(draft, story="", said=()).to_json()}
    others = [one for one in turn.state.letters if one["ronde"] != turn.state.round]
    turn.state = replace(turn.state, letters=(*others, kept)[-KEPT:])
    for letter in found:
        turn.say("brief_klaar", naam=letter.name)


def letters_of(book: LetterBook, knowledge: Knowledge, state: State) -> list[tuple[LetterLink, Letter]]:
    """Every letter that lies ready in this conversation, as it is today. `knowledge` is the Dutch one."""
    return [
        (LetterLink(f"{one['ronde']}-{letter.id}", letter.name), letter)
        for one in state.letters
        for letter in _letters(book, knowledge, one, state.language)
    ]


def _letters(book: LetterBook, knowledge: Knowledge, kept: Mapping[str, Any], language: str) -> list[Letter]:
    return book.for_draft(knowledge, Draft.from_json(kept["aanvraag"]), language)
