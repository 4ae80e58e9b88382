"""Puts right, every few seconds, what nobody looks after any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.store import DatabaseBusy

log = structlog.get_logger(__name__)
EVERY = 10.0


async def sweep_always(sweep: Callable[[], Awaitable[int]], every: float = EVERY) -> None:
    """Sweeps until it is cancelled; a database that is away is tried again, and heard of in the log."""
    while True:
        await asyncio.sleep(every)
        try:
            count = await sweep()
        except (DatabaseBusy, SQLAlchemyError, OSError) as fault:
            log.warning("chats_not_swept", reason=type(fault).__name__)
            continue
        if count:
            log.info("chats_swept", count=count)
