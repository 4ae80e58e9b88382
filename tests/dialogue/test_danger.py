"""Danger in a first message: what is certain takes over the turn, what is doubted is helped beside the ordinary door."""

from __future__ import annotations

import pytest

from bot.dialogue import manager
from bot.dialogue.state import Meaning, Outcome
from tests.desk.test_line import knowledge
from tests.desk.test_script import speech

# Said so that no phrase of a help block knows it: only the engine's certainty speaks.
SAID = "ik weet niet meer wat ik moet en ik wil graag een regeling"


def told(certainty: float) -> Outcome:
    """What a conversation does with a first message that is acute need for `certainty`, and paying for the rest."""
    assert knowledge().law.emergencies.recognise(SAID).acute == ()
    assert knowledge().law.emergencies.recognise(SAID).near == ()
    ranking = sorted(
        {"spoed": certainty, "betalingsregeling": 1 - certainty}.items(), key=lambda one: -one[1]
    )
    begun = manager.begin(speech(), knowledge()).state
    return manager.respond(speech(), knowledge(), begun, SAID, Meaning(tuple(ranking)), message=1)


def shows_help(outcome: Outcome) -> bool:
    return any(say.notice and "112" in say.text for say in outcome.says)


@pytest.mark.parametrize("certainty", [0.12, 0.3, 0.4])
def test_doubted_danger_shows_help_beside_the_ordinary_door(certainty: float) -> None:
    outcome = told(certainty)
    assert shows_help(outcome)
    assert outcome.state.draft is not None
    assert outcome.state.draft.door == "betalingsregeling"


def test_certain_danger_takes_over_the_turn() -> None:
    outcome = told(0.9)
    assert shows_help(outcome)
    assert outcome.state.draft is None


def test_a_trace_of_danger_shows_no_help() -> None:
    assert not shows_help(told(0.05))


@pytest.mark.parametrize(("words", "helped"), [("ik help haar", False), (SAID, True)])
def test_at_the_question_which_door_fits_a_few_words_are_not_doubted(words: str, helped: bool) -> None:
    begun = manager.begin(speech(), knowledge()).state
    unsure = Meaning((("bezwaar", 0.28), ("herstel_fout", 0.26)))
    asked = manager.respond(
        speech(), knowledge(), begun, "zij snapt het niet meer met die brief", unsure, message=1
    )
    doubted = Meaning((("antwoord", 0.7), ("spoed", 0.3)))
    assert (
        shows_help(manager.respond(speech(), knowledge(), asked.state, words, doubted, message=2)) is helped
    )


@pytest.mark.parametrize(("certainty", "helped"), [(0.95, True), (0.8, True), (0.6, False)])
def test_one_sentence_of_a_long_request_is_enough_for_help_beside_the_ordinary_door(
    certainty: float, helped: bool
) -> None:
    meaning = Meaning(
        (("betalingsregeling", 0.98), ("spoed", 0.02)), (certainty, "wij liggen nu al twee nachten op straat")
    )
    begun = manager.begin(speech(), knowledge()).state
    outcome = manager.respond(speech(), knowledge(), begun, SAID, meaning, message=1)
    assert (
        any("dak boven uw hoofd" in say.text or "112" in say.text for say in outcome.says if say.notice)
        is helped
    )
    assert outcome.state.draft is not None
    assert outcome.state.draft.door == "betalingsregeling"
