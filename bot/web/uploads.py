"""Taking a file from a request: the only place where a body may be larger than the application's limit."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.attachments.refusals import LARGEST, Refusal, Refused
from bot.attachments.views import Fetched
from bot.web.keys import LIMITS
from bot.web.requests import address_of

# Held in memory while they come in: so many at once, each at most `LARGEST`.
AT_ONCE = 8
# Of those at most so many from one address: who lets uploads hang leaves room for everybody else.
AT_ONCE_EACH = 3
UPLOAD_SECONDS = 60.0
UPLOADS_A_MINUTE = 30
FILE = "bestand"
_LONGEST_FIELD = 4096
_MOST_PARTS = 12
_PIECE = 64 * 1024


class Gate:
    """Which addresses have how many uploads coming in at this moment."""

    def __init__(self) -> None:
        self._inside: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """One of the places, until it is left; `Refused` DRUK when all are taken, or all of this address."""
        if self._inside.total() >= AT_ONCE or self._inside[address] >= AT_ONCE_EACH:
            raise Refused(Refusal.DRUK)
        self._inside[address] += 1
        try:
            yield
        finally:
            self._inside[address] -= 1
            if not self._inside[address]:
                del self._inside[address]


GATE = web.AppKey("uploads", Gate)


@dataclass
class Upload:
    """A form with a file: its fields and the file's bytes, empty when none was chosen."""

    fields: dict[str, str] = field(default_factory=dict)
    data: bytes = b""


@asynccontextmanager
async def uploading(request: web.Request) -> AsyncIterator[None]:
    """A place among those who upload now, for the whole handling; `Refused` DRUK when there is none."""
    address = address_of(request)
    if request.app[LIMITS].take(f"bijlage:{address}", UPLOADS_A_MINUTE) is not None:
        raise Refused(Refusal.DRUK)
    with request.app[GATE].place(address):
        yield


async def read_file(request: web.Request) -> bytes:
    """The body as it is; `Refused` TE_GROOT as soon as it is known to be."""
    if (request.content_length or 0) > LARGEST:
        raise Refused(Refusal.TE_GROOT)
    data = bytearray()
    async with _in_time():
        async for piece in request.content.iter_chunked(_PIECE):
            data += piece
            if len(data) > LARGEST:
                raise Refused(Refusal.TE_GROOT)
    return bytes(data)


async def read_form(request: web.Request) -> Upload:
    """A form of a page with its file. A file that is too large is `Refused` after the other fields were read.

    HTTPBadRequest for what no page of ours sends.
    """
    if request.content_type != "multipart/form-data":
        raise web.HTTPBadRequest
    upload = Upload()
    try:
        async with _in_time():
            reader = await request.multipart()
            for _ in range(_MOST_PARTS):
                part = await reader.next()
                if part is None:
                    return upload
                if not isinstance(part, BodyPartReader) or part.name is None:
                    raise web.HTTPBadRequest
                if part.name == FILE:
                    upload.data = await _bounded(part, LARGEST + 1)
                else:
                    upload.fields[part.name] = (await _bounded(part, _LONGEST_FIELD)).decode(
                        "utf-8", "replace"
                    )
    except (ValueError, AssertionError) as fault:
        raise web.HTTPBadRequest from fault
    raise web.HTTPBadRequest


def checked(upload: Upload) -> bytes:
    """The file of a form; `Refused` when none was chosen or it is too large."""
    if not upload.data:
        raise Refused(Refusal.LEEG)
    if len(upload.data) > LARGEST:
        raise Refused(Refusal.TE_GROOT)
    return upload.data


def file_response(fetched: Fetched) -> web.Response:
    """The file, to be saved and never shown inside our pages: it can run nothing here."""
    return web.Response(
        body=fetched.data,
        content_type=fetched.view.kind,
        headers={
            "Content-Disposition": f'attachment; filename="{fetched.view.name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            yield
    except TimeoutError as fault:
        raise web.HTTPRequestTimeout from fault


async def _bounded(part: BodyPartReader, most: int) -> bytes:
    """At most `most` bytes of a part; the rest is read and dropped, up to what a browser may send in all."""
    data, total = bytearray(), 0
    while piece := await part.read_chunk(_PIECE):
        total += len(piece)
        if total > 4 * LARGEST:
            raise Refused(Refusal.TE_GROOT)
        data += piece[: max(0, most - len(data))]
    return bytes(data)
