"""The figures of signals: a hundred thousand of them, a ministry's overview, a filtered list, and a whole clustering."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import insert

from bench.baseline import BenchFailed
from bench.report import Figure, Spread, say
from bot.accounts.roles import Role
from bot.app import Loket, build
from bot.register.models import Scheme
from bot.settings import load_settings
from bot.signals.clustering.run import ClusterRun
from bot.signals.facets import rows_of
from bot.signals.hardness import propose
from bot.signals.law import main_law
from bot.signals.tally import put
from bot.store import Base, Case, Signal, SignalMinistry
from bot.web.staff import COOKIE

MANY, CHUNK = 100_000, 2000
OVERVIEW_MS, CLUSTER_SECONDS = 300.0, 600.0
READER = "lezer-bench"
PASSWORD = "alleen voor een meting"  # noqa: S105 - of an account that lives as long as the measurement
TOPICS_PER_SCHEME, TOPIC_WORDS, OTHER_WORDS = 8, 9, 400
DAYS = 730
PAGES = (
    ("signals: overview of a ministry", "/signalen/"),
    ("signals: list by law, effect and weight", "/signalen/lijst?wet=Participatiewet&gevolg=gezin&gewicht=4"),
    ("signals: a page of all", "/signalen/lijst"),
    ("signals: clusters", "/signalen/clusters"),
    ("signals: the public page", "/signalen/openbaar"),
)


async def measure(folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """How long each page takes with 100,000 signals, and how long it takes to cluster them all."""
    environment = {"LOKET_ENV_FILE": os.devnull, "LOKET_ENV": "test", "LOKET_VAR": str(folder / "signals")}
    loket = await build(load_settings(environment))
    try:
        began = time.monotonic()
        await _fill(loket)
        say(f"  {MANY} signals made in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        outcome = await ClusterRun(loket.database, lambda: datetime.now(UTC), _progress).run()
        clustering = time.monotonic() - began
        figures = await _pages(loket, rounds)
    finally:
        await loket.close()
    figures.append(
        Figure("signals: clustering all of them", Spread.of([clustering]), CLUSTER_SECONDS, unit=" s")
    )
    placed = f"{outcome.placed} of {outcome.total} in {outcome.new_clusters} clusters"
    return figures, [f"signals   {MANY} signals; {placed}; SQLite on this machine's disk"]


def _progress(done: int, total: int) -> None:
    if done == total or done % 10 == 0:
        say(f"  clustering {done}/{total}")


async def _pages(loket: Loket, rounds: int) -> list[Figure]:
    await loket.accounts.add(
        name=READER, login=READER, password=PASSWORD, role=Role.LEZER, organisation="ministerie:SZW"
    )
    fresh = await loket.accounts.log_in(READER, PASSWORD, address="::1")
    runner = web.AppRunner(loket.public, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        async with aiohttp.ClientSession(cookies={COOKIE: fresh.token}) as session:
            return [await _page(session, f"http://{host}:{port}{path}", name, rounds) for name, path in PAGES]
    finally:
        await runner.cleanup()


async def _page(session: aiohttp.ClientSession, address: str, name: str, rounds: int) -> Figure:
    took = []
    # One look more, which is not counted: it brings the file's pages into memory.
    for number in range(rounds + 1):
        began = time.monotonic()
        async with session.get(address) as answer:
            text = await answer.text()
        if answer.status != 200 or "<h1>" not in text:
            raise BenchFailed(f"{address} answers {answer.status}")
        if number:
            took.append((time.monotonic() - began) * 1000)
    return Figure(name, Spread.of(took), OVERVIEW_MS, unit=" ms")


async def _fill(loket: Loket) -> None:
    schemes = [one for one in loket.knowledge().register.schemes.values() if one.rule_owners]
    ministries = sorted(loket.knowledge().register.ministries)
    dice = random.Random(2022)  # noqa: S311 - the same signals every time, no secret
    words = _vocabulary(dice)
    made = _signals(dice, schemes, words)
    for start in range(0, MANY, CHUNK):
        signals = [next(made) for _ in range(CHUNK)]
        shares = {one.id: _owners(dice, ministries, schemes, one) for one in signals}
        await _store(loket, start, signals, shares)


async def _store(loket: Loket, start: int, signals: list[Signal], shares: dict[int, list[str]]) -> None:
    cases = [
        {
            "id": one.id,
            "number": f"D-{one.id}",
            "idempotency_key": f"bench-{one.id}",
            "created_at": one.created_at,
        }
        for one in signals
    ]
    owners = [
        {"signal_id": one, "code": code, "position": position}
        for one, codes in shares.items()
        for position, code in enumerate(codes)
    ]
    facets = [row for one in signals for row in rows_of(one, shares[one.id])]
    async with loket.database.write() as session:
        for table, rows in (
            (Case, cases),
            (Signal, [_row(one) for one in signals]),
            (SignalMinistry, owners),
        ):
            await session.execute(insert(table), rows)
        await put(session, facets)
    if start % 20_000 == 0:
        say(f"  filling {start}/{MANY}")


def _row(made: Base) -> dict[str, Any]:
    return {column.key: getattr(made, column.key) for column in made.__table__.columns}


def _owners(dice: random.Random, ministries: list[str], schemes: list[Scheme], signal: Signal) -> list[str]:
    """The scheme's ministries, and for one in four another, as in the consultation (498 against 403)."""
    own = next(list(one.rule_owners) for one in schemes if one.id == signal.scheme)
    if dice.random() < 0.24:
        other = dice.choice(ministries)
        return own if other in own else [*own, other]
    return own


