"""Citizens who type. The texts are fixed, the questions decide which comes: both sides walk the same way."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.baseline import BenchFailed

DOOR = "betalingsregeling"
STORY = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"
# What is typed at each question, so that any order of questions is answered.
ANSWERS = {
    "verhaal": STORY,
    "schulden.0.eens": "ja",
    "schulden.0.datum_brief": "3 november",
    "schulden.0.kenmerk": "1234567812345678",
    "schulden": "nee",
    "per_maand": "40 euro per maand",
    "sinds": "sinds september",
    "gebeurd": "nog niets",
    "hulp": "nee",
    "voor_wie": "voor mezelf",
    "naam": "Jan Jansen",
    "contact": "jan@example.nl",
    "akkoord": "verstuur",
}
LAST = "nog_iets"
# The long conversation stays at one question, so that turn 60 does the same work as turn 6: only its length differs.
LINGER_AT = "schulden.0.kenmerk"
LINGER = ("nee, ik bedoel 280 euro", "nee, ik bedoel 4 november", "nee, ik bedoel 290 euro")
MOST_TURNS = 20


@dataclass
class Talk:
    """What conversations gave: seconds of every typed turn in order, and how many did not go the usual way."""

    seconds: list[float] = field(default_factory=list)
    finished: int = 0
    astray: int = 0


class Citizen:
    """One conversation over `/v1/gesprekken`. Every typed turn is timed; a button (only for a door) is not."""

    def __init__(self, session: aiohttp.ClientSession, url: str, talk: Talk) -> None:
        self._session, self._url, self._talk = session, url, talk
        self._id, self._asked, self._buttons = "", "", [""]

    async def begin(self) -> None:
        """A new conversation."""
        self._read(await self._call("/v1/gesprekken", {}, 201), first=True)

    async def story(self) -> None:
        """From the first sentence to the number of a ticket; a conversation that strays is left."""
        await self.begin()
        for _ in range(MOST_TURNS):
            text = await self._next_text()
            if text is None:
                break
            await self.type(text)
            if self._asked == LAST:
                self._talk.finished += 1
                return
        self._talk.astray += 1

    async def long(self, turns: int) -> None:
        """A conversation of so many typed turns, most of them alike."""
        await self.begin()
        typed = 0
        while self._asked != LINGER_AT:
            text = await self._next_text()
            if text is None or typed >= MOST_TURNS:
                raise BenchFailed(f"the long conversation strayed to the question {self._asked!r}")
            await self.type(text)
            typed += 1
        while typed < turns:
            await self.type(LINGER[typed % len(LINGER)])
            typed += 1
            if self._asked != LINGER_AT:
                self._talk.astray += 1

    async def type(self, text: str) -> None:
        """One typed message, timed from the request to the whole answer."""
        begin = time.perf_counter()
        answer = await self._call(f"/v1/gesprekken/{self._id}/berichten", {"tekst": text}, 200)
        self._talk.seconds.append(time.perf_counter() - begin)
        self._read(answer)

    async def _next_text(self) -> str | None:
        if self._asked == "deur":
            button = next(value for value in self._buttons if value.startswith("/deur."))
            value = f"/deur.{DOOR}:{button.rpartition(':')[2]}"
            self._read(await self._call(f"/v1/gesprekken/{self._id}/berichten", {"tekst": value}, 200))
        return ANSWERS.get(self._asked)

    def _read(self, answer: dict[str, Any], *, first: bool = False) -> None:
        if first:
            self._id = str(answer["id"])
        question = answer["vraag"] or {}
        self._asked = str(question.get("pad") or question.get("veld") or "")
        self._buttons = [button["waarde"] for message in answer["berichten"] for button in message["knoppen"]]

    async def _call(self, path: str, body: dict[str, str], status: int) -> dict[str, Any]:
        async with self._session.post(self._url + path, json=body) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
            if response.status != status:
                raise BenchFailed(f"{response.status} instead of {status} from {path.partition('/v1')[1]}")
            return answer
