"""The worker: claims what is due, sends it, and writes down how that went. Any number on PostgreSQL."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, DatabaseBusy
from bot.tickets.delivery import claims
from bot.tickets.delivery.carrier import Carrier
from bot.tickets.delivery.events import Waiting
from bot.tickets.delivery.figures import ATTEMPTS
from bot.tickets.delivery.outcome import Code, Delivered, Later, Outcome
from bot.tickets.delivery.pauses import Chance

log = structlog.get_logger()

AT_ONCE = 32
# One receiver never has more than this in flight, so that a slow one leaves room for all others.
AT_ONCE_EACH = 4
# A notice covers all that waits for a mailbox.
IN_ONE_NOTICE = 1000
NOTICE_PAUSE = timedelta(minutes=15)
TICK_SECONDS = 0.5
# After the database failed: long enough to breathe, short enough that nobody notices.
REST_SECONDS = 2.0
CHORES_EVERY = timedelta(minutes=1)
GRACE_SECONDS = 5.0

# Something to do every minute beside delivery.
type Chore = Callable[[datetime], Awaitable[None]]


class Worker:
    """One worker. `clock` gives an aware now, `chance` a number from 0 to 1; both can be set in a test."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        *,
        clock: Callable[[], datetime],
        chance: Chance = random.random,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._database, self._carrier = database, carrier
        self._clock, self._chance = clock, chance
        self._chores = (self._give_up, *chores)
        self._chores_at: datetime | None = None
        self._busy: asyncio.Task[None] | None = None
        self._flying: dict[asyncio.Task[None], str] = {}
        self.holder = secrets.token_hex(8)

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop`; then what flies may land for a moment, and the rest is free for others."""
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                rest = TICK_SECONDS
                try:
                    started = await self.step()
                    self._start_chores()
                    rest = 0.0 if started and len(self._flying) < AT_ONCE else TICK_SECONDS
                except (SQLAlchemyError, DatabaseBusy, OSError) as fault:
                    log.warning("delivery_database", reason=type(fault).__name__)
                    rest = REST_SECONDS
                await asyncio.wait(
                    {stopping, *self._flying}, timeout=rest, return_when=asyncio.FIRST_COMPLETED
                )
        finally:
            stopping.cancel()
            await self._land()

    async def drain(self) -> int:
        """Everything that is due now has been tried once; how many attempts were started."""
        total = 0
        while True:
            started = await self.step()
            total += started
            if not self._flying and not started:
                return total
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)

    async def step(self) -> int:
        """Claims what there is room for and sends it off, without waiting for answers; how many rows."""
        room = AT_ONCE - len(self._flying)
        if room <= 0:
            return 0
        async with self._database.read() as session:
            # Asked by reading first: a worker with nothing to do never writes.
            found = await claims.due_receivers(session, self._clock(), 2 * AT_ONCE)
        wanted = claims.others(found, dict(Counter(self._flying.values())), AT_ONCE_EACH)
        if not wanted:
            return 0
        started = 0
        batches: list[list[Waiting]] = []
        async with self._database.write() as session:
            now = self._clock()
            for due, most in wanted:
                if room <= 0:
                    break
                if self._carrier.mailbox(due.receiver) is not None:
                    batch = await self._claim_notice(session, due.receiver, now)
                    batches += [batch] if batch else []
                    room -= 1
                else:
                    rows = await claims.claim(session, due.receiver, self.holder, now, min(most, room))
                    batches += [[row] for row in rows]
                    room -= len(rows)
        for batch in batches:
            started += len(batch)
            task = asyncio.create_task(self._deliver(batch))
            self._flying[task] = batch[0].receiver
            task.add_done_callback(self._landed)
        return started

    async def do_chores(self) -> None:
        """Everything that happens every minute, now."""
        now = self._clock()
        for chore in self._chores:
            try:
                await chore(now)
            except (SQLAlchemyError, DatabaseBusy, OSError) as fault:
                log.warning("delivery_chore", reason=type(fault).__name__)

    def _start_chores(self) -> None:
        """Beside delivery, so that many mails at seven hold up no message."""
        now, last = self._clock(), self._chores_at
        if self._busy is not None and not self._busy.done():
            return
        # Not "since": a clock that went back must not silence them.
        if last is None or abs(now - last) >= CHORES_EVERY:
            self._chores_at = now
            self._busy = asyncio.create_task(self.do_chores())

    async def _give_up(self, now: datetime) -> None:
        async with self._database.write() as session:
            gone = await claims.give_up(session, now)
        if gone:
            log.error("delivery_given_up", messages=gone)

    async def _claim_notice(self, session: AsyncSession, receiver: str, now: datetime) -> list[Waiting]:
        """All that waits for a mailbox, when it was not mailed in the last quarter; else it waits together."""
        row = await claims.receiver_row(session, receiver)
        if row.notice_at is not None and timedelta(0) <= now - row.notice_at < NOTICE_PAUSE:
            await claims.postpone(session, receiver, row.notice_at + NOTICE_PAUSE, now)
            return []
        taken = await claims.claim(session, receiver, self.holder, now, IN_ONE_NOTICE, due_only=False)
        if taken:
            row.notice_at = now
        return taken

    async def _deliver(self, rows: list[Waiting]) -> None:
        receiver = rows[0].receiver
        by_mailbox = self._carrier.mailbox(receiver) is not None
        outcome: Outcome
        try:
            if by_mailbox:
                outcome = await self._carrier.notify(receiver, rows)
            else:
                outcome = await self._carrier.carry(rows[0])
        except (SQLAlchemyError, DatabaseBusy):
            raise
        except Exception as fault:
            # A fault of ours in one message must not stop all others: it is seen, and tried again.
            log.error("delivery_unexpected", reason=type(fault).__name__, message=rows[0].event_id)
            outcome = Later(Code.ONVERWACHT)
        await self._settle(rows, outcome, by_mailbox=by_mailbox)

    async def _settle(self, rows: list[Waiting], outcome: Outcome, *, by_mailbox: bool) -> None:
        now = self._clock()
        async with self._database.write() as session:
            await claims.settle(session, rows, self.holder, outcome, now, self._chance)
            if by_mailbox and not isinstance(outcome, Delivered):
                # Nothing was mailed, so the quarter of an hour has not begun.
                (await claims.receiver_row(session, rows[0].receiver)).notice_at = None
        ATTEMPTS.labels(outcome.route if isinstance(outcome, Delivered) else outcome.code).inc(len(rows))
        if not isinstance(outcome, Delivered):
            log.warning(
                "delivery_failed", receiver=rows[0].receiver, code=outcome.code, message=rows[0].event_id
            )

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        if not task.cancelled() and (fault := task.exception()) is not None:
            # The outcome could not be written: the lease ends, and it is tried again with the same id.
            log.warning("delivery_unsettled", reason=type(fault).__name__)

    async def _land(self) -> None:
        flying = {*self._flying, *([] if self._busy is None else [self._busy])}
        if flying:
            _, late = await asyncio.wait(flying, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            async with self._database.write() as session:
                await claims.release(session, self.holder)
        except (SQLAlchemyError, DatabaseBusy, OSError) as fault:
            log.warning("delivery_not_released", reason=type(fault).__name__)
