"""A file is what its content is, and is kept without what it should not say."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.attachments.content import JPEG, LONGEST_SIDE, PDF, PNG, clean
from bot.attachments.refusals import LARGEST, STATUS, WORDS, Refusal, Refused
from tests.attachments.samples import SECRET, pdf, picture

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Refused) as fault:
        clean(data)
    return fault.value.why


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("kind", "kept"), [("JPEG", JPEG), ("PNG", PNG), ("WEBP", JPEG)])
def test_no_place_camera_comment_or_appended_word_stays_in_a_picture(kind: str, kept: str) -> None:
    data = picture(kind)
    assert SECRET in data
    made = clean(data)
    assert made.kind == kept
    assert SECRET not in made.data
    assert b"Exif" not in made.data
    assert b"eXIf" not in made.data
    assert not opened(made.data).getexif()
    assert set(opened(made.data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_that_was_taken_sideways_is_kept_upright() -> None:
    upright = opened(clean(picture("PNG", (60, 40), orientation=6)).data)
    assert upright.size == (40, 60)
    # Turned a quarter clockwise: what was left is above.
    assert upright.getpixel((20, 5)) == (255, 0, 0)
    assert upright.getpixel((20, 55)) == (0, 0, 255)


def test_a_large_picture_becomes_as_large_as_is_needed_to_read_it() -> None:
    kept = opened(clean(picture("JPEG", (6000, 3000))).data)
    assert max(kept.size) <= LONGEST_SIDE
    assert kept.width == 2 * kept.height


def test_what_is_seen_through_stays_so_and_a_palette_is_understood() -> None:
    for mode in ("RGBA", "LA", "P", "1", "L", "I;16", "CMYK"):
        file = io.BytesIO()
        Image.new(mode, (9, 9)).save(file, "JPEG" if mode == "CMYK" else "PNG")
        kept = opened(clean(file.getvalue()).data)
        assert kept.mode in {"RGB", "RGBA", "L"}, mode
        assert (kept.mode == "RGBA") == (mode in {"RGBA", "LA"})


def test_a_small_file_that_unfolds_into_gigabytes_is_refused_before_it_does() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
    )
    assert len(bomb) < 5000
    assert refusal(bomb) is Refusal.TE_VEEL_BEELDPUNTEN


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Refusal.LEEG),
        (b"\xff\xd8\xff" + bytes(LARGEST), Refusal.TE_GROOT),
        (b"hallo, ik ben een tekst", Refusal.SOORT),
        (b"GIF89a" + bytes(40), Refusal.SOORT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.SOORT),
        (b"PK\x03\x04" + bytes(40), Refusal.SOORT),
        (b"MZ" + bytes(40) + b"%PDF-1.7 %%EOF", Refusal.SOORT),
        (HEIC, Refusal.HEIC),
        (b"\xff\xd8\xff\xe0 geen foto", Refusal.KAPOT),
        (picture("JPEG", (400, 400))[:900], Refusal.KAPOT),
        (picture("PNG")[:120], Refusal.KAPOT),
        (b"%PDF-1.7\nniet af", Refusal.KAPOT),
    ],
    ids=lambda value: value.value if isinstance(value, Refusal) else "",
)
def test_what_cannot_be_taken_is_refused_for_the_right_reason(data: bytes, why: Refusal) -> None:
    assert refusal(data) is why


def test_an_ordinary_pdf_is_kept_as_it_came() -> None:
    for data in (pdf(), pdf(compressed=b"1 0 << /Type /Page >>"), pdf(b"4 0 obj (Java) endobj\n")):
        assert clean(data) == clean(data)
        assert (clean(data).kind, clean(data).data) == (PDF, data)


@pytest.mark.parametrize(
    "active",
    [
        b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
        b"<< /OpenAction << /S /Java#53cript /JS (x) >> >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Names << /EmbeddedFiles 9 0 R >> >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /AcroForm << /XFA 9 0 R >> >>",
        b"<< /S /SubmitForm /F (https://example.nl) >>",
        b"<< /S /GoToE >>",
    ],
)
def test_a_pdf_that_can_act_is_refused_also_when_it_is_written_in_disguise(active: bytes) -> None:
    assert refusal(pdf(active)) is Refusal.PDF_ACTIEF
    assert refusal(pdf(compressed=active)) is Refusal.PDF_ACTIEF


@pytest.mark.parametrize(
    "more",
    [
        b"/Pad (" + b"x" * 5000 + b") ",
        b"/Pad (1 0 obj) ",
        b"/Pad (stream\n) ",
        b"/Pad (1 0 obj stream\n) ",
        b"% " + b"x" * 100_000 + b"\n",
    ],
    ids=["long", "object", "stream", "both", "comment"],
)
def test_a_dictionary_in_disguise_hides_no_object_stream(more: bytes) -> None:
    assert refusal(pdf(compressed=b"<< /S /JavaScript >>", more=more)) in {Refusal.PDF_ACTIEF, Refusal.KAPOT}


def test_a_long_dictionary_alone_is_no_reason_to_refuse() -> None:
    image = b"4 0 obj\n<< /Subtype /Image /Pad (" + b"x" * 5000 + b") >>\nstream\nabc\nendstream\nendobj\n"
    for data in (
        pdf(image),
        pdf(image, compressed=b"1 0 << /Type /Page >>", more=b"/Pad (" + b"x" * 5000 + b") "),
    ):
        assert clean(data).data == data


def test_a_pdf_whose_streams_share_one_endless_head_costs_no_time() -> None:
    begin = time.monotonic()
    assert refusal(pdf(b"1 0 obj << /Pad (" + b"stream\n" * 1_000_000)) is Refusal.KAPOT
    assert time.monotonic() - begin < 10


def test_a_pdf_of_a_hundred_thousand_object_streams_costs_no_time() -> None:
    many = b"1 0 obj /ObjStm /Filter /FlateDecode\nstream\n" + zlib.compress(b"x") + b"\nendstream\n"
    begin = time.monotonic()
    assert refusal(pdf(many * 100_000)) is Refusal.KAPOT
    assert refusal(pdf(b"1 0 obj /ObjStm /Filter /FlateDecode\nstream\n" * 100_000)) is Refusal.KAPOT
    assert time.monotonic() - begin < 10


def test_a_pdf_that_cannot_be_looked_into_is_refused() -> None:
    assert refusal(pdf(b"<< /Encrypt 9 0 R >>")) is Refusal.PDF_VERSLEUTELD
    assert refusal(pdf(compressed=b"x", more=b"/DecodeParms << /Predictor 12 >> ")) is Refusal.PDF_ACTIEF
    hidden = pdf(compressed=b"x").replace(b"/FlateDecode", b"[/ASCIIHexDecode /FlateDecode]")
    assert refusal(hidden) is Refusal.PDF_ACTIEF
    assert refusal(pdf(compressed=bytes(51 * 1024 * 1024))) is Refusal.KAPOT


@given(
    st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WEBP", b"%PDF-"]), st.binary()
)
def test_whatever_bytes_come_they_are_kept_or_refused_and_nothing_else(head: bytes, rest: bytes) -> None:
    with contextlib.suppress(Refused):
        assert clean(head + rest).data


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_picture_that_was_damaged_is_kept_or_refused_and_nothing_else(place: int, noise: bytes) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        data = picture(kind)
        place %= len(data)
        try:
            made = clean(data[:place] + noise + data[place + len(noise) :])
        except Refused:
            continue
        assert SECRET not in made.data


def test_every_refusal_says_what_to_do_in_words_and_has_a_status() -> None:
    assert set(WORDS) == set(Refusal)
    for why in Refusal:
        assert len(WORDS[why].split()) > 5
        assert Refused(why).status == STATUS.get(why, 400)
