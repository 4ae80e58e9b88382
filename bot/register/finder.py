"""Finds who a text is about: executors, schemes and organisations, with why. Pure; built once per register."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.register.models import Distinction, Organisation, Role
from bot.register.places import Places
from bot.register.register import Register
from bot.register.words import Word, phrase, stem, words

COUNTER = "loket"
LONGEST_PHRASE = 7
# From this length a misspelt word may be recognised; shorter ones are too much like each other.
FUZZY_FROM = 6
FUZZY_ALIKE = 85.0
COMPOUND_FROM = 5
# General words say little: who they may mean, and how much that weighs.
GENERAL: Mapping[str, tuple[tuple[str, str, float], ...]] = {
    "uitkering": (("executor", "uwv", 0.42), ("executor", "gemeente", 0.40), ("executor", "svb", 0.2)),
    "boete": (("scheme", "verkeersboete", 0.6),),
    "boetes": (("scheme", "verkeersboete", 0.6),),
    "bekeuring": (("scheme", "verkeersboete", 0.9),),
    "belasting": (("executor", "belastingdienst", 0.6),),
    "belastingen": (("executor", "belastingdienst", 0.5),),
    "toeslag": (("executor", "toeslagen", 0.8),),
    "toeslagen": (("executor", "toeslagen", 1.0),),
    "alimentatie": (("scheme", "alimentatie_inning", 0.9),),
    "zorgverzekering": (("executor", "zorgverzekeraar", 0.9),),
    "gemeente": (("executor", "gemeente", 0.8),),
    "studie": (("executor", "duo", 0.3),),
    "rechter": (("executor", "rechter", 0.4),),
    "politie": (("executor", "politie", 0.5),),
    "pensioen": (("scheme", "aow", 0.4),),
}
_SHARE = {"exact": 1.0, "inflected": 0.97, "compound": 0.92, "joined": 0.95, "fuzzy": 0.82, "general": 1.0}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the text that point to an executor or a scheme."""

    start: int
    end: int
    text: str
    term: str
    kind: str  # executor | scheme
    target: str
    how: str
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An executor that the text may be about."""

    executor_id: str
    certainty: float
    terms: tuple[str, ...]
    schemes: tuple[str, ...]
    unverified: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What the register makes of a text. `candidates` is never empty: `loket` when nobody can tell."""

    mentions: tuple[Mention, ...]
    candidates: tuple[Candidate, ...]
    schemes: tuple[tuple[str, float], ...]
    ministries: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    distinction: Distinction | None
    several: bool
    explanation: str


@dataclass(slots=True)
class _Score:
    weight: float = 0.0
    terms: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    named: bool = False


