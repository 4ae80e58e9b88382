"""The script: what an employee says aloud can be said aloud, and comes one sentence at a time."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.desk.facts import about, notices
from bot.desk.line import take_line
from bot.desk.reference import look_up
from bot.desk.script import mark_said, script
from tests.desk.test_line import begun, knowledge, say
from tests.speech import speech

# What only a page can ask of somebody: to type, to skip, to copy.
ON_A_PAGE = re.compile(
    r"overslaan|sla over|\btyp|schrijf (?:de|het|uw)\b|zet er|geef een|bijvoorbeeld (?:\d|\")", re.IGNORECASE
)


@pytest.mark.parametrize("door", sorted(knowledge().doors))
def test_every_sentence_of_a_door_can_be_said_aloud(door: str) -> None:
    for field in knowledge().doors[door].fields.values():
        words = field.vraag_balie or field.vraag
        assert not ON_A_PAGE.search(words), f"{door}.{field.id}: {words}"
        assert words.rstrip().endswith((".", "?")), f"{door}.{field.id}: {words}"


def test_a_warning_comes_before_the_sentence_once_and_stays_among_what_is_good_to_know() -> None:
    door, draft = knowledge().doors["betalingsregeling"], begun()
    first = script(speech(), knowledge(), door, draft)
    assert any("strafbeschikking" in text for text in first.first)
    told = mark_said(knowledge(), door, draft)
    assert script(speech(), knowledge(), door, told).first == ()
    assert any("strafbeschikking" in " ".join(one.texts) for one in notices(knowledge(), door, told))


def test_a_sentence_says_about_which_debt_it_is() -> None:
    draft, _ = say(begun(), "ja", "-", "-", "duo 1200 euro")
    said = script(speech(), knowledge(), knowledge().doors[draft.door], draft)
    assert said.sentence.startswith("Over ")


def test_the_nearest_last_day_stands_first() -> None:
    door = knowledge().doors["betalingsregeling"]
    draft, _ = say(begun(), "nee")
    for line in ("1", "3 november 2026"):
        draft = take_line(knowledge(), door, draft, line).draft
    days = [one.last_day for one in notices(knowledge(), door, replace(draft, said=())) if one.last_day]
    assert days
    assert days == sorted(days)
    assert notices(knowledge(), door, draft)[0].last_day == days[0]


@pytest.mark.parametrize("executor", sorted(knowledge().register.executors))
def test_everything_that_is_told_of_an_executor_stands_in_the_register(executor: str) -> None:
    told = about(knowledge(), executor)
    known = knowledge().register.executors[executor]
    assert set(told.phones) == {phone.number for phone in known.phones}
    assert all(phone.source for phone in known.phones)
    assert told.website == known.website


def test_the_register_is_looked_up_by_any_scheme_s_own_name() -> None:
    for scheme in knowledge().register.schemes.values():
        found = look_up(knowledge(), scheme.words[0])
        assert found.schemes or found.executors, scheme.id
