from __future__ import annotations

import io
import re
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.signals.clustering.run import ClusterRun
from bot.signals.history import COORDINATOR, SignalActor
from bot.signals.package import Visibility
from bot.signals.products.model import SHAPES, Kind
from bot.store import BespokeDecision
from bot.web.keys import CLUSTERS, PUBLICATION
from tests.signals.consultation import TOPICS
from tests.web.signals.conftest import Office, Person

PERIOD = "van=2026-01-01&tot=2026-12-31"
ABOUT = {"wet": "Participatiewet", "uitvoerder": "gemeente"}


async def file(person: Person, address: str) -> bytes:
    headers = {"Cookie": person.cookie or ""}
    async with person.office.client.get(address, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        assert "attachment" in answer.headers["Content-Disposition"]
        return await answer.read()


def address(kind: Kind, form: str) -> str:
    needs = SHAPES[kind].needs
    about = f"&over={ABOUT[needs.value]}" if needs is not None else ""
    return f"/signalen/producten/bestand?soort={kind.value}&{PERIOD}{about}&vorm={form}"


async def filled(office: Office) -> Person:
    reader = await office.reader()
    for place in range(4):
        await office.report(
            story=TOPICS[0].story(place),
            executor="gemeente",
            municipality="gemeente:0344",
            visibility=Visibility.OPENBAAR,
        )
    await office.report(story="Vertrouwelijk verhaal", executor="gemeente", ministries=("VWS", "SZW"))
    await ClusterRun(office.inside.loket.database, office.inside.clock).run()
    return reader


def text_of(document: Any) -> str:
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


async def test_every_product_opens_in_a_word_processor_and_a_spreadsheet_and_says_how_to_read_it(
    office: Office,
) -> None:
    reader = await filled(office)
    for kind in Kind:
        words = text_of(Document(io.BytesIO(await file(reader, address(kind, "docx")))))
        assert SHAPES[kind].name in words
        assert "1 januari 2026 tot en met 31 december 2026" in words
        assert "Tel aantallen van ministeries niet bij elkaar op." in words
        assert "35 295" in words
        book = load_workbook(io.BytesIO(await file(reader, address(kind, "xlsx"))))
        assert {"Toelichting", "Signalen"} <= set(book.sheetnames)
        # A story is in no product unless it is public, and none of these has been let through.
        assert "Vertrouwelijk verhaal" not in words
        assert TOPICS[0].story(0) not in words


async def test_every_figure_is_the_number_of_signals_that_are_named_behind_it(office: Office) -> None:
    reader = await filled(office)
    for kind in (Kind.KNELPUNTENBRIEF, Kind.STAND, Kind.STAAT, Kind.DRIEHOEK, Kind.STILLE_GROEP):
        book = load_workbook(io.BytesIO(await file(reader, address(kind, "xlsx"))))
        traced: dict[str, list[str]] = {}
        for heading, label, number in book["Signalen"].iter_rows(min_row=2, values_only=True):
            assert re.fullmatch(r"S26-\w{4}-\w{2}", str(number))
            traced.setdefault(f"{heading}|{label}", []).append(str(number))
        figures = 0
        for sheet in book.worksheets[1:-1]:
            for row in sheet.iter_rows(min_row=2, values_only=True):
                if not row[1]:
                    continue
                numbers = next(
                    (
                        found
                        for key, found in traced.items()
                        if key.endswith(f"|{row[0]}") and len(found) == row[1]
                    ),
                    None,
                )
                assert numbers is not None, (kind, sheet.title, row)
                assert len(set(numbers)) == row[1]
                figures += 1
        assert figures, kind


async def test_what_a_spreadsheet_would_calculate_is_text(office: Office) -> None:
    reader = await office.reader()
    await office.report(law="=1+1", executor="gemeente")
    book = load_workbook(io.BytesIO(await file(reader, address(Kind.STAAT, "xlsx"))))
    cells = [
        cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"
    ]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


async def test_bespoke_decisions_below_ten_are_not_told_and_do_not_follow_from_the_rest(
    office: Office,
) -> None:
    reader = await office.reader()
    async with office.inside.loket.database.write() as session:
        for organisation, outcome, many in (
            ("uwv", "toegekend", 12), ("uwv", "afgewezen", 11), ("svb", "toegekend", 14), ("svb", "afgewezen", 3),
            ("gemeente:0344", "toegekend", 9),
        ):  # fmt: skip
            for _ in range(many):
                session.add(
                    BespokeDecision(
                        organisation=organisation,
                        door="maatwerk",
                        scheme="wajong",
                        outcome=outcome,
                        reason="x",
                        month="2026-11",
                    )
                )
    book = load_workbook(io.BytesIO(await file(reader, address(Kind.MAATWERK, "xlsx"))))
    rows = {row[0]: row[1:] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    assert rows["UWV"] == (23, 12, 11, 0, "52%")
    assert rows["SVB"] == (17, *["te weinig om te tonen"] * 4)
    assert not any("Utrecht" in str(name) for name in rows)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (f"soort=knelpuntenbrief&{PERIOD}&vorm=docx", "Kies waarover"),
        ("soort=staat&van=2026-12-31&tot=2026-01-01&vorm=docx", "in die volgorde"),
        ("soort=staat&van=gisteren&tot=2026-01-01&vorm=xlsx", "in die volgorde"),
    ],
)
async def test_what_is_missing_is_said_at_its_form(office: Office, query: str, words: str) -> None:
    reader = await office.reader()
    answer = await reader.get(f"/signalen/producten/bestand?{query}")
    assert answer.status == 400
    assert words in answer.body
    assert 'aria-describedby="fout"' in answer.body


