"""The figures of the start: `make run` beside a bare `rasa run`, in turn."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from bench import servers
from bench.baseline import BenchFailed
from bench.report import Figure, Spread, say
from bot.engine.model import wanted_model

PAGE_SECONDS = 2.0


async def measure(folder: Path, rounds: int) -> tuple[list[Figure], list[str]]:
    """Seconds from `make run` to the page, and to the assistant as a multiple of a bare `rasa run`."""
    pages: list[float] = []
    assistants: list[float] = []
    bares: list[float] = []
    # One database for all starts: a warm clone has been started before.
    place = servers.make_place(folder / "start")
    async with aiohttp.ClientSession() as session:
        await _warm(session, place)
        for number in range(1, rounds + 1):
            page, assistant = await _make_run(session, place)
            pages.append(page)
            assistants.append(assistant)
            bares.append(await _bare(session, place))
            say(
                f"  start {number}/{rounds}: page {page:.2f} s, assistant {assistant:.1f} s; "
                f"bare rasa run {bares[-1]:.1f} s"
            )
    ratios = [assistant / bare for assistant, bare in zip(assistants, bares, strict=True)]
    figures = [
        Figure("page after `make run`, warm clone", Spread.of(pages), PAGE_SECONDS, unit=" s"),
        Figure("assistant ready / bare `rasa run` ready", Spread.of(ratios), 1.5),
    ]
    notes = [
        f"start     assistant {Spread.of(assistants).text(' s', 1)}; "
        f"bare rasa run with the same model {Spread.of(bares).text(' s', 1)}"
    ]
    return figures, notes


async def _warm(session: aiohttp.ClientSession, place: servers.Place) -> None:
    """Makes database, accounts and compiled files; nothing of it is measured."""
    async with servers.loket_by_make(place) as started:
        await started.until("the loket", lambda: servers.gives_200(session, f"{place.url}/readyz"))


async def _make_run(session: aiohttp.ClientSession, place: servers.Place) -> tuple[float, float]:
    async with servers.loket_by_make(place) as started:
        page = await started.until("the page", lambda: servers.gives_200(session, f"{place.url}/"))
        async with session.get(f"{place.url}/") as answer:
            if "/formulier/" not in await answer.text():
                raise BenchFailed("the first page offers no plain form")
        assistant = await started.until(
            "the assistant", lambda: servers.gives_200(session, f"{place.url}/readyz")
        )
    return page, assistant


async def _bare(session: aiohttp.ClientSession, place: servers.Place) -> float:
    async with servers.bare_rasa(place, wanted_model(place.engine_settings())) as started:
        return await started.until(
            "rasa run", lambda: servers.gives_200(session, f"{place.engine_url}/webhooks/rest/")
        )