class Finder:
    """Looks texts up in one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._places = Places(register)
        self._terms: dict[tuple[str, ...], list[tuple[str, str, float, str]]] = {}
        for executor in register.executors.values():
            for name in (*executor.names, *executor.misspellings):
                self._add(name, "executor", executor.id)
        for scheme in register.schemes.values():
            for word in (scheme.name, *scheme.words):
                self._add(word, "scheme", scheme.id)
        for word, targets in GENERAL.items():
            self._terms[(word,)] = [(kind, target, weight, word) for kind, target, weight in targets]
        self._stems: dict[tuple[str, ...], tuple[str, ...]] = {}
        for key in self._terms:
            self._stems.setdefault((*key[:-1], stem(key[-1])), key)
        self._single = sorted({key[0] for key in self._terms if len(key) == 1}, key=len, reverse=True)
        self._compound = [word for word in self._single if len(word) >= COMPOUND_FROM]
        self._fuzzy = [word for word in self._single if len(word) >= FUZZY_FROM]
        self._joined = {"".join(key): key for key in self._terms if sum(map(len, key)) >= FUZZY_FROM}
        self._distinctions = [
            (tuple(phrase(word) for word in distinction.words), distinction)
            for distinction in register.distinctions
        ]

    def _add(self, term: str, kind: str, target: str) -> None:
        key = phrase(term)
        if not key:
            return
        entries = self._terms.setdefault(key, [])
        if not any(entry[:2] == (kind, target) for entry in entries):
            entries.append((kind, target, 1.0, term))

    # -- looking up

    def find(self, text: str, role: Role | None = None) -> Finding:
        """Everybody this text may be about, best first, for what is asked (`role`), and why."""
        found = words(text)
        mentions = list(self._mentions(text, found))
        scores = self._scores(mentions, role)
        candidates = self._candidates(scores)
        schemes = self._schemes(mentions)
        return Finding(
            mentions=tuple(mentions),
            candidates=candidates,
            schemes=schemes,
            ministries=self._ministries(candidates, schemes),
            organisations=self._places.named(text, found),
            distinction=self._distinction(found, mentions),
            several=self._several(scores, mentions),
            explanation=self._explanation(candidates),
        )

    def find_organisation(self, kind: str, text: str) -> tuple[tuple[Organisation, float], ...]:
        """The organisations of a kind that this text may name, best first, with how alike (0-100)."""
        return self._places.lookup(kind, text)

    def _mentions(self, text: str, found: list[Word]) -> Iterable[Mention]:
        capitals = text.isupper()
        at = 0
        while at < len(found):
            length, how, entries = self._longest(found, at, capitals)
            if not entries:
                at += 1
                continue
            start, end = found[at].start, found[at + length - 1].end
            total = len(entries)
            for kind, target, weight, term in entries:
                share = weight * _SHARE[how] / (1 if how == "general" or total == 1 else total)
                yield Mention(start, end, text[start:end], term, kind, target, how, share)
            at += length

    def _longest(
        self, found: list[Word], at: int, capitals: bool
    ) -> tuple[int, str, list[tuple[str, str, float, str]]]:
        folded = [word.folded for word in found[at : at + LONGEST_PHRASE]]
        for length in range(len(folded), 0, -1):
            key = tuple(folded[:length])
            if key in self._terms:
                return length, "general" if length == 1 and key[0] in GENERAL else "exact", self._terms[key]
            stemmed = self._stems.get((*key[:-1], stem(key[-1])))
            if stemmed is not None and len(stemmed) == length:
                general = length == 1 and stemmed[0] in GENERAL
                return length, "general" if general else "inflected", self._terms[stemmed]
        for length in (3, 2):
            joined = "".join(folded[:length])
            if len(folded) >= length and joined in self._joined:
                return length, "joined", self._terms[self._joined[joined]]
        word = folded[0]
        # "OM" is the prosecutor only in capitals among small letters: "om" is a preposition.
        if word == "om" and found[at].original == "OM" and not capitals:
            return 1, "exact", [("executor", "om", 1.0, "OM")]
        return self._parts_or_alike(word)

    def _parts_or_alike(self, word: str) -> tuple[int, str, list[tuple[str, str, float, str]]]:
        if len(word) >= COMPOUND_FROM + 3:
            for part in self._compound:
                if word.startswith(part) and len(word) - len(part) >= 3:
                    return 1, "compound", self._terms[(part,)]
            for part in self._compound:
                if word.endswith(part) and len(word) - len(part) >= 3:
                    return 1, "compound", self._terms[(part,)]
        if len(word) >= FUZZY_FROM:
            best = process.extractOne(word, self._fuzzy, scorer=fuzz.ratio, score_cutoff=FUZZY_ALIKE)
            if best is not None and best[0][0] == word[0]:
                return 1, "fuzzy", self._terms[(best[0],)]
        return 1, "", []

    # -- weighing

    def _scores(self, mentions: list[Mention], role: Role | None) -> dict[str, _Score]:
        scores: dict[str, _Score] = {}
        by_scheme: set[str] = set()
        for mention in mentions:
            executor = mention.target
            if mention.kind == "scheme":
                executor = self._register.schemes[mention.target].executor_for(role)
                by_scheme.add(executor)
            score = scores.setdefault(executor, _Score())
            # The same word three times is not three reasons.
            if mention.term not in score.terms:
                score.weight += mention.weight if not score.terms else mention.weight * 0.6
                score.terms.append(mention.term)
            if mention.kind == "scheme":
                score.schemes.append(mention.target)
            else:
                score.named = score.named or mention.how != "general"
        self._wrongly_blamed(scores, mentions, by_scheme)
        return scores

    def _wrongly_blamed(
        self, scores: dict[str, _Score], mentions: list[Mention], by_scheme: set[str]
    ) -> None:
        """Who is named but has nothing to do with the scheme that is named comes after who has."""
        schemes = [
            self._register.schemes[mention.target]
            for mention in mentions
            if mention.kind == "scheme" and mention.weight >= 0.8
        ]
        if not schemes:
            return
        concerned = {
            executor
            for scheme in schemes
            for executor in (
                scheme.executor,
                scheme.decides,
                scheme.collects,
                scheme.corrects,
                *scheme.involved,
            )
        }
        strongest = max(
            (scores[executor].weight for executor in by_scheme if executor in scores), default=0.0
        )
        for executor, score in scores.items():
            if executor not in by_scheme and executor in concerned:
                score.weight *= 0.75
            elif executor not in by_scheme and not score.schemes and self._beside_scheme(executor, mentions):
                score.weight = min(score.weight * 0.7, strongest * 0.9)

    def _beside_scheme(self, executor: str, mentions: list[Mention]) -> bool:
        """Whether this executor's name stands within a few words of a scheme: then it is blamed for that scheme."""
        own = [mention for mention in mentions if mention.kind == "executor" and mention.target == executor]
        others = [mention for mention in mentions if mention.kind == "scheme"]
        return all(any(abs(one.start - other.start) < 60 for other in others) for one in own)

    def _candidates(self, scores: Mapping[str, _Score]) -> tuple[Candidate, ...]:
        ranked = sorted(scores.items(), key=lambda item: -item[1].weight)
        if not ranked:
            return (Candidate(COUNTER, 0.3, (), (), False),)
        top = ranked[0][1].weight
        found = []
        for executor, score in ranked:
            certainty = (1 - math.exp(-1.7 * score.weight)) * (score.weight / top) ** 0.5
            schemes = tuple(dict.fromkeys(score.schemes))
            unverified = any(self._register.schemes[scheme].unverified for scheme in schemes)
            found.append(
                Candidate(
                    executor,
                    round(certainty * (0.85 if unverified else 1.0), 3),
                    tuple(score.terms),
                    schemes,
                    unverified,
                )
            )
        return tuple(found)

    def _schemes(self, mentions: list[Mention]) -> tuple[tuple[str, float], ...]:
        weights: dict[str, float] = {}
        for mention in mentions:
            if mention.kind == "scheme":
                weights[mention.target] = max(weights.get(mention.target, 0.0), mention.weight)
        ranked = sorted(weights.items(), key=lambda item: -item[1])
        return tuple((scheme, round(1 - math.exp(-1.7 * weight), 3)) for scheme, weight in ranked)

    def _ministries(
        self, candidates: tuple[Candidate, ...], schemes: tuple[tuple[str, float], ...]
    ) -> tuple[str, ...]:
        owners = [owner for scheme, _ in schemes[:2] for owner in self._register.schemes[scheme].rule_owners]
        if not owners:
            executor = self._register.executors[candidates[0].executor_id]
            if executor.ministry is not None and not executor.several:
                owners = [executor.ministry]
        return tuple(dict.fromkeys(owners))

    def _several(self, scores: Mapping[str, _Score], mentions: list[Mention]) -> bool:
        strong = [executor for executor, score in scores.items() if score.weight >= 0.75]
        return len(strong) > 1

    def _distinction(self, found: list[Word], mentions: list[Mention]) -> Distinction | None:
        said = [word.folded for word in found]
        text = f" {' '.join(said)} "
        for keys, distinction in self._distinctions:
            if not any(f" {' '.join(key)}" in text for key in keys):
                continue
            decided = any(
                f" {' '.join(phrase(word))} " in text
                for answer in distinction.answers
                for word in answer.also
            )
            if not decided:
                return distinction
        return None

    def _explanation(self, candidates: tuple[Candidate, ...]) -> str:
        best = candidates[0]
        if best.executor_id == COUNTER:
            return "Ik zie niet over welke organisatie het gaat. Een medewerker kan dat uitzoeken."
        executor = self._register.executors[best.executor_id]
        reason = f"U noemt “{best.terms[0]}”." if best.terms else ""
        say = f"{executor.say[:1].upper()}{executor.say[1:]}"
        think = "Wij denken dat dit daarbij hoort." if best.unverified else "Daar hoort dit bij."
        return (
            f"{reason} {say} gaat daarover. {think}".strip()
            if not best.unverified
            else f"{reason} {think} ({executor.say})".strip()
        )
