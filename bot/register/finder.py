"""Finds who a text is about: executors, schemes and organisations, with why. Pure; built once per register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.register.explaining import explain
from bot.register.lexicon import Lexicon, Match
from bot.register.models import Distinction, Organisation, Role
from bot.register.places import Named, Places
from bot.register.register import Register
from bot.register.weighing import COUNTER, Candidate, Mention, Weighing
from bot.register.words import Word, phrase, words

# What a way of recognising is worth beside the exact word.
_SHARE = {"exact": 1.0, "inflected": 0.97, "joined": 0.95, "compound": 0.9, "fuzzy": 0.85}
_DESCRIBED = {2: 0.78, 3: 0.9}
# A name like "VGZ" says the kind almost as well as the kind itself.
_LABEL = 0.9
# Kinds whose own ministry says nothing of which rule it is about.
_ANY_RULE = frozenset({"gemeente", "provincie"})
# Below this weight a candidate is no reason to ask anything.
ANY = 0.3
# A scheme below this certainty does not say which ministry owns the rule.
_OWNED_FROM = 0.35


@dataclass(frozen=True, slots=True)
class Finding:
    """What the register makes of a text. `candidates` is never empty: `loket` when nobody can tell.

    `named`: each organisation that is named, and from where to where in the text its name stands.
    `listed` is the same for who only knows the executors of the register's list: what none of them does is `loket`.
    """

    mentions: tuple[Mention, ...]
    candidates: tuple[Candidate, ...]
    listed: tuple[Candidate, ...]
    schemes: tuple[tuple[str, float], ...]
    ministries: tuple[str, ...]
    named: tuple[tuple[Organisation, int, int], ...]
    distinction: Distinction | None
    several: bool
    explanation: str

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations that are named, in the order in which they were found."""
        return tuple(organisation for organisation, _, _ in self.named)


class Finder:
    """Looks texts up in one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._places = Places(register)
        self._lexicon = Lexicon(register)
        self._distinctions = [
            (
                tuple(phrase(word) for word in distinction.words),
                tuple(tuple(phrase(word) for word in answer.also) for answer in distinction.answers),
                distinction,
            )
            for distinction in register.distinctions
        ]

    def find(self, text: str, role: Role | None = None) -> Finding:
        """Everybody this text may be about, best first, for what is asked (`role`), and why.

        Certainties run from 0 to 1. Never raises for a text, however odd.
        """
        found = words(text)
        named = self._places.named(text, found)
        mentions = [*self._mentions(text, found), *self._labels(text, found, named)]
        weighing = Weighing(self._register, text, mentions, role)
        candidates = weighing.candidates()
        schemes = weighing.schemes()
        several = weighing.several()
        apart = [one.executor_id for one in candidates if self._is_request(weighing, one)] if several else []
        return Finding(
            mentions=tuple(sorted(weighing.mentions, key=lambda mention: mention.start)),
            candidates=candidates,
            listed=self._listed(candidates),
            schemes=schemes,
            ministries=self._ministries(candidates, schemes),
            named=tuple((one.organisation, found[one.first].start, found[one.last].end) for one in named),
            distinction=self._distinction(found, weighing),
            several=several,
            explanation=explain(
                self._register,
                candidates,
                role,
                several=apart,
                wrong=weighing.wrong(),
                guessed_from=weighing.guessed_from(candidates[0].executor_id),
            ),
        )

    def find_organisation(self, kind: str, text: str) -> tuple[tuple[Organisation, float], ...]:
        """The organisations of a kind that this text may name, best first, with how alike (0-100)."""
        return self._places.lookup(kind, text)

    def _listed(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Each executor outside the list replaced by the counter, once: there a human looks."""
        found: dict[str, Candidate] = {}
        for one in candidates:
            name = one.executor_id if self._register.executors[one.executor_id].listed else COUNTER
            found.setdefault(name, replace(one, executor_id=name))
        return tuple(found.values())

    @staticmethod
    def _is_request(weighing: Weighing, candidate: Candidate) -> bool:
        score = weighing.scores.get(candidate.executor_id)
        return score is not None and not score.beside and candidate.certainty >= 0.45

    # -- mentions

    def _mentions(self, text: str, found: Sequence[Word]) -> Iterator[Mention]:
        for match in self._lexicon.matches(text, list(found)):
            start, end = found[match.places[0]].start, found[match.places[-1]].end
            share = self._share(match) / (1 if match.term.general else self._directions(match))
            for target in match.term.targets:
                yield Mention(
                    start,
                    end,
                    text[start:end],
                    match.term.text,
                    target.kind,
                    target.id,
                    match.how,
                    target.weight * share,
                    match.term.general,
                )

    @staticmethod
    def _share(match: Match) -> float:
        if match.how == "described":
            return _DESCRIBED[min(3, len(match.places))]
        return _SHARE[match.how]

    def _directions(self, match: Match) -> int:
        """To how many executors a term points: two schemes of one executor are one direction."""
        return len(
            {
                self._register.schemes[target.id].executor if target.kind == "scheme" else target.id
                for target in match.term.targets
            }
        )

    def _labels(self, text: str, found: Sequence[Word], named: Sequence[Named]) -> Iterator[Mention]:
        """The kind of an organisation that is named: "VGZ" is an insurer, "Waternet" a water board."""
        for one in named:
            kind = one.organisation.kind
            if kind != "gemeente":
                start, end = found[one.first].start, found[one.last].end
                name = one.organisation.name
                yield Mention(start, end, text[start:end], name, "executor", kind, "exact", _LABEL)

    # -- answers

    def _ministries(
        self, candidates: Sequence[Candidate], schemes: Sequence[tuple[str, float]]
    ) -> tuple[str, ...]:
        """Who owns the rules: of the likeliest schemes, else the ministry of the likeliest executor."""
        likely = [scheme for scheme, certainty in schemes if certainty >= _OWNED_FROM][:2]
        owners = [owner for scheme in likely for owner in self._register.schemes[scheme].rule_owners]
        if not owners:
            executor = self._register.executors[candidates[0].executor_id]
            if executor.ministry is not None and executor.id not in _ANY_RULE:
                owners = [executor.ministry]
        return tuple(dict.fromkeys(owners))

    def _distinction(self, found: Sequence[Word], weighing: Weighing) -> Distinction | None:
        """The question that tells close candidates apart, unless the text already answers it with one answer."""
        said = f" {' '.join(word.folded for word in found)} "
        ranked = {executor: score.weight for executor, score in weighing.scores.items()}
        for keys, answers, distinction in self._distinctions:
            if not any(f" {' '.join(key)} " in said for key in keys):
                continue
            answered = [index for index, also in enumerate(answers) if _says(said, also)]
            if len(answered) == 1:
                continue
            known = any(ranked.get(one, 0.0) >= ANY for one in distinction.between)
            if (known and (len(answered) > 1 or distinction.always)) or weighing.unsure_between(
                distinction.between, ranked
            ):
                return distinction
        return None


def _says(said: str, terms: Sequence[tuple[str, ...]]) -> bool:
    return any(f" {' '.join(term)} " in said for term in terms)
