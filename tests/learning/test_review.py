"""What may have been misread waits for a person, is labelled with one click, and becomes lines for training."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import yaml

from bot.learning.review import as_training_data
from tests.conftest import ROOT, RunningLoket
from tests.conversations.driver import Player, doubted
from tests.web.helpers import command, form_headers

pytestmark = pytest.mark.engine


class Coordinator:
    """The coordinator at the page, over HTTP."""

    def __init__(self, loket: RunningLoket) -> None:
        self.loket = loket
        accounts = json.loads((loket.var / "demo-accounts.json").read_text(encoding="utf-8"))
        form = f"inlognaam=regisseur&wachtwoord={accounts['regisseur']}".encode()
        cookie = _login(loket, form)
        self.headers = form_headers(cookie)

    def page(self) -> str:
        answer = self.loket.call("GET", "/uitvoerder/leren", headers=self.headers)
        assert answer.status == 200, answer.body
        return answer.body

    def label(self, text: str, label: str) -> int:
        page = self.page()
        section = next(part for part in page.split("<section")[1:] if text in part)
        item = section.split('name="bericht" value="')[1].split('"')[0]
        csrf = section.split('name="csrf" value="')[1].split('"')[0]
        form = f"csrf={csrf}&bericht={item}&label={label}".encode()
        return self.loket.call("POST", "/uitvoerder/leren", form, self.headers).status


def _login(loket: RunningLoket, form: bytes) -> str:
    script = (
        "import sys, urllib.request\n"
        "class Stay(urllib.request.HTTPRedirectHandler):\n"
        "    def redirect_request(self, *a): return None\n"
        "r = urllib.request.Request(sys.argv[1], data=sys.argv[2].encode(), headers={'Sec-Fetch-Site': 'same-origin',"
        " 'Content-Type': 'application/x-www-form-urlencoded'})\n"
        "try: urllib.request.build_opener(Stay).open(r)\n"
        "except urllib.error.HTTPError as e: print(e.headers['Set-Cookie'].split(';')[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, f"{loket.url}/uitvoerder/inloggen", form.decode()],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def coordinator(loket: RunningLoket) -> Coordinator:
    return Coordinator(loket)


def test_a_message_that_the_assistant_doubted_is_labelled_and_exported_once(
    loket: RunningLoket, coordinator: Coordinator
) -> None:
    unsure = doubted(loket, "de gruttoregeling")
    Player(loket).begin().say(unsure)
    assert unsure in coordinator.page()
    assert coordinator.label(unsure, "uitleg_besluit") == 200
    assert unsure not in coordinator.page()
    exported = yaml.safe_load(command(loket, "nlu", "export"))
    lines = {block["intent"]: block["examples"] for block in exported["nlu"]}
    assert f"- {unsure}" in lines["uitleg_besluit"]
    again = command(loket, "nlu", "export")
    assert unsure not in again


def test_what_was_masked_stays_masked_on_the_list(loket: RunningLoket, coordinator: Coordinator) -> None:
    Player(loket).begin().say(doubted(loket, "kwartelkoning 111222333"))
    page = coordinator.page()
    assert "kwartelkoning" in page
    assert "111222333" not in page


def test_a_label_that_the_engine_does_not_know_is_refused(
    loket: RunningLoket, coordinator: Coordinator
) -> None:
    text = doubted(loket, "de roodborstregeling")
    Player(loket).begin().say(text)
    assert coordinator.label(text, "bestaat_niet") == 400
    assert text in coordinator.page()
    assert coordinator.label(text, "geen") == 200
    assert text not in command(loket, "nlu", "export")


def test_an_answer_that_a_citizen_calls_wrong_is_on_the_list(
    loket: RunningLoket, coordinator: Coordinator
) -> None:
    player = Player(loket).begin()
    text = "wulp, ik kan mijn boete van 80 euro niet in een keer betalen"
    player.say(text)
    headers = form_headers(f"loket_gesprek={player.id}")
    noted = loket.call("POST", "/oordeel", b"", headers)
    assert "kijkt later naar dit antwoord" in noted.body
    page = coordinator.page()
    assert text in page
    assert "De burger vond het antwoord niet goed" in page


def test_the_list_is_the_coordinators_alone(loket: RunningLoket) -> None:
    accounts = json.loads((loket.var / "demo-accounts.json").read_text(encoding="utf-8"))
    cookie = _login(loket, f"inlognaam=cjib&wachtwoord={accounts['cjib']}".encode())
    assert loket.call("GET", "/uitvoerder/leren", headers=form_headers(cookie)).status == 403


def test_exported_lines_hold_no_annotation_and_are_read_by_the_tests_of_the_training_data() -> None:
    text = as_training_data({"klacht": ["ze [zeiden](x) dat {dit} niet kon"]})
    assert yaml.safe_load(text)["nlu"][0]["intent"] == "klacht"
    assert not set("[]{}") & set(text.split("examples", 1)[1])
    assert (ROOT / "domain.yml").exists()
