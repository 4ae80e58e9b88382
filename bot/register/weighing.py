"""Weighs what a text mentions into executors: who can do what is asked goes first. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.register.models import Role, Scheme
from bot.register.register import Register

COUNTER = "loket"
# From this weight a mention is specific: it says what the sentence is about.
SPECIFIC = 0.7
# Further apart than this (characters) two words are not about each other.
BESIDE = 60
# From this weight two executors are two requests.
REQUEST = 0.55
# Who is assessed for a tax tells what he lives on or owes, seldom asks about it: a benefit says less beside an assessment.
_ASSESSMENT = "belasting_6_weken"
_LIVED_ON = frozenset({"sociaal", "schulden"})
_BESIDE_AN_ASSESSMENT = 0.8
# The second of two things: the word for it stands right before, not somewhere in a clause between.
_NEXT = re.compile(
    r"(?:[,;]|\b(?:en|plus|ook|verder|daarnaast|alsmede|tevens))(?:\s+(?:ook|nog|dan|om|over|met|bij|van|voor|aan|tegen|"
    r"de|het|een|mijn|m'n|mn|me|onze|te))*\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?\n](?:\s|$)")
_AND = re.compile(r"[,;.!?]|\b(?:en|plus|ook|verder|daarnaast|alsmede|tevens)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:niet|geen)(?: (?:van|bij|door|aan|de|het|een|mijn))*\s*$", re.IGNORECASE)
_BUT = re.compile(r"\W*(?:maar|wel)\b", re.IGNORECASE)
# "Ik heb bijstand": what somebody lives on, beside what it is about.
_HAVE = re.compile(r"\b(?:ik|we|wij) (?:heb|hebben|ontvang|krijg)(?: een| nu| al)?\s*$", re.IGNORECASE)
_ONLY_TOLD = re.compile(
    r"\b(?:met (?:mijn|een|alleen)|naast mijn|rondkomen van(?: mijn| een)?|(?:heb|heeft|hebben|krijg|only have) (?:alleen|maar|enkel|slechts|only)(?: mijn| een)?|"
    r"(?:zit|zitten|leef|leven) (?:in|van)(?: de| een| mijn)?)\s*$",
    re.IGNORECASE,
)


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
    general: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An executor that the text may be about."""

    executor_id: str
    certainty: float
    terms: tuple[str, ...]
    schemes: tuple[str, ...]
    unverified: bool


@dataclass(slots=True)
class Score:
    """What speaks for one executor."""

    weight: float = 0.0
    terms: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    named: bool = False
    # Named in connection with somebody else's scheme, or with none of its own: no request by itself.
    beside: bool = False
    wrong: bool = False


