import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.law import Law, RemedyId, load_emergencies, load_law, load_remedies, load_terms
from bot.law.emergencies import PHONE
from bot.law.source import ADDRESSING

REGISTER = Path(__file__).parents[2] / "data" / "register"
# Digits only: the numbers that the sources allow to be shown.
ALLOWED = {"112", "113", "08000113", "08002000", "08008115", "09008844"}
PROMISES = re.compile(
    r"hoeft niet te betalen|krijgt een regeling|krijgt kwijtschelding|is akkoord", re.IGNORECASE
)


def texts(law: Law) -> Iterator[str]:
    for remedy in law.remedies.values():
        yield from (text for text in remedy.texts.model_dump().values() if text)
        yield from (*remedy.warnings, remedy.to_whom)
    for rule in law.terms.values():
        yield from (text for text in (rule.open, rule.passed, rule.no_date) if text)
    for block in law.emergencies.blocks.values():
        yield from (block.title, *block.lines, *(item.note for item in block.numbers))


def test_every_remedy_of_the_closed_list_stands_in_the_data(law: Law) -> None:
    assert set(law.remedies) == set(RemedyId)


def test_every_remedy_term_and_block_has_a_source(law: Law) -> None:
    for entry in (*law.remedies.values(), *law.terms.values(), *law.emergencies.blocks.values()):
        assert entry.sources, entry.id
        assert all(source.url.startswith("http") for source in entry.sources)


def test_no_text_for_citizens_says_je_or_promises_an_outcome(law: Law) -> None:
    found = list(texts(law))
    assert len(found) > 100
    assert [text for text in found if ADDRESSING.search(text) or PROMISES.search(text)] == []


def test_every_remedy_says_that_a_request_here_stops_no_term_and_is_no_objection(law: Law) -> None:
    for remedy in law.remedies.values():
        assert "stopt" in remedy.texts.correction_does_not_stop
        assert "hier doorgeeft" in remedy.texts.not_an_objection


def test_every_dated_text_is_an_indication(law: Law) -> None:
    for remedy in law.remedies.values():
        if remedy.span:
            assert re.search("waarschijnlijk|voorzichtig", remedy.texts.open or ""), remedy.id
            assert "Kijk wat er onder aan uw brief staat" in (remedy.texts.open or "")


def test_a_strafbeschikking_warns_that_paying_gives_up_verzet(law: Law) -> None:
    assert any("niet meer in verzet" in text for text in law.remedy("strafbeschikking_verzet").warnings)


def test_every_telephone_number_has_a_source_and_is_one_of_the_allowed(law: Law) -> None:
    for block in law.emergencies.blocks.values():
        own = {re.sub(r"\D", "", item.number) for item in block.numbers}
        said = {re.sub(r"\D", "", number) for line in block.lines for number in PHONE.findall(line)}
        assert own <= ALLOWED
        assert said <= own


def test_local_data_replaces_one_remedy(tmp_path: Path) -> None:
    text = (REGISTER / "remedies.yml").read_text()
    start = text.index("  - id: rechter")
    entry = text[start : text.index("  - id: ontslag")].replace("naam: naar de rechter", "naam: eigen naam")
    (tmp_path / "remedies.yml").write_text(f"rechtsmiddelen:\n{entry}")
    law = load_law([REGISTER, tmp_path])
    assert law.remedy("rechter").name == "eigen naam"
    assert law.remedy("ontslag").name == load_law([REGISTER]).remedy("ontslag").name


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    naam: bezwaar\n", "    naam: bezwaar\n    kleur: rood\n", "kleur"),
        ("    gecontroleerd: true", "    gecontroleerd: false", "gecontroleerd"),
        ("Bent u het niet eens", "Ben jij het niet eens", "schrijf u"),
        ("{weken: 6}", "{weken: 6, dagen: 2}", "precies één"),
        ("{datum}", "{dag}", "datum"),
    ],
)
def test_a_fault_in_the_remedies_names_file_line_and_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    path = tmp_path / "remedies.yml"
    path.write_text((REGISTER / "remedies.yml").read_text().replace(old, new))
    with pytest.raises(DataError, match=reason) as fault:
        load_remedies([path])
    assert fault.value.file == path
    assert fault.value.line > 1


def test_a_date_for_foreigners_law_is_refused_by_the_loader(tmp_path: Path) -> None:
    text = (REGISTER / "remedies.yml").read_text()
    path = tmp_path / "remedies.yml"
    path.write_text(text.replace("- id: vreemdelingen\n", "- id: vreemdelingen\n    termijn: {weken: 4}\n"))
    with pytest.raises(DataError, match="vreemdelingen"):
        load_remedies([path])


def test_a_missing_term_is_named(tmp_path: Path) -> None:
    path = tmp_path / "terms.yml"
    path.write_text("termijnen: []\n")
    with pytest.raises(DataError, match="aanmaning"):
        load_terms([path])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Bel dan meteen 112.", "Bel dan meteen 0900-1234.", "0900-1234"),
        ("      - er is .. brand\n", "      - er is <brandjes>\n", "brandjes"),
        ("      - er is .. brand\n", "      - .. brand\n", "gat"),
        ("blokken:", "extra: 1\nblokken:", "extra"),
    ],
)
def test_a_fault_in_the_help_blocks_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = tmp_path / "emergencies.yml"
    path.write_text((REGISTER / "emergencies.yml").read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=reason) as fault:
        load_emergencies([path])
    assert fault.value.file == path