def _vocabulary(dice: random.Random) -> list[str]:
    """Words that look like words: enough for every topic to have its own."""
    sounds = ["ba", "de", "gi", "ko", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "zo"]
    return sorted({"".join(dice.choice(sounds) for _ in range(dice.randint(3, 4))) for _ in range(6000)})


def _signals(dice: random.Random, schemes: list[Scheme], words: list[str]) -> Iterator[Signal]:
    topics = {
        scheme.id: [[dice.choice(words) for _ in range(TOPIC_WORDS)] for _ in range(TOPICS_PER_SCHEME)]
        for scheme in schemes
    }
    others = [dice.choice(words) for _ in range(OTHER_WORDS)]
    # As with people: most is about a few schemes.
    weights = [1 / (place + 1) for place in range(len(schemes))]
    began = datetime.now(UTC) - timedelta(days=DAYS)
    effects = ("bestaanszekerheid", "werk", "gezin", "gezondheid_mentaal", "schulden", "rechtspositie")
    for number in range(1, MANY + 1):
        scheme = dice.choices(schemes, weights)[0]
        topic = dice.choice(topics[scheme.id])
        story = " ".join(dice.sample(topic, 5) + [dice.choice(others) for _ in range(9)])
        felt = {one: dice.randint(1, 5) for one in dice.sample(effects, dice.randint(0, 3))}
        law, article = main_law(scheme.law)
        proposal = propose(felt, story)
        yield Signal(
            id=number,
            number=f"S-{number}",
            code_salt="bench",
            case_id=number,
            idempotency_key=f"bench-{number}",
            scheme=scheme.id,
            law=law,
            article=article,
            executor=scheme.executor,
            municipality=f"gemeente:{dice.randint(1, 342):04d}" if scheme.executor == "gemeente" else None,
            cause=dice.sample(["O1", "O2", "O3", "O5"], dice.randint(0, 2)),
            effects=felt,
            category={},
            role=dice.choice(["burger", "burger", "burger", "naaste", "professional", "organisatie"]),
            story=story,
            own_suggestion=None,
            visibility="vertrouwelijk",
            reply_wanted=dice.random() < 0.5,
            status=dice.choice(["ontvangen", "bekeken", "gebruikt", "afgesloten"]),
            created_at=began + timedelta(days=DAYS) * (number / MANY),
            hardness=proposal.hardness.value,
            hardness_why=list(proposal.why),
            hardness_decided=None,
        )
