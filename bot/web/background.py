"""What goes on after the answer was sent, so that its time tells nothing; finished before the loket stops."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)


class Background:
    """Work that nobody waits for. A fault in it stands in the log by its kind alone."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """The work is done soon."""
        task = asyncio.create_task(self._guarded(name, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settle(self) -> None:
        """Everything that was started is done."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _guarded(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception as fault:
            log.error("background_failed", work=name, reason=type(fault).__name__)


BACKGROUND = web.AppKey("background", Background)


def setup_background(app: web.Application) -> None:
    """The application has a `Background`, and waits for it when it stops."""
    background = app[BACKGROUND] = Background()

    async def settle(_app: web.Application) -> None:
        await background.settle()

    app.on_cleanup.append(settle)
