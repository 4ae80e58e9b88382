"""Letters hold what was told and blanks for the rest, fit their case, and open as a file."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.datafile import DataError
from bot.doors.draft import Answer, Draft
from bot.doors.knowledge import Knowledge, load_knowledge
from bot.letters import Blank, Letter, LetterBook, load_letters, to_docx
from bot.letters.building import SAID

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
KNOWLEDGE = load_knowledge([ROOT / "data"], TODAY)
BOOK = load_letters([ROOT / "data" / "letters"], KNOWLEDGE.doors)
MUNICIPALITY = {"uitvoerder": "gemeente", "organisatie": "gemeente:0344", "naam": "Gemeente Utrecht"}


def of(executor: str) -> dict[str, object]:
    return {"uitvoerder": executor, "organisatie": executor, "naam": executor}


def about(scheme: str) -> dict[str, object]:
    return {"regeling": scheme, "naam": scheme}


def letters(door: str, answers: dict[str, object], knowledge: Knowledge = KNOWLEDGE) -> list[Letter]:
    draft = Draft(door)
    for place, value in answers.items():
        draft = draft.with_answer(place, Answer(value))
    return BOOK.for_draft(knowledge, draft)


def letter(door: str, answers: dict[str, object]) -> Letter:
    (found,) = letters(door, answers)
    return found


def read(one: Letter) -> str:
    """The whole text of the file, as a word processor shows it."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(to_docx(one))).paragraphs)


def yellow(one: Letter) -> list[str]:
    """What stands in yellow."""
    document = Document(io.BytesIO(to_docx(one)))
    return [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]


OBJECTION = {"organisatie": MUNICIPALITY, "regeling": about("bijstand"), "mens": False}
LATE = {
    "organisatie": MUNICIPALITY,
    "regeling": about("bijstand"),
    "waarop": "aanvraag",
    "datum_ontvangen": "2026-07-01",
    "in_gebreke": False,
}


def test_an_objection_tells_its_last_day_first_and_leaves_the_reasons_for_later() -> None:
    text = read(letter("bezwaar", {**OBJECTION, "datum_brief": "2026-11-02", "kenmerk": "AB-7"}))
    assert text.startswith(
        f"{SAID['kijk_na']}\n{SAID['niet_mee']}\nStuur deze brief uiterlijk op maandag 14 december 2026."
    )
    assert "Gemeente Utrecht" in text
    assert "besluit van 2 november 2026, kenmerk AB-7" in text
    assert "Mijn redenen stuur ik u later" in text
    assert "6:11" not in text


def test_who_is_too_late_says_why_and_is_told_to_hurry() -> None:
    text = read(letter("bezwaar", {**OBJECTION, "datum_brief": "2026-07-02"}))
    assert "artikel 6:11" in text
    assert "[waarom u niet op tijd kon zijn]" in text
    assert "vandaag nog" in text
    assert "uiterlijk op" not in text


def test_without_a_date_no_day_is_named() -> None:
    text = read(letter("bezwaar", OBJECTION))
    assert "Kijk onder aan uw besluit tot wanneer" in text
    assert "2026" not in text


def test_what_was_not_told_is_a_yellow_blank_and_nothing_is_made_up() -> None:
    one = letter("bezwaar", OBJECTION)
    assert {
        "[uw voornaam en achternaam]",
        "[uw straat en huisnummer]",
        "[uw postcode]",
        "[de datum van het besluit]",
        "[de datum van vandaag]",
        "[uw handtekening]",
    } <= set(yellow(one))


def test_what_was_told_is_filled_in_and_not_yellow() -> None:
    told = {"naam": "Jan Jansen", "contact": {"soort": "email", "adres": "jan@example.nl"}, "mens": True}
    one = letter("bezwaar", {**OBJECTION, **told})
    assert "Jan Jansen" in read(one)
    assert "jan@example.nl" in read(one)
    assert not {"[uw voornaam en achternaam]", "[uw telefoonnummer of e-mailadres]"} & set(yellow(one))


def test_a_citizen_service_number_is_in_no_letter() -> None:
    for data in BOOK.letters.values():
        assert not any("bsn" in name or "burgerservice" in name for name in data.blanks)


def test_a_traffic_fine_goes_to_the_prosecutor_at_its_address() -> None:
    text = read(letter("bezwaar", {"organisatie": of("cjib"), "soort_boete": "verkeersboete"}))
    assert "Parket CVOM\nAfdeling Mulder\nPostbus 50000\n3500 MJ Utrecht" in text
    assert "Staat er een O" in text


