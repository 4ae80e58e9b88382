"""The bytes of attachments, in a directory that no web server serves: random names, for our own user only."""

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

# Written, but its row not yet committed: a file younger than this is nobody's mistake.
_YOUNG_SECONDS = 3600.0


class FileGone(Exception):
    """The file of an attachment is not on the disk."""


class Files:
    """One directory of files. Everything that touches the disk happens in a thread."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def write(self, data: bytes) -> str:
        """The bytes are on the disk, mode 600, under a new name that cannot be guessed; OSError when it is full."""
        return await asyncio.to_thread(self._write, data)

    async def read(self, name: str) -> bytes:
        """The bytes of a file; FileGone."""
        try:
            return await asyncio.to_thread((self._directory / name).read_bytes)
        except FileNotFoundError as fault:
            raise FileGone from fault

    async def remove(self, names: Iterable[str]) -> None:
        """These files are gone; one that was gone already is no error."""
        await asyncio.to_thread(self._remove, tuple(names))

    async def strays(self, known: Iterable[str]) -> tuple[str, ...]:
        """Files older than an hour that no row knows: left by a crash between disk and database."""
        return await asyncio.to_thread(self._strays, frozenset(known))

    def _write(self, data: bytes) -> str:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        place = self._directory / name
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                place.unlink()
            raise
        return name

    def _remove(self, names: tuple[str, ...]) -> None:
        for name in names:
            (self._directory / name).unlink(missing_ok=True)

    def _strays(self, known: frozenset[str]) -> tuple[str, ...]:
        if not self._directory.is_dir():
            return ()
        old = time.time() - _YOUNG_SECONDS
        return tuple(
            file.name
            for file in self._directory.iterdir()
            if file.name not in known and file.is_file() and file.stat().st_mtime < old
        )
