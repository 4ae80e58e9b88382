"""What the bench starts: lokets and engines on free loopback ports. Each is gone when its context ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bench.baseline import BenchFailed, Files
from bot.engine import process
from bot.engine.settings import EngineSettings, engine_environment
from bot.settings import NAMES, ROOT

START_SECONDS = 300.0
STOP_SECONDS = 15.0
BETWEEN_POLLS = 0.02
ENOUGH = "1000000"


def free_ports(count: int) -> list[int]:
    """So many ports on loopback that nobody uses now, all different."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


@dataclass(frozen=True)
class Place:
    """Where one loket and its engine live: ports, their shared secret, and a folder of their own."""

    var: Path
    port: int
    actions_port: int
    engine_port: int
    token: str
    # Settings of this place alone, over all others.
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The loket's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def engine_url(self) -> str:
        """The engine's address."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def log(self) -> Path:
        """Everything that the loket wrote."""
        return self.var / "loket.log"

    @property
    def engine_log(self) -> Path:
        """Everything that an engine started here wrote."""
        return self.var / "engine.log"

    def failures(self) -> int:
        """How many turns the loket had to answer without its engine."""
        words = self.log.read_text(errors="replace") if self.log.exists() else ""
        return words.count("engine_failed") + words.count("turn_failed")

    def environment(self) -> dict[str, str]:
        """The loket's environment: a demonstration on these ports, that no `.env` can send elsewhere."""
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        return kept | {
            "LOKET_ENV": "demo",
            "LOKET_HOST": "127.0.0.1",
            "LOKET_PORT": str(self.port),
            "LOKET_ACTIONS_PORT": str(self.actions_port),
            "LOKET_ENGINE_PORT": str(self.engine_port),
            "LOKET_ENGINE_URL": self.engine_url,
            "LOKET_ENGINE_TOKEN": self.token,
            "LOKET_DATABASE_URL": f"sqlite+aiosqlite:///{self.var / 'loket.db'}",
            "LOKET_BASE_URL": self.url,
            "LOKET_RATE_PER_CONVERSATION": ENOUGH,
            "LOKET_RATE_PER_ADDRESS": ENOUGH,
            "LOKET_VAR": str(self.var),
            **self.more,
        }

    def engine_settings(self) -> EngineSettings:
        """The same engine as the loket itself would start, here."""
        return EngineSettings(ROOT, self.engine_port, self.actions_port, self.token, ROOT / "models")


def make_place(folder: Path, more: Mapping[str, str] | None = None) -> Place:
    """A place with free ports; its folder is made. `more`: settings of this place alone."""
    folder.mkdir(parents=True, exist_ok=True)
    port, actions_port, engine_port = free_ports(3)
    return Place(folder, port, actions_port, engine_port, secrets.token_urlsafe(24), more or {})


@dataclass(frozen=True)
class Started:
    """A process that we started and the moment (time.monotonic) at which we did."""

    child: asyncio.subprocess.Process
    begin: float
    log: Path

    async def until(self, what: str, answers: Callable[[], Awaitable[bool]]) -> float:
        """Seconds from its start until `answers` says yes; raises `BenchFailed` when it ends or takes too long."""
        while time.monotonic() < self.begin + START_SECONDS:
            if self.child.returncode is not None:
                raise BenchFailed(f"{what} ended by itself:\n{self.log.read_text(errors='replace')[-2000:]}")
            if await answers():
                return time.monotonic() - self.begin
            await asyncio.sleep(BETWEEN_POLLS)
        raise BenchFailed(f"{what} was not ready within {START_SECONDS:.0f} s")


@contextlib.asynccontextmanager
async def running(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path
) -> AsyncIterator[Started]:
    """A process with its family in a group of its own, stopped by that group's id whatever happens inside."""
    begin = time.monotonic()
    child = await process.start(command, environment, folder, log)
    try:
        yield Started(child, begin, log)
    finally:
        await process.stop(child, STOP_SECONDS)


def loket(place: Place, command: str) -> contextlib.AbstractAsyncContextManager[Started]:
    """`python -m bot run` or `serve`, at this place."""
    return running([sys.executable, "-m", "bot", command], place.environment(), ROOT, place.log)


def loket_by_make(place: Place) -> contextlib.AbstractAsyncContextManager[Started]:
    """`make run`, as a person types it, at this place."""
    return running(["make", "run"], place.environment(), ROOT, place.log)


def engine(place: Place, model: Path, files: Files) -> contextlib.AbstractAsyncContextManager[Started]:
    """An engine with this model and these files, at this place."""
    settings = place.engine_settings()
    command = [
        str(settings.python), "-m", "engine", "run",
        "--model", str(model),
        "--endpoints", str(files.endpoints),
        "--credentials", str(files.credentials),
        "--interface", "127.0.0.1",
        "--port", str(place.engine_port),
    ]  # fmt: skip
    return running(command, engine_environment(settings, os.environ), ROOT, place.engine_log)


def bare_rasa(place: Place, model: Path) -> contextlib.AbstractAsyncContextManager[Started]:
    """`rasa run` as it comes: the model, the REST channel, and nothing of ours but the classifier's code."""
    credentials, endpoints = place.var / "bare-credentials.yml", place.var / "bare-endpoints.yml"
    credentials.write_text("rest:\n", encoding="utf-8")
    endpoints.write_text("{}\n", encoding="utf-8")
    settings = place.engine_settings()
    command = [
        str(settings.python), "-m", "rasa", "run",
        "--model", str(model),
        "--endpoints", str(endpoints),
        "--credentials", str(credentials),
        "--interface", "127.0.0.1",
        "--port", str(place.engine_port),
    ]  # fmt: skip
    return running(command, engine_environment(settings, os.environ), ROOT, place.var / "bare.log")


async def gives_200(session: aiohttp.ClientSession, url: str, token: str | None = None) -> bool:
    """Whether this address answers 200 now."""
    headers = {"X-Loket-Token": token} if token else {}
    try:
        async with session.get(url, headers=headers, timeout=aiohttp.ClientTimeout(total=5)) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
