"""English answers read as the Dutch ones that mean the same: numbers, amounts, dates, and yes or no. Pure.

Only for kinds whose value is no text of the citizen (`READ_AS_DUTCH`): of what was said nothing is kept but what it
means. So there is one reading of dates and amounts for both languages, and what it shows stays the citizen's to check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.doors.kinds.base import Context, JSONValue, Kind, Parsed
from bot.doors.kinds.clean import clean, is_unknown

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_WORD = "|".join(sorted((*_SMALL, "hundred", "thousand"), key=len, reverse=True))
_NUMBER = re.compile(rf"\b(?:a (?=hundred|thousand))?(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD})){{0,8}}\b")
# Not a hundred: nobody knows how many.
_VAGUE = re.compile(r"\b(?:a few|some|a couple of|several) (hundred|thousand)\b")
_VAGUE_OF = {"hundred": "honderd", "thousand": "duizend"}
_UNIT = r"(?:days?|weeks?|months?|years?|euros?|children|people|times|hundred|thousand)"
_PLAIN: tuple[tuple[str, str], ...] = (
    (r"\b(?:one|1|a) and a half (years?|months?|weeks?)\b", r"anderhalf \1"),
    (r"\ba (year|month|week) and a half\b", r"anderhalf \1"),
    (r"\bhalf a (year|month)\b", r"een half \1"),
    (r"\bthe day before yesterday\b", "eergisteren"),
    (r"\bthe day after tomorrow\b", "overmorgen"),
    (r"\bthis morning\b", "vanmorgen"),
    (r"\bthis afternoon\b", "vanmiddag"),
    (r"\b(?:this evening|tonight)\b", "vanavond"),
    (r"\b(?:last|past|previous) (week|month)\b", r"vorige \1"),
    (r"\b(?:last|past|previous) year\b", "vorig jaar"),
    (r"\b(?:next|coming) (week|month)\b", r"volgende \1"),
    (r"\b(?:next|coming) year\b", "volgend jaar"),
    (r"\bthis (week|month)\b", r"deze \1"),
    (r"\bthis year\b", "dit jaar"),
    (r"\b(?:at |in )?the (?:beginning|start) of\b|\bearly(?: in)?\b", "begin"),
    (r"\b(?:at |in )?the end of\b|\blate(?: in)?\b", "eind"),
    (r"\b(?:in )?the middle of\b|\bmid[ -]", "half "),
    (r"\b(?:since )?(?:recently|lately|just now|only just)\b", "onlangs"),
    (r"\bsince\b", "sinds"),
    (r"\bfrom (?=(?:19|20)\d\d|[a-z]{3})", "vanaf "),
    (r"\b(?:a few|some|a couple of|several) (?=day|week|month|year)", "een paar "),
    (r"\bhundreds\b", "honderden"),
    (r"\bthousands\b", "duizenden"),
    (r"\ba lot(?: of)?\b|\btoo much\b", "heel veel"),
    (r"\babout\b|\baround\b|\bapproximately\b|\broughly\b|\bsome (?=\d)", "ongeveer "),
    (r"\bago\b", "geleden"),
    (r"\buntil\b|\btill\b", "tot"),
    (r"\b(\d{1,2})(?:st|nd|rd|th)\b(?: of)?", r"\1"),
    (r"\b(?:an?|one) (?=(?:day|week|month|year)\b)", "een "),
    (r"\bper (month|week|year)\b|\b(?:each|every) (month|week|year)\b", r"per \1\2"),
)
_LATER: tuple[tuple[str, str], ...] = (
    # "for 3 months", "for the last year", "for over a year now".
    (
        r"\b(?:for|during|over) (?:the (?:last|past) |(?:about|almost|nearly|over|more than|at least|ongeveer) *){0,2}"
        r"(?=(?:\d|een |anderhal|half ))",
        "al ",
    ),
    (r"\b(?:last|previous) (?=(?:maan|dins|woens|donder|vrij|zater|zon)dag)", "vorige "),
    (r"\b(?:next|coming) (?=(?:maan|dins|woens|donder|vrij|zater|zon)dag)", "volgende "),
)
_NAMES: Mapping[str, str] = {
    "monday": "maandag", "tuesday": "dinsdag", "wednesday": "woensdag", "thursday": "donderdag", "friday": "vrijdag",
    "saturday": "zaterdag", "sunday": "zondag", "spring": "voorjaar", "summer": "zomer", "autumn": "najaar",
    "winter": "winter", "day": "dag", "days": "dagen", "week": "week", "weeks": "weken", "month": "maand",
    "months": "maanden", "year": "jaar", "years": "jaar", "euros": "euro", "cents": "cent", "and": "en", "or": "of",
    "children": "kinderen", "people": "mensen",
}  # fmt: skip
_NAMED = re.compile(rf"\b(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b")
_PATTERNS = tuple((re.compile(pattern), instead) for pattern, instead in _PLAIN)
_THEN = tuple((re.compile(pattern), instead) for pattern, instead in _LATER)


def as_dutch(text: str) -> str:
    """The numbers, days, spans and amounts in an English text, written as Dutch has them; the rest as it is."""
    said = text.lower().replace("’", "'")
    said = _VAGUE.sub(lambda found: f"een paar {_VAGUE_OF[found[1]]}", said)
    said = _NUMBER.sub(_in_figures, said)
    for pattern, instead in _PATTERNS:
        said = pattern.sub(instead, said)
    said = _NAMED.sub(lambda found: _NAMES[found[0]], said)
    for pattern, instead in _THEN:
        said = pattern.sub(instead, said)
    return said


def _in_figures(found: re.Match[str]) -> str:
    words = re.findall(r"[a-z]+", found[0])
    if words == ["one"] and not re.match(rf" {_UNIT}\b", found.string[found.end() :]):
        return found[0]  # "this one", "no one"
    total = current = 0
    for word in words:
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = max(1, current) * 100
        elif word == "thousand":
            total, current = total + max(1, current) * 1000, 0
    return str(total + current)


_NOTHING = re.compile(
    r"(?:i (?:can )?(?:pay|have) )?(?:nothing(?: at all)?|none|nil|not anything)(?: left)?\W*", re.I
)
_NOBODY = re.compile(r"(?:none|nobody|no one|nothing)\W*", re.I)
_ORDER = {
    "first": "eerste",
    "second": "tweede",
    "third": "derde",
    "fourth": "vierde",
    "fifth": "vijfde",
    "last": "laatste",
}
_WHICH = re.compile(
    rf"(?:i choose |i take |option |number |answer )?(?:the )?({'|'.join(_ORDER)})(?: one| option| answer)?\W*",
    re.I,
)
_DOING = r"(?:do|have|am|did|was|can|would|will|could|should|is|are|does|has|were)"
_WHO = r"(?:i|we|he|she|it|they|there|that|you)"
_YES = re.compile(
    rf"(?:well |oh |i think |i believe )?(?:{_WHO} (?:certainly |already |still )?{_DOING}|that(?:'s| is) (?:right|correct|true)|right|correct"
    r"|indeed|of course|certainly|absolutely|definitely|please(?: do)?|go ahead|i agree|agreed|i think so|i guess so|i suppose so"
    r"|i'd like that|i would like that|gladly|fine|all right|alright|good)(?: please| indeed| i do)?\W*",
    re.I,
)
_NO = re.compile(
    rf"(?:well |oh |i think |actually )?(?:{_WHO} (?:certainly |really )?{_DOING}(?: not|n't| never)(?: \w+){{0,3}}|{_WHO} (?:cannot|can't|won't|don't|didn't)"
    r"(?: \w+){0,3}|i'm not(?: \w+){0,3}|not|not (?:really|yet|at all|any more|anymore|now)|never|nobody|none|rather not"
    r"|i don't think so|that(?:'s| is) (?:wrong|not (?:right|true|correct))|wrong|incorrect|certainly not|absolutely not|i disagree)\W*",
    re.I,
)


def _yes_or_no(text: str) -> str:
    said = clean(text).replace("’", "'")
    if is_unknown(said):
        return said
    if _NO.fullmatch(said):
        return "nee"
    return "ja" if _YES.fullmatch(said) else said


def _amount(text: str) -> str:
    return "niets" if _NOTHING.fullmatch(clean(text)) else as_dutch(text)


def _count(text: str) -> str:
    return "niemand" if _NOBODY.fullmatch(clean(text)) else as_dutch(text)


def _choice(text: str) -> str:
    found = _WHICH.fullmatch(clean(text))
    return text if found is None else _ORDER[found[1].lower()]


def _reference(text: str) -> str:
    said = re.sub(
        r"(?i)^(?:it(?:'s| is) |the |my |our )*(?:(?:reference|case|file|letter|invoice) ?)?(?:number|reference|no\.)(?: is| on the letter is)?:? ",
        "kenmerk ",
        text,
    )
    return re.sub(r"(?i) (?:of|dated|from) (?=\d{1,2} |[a-z]+ \d)", " van ", said)


READ_AS_DUTCH: Mapping[str, Callable[[str], str]] = {
    "bedrag": _amount,
    "getal": _count,
    "datum": as_dutch,
    "geboortedatum": as_dutch,
    "periode": as_dutch,
    "ja_nee": _yes_or_no,
    "keuze": _choice,
    "meerkeuze": _choice,
    "kenmerk": _reference,
}


@dataclass(frozen=True, slots=True)
class InEnglish:
    """A kind that is answered in English; values, checks and what is shown are the same kind's."""

    kind: Kind

    @property
    def id(self) -> str:
        """The name that door files use."""
        return self.kind.id

    def parse(self, text: str, context: Context) -> Parsed:
        """What the answer means; what is Dutch in it means what it says."""
        return self.kind.parse(READ_AS_DUTCH[self.kind.id](text), context)

    def show(self, value: JSONValue, context: Context) -> str:
        """As the kind shows it."""
        return self.kind.show(value, context)

    def check(self, value: JSONValue, context: Context) -> str | None:
        """As the kind checks it."""
        return self.kind.check(value, context)

    def schema(self, context: Context) -> dict[str, object]:
        """As the kind describes it."""
        return self.kind.schema(context)


def in_english(kinds: Mapping[str, Kind]) -> Mapping[str, Kind]:
    """The kinds, answered in English."""
    return {id: InEnglish(kind) if id in READ_AS_DUTCH else kind for id, kind in kinds.items()}
