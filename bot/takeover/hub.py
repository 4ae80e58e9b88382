"""Tells open pages that there is news, never what. In this process, bounded, and ended at shutdown."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 500
# One person has some tabs open; more than this is an attack, or a browser gone wild.
MOST_EACH = 6


class TooManyListeners(Exception):
    """So many pages listen already that one more must ask for itself."""


class Listener:
    """One page that waits for news."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.closed = False

    def wake(self) -> None:
        """There is news."""
        self._event.set()

    def close(self) -> None:
        """Nothing more will come."""
        self.closed = True
        self._event.set()

    async def news(self, seconds: float) -> bool:
        """Whether there was news within so many seconds; what came while nobody waited counts too."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        self._event.clear()
        return not self.closed


class Hub:
    """Who listens to what. A topic is any word: `gesprek:12`, `rij`."""

    def __init__(self, most: int = MOST, most_each: int = MOST_EACH) -> None:
        self._most, self._most_each = most, most_each
        self._topics: defaultdict[str, set[Listener]] = defaultdict(set)
        self._by_person: defaultdict[str, set[Listener]] = defaultdict(set)
        self._count = 0
        self._closed = False

    @property
    def count(self) -> int:
        """How many pages listen."""
        return self._count

    @contextmanager
    def listen(self, person: str, *topics: str) -> Iterator[Listener]:
        """A listener for as long as the block runs; `TooManyListeners` when that is one too many."""
        if self._closed or self._count >= self._most or len(self._by_person[person]) >= self._most_each:
            self._tidy(self._by_person, person)
            raise TooManyListeners
        listener = Listener()
        self._count += 1
        self._by_person[person].add(listener)
        for topic in topics:
            self._topics[topic].add(listener)
        try:
            yield listener
        finally:
            self._count -= 1
            for topic in topics:
                self._topics[topic].discard(listener)
                self._tidy(self._topics, topic)
            self._by_person[person].discard(listener)
            self._tidy(self._by_person, person)

    def tell(self, *topics: str) -> None:
        """Whoever listens to one of these hears that there is news."""
        for topic in topics:
            for listener in self._topics.get(topic, ()):
                listener.wake()

    def close(self) -> None:
        """Every page is let go, and none is taken any more."""
        self._closed = True
        for listeners in list(self._by_person.values()):
            for listener in listeners:
                listener.close()

    @staticmethod
    def _tidy(names: defaultdict[str, set[Listener]], name: str) -> None:
        if not names.get(name):
            names.pop(name, None)
