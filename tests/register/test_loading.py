"""Loading: a fault is told with file, line and reason, and local data goes over the project's own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.register import Finder, load_register
from tests.register.conftest import DATA

LOCAL_EXECUTOR = """
uitvoerders:
  - id: stadsbank
    naam: Stadsbank Oost
    zegt: de Stadsbank
    kort: Stadsbank
    namen: [stadsbank]
    ministerie: SZW
    soort: gemeente
    vermeld: false
    bestuursorgaan: true
    int: true
    meerdere: false
    vindt_burger_met: [kenmerk]
    bronnen: ["https://www.example.nl/stadsbank"]
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the register that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "register"))


def spoil(file: Path, old: str, new: str) -> int:
    """Replaces the first `old`; the line on which it stood."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("schemes.yml", "uitvoerder: uwv", "uitvoerder: uvw", "there is no executor 'uvw'"),
        ("schemes.yml", "      - SZW", "      - SZX", "there is no ministry 'SZX'"),
        ("schemes.yml", "rechtsmiddel: bezwaar_6_weken", "rechtsmiddel: bezwaar", "there is no rechtsmiddel"),
        ("executors.yml", "ministerie: JenV", "ministerie: Jenv", "there is no ministry 'Jenv'"),
        ("organisations/gemeenten.yml", "id: gemeente:1680", "id: dorp:1680", "there is no executor 'dorp'"),
        ("distinctions.yml", "uitvoerder: gemeente", "uitvoerder: dorp", "there is no executor 'dorp'"),
        ("payment_plans.yml", "uitvoerder: cjib", "uitvoerder: cij", "there is no executor 'cij'"),
        ("words.yml", "uitvoerder: uwv", "uitvoerder: uvw", "there is no 'uvw'"),
    ],
)
def test_a_name_that_points_nowhere_is_told_with_its_file(
    copied: Path, file: str, old: str, new: str, reason: str
) -> None:
    spoil(copied / file, old, new)
    with pytest.raises(DataError, match=re.escape(reason)) as told:
        load_register([copied])
    assert told.value.file == copied / file


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("schemes.yml", "    domein: sociaal", "    domain: sociaal", "domein"),
        ("executors.yml", "    vermeld: true", "    vermeld: misschien", "vermeld"),
        ("ministries.yml", "    naam: Defensie", "    naam: [Defensie]", "naam"),
        ("executors.yml", "    meerdere: false", "    meerdere: true", "vraag_welke"),
    ],
)
def test_a_bad_entry_is_told_with_file_line_and_reason(
    copied: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = spoil(copied / file, old, new)
    with pytest.raises(DataError) as told:
        load_register([copied])
    assert told.value.file == copied / file
    lines = (copied / file).read_text(encoding="utf-8").splitlines()
    entry = max(number for number, text in enumerate(lines[:line], start=1) if text.startswith("  - id:"))
    assert entry <= told.value.line <= line
    assert reason in told.value.reason
    assert str(told.value).startswith(f"{copied / file}:{told.value.line}: ")


def test_an_unknown_key_is_told_on_its_own_line(copied: Path) -> None:
    line = spoil(copied / "schemes.yml", "    domein: sociaal", "    domein: sociaal\n    kleur: rood")
    with pytest.raises(DataError, match="kleur") as told:
        load_register([copied])
    assert told.value.line == line + 1


def test_an_unknown_list_in_a_file_is_a_fault(copied: Path) -> None:
    with (copied / "ministries.yml").open("a", encoding="utf-8") as file:
        file.write("ministers: []\n")
    with pytest.raises(DataError, match="'ministers' is not known here"):
        load_register([copied])


def test_the_same_id_twice_in_one_file_is_a_fault(copied: Path) -> None:
    spoil(copied / "ministries.yml", "  - id: VWS", "  - id: SZW")
    with pytest.raises(DataError, match="twice"):
        load_register([copied])


def test_an_entry_without_a_source_is_a_fault(copied: Path) -> None:
    text = (copied / "distinctions.yml").read_text(encoding="utf-8")
    spoiled = re.sub(r"bronnen: \[.*?\]", "bronnen: []", text, count=1)
    (copied / "distinctions.yml").write_text(spoiled, encoding="utf-8")
    with pytest.raises(DataError, match="bronnen"):
        load_register([copied])


def test_local_data_adds_an_executor_that_is_found(tmp_path: Path) -> None:
    (tmp_path / "executors.yml").write_text(LOCAL_EXECUTOR, encoding="utf-8")
    register = load_register([DATA, tmp_path])
    assert len(register.executors) == len(load_register([DATA]).executors) + 1
    assert Finder(register).find("brief van de stadsbank").candidates[0].executor_id == "stadsbank"


def test_local_data_replaces_an_entry_by_its_id(tmp_path: Path) -> None:
    organisations = tmp_path / "organisations"
    organisations.mkdir()
    (organisations / "eigen.yml").write_text(
        'organisaties:\n  - {id: "gemeente:0344", naam: Gemeente Utrecht, plaats: Utrecht, ook: [Domstad]}\n',
        encoding="utf-8",
    )
    register = load_register([DATA, tmp_path])
    assert register.organisation("gemeente:0344").also == ("Domstad",)
    assert len(register.organisations_of("gemeente")) == 342


def test_local_data_that_points_nowhere_is_a_fault_in_the_local_file(tmp_path: Path) -> None:
    local = LOCAL_EXECUTOR.replace("ministerie: SZW", "ministerie: XYZ")
    (tmp_path / "executors.yml").write_text(local, encoding="utf-8")
    with pytest.raises(DataError, match="there is no ministry 'XYZ'") as told:
        load_register([DATA, tmp_path])
    assert told.value.file == tmp_path / "executors.yml"


def test_the_version_changes_with_the_content_only(copied: Path) -> None:
    before = load_register([copied]).version
    assert before == load_register([DATA]).version
    spoil(copied / "words.yml", "gewicht: 0.4", "gewicht: 0.41")
    assert load_register([copied]).version != before


@pytest.fixture
def no_remedies(copied: Path) -> Callable[[], Path]:
    """Takes the explanations of remedies away."""

    def remove() -> Path:
        (copied / "remedies.yml").unlink()
        return copied

    return remove


def test_without_a_file_of_remedies_they_are_not_checked(no_remedies: Callable[[], Path]) -> None:
    assert len(load_register([no_remedies()]).schemes) == 141
