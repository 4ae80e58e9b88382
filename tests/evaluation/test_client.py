"""Asking a loket, against a stand-in that answers as the contract says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.evaluation.__main__ import main
from bot.evaluation.client import AT_ONCE, SignpostFailed, ask_all, read_answer

type Handler = Callable[[web.Request], Awaitable[web.Response]]

BODY = {
    "deur": "klacht",
    "zekerheid": 0.8,
    "deuren": [{"id": "klacht", "zekerheid": 0.8}, {"id": "bezwaar", "zekerheid": 0.1}],
    "uitvoerders": [{"id": "cjib", "naam": "CJIB", "zekerheid": 0.9}],
}


@asynccontextmanager
async def standing_in(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/v1/wegwijzer", handler)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def test_equal_texts_are_asked_once_and_never_more_than_two_at_a_time() -> None:
    asked: list[str] = []
    now, most = 0, 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        asked.append((await request.json())["tekst"])
        await asyncio.sleep(0)
        now -= 1
        return web.json_response(BODY)

    async with standing_in(handler) as url:
        answers = await ask_all(url, ["a", "b", "a", "c", "d", "e"])
    assert sorted(asked) == ["a", "b", "c", "d", "e"]
    assert set(answers) == set(asked)
    assert most <= AT_ONCE
    assert answers["a"].doors == ("klacht", "bezwaar")
    assert answers["a"].executors == ("cjib",)


async def test_a_flood_waits_as_long_as_it_is_told_and_asks_again() -> None:
    waited: list[float] = []
    refusals = 1

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async def handler(request: web.Request) -> web.Response:
        nonlocal refusals
        if refusals:
            refusals -= 1
            return web.Response(status=429, headers={"Retry-After": "7"})
        return web.json_response(BODY)

    async with standing_in(handler) as url:
        answers = await ask_all(url, ["a"], pause=pause)
    assert waited == [7.0]
    assert answers["a"].door == "klacht"


async def test_an_error_is_told_without_the_text() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=500)

    async with standing_in(handler) as url:
        with pytest.raises(SignpostFailed) as told:
            await ask_all(url, ["een geheim verhaal"])
    assert "500" in str(told.value)
    assert "geheim" not in str(told.value)


def test_the_door_stands_first_also_when_the_list_leaves_it_out() -> None:
    assert read_answer({**BODY, "deur": "spoed"}).doors == ("spoed", "klacht", "bezwaar")


@pytest.mark.parametrize("body", [None, [], {}, {**BODY, "deuren": "x"}, {**BODY, "zekerheid": None}])
def test_an_answer_of_another_shape_is_refused(body: object) -> None:
    with pytest.raises(SignpostFailed):
        read_answer(body)


def test_without_a_loket_nothing_is_measured_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:9"]) == 2
    assert "Niets gemeten" in capsys.readouterr().err
