"""The engine kept running: trained when needed, started, watched, started again, and gone when we are."""

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog

from bot.engine import process
from bot.engine.client import EngineClient
from bot.engine.model import Say, TrainingFailed, ensure_model
from bot.engine.settings import EngineSettings, engine_environment

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
SECONDS_BETWEEN_POLLS = 0.2
SECONDS_BETWEEN_CHECKS = 5.0
MISSES_ALLOWED = 3

log = structlog.get_logger(__name__)


class EngineState(StrEnum):
    """What the engine is doing now, for the page and for /readyz."""

    STOPPED = "stopped"
    TRAINING = "training"
    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting"


@dataclass(frozen=True)
class Pauses:
    """Seconds to wait before a next start: doubling from `first` to `longest`, anew after a steady run."""

    first: float = FIRST_PAUSE
    longest: float = LONGEST_PAUSE
    steady: float = STEADY_SECONDS

    def after(self, previous: float | None, ran: float) -> float:
        """The pause after a run of `ran` seconds after a pause of `previous` (None: the first run)."""
        if previous is None or ran >= self.steady:
            return self.first
        return min(previous * 2, self.longest)


class Supervisor:
    """Runs one engine until cancelled. Nothing of it is left when `run` ends, however it ends."""

    def __init__(self, settings: EngineSettings, say: Say, pauses: Pauses | None = None) -> None:
        """`say` gets lines for the person at the terminal (progress, in Dutch)."""
        self._settings = settings
        self._say = say
        self._pauses = pauses or Pauses()
        self.state = EngineState.STOPPED
        self.pid: int | None = None

    async def run(self) -> None:
        """Keeps an engine running until this task is cancelled; a failure is logged and tried again."""
        pause: float | None = None
        loop = asyncio.get_running_loop()
        try:
            while True:
                begin = loop.time()
                try:
                    await self._run_once()
                except (TrainingFailed, OSError) as fault:
                    # What these say comes from our own files and the system, not from citizens.
                    log.error("engine_not_started", kind=type(fault).__name__, reason=str(fault))
                    self._say(f"De assistent kan niet starten: {fault}")
                pause = self._pauses.after(pause, loop.time() - begin)
                self.state = EngineState.WAITING
                log.warning("engine_restart", after_seconds=pause)
                await asyncio.sleep(pause)
        finally:
            self.state = EngineState.STOPPED

    async def _run_once(self) -> None:
        self.state = EngineState.TRAINING
        model = await ensure_model(self._settings, self._say)
        _check_port(self._settings.port)
        self.state = EngineState.STARTING
        child = await process.start(
            _command(self._settings, model),
            engine_environment(self._settings, os.environ),
            self._settings.root,
            self._settings.logs / "engine.log" if self._settings.logs else None,
        )
        self.pid = child.pid
        log.info("engine_started", pid=child.pid, model=model.name)
        try:
            async with EngineClient(self._settings.url, self._settings.token) as client:
                if await self._becomes_ready(child, client):
                    self.state = EngineState.READY
                    log.info("engine_ready", pid=child.pid)
                    await self._watch(child, client)
        finally:
            self.pid = None
            await process.stop(child, self._settings.stop_seconds)
            log.info("engine_stopped", pid=child.pid, code=child.returncode)

    async def _becomes_ready(self, child: asyncio.subprocess.Process, client: EngineClient) -> bool:
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.start_seconds
        while loop.time() < end:
            if await _ended(child, SECONDS_BETWEEN_POLLS):
                log.error("engine_died_at_start", code=child.returncode)
                return False
            if await client.ready():
                return True
        log.error("engine_start_too_slow", seconds=self._settings.start_seconds)
        return False

    async def _watch(self, child: asyncio.subprocess.Process, client: EngineClient) -> None:
        """Returns when the engine died, has not answered for a while, or holds more memory than it may."""
        misses = 0
        while not await _ended(child, SECONDS_BETWEEN_CHECKS):
            misses = 0 if await client.ready() else misses + 1
            memory = process.resident_megabytes(child.pid) or 0
            if misses >= MISSES_ALLOWED:
                log.error("engine_silent", checks=misses)
                return
            if memory > self._settings.memory_mb:
                log.error("engine_too_big", megabytes=memory)
                return
        log.error("engine_died", code=child.returncode)


def run_engine(settings: EngineSettings, say: Say = print) -> None:
    """Runs the engine, supervised, until SIGINT or SIGTERM; leaves no process behind. For `loket engine`."""
    asyncio.run(_until_signalled(Supervisor(settings, say)))


async def _until_signalled(supervisor: Supervisor) -> None:
    task = asyncio.ensure_future(supervisor.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _ended(child: asyncio.subprocess.Process, seconds: float) -> bool:
    try:
        await asyncio.wait_for(child.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _command(settings: EngineSettings, model: Path) -> list[str]:
    return [
        str(settings.python), "-m", "engine", "run",
        "--model", str(model),
        "--endpoints", str(settings.root / "endpoints.yml"),
        "--credentials", str(settings.root / "credentials.yml"),
        "--interface", "127.0.0.1",
        "--port", str(settings.port),
    ]  # fmt: skip


def _check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as fault:
            raise OSError(
                fault.errno, f"poort {port} voor de assistent is bezet (LOKET_ENGINE_URL)"
            ) from fault
