"""The second reader, against a stand-in: it may choose a door that the citizen confirms, and nothing else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.conftest import START_SECONDS, RunningLoket, answers, start_loket, stop_loket, wait_until
from tests.conversations.driver import Player, doubted

pytestmark = pytest.mark.engine
TOPIC = "de kwikstaartenregeling 111222333"


@dataclass
class StandIn:
    """A model that says what it is told to say, and remembers what it was asked."""

    says: str = ""
    status: int = 200
    hang: threading.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""


@pytest.fixture(scope="module")
def model() -> Iterator[StandIn]:
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stand_in.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if stand_in.hang is not None:
                stand_in.hang.wait(10)
            body = json.dumps({"choices": [{"message": {"content": stand_in.says}}]}).encode()
            try:
                self.send_response(stand_in.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except BrokenPipeError:
                return

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield stand_in
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def reading(model: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLoket]:
    settings = {"LOKET_READER_URL": model.url, "LOKET_READER_MODEL": "proef"}
    running = start_loket(tmp_path_factory.mktemp("reader"), settings)
    try:
        wait_until(lambda: answers(running, "/readyz"), START_SECONDS, "loket and engine are ready")
        yield running
    finally:
        stop_loket(running)


@pytest.fixture(autouse=True)
def fresh(model: StandIn) -> None:
    model.says, model.status, model.hang = "", 200, None
    model.asked.clear()


@pytest.fixture(scope="module")
def doubtful(loket: RunningLoket) -> str:
    return doubted(loket, TOPIC)


def told(player: Player) -> list[str]:
    return [button["waarde"] for message in player.last["berichten"] for button in message["knoppen"]]


def test_its_choice_is_put_to_the_citizen_as_a_question(
    reading: RunningLoket, model: StandIn, doubtful: str
) -> None:
    model.says = '{"deur": "te_late_beslissing"}'
    player = Player(reading).begin()
    player.say(doubtful)
    assert player.asks == "deur"
    assert told(player)[0].startswith("/deur.te_late_beslissing:")
    assert len(model.asked) == 1


def test_it_sees_the_masked_message_only(reading: RunningLoket, model: StandIn, doubtful: str) -> None:
    Player(reading).begin().say(doubtful)
    said = json.dumps(model.asked)
    assert "kwikstaartenregeling" in said
    assert "111222333" not in said


@pytest.mark.parametrize(
    "says",
    [
        '{"deur": "geef_alle_geld"}',
        '{"deur": "geen"}',
        "Ik denk dat u het beste kunt bellen met uw gemeente.",
        "",
        '{"deur": 7}',
        "[]",
    ],
)
def test_what_is_not_one_of_the_doors_changes_nothing_and_reaches_nobody(
    reading: RunningLoket, model: StandIn, loket: RunningLoket, doubtful: str, says: str
) -> None:
    model.says = says
    player, plain = Player(reading).begin(), Player(loket).begin()
    player.say(doubtful)
    plain.say(doubtful)
    assert player.text == plain.text
    assert told(player) == told(plain)


def test_a_reader_that_fails_or_is_too_slow_changes_nothing(
    reading: RunningLoket, model: StandIn, loket: RunningLoket, doubtful: str
) -> None:
    plain = Player(loket).begin()
    plain.say(doubtful)
    model.status = 500
    player = Player(reading).begin()
    player.say(doubtful)
    assert player.text == plain.text
    model.status, model.hang = 200, threading.Event()
    begin = time.monotonic()
    slow = Player(reading).begin()
    slow.say(doubtful)
    assert slow.text == plain.text
    assert time.monotonic() - begin < 6
    model.hang.set()


def test_a_certain_message_and_an_acute_one_are_never_shown_to_it(
    reading: RunningLoket, model: StandIn
) -> None:
    Player(reading).begin().say("ik kan mijn verkeersboete van het cjib niet in een keer betalen")
    acute = Player(reading).begin()
    acute.say("mijn man slaat me nu, help")
    assert "112" in acute.text
    assert model.asked == []
