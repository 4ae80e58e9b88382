"""What needs no understanding is answered without asking the engine, and never differently for it."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import known_intents
from bot.dialogue import manager
from bot.dialogue.state import Asked, Meaning, NeedsMeaning, Outcome, State, Unread
from bot.doors.knowledge import Knowledge, load_knowledge
from tests.conftest import ROOT
from tests.speech import speech

TODAY = date(2026, 11, 24)
STORY = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"
# What is typed at each question of the story, from the door to the overview.
ROAD = [
    "ja", "3 november", "1234567812345678", "nee", "40 euro per maand", "sinds september", "nog niets", "nee",
    "voor mezelf", "Jan Jansen",
]  # fmt: skip
TEXTS = [
    *ROAD, "verstuur", "verstuur het nog niet", "akkoord, maar mijn naam klopt niet", "stop", "terug", "sla over",
    "ik wil iemand spreken", "wat betekent dat?", "nee, ik bedoel 280 euro", "dat bedrag klopt niet", "weet ik niet",
    "3 november maar ik wil iemand spreken", "twaalfhonderd euro", "12-3-2026", "40", "geen idee hoor", "?", "🙂",
    "en trouwens mijn zorgtoeslag klopt ook niet, daar staat een partner op", "wat een belachelijk systeem is dit",
    "eigenlijk wil ik gewoon dat ze die fout herstellen", "ik woon sinds vorige week op straat", "bedankt",
    "Wie leest dit?", "ben je een mens", "optie 2", "mijn moeder helpt mij met alles",
]  # fmt: skip


@cache
def knowledge() -> Knowledge:
    return load_knowledge([ROOT / "data"], TODAY)


def answered(state: State, text: str, meaning: Meaning) -> Outcome:
    return manager.respond(speech(), knowledge(), state, text, meaning, message=9)


def unread(state: State, text: str) -> Outcome | None:
    try:
        return answered(state, text, Unread())
    except NeedsMeaning:
        return None


@cache
def states() -> list[State]:
    """The states of one request, from the first question of its door to the overview."""
    state = manager.begin(speech(), knowledge()).state
    state = answered(state, STORY, Meaning((("betalingsregeling", 0.99),))).state
    found = [state]
    for text in ROAD:
        state = answered(state, text, Meaning()).state
        found.append(state)
    return found


def test_the_road_of_the_states_leads_to_where_one_can_be_reached() -> None:
    assert [state.question.place for state in states()][0::10] == ["schulden.0.eens", "contact"]
    assert len({state.question.key for state in states()}) == len(states())


rankings = st.lists(
    st.tuples(st.sampled_from(known_intents()), st.floats(0.01, 1.0)), min_size=1, max_size=4
).map(lambda found: Meaning(tuple(sorted(found, key=lambda one: -one[1]))))


@given(st.integers(0, len(ROAD)), st.sampled_from(TEXTS), rankings)
def test_what_is_answered_unread_is_what_any_reading_would_give(
    place: int, text: str, meaning: Meaning
) -> None:
    state = states()[place]
    without = unread(state, text)
    if without is not None:
        assert without == answered(state, text, meaning)


@pytest.mark.parametrize("place", range(len(ROAD)))
def test_an_answer_that_can_mean_only_one_thing_needs_no_reading(place: int) -> None:
    # A name is any words: there a side question must be told apart.
    assert (unread(states()[place], ROAD[place]) is None) is (ROAD[place] == "Jan Jansen")


@pytest.mark.parametrize(
    "text",
    [
        "3 november maar ik wil iemand spreken",
        "hoe bedoelt u dat",
        "ik snap er niks van joh",
        "mag ik ook bellen",
        "laten we er maar mee ophouden",
    ],
)
@pytest.mark.parametrize("place", [1, 4])
def test_words_that_may_mean_something_else_are_read(place: int, text: str) -> None:
    assert unread(states()[place], text) is None


def overview() -> State:
    state = answered(states()[-1], "sla over", Meaning()).state
    while state.question.asked is not Asked.OVERVIEW:
        assert state.question.place is not None
        given = "jan@example.nl" if state.question.place == "contact" else "sla over"
        state = answered(state, given, Meaning()).state
    return state


@pytest.mark.parametrize(
    "text", ["verstuur", "Ja, verstuur maar", "Akkoord!", "versturen", "stuur het op a.u.b."]
)
def test_words_that_give_consent_send(text: str) -> None:
    outcome = unread(overview(), text)
    assert outcome is not None
    assert outcome.hand_over


@pytest.mark.parametrize(
    "text",
    [
        "verstuur het nog niet",
        "versturen wil ik niet",
        "stuur dit alsjeblieft niet op",
        "akkoord, maar mijn naam klopt niet",
        "verstuur maar eerst wil ik het bedrag aanpassen",
    ],
)
@pytest.mark.parametrize("meaning", [Meaning(), Meaning((("bevestigen", 0.6),))])
def test_words_that_hold_back_send_nothing(text: str, meaning: Meaning) -> None:
    assert not answered(overview(), text, meaning).hand_over
