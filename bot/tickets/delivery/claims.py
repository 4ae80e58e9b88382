"""Claims on outbox rows: leases that end by themselves, so that a worker may die at any moment.

A clock may jump. What a wrong clock wrote into the far future (a lease, a next attempt, a hold) is not believed, and
a lease that ended too early costs a repeat with the same id, which a receiver recognises; never a message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.store import Outbox, Receiver, insert_into
from bot.tickets.delivery.events import Waiting
from bot.tickets.delivery.outcome import Code, Delivered, DeliveryState, Failed, Later, Outcome
from bot.tickets.delivery.pauses import BEYOND_BELIEF, PAUSES, Chance, hold_after, pause_after

LEASE = timedelta(seconds=60)
# After so long without any success a receiver's old messages are a person's to look at.
GIVE_UP = timedelta(days=3)
# One payload that cannot be read must not keep the other rows from being read.
WITHOUT_PAYLOAD = defer(Outbox.payload, raiseload=True)
# Written out in the statement: a partial index is not found through a parameter.
_WAITING: ColumnElement[str] = literal_column("'wachtend'", Text)


@dataclass(frozen=True)
class Due:
    """A receiver for whom something is due. `troubled`: it failed last, so one message tries it first."""

    receiver: str
    troubled: bool


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(Outbox.next_attempt_at <= now, Outbox.next_attempt_at > now + BEYOND_BELIEF)


def is_free(now: datetime) -> ColumnElement[bool]:
    """That nobody holds a row."""
    return or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now, Outbox.lease_until > now + 2 * LEASE)


async def due_receivers(session: AsyncSession, now: datetime, limit: int) -> list[Due]:
    """For whom something is due and free, who waits longest first; who is held is left out."""
    held = or_(
        Receiver.held_until.is_(None), Receiver.held_until <= now, Receiver.held_until > now + BEYOND_BELIEF
    )
    query = (
        select(Outbox.receiver, func.coalesce(func.max(Receiver.failures), 0))
        .outerjoin(Receiver, Receiver.receiver == Outbox.receiver)
        .where(Outbox.state == _WAITING, _due(now), is_free(now), held)
        .group_by(Outbox.receiver)
        .order_by(func.min(Outbox.next_attempt_at), Outbox.receiver)
        .limit(limit)
    )
    return [Due(receiver, failures > 0) for receiver, failures in await session.execute(query)]


async def claim(
    session: AsyncSession, receiver: str, holder: str, now: datetime, count: int, *, due_only: bool = True
) -> list[Waiting]:
    """Up to `count` rows of a receiver that are this holder's until the lease ends; each counts an attempt.

    Rows that others hold are passed by (SKIP LOCKED). One whose attempts are used up without an outcome took
    its workers down with it: it fails here. `due_only` False takes what waits for later too.
    """
    query = (
        select(Outbox)
        .where(Outbox.state == _WAITING, Outbox.receiver == receiver, is_free(now))
        .order_by(Outbox.next_attempt_at, Outbox.id)
        .limit(count)
        .options(WITHOUT_PAYLOAD)
        .with_for_update(skip_locked=True)
    )
    if due_only:
        query = query.where(_due(now))
    taken = []
    for row in await session.scalars(query):
        if row.attempts > len(PAUSES):
            row.state, row.last_error = DeliveryState.MISLUKT.value, Code.AFGEBROKEN.value
            row.lease_until = row.lease_holder = None
            continue
        row.attempts += 1
        row.lease_until, row.lease_holder = now + LEASE, holder
        taken.append(_plain(row))
    return taken


def _plain(row: Outbox) -> Waiting:
    return Waiting(
        id=row.id,
        event_id=row.event_id,
        kind=row.kind,
        receiver=row.receiver,
        subject=row.subject,
        created_at=row.created_at,
        attempts=row.attempts,
    )


async def settle(
    session: AsyncSession,
    rows: Sequence[Waiting],
    holder: str,
    outcome: Outcome,
    now: datetime,
    chance: Chance,
) -> None:
    """The outcome stands on those rows that are still this holder's.

    What was acknowledged meanwhile stays acknowledged: a quick receiver does so before it answers us.
    """
    for row in rows:
        stored = await session.get(Outbox, row.id, options=[WITHOUT_PAYLOAD], with_for_update=True)
        if stored is None or stored.lease_holder != holder:
            continue
        stored.lease_until = stored.lease_holder = None
        if stored.state == DeliveryState.WACHTEND:
            _apply(stored, outcome, now, chance)
        elif isinstance(outcome, Delivered) and stored.delivered_at is None:
            stored.delivered_at, stored.route = now, outcome.route
    if rows:
        await session.flush()
        await _note_receiver(session, rows[0].receiver, outcome, now, chance)


def _apply(row: Outbox, outcome: Outcome, now: datetime, chance: Chance) -> None:
    match outcome:
        case Delivered(route):
            row.state, row.route, row.delivered_at = DeliveryState.AFGELEVERD.value, route, now
            row.last_error = None
        case Failed(code):
            row.state, row.last_error = DeliveryState.MISLUKT.value, code
        case Later(code, _, retry_after):
            row.last_error = code
            pause = pause_after(row.attempts, chance, retry_after)
            if pause is None:
                row.state = DeliveryState.MISLUKT.value
            else:
                row.next_attempt_at = now + pause


async def receiver_row(session: AsyncSession, receiver: str) -> Receiver:
    """The receiver's own row, locked until the transaction ends; made when it was not there."""
    await session.execute(
        insert_into(session, Receiver).values(receiver=receiver, failures=0).on_conflict_do_nothing()
    )
    return await session.get_one(Receiver, receiver, with_for_update=True, populate_existing=True)


