"""What tests of the faces share: a request for a payment plan, walked through to where a test wants to be."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from tests.conftest import ROOT, RunningLoket
from tests.conversations.driver import Player

STORY = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"
# The fields of that request in the order in which they are asked, each with a plain answer.
ANSWERS = {
    "eens": "ja",
    "datum": "3 november",
    "kenmerk": "1234567812345678",
    "nog_een": "nee",
    "per_maand": "40 euro",
    "sinds": "sla over",
    "gebeurd": "nog niets",
    "hulp": "nee",
    "voor_wie": "voor mezelf",
    "naam": "Jan Jansen",
    "contact": "jan@example.nl",
}


def walk(loket: RunningLoket, until: str | None = None, **other: str) -> Player:
    """A conversation up to the question `until` (still open), or to the overview; `other` replaces answers."""
    player = Player(loket).begin()
    player.say(STORY)
    for name, answer in {**ANSWERS, **other}.items():
        if name == until:
            return player
        player.say(answer)
    assert until is None, f"there is no question '{until}'"
    assert player.asks == "akkoord", player.text
    return player


def ticket_of(loket: RunningLoket) -> dict[str, Any]:
    """A fresh ticket for the CJIB, as the conversation gives it."""
    player = walk(loket)
    player.press("Ja, verstuur")
    (ticket,) = player.last["tickets"]
    return dict(ticket)


def messages(loket: RunningLoket, conversation: str, since: int = 1) -> list[dict[str, Any]]:
    """All messages of both sides."""
    answer = loket.call("GET", f"/v1/gesprekken/{conversation}/berichten?vanaf={since}")
    assert answer.status == 200, answer.body
    return list(answer.json["berichten"])


def command(loket: RunningLoket, *arguments: str) -> str:
    """What a command prints, run beside this loket on the same database."""
    environment = {
        **os.environ,
        "LOKET_ENV_FILE": os.devnull,
        "LOKET_ENV": "demo",
        "LOKET_VAR": str(loket.var),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def form_headers(cookie: str | None = None) -> dict[str, str]:
    """The headers of a form that a browser sends from our own page."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    return {**headers, "Cookie": cookie} if cookie else headers
