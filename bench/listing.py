"""The figures of listing an inbox: 100,000 tickets beside 100, each in a database and a loket of its own.

What is timed is the whole page (`/uitvoerder/`, with the counts beside its views) and a page of the API
(`GET /v1/tickets`), over HTTP on loopback, by turns; a figure is the ratio of the medians of one round.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import text

from bench import servers
from bench.baseline import BenchFailed
from bench.report import Figure, Spread, say
from bot.accounts.roles import Role
from bot.accounts.service import AccountService
from bot.accounts.tokens import TokenService
from bot.store import Database, Ticket, migrate
from bot.tickets.organisations import Organisation
from bot.tickets.packages import HandOver, PackageField, TicketPackage
from bot.tickets.service import TicketService

ORGANISATION = "cjib"
SMALL, LARGE = 100, 100_000
BAR = 2.0
REQUESTS = 30
LOGIN, PASSWORD = "bench", "een wachtwoord voor de meting"
PAGE, API = "/uitvoerder/", "/v1/tickets"
# The other ways to look, whose pages are not full in an inbox of 100: told, and held to no bar.
OTHERS = {
    "van mij": "/uitvoerder/?toon=mijn",
    "te laat": "/uitvoerder/?toon=laat",
    "wacht op burger": "/uitvoerder/?toon=wacht",
    "zoeken": "/uitvoerder/?q=boete",
}
# Each copy of the first ticket has its own of these, so that every view holds something and none holds all.
COPIED = {
    "id": "n.i",
    "number": "'X' || n.i",
    "idempotency_key": "'k' || n.i",
    "state": "CASE n.i % 4 WHEN 0 THEN 'aangeboden' WHEN 1 THEN 'wacht_op_burger' ELSE 'in_behandeling' END",
    "owner_id": "CASE WHEN n.i % 3 = 0 THEN NULL ELSE 1 END",
    "attention": "CASE WHEN n.i % 3 = 1 THEN 'antwoord' END",
    "rank": "CASE WHEN n.i % 20 = 0 THEN 0 ELSE 1 END",
}
LATER = {
    "sqlite": "date('2026-12-01', '+' || (n.i * 7919 % 365) || ' days')",
    "postgresql": "date '2026-12-01' + (n.i * 7919 % 365)",
}


def settings(url: str, data: Path | None = None) -> Mapping[str, str]:
    """The settings of a measured loket: this database, no accounts of a demonstration, no `.env`."""
    more = {"LOKET_ENV": "test", "LOKET_ENV_FILE": os.devnull, "LOKET_DATABASE_URL": url}
    return more if data is None else {**more, "LOKET_DATA_DIR": str(data)}


@dataclass
class Inbox:
    """A running loket with so many tickets, and how long its pages took in this round."""

    place: servers.Place
    session: aiohttp.ClientSession
    headers: Mapping[str, str]
    seconds: dict[str, list[float]] = field(default_factory=dict)

    async def look(self, path: str) -> None:
        """One page, timed from the request to its last byte."""
        begin = time.perf_counter()
        async with self.session.get(self.place.url + path, headers=self.headers) as answer:
            page = await answer.text()
        self.seconds.setdefault(path, []).append(time.perf_counter() - begin)
        if answer.status != 200 or "X" not in page:
            raise BenchFailed(f"{path} gave {answer.status} and no list")

    def median(self, path: str) -> float:
        """Seconds."""
        return statistics.median(self.seconds[path])


async def measure(
    folder: Path, name: str, new_url: Callable[[str], Awaitable[str]], rounds: int
) -> tuple[list[Figure], list[str]]:
    """The ratio of a large inbox to a small one on this kind of database, and the milliseconds behind it."""
    paths = (PAGE, API, *OTHERS.values())
    ratios: dict[str, list[float]] = {path: [] for path in paths}
    spent: dict[tuple[str, int], list[float]] = {}
    async with contextlib.AsyncExitStack() as stack:
        inboxes: dict[int, Inbox] = {}
        for count in (SMALL, LARGE):
            say(f"  {name}: an inbox of {count} tickets is made ...")
            url = await new_url(f"inbox{count}")
            inboxes[count] = await stack.enter_async_context(_opened(folder / f"{name}-{count}", url, count))
        for number in range(rounds + 1):
            for inbox in inboxes.values():
                inbox.seconds.clear()
            for turn in range(REQUESTS if number else 3):
                # Who goes first alternates, so that a slow moment of the machine does not always hit the same.
                for inbox in list(inboxes.values())[:: 1 if turn % 2 else -1]:
                    for path in paths if turn % 3 == 0 else (PAGE, API):
                        await inbox.look(path)
            if number:  # the first was the warm-up
                for path in paths:
                    ratios[path].append(inboxes[LARGE].median(path) / inboxes[SMALL].median(path))
                    for count, inbox in inboxes.items():
                        spent.setdefault((path, count), []).append(inbox.median(path))
    figures = [
        Figure(f"inbox of 100,000 / of 100, {what}, {name}", Spread.of(ratios[path]), BAR)
        for what, path in (("page", PAGE), ("API", API))
    ]
    both = {
        path: [Spread.of(spent[path, count]).text(" ms", 1, 1000) for count in (SMALL, LARGE)]
        for path in paths
    }
    others = ", ".join(f"{what} {Spread.of(ratios[path]).text()}" for what, path in OTHERS.items())
    return figures, [
        f"inbox     {name}: page {both[PAGE][0]} with 100 and {both[PAGE][1]} with 100,000; "
        f"API {both[API][0]} and {both[API][1]}",
        f"          other ratios: {others}",
    ]


@contextlib.asynccontextmanager
async def _opened(folder: Path, url: str, count: int) -> AsyncIterator[Inbox]:
    """A running loket whose organisation has so many open tickets, with somebody logged in and a token."""
    token = await _fill(url, count)
    place = servers.make_place(folder, settings(url))
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        started = await stack.enter_async_context(servers.loket(place, "serve"))
        await started.until("the loket", lambda: servers.gives_200(session, f"{place.url}/livez"))
        async with session.post(
            f"{place.url}/uitvoerder/inloggen",
            data={"inlognaam": LOGIN, "wachtwoord": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
            allow_redirects=False,
        ) as answer:
            if answer.status != 303:
                raise BenchFailed(f"nobody could log in: {answer.status}")
            cookie = f"loket_medewerker={answer.cookies['loket_medewerker'].value}"
        yield Inbox(place, session, {"Cookie": cookie, "Authorization": f"Bearer {token}"})


async def _fill(url: str, count: int) -> str:
    """One ticket that was really handed over, and copies of it, with the words that a search finds; a token."""
    await migrate(url)
    database = Database.connect(url)

    def now() -> datetime:
        return datetime.now(UTC)

    try:
        await AccountService(database, clock=now).add(
            name="Bench", login=LOGIN, password=PASSWORD, role=Role.UITVOERDER, organisation=ORGANISATION
        )
        token, _ = await TokenService(database, clock=now).add(ORGANISATION, "bench")
        known = {ORGANISATION: Organisation(ORGANISATION, "het CJIB")}
        tickets = TicketService(database, secret=b"bench", clock=now, organisations=known.get)
        await tickets.hand_over(HandOver(draft="1", tickets=(_package(),)))
        await _copy(database, count)
    finally:
        await database.dispose()
    return token


def _package() -> TicketPackage:
    return TicketPackage(
        door="betalingsregeling",
        organisation=ORGANISATION,
        fields=(PackageField("bedrag", "Bedrag", "bedrag", "274.00", "€ 274,00"),),
        summary="Een boete van 274 euro die niet in een keer betaald kan worden.",
        own_words="Ik kan die boete niet in een keer betalen.",
    )


async def _copy(database: Database, count: int) -> None:
    dialect = database.engine.dialect.name
    own = {**COPIED, "sort_by": LATER[dialect]}
    names = [column.name for column in Ticket.__table__.columns]
    values = ", ".join(own.get(name, f"ticket.{name}") for name in names)
    # The texts are all of this file and of our own tables.
    copies = (
        f"INSERT INTO ticket ({', '.join(names)}) "  # noqa: S608
        f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
        f"SELECT {values} FROM n, ticket WHERE ticket.id = 1"
    )
    words = (
        "INSERT INTO ticket_word (ticket_id, word, organisation) SELECT ticket.id, word, ticket.organisation "
        "FROM ticket_word, ticket WHERE ticket_id = 1 AND ticket.id > 1"
    )
    async with database.engine.begin() as connection:
        for statement in (copies, words, "ANALYZE"):
            await connection.execute(text(statement))
