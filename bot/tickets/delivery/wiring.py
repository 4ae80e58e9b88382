"""What one running delivery is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.language import DUTCH, Phrases
from bot.law import Calendar
from bot.mail import Mailer
from bot.sms.port import SmsSender
from bot.store import Database
from bot.tickets.delivery.carrier import Carrier
from bot.tickets.delivery.codes import CodeCarrier, leave_to_the_desk
from bot.tickets.delivery.digest import Digests
from bot.tickets.delivery.events import Origin
from bot.tickets.delivery.feed import Feed
from bot.tickets.delivery.mailing import Writer
from bot.tickets.delivery.routes import RouteBook
from bot.tickets.delivery.subscriptions import SubscriptionService
from bot.tickets.delivery.webhook import WebhookSender
from bot.tickets.delivery.worker import Worker
from bot.tickets.escalation import escalate_overdue


@dataclass(frozen=True)
class Delivery:
    """Routes, subscriptions, the worker that uses them, and the feed for who comes to read."""

    routes: RouteBook
    sender: WebhookSender
    subscriptions: SubscriptionService
    carrier: Carrier
    worker: Worker
    feed: Feed

    async def close(self) -> None:
        """Ends the connections to receivers."""
        await self.sender.close()


def build_delivery(
    database: Database,
    routes: RouteBook,
    *,
    origin: Origin,
    operator: str,
    secret: bytes,
    strict: bool,
    mailer: Mailer | None,
    clock: Callable[[], datetime],
    calendar: Callable[[], Calendar],
    sms: SmsSender | None = None,
    phrases: Callable[[str], Phrases] = lambda _language: DUTCH,
) -> Delivery:
    """A delivery ready to run. `strict` (production) keeps webhooks out of every house's inside.

    `phrases` gives the sentences of a language, for who reads another one than Dutch.
    """
    sender = WebhookSender(origin, strict=strict, clock=clock)
    subscriptions = SubscriptionService(database, sender, secret=secret, clock=clock)
    writer = Writer(origin.base_url, operator, phrases)
    codes = CodeCarrier(database, mailer, sms, secret, writer, clock)
    carrier = Carrier(database, routes, subscriptions, sender, writer, mailer, codes)

    async def escalate(now: datetime) -> None:
        await escalate_overdue(database, now)

    async def ring(now: datetime) -> None:
        await leave_to_the_desk(database, now)

    chores = (escalate, ring, Digests(database, carrier, calendar))
    worker = Worker(database, carrier, clock=clock, chores=chores)
    return Delivery(routes, sender, subscriptions, carrier, worker, Feed(database, origin))
