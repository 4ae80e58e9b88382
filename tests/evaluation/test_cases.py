"""The test sentences are usable, enough, and name only what exists."""

from collections import Counter
from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.evaluation.cases import DOORS, Case, load_cases, load_controls, load_stories
from bot.register import load_register

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests" / "eval"
FILES = ("doors", "out_of_scope", "acute", "executors", "executors_2", "stories")
REGISTERS = [
    "kort",
    "normaal",
    "lang",
    "laaggeletterd",
    "typefouten",
    "straat",
    "formeel",
    "vlaams",
    "hoofdletters",
    "emotioneel",
    "engels",
]


def all_cases() -> list[Case]:
    return [one for name in FILES for one in load_cases(SENTENCES / f"{name}.yml")]


def test_there_are_enough_sentences_for_each_figure() -> None:
    acute = Counter(one.deur == "spoed" for one in load_cases(SENTENCES / "acute.yml"))
    assert len(load_cases(SENTENCES / "doors.yml")) >= 900
    assert len(load_cases(SENTENCES / "out_of_scope.yml")) >= 150
    assert acute[True] >= 200
    assert acute[False] >= 400
    assert len(load_cases(SENTENCES / "executors.yml")) >= 300
    assert len(load_stories(SENTENCES / "facts.yml").verhalen) >= 60
    assert len(load_controls(SENTENCES / "controls.yml")) >= 200


def test_every_door_has_sentences_in_every_register() -> None:
    seen = {(one.deur, one.register_) for one in load_cases(SENTENCES / "doors.yml")}
    assert {(door, register) for door in DOORS for register in REGISTERS} <= seen


def test_each_of_the_four_stories_has_fifteen_other_wordings() -> None:
    counted = Counter(str(one.verhaal) for one in load_cases(SENTENCES / "stories.yml"))
    assert all(counted[story] >= 15 for story in "1234")
    assert counted["3b"] >= 5


def test_long_stories_are_of_sixty_to_a_hundred_and_twenty_words() -> None:
    long = [one.tekst for one in load_cases(SENTENCES / "doors.yml") if one.register_ == "lang"]
    assert all(60 <= len(text.split()) <= 120 for text in long)


@pytest.mark.parametrize("name", FILES)
def test_no_sentence_stands_twice_in_a_file(name: str) -> None:
    counted = Counter(one.tekst.casefold() for one in load_cases(SENTENCES / f"{name}.yml"))
    assert [text for text, times in counted.items() if times > 1] == []


def test_every_executor_and_scheme_that_is_expected_exists() -> None:
    register = load_register([ROOT / "data" / "register"])
    stories = load_stories(SENTENCES / "facts.yml").verhalen
    named = {executor for one in all_cases() for executor in one.first}
    named |= {executor for one in stories for executor in one.organisatie}
    assert named <= set(register.executors)
    assert {one.regeling for one in stories if one.regeling} <= set(register.schemes)


def test_every_listed_executor_is_expected_somewhere() -> None:
    register = load_register([ROOT / "data" / "register"])
    listed = {name for name, executor in register.executors.items() if executor.listed}
    assert listed <= {executor for one in all_cases() for executor in one.first}


def test_what_is_told_in_a_story_stands_in_it() -> None:
    for story in load_stories(SENTENCES / "facts.yml").verhalen:
        told = [*(day.tekst for day in story.datums), *story.contact, *filter(None, [story.kenmerk])]
        assert all(one in story.tekst for one in told)


def test_a_door_that_does_not_exist_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "doors.yml"
    path.write_text("- tekst: a\n  schrijver: t\n  deur: achterdeur\n", encoding="utf-8")
    with pytest.raises(DataError) as told:
        load_cases(path)
    assert told.value.line == 3
