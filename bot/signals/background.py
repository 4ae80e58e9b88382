"""Clustering beside a running loket: a process of its own, so that nobody who is being helped waits for it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, time

import structlog

from bot.retention.daily import seconds_until
from bot.settings import ROOT

log = structlog.get_logger(__name__)

# After the nightly deletion: what is gone is not compared any more.
AT = time(4, 15)


class ClusterProcess:
    """Starts `loket signals cluster`, one at a time, with the settings that this loket has."""

    def __init__(self, environment: Callable[[], dict[str, str]] = lambda: dict(os.environ)) -> None:
        self._environment = environment
        self._running: asyncio.Task[int] | None = None

    @property
    def is_running(self) -> bool:
        """Whether one that was started here has not ended yet."""
        return self._running is not None and not self._running.done()

    def start(self) -> bool:
        """Whether it was started; False when one still runs."""
        if self.is_running:
            return False
        self._running = asyncio.create_task(self._run())
        return True

    async def close(self) -> None:
        """The process has ended."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def nightly(
        self, clock: Callable[[], datetime], wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Every night, until it is cancelled."""
        while True:
            await wait(seconds_until(clock(), AT))
            self.start()

    async def _run(self) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "signals",
            "cluster",
            cwd=ROOT,
            env=self._environment(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if code != 0:
            log.error("clustering_failed", code=code)
        return code
