"""A product as a file: .docx for a word processor, .xlsx for a spreadsheet. Pure."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

from babel.dates import format_date

from bot.signals.products.model import Product, Section

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# In a document so many numbers for each figure; all of them stand in the spreadsheet.
NUMBERS = 40
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_CELL = 32_000


def to_docx(product: Product) -> bytes:
    """The product as a document: period, figures, examples, caveats and sources, then which signals each figure counts."""
    # Here and not above: a loket that starts need not load what writes documents.
    from docx import Document

    document = Document()
    _set_up(document, product)
    document.add_heading(_clean(product.title), level=1)
    document.add_paragraph(f"{_period(product)} Gemaakt op {_day(product.made_on)} voor {product.ministry}.")
    for section in product.sections:
        _section(document, section)
    if product.examples:
        document.add_heading("Voorbeelden", level=2)
        document.add_paragraph(
            "Alleen verhalen die de melder openbaar maakte, in de tekst die de melder goedkeurde."
        )
        for example in product.examples:
            document.add_paragraph(_clean(f"“{example.text}” ({example.cluster})"), style="List Bullet")
    _list(document, "Let op", product.caveats)
    _list(document, "Bronnen", product.sources)
    _traces(document, product)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_xlsx(product: Product) -> bytes:
    """The product as a spreadsheet: one sheet for each table, one with the signals behind each figure, one that explains."""
    # Here and not above: a loket that makes no spreadsheet need not load it.
    from openpyxl import Workbook

    book = Workbook()
    about = book.active
    about.title = "Toelichting"
    rows = (
        (product.title,), (_period(product),), (f"Gemaakt op {_day(product.made_on)} voor {product.ministry}.",),
        ("Let op",), *((one,) for one in product.caveats), ("Bronnen",), *((one,) for one in product.sources),
        *((f"Voorbeeld ({one.cluster}): {one.text}",) for one in product.examples),
    )  # fmt: skip
    for line in rows:
        _append(about, line)
    about.column_dimensions["A"].width = 110
    for number, section in enumerate(product.sections, start=1):
        sheet = book.create_sheet(_sheet_name(number, section.heading))
        _append(sheet, (section.label or "Wat", *section.columns), bold=True)
        for row in section.rows:
            _append(sheet, (row.label, *row.figures))
        sheet.column_dimensions["A"].width = 70
        sheet.freeze_panes = "A2"
    traced = book.create_sheet("Signalen")
    _append(traced, ("Tabel", "Regel", "Signaal"), bold=True)
    for (heading, label), numbers in product.traces.items():
        for one in numbers:
            _append(traced, (heading, label, one))
    book.properties.created = book.properties.modified = datetime(
        product.made_on.year, product.made_on.month, product.made_on.day, tzinfo=UTC
    ).replace(tzinfo=None)
    book.properties.title, book.properties.creator = product.title, product.ministry
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _append(sheet: Any, values: tuple[str, ...], *, bold: bool = False) -> None:
    """One row; figures as numbers, everything else as text, also what a spreadsheet would take for a formula."""
    from openpyxl.styles import Font

    row = sheet.max_row + (1 if sheet.max_row > 1 or sheet["A1"].value is not None else 0)
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        if column > 1 and value.isascii() and value.isdigit():
            cell.value = int(value)
        else:
            cell.value = _clean(value)[:_LONGEST_CELL]
            cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)


def _sheet_name(number: int, heading: str) -> str:
    return f"{number} {re.sub(r'[^\w ]', '', heading)}"[:31]


def _section(document: Any, section: Section) -> None:
    document.add_heading(_clean(section.heading), level=2)
    if section.explanation:
        document.add_paragraph(section.explanation)
    if not section.rows:
        document.add_paragraph("Er is niets om te tonen.")
        return
    from docx.oxml.ns import qn

    table = document.add_table(rows=1, cols=1 + len(section.columns))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, (section.label or "Wat", *section.columns), strict=True):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True
    # Screen readers and long tables: the first row is a heading on every page.
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in section.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, (row.label, *row.figures), strict=True):
            cell.text = _clean(text)


def _list(document: Any, heading: str, lines: tuple[str, ...]) -> None:
    document.add_heading(heading, level=2)
    for line in lines:
        document.add_paragraph(_clean(line), style="List Bullet")


def _traces(document: Any, product: Product) -> None:
    if not product.traces:
        return
    document.add_heading("Welke signalen elk cijfer telt", level=2)
    for (heading, label), numbers in product.traces.items():
        shown = ", ".join(numbers[:NUMBERS])
        more = (
            f" en nog {len(numbers) - NUMBERS}, die staan in het spreadsheet"
            if len(numbers) > NUMBERS
            else ""
        )
        document.add_paragraph(_clean(f"{heading}, {label}: {shown or 'geen'}{more}."))


def _set_up(document: Any, product: Product) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10.5)
    style.element.rPr.append(style.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): "nl-NL"}))
    properties = document.core_properties
    properties.title, properties.author = _clean(product.title), product.ministry
    properties.language = "nl-NL"
    properties.created = properties.modified = datetime.combine(product.made_on, datetime.min.time(), UTC)


def _period(product: Product) -> str:
    return f"Over {_day(product.since)} tot en met {_day(product.until)}."


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y", locale="nl"))


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
