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
# What ends together is claimed anew together: one transaction instead of one per message.
GATHER_SECONDS = 0.01
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
        self._due: dict[str, claims.Due] = {}
        self._unsettled: list[tuple[list[Waiting], Outcome]] = []
        self._settling = asyncio.Lock()
        self._flying: dict[asyncio.Task[None], str] = {}
        self.holder = secrets.token_hex(8)

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop`; then what flies may land for a moment, and the rest is free for others."""
        stopping = asyncio.ensure_future(stop.wait())
        loop = asyncio.get_running_loop()
        look_at = 0.0
        try:
            while not stop.is_set():
                rest = TICK_SECONDS
                try:
                    look = loop.time() >= look_at
                    look_at = loop.time() + TICK_SECONDS if look else look_at
                    started = await self.step(look=look)
                    self._start_chores()
                    rest = 0.0 if started and len(self._flying) < AT_ONCE else TICK_SECONDS
                except (SQLAlchemyError, DatabaseBusy, OSError) as fault:
                    log.warning("delivery_database", reason=type(fault).__name__)
                    rest = REST_SECONDS
                except Exception as fault:
                    # A fault of ours that nobody foresaw: it makes a noise, and delivery goes on with the rest.
                    log.error("delivery_crashed", reason=type(fault).__name__, exc_info=True)
                    rest = REST_SECONDS
                await asyncio.wait(
                    {stopping, *self._flying}, timeout=rest, return_when=asyncio.FIRST_COMPLETED
                )
                await asyncio.sleep(GATHER_SECONDS)
        finally:
            stopping.cancel()
            await self._land()

    async def drain(self) -> int:
        """Everything that is due now has been tried once; how many attempts were started."""
        total, started = 0, 0
        while True:
            # Nothing more of what was known: one look whether there is anything new.
            started = await self.step(look=started == 0)
            total += started
            if not self._flying and not started and not await self.step():
                return total
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(GATHER_SECONDS)

    async def step(self, *, look: bool = True) -> int:
        """Claims what there is room for and sends it off, without waiting for answers; how many rows.

        `look` asks the database anew for whom something is due: with a long queue that costs more than the
        sending, so between two looks the last answer does.
        """
        room = AT_ONCE - len(self._flying)
        if room <= 0:
            return 0
        if look:
            # Asked by reading first: a worker with nothing to do never writes.
            found = await self._database.look(
                lambda session: claims.due_receivers(session, self._clock(), 2 * AT_ONCE)
            )
            self._due = {due.receiver: due for due in found}
        wanted = claims.others(self._due.values(), dict(Counter(self._flying.values())), AT_ONCE_EACH)
        if not wanted:
            return 0
        started = 0
        batches = await self._database.perform(lambda session: self._claim(session, wanted, room))
        for batch in batches:
            started += len(batch)
            task = asyncio.create_task(self._deliver(batch))
            self._flying[task] = batch[0].receiver
            task.add_done_callback(self._landed)
        return started

    async def _claim(
        self, session: AsyncSession, wanted: Sequence[tuple[claims.Due, int]], room: int
    ) -> list[list[Waiting]]:
        """What flies next, each batch in one go."""
        batches: list[list[Waiting]] = []
        now = self._clock()
        # Who waits longest comes first; locked by name, so that two workers never wait for each other.
        for due, most in sorted(wanted[:room], key=lambda one: one[0].receiver):
            if room <= 0:
                break
            if self._carrier.mailbox(due.receiver) is not None:
                batch = await self._claim_notice(session, due.receiver, now)
                batches += [batch] if batch else []
                room -= 1
                self._due.pop(due.receiver, None)
            else:
                most = min(most, room)
                rows = await claims.claim(session, due.receiver, self.holder, now, most)
                if len(rows) < most or due.troubled:
                    self._due.pop(due.receiver, None)
                batches += [[row] for row in rows]
                room -= len(rows)
        return batches

    async def do_chores(self) -> None:
        """Everything that happens every minute, now."""
        now = self._clock()
        for chore in self._chores:
            try:
                await chore(now)
            except Exception as fault:
                # One chore that fails leaves the others their turn, and has its own again in a minute.
                log.error("delivery_chore", reason=type(fault).__name__, exc_info=True)

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
        await self._settle(rows, outcome)

    async def _settle(self, rows: list[Waiting], outcome: Outcome) -> None:
        """Written down together with whatever else ended while the last were written."""
        self._unsettled.append((rows, outcome))
        async with self._settling:
            ended, self._unsettled = self._unsettled, []
            if ended:
                await self._write_down(ended)

    async def _write_down(self, ended: list[tuple[list[Waiting], Outcome]]) -> None:
        now = self._clock()
        # In one order everywhere, so that two workers never wait for each other's rows.
        ended = sorted(ended, key=lambda one: (one[0][0].receiver, one[0][0].id))

        async def work(session: AsyncSession) -> None:
            for rows, outcome in ended:
                await claims.settle(session, rows, self.holder, outcome, now, self._chance)
                if not isinstance(outcome, Delivered) and self._carrier.mailbox(rows[0].receiver) is not None:
                    # Nothing was mailed, so the quarter of an hour has not begun.
                    (await claims.receiver_row(session, rows[0].receiver)).notice_at = None

        await self._database.perform(work)
        for rows, outcome in ended:
            if isinstance(outcome, Later) and outcome.hold:
                self._due.pop(rows[0].receiver, None)
            _tell(rows, outcome)

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
        except Exception as fault:
            # At the end nothing may stand in the way of ending: the leases end by themselves.
            log.warning("delivery_not_released", reason=type(fault).__name__)


def _tell(rows: list[Waiting], outcome: Outcome) -> None:
    """The figures, and a line in the log for what failed: ids and codes."""
    ATTEMPTS.labels(outcome.route if isinstance(outcome, Delivered) else outcome.code).inc(len(rows))
    if not isinstance(outcome, Delivered):
        log.warning("delivery_failed", receiver=rows[0].receiver, code=outcome.code, message=rows[0].event_id)
