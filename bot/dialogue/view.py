"""What the outside sees of a conversation: messages, the open question, what was handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.attachments.views import AttachmentView
from bot.dialogue.lettering import LetterLink
from bot.dialogue.overview import Noted
from bot.dialogue.state import Asked, Question, State
from bot.doors.asking import question_schema
from bot.doors.door import Ask, AskMore
from bot.doors.draft import split_path
from bot.doors.knowledge import Knowledge
from bot.language import NL


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as people and machines read it."""

    number: int
    author: str
    text: str
    buttons: tuple[Mapping[str, str], ...]
    overview: tuple[Mapping[str, Any], ...] | None
    notice: bool
    at: datetime
    language: str = NL  # in which the counter said it

    def to_json(self) -> dict[str, Any]:
        """The message as the API gives it."""
        data: dict[str, Any] = {
            "nummer": self.number,
            "van": self.author,
            "tekst": self.text,
            "knoppen": [dict(button) for button in self.buttons],
            "tijd": self.at.isoformat(),
        }
        if self.overview is not None:
            data["overzicht"] = [dict(part) for part in self.overview]
        return data


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One ticket or signal that this conversation handed over."""

    is_signal: bool
    number: str
    code: str
    door: str
    executor: str
    organisation: str | None
    status: str
    ministries: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The receipt as the API gives it."""
        if self.is_signal:
            return {"nummer": self.number, "toegangscode": self.code, "departementen": list(self.ministries)}
        return {
            "nummer": self.number,
            "toegangscode": self.code,
            "deur": self.door,
            "uitvoerder": self.executor,
            "organisatie": self.organisation,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation from some message on."""

    messages: tuple[MessageView, ...]
    question: Mapping[str, Any] | None
    receipts: tuple[ReceiptView, ...]
    letters: tuple[LetterLink, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()  # that go along with the next hand-over
    handled_by: str = (
        "assistent"  # who answers: assistent, wachtrij (the assistant, until a person comes) or mens
    )
    door: str | None = None
    # What was told so far, for a page that shows it beside the conversation: a turn over the API does not work it out.
    noted: Callable[[], Noted | None] = lambda: None
    language: str = NL

    def to_json(self) -> dict[str, Any]:
        """The conversation as the API gives it."""
        return {
            "berichten": [message.to_json() for message in self.messages],
            "vraag": dict(self.question) if self.question is not None else None,
            "tickets": [receipt.to_json() for receipt in self.receipts if not receipt.is_signal],
            "signalen": [receipt.to_json() for receipt in self.receipts if receipt.is_signal],
            "brieven": [letter.to_json() for letter in self.letters],
            "gesprekMet": self.handled_by,
            "taal": self.language,
        }


_SIMPLE = {
    Asked.OPEN: ("verhaal", "lang_tekst", True),
    Asked.DOOR: ("deur", "keuze", True),
    Asked.OVERVIEW: ("akkoord", "ja_nee", True),
    Asked.WHICH: ("wijzigen", "keuze", True),
    Asked.STOP: ("stoppen", "ja_nee", True),
    Asked.RESTART: ("opnieuw", "ja_nee", True),
    Asked.SWITCH: ("wissel", "ja_nee", True),
    Asked.LATER: ("later", "ja_nee", True),
    Asked.ANYTHING: ("nog_iets", "ja_nee", False),
}


def open_question(knowledge: Knowledge, state: State) -> dict[str, Any] | None:
    """The open question as the API gives it; None when nothing is asked."""
    question = state.question
    if question.asked is Asked.NONE:
        return None
    if question.asked in _SIMPLE:
        field, kind, required = _SIMPLE[question.asked]
        return {"veld": field, "soort": kind, "verplicht": required}
    return _door_question(knowledge, state, question)


def _door_question(knowledge: Knowledge, state: State, question: Question) -> dict[str, Any] | None:
    draft = state.draft
    if draft is None or question.place is None:
        return None
    door = knowledge.doors[draft.door]
    if question.asked is Asked.MORE:
        step: Ask | AskMore = AskMore(question.place, door.data.groepen[question.place])
    else:
        step = Ask(door.fields[split_path(question.place)[0]], question.place)
    return question_schema(knowledge, door, step, draft)