async def _note_receiver(
    session: AsyncSession, receiver: str, outcome: Outcome, now: datetime, chance: Chance
) -> None:
    if isinstance(outcome, Delivered):
        # Mostly there is nothing to set right, and then nothing is locked.
        await session.execute(
            update(Receiver)
            .where(Receiver.receiver == receiver, Receiver.failures > 0)
            .values(failures=0, failing_since=None, held_until=None)
        )
    elif isinstance(outcome, Later) and outcome.hold:
        row = await receiver_row(session, receiver)
        held = row.held_until
        if held is not None and not now < held <= now + BEYOND_BELIEF:
            held = None
        if held is None:
            # What was in flight together failed together: that is one failure of the receiver.
            row.failures += 1
        row.failing_since = row.failing_since or now
        until = now + hold_after(row.failures, chance, outcome.retry_after)
        row.held_until = until if held is None else max(until, held)


async def release(session: AsyncSession, holder: str) -> None:
    """What this holder still had is free for others, at once."""
    await session.execute(
        update(Outbox).where(Outbox.lease_holder == holder).values(lease_until=None, lease_holder=None)
    )


async def give_up(session: AsyncSession, now: datetime) -> int:
    """How many messages fail now because their receiver has not taken anything for three days."""
    silent = select(Receiver.receiver).where(Receiver.failing_since <= now - GIVE_UP)
    gone = await session.scalars(
        update(Outbox)
        .where(
            Outbox.state == _WAITING,
            Outbox.receiver.in_(silent),
            Outbox.created_at <= now - GIVE_UP,
            is_free(now),
        )
        .values(
            state=DeliveryState.MISLUKT.value,
            last_error=func.coalesce(Outbox.last_error, Code.VERBINDING.value),
            lease_until=None,
            lease_holder=None,
        )
        .returning(Outbox.id)
    )
    return len(gone.all())


async def postpone(session: AsyncSession, receiver: str, until: datetime, now: datetime) -> None:
    """What is due for this receiver waits until then, together."""
    await session.execute(
        update(Outbox)
        .where(Outbox.state == _WAITING, Outbox.receiver == receiver, _due(now), is_free(now))
        .values(next_attempt_at=until)
    )


def others(receivers: Iterable[Due], busy: dict[str, int], each: int) -> list[tuple[Due, int]]:
    """Per receiver how many more may fly: `each` at once, and one for who failed last."""
    allowed = ((due, (1 if due.troubled else each) - busy.get(due.receiver, 0)) for due in receivers)
    return [(due, room) for due, room in allowed if room > 0]
