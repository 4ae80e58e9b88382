"""How much one conversation and one address may ask: a bucket each, refilled all the time. In memory, bounded."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.accounts.limiter import bounded


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Limits:
    """Token buckets by name. A library full of people shares one address, so its bucket is wide."""

    LARGEST = 20_000

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str, per_minute: int, seconds: float = 60) -> int | None:
        """None when this call may go on; else after how many seconds to try again. `seconds`: another time than a minute."""
        now, name = self._clock(), bounded(name)
        bucket = self._buckets.pop(name, None) or _Bucket(float(per_minute), now)
        rate = per_minute / seconds
        bucket.tokens = min(float(per_minute), bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        self._buckets[name] = bucket
        if len(self._buckets) > self.LARGEST:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return None
        return max(1, math.ceil((1 - bucket.tokens) / rate))
