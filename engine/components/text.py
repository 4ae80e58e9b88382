"""How a message is read before it is weighed: kinds instead of names and numbers, and which sentences carry the ask."""

from __future__ import annotations

import re
import unicodedata
from typing import List, Tuple

from engine.components.concepts import NAMES, concepts_in
from engine.components.sounds import skeleton

_MASKS: List[Tuple["re.Pattern[str]", str]] = [
    (re.compile(r"\bl\d\d[- ]?[a-z0-9]{4}[- ]?[a-z0-9]{2}\b"), " xticket "),
    (re.compile(r"\S+@\S+\.\w+"), " xmail "),
    (re.compile(r"\b0\d[- ]?\d{8}\b|\+31[\d ]{9,12}"), " xtel "),
    (
        re.compile(
            r"(?:€|eur)\s?\d[\d.]*(?:,(?:\d\d|-))?|\b\d[\d.]*(?:,\d\d)?\s?(?:euro|eur|€|duizend(?: euro)?)\b"
        ),
        " xbedrag ",
    ),
    (re.compile(r"\b(?:\w+(?:honderd|duizend|tig)|honderd|duizend) euro\b|\ba few hundred\b"), " xbedrag "),
    (
        re.compile(
            r"\b\d{1,2} (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b(?: \d{4})?"
        ),
        " xdatum ",
    ),
    (re.compile(r"\b\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?\b"), " xdatum "),
    (
        re.compile(
            r"\b(?:januari|februari|maart|april|juni|juli|augustus|september|oktober|november|december)\b"
        ),
        " xmaand ",
    ),
    (
        re.compile(
            r"\b(?:het |de |het bureau )?(?:uwv|cjib|duo|svb|cak|ind|cbr|rdw|ciz|img|ncg|lbio|rvo|nvwa|kvk|rvig|coa|belastingdienst|dienst toeslagen"
            r"|sociale dienst|gemeentes?|waterschap|zorgverzekeraar|zorgverzekering|huurcommissie|provincie|rijkswaterstaat|reclassering"
            r"|raad voor (?:rechtsbijstand|de kinderbescherming)|schadefonds|juridisch loket|slachtofferhulp|bureau halt|wijkteam|openbaar ministerie)\b"
        ),
        " xorg ",
    ),
    (
        re.compile(
            r"\b(?:bijstand|zorgtoeslag|huurtoeslag|kinderopvangtoeslag|kindgebonden budget|bijzondere bijstand|ww|wia|wajong|wao|aow|anw|aio|bbz|ioaw"
            r"|wmo|wlz|pgb|kinderbijslag|studiefinanciering|ziektewet|isde|tvl|toeslagen?|uitkering)\b"
        ),
        " xregeling ",
    ),
    (re.compile(r"\d+"), " xgetal "),
]
_SPLIT = re.compile(r"(?<=[.!?])\s+|\n+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+")
_ASK = {"want", "question"}


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with plain quotes and single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(ch for ch in decomposed if not unicodedata.combining(ch) or ord(ch) > 0x0400)
    return re.sub(r"\s+", " ", plain.replace("’", "'")).strip()


def mask(folded: str) -> str:
    """Return the folded text with names of organisations, schemes, amounts and dates replaced by their kind."""
    for pattern, kind in _MASKS:
        folded = pattern.sub(kind, folded)
    return re.sub(r"\s+", " ", folded).strip()


def words_of(folded: str) -> List[str]:
    """Return the words of the folded text: letters only."""
    return _WORD.findall(folded)


def sentences(text: str, longer_than: int = 2) -> List[str]:
    """Return the sentences of more than so many words, when there are at least two of those; else nothing."""
    found = [s for s in _SPLIT.split(text) if len(s.split()) > longer_than]
    return found if len(found) > 1 else []


def last_sentence(text: str) -> str:
    """Return the last sentence of more than two words, where a story mostly ends in what is asked; else the text."""
    return (sentences(text) or [text])[-1]


def reading(text: str) -> Tuple[str, List[str]]:
    """Return the masked text for character n-grams, and the tokens (words, sounds, notions, last and asking sentence)."""
    folded = fold(text)
    masked = mask(folded)
    words = _TOKEN.findall(masked)
    tokens = [f"w:{w}" for w in words]
    tokens += [f"b:{a}_{b}" for a, b in zip(words, words[1:])]
    sounds = [skeleton(w) for w in words]
    tokens += [f"s:{s}" for s in sounds if len(s) > 2]
    tokens += [f"t:{a}_{b}" for a, b in zip(sounds, sounds[1:])]
    # Looking for notions is what costs most: a story is looked through once, sentence by sentence.
    parts = sentences(folded)
    found = [concepts_in(part) for part in parts or [folded]]
    said = {notion for here in found for notion in here}
    notions = [notion for notion in NAMES if notion in said]
    tokens += [f"c:{n}" for n in notions for _ in range(3)]
    tokens += [f"cc:{a}&{b}" for i, a in enumerate(notions) for b in notions[i + 1 :]]
    if parts:
        tokens += [f"fc:{n}" for n in found[0]] + [f"lc:{n}" for n in found[-1]]
        for part, here in zip(parts, found):
            if _ASK & set(here):
                tokens += [f"ac:{n}" for n in here for _ in range(2)]
                tokens += [f"ab:{w}" for w in _TOKEN.findall(mask(part))]
    elif len(words) > 3:
        tokens += [f"ac:{n}" for n in notions for _ in range(2)]
    tokens.append(f"len:{_length(len(words))}")
    return masked, tokens


def _length(words: int) -> str:
    for most, name in ((1, "1"), (3, "2-3"), (8, "4-8"), (25, "9-25")):
        if words <= most:
            return name
    return "long"
