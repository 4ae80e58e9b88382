"""The overview by mail: on workdays at seven, to every mailbox, in figures only."""

from collections.abc import Callable
from datetime import date, datetime, time

import structlog
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.law import Calendar, dutch_date
from bot.store import Database, Receiver, Ticket
from bot.tickets.delivery.carrier import Carrier
from bot.tickets.delivery.claims import receiver_row
from bot.tickets.delivery.mailing import Counts, post
from bot.tickets.delivery.outcome import Delivered, Later
from bot.tickets.delivery.routes import MINISTRY
from bot.tickets.watching import DIRECTED
from bot.tickets.workflow import LOKET, State
from bot.today import AMSTERDAM

log = structlog.get_logger()

SEVEN = time(7)


async def counted(session: AsyncSession, organisation: str, today: date) -> Counts:
    """What is new, late and waiting there; for the coordinator all that is late anywhere."""
    own = Ticket.organisation == organisation
    late: ColumnElement[bool] = or_(Ticket.attention.not_in([DIRECTED]), Ticket.watch_on < today)
    whose: ColumnElement[bool] = own
    if organisation == LOKET:
        late = or_(late, Ticket.answered_at.is_(None) & (Ticket.answer_by < today) & own)
        whose = or_(own, Ticket.attention.is_not(None))

    async def count(*rules: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(Ticket).where(Ticket.closed_at.is_(None), *rules)
        return await session.scalar(query) or 0

    return Counts(
        new=await count(own, Ticket.state == State.AANGEBODEN.value),
        late=await count(whose, late),
        waiting=await count(own, Ticket.state == State.WACHT_OP_BURGER.value),
    )


class Digests:
    """Sends the overviews, each once a day, whatever the number of workers. Empty ones are not sent."""

    def __init__(self, database: Database, carrier: Carrier, calendar: Callable[[], Calendar]) -> None:
        self._database, self._carrier, self._calendar = database, carrier, calendar

    async def __call__(self, now: datetime) -> None:
        """Every overview that is due has been sent, or is tried again next time."""
        local = now.astimezone(AMSTERDAM)
        if self._carrier.mailer is None or local.time() < SEVEN or self._calendar().is_free(local.date()):
            return
        for organisation, mailbox in await self._unsent(local.date()):
            if not await self._send(organisation, mailbox, local.date(), now):
                return

    async def _unsent(self, today: date) -> list[tuple[str, str]]:
        async with self._database.read() as session:
            done = set(await session.scalars(select(Receiver.receiver).where(Receiver.digest_on == today)))
        boxes = self._carrier.routes.mailboxes.items()
        return [(name, box) for name, box in boxes if name not in done and not name.startswith(MINISTRY)]

    async def _send(self, organisation: str, mailbox: str, today: date, now: datetime) -> bool:
        """False when the mail server could not be used: then the others need not be tried either."""
        async with self._database.write() as session:
            row = await receiver_row(session, organisation)
            if row.digest_on == today:
                return True
            row.digest_on = today
            counts = await counted(session, organisation, today)
        if counts.nothing or self._carrier.mailer is None:
            return True
        mail = self._carrier.writer.digest(organisation, mailbox, counts, dutch_date(today))
        outcome = await post(self._carrier.mailer, mail)
        if isinstance(outcome, Delivered):
            return True
        log.warning("digest_failed", receiver=organisation, code=outcome.code)
        if not isinstance(outcome, Later):
            return True
        async with self._database.write() as session:
            (await receiver_row(session, organisation)).digest_on = None
        return False
