"""Puts texts to a running loket: `POST /v1/wegwijzer`, two at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

AT_ONCE = 2
SECONDS = 30.0
# A flood is answered with 429 and how long to wait; a whole run is one.
TRIES = 30
type Pause = Callable[[float], Awaitable[None]]


class SignpostFailed(Exception):
    """The signpost did not answer as the contract says. Never holds the text that was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the signpost made of a text: doors and executors, best first, and how certain of the first door."""

    door: str
    certainty: float
    doors: tuple[str, ...]
    executors: tuple[str, ...]


def read_answer(body: Any) -> Answer:
    """The answer in a body of `/v1/wegwijzer`; `SignpostFailed` when it has another shape.

    `deur` is the first of the doors, also when `deuren` leaves it out.
    """
    try:
        door = str(body["deur"])
        others = [str(one["id"]) for one in body["deuren"]]
        executors = tuple(str(one["id"]) for one in body["uitvoerders"])
        certainty = float(body["zekerheid"])
    except (KeyError, TypeError, ValueError) as fault:
        raise SignpostFailed(f"the answer has another shape: {type(fault).__name__} {fault}") from fault
    return Answer(door, certainty, tuple(dict.fromkeys((door, *others))), executors)


async def _ask(session: aiohttp.ClientSession, url: str, text: str, pause: Pause) -> Answer:
    for _ in range(TRIES):
        async with session.post(url, json={"tekst": text}) as response:
            if response.status == 429:
                wait = float(response.headers.get("Retry-After", "1"))
            elif response.status == 200:
                return read_answer(await response.json())
            else:
                raise SignpostFailed(f"status {response.status}")
        await pause(wait)
    raise SignpostFailed(f"still 429 after {TRIES} tries")


async def ask_all(base_url: str, texts: Iterable[str], *, pause: Pause = asyncio.sleep) -> dict[str, Answer]:
    """The answer to each text; equal texts are asked once.

    Raises `SignpostFailed` when one is not answered, `aiohttp.ClientError` or TimeoutError when nobody is there.
    """
    url = f"{base_url.rstrip('/')}/v1/wegwijzer"
    waiting: Sequence[str] = list(dict.fromkeys(texts))
    answers: dict[str, Answer] = {}
    todo = iter(waiting)

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:

        async def worker() -> None:
            for text in todo:
                answers[text] = await _ask(session, url, text, pause)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(worker())
        except ExceptionGroup as faults:
            # Both workers fail for one reason: the first says it.
            raise faults.exceptions[0] from None
    return answers
