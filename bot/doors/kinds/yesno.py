"""The kind for yes or no. Canonical: true or false."""

from __future__ import annotations

import re

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, doubts, is_unknown, words
from bot.doors.kinds.said import SAID

_YES_WORD = r"(?:ja+(?:ja)*|jazeker|jawel|jep|yep|yup|yes|yeah|ye|j|y|jo|true)"
_NO_WORD = r"(?:nee+|neen|nope|no|nah|nein|n|false)"
_POSITIVE = (
    r"(?:wel|klopt|zeker|inderdaad|akkoord|graag|prima|goed|ok|oke|okee|okay|oki|tuurlijk|natuurlijk|uiteraard|absoluut"
    r"|precies|correct|juist|waar|doe maar|helemaal|sure|exact|top|agree|mag|eens)"
)
_NEGATIVE = r"(?:niet|nooit|geen|geenszins|oneens|niemand|niks|niets)"
# What people say before the answer itself.
_FILLER = re.compile(
    r"^(?:(?:nou|tja|eh+|uh+|oh|ach|sorry|helaas|eigenlijk|gewoon|volgens mij|(?:ik )?(?:denk|geloof|dacht|meen)(?: ik)?"
    r"|waarschijnlijk|vast|vermoedelijk|dat|het|er|van|is|ben ik|ik ben|daar|dan|lijkt me|met de|met) )+"
)
_PERHAPS = re.compile(r"(?:misschien|wellicht|mogelijk|kan|zou kunnen|mss|maybe|perhaps)(?: wel| zijn)?")
_MIXED = re.compile(
    r"nee+ (?:dat )?klopt(?: inderdaad)?|ja+ (?:dat )?(?:klopt|is) niet(?: waar| zo)?|geen probleem"
)
_AGAINST = re.compile(
    r"\b(?:niet (?:\w+ ){0,3}eens|oneens|niet akkoord|niet waar|klopt niet|niet zo|not agree|don't agree)\b"
)
_LONGEST = 6  # words; a longer answer without yes or no in front is a story


class YesNo:
    """Yes or no."""

    id = "ja_nee"

    def parse(self, text: str, context: Context) -> Parsed:
        """True or false, from the many ways to say them; both at once is asked again."""
        said = words(clean(text))
        meant = _of_options(said, context)
        if meant is None:
            if is_unknown(text) or _PERHAPS.fullmatch(said):
                return Unknown()
            meant = _by_sign(text) if not said else yes_or_no(said)
        if meant is None:
            return Misunderstood(context.say(SAID, "ja_of_nee"))
        return Understood(
            meant, certain=not doubts(text) and not re.search(r"\b(?:eigenlijk|niet echt|vast)\b", said)
        )

    def show(self, value: JSONValue, context: Context) -> str:
        """Ja or Nee."""
        return context.say(SAID, "ja" if value else "nee")

    def check(self, value: JSONValue, context: Context) -> str | None:
        """True or false."""
        return None if isinstance(value, bool) else context.say(SAID, "kies_ja_of_nee")

    def schema(self, context: Context) -> dict[str, object]:
        """A boolean."""
        return {"type": "boolean"}


def _of_options(said: str, context: Context) -> bool | None:
    for option in context.options:
        if option.id in {"ja", "nee"} and said in {words(way) for way in (option.text, *option.also)}:
            return option.id == "ja"
    return None


def _by_sign(text: str) -> bool | None:
    yes, no = "👍" in text or "✅" in text, "👎" in text or "❌" in text
    return yes if yes != no else None


def yes_or_no(said: str) -> bool | None:
    """What an answer in plain words (see `words`) says; None when neither, or both."""
    if _MIXED.fullmatch(said):
        return None
    yes, no = re.search(rf"\b{_YES_WORD}\b", said), re.search(rf"\b{_NO_WORD}\b", said)
    bare = _FILLER.sub("", f"{said} ").strip()
    if re.match(rf"{_YES_WORD}\b", bare):
        return None if no else True
    if re.match(rf"{_NO_WORD}\b", bare):
        return None if yes or re.search(r"\btoch wel\b", said) else False
    if _AGAINST.search(said):
        return False
    if len(said.split()) > _LONGEST and not re.search(r"\beens met\b", said):
        return None
    return _without_yes_or_no(said, bare)


def _without_yes_or_no(said: str, bare: str) -> bool | None:
    """The meaning of a short answer in which neither yes nor no is said: "zeker niet", "heb ik wel"."""
    if re.search(
        r"\b(?:wel|zeker)\b.*\bniet\b.*\bwel\b|\bniet\b.*\bmaar\b.*\bwel\b|\bwel\b.*\bmaar\b.*\bniet\b", said
    ):
        return None
    if re.match(rf"(?:{_POSITIVE}|weten) (?:\w+ ){{0,2}}{_NEGATIVE}\b", bare) or re.match(
        rf"{_NEGATIVE}\b", bare
    ):
        return False
    if re.search(r"\b(?:niet|nooit)$", said):
        return False
    if re.search(rf"\b{_NEGATIVE}\b", said):
        return None
    if re.match(rf"{_POSITIVE}\b", bare) or re.search(r"\b(?:wel|eens|graag|akkoord)$|\beens met\b", said):
        return True
    return None
