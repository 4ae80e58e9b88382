"""Whether a newly trained model may go live: no figure that has a bar may fall. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Figures = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after; shares from 0 to 1, or the calibration error."""

    name: str
    before: float | None
    after: float | None
    at_most: bool

    @property
    def fell(self) -> bool:
        """Whether it is worse now. A figure that is no longer measured is worse."""
        if self.before is None:
            return False
        if self.after is None:
            return True
        return self.after > self.before if self.at_most else self.after < self.before


def changes(before: Figures, after: Figures) -> list[Change]:
    """Every figure with a bar, as `python -m bot.evaluation --json` writes them, before and after."""
    now = {name: value for name, value, _ in _figures(after)}
    return [Change(name, value, now.get(name), at_most) for name, value, at_most in _figures(before)]


def _figures(parts: Figures) -> Iterator[tuple[str, float | None, bool]]:
    for part in parts:
        for line in part["cijfers"]:
            if line["lat"] is not None:
                yield f"{part['deel']}: {line['naam']}", line["waarde"], bool(line["hoogstens"])
        if "kalibratie" in part:
            yield f"{part['deel']}: kalibratiefout", part["kalibratie"]["fout"], True
