"""Side questions with an answer of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.dialogue.glossary import load_glossary
from tests.conftest import ROOT

GLOSSARY = load_glossary([ROOT / "data" / "dialogue"])


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("wat is een dwangbevel?", "dwangbevel"),
        ("Wat betekent aanmaning", "aanmaning"),
        ("wat is een dwangbevell", "dwangbevel"),
        ("wat houdt een betalingsregeling in?", "betalingsregeling"),
        ("en wat is dan een machtiging?", "machtiging"),
        ("dwangbevel?", "dwangbevel"),
        ("Kost dit geld?", "kosten"),
        ("kost dit ook geld", "kosten"),
        ("moet ik ondertussen wel betalen?", "stopt_het"),
        ("wie ziet dit?", "wie_leest"),
        ("hoe gaat het met u", "hoe_gaat_het"),
    ],
)
def test_a_side_question_finds_its_answer(text: str, entry: str) -> None:
    found = GLOSSARY.find(text)
    assert found is not None
    assert found.id == entry


@pytest.mark.parametrize(
    "text",
    [
        "ik heb een dwangbevel gekregen",
        "een aanmaning",
        "deurwaarder",
        "wat is er gebeurd",
        "3 november",
        "nee",
        "ja",
        "wat wilt u weten?",
        "beslag op mijn loon",
        "ik heb een boete van 80 euro",
        "",
    ],
)
def test_an_answer_to_a_question_is_no_side_question(text: str) -> None:
    assert GLOSSARY.find(text) is None


def test_no_two_answers_are_asked_for_by_the_same_words() -> None:
    asked = [name for entry in GLOSSARY.entries for name in (*entry.words, *entry.questions)]
    assert len(asked) == len(set(asked))


def test_every_word_of_the_law_has_its_source() -> None:
    said = {"hardheidsclausule", "kenmerk", "signaal", "toegangscode", "achterstand"}
    without = {entry.id for entry in GLOSSARY.entries if entry.words and not entry.sources}
    assert without == said, "a word that is not the law's own may do without; any other names its article"


def test_an_entry_that_nobody_can_ask_for_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "begrippen.yml").write_text("leeg:\n  antwoord: niets\n")
    with pytest.raises(DataError, match=r"begrippen\.yml:1"):
        load_glossary([tmp_path])


def test_local_answers_replace_those_of_the_product(tmp_path: Path) -> None:
    (tmp_path / "begrippen.yml").write_text(
        "kosten:\n  vragen: [kost dit geld]\n  antwoord: Ook bij ons niets.\n"
    )
    merged = load_glossary([ROOT / "data" / "dialogue", tmp_path])
    found = merged.find("kost dit geld?")
    assert found is not None
    assert found.answer == "Ook bij ons niets."
