"""The daily purge inside a running loket: one task, every night, that a fault does not end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

log = structlog.get_logger(__name__)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# After midnight's and summer time's jumps, before anybody works.
AT = time(3, 30)
AFTER_A_FAULT = timedelta(hours=1)


def seconds_until(now: datetime, at: time = AT) -> float:
    """How long until it is `at` in the Netherlands, more than 0 and at most a day and an hour."""
    local = now.astimezone(AMSTERDAM)
    moment = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if moment <= local:
        moment = (local + timedelta(days=1)).replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    # Through UTC: the difference of two local times does not see that a night may have 23 or 25 hours.
    return moment.timestamp() - local.timestamp()


async def purge_daily(
    purge: Callable[[], Awaitable[object]],
    clock: Callable[[], datetime],
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Purges now (a loket that is off at night must purge too) and then every night, until it is cancelled."""
    while True:
        try:
            await purge()
            pause = seconds_until(clock())
        except Exception as fault:
            # Whatever it was, tomorrow's citizens are promised deletion as well.
            log.error("purge_failed", reason=type(fault).__name__)
            pause = AFTER_A_FAULT.total_seconds()
        await wait(pause)
