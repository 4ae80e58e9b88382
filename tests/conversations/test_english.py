"""In English a story ends where its Dutch one does, with the same Dutch package; a switch changes what comes after."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from tests.conftest import RunningLoket
from tests.conversations.driver import Player, play, stories
from tests.web.helpers import ANSWERS, STORY

pytestmark = pytest.mark.engine
ENGLISH = [(name, story) for name, story in stories() if story.get("taal") == "en"]
DUTCH = {story["naam"]: story for _, story in stories() if "taal" not in story}
# What is written by the citizen: it goes as it was written, in whatever language.
OWN = {"lang_tekst", "tekst", "naam"}


def kept(loket: RunningLoket, player: Player) -> list[tuple[str, dict[str, tuple[str, str]], str]]:
    """(organisation, label and value of each field by its place, summary) of every ticket, as its receiver gets it."""
    found = []
    with sqlite3.connect(loket.var / "loket.db") as database:
        for ticket in player.last["tickets"]:
            organisation, fields, summary = database.execute(
                "SELECT organisation, fields, summary FROM ticket WHERE number = ?", [ticket["nummer"]]
            ).fetchone()
            lines = {
                one["id"]: (one["label"], "" if one["kind"] in OWN else one["shown"])
                for one in json.loads(fields)
            }
            found.append((organisation, lines, summary))
    return found


@pytest.mark.parametrize("story", [story for _, story in ENGLISH], ids=[name for name, _ in ENGLISH])
def test_a_story_in_english_ends_at_the_receivers_of_its_dutch_one_with_the_same_package(
    loket: RunningLoket, story: dict[str, Any]
) -> None:
    dutch, english = play(loket, DUTCH[story["als"]]), play(loket, story)
    here, there = kept(loket, dutch), kept(loket, english)
    assert [one[0] for one in there] == [one[0] for one in here] != []
    assert [one["departementen"] for one in english.last["signalen"]] == [
        one["departementen"] for one in dutch.last["signalen"]
    ]
    for (organisation, expected, _), (_, lines, summary) in zip(here, there, strict=True):
        assert lines == expected, organisation
        assert summary.startswith("De burger")


def test_four_stories_are_told_in_english() -> None:
    assert len(ENGLISH) == 4
    assert {story["als"] for _, story in ENGLISH} <= DUTCH.keys()


def test_the_guard_takes_out_the_same_in_english_and_says_so_in_english(loket: RunningLoket) -> None:
    player = Player(loket).begin("en")
    player.say("My BSN is 123456782 and my account NL91ABNA0417164300, I cannot pay a fine of 274 euros")
    assert "I left out your citizen service number (BSN)." in player.text
    assert "I kept only the last four characters." in player.text
    messages = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten").body
    assert "123456782" not in messages
    assert "0417164300" not in messages


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("I want to speak to someone", "an employee looks at your question"),
        ("stop", "Are you sure that you want to stop?"),
        ("start over", "Do you want to start again?"),
        ("are you a robot", "I am a computer program"),
        ("what is a bailiff?", "A bailiff (deurwaarder) is someone"),
        ("why do you ask that?", "The date tells the organisation which letter it is."),
        ("what do you mean?", "The date is usually at the top of the letter."),
        ("skip", "Which reference or number is on the letter?"),
        ("go back", "We go back one question."),
    ],
)
def test_the_conversation_is_steered_in_english(loket: RunningLoket, said: str, answered: str) -> None:
    player = Player(loket).begin("en")
    player.say("I got a fine of 274 euros for speeding and I cannot pay it all at once")
    player.say("yes")
    assert player.asks == "schulden.0.datum_brief"
    player.say(said)
    assert answered in player.text


def test_a_correction_in_english_replaces_an_earlier_answer(loket: RunningLoket) -> None:
    player = Player(loket).begin("en")
    player.say("I got a fine of 274 euros for speeding and I cannot pay it all at once")
    player.say("yes")
    player.say("no, I meant 374 euros")
    assert "I have changed it. Amount: €374." in player.text
    assert player.asks == "schulden.0.datum_brief"


def test_without_a_choice_a_conversation_is_dutch_as_it_was(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    assert player.last["taal"] == "nl"
    player.say(STORY)
    assert player.asks == "schulden.0.eens"
    player.say(ANSWERS["eens"])
    assert "Welke datum staat er op de brief?" in player.text
