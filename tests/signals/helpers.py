"""Signals handed over for tests, and who acts on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.signals.desk import MinistryDesk
from bot.signals.history import COORDINATOR, MINISTRY, SignalActor
from bot.signals.package import SignalReceipt
from bot.store import Database
from tests.tickets.helpers import Clock, order, service, signal

SZW = SignalActor(MINISTRY, "Sanne", "SZW")
BZK = SignalActor(MINISTRY, "Bilal", "BZK")
COUNTER = SignalActor(COORDINATOR, "Sam")
MINISTRIES = ("SZW", "BZK", "VWS", "OCW")
BY_MAIL = {"soort": "email", "adres": "dochter@example.nl"}


def desk(database: Database, clock: Clock | None = None) -> MinistryDesk:
    return MinistryDesk(database, clock or Clock(), lambda: MINISTRIES)


async def report(
    database: Database, draft: str = "1", *, clock: Clock | None = None, **changes: Any
) -> SignalReceipt:
    """One signal of a reporter of its own, without a ticket."""
    made = await service(database, clock).hand_over(
        order(draft=draft, signals=(signal(**changes),), tickets=())
    )
    return made.signals[0]


async def reports(database: Database, stories: Sequence[str], **changes: Any) -> list[SignalReceipt]:
    """One signal for each story, each of another reporter."""
    return [
        await report(database, f"r{place}-{hash(story)}", story=story, **changes)
        for place, story in enumerate(stories)
    ]
