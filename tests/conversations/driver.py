"""Plays a conversation from a file over `/v1/gesprekken` and holds it against what the file expects."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import RunningLoket


@dataclass
class Player:
    """One conversation over the API."""

    loket: RunningLoket
    id: str = ""
    last: dict[str, Any] = field(default_factory=dict)

    def begin(self, language: str = "nl") -> Player:
        answer = self.loket.call("POST", "/v1/gesprekken", {"taal": language} if language != "nl" else {})
        assert answer.status == 201, answer.body
        self.id, self.last = answer.json["id"], answer.json
        return self

    def say(self, text: str, message_id: str | None = None) -> dict[str, Any]:
        body = {"tekst": text} | ({"berichtId": message_id} if message_id else {})
        answer = self.loket.call("POST", f"/v1/gesprekken/{self.id}/berichten", body)
        assert answer.status == 200, answer.body
        self.last = answer.json
        return self.last

    def press(self, label: str) -> dict[str, Any]:
        return self.say(self.button(label))

    def button(self, label: str) -> str:
        buttons = [button for message in self.last["berichten"] for button in message["knoppen"]]
        found = [button["waarde"] for button in buttons if button["tekst"].lower().startswith(label.lower())]
        assert found, f"no button '{label}' among {[button['tekst'] for button in buttons]}"
        return str(found[0])

    @property
    def text(self) -> str:
        return "\n".join(message["tekst"] for message in self.last["berichten"])

    @property
    def asks(self) -> str | None:
        question = self.last["vraag"]
        return None if question is None else str(question.get("pad") or question["veld"])


WORDINGS = (
    "{} aanvragen of stoppen, dat is de vraag", "hulp bij {}", "{} en nog wat van de gemeente", "geld van {} of toch niet",
    "{}: te laat, fout, boos, geen geld", "over {} wil ik iets kwijt",
)  # fmt: skip
DOUBT = 0.5


def doubted(loket: RunningLoket, word: str) -> str:
    """The wording with this word in it that the assistant is least sure of: whatever the model, it doubts this one."""
    sure = {}
    for wording in WORDINGS:
        answer = loket.call("POST", "/v1/wegwijzer", {"tekst": wording.format(word)})
        assert answer.status == 200, answer.body
        sure[wording.format(word)] = answer.json["zekerheid"]
    least = min(sure, key=lambda text: float(sure[text]))
    assert sure[least] < DOUBT, sure
    return least


def stories() -> list[tuple[str, dict[str, Any]]]:
    """Every conversation in the files beside this one."""
    found = []
    for file in sorted(Path(__file__).parent.glob("*.yml")):
        for story in yaml.safe_load(file.read_text(encoding="utf-8")):
            found.append((f"{file.stem}: {story['naam']}", story))
    return found


def play(loket: RunningLoket, story: dict[str, Any]) -> Player:
    """Plays the steps; each may expect words (`zegt`), words that must not come (`niet`) and a question (`vraag`)."""
    player = Player(loket).begin(story.get("taal", "nl"))
    for step in story["stappen"]:
        if "knop" in step:
            player.press(step["knop"])
        else:
            player.say(str(step["ik"]))
        told = player.text
        for words in _list(step.get("zegt")):
            assert words.lower() in told.lower(), f"after {step}: '{words}' is not in:\n{told}"
        for words in _list(step.get("niet")):
            assert words.lower() not in told.lower(), f"after {step}: '{words}' is in:\n{told}"
        if "vraag" in step:
            assert player.asks == step["vraag"], f"after {step}: asked {player.asks}\n{told}"
    return player


def _list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)
