"""How often a password may be guessed: counted per login name and per address."""

import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

# More keys than this are an attack; the oldest are forgotten before memory runs out.
_MOST_KEYS = 20_000


# What somebody sends to be counted by may be as long as a request; what is kept of it may not.
_LONGEST_KEY = 64


def bounded(key: str) -> str:
    """The key, or in place of a long one its digest: a table of so many keys has a size that is known."""
    if len(key) <= _LONGEST_KEY:
        return key
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Limit:
    """So many failures within so much time."""

    failures: int
    window: timedelta


BY_LOGIN = Limit(5, timedelta(minutes=15))
# An office shares one address.
BY_ADDRESS = Limit(50, timedelta(minutes=15))


class TooManyTries(Exception):
    """Guessing has to wait; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("te veel pogingen")
        self.retry_after = retry_after


class FailureLimiter:
    """Counts failures in this process. With several processes each counts its own."""

    def __init__(self, limit: Limit, clock: Callable[[], datetime]) -> None:
        self._limit = limit
        self._clock = clock
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, key: str) -> None:
        """Returns when another try is allowed; else TooManyTries."""
        now, key = self._clock(), bounded(key)
        times = self._recent(key, now)
        if len(times) >= self._limit.failures:
            wait = times[-self._limit.failures] + self._limit.window - now
            raise TooManyTries(max(1, -int(-wait.total_seconds() // 1)))

    def count(self, key: str) -> None:
        """A try counts from its start, so that a hundred at once are not all the first."""
        now, key = self._clock(), bounded(key)
        times = self._recent(key, now)
        times.append(now)
        self._failures[key] = times
        self._failures.move_to_end(key)
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def forget(self, key: str) -> None:
        """After a success the slate is clean."""
        self._failures.pop(bounded(key), None)

    def take_back(self, key: str) -> None:
        """One try that turned out to be right no longer counts."""
        times = self._failures.get(bounded(key))
        if times:
            times.pop()

    def _recent(self, key: str, now: datetime) -> deque[datetime]:
        times = self._failures.get(key, deque())
        while times and times[0] <= now - self._limit.window:
            times.popleft()
        if not times:
            self._failures.pop(key, None)
        return times
