"""How delivery does, in figures: for Prometheus and for the page of what failed."""

from dataclasses import dataclass
from datetime import datetime

from prometheus_client import Counter, Gauge
from sqlalchemy import ColumnElement, Text, func, literal_column, select

from bot.store import Database, Outbox

ATTEMPTS = Counter("loket_delivery_attempts", "Messages by how an attempt to deliver them ended", ["result"])
WAITING = Gauge("loket_outbox_waiting", "Messages that wait to be delivered")
OLDEST = Gauge("loket_outbox_oldest_seconds", "Age of the oldest message that waits; 0 when none does")
FAILED = Gauge("loket_outbox_failed", "Messages that could not be delivered and wait for a person")
# Written out in the statement: a partial index is not found through a parameter.
_WAITING: ColumnElement[str] = literal_column("'wachtend'", Text)
_FAILED: ColumnElement[str] = literal_column("'mislukt'", Text)


@dataclass(frozen=True)
class Figures:
    """What waits, since when the oldest does, and what failed."""

    waiting: int
    oldest: datetime | None
    failed: int


async def figures(database: Database) -> Figures:
    """The figures of now."""
    async with database.read() as session:
        waiting, oldest = (
            await session.execute(
                select(func.count(), func.min(Outbox.created_at)).where(Outbox.state == _WAITING)
            )
        ).one()
        failed = await session.scalar(select(func.count()).where(Outbox.state == _FAILED))
    return Figures(waiting, oldest, failed or 0)


async def measure(database: Database, now: datetime) -> None:
    """The gauges show the figures of now."""
    found = await figures(database)
    WAITING.set(found.waiting)
    OLDEST.set(max(0.0, (now - found.oldest).total_seconds()) if found.oldest is not None else 0.0)
    FAILED.set(found.failed)


def forget() -> None:
    """The gauges say that nothing is known: a figure of an hour ago would look like one of now."""
    for gauge in (WAITING, OLDEST, FAILED):
        gauge.set(float("nan"))
