import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law import EmergencyFinding, Law
from bot.law.patterns import PatternError, expression, needed, normalised
from tests.law.emergency_sentences import (
    ACUTE,
    NEAR,
    NOT_ACUTE,
    QUIET,
    SECOND_ACUTE,
    SECOND_NOT_ACUTE,
)


@pytest.mark.parametrize(("block", "text"), [*ACUTE, *SECOND_ACUTE])
def test_acute_danger_is_recognised(law: Law, block: str, text: str) -> None:
    assert block in law.emergencies.recognise(text).acute


@pytest.mark.parametrize(("block", "text"), NEAR)
def test_what_is_near_gets_a_block_beside_the_door(law: Law, block: str, text: str) -> None:
    found = law.emergencies.recognise(text)
    assert found.acute == ()
    assert block in found.near


@pytest.mark.parametrize("text", [*NOT_ACUTE, *SECOND_NOT_ACUTE])
def test_a_near_miss_never_takes_over_the_turn(law: Law, text: str) -> None:
    assert law.emergencies.recognise(text).acute == ()


@pytest.mark.parametrize("text", QUIET)
def test_an_ordinary_message_shows_no_block(law: Law, text: str) -> None:
    assert law.emergencies.recognise(text) == EmergencyFinding()


def test_danger_now_is_acute_in_a_long_story_about_the_past(law: Law) -> None:
    text = (
        "vorig jaar had ik een boete van 112 euro en mijn man is overleden " * 5 + "en nu heb ik niks te eten"
    )
    assert law.emergencies.recognise(text).acute == ("geen_eten_medicijnen",)


def test_the_most_urgent_block_comes_first(law: Law) -> None:
    found = law.emergencies.recognise("Ik heb niks te eten. Ik wil dood.")
    assert found.acute == ("zelfdoding", "geen_eten_medicijnen")


@given(st.text(max_size=200))
def test_any_text_is_read_and_no_block_stands_at_two_levels(law: Law, text: str) -> None:
    found = law.emergencies.recognise(text)
    assert not set(found.acute) & set(found.near)
    assert bool(found.acute or found.near) == bool(found.terms)


@pytest.mark.parametrize("text", ["IK WIL DOOD!!!", "ik   wil, dood", "Ik wil dóód"])
def test_capitals_accents_and_punctuation_do_not_matter(law: Law, text: str) -> None:
    assert law.emergencies.recognise(text).acute == ("zelfdoding",)


def test_a_gap_crosses_no_denial_and_no_sentence() -> None:
    pattern = re.compile(expression("uit .. huis", {}))
    assert pattern.search(normalised("uit ons oude huis"))
    assert not pattern.search(normalised("uit niet het huis"))
    assert not pattern.search(normalised("uit. Mijn huis"))
    assert not pattern.search(normalised("uit een twee drie vier huis"))


def test_a_word_is_a_whole_word_unless_it_ends_in_a_star() -> None:
    assert not re.search(expression("dood", {}), normalised("doodmoe"))
    assert re.search(expression("dood*", {}), normalised("doodmoe"))


@pytest.mark.parametrize("pattern", ["..", ".. dood", "dood ..", "<onbekend>", "a(b", "*"])
def test_a_phrase_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        expression(pattern, {})


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("ik wil|wou dood", {"dood"}),
        ("<wie> slaat .. mij|ons", {"slaat"}),
        ("insuline* .. op|leeg", {"op", "leeg"}),
        ("spring* maar?", set()),
        ("= kheb honger", {"honger"}),
    ],
)
def test_a_phrase_says_which_words_it_cannot_do_without(pattern: str, words: set[str]) -> None:
    lists, spellings = {"wie": ["hij", "zij", "ze"]}, {"kheb": "ik heb"}
    assert needed(pattern, lists, spellings) == words


def test_a_phrase_that_matches_has_a_word_it_needs(law: Law) -> None:
    """What is skipped for want of a word could never have matched: on every sentence that is recognised or nearly so."""
    book = law.emergencies
    texts = [normalised(one[-1], book._spellings) for one in (*ACUTE, *NEAR)]
    phrases = [
        one for block in book._phrases.values() for one in (*block.acute, *block.near, *block.not_acute)
    ]
    matched = [(one, text) for one in phrases for text in texts if one.pattern.search(text)]
    assert len(matched) > 100
    assert [text for one, text in matched if one.needed and one.needed.isdisjoint(text.split())] == []
