"""A virus scan by clamd, over its INSTREAM command: the bytes go over the line, so it may run on another machine.

https://manpages.debian.org/clamd: `zINSTREAM\\0`, then pieces of four bytes of length (network order) and data, then a
length of zero. The answer is `stream: OK`, `stream: NAME FOUND` or an error.
"""

import asyncio
import contextlib
from typing import Protocol

from bot.attachments.refusals import Refusal, Refused

CONNECT_SECONDS = 5.0
SCAN_SECONDS = 30.0
_PIECE = 64 * 1024


class Scanner(Protocol):
    """Whatever can say that a file is safe."""

    async def check(self, data: bytes) -> None:
        """Returns when nothing was found; raises `Refused`, also when it could not be found out."""


class NoScanner:
    """No scanner is named in the settings: nothing is scanned."""

    async def check(self, data: bytes) -> None:
        """Every file passes."""


class Clamd:
    """One clamd, at `host:port` or at the path of its socket."""

    def __init__(self, place: str, *, seconds: float = SCAN_SECONDS) -> None:
        self._place, self._seconds = place, seconds

    async def check(self, data: bytes) -> None:
        """Returns when clamd says OK. `Refused` VIRUS when it found something, GEEN_CONTROLE for all else."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._scan(data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as fault:
            raise Refused(Refusal.GEEN_CONTROLE) from fault
        if answer == "stream: OK":
            return
        raise Refused(Refusal.VIRUS if answer.endswith(" FOUND") else Refusal.GEEN_CONTROLE)

    async def _scan(self, data: bytes) -> str:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(data), _PIECE):
                piece = data[start : start + _PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0").decode("utf-8", "replace").strip()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._place.startswith("/"):
            return await asyncio.open_unix_connection(self._place)
        host, _, port = self._place.rpartition(":")
        return await asyncio.open_connection(host, int(port))


def scanner_for(place: str) -> Scanner:
    """The scanner that a setting names; an empty one means none."""
    return Clamd(place) if place else NoScanner()
