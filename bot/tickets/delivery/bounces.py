"""A mail that came back later: its delivery failed after all, is seen by a person and can be sent again."""

from sqlalchemy import ColumnElement, select, update

from bot.store import Database, Outbox
from bot.tickets.delivery.outcome import Code, DeliveryState
from bot.tickets.outgoing import CITIZEN


async def came_back(database: Database, event_id: str) -> int:
    """How many messages count as failed now: all that the mail about this event told of.

    One notice to a mailbox tells of everything that waited for it, written down as delivered at one moment. What its
    receiver has acknowledged meanwhile was found without that mail, and stays so; a second report changes nothing.
    """
    async with database.write() as session:
        first = await session.scalar(
            select(Outbox).where(Outbox.event_id == event_id, Outbox.route == "mail")
        )
        if first is None:
            return 0
        told: ColumnElement[bool] = Outbox.id == first.id
        if first.receiver != CITIZEN:  # every citizen has a mail of their own
            told |= (Outbox.receiver == first.receiver) & (Outbox.delivered_at == first.delivered_at)
        failed = await session.scalars(
            update(Outbox)
            .where(told, Outbox.route == "mail", Outbox.state == DeliveryState.AFGELEVERD.value)
            .values(state=DeliveryState.MISLUKT.value, last_error=Code.TERUGGEKOMEN.value, delivered_at=None)
            .returning(Outbox.id)
            .execution_options(synchronize_session=False)
        )
        return len(failed.all())
