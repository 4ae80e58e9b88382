"""What tests share: databases, and one really running loket with its engine for whole conversations."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.database"]

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300
BROWSER = "tests/browser/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Side by side (`-n 2`) a file stays in one process, and all that shares the browser in one.

    So each thing that costs seconds to start (an engine, a browser, a database) is started once in the process that
    needs it, and the inboxes that a browser looks at hold what its own tests sent. A scheduler and not xdist's marks:
    those become part of a test's name, which pytest 9.2 does not let happen any more, without a word.
    """
    return _ByFile(config, log)


class _ByFile(LoadScopeScheduling):
    """Hands out whole files, and the folder of the browser as one."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """An answer over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class RunningLoket:
    """A loket in a process of its own."""

    url: str
    var: Path
    process: subprocess.Popen[bytes]

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request; JSON unless the body is bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as fault:
            return Answer(fault.code, dict(fault.headers), fault.read().decode())

    def logs(self) -> str:
        """Everything that loket and engine wrote."""
        return "\n".join(file.read_text(errors="replace") for file in self.var.glob("*.log"))

    def engine_pid(self) -> int | None:
        """The engine's process, as the log told it last."""
        pid = None
        for line in (self.var / "loket.log").read_text(errors="replace").splitlines():
            if '"engine_started"' in line:
                pid = int(json.loads(line)["pid"])
        return pid


def start_loket(var: Path, extra: Mapping[str, str] | None = None, *, engine: bool = True) -> RunningLoket:
    """Starts a loket on free ports with its own database; does not wait until it is ready."""
    ports = {name: str(free_port()) for name in ("LOKET_PORT", "LOKET_ACTIONS_PORT", "LOKET_ENGINE_PORT")}
    environment = {
        **os.environ,
        **ports,
        "LOKET_ENV_FILE": os.devnull,  # a real installation's settings have no place in a test
        "LOKET_ENV": "demo",
        "LOKET_VAR": str(var),
        "LOKET_RATE_PER_ADDRESS": "100000",
        "LOKET_RATE_PER_CONVERSATION": "600",
        **(extra or {}),
    }
    var.mkdir(parents=True, exist_ok=True)
    with (var / "loket.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run" if engine else "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    return RunningLoket(f"http://127.0.0.1:{environment['LOKET_PORT']}", var, process)


def wait_until(condition: Any, seconds: float, what: str) -> None:
    """Returns when the condition holds; fails with `what` when it does not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s: {what}")


def answers(loket: RunningLoket, path: str, status: int = 200) -> bool:
    """Whether this path gives this status now."""
    if loket.process.poll() is not None:
        pytest.fail(f"the loket ended by itself: {loket.logs()[-1500:]}")
    try:
        return loket.call("GET", path).status == status
    except OSError:
        return False


def stop_loket(loket: RunningLoket) -> None:
    """Ends it as Ctrl-C does."""
    loket.process.send_signal(signal.SIGINT)
    try:
        loket.process.wait(20)
    except subprocess.TimeoutExpired:
        loket.process.kill()
        loket.process.wait(5)


@pytest.fixture(scope="session")
def loket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLoket]:
    """A loket with its engine, ready, shared by all tests that hold whole conversations."""
    if not (ROOT / ".venv-rasa" / "bin" / "python").exists():
        pytest.skip("the engine's environment is missing (make setup)")
    running = start_loket(tmp_path_factory.mktemp("loket"))
    try:
        wait_until(lambda: answers(running, "/readyz"), START_SECONDS, "loket and engine are ready")
        yield running
    finally:
        stop_loket(running)