@pytest.mark.parametrize(
    ("executor", "more"),
    [
        ("cjib", {"soort_boete": "strafbeschikking"}),
        ("cjib", {"soort_boete": "geldboete_rechter"}),
        ("cjib", {"soort_boete": "anders"}),
        ("cjib", {"soort_boete": "weet_niet"}),
        ("cjib", {"regeling": about("verkeersboete")}),
        ("om", {"regeling": about("strafbeschikking")}),
        ("ind", {"regeling": about("asiel")}),
        ("ind", {}),
        ("huurcommissie", {"regeling": about("huurprijs")}),
        ("dji", {}),
        ("dji", {"regeling": about("detentie")}),
        ("halt", {"regeling": about("halt")}),
        ("3ro", {"regeling": about("reclassering")}),
        ("lbio", {"regeling": about("alimentatie_inning")}),
        ("rechtbank", {}),
        ("zorgverzekeraar", {}),
    ],
)
def test_where_another_road_holds_there_is_no_letter_of_objection(
    executor: str, more: dict[str, object]
) -> None:
    assert letters("bezwaar", {"organisatie": of(executor), "mens": False, **more}) == []


def test_a_decision_on_becoming_a_citizen_has_the_ordinary_letter() -> None:
    found = letters("bezwaar", {"organisatie": of("ind"), "regeling": about("naturalisatie")})
    assert [one.id for one in found] == ["bezwaar"]


def test_at_duo_no_hearing_is_asked() -> None:
    at_duo = read(letter("bezwaar", {"organisatie": of("duo"), "regeling": about("studieschuld")}))
    assert "7:2" not in at_duo
    assert "7:2" in read(letter("bezwaar", OBJECTION))


def test_an_organisation_that_nobody_here_knows_is_a_blank() -> None:
    unknown = {"uitvoerder": "loket", "organisatie": "loket", "naam": "Bureau X (onbekend bij dit loket)"}
    one = letter("bezwaar", {"organisatie": unknown, "mens": False})
    assert "[de naam van de organisatie]" in yellow(one)
    assert "onbekend bij dit loket" not in read(one)


def test_mending_an_error_in_a_decision_has_the_objection_beside_it_and_a_registration_has_not() -> None:
    assert [one.id for one in letters("herstel_fout", {**OBJECTION, "soort_brief": "besluit"})] == ["bezwaar"]
    assert letters("herstel_fout", {**OBJECTION, "soort_brief": "registratie"}) == []


def test_a_letter_of_default_names_the_day_that_passed() -> None:
    text = read(letter("te_late_beslissing", LATE))
    assert "liep waarschijnlijk tot en met woensdag 26 augustus 2026" in text
    assert "Op 1 juli 2026 kreeg u van mij een aanvraag. De aanvraag gaat over de bijstand." in text
    assert "dwangsom betalen voor elke dag" in text
    assert "te vroeg. De organisatie heeft" not in text


def test_a_letter_of_default_that_would_be_too_early_says_so_first() -> None:
    one = letter("te_late_beslissing", {**LATE, "datum_ontvangen": "2026-11-02"})
    assert read(one).split("\n")[2].startswith("Deze brief is waarschijnlijk nog te vroeg")
    assert "maandag 28 december 2026" in read(one)


def test_on_the_last_day_itself_it_is_still_too_early() -> None:
    on_the_day = KNOWLEDGE.on(date(2026, 8, 26))
    after = KNOWLEDGE.on(date(2026, 8, 27))
    draft = Draft("te_late_beslissing")
    for place, value in LATE.items():
        draft = draft.with_answer(place, Answer(value))
    (early,) = BOOK.for_draft(on_the_day, draft)
    (due,) = BOOK.for_draft(after, draft)
    assert "nog te vroeg" in read(early)
    assert "nog te vroeg" not in read(due)


def test_no_day_is_named_for_the_two_weeks_after_it() -> None:
    text = read(letter("te_late_beslissing", LATE))
    assert "ongeveer twee weken" in text
    assert "december" not in text


@pytest.mark.parametrize("executor", ["ind", "toeslagen"])
def test_where_there_may_be_no_money_for_waiting_the_letter_claims_none(executor: str) -> None:
    text = read(letter("te_late_beslissing", {**LATE, "organisatie": of(executor), "regeling": None}))
    assert "moet u mij een dwangsom betalen" not in text


@pytest.mark.parametrize("executor", ["zorgverzekeraar", "om", "cjib"])
def test_who_decides_nothing_under_this_law_gets_no_letter_of_default(executor: str) -> None:
    assert letters("te_late_beslissing", {**LATE, "organisatie": of(executor)}) == []


