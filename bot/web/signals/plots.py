"""Plots as SVG that need no script and no style of their own; the figures stand in a table beside each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from markupsafe import Markup, escape

WIDTH, HEIGHT, ROOM = 720, 200, 40
ROW, NARROW, LONGEST = 46, 320, 44


def month_name(month: str, *, short: bool = False) -> str:
    """`2026-11` as people say it."""
    day = date(int(month[:4]), int(month[5:]), 1)
    return str(format_date(day, "MMM yy" if short else "MMMM y", locale="nl"))


def bars(rows: Sequence[tuple[str, int]]) -> Markup:
    """Standing bars, one for each row; hidden from who listens, for whom the table is."""
    largest = max((count for _, count in rows), default=0)
    step = WIDTH / max(1, len(rows))
    parts = []
    for place, (label, count) in enumerate(rows):
        height = 0 if not largest else round((HEIGHT - ROOM - 20) * count / largest, 1)
        x, top = round(place * step + step * 0.15, 1), round(HEIGHT - ROOM - height, 1)
        middle = round(place * step + step / 2, 1)
        parts.append(
            f'<rect class="plot__bar" x="{x}" y="{top}" width="{round(step * 0.7, 1)}" height="{height}"/>'
            f'<text class="plot__count" x="{middle}" y="{top - 5}" text-anchor="middle">{count}</text>'
            f'<text class="plot__label" x="{middle}" y="{HEIGHT - ROOM + 18}" text-anchor="middle">{escape(label)}</text>'
        )
    return _svg(WIDTH, HEIGHT, parts)


def rows_of_bars(rows: Sequence[tuple[str, int]]) -> Markup:
    """Lying bars with their names above them: as easy to read on a telephone, and names may be long."""
    largest = max((count for _, count in rows), default=0)
    parts = []
    for place, (label, count) in enumerate(rows):
        y = place * ROW
        width = 0 if not largest else round((NARROW - 60) * count / largest, 1)
        shown = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        parts.append(
            f'<text class="plot__label" x="0" y="{y + 15}">{escape(shown)}</text>'
            f'<rect class="plot__bar" x="0" y="{y + 21}" width="{width}" height="16"/>'
            f'<text class="plot__count" x="{round(width + 6, 1)}" y="{y + 34}">{count}</text>'
        )
    return _svg(NARROW, max(ROW, len(rows) * ROW + 4), parts, "plot--narrow")


def _svg(width: int, height: int, parts: Sequence[str], kind: str = "plot--wide") -> Markup:
    inside = "".join(parts)
    return Markup(  # noqa: S704 - labels are escaped above, the rest are numbers
        f'<svg class="plot {kind}" viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">{inside}</svg>'
    )
