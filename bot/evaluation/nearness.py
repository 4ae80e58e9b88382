"""How near a test sentence lies to the nearest training sentence, and what that says of the figures. Pure.

Near means: the same words in the same order. The similarity is twice the longest common subsequence of words over the
words of both (0 to 1, Indel similarity), so that "ik wil bezwaar maken" and "ik wil graag bezwaar maken" are 0.89 alike.
It counts small words too: "ik snap de brief niet" lies near "ik snap de vraag niet", which means something else. Hence a bar of
some percents and not of none: what the conversation's own labels have to know stays in training though a door sounds like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.datafile import DataError
from bot.evaluation.cases import Case
from bot.evaluation.client import Answer
from bot.evaluation.measuring import Line, Part
from bot.evaluation.metrics import share

NEAR = 0.6
# How many test sentences may lie that near: above it the figures say what was learnt by heart.
NEAR_AT_MOST = 0.02
BANDS = ((0.0, 0.4), (0.4, 0.5), (0.5, NEAR), (NEAR, 1.01))
_WORD = re.compile(r"\w+")
# Words become single characters, so that the library compares words and not letters; outside the surrogates.
_FIRST = 0x10000


class Training:
    """The training sentences, ready to be compared with."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._ids: dict[str, str] = {}
        self._sentences = sorted({self._coded(text) for text in sentences} - {""})

    def _coded(self, text: str) -> str:
        words = _WORD.findall(text.lower())
        return "".join(self._ids.setdefault(word, chr(_FIRST + len(self._ids))) for word in words)

    def similarity(self, text: str) -> float:
        """How alike the most alike training sentence is, 0 to 1; below the first band it is 0."""
        coded = self._coded(text)
        found = process.extractOne(
            coded, self._sentences, scorer=Indel.normalized_similarity, score_cutoff=BANDS[0][1]
        )
        return float(found[1]) if found and coded else 0.0

    def near(self, text: str) -> bool:
        """Whether some training sentence is `NEAR` or more alike; faster than asking how much."""
        coded = self._coded(text)
        # Just below the border: the library rounds, and no text is long enough to lie in between.
        found = process.extractOne(
            coded, self._sentences, scorer=Indel.normalized_similarity, score_cutoff=NEAR - 1e-4
        )
        return found is not None and bool(coded)


def training_sentences(folder: Path) -> list[str]:
    """All sentences of a folder of training data, as they stand; `DataError` for a file that is none."""
    found: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
            examples = [block["examples"] for block in blocks]
        except (yaml.YAMLError, KeyError, TypeError) as fault:
            raise DataError(path, 1, f"geen trainingszinnen: {type(fault).__name__}") from fault
        found += [line[2:] for text in examples for line in text.splitlines() if line.startswith("- ")]
    return found


def measure_nearness(
    cases: Sequence[Case], answers: Mapping[str, Answer], training: Training, others: Sequence[Case] = ()
) -> Part:
    """How many first messages (`cases` and `others`) lie near training, and how often the door of `cases` is right by that."""
    alike = {case.tekst: training.similarity(case.tekst) for case in (*cases, *others)}
    long = [text for text in alike if len(_WORD.findall(text)) > 5]
    lines = [
        Line(
            f"dichtbij (≥ {NEAR})",
            share(alike[case.tekst] >= NEAR for case in (*cases, *others)),
            NEAR_AT_MOST,
            at_most=True,
        ),
        Line("dichtbij, van meer dan vijf woorden", share(alike[text] >= NEAR for text in long)),
    ]
    for low, high in BANDS:
        inside = [case for case in cases if low <= alike[case.tekst] < high]
        name = f"deur juist, gelijkenis {low:.1f}-{min(high, 1.0):.1f}"
        lines.append(Line(name, share(answers[case.tekst].door in case.doors for case in inside)))
    return Part("Afstand tot de training", tuple(lines))