def test_who_sent_the_letter_already_gets_no_second_one() -> None:
    assert letters("te_late_beslissing", {**LATE, "in_gebreke": True}) == []


def test_waiting_for_money_or_an_answer_has_no_letter_of_default() -> None:
    for other in ("geld", "klacht", "antwoord"):
        assert letters("te_late_beslissing", {"organisatie": MUNICIPALITY, "waarop": other}) == []


def test_the_fields_of_a_ticket_make_the_same_letter_as_the_draft() -> None:
    kinds = {name: field.soort for name, field in KNOWLEDGE.doors["te_late_beslissing"].fields.items()}
    fields = [{"id": place, "kind": kinds[place], "value": value} for place, value in LATE.items()]
    assert BOOK.for_fields(KNOWLEDGE, "te_late_beslissing", fields) == letters("te_late_beslissing", LATE)


def test_fields_that_a_door_no_longer_asks_stay_out_of_a_letter() -> None:
    fields = [{"id": "vroeger", "kind": "tekst", "value": "x"}, {"id": "naam", "kind": "datum", "value": "x"}]
    (one,) = BOOK.for_fields(KNOWLEDGE, "bezwaar", fields)
    assert not any("x" in line for line in one.lines())
    assert BOOK.for_fields(KNOWLEDGE, "bestaat_niet", fields) == []


def test_the_same_letter_is_the_same_file_and_says_nothing_of_who_made_it_when() -> None:
    one = letter("bezwaar", OBJECTION)
    assert to_docx(one) == to_docx(one)
    properties = Document(io.BytesIO(to_docx(one))).core_properties
    assert properties.author == ""
    assert properties.title == "Voorlopig bezwaar"
    assert properties.created.year == properties.modified.year == 2026
    assert properties.language == "nl-NL"


@settings(deadline=None, max_examples=40)  # a file each: how long that takes says nothing of the name
@given(name=st.text(min_size=1, max_size=80))
def test_any_name_can_stand_in_a_letter(name: str) -> None:
    line = (name, Blank(name))
    made = Letter("x", "x", (line,), (line,), (line,), line, line, name, (line,), name, line)
    assert Document(io.BytesIO(to_docx(made))).paragraphs


def test_a_word_processor_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    file = tmp_path / "brief.docx"
    file.write_bytes(to_docx(letter("bezwaar", OBJECTION)))
    command = [office, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    assert "voorlopig bezwaar" in (tmp_path / "brief.txt").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("deuren: [bezwaar,", "deuren: [bezwaard,"), "'bezwaard' is no door"),
        (("{feit: te_laat, is: true}", "{feit: te_laat_, is: true}"), "'te_laat_' is no fact"),
        (("  reden_te_laat: waarom u niet op tijd kon zijn\n", ""), "reden_te_laat"),
        (("aanhef: Geachte", "aanhef: Jij geachte"), "schrijf u"),
        (("groet: Met", "groeten: Met"), "groet"),
    ],
)
def test_a_fault_in_a_letter_stops_the_start_with_its_file_and_reason(
    tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    text = (ROOT / "data" / "letters" / "bezwaar.yml").read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / "bezwaar.yml").write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(DataError) as fault:
        load_letters([tmp_path], KNOWLEDGE.doors)
    assert fault.value.file.name == "bezwaar.yml"
    assert reason in str(fault.value)


def test_a_letter_that_asks_for_a_citizen_service_number_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "data" / "letters" / "bezwaar.yml").read_text(encoding="utf-8")
    (tmp_path / "bezwaar.yml").write_text(text.replace("kenmerk", "bsn"), encoding="utf-8")
    with pytest.raises(DataError, match="burgerservicenummer"):
        load_letters([tmp_path], KNOWLEDGE.doors)


def test_local_letters_replace_those_of_the_product(tmp_path: Path) -> None:
    text = (ROOT / "data" / "letters" / "bezwaar.yml").read_text(encoding="utf-8")
    (tmp_path / "bezwaar.yml").write_text(text.replace("naam: Voorlopig bezwaar", "naam: Ons bezwaar"))
    book = load_letters([ROOT / "data" / "letters", tmp_path], KNOWLEDGE.doors)
    assert book.letters["bezwaar"].name == "Ons bezwaar"
    assert set(book.letters) == set(BOOK.letters)


def test_an_empty_book_has_no_letters() -> None:
    assert LetterBook().for_draft(KNOWLEDGE, Draft("bezwaar")) == []