async def test_a_silent_municipality_stands_in_the_list_with_nothing(office: Office) -> None:
    reader = await filled(office)
    book = load_workbook(io.BytesIO(await file(reader, address(Kind.STILLE_GROEP, "xlsx"))))
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert len(rows) > 300
    assert rows[0][1] == 0
    assert rows[-1] == ("Gemeente Utrecht", 4)


async def test_an_implementation_review_is_of_a_rule_that_is_younger_than_a_year(office: Office) -> None:
    reader = await filled(office)
    old = "/signalen/producten/bestand?soort=invoeringstoets&over=Participatiewet&vorm=docx&tot=2026-12-31"
    answer = await reader.get(f"{old}&van=2025-06-01")
    assert (answer.status, "korter dan een jaar" in answer.body) == (400, True)
    assert 'value="2025-06-01" aria-invalid="true"' in answer.body
    assert await file(reader, f"{old}&van=2026-01-01")


async def test_two_clusters_of_one_name_keep_their_own_signals_and_an_example_is_of_the_period(
    office: Office,
) -> None:
    reader = await office.reader()
    made = [
        await office.report(story=topic.story(place), executor="gemeente", visibility=Visibility.OPENBAAR)
        for topic in TOPICS[:2]
        for place in range(4)
    ]
    await ClusterRun(office.inside.loket.database, office.inside.clock).run()
    public = office.inside.loket.public[PUBLICATION]
    for one in await public.waiting():
        await public.place(one.signal_id, one.text, SignalActor(COORDINATOR, "Sam"))
    for one in await office.inside.loket.public[CLUSTERS].largest("SZW"):
        await reader.send(f"/signalen/clusters/{one.id}", {"zet": "naam", "naam": "Zelfde naam"})
    book = load_workbook(io.BytesIO(await file(reader, address(Kind.KNELPUNTENBRIEF, "xlsx"))))
    clusters = [row for row in book["Signalen"].iter_rows(min_row=2, values_only=True) if "Zelfde" in row[1]]
    assert len(clusters) == len({row[1:] for row in clusters}) == len(made)
    assert len({row[1] for row in clusters}) == 2
    words = text_of(Document(io.BytesIO(await file(reader, address(Kind.KNELPUNTENBRIEF, "docx")))))
    assert TOPICS[0].story(0) in words
    earlier = address(Kind.KNELPUNTENBRIEF, "docx").replace("2026-12-31", "2026-01-31")
    assert TOPICS[0].story(0) not in text_of(Document(io.BytesIO(await file(reader, earlier))))


async def test_the_agenda_goes_through_what_is_open_phase_by_phase(office: Office) -> None:
    reader = await office.reader()
    for topic in TOPICS[:2]:
        for place in range(4):
            await office.report(story=topic.story(place), executor="gemeente")
    await ClusterRun(office.inside.loket.database, office.inside.clock).run()
    first = (await office.inside.loket.public[CLUSTERS].largest("SZW"))[0]
    await reader.send(f"/signalen/clusters/{first.id}", {"zet": "fase", "fase": "3_analyse"})
    words = text_of(Document(io.BytesIO(await file(reader, address(Kind.DRIEHOEK, "docx")))))
    earlier, later = (words.index(f"in fase {one}") for one in ("2. Binnenkomende", "3. Analyse"))
    assert earlier < later
    await reader.send(
        f"/signalen/clusters/{first.id}",
        {"zet": "fase", "fase": "5_aangepast", "toelichting": "De wet is aangepast."},
    )
    words = text_of(Document(io.BytesIO(await file(reader, address(Kind.DRIEHOEK, "docx")))))
    assert "3. Analyse" not in words
