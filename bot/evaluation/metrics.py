"""Figures over answers: shares with Wilson's interval, rankings, calibration, confusion. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

# Two-sided 95%.
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval."""
        return wilson(self.hits, self.n)


def share(outcomes: Iterable[bool]) -> Share:
    """The share of these outcomes that is true."""
    seen = list(outcomes)
    return Share(sum(seen), len(seen))


def wilson(hits: int, n: int, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval for `hits` of `n`, within 0 and 1; (0, 1) of nothing.

    ValueError when `hits` is not between 0 and `n`. Source: E.B. Wilson, "Probable Inference, the Law of
    Succession, and Statistical Inference", JASA 22 (1927), 209-212, https://doi.org/10.2307/2276774.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    observed = hits / n
    scale = 1 + z * z / n
    middle = (observed + z * z / (2 * n)) / scale
    half = z * sqrt(observed * (1 - observed) / n + z * z / (4 * n * n)) / scale
    # At the ends the formula is exact and floating point is not.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == n else min(1.0, middle + half)
    return low, high


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same certainty: how certain they were on average, and how often right."""

    low: float
    high: float
    n: int
    certainty: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The expected calibration error, 0 to 1, and the bins with something in them that it is made of."""

    error: float
    n: int
    bins: tuple[Bin, ...]


def calibration(answers: Iterable[tuple[float, bool]], bins: int = 10) -> Calibration:
    """How far certainty (0 to 1) and being right lie apart, weighed by the answers in each of `bins` equal bins.

    A certainty on a border falls in the bin above it, 1.0 in the last one. ValueError for a certainty outside
    0 to 1. Source: Naeini et al., "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (2015),
    https://ojs.aaai.org/index.php/AAAI/article/view/9602.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for certainty, right in answers:
        if not 0 <= certainty <= 1:
            raise ValueError(f"{certainty} is no certainty")
        held[min(int(certainty * bins), bins - 1)].append((certainty, right))
    total = sum(len(inside) for inside in held)
    full = tuple(
        Bin(
            index / bins,
            (index + 1) / bins,
            len(inside),
            sum(certainty for certainty, _ in inside) / len(inside),
            sum(right for _, right in inside) / len(inside),
        )
        for index, inside in enumerate(held)
        if inside
    )
    error = sum(one.n / total * abs(one.certainty - one.right) for one in full) if total else 0.0
    return Calibration(error, total, full)


def first_right(accepted: Collection[str], ranked: Sequence[str]) -> bool:
    """Whether the first of the ranked answers is one of the accepted ones."""
    return bool(ranked) and ranked[0] in accepted


def within(accepted: Collection[str], ranked: Sequence[str], places: int) -> bool:
    """Whether one of the accepted answers stands in the first `places`."""
    return any(answer in accepted for answer in ranked[:places])


def all_found(wanted: Collection[str], ranked: Sequence[str], spare: int = 2) -> bool:
    """Whether every wanted answer stands among the first, with room for `spare` others."""
    return set(wanted) <= set(ranked[: len(wanted) + spare])


def confusion(pairs: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """For each expected label how often each label was answered."""
    table: dict[str, Counter[str]] = {}
    for expected, answered in pairs:
        table.setdefault(expected, Counter())[answered] += 1
    return table
