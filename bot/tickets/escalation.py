"""What is late goes to the coordinator: once per term, with a history line, whoever looks and how often."""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, Ticket
from bot.tickets.history import escalate
from bot.tickets.watching import lateness, local_day, review

log = structlog.get_logger()

AT_A_TIME = 100


async def escalate_overdue(database: Database, now: datetime) -> int:
    """Every ticket with a term that has passed stands on the coordinator's list; how many came new.

    Idempotent, and safe for any number of workers: what another has in hand is passed by.
    """
    total = 0
    while True:
        async with database.write() as session:
            found = await _some(session, now)
        total += found[1]
        if found[0] < AT_A_TIME:
            break
    if total:
        log.info("tickets_escalated", tickets=total)
    return total


async def _some(session: AsyncSession, now: datetime) -> tuple[int, int]:
    today = local_day(now)
    query = (
        select(Ticket)
        .where(Ticket.watch_on.is_not(None), Ticket.watch_on < today)
        .order_by(Ticket.watch_on, Ticket.id)
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    tickets = (await session.scalars(query)).all()
    escalated = 0
    for ticket in tickets:
        late = lateness(ticket, today)
        if late is None:
            # The day to look was set by what no longer runs.
            review(ticket)
            continue
        escalate(session, ticket, late, now)
        escalated += 1
    return len(tickets), escalated
