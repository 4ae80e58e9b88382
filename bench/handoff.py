"""The figures of the hand-off: tickets handed over and acknowledged a second, on SQLite and on PostgreSQL.

What a figure holds, all of it over HTTP on loopback with one really running loket and no engine: citizens who have
filled in the form of a door and seen the overview press "Ja, verstuur dit"; the loket writes conversation, case, ticket,
history and message in one transaction; its worker sends the event to a webhook; that receiver verifies the signature
and acknowledges with its token (`_ontvang`) before it answers, as the sample in the README does. The clock runs from
the first press to the last acknowledgement. Filling in the form and seeing the overview are not in it.

Both databases write to the disk at every commit. At the end of each round every ticket must stand as received and
every offer as acknowledged, each once, or there is no figure.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import func, select
from standardwebhooks.webhooks import Webhook

from bench import listing, servers
from bench.baseline import BenchFailed
from bench.postgres import NoPostgres, PostgresServer
from bench.report import Figure, Spread, say
from bot.accounts.tokens import TokenService
from bot.store import Database, Outbox, Ticket
from bot.tickets.delivery.worker import TICK_SECONDS
from bot.tickets.outgoing import OFFERED

ORGANISATION = "cjib"
ROUTES = f"routes:\n  - {{id: {ORGANISATION}, route: webhook}}\n"
SEND = "Ja, verstuur dit"
FORM = "/formulier/klacht"
FILLED_IN = {
    "organisatie": "CJIB",
    "al_geklaagd": "nee",
    "verhaal": "De medewerker hing op toen ik vroeg wanneer ik antwoord krijg over mijn boete.",
    "wanneer": "3 november",
    "waar": "aan de telefoon",
    "wens": "Ik wil graag dat iemand mij terugbelt.",
    "voor_wie": "mezelf",
    "naam": "Jan Jansen",
    "contact": "06-00000000",
}
TICKETS = 160
ALONE = 5
AT_ONCE = 8
ROUND_SECONDS = 60.0
DATABASES = ("SQLite", "PostgreSQL")


@dataclass
class Receiver:
    """The organisation: a webhook that verifies, acknowledges and only then answers."""

    session: aiohttp.ClientSession
    token: str
    secret: str = ""
    url: str = ""
    wanted: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, count: int) -> None:
        """From now on so many tickets are waited for."""
        self.wanted = count
        self.acknowledged.clear()
        self.complete.clear()

    async def handle(self, request: web.Request) -> web.Response:
        """The handshake, or an event."""
        if request.method == "OPTIONS":
            origin = request.headers["WebHook-Request-Origin"]
            return web.Response(headers={"WebHook-Allowed-Origin": origin})
        event = Webhook(self.secret).verify(await request.read(), dict(request.headers))
        if event["type"].endswith(OFFERED):
            headers = {"Authorization": f"Bearer {self.token}"}
            async with self.session.post(f"{event['dataref']}/_ontvang", headers=headers) as answer:
                if answer.status != 200:
                    self.faults.append(f"_ontvang: {answer.status}")
            self.acknowledged[event["subject"]] += 1
            if len(self.acknowledged) >= self.wanted:
                self.complete.set()
        return web.Response(status=202)


@contextlib.asynccontextmanager
async def receiving(session: aiohttp.ClientSession, token: str) -> AsyncIterator[Receiver]:
    """A receiver on a free port of loopback."""
    receiver = Receiver(session, token)
    app = web.Application()
    app.router.add_route("*", "/", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        yield receiver
    finally:
        await runner.cleanup()


@dataclass(frozen=True)
class Ready:
    """A conversation that stands at its overview: its id, and the button that sends it."""

    conversation: str
    button: str


@dataclass
class Office:
    """One running loket on one kind of database, its receiver, and what its rounds gave."""

    name: str
    place: servers.Place
    database: Database
    session: aiohttp.ClientSession
    receiver: Receiver
    handed: int = 0
    rates: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    async def round(self, tickets: int) -> None:
        """So many tickets, eight citizens at once; and some alone, each waited for."""
        ready = await self._prepare(tickets)
        self.rates.append(await self._crowd(ready))
        for one in await self._prepare(ALONE):
            self.alone.append(await self._timed([one], 1))
        await self._check()

    async def _crowd(self, ready: list[Ready]) -> float:
        return len(ready) / await self._timed(ready, AT_ONCE)

    async def _timed(self, ready: list[Ready], at_once: int) -> float:
        self.receiver.expect(len(ready))
        waiting = iter(ready)

        async def citizen() -> None:
            for one in waiting:
                await self._send(one)

        begin = time.perf_counter()
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                await asyncio.gather(*(citizen() for _ in range(at_once)))
                await self.receiver.complete.wait()
        except TimeoutError as fault:
            missing = len(ready) - len(self.receiver.acknowledged)
            raise BenchFailed(f"{self.name}: {missing} tickets not acknowledged in time") from fault
        self.handed += len(ready)
        return time.perf_counter() - begin

    async def _prepare(self, count: int) -> list[Ready]:
        waiting = iter(range(count))
        ready: list[Ready] = []

        async def citizen() -> None:
            for _ in waiting:
                ready.append(await self._fill_in())

        await asyncio.gather(*(citizen() for _ in range(AT_ONCE)))
        return ready

    async def _fill_in(self) -> Ready:
        """The door's form as a browser sends it, until the overview is there."""
        given, cookie = {"organisatie": FILLED_IN["organisatie"]}, ""
        for _ in range(4):
            headers = {"Sec-Fetch-Site": "same-origin", "Cookie": cookie}
            async with self.session.post(
                self.place.url + FORM, data=given, headers=headers, allow_redirects=False
            ) as answer:
                if answer.status >= 400:
                    raise BenchFailed(f"the form was not taken: {answer.status}")
                conversation = answer.cookies["loket_gesprek"].value
                cookie = f"loket_gesprek={conversation}"
                if answer.status == 303:
                    return Ready(conversation, await self._button(conversation))
                names = set(re.findall(r'name="([^"]+)"', await answer.text()))
            given = {name: value for name, value in FILLED_IN.items() if name in names}
        raise BenchFailed("the form does not come to its overview")

    async def _button(self, conversation: str) -> str:
        async with self.session.get(f"{self.place.url}/v1/gesprekken/{conversation}/berichten") as answer:
            messages = (await answer.json())["berichten"]
        buttons = [button for message in messages for button in message["knoppen"]]
        found = [button["waarde"] for button in buttons if button["tekst"] == SEND]
        if not found:
            raise BenchFailed("the overview has no button that sends")
        return str(found[-1])

    async def _send(self, ready: Ready) -> None:
        url = f"{self.place.url}/v1/gesprekken/{ready.conversation}/berichten"
        async with self.session.post(url, json={"tekst": ready.button}) as answer:
            told: dict[str, Any] = await answer.json()
            if answer.status != 200 or len(told["tickets"]) != 1:
                raise BenchFailed(f"{self.name}: a ticket was not handed over ({answer.status})")

    async def _check(self) -> None:
        """Raises `BenchFailed` unless all that was handed over is received and acknowledged, each once."""
        async with self.database.read() as session:
            states = Counter((await session.scalars(select(Ticket.state))).all())
            offers = Counter(
                (await session.scalars(select(Outbox.state).where(Outbox.kind == OFFERED))).all()
            )
            numbers = await session.scalar(select(func.count(func.distinct(Outbox.subject))))
        if self.receiver.faults:
            raise BenchFailed(f"{self.name}: {self.receiver.faults[0]}")
        if (states, offers, numbers) != ({"ontvangen": self.handed}, {"bevestigd": self.handed}, self.handed):
            raise BenchFailed(f"{self.name}: not everything arrived once: {states}, {offers}, {numbers}")


