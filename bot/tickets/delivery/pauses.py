"""When a delivery is tried again. Pure: clock and chance are handed in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

# Growing from 5 s to 24 h; together three days and a bit. After the last one a person must look.
PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
LONGEST = PAUSES[-1]
# How far from its place a pause may fall, so that what failed together does not come back together.
JITTER = 0.1
# A receiver that does not answer at all is asked again after this at most: it is usually back sooner.
LONGEST_HOLD = timedelta(minutes=15)
# No wait that we set ourselves is longer: what says otherwise was written by a clock that was wrong.
BEYOND_BELIEF = LONGEST * (1 + JITTER) + timedelta(hours=1)

# A number from 0 up to 1, such as `random.random`.
Chance = Callable[[], float]


def _jittered(pause: timedelta, chance: Chance) -> timedelta:
    return pause * (1 - JITTER + 2 * JITTER * chance())


def pause_after(attempts: int, chance: Chance, retry_after: timedelta | None = None) -> timedelta | None:
    """The pause after so many failed attempts; None when they were the last.

    What the receiver asks for (`Retry-After`) is kept to, up to 24 hours; our own pause when that is longer.
    ValueError when nothing was tried yet.
    """
    if attempts < 1:
        raise ValueError("a pause follows an attempt")
    if attempts > len(PAUSES):
        return None
    own = _jittered(PAUSES[attempts - 1], chance)
    return own if retry_after is None else max(own, min(retry_after, LONGEST))


def hold_after(failures: int, chance: Chance, retry_after: timedelta | None = None) -> timedelta:
    """How long a receiver is left alone after so many failures in a row."""
    place = min(max(failures, 1), len(PAUSES)) - 1
    own = _jittered(min(PAUSES[place], LONGEST_HOLD), chance)
    return own if retry_after is None else max(own, min(retry_after, LONGEST))


def read_retry_after(header: str | None, now: datetime) -> timedelta | None:
    """What a `Retry-After` asks for: seconds or a date (RFC 9110, 10.2.3); None when it says nothing usable."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), int(LONGEST.total_seconds())))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        return None
    return max(moment - now, timedelta(0))
