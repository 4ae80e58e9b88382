"""A small world for delivery: a receiver that answers as it is told, and a delivery with clock and chance in hand."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientTimeout, web
from sqlalchemy import select

from bot.law import Calendar
from bot.mail import Mailer
from bot.store import Database, Outbox
from bot.tickets.delivery.events import Origin
from bot.tickets.delivery.routes import RouteBook, RouteEntry
from bot.tickets.delivery.wiring import Delivery, build_delivery
from tests.tickets.helpers import SECRET, Clock, order, package, service

ORIGIN = Origin("00000000000000000000", "https://loket.example.nl")

# What the receiver does with a request; the default takes it.
Answer = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    """One request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


async def take(_request: web.Request, _body: bytes) -> web.StreamResponse:
    return web.Response(status=202)


def status(code: int, **headers: str) -> Answer:
    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(
            status=code, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return answer


@dataclass
class Receiver:
    """A real HTTP server on loopback. `answer` may be changed at any time."""

    answer: Answer = take
    calls: list[Call] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    allowed_origin: str | None = "loket.example.nl"
    url: str = ""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.method == "OPTIONS":
            headers = {} if self.allowed_origin is None else {"WebHook-Allowed-Origin": self.allowed_origin}
            return web.Response(status=200, headers=headers)
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.calls.append(Call(request.path, headers, body))
        async with self.news:
            self.news.notify_all()
        response = await self.answer(request, body)
        if response.status in {200, 201, 202, 204}:
            self.taken[headers["webhook-id"]] += 1
        return response

    async def reached(self, calls: int, seconds: float = 30) -> None:
        """Returns when so many requests came in."""
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(lambda: len(self.calls) >= calls)

    @property
    def subjects(self) -> set[str]:
        """The tickets that reached it, each once, as a receiver that knows ids counts them."""
        return {call.event["subject"] for call in self.calls if self.taken[call.id]}


@asynccontextmanager
async def receiving(answer: Answer = take) -> AsyncIterator[Receiver]:
    receiver = Receiver(answer)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/berichten"
    try:
        yield receiver
    finally:
        await runner.cleanup()


def book(**routes: str) -> RouteBook:
    """`cjib="webhook"`, or `cjib="post@example.nl"` for an inbox with a mailbox. `gemeente_0344` means that id."""
    entries = {}
    for name, way in routes.items():
        organisation = name.replace("_", ":")
        mailbox = way if "@" in way else None
        entries[organisation] = RouteEntry(
            id=organisation,
            route="inbox" if mailbox else way,  # type: ignore[arg-type]
            mailbox=mailbox,
        )
    return RouteBook(entries)


@asynccontextmanager
async def delivering(
    database: Database,
    routes: RouteBook,
    *,
    clock: Clock | None = None,
    mailer: Mailer | None = None,
    strict: bool = False,
    seconds: float | None = None,
) -> AsyncIterator[Delivery]:
    """A delivery that tries when it is told to (`worker.drain`), without chance."""
    made = build_delivery(
        database,
        routes,
        origin=ORIGIN,
        operator="Loket Voorbeeld",
        secret=SECRET,
        strict=strict,
        mailer=mailer,
        clock=clock or Clock(),
        calendar=Calendar,
    )
    made.worker._chance = lambda: 0.5
    if seconds is not None:
        made.sender._timeout = ClientTimeout(total=seconds)
    try:
        yield made
    finally:
        await made.close()


async def hand_over(
    database: Database, *organisations: str, clock: Clock | None = None, **changes: Any
) -> list[str]:
    """One ticket to each; their numbers."""
    tickets = service(database, clock)
    numbers = []
    for organisation in organisations:
        hand_over.count += 1  # type: ignore[attr-defined]
        made = await tickets.hand_over(
            order(package(organisation, contact=None, **changes), draft=f"d{hand_over.count}")  # type: ignore[attr-defined]
        )
        numbers.append(made.tickets[0].number)
    return numbers


hand_over.count = 0  # type: ignore[attr-defined]


async def states(database: Database, receiver: str | None = None) -> Counter[tuple[str, str | None]]:
    """How many messages are in which state, with which error."""
    async with database.read() as session:
        rows = await session.execute(select(Outbox.state, Outbox.last_error, Outbox.receiver))
        return Counter((state, error) for state, error, who in rows if receiver in (None, who))


async def outbox(database: Database, number: str | None = None) -> list[Outbox]:
    """The rows, oldest first."""
    query = select(Outbox).order_by(Outbox.id)
    if number is not None:
        query = query.where(Outbox.subject == number)
    async with database.read() as session:
        return list(await session.scalars(query))
