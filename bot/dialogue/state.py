"""Where a conversation stands, as immutable data: all that a turn needs to know and all that it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.doors.draft import Draft
from bot.language import NL
from bot.learning.doubt import Review


class Asked(StrEnum):
    """What kind of question stands open."""

    OPEN = "open"  # tell what the matter is
    DOOR = "deur"  # which door: confirm one, or choose
    FIELD = "veld"
    MORE = "meer"  # another item in the group?
    OVERVIEW = "overzicht"
    WHICH = "wijzigen"  # which line to change
    STOP = "stoppen"
    RESTART = "opnieuw"
    SWITCH = "wissel"
    LATER = "later"  # take up the second trouble now?
    ANYTHING = "nog_iets"  # after sending
    NONE = "niets"  # stopped


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what stands on it and what it sends."""

    text: str
    value: str

    def to_json(self) -> dict[str, str]:
        """The button as the API gives it."""
        return {"tekst": self.text, "waarde": self.value}


@dataclass(frozen=True, slots=True)
class Question:
    """The open question. `key` tells it apart from every other, so that an old button cannot answer it."""

    asked: Asked
    key: int
    place: str | None = None  # a field's place, or a group
    doors: tuple[str, ...] = ()
    version: int | None = None  # the draft that an overview showed
    before: Question | None = None  # what was open before this interruption
    changing: bool = False  # a field asked again from the overview
    misses: int = 0
    said: str = ""  # the message that brought this interruption, when it tells of another door

    def to_json(self) -> dict[str, Any]:
        """The question as JSON, to be stored."""
        return {
            "soort": self.asked.value,
            "sleutel": self.key,
            "plaats": self.place,
            "deuren": list(self.doors),
            "versie": self.version,
            "voor": self.before.to_json() if self.before else None,
            "wijzigt": self.changing,
            "gemist": self.misses,
            "gezegd": self.said,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Question:
        """The question that `to_json` wrote."""
        return Question(
            asked=Asked(data["soort"]),
            key=data["sleutel"],
            place=data["plaats"],
            doors=tuple(data["deuren"]),
            version=data["versie"],
            before=Question.from_json(data["voor"]) if data["voor"] else None,
            changing=data["wijzigt"],
            misses=data["gemist"],
            said=data["gezegd"],
        )


@dataclass(frozen=True, slots=True)
class Later:
    """Another trouble, told in passing and kept until the first is done."""

    text: str
    door: str | None = None  # None: not sure yet, so it is asked

    def to_json(self) -> dict[str, Any]:
        """The trouble as JSON, to be stored."""
        return {"tekst": self.text, "deur": self.door}


@dataclass(frozen=True, slots=True)
class State:
    """The whole thread of one conversation."""

    question: Question = field(default_factory=lambda: Question(Asked.OPEN, 0))
    draft: Draft | None = None
    round: int = 1  # which request of this conversation: part of what makes handing over idempotent
    misses: int = 0  # first messages that were not understood
    order: tuple[str, ...] = ()  # places asked, oldest first, for "terug"
    story: str = ""  # what was told before a door was taken
    later: tuple[Later, ...] = ()  # other troubles, kept for after this one
    joins: int | None = None  # the request whose case this one belongs to, when it was told beside it
    contact: Mapping[str, Any] | None = None  # contact data that the guard moved out of a message
    intended: str | None = None  # the door that was meant when a person takes over
    warned: bool = False  # that health need not be told here: said once
    undo: Mapping[str, Any] | None = None  # the state before "opnieuw", to come back to
    letters: tuple[Mapping[str, Any], ...] = ()  # requests for which a letter lies ready: round and draft
    language: str = NL  # in which the citizen is spoken to; what a receiver gets is Dutch, always

    def asking(self, question: Question) -> State:
        """This state with another open question."""
        return replace(self, question=question)

    def to_json(self) -> dict[str, Any]:
        """The state as JSON, to be stored."""
        return {
            "vraag": self.question.to_json(),
            "aanvraag": self.draft.to_json() if self.draft else None,
            "ronde": self.round,
            "gemist": self.misses,
            "volgorde": list(self.order),
            "verhaal": self.story,
            "later": [one.to_json() for one in self.later],
            "bij": self.joins,
            "contact": dict(self.contact) if self.contact else None,
            "bedoeld": self.intended,
            "gewaarschuwd": self.warned,
            "ongedaan": dict(self.undo) if self.undo else None,
            "brieven": [dict(one) for one in self.letters],
            "taal": self.language,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> State:
        """The state that `to_json` wrote."""
        return State(
            question=Question.from_json(data["vraag"]),
            draft=Draft.from_json(data["aanvraag"]) if data["aanvraag"] else None,
            round=data["ronde"],
            misses=data["gemist"],
            order=tuple(data["volgorde"]),
            story=data["verhaal"],
            later=tuple(Later(one["tekst"], one["deur"]) for one in data["later"]),
            joins=data["bij"],
            contact=data["contact"],
            intended=data["bedoeld"],
            warned=data["gewaarschuwd"],
            undo=data["ongedaan"],
            # Conversations of before there were letters have none.
            letters=tuple(data.get("brieven", ())),
            # And those of before there was a choice were held in Dutch.
            language=data.get("taal", NL),
        )


@dataclass(frozen=True, slots=True)
class Say:
    """One message of the assistant."""

    text: str
    buttons: tuple[Button, ...] = ()
    overview: tuple[Mapping[str, Any], ...] | None = None  # per receiver, for faces that draw it
    notice: bool = False  # a term or a warning, to be marked as such
    language: str | None = None  # None: the conversation's


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the engine makes of a message: intents with their certainty, best first. Empty when it is down.

    `urgent_sentence`: of a message of several sentences that as a whole is not urgent, how certain it is that one of them is, and that one.
    """

    ranking: tuple[tuple[str, float], ...] = ()
    urgent_sentence: tuple[float, str] | None = None

    @property
    def intent(self) -> str | None:
        """The likeliest intent."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def certainty(self) -> float:
        """How certain the likeliest intent is, 0 to 1."""
        return self.ranking[0][1] if self.ranking else 0.0

    def of(self, intent: str) -> float:
        """How certain this intent is."""
        return dict(self.ranking).get(intent, 0.0)


class NeedsMeaning(Exception):
    """What a message does depends on what the engine makes of it, and the engine was not asked yet."""


class Unread(Meaning):
    """A meaning that was not asked for: who looks at it learns that it is needed.

    What comes out of a turn that never looked is what would have come out with any meaning.
    """

    def __init__(self) -> None:
        """Nothing is known."""

    @property
    def ranking(self) -> tuple[tuple[str, float], ...]:
        """Raises `NeedsMeaning`."""
        raise NeedsMeaning

    @property
    def urgent_sentence(self) -> tuple[float, str] | None:
        """Raises `NeedsMeaning`."""
        raise NeedsMeaning


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn leaves: the new state, what is said, and whether the draft is to be handed over now."""

    state: State
    says: tuple[Say, ...]
    hand_over: bool = False
    review: Review | None = None  # this message may have been misread: a person looks
