"""Which options a citizen means: by id, number, words or other words, also misspelt, and not when denied. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.doors.kinds.base import Option
from bot.doors.kinds.clean import is_unknown, words
from bot.doors.kinds.numbers import ordinal_to_int, words_to_int

# How alike (0-100) misspelt words must be to be taken for an option's.
ALIKE = 86
_ARTICLES = re.compile(
    r"^(?:(?:een|de|het|mijn|ik heb|er is|er was|dat|an?|the|my|i have|there is|there was|it is) )+"
)
_DENIED = frozenset({"geen", "niet", "zonder", "nooit", "behalve", "not", "no", "without", "never", "except"})
# These name an option only as the whole answer; inside a longer one they deny or stress what follows.
_BARE = frozenset(
    {
        "geen",
        "niets",
        "niks",
        "nee",
        "niet",
        "nog niets",
        "nog niet",
        "ja",
        "wel",
        "no",
        "not",
        "none",
        "nothing",
        "yes",
        "not yet",
    }
)
# A letter names an option where it is spoken of, or where the answer ends with it: not in "I'm not sure" or "o, dat".
_LETTERED = [[word] for word in ("een", "de", "letter", "met", "a", "an", "the", "with")]
# Words that say nothing of which option is meant.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "een de het van voor met aan bij dat die dit deze mijn uw ons hun niet geen wel ook maar nog naar over door"
        " iets iemand anders heb heeft hebt hebben had kreeg krijg gekregen kan kunnen moet word wordt worden werd"
        " the and for with that this from have has had not about also but only other someone something my your our their"
        " waren zijn alleen omdat want veel meer graag tegen ander andere zelf allemaal alle alles",
    )
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An option named at words [start, end) of an answer."""

    option: Option
    start: int
    end: int
    exact: bool
    size: int


def phrases(option: Option) -> list[str]:
    """The ways to say an option, in plain words without an article, longest first."""
    ways = {words(way.replace("_", " ")) for way in (option.id, option.text, *option.also)}
    ways |= {_ARTICLES.sub("", way) for way in ways}
    return sorted(filter(None, ways), key=lambda way: (-len(way), way))


def exactly(text: str, options: Sequence[Option]) -> Option | None:
    """The option whose id or words the whole answer is; for "weet ik niet" the option that says so."""
    said = words(text)
    bare = _ARTICLES.sub("", said)
    for option in options:
        if text.strip() == option.id:
            return option
    same = [option for option in options if said in phrases(option) or (bare and bare in phrases(option))]
    if len(same) == 1:
        return same[0]
    if is_unknown(text):
        return next((option for option in options if is_unknown(option.text)), None)
    return None


def numbered(text: str, options: Sequence[Option]) -> Option | None:
    """The option with this number: "2", "optie 2", "de tweede", "de laatste"."""
    bare = re.sub(r"^(?:(?:antwoord|optie|keuze|nummer|de|het|nr|ik kies|doe maar) )+", "", words(text))
    bare = re.sub(r" (?:optie|antwoord|keuze)$", "", bare)
    number = int(bare) if re.fullmatch(r"[0-9]{1,2}", bare) else words_to_int(bare) or ordinal_to_int(bare)
    if number == -1:
        number = len(options)
    return options[number - 1] if number and 1 <= number <= len(options) else None


def named(said: str, options: Sequence[Option]) -> list[Hit]:
    """The options that plain words (see `words`) name and do not deny, in the order in which they are named."""
    tokens = said.split()
    found: list[Hit] = []
    for option in options:
        for phrase in phrases(option):
            if phrase not in _BARE:
                found.extend(_hits(tokens, phrase, option))
    # The longest wins where two options are named by the same words: "brief van de deurwaarder".
    found.sort(key=lambda hit: (not hit.exact, -hit.size))
    kept: list[Hit] = []
    for hit in found:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted((hit for hit in kept if not _denied(tokens, hit)), key=lambda hit: hit.start)


def _hits(tokens: Sequence[str], phrase: str, option: Option) -> list[Hit]:
    joined = phrase.replace(" ", "")
    length = phrase.count(" ") + 1
    hits = []
    for width in {length, length + 1, max(1, length - 1)}:
        for start in range(len(tokens) - width + 1):
            window = "".join(tokens[start : start + width])
            if len(joined) == 1 and start + 1 < len(tokens) and tokens[start - 1 : start] not in _LETTERED:
                continue
            if window == joined:
                hits.append(Hit(option, start, start + width, True, len(joined)))
            elif (
                len(joined) > 5
                and abs(len(window) - len(joined)) <= 3
                and fuzz.ratio(window, joined) >= ALIKE
            ):
                hits.append(Hit(option, start, start + width, False, len(joined) - 1))
    return hits


def _denied(tokens: Sequence[str], hit: Hit) -> bool:
    return bool(_DENIED & set(tokens[max(0, hit.start - 2) : hit.start])) and tokens[hit.start] not in _DENIED


def resembling(said: str, options: Sequence[Option]) -> list[Option]:
    """The options that share the most telling words with an answer that names none; several when equally many."""
    tokens = said.split()
    telling = [
        word
        for place, word in enumerate(tokens)
        if len(word) > 3 and word not in _EMPTY and not _DENIED & set(tokens[max(0, place - 2) : place])
    ]
    scores = [(sum(_shares(word, option) for word in telling), option) for option in options]
    best = max((score for score, _ in scores), default=0)
    return [option for score, option in scores if score == best] if best else []


def _shares(word: str, option: Option) -> int:
    for own in {
        own for phrase in phrases(option) for own in phrase.split() if len(own) > 3 and own not in _EMPTY
    }:
        stem = max(5, int(0.7 * min(len(word), len(own))))
        if word == own or fuzz.ratio(word, own) >= ALIKE or (word[:stem] == own[:stem] and len(own) >= stem):
            return 1
    return 0


def none_option(options: Sequence[Option]) -> Option | None:
    """The option that says that no other holds, if there is one."""
    return next(
        (
            option
            for option in options
            if re.match(r"(?:geen|niets|niks|nog niets|nog geen|none|nothing)\b", words(option.text))
        ),
        next((option for option in options if option.id in {"geen", "niets"}), None),
    )
