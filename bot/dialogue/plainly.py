"""Answers that cannot be anything else: all of the message is the answer to the open question."""

from __future__ import annotations

import re

from bot.dialogue.state import Asked
from bot.dialogue.turn import Turn
from bot.doors.asking import field_context
from bot.doors.conditions import plain
from bot.doors.draft import split_path
from bot.doors.kinds import Understood
from bot.doors.kinds.options import exactly

# At the overview, as a whole message: send it. Not its beginning alone: "verstuur het nog niet" gives no consent.
SEND = re.compile(
    r"(?:(?:ja|ok|oke|okay|prima|goed|graag|yes|please|i) )*(?:verstuur|versturen|verzend|verzenden|stuur|akkoord|send|agree|agreed)"
    r"(?: (?:ja|dit|dat|het|alles|maar|op|door|zo|nu|graag|met|it|this|that|everything|now|off|a u b|aub|alstublieft|alsjeblieft|please))*"
)
_MEASURED = frozenset({"bedrag", "getal", "datum", "geboortedatum", "periode", "kenmerk", "postcode"})
_CHOSEN = frozenset({"keuze", "meerkeuze"})
# Words that stand around a figure and mean nothing else: a message of these and figures asks for nothing.
_AROUND_FIGURES = re.compile(
    r"euro|eur|cent|per|maand(?:en)?|mnd|week|weken|jaar|jaren|dag(?:en)?|p|m|pm|op|de|het|een|in|van|sinds|vanaf|rond"
    r"|ongeveer|circa|geleden|vorige|afgelopen|vandaag|gisteren|januari|februari|maart|april|mei|juni|juli|augustus"
    r"|september|oktober|november|december|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|maandag|dinsdag|woensdag"
    r"|donderdag|vrijdag|zaterdag|zondag|[0-9][0-9a-z]*"
)


def answers_plainly(turn: Turn, text: str) -> bool:
    """Whether nothing in this message but the answer to the open question can be meant: a figure, a date, an option.

    Then nobody needs to ask the engine what it might mean beside. False whenever that is not sure.
    """
    question, draft = turn.state.question, turn.state.draft
    if question.asked is Asked.OVERVIEW:
        return SEND.fullmatch(plain(text)) is not None
    if question.asked is not Asked.FIELD or question.place is None or draft is None:
        return False
    name, _, index = split_path(question.place)
    field = turn.door.fields[name]
    if field.soort in _CHOSEN:
        context = field_context(turn.knowledge, turn.door, field, draft, index)
        return exactly(text, context.options) is not None
    if field.soort not in _MEASURED or not _only_figures(text):
        return False
    context = field_context(turn.knowledge, turn.door, field, draft, index)
    return isinstance(turn.knowledge.kinds[field.soort].parse(text, context), Understood)


def _only_figures(text: str) -> bool:
    words = plain(text).split()
    return bool(words) and all(_AROUND_FIGURES.fullmatch(word) for word in words)
