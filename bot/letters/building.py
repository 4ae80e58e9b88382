"""A letter for one request: its template with the facts in it, and blanks where nothing was told. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.language import DUTCH, Phrases, Table
from bot.letters.facts import Facts
from bot.letters.model import LetterData, ParagraphData, When

_PLACE = re.compile(r"\{(\w+)\}")
SAID = Table(
    "brief",
    {
        "kijk_na": "Kijk dit na voordat u verstuurt",
        "niet_mee": "Deze bladzijde is voor uzelf. U stuurt haar niet mee.",
        "handtekening": "uw handtekening",
    },
)


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that the citizen fills in; `label` says with what."""

    label: str


type Piece = str | Blank
# One line or paragraph: words and blanks in order.
type Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be written to a file: what to check first, then the letter itself."""

    id: str
    name: str
    checks: tuple[Line, ...]
    sender: tuple[Line, ...]
    to: tuple[Line, ...]
    date: Line
    subject: Line
    salutation: str
    paragraphs: tuple[Line, ...]
    greeting: str
    signature: Line
    # What the citizen reads on the page that stays at home, and at the place to sign.
    first: str = SAID["kijk_na"]
    not_sent: str = SAID["niet_mee"]
    sign: str = SAID["handtekening"]

    def lines(self) -> Iterator[Line]:
        """Every line of the letter itself, without what to check."""
        yield from (*self.sender, *self.to, self.date, self.subject, (self.salutation,))
        yield from (*self.paragraphs, (self.greeting,), self.signature)


def holds(condition: When, facts: Facts) -> bool:
    """Whether a condition holds; a fact that is not known makes no test true."""
    if condition.not_ is not None:
        return not holds(condition.not_, facts)
    if condition.all_ is not None:
        return all(holds(part, facts) for part in condition.all_)
    if condition.any_ is not None:
        return any(holds(part, facts) for part in condition.any_)
    value = facts.values.get(condition.fact or "")
    if condition.known is not None:
        return (value is not None) is condition.known
    if condition.is_ is not None:
        return value == condition.is_
    return value in (condition.in_ or ())


def fits(data: LetterData, facts: Facts) -> bool:
    """Whether this letter is of use for these facts."""
    return facts.values.get("deur") in data.doors and all(holds(part, facts) for part in data.when)


@dataclass(frozen=True, slots=True)
class Told:
    """A letter's words for a citizen who reads another language: the letter itself stays Dutch, for its receiver."""

    data: LetterData
    facts: Facts
    phrases: Phrases


def build(data: LetterData, facts: Facts, told: Told | None = None) -> Letter:
    """The letter with all that is known in it and a blank for the rest.

    With `told` its name, its blanks and what to check are in the citizen's own language.
    """
    own = told or Told(data, facts, DUTCH)

    def fill(text: str) -> Line:
        return tuple(_filled(text, own.data, facts))

    def lines(texts: Iterable[str]) -> tuple[Line, ...]:
        return tuple(line for text in texts for line in _split(fill(text)))

    return Letter(
        id=data.id,
        name=own.data.name,
        checks=tuple(_paragraphs(own.data.checks, own.data, own.facts)),
        sender=lines(data.sender),
        to=lines(data.to),
        date=fill(data.date),
        subject=fill(data.subject),
        salutation=data.salutation,
        paragraphs=tuple(_paragraphs(own.data.paragraphs, own.data, facts)),
        greeting=data.greeting,
        signature=fill(data.signature),
        first=own.phrases.say(SAID, "kijk_na"),
        not_sent=own.phrases.say(SAID, "niet_mee"),
        sign=own.phrases.say(SAID, "handtekening"),
    )


def _paragraphs(paragraphs: Iterable[ParagraphData], data: LetterData, facts: Facts) -> Iterator[Line]:
    for paragraph in paragraphs:
        if all(holds(part, facts) for part in paragraph.when):
            line = tuple(_filled(paragraph.text, data, facts))
            yield line if paragraph.remove is None else (*line, " ", Blank(paragraph.remove))


def _filled(text: str, data: LetterData, facts: Facts) -> Iterator[Piece]:
    """The text in pieces: what is known as words, what is not as a blank."""
    end = 0
    for place in _PLACE.finditer(text):
        if place.start() > end:
            yield text[end : place.start()]
        name = place[1]
        yield facts.shown.get(name) or Blank(data.blanks.get(name, name))
        end = place.end()
    if end < len(text):
        yield text[end:]


def _split(line: Line) -> Iterator[Line]:
    """One line for each line of an address that stands in one place."""
    if len(line) == 1 and isinstance(line[0], str):
        yield from ((part,) for part in line[0].split("\n"))
    else:
        yield line
