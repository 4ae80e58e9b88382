"""Every term of the register, indexed once, so that a text is looked up in a few dictionary steps per word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.register.models import WordsData
from bot.register.register import Register
from bot.register.sounds import as_said, may_be_letters, sound, spelt
from bot.register.words import Word, phrase, stem

# The longest run of words that is looked up as one term.
LONGEST = 8
# A name of several words may be written with slips in more than one, or with its words otherwise divided.
LONG_NAME, MOST_WORDS, MOST_SLIPS = 9, 6, 3
# Of so many letters an abbreviation is known by them in another order; of fewer the misspellings are in the data.
EXCHANGED = 4
# Shorter words are too much alike to correct; short abbreviations have their misspellings in the data.
FUZZY_TERM, FUZZY_WORD = 6, 5
PART_FROM, REST_FROM = 5, 3
# How far apart the words of a description may stand, beyond twice their own number.
SPREAD = 2
_EMPTY = frozenset(
    [
        "de",
        "het",
        "een",
        "mijn",
        "uw",
        "je",
        "jouw",
        "onze",
        "ons",
        "van",
        "voor",
        "om",
        "te",
        "is",
        "op",
        "in",
        "met",
        "die",
        "dat",
        "naar",
        "aan",
        "bij",
        "door",
        "of",
        "en",
        "ik",
        "u",
        "zijn",
        "wordt",
        "worden",
        "heb",
        "hebben",
        "er",
        "als",
        "nog",
        "maar",
        "dit",
        "deze",
        "was",
        "ben",
    ]
)


_BORDER = re.compile(r"[,;.!?]|\b(?:en|plus)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """What a term points to, and how strongly (0-1)."""

    kind: str  # executor | scheme
    id: str
    weight: float


@dataclass(slots=True)
class Term:
    """A term and everything it points to."""

    text: str
    key: tuple[str, ...]
    targets: list[Target] = field(default_factory=list)
    general: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a text: which words it takes, and how it was recognised."""

    places: tuple[int, ...]
    term: Term
    how: str  # exact | inflected | joined | compound | fuzzy | described

    @property
    def named(self) -> bool:
        """Whether this is an organisation's own name, not a word or a rule."""
        return not self.term.general and all(target.kind == "executor" for target in self.term.targets)


