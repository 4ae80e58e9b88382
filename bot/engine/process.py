"""A child process that takes its whole family along when it goes."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO


async def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path | None
) -> asyncio.subprocess.Process:
    """A child in a process group of its own, so that Ctrl-C reaches us and we decide how it ends.

    Its output goes to `log`, written anew, or to our own output where that is None. OSError when it cannot
    start.
    """
    output = _open(log)
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            env=dict(environment),
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT if output else None,
            start_new_session=True,
        )
    finally:
        if output is not None:
            output.close()


async def stop(child: asyncio.subprocess.Process, seconds: float) -> None:
    """The child and everything that it started are gone afterwards: asked first, killed after `seconds`."""
    if child.returncode is None:
        _signal_group(child.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), seconds)
    _signal_group(child.pid, signal.SIGKILL)
    await child.wait()


def resident_megabytes(pid: int) -> int | None:
    """The memory that a process really holds, or None where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)


def _open(log: Path | None) -> IO[bytes] | None:
    if log is None:
        return None
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))
    return log.open("wb")


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return
