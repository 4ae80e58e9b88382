"""The figures of turns: both sides run beside each other and are measured in alternating rounds."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp

from bench import servers
from bench.baseline import BenchFailed, ensure_model, write_files
from bench.citizen import Citizen, Talk
from bench.report import Figure, Spread, say
from bot.engine.model import ensure_model as ensure_our_model

AT_ONCE = 8
STORIES_ALONE = 3
STORIES_EACH = 2
LONG_TURNS = 62
# Around turn 6 and around turn 60 the conversation stands at one question, so these turns do the same work.
EARLY, LATE = slice(4, 8), slice(58, 62)
MOST_ASTRAY = 0.2
ALWAYS = {"LOKET_ENGINE_ALWAYS": "ja"}


@dataclass
class Side:
    """One of the two that are compared, and what its rounds gave."""

    name: str
    place: servers.Place
    alone: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    growth: list[float] = field(default_factory=list)
    talk: Talk = field(default_factory=Talk)

    async def round(self, session: aiohttp.ClientSession) -> None:
        """One round: conversations one by one, eight at once, one long one."""
        talk = Talk()
        for _ in range(STORIES_ALONE):
            await Citizen(session, self.place.url, talk).story()
        self.alone.append(statistics.median(talk.seconds))
        self._add(talk)
        self.together.append(await self._crowd(session))
        long = Talk()
        await Citizen(session, self.place.url, long).long(LONG_TURNS)
        self.growth.append(statistics.median(long.seconds[LATE]) / statistics.median(long.seconds[EARLY]))
        self._add(long)

    async def _crowd(self, session: aiohttp.ClientSession) -> float:
        """Typed turns a second with eight citizens at once."""
        talk = Talk()

        async def one() -> None:
            for _ in range(STORIES_EACH):
                await Citizen(session, self.place.url, talk).story()

        begin = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(one())
        self._add(talk)
        return len(talk.seconds) / (time.perf_counter() - begin)

    def _add(self, talk: Talk) -> None:
        self.talk.finished += talk.finished
        self.talk.astray += talk.astray

    def check(self) -> None:
        """Raises `BenchFailed` when what was measured is not what it should be: failed turns, or other roads."""
        failures = self.place.failures()
        if failures:
            raise BenchFailed(f"{self.name}: {failures} turns went without the engine; see {self.place.log}")
        if self.talk.astray > MOST_ASTRAY * (self.talk.finished + self.talk.astray):
            raise BenchFailed(
                f"{self.name}: {self.talk.astray} conversations went another way than the story's"
            )


async def measure(folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """The three figures of turns, and the measured values behind them as notes."""
    ours = Side("ours", servers.make_place(folder / "ours"))
    # As a stock assistant, the baseline hands every typed message to its engine; ours asks it when the answer
    # depends on what the message means. What that makes of the figures is measured apart.
    asking, base = (Side(name, servers.make_place(folder / name, ALWAYS)) for name in ("asking", "baseline"))
    sides = (ours, asking, base)
    settings = ours.place.engine_settings()
    model = await ensure_our_model(settings, say)
    base_model, _ = await ensure_model(base.place.engine_settings())
    files = write_files(base.place.var)
    say("Both sides start ...")
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await stack.enter_async_context(servers.loket(base.place, "serve"))
        engine = await stack.enter_async_context(servers.engine(base.place, base_model, files))
        await engine.until("the baseline", lambda: servers.gives_200(session, f"{base.place.url}/readyz"))
        for side in (ours, asking):
            loket = await stack.enter_async_context(servers.loket(side.place, "run"))
            await loket.until("the loket", partial(servers.gives_200, session, f"{side.place.url}/readyz"))
        say(f"Warm-up with {model.name} and {base_model.name} ...")
        for side in sides:
            await Citizen(session, side.place.url, Talk()).story()
        for number in range(1, rounds + 1):
            # Who goes first alternates, so that a slow minute of the machine does not always hit the same side.
            for side in sides if number % 2 else reversed(sides):
                await side.round(session)
            say(
                f"  round {number}/{rounds}: turn {ours.alone[-1] * 1000:.1f} against "
                f"{base.alone[-1] * 1000:.1f} ms, {ours.together[-1]:.1f} against {base.together[-1]:.1f} "
                f"turns/s, turn 60 / turn 6 {ours.growth[-1]:.2f} against {base.growth[-1]:.2f}"
            )
        for side in sides:
            side.check()
    figures = [
        Figure("turn, one conversation: ours / baseline", Spread.of(_ratios(ours.alone, base.alone)), 0.35),
        Figure(
            "turns a second, eight conversations: ours / baseline",
            Spread.of(_ratios(ours.together, base.together)),
            4.0,
            at_least=True,
        ),
        Figure("turn 60 / turn 6: ours", Spread.of(ours.growth), 1.2),
    ]
    notes = [
        f"{side.name:<9} turn {Spread.of(side.alone).text(' ms', 1, 1000)}; eight at once "
        f"{Spread.of(side.together).text('/s', 1)}; turn 60 / turn 6 {Spread.of(side.growth).text()}; "
        f"{side.talk.finished} stories told, {side.talk.astray} strayed"
        for side in sides
    ]
    notes.append(
        "with every turn asked of the engine (LOKET_ENGINE_ALWAYS): turn "
        f"{Spread.of(_ratios(asking.alone, base.alone)).text()} of the baseline, turns a second "
        f"{Spread.of(_ratios(asking.together, base.together)).text()} times"
    )
    return figures, notes


def _ratios(ours: list[float], base: list[float]) -> list[float]:
    return [our / their for our, their in zip(ours, base, strict=True)]