class Lexicon:
    """The terms of one register."""

    def __init__(self, register: Register) -> None:
        self._terms: dict[tuple[str, ...], Term] = {}
        described: list[Term] = []
        for executor in register.executors.values():
            full = executor.name.partition("(")[0]
            for name in (
                *executor.names,
                *executor.misspellings,
                full,
                _bare(executor.say),
                executor.short_name,
            ):
                self._add(name, Target("executor", executor.id, 1.0))
            for description in executor.descriptions:
                described.append(self._term(description, Target("executor", executor.id, 1.0)))
        for scheme in register.schemes.values():
            for word in (scheme.name, scheme.name.partition("(")[0], *scheme.words, _bare(scheme.say)):
                self._add(word, Target("scheme", scheme.id, 1.0))
        self._general(register.words)
        self._slips(register)
        self._capitals = {
            one.word: self._term(one.word, Target("executor" if one.executor else "scheme", one.target, 1.0))
            for one in register.words.capitals_only
        }
        self._different = frozenset(phrase(word)[0] for word in register.words.no_misspelling)
        self._by_stems: dict[tuple[str, ...], Term] = {}
        for key, term in self._terms.items():
            self._by_stems.setdefault(tuple(stem(word) for word in key), term)
        # Words with which a term of several words begins: before any other no run need be tried.
        self._starts = frozenset(key[0] for key in self._terms if len(key) > 1)
        self._stem_starts = frozenset(key[0] for key in self._by_stems if len(key) > 1)
        self._joined = {"".join(key): term for key, term in self._terms.items() if sum(map(len, key)) >= 5}
        single = [term for key, term in self._terms.items() if len(key) == 1]
        self._parts = sorted(
            (term for term in single if len(term.key[0]) >= PART_FROM), key=lambda term: -len(term.key[0])
        )
        self._parts_by_head: dict[str, list[Term]] = {}
        for term in self._parts:
            self._parts_by_head.setdefault(term.key[0][:3], []).append(term)
        self._parts_by_tail: dict[str, list[Term]] = {}
        for term in self._parts:
            self._parts_by_tail.setdefault(term.key[0][-3:], []).append(term)
        self._alike: dict[str, dict[str, Term]] = {}
        for term in single:
            if len(term.key[0]) >= FUZZY_TERM:
                self._alike.setdefault(term.key[0][0], {})[term.key[0]] = term
        self._spellings = {letter: list(terms) for letter, terms in self._alike.items()}
        self._sounds = {
            sound(term.key[0]): term
            for term in reversed(single)
            if len(term.key[0]) >= (FUZZY_TERM + 1 if term.general else FUZZY_TERM)
        }
        self._spelt = {
            as_said(spelt(term.key[0])): term
            for term in single
            if term.text.isupper() and 3 <= len(term.text) <= EXCHANGED and term.key[0] == term.text.lower()
        }
        self._names: dict[str, dict[str, Term]] = {}
        for said in _names(register):
            heard = "".join(map(sound, said))
            if said and said[0] not in _EMPTY and len(heard) >= LONG_NAME and said in self._terms:
                self._names.setdefault(heard[:3], {})[heard] = self._terms[said]
        # Every word that occurs in a term: one slip in a word of a longer term is set right by these.
        self._vocabulary = frozenset(stem(word) for key in self._terms for word in key)
        self._stems_alike: dict[str, list[str]] = {}
        for one in sorted(self._vocabulary):
            if len(one) >= FUZZY_TERM:
                self._stems_alike.setdefault(one[0], []).append(one)
        self._bags: dict[str, list[tuple[frozenset[str], Term]]] = {}
        for term in (*self._terms.values(), *described):
            bag = frozenset(stem(word) for word in term.key if word not in _EMPTY)
            if len(bag) >= 2:
                # Of words of one length the first by alphabet: a set has another order in every process.
                self._bags.setdefault(max(sorted(bag), key=len), []).append((bag, term))

    @staticmethod
    def _term(text: str, target: Target) -> Term:
        return Term(text, phrase(text), [target])

    def _add(self, text: str, target: Target) -> None:
        key = phrase(text)
        if not key:
            return
        term = self._terms.setdefault(key, Term(text, key))
        if not any((one.kind, one.id) == (target.kind, target.id) for one in term.targets):
            term.targets.append(target)

    def _slips(self, register: Register) -> None:
        """Abbreviations with the letters after the first in another order ("CIBJ"), where that is no other term."""
        for executor in register.executors.values():
            for name in executor.names:
                if len(name) != EXCHANGED or not name.isupper():
                    continue
                first, *rest = list(name.lower())
                for other in permutations(rest):
                    key = ("".join((first, *other)),)
                    if key not in self._terms:
                        self._terms[key] = Term(name, key, [Target("executor", executor.id, 1.0)])

    def _general(self, data: WordsData) -> None:
        for word in data.general:
            targets = [
                Target("executor" if one.executor else "scheme", one.target, one.weight)
                for one in word.targets
            ]
            key = phrase(word.word)
            self._terms[key] = Term(word.word, key, targets, general=True)

    # -- looking up

    def matches(self, text: str, found: list[Word]) -> list[Match]:
        """What this text says, in the order of its words; the longest and most specific match of a place wins."""
        found = [self._set_right(word) for word in found]
        exact = list(self._in_order(found, all_capitals=text.isupper()))
        return self._with_descriptions(exact, found, text)

    def _set_right(self, word: Word) -> Word:
        """A word with the stem that was probably meant, for terms of several words; itself when it is known."""
        if len(word.stem) < FUZZY_TERM or word.stem in self._vocabulary or word.folded in self._different:
            return word
        best = process.extractOne(
            word.stem, self._stems_alike.get(word.stem[0], []), scorer=OSA.distance, score_cutoff=1
        )
        return replace(word, stem=best[0]) if best is not None else word

    def _in_order(self, found: list[Word], *, all_capitals: bool) -> Iterator[Match]:
        at = 0
        while at < len(found):
            match = self._capital(found, at, all_capitals) or self._run(found, at) or self._one(found[at], at)
            if match is None:
                at += 1
                continue
            yield match
            at = match.places[-1] + 1

    def _capital(self, found: list[Word], at: int, all_capitals: bool) -> Match | None:
        word = found[at]
        term = self._capitals.get(word.original)
        if term is not None and not all_capitals:
            return Match((at,), term, "exact")
        # "om" is a preposition; "van het om" is the prosecutor, unless a clause follows ("om te …").
        if word.folded == "om" and at >= 2 and found[at - 1].folded == "het":
            after = found[at + 1].folded if at + 1 < len(found) else ""
            if found[at - 2].folded in {"van", "door", "bij", "aan", "met"} and after not in {
                "te",
                "de",
                "het",
            }:
                return Match((at,), self._capitals["OM"], "exact") if "OM" in self._capitals else None
        return None

    def _run(self, found: list[Word], at: int) -> Match | None:
        reach = min(LONGEST, len(found) - at)
        begins = found[at].folded in self._starts or found[at].stem in self._stem_starts
        for length in range(reach if begins else 1, 0, -1):
            run = found[at : at + length]
            places = tuple(range(at, at + length))
            term = self._terms.get(tuple(word.folded for word in run))
            if term is not None:
                return Match(places, term, "exact")
            term = self._by_stems.get(
                tuple(word.stem for word in run) if length > 1 else (stem(run[0].folded),)
            )
            if term is not None and (length > 1 or run[0].folded not in self._different):
                return Match(places, term, "inflected")
        for length in (3, 2):
            if length <= reach:
                term = self._joined.get("".join(word.folded for word in found[at : at + length]))
                if term is not None and not all(word.folded in _EMPTY for word in found[at : at + length]):
                    return Match(tuple(range(at, at + length)), term, "joined")
        term = self._joined.get(found[at].folded)
        return Match((at,), term, "joined") if term is not None else self._sounding(found, at)

    def _sounding(self, found: list[Word], at: int) -> Match | None:
        """The name of several words that these words sound like: "raad voor de kinder beschermin"."""
        letters = self._spelt_out(found, at)
        if letters is not None:
            return letters
        heard = sound(found[at].folded)
        names = self._names.get(heard[:3])
        if names is None:
            return None
        best: tuple[float, int, Term] | None = None
        longest = max(map(len, names)) + MOST_SLIPS
        for length, word in enumerate(found[at : at + MOST_WORDS], start=1):
            heard = heard if length == 1 else heard + sound(word.folded)
            if len(heard) > longest:
                break
            # One word alone is looked up by its letters (`_misspelt`).
            if len(heard) < LONG_NAME or length == 1:
                continue
            most = 1 if len(heard) < 14 else 2 if len(heard) < 26 else MOST_SLIPS
            near = process.extractOne(heard, names.keys(), scorer=OSA.distance, score_cutoff=most)
            if near is not None and (best is None or near[1] < best[0]):
                best = (near[1], length, names[near[0]])
        return Match(tuple(range(at, at + best[1])), best[2], "fuzzy") if best is not None else None

    def _spelt_out(self, found: list[Word], at: int) -> Match | None:
        """The abbreviation whose letters these words say: "ueweevee", "cee jee ie bee"."""
        said = ""
        for length, word in enumerate(found[at : at + EXCHANGED], start=1):
            if (length > 1 and len(word.folded) > 4) or not may_be_letters(word.folded):
                return None
            said += word.folded
            term = self._spelt.get(as_said(said)) if len(said) > 5 else None
            if term is not None:
                return Match(tuple(range(at, at + length)), term, "fuzzy")
        return None

    def _one(self, word: Word, at: int) -> Match | None:
        """What one word is that no term is exactly: a slip of one letter, then a compound, then more slips."""
        if word.folded in self._different:
            return None
        term, faults = self._misspelt(word.folded)
        if term is not None and faults <= 1:
            return Match((at,), term, "fuzzy")
        heard = self._sounds.get(sound(word.folded)) if len(word.folded) >= FUZZY_TERM else None
        if heard is not None:
            return Match((at,), heard, "fuzzy")
        part = self._part(word.folded)
        if part is not None:
            return Match((at,), part, "compound")
        return Match((at,), term, "fuzzy") if term is not None else None

    def _part(self, word: str) -> Term | None:
        """The longest term with which this word begins or ends: "zorgtoeslagbeschikking"."""
        if len(word) < PART_FROM + REST_FROM:
            return None
        heads = [
            (not term.general, 1, len(term.key[0]), term)
            for term in self._parts_by_head.get(word[:3], ())
            if word.startswith(term.key[0]) and len(word) - len(term.key[0]) >= REST_FROM
        ]
        tails = [
            (not term.general, 0, len(term.key[0]), term)
            for term in self._parts_by_tail.get(word[-3:], ())
            if word.endswith(term.key[0]) and len(word) - len(term.key[0]) >= REST_FROM
        ]
        # "huurtoeslagschuld" is about the huurtoeslag: between two specific parts the first says the subject.
        best = max((*heads, *tails), key=lambda one: one[:3], default=None)
        return best[3] if best is not None else None

    def _misspelt(self, word: str) -> tuple[Term | None, int]:
        """The term that differs in one letter (two in a long word, three in a very long one), and in how many."""
        if len(word) < FUZZY_WORD:
            return None, 0
        most = 1 if len(word) <= 8 else 2 if len(word) <= 13 else 3
        best = process.extractOne(
            word, self._spellings.get(word[0], []), scorer=OSA.distance, score_cutoff=most
        )
        return (self._alike[word[0]][best[0]], int(best[1])) if best is not None else (None, 0)

    def _with_descriptions(self, exact: list[Match], found: list[Word], text: str) -> list[Match]:
        taken_by = {place: match for match in exact for place in match.places}
        claims: list[Match] = []
        claimed: set[int] = set()
        for places, term, size in self._described(found):
            # "Duo en een boete" are two things; "boete van DUO" is one.
            if claimed & set(places) or (size == 2 and _split(text, found, places)):
                continue
            inside = {id(taken_by[place]): taken_by[place] for place in places if place in taken_by}.values()
            # A run of words that says as much, or that reaches outside the description, is the better reading.
            if any(self._size(match) >= size or not set(match.places) <= set(places) for match in inside):
                continue
            claims.append(Match(places, term, _how(term, inside)))
            claimed.update(places)
        kept = [match for match in exact if match.named or not set(match.places) <= claimed]
        return sorted([*kept, *claims], key=lambda match: match.places[0])

    @staticmethod
    def _size(match: Match) -> int:
        return len({stem(word) for word in match.term.key if word not in _EMPTY})

    def _described(self, found: list[Word]) -> list[tuple[tuple[int, ...], Term, int]]:
        """Terms of two words or more whose words stand near each other, in any order; most words first."""
        hits: list[tuple[tuple[int, ...], Term, int]] = []
        where: dict[str, list[int]] = {}
        for at, word in enumerate(found):
            where.setdefault(word.stem, []).append(at)
        for anchor, anchored in where.items():
            for bag, term in self._bags.get(anchor, ()):
                if not all(one in where for one in bag):
                    continue
                reach = 2 * len(bag) + SPREAD
                for at in anchored:
                    places = sorted(min(where[one], key=lambda place: abs(place - at)) for one in bag)
                    if places[-1] - places[0] <= reach:
                        hits.append((tuple(places), term, len(bag)))
        return sorted(hits, key=lambda hit: (-hit[2], hit[0][-1] - hit[0][0], hit[0][0]))


