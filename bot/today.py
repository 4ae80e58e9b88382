"""The knowledge of the pure rooms on the day that it is in the Netherlands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.doors.knowledge import Knowledge, load_knowledge

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class DailyKnowledge:
    """The knowledge, on the day that it is in the Netherlands."""

    def __init__(self, directories: Sequence[Path], clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._knowledge = load_knowledge(directories, self._today())

    def use(self, knowledge: Knowledge) -> None:
        """From now on this: the same, told in more languages."""
        self._knowledge = knowledge

    def _today(self) -> date:
        return self._clock().astimezone(AMSTERDAM).date()

    def __call__(self) -> Knowledge:
        """The knowledge of today."""
        today = self._today()
        if self._knowledge.today != today:
            self._knowledge = self._knowledge.on(today)
        return self._knowledge
