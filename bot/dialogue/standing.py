"""How it stands with a request, told inside the conversation to who has its number and code, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.signals.service import SignalService, status_words
from bot.tickets.errors import NotFound
from bot.tickets.numbers import ALPHABET, SIGNAL, TICKET, parse_number
from bot.tickets.service import TicketService

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn

_DASH = r"[\s\-\u2010-\u2015\u2212._/]?"
_NUMBER = re.compile(
    rf"(?<![\w-])[{TICKET}{SIGNAL}]{_DASH}[0-9]{{2}}{_DASH}[{ALPHABET}]{{4}}{_DASH}[{ALPHABET}]{{2}}(?![\w-])",
    re.I,
)
_CODE = re.compile(rf"(?<![\w-])[{ALPHABET}]{{5}}{_DASH}[{ALPHABET}]{{5}}(?![\w-])", re.I)
HIDDEN = "•••••-•••••"
# A number among no more words than this is what the message is about.
ALONE = 6


@dataclass(frozen=True, slots=True)
class Keys:
    """The number of a request and its access code, as far as they were told."""

    number: str | None
    code: str | None

    def __repr__(self) -> str:
        """Never the code: what is printed ends in a log."""
        return f"Keys({self.number!r})"


@dataclass(frozen=True, slots=True)
class Told:
    """What may be said of these keys: `words` when they belong together; `sentence` of the fixed ones."""

    sentence: str
    number: str = ""
    words: str = ""


# What is said of a number and a code.
type Standing = Callable[[Keys], Awaitable[Told]]


def take_keys(text: str) -> tuple[str, Keys | None]:
    """The text without the access code in it, and the keys when this message asks how it stands.

    A code opens a request, so neither engine, log nor database gets it. A number in the middle of a story is no
    question after it; beside its code, or all by itself, it is.
    """
    number, place = _number(text)
    rest = text if place is None else f"{text[: place[0]]} | {text[place[1] :]}"
    found = _CODE.search(rest) if number is not None else _CODE.fullmatch(text.strip())
    if found is not None and number is None and found[0].isdigit():
        return text, None  # ten digits alone are a reference of somebody else
    code = found[0] if found is not None else None
    if number is None and code is None:
        return text, None
    if code is not None:
        return text.replace(code, HIDDEN), Keys(number, code)
    return text, Keys(number, None) if len(text.split()) <= ALONE else None


def _number(text: str) -> tuple[str | None, tuple[int, int] | None]:
    for found in _NUMBER.finditer(text):
        number = parse_number(found[0], TICKET) or parse_number(found[0], SIGNAL)
        if number is not None:
            return number, found.span()
    return None, None


def tell(turn: Turn, told: Told) -> None:
    """Says how it stands, or why that is not said; then the open question again."""
    address = turn.speech.operator.status_address
    turn.say(told.sentence, nummer=told.number, woorden=told.words, adres=address)
    if told.words:
        turn.say("status_meer", adres=address)
    turn.again()


def look_up(
    tickets: TicketService,
    signals: SignalService,
    ministry_said: Callable[[str], str],
    may_try: Callable[[str], bool],
) -> Standing:
    """What tickets and signals say; a wrong code, an unknown number and a foreign one are answered alike.

    `may_try` says of a number whether it may be tried now: guessing codes must not pay.
    """

    async def look(keys: Keys) -> Told:
        if keys.number is None or keys.code is None:
            return Told("status_allebei")
        if not may_try(keys.number):
            return Told("status_te_vaak")
        try:
            return Told("status_hoe", keys.number, await words_of(keys.number, keys.code))
        except NotFound:
            return Told("status_onbekend")

    async def words_of(number: str, code: str) -> str:
        if parse_number(number, SIGNAL) is not None:
            signal = await signals.for_citizen(number, code)
            return status_words(signal.status, tuple(ministry_said(one) for one in signal.ministries))
        ticket = await tickets.for_citizen(number, code)
        return ticket.words if ticket.question is None else f"{ticket.words} “{ticket.question}”"

    return look
