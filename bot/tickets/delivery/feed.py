"""The feed: an organisation's events in the order of writing, from any number on, so that none is ever missed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Select, Text, cast, select

from bot.store import Database, Outbox, settled
from bot.tickets.delivery.claims import WITHOUT_PAYLOAD
from bot.tickets.delivery.events import BadRecord, Origin, Waiting, event_body

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class FeedPage:
    """Events in order. `last`: the number to go on from; `more`: whether some are left now."""

    events: tuple[Mapping[str, Any], ...]
    last: int
    more: bool


class Feed:
    """Reads the outbox as its receivers may: each its own, whatever has become of the delivery."""

    def __init__(self, database: Database, origin: Origin) -> None:
        self._database, self._origin = database, origin

    async def page(self, receiver: str, after: int, limit: int) -> FeedPage:
        """The first `limit` events of this receiver after that number.

        Who goes on from `last` every time gets each event once, also those written while it reads. An event
        says what it said on the day that it was written; DatabaseBusy when a writer took too long.
        """
        # The payload as text: one that cannot be read spoils no other.
        query = (
            select(Outbox, cast(Outbox.payload, Text))
            .options(WITHOUT_PAYLOAD)
            .where(Outbox.receiver == receiver, Outbox.id > after)
            .order_by(Outbox.id)
            .limit(limit + 1)
        )
        # Most who ask find nothing new, and nothing cannot be read past: only what is found needs the lock.
        if not await self._read(query, safely=False):
            return FeedPage((), after, False)
        rows = await self._read(query, safely=True)
        shown = rows[:limit]
        events = [event for row, payload in shown if (event := self._event(row, payload)) is not None]
        return FeedPage(tuple(events), shown[-1][0].id if shown else after, len(rows) > limit)

    async def _read(
        self, query: Select[Outbox, str | None], *, safely: bool
    ) -> list[tuple[Outbox, str | None]]:
        async with self._database.read() as session:
            if safely:
                await settled(session)
            return [(row, payload) for row, payload in await session.execute(query)]

    def _event(self, row: Outbox, payload: str | None) -> Mapping[str, Any] | None:
        waiting = Waiting(
            id=row.id,
            event_id=row.event_id,
            kind=row.kind,
            receiver=row.receiver,
            subject=row.subject,
            created_at=row.created_at,
            attempts=row.attempts,
        )
        try:
            found: Mapping[str, Any] = json.loads(
                event_body(waiting, json.loads(payload or "{}"), self._origin)
            )
        except (BadRecord, ValueError):
            # It holds up nothing that comes after it; it has failed as a delivery too, for a person.
            log.error("feed_record_unreadable", row=row.id)
            return None
        return found
