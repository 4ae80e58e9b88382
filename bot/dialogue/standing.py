"""How it stands with a request, told inside the conversation to who has its number and code, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.doors.knowledge import Knowledge
from bot.signals.service import SignalService
from bot.tickets.errors import NotFound
from bot.tickets.numbers import ALPHABET, SIGNAL, TICKET, parse_number
from bot.tickets.service import TicketService

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn

_DASH = r"[\s\-\u2010-\u2015\u2212._/]{0,3}"
_NUMBER = re.compile(
    rf"(?<![\w-])[{TICKET}{SIGNAL}]{_DASH}[0-9]{{2}}{_DASH}[{ALPHABET}]{{4}}{_DASH}[{ALPHABET}]{{2}}(?![\w-])",
    re.I,
)
_CODE = re.compile(rf"(?<![\w-])[{ALPHABET}]{{5}}{_DASH}[{ALPHABET}]{{5}}(?![\w-])", re.I)
# The same ten characters however they are parted: `code_matches` forgives that, so hiding has to find it.
_LOOSE = rf"(?<![\w-])[{ALPHABET}](?:[\s\-\u2010-\u2015\u2212._/]{{0,3}}[{ALPHABET}]){{9}}(?![\w-])"
_LOOSE_CODE = re.compile(_LOOSE, re.I)
_CODE_WORD = re.compile(r"\b(?:toegangs?)?[ -]?codes?\b", re.I)
# "code: ...", "code is ...", "code die ik kreeg was ...".
_BEHIND = re.compile(rf"\b(?:toegangs?)?[ -]?codes?\b(?:\W{{1,5}}\w+){{0,4}}?\W{{1,5}}({_LOOSE})", re.I)
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


# What is said of a number and a code, in this language.
type Standing = Callable[[Keys, str], Awaitable[Told]]


def take_keys(text: str) -> tuple[str, Keys | None]:
    """The text without the access code in it, and the keys when this message asks how it stands.

    A code opens a request, so neither engine, log nor database gets it: not beside a number, also a mistyped one,
    and not where it is called a code. A number in the middle of a story is no question after it; beside its code,
    or all by itself, it is.
    """
    number = _number(text)
    codes = _codes(text)
    if not codes:
        return text, Keys(number, None) if number is not None and _is_short(text) else None
    code = text[codes[0][0] : codes[0][1]]
    left = text
    for start, end in sorted(codes, reverse=True):
        left = f"{left[:start]}{HIDDEN}{left[end:]}"
    # A code in the middle of a story, without its number, asks nothing either.
    return left, Keys(number, code) if number is not None or _is_short(text) else None


def _number(text: str) -> str | None:
    for found in _NUMBER.finditer(text):
        number = parse_number(found[0], TICKET) or parse_number(found[0], SIGNAL)
        if number is not None:
            return number
    return None


def _codes(text: str) -> list[tuple[int, int]]:
    """The places of what can be an access code, the likeliest first; ten digits alone are somebody's reference."""
    called = [found.span(1) for found in _BEHIND.finditer(text)]
    # A number is looked past, with as many characters in its stead: what stands beside it keeps its place.
    rest = _NUMBER.sub(lambda found: "|" * len(found[0]), text)
    if rest != text:
        shaped = list(_LOOSE_CODE.finditer(rest))
    elif called or _CODE_WORD.search(text):
        shaped = [found for found in _CODE.finditer(text) if not found[0].isdigit()]
    else:
        lone = _CODE.fullmatch(text.strip())
        start = len(text) - len(text.lstrip())
        return [(start, start + len(lone[0]))] if lone is not None and not lone[0].isdigit() else []
    likely = sorted(shaped, key=lambda found: (_CODE.fullmatch(found[0]) is None, found[0].isdigit()))
    places: list[tuple[int, int]] = []
    for place in (*called, *(found.span() for found in likely)):
        if all(place[1] <= start or end <= place[0] for start, end in places):
            places.append(place)
    return places


def _is_short(text: str) -> bool:
    return len(text.split()) <= ALONE


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
    knowledge: Callable[[], Knowledge],
    may_try: Callable[[str], bool],
) -> Standing:
    """What tickets and signals say; a wrong code, an unknown number and a foreign one are answered alike.

    `may_try` says of a number whether it may be tried now: guessing codes must not pay.
    """

    async def look(keys: Keys, language: str) -> Told:
        if keys.number is None or keys.code is None:
            return Told("status_allebei")
        if not may_try(keys.number):
            return Told("status_te_vaak")
        reader = knowledge().speaking(language)
        try:
            return Told("status_hoe", keys.number, await words_of(keys.number, keys.code, reader))
        except NotFound:
            return Told("status_onbekend")

    async def words_of(number: str, code: str, reader: Knowledge) -> str:
        if parse_number(number, SIGNAL) is not None:
            signal = await signals.for_citizen(number, code, reader.phrases, reader.ministry_said)
            return signal.words
        ticket = await tickets.for_citizen(number, code, reader.phrases, reader.named)
        return ticket.words if ticket.question is None else f"{ticket.words} “{ticket.question}”"

    return look
