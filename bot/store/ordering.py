"""The outbox is numbered in the order in which a reader can see it: nobody reads past a row that is still coming.

On SQLite there is one writer at a time, so numbers and commits have one order. On PostgreSQL a transaction may
commit before an earlier number does, and whoever reads "everything after 12" in between would never see 11. So
writers share a lock from before the number is given until they commit, and a reader takes that lock alone for
a moment: then every number that was given is committed or will never be. Writers do not wait for each other.
"""

from typing import Any

from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.database import DatabaseBusy
from bot.store.guard import GuardedSession
from bot.store.models import Outbox

# Any fixed number, as long as nobody else uses it.
_LOCK = 4_019_260_702
# A reader that waits holds up who comes to write, so it does not wait long.
_WAIT = "2s"


@event.listens_for(GuardedSession, "before_flush")
def _writes_in_order(session: GuardedSession, _context: Any, _instances: Any) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    if any(isinstance(thing, Outbox) for thing in session.new):
        session.connection().execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))


async def settled(session: AsyncSession) -> None:
    """What this session reads next of the outbox has no row missing before its last.

    Until the session ends nobody writes to the outbox: read and go. DatabaseBusy when a writer took too long.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    try:
        await session.execute(text(f"SET LOCAL lock_timeout = '{_WAIT}'"))
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    except DBAPIError as fault:
        raise DatabaseBusy("somebody is still writing to the outbox") from fault
