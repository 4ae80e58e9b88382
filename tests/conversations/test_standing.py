"""How it stands is told in the conversation to who has number and code, and leaks nothing to anybody else."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from bot.dialogue.standing import HIDDEN
from bot.tickets.numbers import TICKET, new_number
from tests.conftest import RunningLoket
from tests.conversations.driver import Player, play, stories
from tests.web.helpers import STORY, ticket_of

pytestmark = pytest.mark.engine
APART = "horen niet bij elkaar"


@pytest.fixture(scope="module")
def keys(loket: RunningLoket) -> tuple[str, str]:
    ticket = ticket_of(loket)
    return ticket["nummer"], ticket["toegangscode"]


def test_who_asks_how_it_stands_is_asked_for_number_and_code_and_hears_it(
    loket: RunningLoket, keys: tuple[str, str]
) -> None:
    player = Player(loket).begin()
    player.say("hoe staat het met mijn verzoek dat ik vorige week bij jullie heb gedaan")
    assert "nummer en uw code" in player.text
    player.say(" ".join(keys))
    assert f"{keys[0]}: " in player.text
    assert "het CJIB" in player.text
    assert player.asks == "verhaal"


def test_it_is_told_in_the_middle_of_another_request_and_the_question_comes_again(
    loket: RunningLoket, keys: tuple[str, str]
) -> None:
    player = Player(loket).begin()
    player.say(STORY)
    asked = player.asks
    player.say(f"wacht, hoe staat het met {keys[0]} code {keys[1]}")
    assert f"{keys[0]}: " in player.text
    assert player.asks == asked


def test_a_wrong_code_and_an_unknown_number_get_the_same_words(
    loket: RunningLoket, keys: tuple[str, str]
) -> None:
    unknown = new_number(TICKET, date(2026, 1, 1))
    player = Player(loket).begin()
    answers = []
    for number, code in ((keys[0], "22222-CCCCC"), (unknown, keys[1]), (unknown, "22222-CCCCC")):
        player.say(f"{number} {code}")
        answers.append(player.text)
    assert len(set(answers)) == 1
    assert APART in answers[0]
    assert "CJIB" not in answers[0]


def test_a_number_without_its_code_says_nothing_of_the_request(
    loket: RunningLoket, keys: tuple[str, str]
) -> None:
    player = Player(loket).begin()
    player.say(f"hoe staat het met {keys[0]}")
    assert "allebei nodig" in player.text
    assert "CJIB" not in player.text


def test_guessing_codes_of_one_number_is_slowed_down(loket: RunningLoket) -> None:
    number = ticket_of(loket)["nummer"]
    player = Player(loket).begin()
    for _ in range(12):
        player.say(f"{number} 22222-CCCCC")
    assert "te vaak" in player.text


def test_the_code_is_kept_nowhere_that_the_citizen_typed_it(
    loket: RunningLoket, keys: tuple[str, str]
) -> None:
    player = Player(loket).begin()
    player.say(f"{keys[0]} {keys[1]}", message_id="een")
    again = player.say(f"{keys[0]} {keys[1]}", message_id="een")
    assert f"{keys[0]}: " in again["berichten"][0]["tekst"]
    told = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten?vanaf=1").json["berichten"]
    (mine,) = [message["tekst"] for message in told if message["van"] == "burger"]
    assert mine == f"{keys[0]} {HIDDEN}"
    with sqlite3.connect(loket.var / "loket.db") as database:
        query = "SELECT count(*) FROM message WHERE author = 'burger' AND text LIKE ?"
        assert database.execute(query, (f"%{keys[1]}%",)).fetchone() == (0,)
    assert keys[1] not in loket.logs()


def test_a_signal_is_told_too(loket: RunningLoket) -> None:
    story = next(story for name, story in stories() if "becomes a signal for SZW" in name)
    (signal,) = play(loket, story).last["signalen"]
    player = Player(loket).begin()
    player.say(f"{signal['nummer']} {signal['toegangscode']}")
    assert "Uw melding is gestuurd naar het ministerie van Sociale Zaken" in player.text
