"""A translation that does not fit the Dutch stops the start, with file and reason; local Dutch may go without one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.doors.knowledge import load_knowledge
from bot.doors.model import FieldData
from bot.translation.languages import Languages, load_languages
from bot.web import problems
from bot.web.words import STATUS
from tests.conftest import ROOT

TODAY = date(2026, 11, 26)
TABLES = (problems.SAID, STATUS)


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """The product's data, to be changed."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("nlu")))


def load(*directories: Path) -> Languages:
    return load_languages(directories, ["nl", "en"], load_knowledge(directories, TODAY), TABLES)


def change(file: Path, act: Callable[[str], str]) -> None:
    file.write_text(act(file.read_text(encoding="utf-8")), encoding="utf-8")


def test_english_is_the_same_knowledge_with_other_words(product: Path) -> None:
    languages = load(product)
    english = languages.knowledge.speaking("en")
    assert english.doors.keys() == languages.knowledge.doors.keys()
    for id, door in english.doors.items():
        dutch = languages.knowledge.doors[id]
        assert [field.id for field in door.fields.values()] == [field.id for field in dutch.fields.values()]
        assert [field.als for field in door.fields.values()] == [field.als for field in dutch.fields.values()]
        assert door.data.ontvangers == dutch.data.ontvangers
        assert door.data.pakketten == dutch.data.pakketten
        assert door.data.knop != dutch.data.knop
    assert languages.knowledge.speaking("fy") is languages.knowledge
    assert languages.untranslated == []


@pytest.mark.parametrize(
    ("file", "act", "reason"),
    [
        (
            "en/doors/klacht.yml",
            lambda text: text.replace("knop:", "knopje:", 1),
            "knopje: there is no such text",
        ),
        (
            "en/doors/klacht.yml",
            lambda text: re.sub(r"(?m)^kort:.*\n", "", text),
            "kort: this text is missing",
        ),
        ("en/doors/klacht.yml", lambda text: text.replace("{organisatie}", "{wie}"), "the Dutch fills in"),
        ("en/words.yml", lambda text: text.replace("{bedragen}", ""), "the Dutch fills in"),
        ("en/register/terms.yml", lambda text: text.replace("{datum}", "soon", 1), "the Dutch fills in"),
        (
            "en/register/emergencies.yml",
            lambda text: text + "brand:\n  titel: Fire\n",
            "there is no such text",
        ),
    ],
    ids=["unknown", "missing", "other name", "name left out", "date left out", "unknown block"],
)
def test_a_translation_that_does_not_fit_stops_the_start_with_file_line_and_reason(
    product: Path, file: str, act: Callable[[str], str], reason: str
) -> None:
    change(product / file, act)
    with pytest.raises(DataError, match=re.escape(reason)) as told:
        load(product)
    assert str(told.value).startswith(str(product / file))


def test_a_new_dutch_question_without_english_stops_the_start_of_the_product(product: Path) -> None:
    change(
        product / "doors" / "klacht.yml",
        lambda text: text.replace(
            "  - id: wens\n",
            "  - {id: getuige, soort: naam, label: Getuige, vraag: Wie was erbij?}\n  - id: wens\n",
        ).replace("waar, wens,", "waar, getuige, wens,"),
    )
    with pytest.raises(DataError, match=r"velden\.getuige\.label: this text is missing"):
        load(product)


def test_local_dutch_is_told_in_dutch_and_noted_until_it_is_translated_locally(
    product: Path, tmp_path: Path
) -> None:
    own = tmp_path / "eigen"
    (own / "doors").mkdir(parents=True)
    text = (product / "doors" / "klacht.yml").read_text(encoding="utf-8")
    (own / "doors" / "klacht.yml").write_text(
        text.replace("Over welke organisatie gaat uw klacht?", "Welke afdeling maakte het bont?"),
        encoding="utf-8",
    )
    languages = load(product, own)
    fields = languages.knowledge.speaking("en").doors["klacht"].fields
    assert fields["organisatie"].vraag == "Welke afdeling maakte het bont?"
    assert fields["verhaal"].vraag.startswith("What happened?")
    assert languages.untranslated == ["en/doors/klacht.yml velden.organisatie.vraag"]
    (own / "en" / "doors").mkdir(parents=True)
    (own / "en" / "doors" / "klacht.yml").write_text(
        "velden:\n  organisatie:\n    vraag: Which department was it?\n", encoding="utf-8"
    )
    languages = load(product, own)
    field: FieldData = languages.knowledge.speaking("en").doors["klacht"].fields["organisatie"]
    assert field.vraag == "Which department was it?"
    assert languages.untranslated == []


def test_a_local_translation_of_what_nobody_says_is_a_fault(product: Path, tmp_path: Path) -> None:
    own = tmp_path / "eigen"
    (own / "en" / "doors").mkdir(parents=True)
    (own / "en" / "doors" / "klacht.yml").write_text("knp: I complain\n", encoding="utf-8")
    with pytest.raises(DataError, match="knp: there is no such text in Dutch"):
        load(product, own)
