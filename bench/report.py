"""What the bench says: each figure with its spread and the bar beside it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def say(line: str = "") -> None:
    """A line for the person at the terminal, at once."""
    print(line, flush=True)


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing: their median, and the range in which the middle half lies."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one value."""
        if len(values) < 2:
            return cls(values[0], values[0], values[0], len(values))
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high, len(values))

    def text(self, unit: str = "", digits: int = 2, factor: float = 1.0) -> str:
        """For example `14.2 ms (13.9-15.0, 5 x)`."""
        median, low, high = (round(value * factor, digits) for value in (self.median, self.low, self.high))
        return f"{median:.{digits}f}{unit} ({low:.{digits}f}-{high:.{digits}f}, {self.count} x)"


@dataclass(frozen=True)
class Figure:
    """One figure that has a bar. The bar holds for the median."""

    name: str
    spread: Spread
    bar: float
    at_least: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether the median meets the bar."""
        return self.spread.median >= self.bar if self.at_least else self.spread.median <= self.bar

    def line(self) -> str:
        """The figure as one line of the table."""
        sign = ">=" if self.at_least else "<="
        verdict = "met" if self.met else "MISSED"
        return (
            f"  {self.name:<58} {self.spread.text(self.unit):<28} {sign} {self.bar:g}{self.unit:<3} {verdict}"
        )


def summary(figures: Sequence[Figure], notes: Sequence[str]) -> str:
    """The table: median (middle half, how often), bar, verdict; then what else must be known to read it."""
    lines = ["", "Speed: median over rounds (middle half of the rounds, number of rounds), bar, verdict"]
    lines += [figure.line() for figure in figures]
    lines += [f"  {note}" for note in notes]
    return "\n".join(lines)