@contextlib.asynccontextmanager
async def opened(folder: Path, name: str, url: str) -> AsyncIterator[Office]:
    """A running loket on this database, with a receiver that has subscribed over the API."""
    register = folder / name / "data" / "register"
    register.mkdir(parents=True)
    (register / "routes.yml").write_text(ROUTES, encoding="utf-8")
    place = servers.make_place(folder / name / "var", listing.settings(url, register.parent))
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        started = await stack.enter_async_context(servers.loket(place, "serve"))
        await started.until(f"the loket on {name}", lambda: servers.gives_200(session, f"{place.url}/livez"))
        database = Database.connect(url)
        stack.push_async_callback(database.dispose)
        token, _ = await TokenService(database, clock=lambda: datetime.now(UTC)).add(ORGANISATION, "bench")
        receiver = await stack.enter_async_context(receiving(session, token))
        headers = {"Authorization": f"Bearer {token}"}
        async with session.post(
            f"{place.url}/v1/abonnementen", json={"url": receiver.url}, headers=headers
        ) as answer:
            if answer.status != 201:
                raise BenchFailed(f"the subscription was not taken: {await answer.text()}")
            receiver.secret = str((await answer.json())["geheim"])
        yield Office(name, place, database, session, receiver)


async def measure(folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """Tickets a second on both databases as notes (there is no bar), and the figures of listing an inbox."""
    figures: list[Figure] = []
    notes: list[str] = []
    async with contextlib.AsyncExitStack() as stack:
        new_url = await _databases(folder, stack)
        for name in DATABASES:
            url = new_url.get(name)
            if url is None:
                notes.append(f"handoff   {name}: not measured, this machine cannot run it")
                continue
            notes.append(await _handoff(folder, name, await url("handoff"), rounds))
            found, said = await listing.measure(folder, name, url, rounds)
            figures += found
            notes += said
    return figures, notes


async def _handoff(folder: Path, name: str, url: str, rounds: int) -> str:
    async with opened(folder, name, url) as office:
        await office.round(AT_ONCE)
        office.rates.clear()
        office.alone.clear()
        for number in range(1, rounds + 1):
            await office.round(TICKETS)
            say(f"  hand-off {name} {number}/{rounds}: {office.rates[-1]:.1f} tickets/s")
    alone = Spread.of(office.alone)
    return (
        f"handoff   {name}: {Spread.of(office.rates).text(' tickets/s', 1)} handed over, delivered by webhook and "
        f"acknowledged, {AT_ONCE} citizens at once; one alone {alone.text(' ms', 0, 1000)} "
        f"(the worker looks every {TICK_SECONDS:g} s); {office.handed} tickets, each arrived once"
    )


NewUrl = Callable[[str], Awaitable[str]]


async def _databases(folder: Path, stack: contextlib.AsyncExitStack) -> dict[str, NewUrl]:
    """Of each kind that this machine has: how to get an empty database of a name."""

    async def sqlite(name: str) -> str:
        return f"sqlite:///{folder / name}.db"

    made: dict[str, NewUrl] = {"SQLite": sqlite}
    try:
        server = await asyncio.to_thread(PostgresServer, durable=True)
    except NoPostgres as fault:
        say(f"PostgreSQL is left out: {fault}")
        return made
    stack.callback(server.stop)

    async def postgresql(name: str) -> str:
        await server.run(f'CREATE DATABASE "{name}"')
        return server.url(name)

    return made | {"PostgreSQL": postgresql}
