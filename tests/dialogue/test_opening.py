"""The first message and what is said at the question which door fits."""

from __future__ import annotations

from bot.dialogue import manager
from bot.dialogue.state import Asked, Meaning, Outcome, State
from tests.desk.test_line import knowledge
from tests.desk.test_script import speech

STORY = "De gemeente heeft mijn aanvraag voor een wasmachine afgewezen"
DOUBT = Meaning((("bezwaar", 0.28), ("herstel_fout", 0.26), ("maatwerk", 0.2)))
NOTHING = Meaning((("buiten_bereik", 0.9), ("antwoord", 0.1)))
PLAIN = Meaning((("bezwaar", 0.95), ("maatwerk", 0.05)))


def said(state: State, text: str, meaning: Meaning, message: int) -> Outcome:
    return manager.respond(speech(), knowledge(), state, text, meaning, message=message)


def doubted() -> State:
    """A conversation whose first message was told and not understood for certain."""
    state = said(manager.begin(speech(), knowledge()).state, STORY, DOUBT, 1).state
    assert state.question.asked is Asked.DOOR
    return state


def test_words_that_name_no_door_are_kept_with_the_story_and_the_doors_stand() -> None:
    before = doubted()
    after = said(before, "Amsterdam", NOTHING, 2).state
    assert after.question.asked is Asked.DOOR
    assert after.question.doors == before.question.doors
    assert "Amsterdam" in after.story
    assert STORY in after.story


def test_who_goes_on_beside_the_question_comes_to_a_person() -> None:
    state = doubted()
    for number in (2, 3, 4):
        state = said(state, "weet niet", Meaning((("antwoord", 1.0),)), number).state
    assert state.draft is not None
    assert state.draft.door == "mens_spreken"


def test_other_words_that_name_a_door_take_it() -> None:
    state = said(doubted(), "ik ben het niet eens met die afwijzing", PLAIN, 2).state
    assert state.draft is not None
    assert state.draft.door == "bezwaar"
