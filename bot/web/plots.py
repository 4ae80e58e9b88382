"""Small plots as plain SVG in the page: no script, no style, and the figures beside them as a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, BELOW, ABOVE = 360, 120, 18, 14
GAP = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands, what it says, and its name."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Plot:
    """A bar chart and its size; `peak` is the highest value, 0 when there is nothing."""

    bars: tuple[Bar, ...]
    peak: int
    total: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BELOW


def bar_plot(values: Sequence[int], labels: Sequence[str]) -> Plot:
    """Bars side by side, the highest as high as the plot; a bar that is not nothing can always be seen."""
    peak, room = max(values, default=0), HEIGHT - BELOW - ABOVE
    step = WIDTH / max(1, len(values))
    bars = []
    for place, (value, label) in enumerate(zip(values, labels, strict=True)):
        height = max(1.5, value / peak * room) if value else 0.0
        bars.append(
            Bar(
                round(place * step + GAP / 2, 2),
                round(HEIGHT - BELOW - height, 2),
                round(step - GAP, 2),
                round(height, 2),
                label,
                value,
            )
        )
    return Plot(tuple(bars), peak, sum(values))
