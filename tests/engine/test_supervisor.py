"""The engine is kept running, and nothing of it stays behind."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import process
from bot.engine.model import wanted_model
from bot.engine.settings import EngineSettings, engine_environment
from bot.engine.supervisor import EngineState, Pauses, Supervisor
from tests.engine.running import TOKEN, RunningEngine, free_port

ROOT = Path(__file__).resolve().parents[2]


async def until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Returns when it happened; TimeoutError when it does not. What another process does can only be polled."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def settings_in(folder: Path, port: int) -> EngineSettings:
    return EngineSettings(
        root=folder, port=port, actions_port=1, token=TOKEN, models=folder / "models", logs=folder / "logs"
    )


@pytest.mark.engine
async def test_an_engine_that_is_killed_comes_back_by_itself(engine: RunningEngine) -> None:
    first = engine.supervisor.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: engine.supervisor.pid not in (first, None))
    await asyncio.to_thread(engine.wait_until_ready)
    assert engine.supervisor.pid not in (first, None)
    async with engine.client() as client:
        await client.say("x", "hallo", "1", {})
    assert len(engine.actions.calls) == 1


def test_pauses_grow_to_a_limit_and_start_anew_after_a_steady_run() -> None:
    pauses, pause, seen = Pauses(), None, []
    for _ in range(9):
        pause = pauses.after(pause, ran=1.0)
        seen.append(pause)
    assert seen == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert pauses.after(30, ran=60.0) == 0.5


async def test_stopping_a_child_also_ends_what_the_child_started(tmp_path: Path) -> None:
    file = tmp_path / "grandchild"
    script = f"trap '' TERM; sleep 300 & echo $! > {file}; wait"
    child = await process.start(["/bin/sh", "-c", script], os.environ, tmp_path, None)
    await until(lambda: file.exists() and file.read_text().strip() != "")
    await process.stop(child, 0.2)
    grandchild = int(file.read_text())
    await until(lambda: not _alive(grandchild))
    assert child.returncode is not None


async def test_a_taken_port_is_said_and_tried_again(tmp_path: Path) -> None:
    said: list[str] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = settings_in(tmp_path, taken.getsockname()[1])
        _model_for(settings)
        supervisor = Supervisor(settings, said.append, Pauses(first=0.01))
        task = asyncio.ensure_future(supervisor.run())
        await until(lambda: len(said) >= 2)
        assert supervisor.state in (EngineState.WAITING, EngineState.TRAINING)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert str(settings.port) in said[0]
    assert supervisor.state is EngineState.STOPPED


async def test_an_engine_that_cannot_start_is_no_crash_of_ours(tmp_path: Path) -> None:
    said: list[str] = []
    settings = settings_in(tmp_path, free_port())
    _model_for(settings)
    supervisor = Supervisor(settings, said.append, Pauses(first=0.01))
    task = asyncio.ensure_future(supervisor.run())
    await until(lambda: len(said) > 0)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_the_engine_is_told_nothing_of_our_secrets(tmp_path: Path) -> None:
    own = {"PATH": "/bin", "LOKET_SECRET_KEY": "s", "LOKET_DATABASE_URL": "d", "HOME": "/h"}
    environment = engine_environment(settings_in(tmp_path, 1), own)
    assert environment["PATH"] == "/bin"
    assert "LOKET_SECRET_KEY" not in environment
    assert "LOKET_DATABASE_URL" not in environment


def _model_for(settings: EngineSettings) -> None:
    model = wanted_model(settings)
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(b"")


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def test_an_engine_does_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "engine"
    engine = f"""
import os, pathlib, signal
from engine.__main__ import die_with_parent
die_with_parent()
pathlib.Path({str(file)!r}).write_text(str(os.getpid()))
signal.pause()
"""
    parent = "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, engine, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    await until(lambda: file.exists() and file.read_text() != "")
    child.kill()
    await child.wait()
    await until(lambda: not _alive(int(file.read_text())))
