"""The answer line, alone: what it fills, what it leaves, and what it says when it cannot use something."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.line import NEEDED, take_line, with_organisation
from bot.desk.spelling import spell, spelled
from bot.doors.door import Ask, AskMore, Ready
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge, load_knowledge
from bot.doors.telling import start_draft
from bot.settings import ROOT
from bot.tickets.numbers import ALPHABET

WORDS = "cjib 274 eur te hard gereden, kan 40 pm"


@lru_cache
def knowledge() -> Knowledge:
    return load_knowledge([ROOT / "data"], date(2026, 11, 24))


def begun(words: str = WORDS, door: str = "betalingsregeling") -> Draft:
    return start_draft(knowledge(), knowledge().doors[door], words, 0)


def say(draft: Draft, *lines: str) -> tuple[Draft, str | None]:
    error = None
    for text in lines:
        took = take_line(knowledge(), knowledge().doors[draft.door], draft, text)
        draft, error = took.draft, took.error
    return draft, error


def open_place(draft: Draft) -> str:
    match knowledge().doors[draft.door].next_step(draft):
        case Ask(place=place):
            return place
        case AskMore(group=group):
            return f"+{group}"
        case Ready():
            return "klaar"


def test_an_answer_that_tells_of_other_fields_fills_those_too() -> None:
    draft, error = say(
        begun("ik kan mijn boete niet betalen"), "ja, 274 euro, brief van 3 november, kan 40 per maand"
    )
    assert error is None
    assert draft.value("schulden.0.eens") is True
    assert draft.value("schulden.0.bedrag") == "274.00"
    assert draft.value("per_maand") == "40.00"
    assert draft.value("schulden.0.datum_brief") == "2026-11-03"


def test_answers_in_a_row_stop_at_the_first_that_cannot_be_used_and_the_rest_stays_in_the_line() -> None:
    took = take_line(
        knowledge(), knowledge().doors["betalingsregeling"], begun(), "ja; 31 februari; 1234567812345678"
    )
    assert took.draft.value("schulden.0.eens") is True
    assert took.error is not None
    assert took.rest == "31 februari; 1234567812345678"
    assert open_place(took.draft) == "schulden.0.datum_brief"


def test_a_dash_leaves_open_what_may_be_left_open_and_nothing_else() -> None:
    draft, error = say(begun(), "-")
    assert error == NEEDED
    assert open_place(draft) == "schulden.0.eens"
    draft, error = say(draft, "ja", "-")
    assert error is None
    assert open_place(draft) == "schulden.0.kenmerk"


@pytest.mark.parametrize(("typed", "value"), [("1", True), ("2", False), ("j", True), ("n", False)])
def test_yes_and_no_go_by_one_key(typed: str, value: bool) -> None:
    draft, _ = say(begun(), typed)
    assert draft.value("schulden.0.eens") is value


def test_another_debt_is_begun_by_naming_it_and_ended_by_no() -> None:
    draft, error = say(begun(), "ja", "-", "-", "duo 1200 euro achterstand")
    assert error is None
    assert draft.count("schulden") == 2
    assert draft.value("schulden.1.schuldeiser")["uitvoerder"] == "duo"
    draft, _ = say(begun(), "ja", "-", "-", "2")
    assert "schulden" in draft.closed


def test_contact_data_are_moved_to_their_field_whatever_was_asked() -> None:
    draft, _ = say(begun(), "ja; jan@example.nl")
    assert draft.value("contact")["adres"] == "jan@example.nl"
    assert "jan@example.nl" not in str(
        {place: one.value for place, one in draft.answers.items() if place != "contact"}
    )


def test_another_executor_takes_along_what_does_not_hang_on_the_first() -> None:
    draft, _ = say(begun(), "ja")
    other = with_organisation(knowledge(), knowledge().doors[draft.door], draft, "duo")
    assert other.value("schulden.0.schuldeiser")["uitvoerder"] == "duo"
    assert other.value("schulden.0.bedrag") == "274.00"


def test_every_door_can_be_walked_to_its_end_on_the_line() -> None:
    answers = [
        "1",
        "Jan Jansen",
        "12 maart 1975",
        "1234 AB",
        "06-00000000",
        "cjib",
        "Utrecht",
        "1 november 2026",
        "300",
    ]
    for door in knowledge().doors.values():
        draft = Draft(door.id, story="")
        for _ in range(80):
            place = open_place(draft)
            if place == "klaar":
                break
            tries = (
                ["2"] if place.startswith("+") else ["-", *answers, "het is een lang verhaal over een brief"]
            )
            for text in tries:
                took = take_line(knowledge(), door, draft, text)
                if took.error is None and open_place(took.draft) != place:
                    draft = took.draft
                    break
            else:
                pytest.fail(f"{door.id}: nothing answers {place}")
        assert open_place(draft) == "klaar", door.id


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_no_line_breaks_a_call_or_loses_what_was_told(text: str) -> None:
    before = begun()
    took = take_line(knowledge(), knowledge().doors["betalingsregeling"], before, text)
    assert all(took.draft.value(place) == answer.value for place, answer in before.answers.items())


def test_every_character_of_a_number_has_its_word_and_no_two_share_one() -> None:
    said = spell(ALPHABET + "0123456789")
    assert all(len(word) > 1 for word in said)
    assert len(set(spell("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))) == 36
    assert spelled("L26-7KQ4-M2")[0] == "Lodewijk, twee, zes"
    assert spell("a-b") == ("Anton", "streepje", "Bernard")
