"""A letter as a .docx file: the same letter gives the same bytes. Opened by LibreOffice and Word."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bot.letters.building import Blank, Letter, Line

# A file's date says nothing of a citizen: it is the same for every letter.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(letter: Letter) -> bytes:
    """The letter as a file: a page with what to check, then the letter; blanks in yellow between brackets."""
    document = Document()
    _set_up(document, letter)
    document.add_heading(letter.first, level=1)
    _add(document, (letter.not_sent,))
    for line in letter.checks:
        _add(document, line, style="List Bullet")
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    _block(document, letter.sender)
    _block(document, letter.to)
    _add(document, letter.date)
    _add(document, ("Betreft: ", *letter.subject), bold=True)
    _add(document, (letter.salutation,))
    for line in letter.paragraphs:
        _add(document, line)
    _add(document, (letter.greeting,))
    _add(document, (Blank(letter.sign),))
    _add(document, letter.signature)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_every_time(buffer.getvalue())


def _set_up(document: Any, letter: Letter) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Arial")
    language = style.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): "nl-NL"})
    style.element.rPr.append(language)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = letter.name, "", ""
    properties.language, properties.revision = "nl-NL", 1
    properties.created = properties.modified = _MADE


def _block(document: Any, lines: Iterable[Line]) -> None:
    """Lines under each other as one block, such as an address."""
    paragraph = document.add_paragraph()
    for number, line in enumerate(lines):
        if number:
            paragraph.add_run().add_break()
        _write(paragraph, line)


def _add(document: Any, line: Line, *, style: str | None = None, bold: bool = False) -> None:
    _write(document.add_paragraph(style=style), line, bold=bold)


def _write(paragraph: Any, line: Line, *, bold: bool = False) -> None:
    for piece in line:
        if isinstance(piece, Blank):
            run = paragraph.add_run(_NOT_XML.sub("", f"[{piece.label}]"))
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        else:
            run = paragraph.add_run(_NOT_XML.sub("", piece))
        run.bold = bold or None


def _same_every_time(file: bytes) -> bytes:
    """The same parts in the same order with one date, so that nothing tells when the file was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(name))
    return made.getvalue()
