"""A really running, supervised engine with a fake loket behind it."""

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.engine.client import EngineClient
from bot.engine.settings import EngineSettings
from bot.engine.supervisor import EngineState, Pauses, Supervisor
from tests.engine.fake_actions import FakeActions

TOKEN = "a-token-for-the-tests-only"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningEngine:
    """The engine under test, on an event loop in a thread of its own."""

    settings: EngineSettings
    actions: FakeActions = field(default_factory=FakeActions)

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self.settings, lambda line: None, Pauses(first=0.1))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self.call(self._begin())
        self.wait_until_ready()

    def stop(self) -> None:
        self.call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def call[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def wait_until_ready(self, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while self.supervisor.state is not EngineState.READY:
            if time.monotonic() > end:
                pytest.fail("the engine did not become ready:\n" + self.log_text()[-3000:])
            time.sleep(0.1)

    def client(self, token: str = TOKEN) -> EngineClient:
        return EngineClient(self.settings.url, token)

    def log_text(self) -> str:
        assert self.settings.logs is not None
        return "".join(file.read_text(errors="replace") for file in self.settings.logs.glob("*.log"))

    async def _begin(self) -> None:
        self._runner = web.AppRunner(self.actions.app(), shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.settings.actions_port).start()
        self._task = asyncio.ensure_future(self.supervisor.run())

    async def _end(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._runner.cleanup()
