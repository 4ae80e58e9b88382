"""Webhook subscriptions: where an organisation wants its events, and the secret that signs them.

The secret is derived from LOKET_SECRET_KEY with a salt of its own, like the access codes, and stored nowhere: who
reads a copy of the database can sign nothing, and there is no key beside it to keep. The price: with another
LOKET_SECRET_KEY every subscription must be made again.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import Database, Outbox, Receiver, WebhookSubscription
from bot.tickets.delivery.outcome import Code, DeliveryState
from bot.tickets.delivery.webhook import WebhookSender
from bot.tickets.handover import lock_key

SIGNING_MARK, BEARER_MARK = "whsec_", "lkw_"


class SubscriptionState(StrEnum):
    """Whether events go there."""

    ACTIEF = "actief"
    INGETROKKEN = "ingetrokken"


class Why(StrEnum):
    """Why a subscription ended."""

    VERVANGEN = "vervangen"
    BEHEER = "beheer"
    ONTVANGER = "ontvanger"


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription without its secret."""

    id: int
    organisation: str
    url: str
    bearer: bool
    state: SubscriptionState
    created_at: datetime
    retired_at: datetime | None
    retired_why: Why | None


@dataclass(frozen=True)
class NewSubscription:
    """A fresh subscription with what is shown once: the signing secret, and the bearer token when asked for."""

    view: SubscriptionView
    secret: str
    bearer: str | None


@dataclass(frozen=True)
class Target:
    """Where an event goes and with what it is signed."""

    id: int
    url: str
    secret: str
    bearer: str | None


def _view(row: WebhookSubscription) -> SubscriptionView:
    return SubscriptionView(
        id=row.id,
        organisation=row.organisation,
        url=row.url,
        bearer=row.bearer,
        state=SubscriptionState(row.state),
        created_at=row.created_at,
        retired_at=row.retired_at,
        retired_why=None if row.retired_why is None else Why(row.retired_why),
    )


class SubscriptionService:
    """Makes, lists and ends subscriptions; one per organisation works at a time."""

    def __init__(
        self, database: Database, sender: WebhookSender, *, secret: bytes, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._sender, self._secret, self._clock = database, sender, secret, clock

    async def add(self, organisation: str, url: str, *, bearer: bool = False) -> NewSubscription:
        """The subscription works, after its address said so; one that was there is replaced by it.

        What had failed for want of a subscription waits again. BadUrl, HandshakeRefused: nothing has changed.
        That the organisation exists is the caller's to check.
        """
        await self.ask(url)
        async with self._database.write() as session:
            return await self.make(session, organisation, url, bearer=bearer)

    async def ask(self, url: str) -> None:
        """Returns when the address says that it wants our events; BadUrl or HandshakeRefused when not."""
        await self._sender.shake_hands(url)

    async def make(
        self, session: AsyncSession, organisation: str, url: str, *, bearer: bool = False
    ) -> NewSubscription:
        """The subscription stands in the caller's transaction. Whether the address wants it was asked before."""
        now = self._clock()
        await lock_key(session, f"webhook|{organisation}")
        for old in await session.scalars(_active(organisation)):
            _retire(old, Why.VERVANGEN, now)
        await session.flush()
        row = WebhookSubscription(
            organisation=organisation,
            url=url,
            salt=secrets.token_hex(16),
            bearer=bearer,
            state=SubscriptionState.ACTIEF,
            created_at=now,
        )
        session.add(row)
        await session.flush()
        await _wait_again(session, organisation, now)
        target = self._target(row)
        return NewSubscription(_view(row), target.secret, target.bearer)

    async def withdraw(
        self, subscription_id: int, organisation: str | None = None, *, session: AsyncSession | None = None
    ) -> bool:
        """No event goes there any more; False when there is none (of this organisation) with this id."""
        if session is not None:
            return await self._end(session, subscription_id, organisation, Why.BEHEER)
        async with self._database.write() as own:
            return await self._end(own, subscription_id, organisation, Why.BEHEER)

    async def receiver_left(self, subscription_id: int) -> None:
        """The receiver answered that this address is gone for good (410)."""
        async with self._database.write() as session:
            await self._end(session, subscription_id, None, Why.ONTVANGER)

    async def subscriptions(self, organisation: str | None = None) -> tuple[SubscriptionView, ...]:
        """All subscriptions, or those of one organisation, oldest first."""
        query = select(WebhookSubscription).order_by(WebhookSubscription.id)
        if organisation is not None:
            query = query.where(WebhookSubscription.organisation == organisation)
        async with self._database.read() as session:
            return tuple(_view(row) for row in await session.scalars(query))

    async def target(self, organisation: str) -> Target | None:
        """Where the events of this organisation go now; None when it has no subscription that works."""
        async with self._database.read() as session:
            row = (await session.scalars(_active(organisation))).one_or_none()
        return None if row is None else self._target(row)

    def _target(self, row: WebhookSubscription) -> Target:
        signing = base64.b64encode(self._derived(row, "ondertekening")).decode()
        token = base64.urlsafe_b64encode(self._derived(row, "bearer")).decode().rstrip("=")
        return Target(row.id, row.url, SIGNING_MARK + signing, BEARER_MARK + token if row.bearer else None)

    def _derived(self, row: WebhookSubscription, purpose: str) -> bytes:
        text = f"webhook\0{purpose}\0{row.organisation}\0{row.salt}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).digest()

    async def _end(
        self, session: AsyncSession, subscription_id: int, organisation: str | None, why: Why
    ) -> bool:
        row = await session.get(WebhookSubscription, subscription_id)
        if row is None or (organisation is not None and row.organisation != organisation):
            return False
        if row.state == SubscriptionState.ACTIEF:
            _retire(row, why, self._clock())
        return True


def _active(organisation: str) -> Select[WebhookSubscription]:
    return select(WebhookSubscription).where(
        WebhookSubscription.organisation == organisation,
        WebhookSubscription.state == SubscriptionState.ACTIEF.value,
    )


def _retire(row: WebhookSubscription, why: Why, now: datetime) -> None:
    row.state, row.retired_at, row.retired_why = SubscriptionState.INGETROKKEN.value, now, why.value


async def _wait_again(session: AsyncSession, organisation: str, now: datetime) -> None:
    await session.execute(
        update(Outbox)
        .where(
            Outbox.receiver == organisation,
            Outbox.state == DeliveryState.MISLUKT.value,
            Outbox.last_error.in_([Code.GEEN_ABONNEMENT, Code.INGETROKKEN]),
        )
        .values(state=DeliveryState.WACHTEND.value, next_attempt_at=now, attempts=0, last_error=None)
    )
    await session.execute(
        update(Receiver)
        .where(Receiver.receiver == organisation)
        .values(failures=0, failing_since=None, held_until=None)
    )
