"""Files for tests: pictures that carry what must not come along, PDFs that act, a clamd that is none."""

from __future__ import annotations

import asyncio
import io
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from PIL import Image, PngImagePlugin

SECRET = b"kwikstaartcamera"
# What real scanners answer, but the signature's name is of the test file that every scanner knows.
FOUND = "stream: Win.Test.EICAR_HDB-1 FOUND"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, orientation: int = 1) -> bytes:
    """A picture, left half red and right half blue, with a place, a camera and words in every corner."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()  # Make
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    exif.get_ifd(0x8825)[2] = (52.0, 5.0, 7.0)
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET  # UserComment
    kept = io.BytesIO()
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET.decode())
        text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        image.save(kept, "PNG", exif=exif, pnginfo=text, icc_profile=SECRET)
    elif kind == "WEBP":
        image.save(kept, "WEBP", exif=exif, xmp=SECRET, icc_profile=SECRET, lossless=True)
    else:
        image.save(kept, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET, quality=95)
    return kept.getvalue() + SECRET


def pdf(inside: bytes = b"", *, compressed: bytes | None = None, more: bytes = b"") -> bytes:
    """A small PDF; `inside` stands among its objects, `compressed` in an object stream with `more` in its head."""
    parts = [b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", inside]
    if compressed is not None:
        packed = zlib.compress(compressed)
        head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode %s/Length %d >>" % (more, len(packed))
        parts.append(b"5 0 obj\n" + head + b"\nstream\n" + packed + b"\nendstream\nendobj\n")
    return b"".join(parts) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass
class FakeClamd:
    """Speaks INSTREAM as clamd does, and answers what it is told to."""

    answer: str = "stream: OK"
    silent: bool = False
    seen: list[bytes] = field(default_factory=list)
    place: str = ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readexactly(10) == b"zINSTREAM\0"
            data = b""
            while length := int.from_bytes(await reader.readexactly(4), "big"):
                data += await reader.readexactly(length)
            self.seen.append(data)
            if not self.silent:
                writer.write(self.answer.encode() + b"\0")
                await writer.drain()
        finally:
            writer.close()

    @asynccontextmanager
    async def listening(self, path: str | None = None) -> AsyncIterator[FakeClamd]:
        """On a port of loopback, or on a socket."""
        if path is None:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        else:
            server, self.place = await asyncio.start_unix_server(self._serve, path), path
        async with server:
            yield self
