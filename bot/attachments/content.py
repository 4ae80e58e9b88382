"""What a file is by its content, and the harmless form in which it is kept. Pure: bytes in, bytes out.

A name or a declared type decides nothing. An image is drawn anew from its pixels, so that no place, camera, time or
hidden text comes along. A PDF cannot be drawn anew without a library of its own: it is refused when it holds what
can act, and otherwise passed on as it is.
"""

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.attachments.refusals import LARGEST, LARGEST_PIXELS, Refusal, Refused

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
SUFFIXES = {JPEG: "jpg", PNG: "png", PDF: "pdf"}
# Wide enough to read the small print on a photo of A4 (some 350 dots per inch), and no wider.
LONGEST_SIDE = 4096
_QUALITY = 88
# Our own limit, told to the citizen, stands in `_opened`; Pillow's would be a warning in a log.
Image.MAX_IMAGE_PIXELS = None

# https://nokiatech.github.io/heif/technical.html: the brands that a HEIC file begins with.
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"heif"})
_FORMATS = ("JPEG", "PNG", "WEBP")
_PDF_END = 2048
_INFLATED_MOST = 50 * 1024 * 1024
_COST = 32 * 1024
# Names of ISO 32000-2 that make a PDF do something or carry something: 12.6.4 (actions), 7.11.4 (embedded files),
# 13 (multimedia), 12.7.8 (XFA). All are long, so that chance does not write them in compressed bytes.
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition|Movie)(?![A-Za-z0-9])"
)
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"\d\s+obj(?![A-Za-z0-9])")
# How many bytes of dictionaries are read in all: a file whose streams share one endless head ends here.
_HEADS_MOST = 64 * 1024 * 1024
_OBJECT_STREAM = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")


@dataclass(frozen=True)
class Clean:
    """A file as it is kept: its kind (a media type) and its bytes."""

    kind: str
    data: bytes


def clean(data: bytes) -> Clean:
    """The file in the form in which it may be kept and passed on; raises `Refused`. Takes a core for a second."""
    if not data:
        raise Refused(Refusal.LEEG)
    if len(data) > LARGEST:
        raise Refused(Refusal.TE_GROOT)
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise Refused(Refusal.HEIC)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4], data[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        return _image(data)
    raise Refused(Refusal.SOORT)


def _image(data: bytes) -> Clean:
    with warnings.catch_warnings():
        # Pillow warns of every odd tag. Filters are the whole process': one picture is drawn at a time.
        warnings.simplefilter("ignore")
        with _opened(data) as opened:
            picture = _drawn(opened)
    kept = io.BytesIO()
    if picture.mode == "RGBA" or opened.format == "PNG":
        picture.save(kept, "PNG")
        kind = PNG
    else:
        picture.save(kept, "JPEG", quality=_QUALITY)
        kind = JPEG
    if kept.tell() > LARGEST:
        # Noise in a PNG can grow when drawn anew; as a JPEG it fits.
        kept = io.BytesIO()
        _flat(picture).save(kept, "JPEG", quality=_QUALITY)
        kind = JPEG
    return Clean(kind, kept.getvalue())


def _opened(data: bytes) -> Image.Image:
    try:
        opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise Refused(Refusal.KAPOT) from fault
    # Only the header is read so far: a small file that unfolds into gigabytes stops here.
    if opened.width * opened.height > LARGEST_PIXELS:
        opened.close()
        raise Refused(Refusal.TE_VEEL_BEELDPUNTEN)
    return opened


def _drawn(opened: Image.Image) -> Image.Image:
    """The pixels, upright and bounded, on an empty sheet: nothing that stood beside them comes along."""
    try:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        plain = upright.convert(_mode(upright))
    except (OSError, ValueError, SyntaxError, EOFError, zlib.error, IndexError, TypeError, KeyError) as fault:
        # Pillow's readers answer broken files with any of these.
        raise Refused(Refusal.KAPOT) from fault
    sheet = Image.new(plain.mode, plain.size)
    sheet.paste(plain)
    return sheet


def _mode(picture: Image.Image) -> str:
    if picture.has_transparency_data:
        return "RGBA"
    return "L" if picture.mode in {"1", "L"} else "RGB"


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet


def _pdf(data: bytes) -> Clean:
    """The PDF as it came, when nothing in it can be seen to act.

    Names are looked for in the plain bytes (also when written with #-escapes) and in object streams, where newer
    PDFs keep their objects compressed. An object stream that cannot be unfolded is refused: what cannot be looked
    into is not passed on.
    """
    if b"%%EOF" not in data[-_PDF_END:]:
        raise Refused(Refusal.KAPOT)
    plain = _unescaped(data)
    if _ENCRYPTED.search(plain):
        raise Refused(Refusal.PDF_VERSLEUTELD)
    if _ACTIVE.search(plain):
        raise Refused(Refusal.PDF_ACTIEF)
    room = _INFLATED_MOST
    for head, begin in _object_streams(data):
        objects = _unfolded(head, data[begin : data.find(b"endstream", begin)], room)
        # Each costs something, also an empty one: a file of ten thousand of them comes to an end here.
        room -= len(objects) + _COST
        if room <= 0:
            raise Refused(Refusal.KAPOT)
        if _ACTIVE.search(_unescaped(objects)):
            raise Refused(Refusal.PDF_ACTIEF)
    return Clean(PDF, data)


def _object_streams(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Every object stream: its dictionary without #-escapes, and where its bytes begin.

    A dictionary reaches from the last object's beginning, however far back, to its stream: a window would let a long
    one push /ObjStm out of sight. Where a beginning stands in a string in the dictionary itself, /ObjStm lies before
    it: such a file is refused.
    """
    before, begin, budget = 0, 0, _HEADS_MOST
    for stream in _STREAM.finditer(data):
        seen = begin
        for found in _OBJECT.finditer(data, before, stream.start()):
            seen, begin = before, found.end()
        budget -= stream.start() - seen
        if budget < 0:
            raise Refused(Refusal.KAPOT)
        before = stream.end()
        if _OBJECT_STREAM.search(_unescaped(data[seen : stream.start()])) is None:
            continue
        head = _unescaped(data[begin : stream.start()])
        if _OBJECT_STREAM.search(head) is None:
            raise Refused(Refusal.PDF_ACTIEF)
        yield head, stream.end()


def _unfolded(head: bytes, rest: bytes, room: int) -> bytes:
    filters = _FILTER.search(head)
    if filters is None:
        return b""  # written plainly, and so looked at already
    if re.findall(rb"/[A-Za-z0-9]+", filters[1]) != [b"/FlateDecode"] or b"/DecodeParms" in head:
        raise Refused(Refusal.PDF_ACTIEF)
    unfold = zlib.decompressobj()
    try:
        objects = unfold.decompress(rest, max(room, 1))
    except zlib.error as fault:
        raise Refused(Refusal.KAPOT) from fault
    if not unfold.eof:
        # Too large, or cut short: then the rest could hide behind an "endstream" of its own making.
        raise Refused(Refusal.KAPOT)
    return objects


def _unescaped(data: bytes) -> bytes:
    """Names without their #-escapes (ISO 32000-2, 7.3.5): `/Java#53cript` is `/JavaScript`."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
