"""The kinds of fields: how an answer of each is understood, checked and shown. Pure."""

from collections.abc import Mapping

from bot.doors.kinds.amounts import Money, Number
from bot.doors.kinds.base import Context, JSONValue, Kind, Misunderstood, Option, Parsed, Understood, Unknown
from bot.doors.kinds.choice import Choice, Choices, Effects
from bot.doors.kinds.clean import clean, is_unknown
from bot.doors.kinds.contact import Contact
from bot.doors.kinds.days import Birthday, Day, Period
from bot.doors.kinds.texts import Line, Name, Postcode, Reference, Story
from bot.doors.kinds.yesno import YesNo

_ALL: tuple[Kind, ...] = (
    Money(), Number(), Day(), Birthday(), Period(), YesNo(), Choice(), Choices(), Effects(), Line(), Story(),
    Name(), Reference(), Postcode(), Contact(),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _ALL}

__all__ = [
    "KINDS",
    "Context",
    "JSONValue",
    "Kind",
    "Misunderstood",
    "Option",
    "Parsed",
    "Understood",
    "Unknown",
    "clean",
    "is_unknown",
]
