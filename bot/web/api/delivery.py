"""Events to fetch, the count per day, and webhooks: how an organisation knows that it has missed nothing."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.idempotency import Done, KeyReused, Repeat
from bot.tickets.delivery.reconciling import reconcile
from bot.tickets.delivery.subscriptions import SubscriptionView
from bot.web.api.bodies import EventsQuery, ReconciliationQuery, SubscriptionBody
from bot.web.api.operation import Call
from bot.web.api.serving import key_reused, repeat, write
from bot.web.api.shapes import (
    Abonnement,
    Abonnementen,
    Afstemming,
    Dagtelling,
    Gebeurtenissen,
    NieuwAbonnement,
    Shape,
)
from bot.web.keys import DATABASE, DELIVERY, IDEMPOTENCY, KNOWLEDGE
from bot.web.problems import Problem
from bot.web.requests import whole_number

UNKNOWN = "Dit abonnement bestaat niet, of is niet van uw organisatie."


async def events(call: Call) -> Gebeurtenissen:
    """The organisation's own events after a number, in order."""
    asked = call.query(EventsQuery)
    page = await call.app[DELIVERY].feed.page(call.token.organisation, asked.na, asked.aantal)
    return Gebeurtenissen.of(page)


async def reconciliation(call: Call) -> Afstemming:
    """What was offered per day, and what of it was acknowledged."""
    first, last = call.query(ReconciliationQuery).span(call.app[KNOWLEDGE]().today)
    counts = await reconcile(call.app[DATABASE], call.token.organisation, first, last)
    return Afstemming(dagen=[Dagtelling.of(count) for count in counts])


async def subscriptions(call: Call) -> Abonnementen:
    """The organisation's webhooks, also those that have ended."""
    found = await call.app[DELIVERY].subscriptions.subscriptions(call.token.organisation)
    return Abonnementen(abonnementen=[Abonnement.of(one, by_webhook=_by_webhook(call)) for one in found])


async def subscribe(call: Call) -> web.Response:
    """A webhook, after its address said that it wants our events; its secret is shown this once."""
    service, body = call.app[DELIVERY].subscriptions, call.body(SubscriptionBody)

    async def work(session: AsyncSession) -> Done[Shape | None]:
        made = await service.make(session, call.token.organisation, body.url, bearer=body.metToken)
        return Done(NieuwAbonnement.made(made, by_webhook=_by_webhook(call)), made.view.id)

    async def again(earlier: Repeat) -> Shape | None:
        return NieuwAbonnement.repeated(await _own(call, earlier.made_id), by_webhook=_by_webhook(call))

    # Asking the address may take seconds, and nothing is locked meanwhile; a repeat does not ask it again.
    earlier = await _earlier(call)
    if earlier is not None:
        return await repeat(call, earlier, again)
    await service.ask(body.url)
    return await write(call, work, again)


async def unsubscribe(call: Call) -> web.Response:
    """A webhook that gets nothing any more."""
    number = whole_number(call.part("id"), 18) or 0

    async def work(session: AsyncSession) -> Done[Shape | None]:
        service = call.app[DELIVERY].subscriptions
        if not await service.withdraw(number, call.token.organisation, session=session):
            raise Problem(404, UNKNOWN)
        return Done(None)

    async def again(_earlier: Repeat) -> Shape | None:
        return None

    return await write(call, work, again)


async def _earlier(call: Call) -> Repeat | None:
    try:
        return None if call.once is None else await call.app[IDEMPOTENCY].earlier(call.once)
    except KeyReused as fault:
        raise key_reused() from fault


async def _own(call: Call, number: int | None) -> SubscriptionView:
    found = await call.app[DELIVERY].subscriptions.subscriptions(call.token.organisation)
    for one in found:
        if one.id == number:
            return one
    raise Problem(404, UNKNOWN)


def _by_webhook(call: Call) -> bool:
    return call.app[DELIVERY].routes.route(call.token.organisation) == "webhook"
