"""The engine dies in the middle of a turn, five times in a row: the citizen waits a moment and loses nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import (
    START_SECONDS,
    RunningLoket,
    answers,
    start_loket,
    stop_loket,
    wait_until,
)
from tests.conversations.driver import Player

pytestmark = pytest.mark.engine
# A turn may take five seconds; then the question comes without the engine.
PATIENCE = 8.0
STORY = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"
# What is typed while the engine dies, and the question that must come all the same.
STEPS = [
    ("ja", "schulden.0.datum_brief"),
    ("3 november", "schulden.0.kenmerk"),
    ("1234567812345678", "schulden"),
    ("nee", "per_maand"),
    ("40 euro per maand", "sinds"),
]
REST = ["sla over", "nog niets", "nee", "voor mezelf", "Jan Jansen", "jan@example.nl"]


@pytest.fixture
def own_loket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLoket]:
    # Every message asks the engine here: each of its deaths must hit a turn.
    running = start_loket(tmp_path_factory.mktemp("killed"), {"LOKET_ENGINE_ALWAYS": "ja"})
    try:
        wait_until(lambda: answers(running, "/readyz"), START_SECONDS, "loket and engine are ready")
        yield running
    finally:
        stop_loket(running)


def stored(player: Player, text: str) -> bool:
    here = f"/v1/gesprekken/{player.id}/berichten?vanaf=1"
    return any(message["tekst"] == text for message in player.loket.call("GET", here).json["berichten"])


def test_an_engine_killed_in_mid_turn_five_times_costs_the_citizen_a_pause_and_nothing_else(
    own_loket: RunningLoket,
) -> None:
    player = Player(own_loket).begin()
    player.say(STORY)
    assert player.asks == "schulden.0.eens"
    killed = []
    with ThreadPoolExecutor(1) as pool:
        for turn, (text, question) in enumerate(STEPS):
            pid = own_loket.engine_pid()
            assert pid is not None
            os.kill(pid, signal.SIGSTOP)  # it takes the turn and does not finish it
            begin = time.monotonic()
            sent = pool.submit(player.say, text, f"bericht-{turn}")
            wait_until(lambda text=text: stored(player, text), 5, "the message is stored")
            os.kill(pid, signal.SIGKILL)
            first = sent.result(PATIENCE)
            assert time.monotonic() - begin < PATIENCE
            assert player.asks == question, player.text
            assert player.say(text, f"bericht-{turn}")["berichten"] == first["berichten"]
            killed.append(pid)
            wait_until(lambda: answers(own_loket, "/readyz"), START_SECONDS, "the engine is back")
    assert len(set(killed)) == len(STEPS)
    for text in REST:
        player.say(text)
    player.press("Ja, verstuur")
    assert [ticket["organisatie"] for ticket in player.last["tickets"]] == ["cjib"]
    numbers = [
        message["nummer"]
        for message in own_loket.call("GET", f"/v1/gesprekken/{player.id}/berichten?vanaf=1").json[
            "berichten"
        ]
    ]
    assert numbers == list(range(1, len(numbers) + 1))
