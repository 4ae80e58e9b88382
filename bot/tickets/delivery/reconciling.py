"""Reconciliation: what was offered to an organisation per day, and what of it was acknowledged. Two books, one count."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Text, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, Outbox
from bot.tickets.delivery.outcome import DeliveryState
from bot.tickets.outgoing import OFFERED
from bot.today import AMSTERDAM


@dataclass(frozen=True)
class DayCount:
    """One day (Dutch time). `sent` is `acknowledged` and `open` together; `failed` is the part of `open` that
    could not be delivered."""

    day: date
    sent: int
    acknowledged: int
    open: int
    failed: int


def _days(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)


def _hour(session: AsyncSession) -> ColumnElement[str]:
    """The hour in UTC as `2026-11-24 09`: Dutch days begin on the hour, whatever the season."""
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", Outbox.created_at), "YYYY-MM-DD HH24")
    return func.substr(type_coerce(Outbox.created_at, Text), 1, 13)


async def reconcile(database: Database, organisation: str, first: date, last: date) -> tuple[DayCount, ...]:
    """A count for every day from `first` up to and including `last`, also for those without tickets.

    An offer counts on the day on which it was written; acknowledged means that the organisation itself named the
    ticket, by a move.
    """
    async with database.read() as session:
        hour = _hour(session)
        found = await session.execute(
            select(hour, Outbox.state, func.count())
            .where(
                Outbox.receiver == organisation,
                Outbox.kind == OFFERED,
                Outbox.created_at >= _start(first),
                Outbox.created_at < _start(last + timedelta(days=1)),
            )
            .group_by(hour, Outbox.state)
        )
        counts: Counter[tuple[date, str]] = Counter()
        for written, state, count in found:
            at = datetime.strptime(written, "%Y-%m-%d %H").replace(tzinfo=UTC)
            counts[at.astimezone(AMSTERDAM).date(), state] += count
    return tuple(_count(counts, day) for day in _days(first, last))


def _count(counts: Counter[tuple[date, str]], day: date) -> DayCount:
    sent = sum(counts[day, state.value] for state in DeliveryState)
    acknowledged = counts[day, DeliveryState.BEVESTIGD.value]
    return DayCount(
        day=day,
        sent=sent,
        acknowledged=acknowledged,
        open=sent - acknowledged,
        failed=counts[day, DeliveryState.MISLUKT.value],
    )