class Weighing:
    """One text's mentions, weighed for one role."""

    def __init__(self, register: Register, text: str, mentions: Sequence[Mention], role: Role | None) -> None:
        self._register, self._text, self._role = register, text, role
        self.mentions = self._without_doubt(self._background(mentions))
        self.scores = self._scores()

    # -- mentions

    def _background(self, mentions: Sequence[Mention]) -> list[Mention]:
        """What is only told about the teller, or denied, says less: "met mijn AOW", "niet DUO maar …"."""
        kept: list[Mention] = []
        for mention in mentions:
            before, after = self._text[: mention.start], self._text[mention.end :]
            others = any(not self._agree(mention, one) for one in mentions if one.weight >= SPECIFIC)
            if others and _NOT.search(before) and _BUT.match(after):
                kept.append(_weaker(mention, 0.1))
            elif others and mention.kind == "scheme" and _ONLY_TOLD.search(before):
                kept.append(_weaker(mention, 0.3))
            elif others and self._lived_on(mention) and _HAVE.search(before):
                kept.append(_weaker(mention, 0.6))
            elif self._lived_on(mention) and self._assessed(mention, mentions):
                kept.append(_weaker(mention, _BESIDE_AN_ASSESSMENT))
            else:
                kept.append(mention)
        return kept

    def _lived_on(self, mention: Mention) -> bool:
        return mention.kind == "scheme" and self._register.schemes[mention.target].domain in _LIVED_ON

    def _assessed(self, mention: Mention, mentions: Sequence[Mention]) -> bool:
        """Whether the text tells of a tax assessment by somebody else."""
        return any(
            one.kind == "scheme"
            and one.weight >= SPECIFIC
            and self._register.schemes[one.target].remedy == _ASSESSMENT
            and one.target != mention.target
            for one in mentions
        )

    def _without_doubt(self, mentions: Sequence[Mention]) -> list[Mention]:
        """General words say less beside a specific one: "boete van de NVWA" is no traffic fine."""
        specific = [one for one in mentions if one.weight >= SPECIFIC]
        by_place: dict[tuple[int, int], list[Mention]] = {}
        for mention in mentions:
            by_place.setdefault((mention.start, mention.end), []).append(mention)
        kept: list[Mention] = []
        for place, together in by_place.items():
            if not together[0].general or together[0] in specific:
                kept.extend(together)
                continue
            others = [one for one in specific if (one.start, one.end) != place]
            agreeing = [one for one in together if any(self._agree(one, other) for other in others)]
            if agreeing:
                kept.extend(agreeing)
            elif any(self._together(together[0], other) for other in others):
                kept.extend(_weaker(one, 0.3) for one in together)
            else:
                kept.extend(together)
        return kept

    def _agree(self, one: Mention, other: Mention) -> bool:
        return bool(self._concerned(one) & self._concerned(other))

    def _concerned(self, mention: Mention) -> set[str]:
        if mention.kind == "executor":
            return {mention.target}
        scheme = self._register.schemes[mention.target]
        return {scheme.executor, scheme.decides, scheme.collects or scheme.executor}

    def _together(self, one: Mention, other: Mention) -> bool:
        """Whether two mentions are about each other: near, and not joined by "en" or a comma."""
        first, second = sorted((one, other), key=lambda mention: mention.start)
        return second.start - first.end < BESIDE and not _AND.search(self._text[first.end : second.start])

    # -- executors

    def _scores(self) -> dict[str, Score]:
        named = {one.target for one in self.mentions if one.kind == "executor" and one.weight >= SPECIFIC}
        scores: dict[str, Score] = {}
        by_scheme: set[str] = set()
        for mention in sorted(self.mentions, key=lambda one: -one.weight):
            executor = mention.target
            if mention.kind == "scheme":
                executor = self._executor_of(self._register.schemes[mention.target], named)
                by_scheme.add(executor)
            score = scores.setdefault(executor, Score())
            if mention.kind == "scheme" and mention.target not in score.schemes:
                score.schemes.append(mention.target)
            elif mention.kind == "executor":
                score.named = score.named or self._is_name(mention)
            # The same word three times is not three reasons, and a second reason counts for less than the first.
            if mention.term not in score.terms:
                score.weight += mention.weight * (0.6 if score.terms else 1.0)
                score.terms.append(mention.term)
        self._beside(scores, by_scheme)
        return scores

    def _executor_of(self, scheme: Scheme, named: set[str]) -> str:
        """Who this scheme points to for the role, or who the text names of those that the scheme leaves open."""
        executor = scheme.executor_for(self._role)
        if executor in named:
            return executor
        if scheme.choices is not None and self._role is not Role.COLLECTS:
            for option in scheme.choices.options:
                if option.executor in named:
                    return option.executor
        # A court or a ministry has no counter here: an error is mended, and a decision explained, by who carries it out.
        executors = self._register.executors
        return (
            executor
            if executors[executor].listed or not executors[scheme.executor].listed
            else scheme.executor
        )

    def _beside(self, scores: dict[str, Score], by_scheme: set[str]) -> None:
        """Who is named but does not do this comes after who does."""
        schemes = [one for one in self.mentions if one.kind == "scheme" and one.weight >= SPECIFIC]
        # A loose description is no reason to say that somebody is wrongly named.
        sure = [one for one in schemes if one.how != "described"]
        strongest = max((scores[one].weight for one in by_scheme), default=0.0)
        for executor, score in scores.items():
            if executor in by_scheme or not schemes:
                continue
            if any(executor in self._register.schemes[one.target].executors for one in schemes):
                if not self._apart(executor, schemes):
                    score.beside = True
                    score.weight = min(score.weight, strongest * 0.85)
            elif sure and not self._apart(executor, sure):
                score.beside = score.wrong = True
                score.weight = min(score.weight * 0.7, strongest * 0.85)

    def _apart(self, executor: str, schemes: Sequence[Mention]) -> bool:
        """Whether some mention of this executor stands alone: no scheme near it that it would be about."""
        own = [one for one in self.mentions if one.kind == "executor" and one.target == executor]
        others = self._register.executors[executor].confused_with
        mistaken = any(self._register.schemes[one.target].executor in others for one in schemes)
        if mistaken or self._only_blamed(executor, schemes):
            return any(self._added(one, scheme) for one in own for scheme in schemes)
        return any(not any(self._together(one, scheme) for scheme in schemes) for one in own)

    def _only_blamed(self, executor: str, schemes: Sequence[Mention]) -> bool:
        """Whether nobody else is named and one sentence tells of one other's scheme: that is one request, also over a comma."""
        named = {one.target for one in self.mentions if one.kind == "executor" and one.weight >= SPECIFIC}
        doers = {self._register.schemes[one.target].executor_for(self._role) for one in schemes}
        if named != {executor} or len(doers) != 1:
            return False
        told = [one for one in self.mentions if one.target == executor or one in schemes]
        start, end = min(one.start for one in told), max(one.end for one in told)
        return _SENTENCE_END.search(self._text[start:end]) is None

    def _added(self, one: Mention, other: Mention) -> bool:
        """Whether two mentions are joined by "en" or the like: two things, whatever else links them.

        "De Belastingdienst zegt dat ik samenwoon en dat ik zorgtoeslag moet terugbetalen" is one thing, wrongly blamed.
        """
        first, second = sorted((one, other), key=lambda mention: mention.start)
        return bool(_NEXT.search(self._text[first.end : second.start]))

    # -- answers

    def candidates(self) -> tuple[Candidate, ...]:
        """Best first, never empty: the counter when nobody can tell."""
        ranked = sorted(self.scores.items(), key=lambda item: -item[1].weight)
        if not ranked:
            return (Candidate(COUNTER, 0.3, (), (), False),)
        top = ranked[0][1].weight
        found = []
        for executor, score in ranked:
            certainty = (1 - math.exp(-1.7 * score.weight)) * (score.weight / top) ** 0.5
            unverified = any(self._register.schemes[scheme].unverified for scheme in score.schemes)
            found.append(
                Candidate(
                    executor,
                    round(certainty * (0.85 if unverified else 1.0), 3),
                    tuple(score.terms),
                    tuple(score.schemes),
                    unverified,
                )
            )
        if found[0].certainty < 0.3:
            found.insert(0, Candidate(COUNTER, 0.3, (), (), False))
        return tuple(found)

    def schemes(self) -> tuple[tuple[str, float], ...]:
        """The schemes that are mentioned, with how certain, best first."""
        weights: dict[str, float] = {}
        for mention in self.mentions:
            if mention.kind == "scheme":
                weights[mention.target] = max(weights.get(mention.target, 0.0), mention.weight)
        ranked = sorted(weights.items(), key=lambda item: -item[1])
        return tuple((scheme, round(1 - math.exp(-1.7 * weight), 3)) for scheme, weight in ranked)

    def several(self) -> bool:
        """Whether the text holds more than one request, to more than one organisation."""
        return sum(1 for one in self.scores.values() if one.weight >= REQUEST and not one.beside) > 1

    def wrong(self) -> tuple[str, ...]:
        """Executors that are named and have nothing to do with the scheme that they are named with."""
        return tuple(executor for executor, score in self.scores.items() if score.wrong and score.named)

    def guessed_from(self, executor: str) -> str | None:
        """The general word that is the only reason for this executor, or None when there is a better one."""
        terms = set(self.scores[executor].terms) if executor in self.scores else set()
        reasons = [one for one in self.mentions if one.term in terms]
        weak = reasons and all(
            one.general and (one.weight < SPECIFIC or (one.kind == "executor" and not self._is_name(one)))
            for one in reasons
        )
        return reasons[0].text if weak else None

    def _is_name(self, mention: Mention) -> bool:
        """Whether these words name the executor itself; a word of its letters ("dagloon") only points to it."""
        return not mention.general or self._register.executors[mention.target].is_called(mention.term)

    def unsure_between(self, executors: Sequence[str], ranked: Mapping[str, float]) -> bool:
        """Whether two of these executors are about equally likely, and one of them is the likeliest."""
        best = max(ranked.values(), default=0.0)
        close = [one for one in executors if ranked.get(one, 0.0) >= best * 0.6 and ranked.get(one, 0.0) > 0]
        return len(close) > 1 and any(ranked.get(one, 0.0) == best for one in close)


def _weaker(mention: Mention, share: float) -> Mention:
    return Mention(
        mention.start,
        mention.end,
        mention.text,
        mention.term,
        mention.kind,
        mention.target,
        mention.how,
        mention.weight * share,
        mention.general,
    )
