"""What a kind of field is: how an answer is understood, shown, checked and described. Pure; the day is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.language import DUTCH, Phrases, Table

type JSONValue = Any


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its id, what stands on the button, and other ways to say it."""

    id: str
    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is read against: the day it was given and the limits of the field that asked.

    `minimum` and `maximum` mean what fits the kind: euros for `bedrag` (a minimum of 0 allows "niets"),
    a number for `getal`, characters for the texts, how many choices for `meerkeuze`.
    """

    today: date
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    past: bool = False  # a date that has been, such as the date of a letter
    phrases: Phrases = DUTCH  # in which language the answer is shown, and what is wrong with it told

    def say(self, table: Table, name: str, **values: object) -> str:
        """A sentence of this table in the reader's language, filled in."""
        return self.phrases.say(table, name, **values)


@dataclass(frozen=True, slots=True)
class Understood:
    """The canonical value of an answer. Not certain: shown to be checked before anything is built on it."""

    value: JSONValue
    certain: bool = True
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The citizen says that they do not know, or will not say."""


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """The answer cannot be used. `message` is for the citizen: what is wrong, and how to do it right."""

    message: str


type Parsed = Understood | Unknown | Misunderstood


class Kind(Protocol):
    """One kind of field. Implementations hold no state and never raise on what a citizen typed."""

    @property
    def id(self) -> str:
        """The name that door files use."""

    def parse(self, text: str, context: Context) -> Parsed:
        """What a citizen's answer means."""

    def show(self, value: JSONValue, context: Context) -> str:
        """A canonical value as people write it."""

    def check(self, value: JSONValue, context: Context) -> str | None:
        """None when this is a canonical value of the kind, else what is wrong, in the reader's language."""

    def schema(self, context: Context) -> dict[str, object]:
        """The JSON schema (OpenAPI 3.1) of the canonical value."""