def _names(register: Register) -> Iterator[tuple[str, ...]]:
    """What executors and schemes are called, as looked up: not the words by which they are known."""
    for executor in register.executors.values():
        if executor.id == "organisatie":  # what nobody is called
            continue
        for name in (
            *executor.names,
            executor.name.partition("(")[0],
            _bare(executor.say),
            executor.short_name,
        ):
            yield phrase(name)
    for scheme in register.schemes.values():
        yield phrase(scheme.name.partition("(")[0])


def _how(term: Term, inside: Iterable[Match]) -> str:
    """As sure as the sure words within it that point the same way: who says "zorgtoeslag" did not only describe it."""
    targets = {(one.kind, one.id) for one in term.targets}
    for match in inside:
        same = targets & {(one.kind, one.id) for one in match.term.targets}
        if same and not match.term.general and match.how in ("exact", "inflected"):
            return match.how
    return "described"


def _bare(said: str) -> str:
    """A name as it is said, without the word before it: "de zorgtoeslag" is found as "zorgtoeslag"."""
    return re.sub(r"^(?:de|het|een|uw|dit)\s+", "", said)


def _split(text: str, found: list[Word], places: tuple[int, ...]) -> bool:
    """Whether a comma or "en" stands between the words at these places."""
    return _BORDER.search(text[found[places[0]].end : found[places[-1]].start]) is not None
