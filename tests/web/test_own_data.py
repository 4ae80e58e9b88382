"""Insight and deletion from outside, on a loket that really runs: after a deletion no byte of a citizen's words stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.attachments.samples import pdf
from tests.conftest import RunningLoket
from tests.conversations.driver import Player
from tests.web.helpers import ANSWERS, STORY, command
from tests.web.uploads import fetch, send, submit

pytestmark = pytest.mark.engine


def everywhere(loket: RunningLoket, word: str) -> list[str]:
    """Every file of this loket, logs, database and attachments included, in whose bytes the word stands."""
    files = [file for file in Path(loket.var).rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes()]


def told(loket: RunningLoket, word: str) -> tuple[Player, dict[str, str]]:
    """A conversation that hands over, with the word in the story, a field, an answer, a note and an attachment."""
    player = Player(loket).begin()
    player.say(f"{STORY}, want mijn {word} kost veel geld")
    for answer in {**ANSWERS, "naam": f"Jan {word.capitalize()}"}.values():
        player.say(answer)
    assert player.asks == "akkoord", player.text
    upload = {"Content-Type": "application/pdf"}
    loket.call("POST", f"/v1/gesprekken/{player.id}/bijlagen", pdf(f"({word})".encode()), upload)
    player.press("Ja, verstuur")
    ticket = player.last["tickets"][0]
    keys = {"nummer": ticket["nummer"], "code": ticket["toegangscode"]}
    token = {"Authorization": f"Bearer {command(loket, 'token', 'add', 'cjib', '--naam', 'inzage')}"}
    place = f"/v1/tickets/{keys['nummer']}"
    for move, body in (("accepteer", {}), ("start", {}), ("vraagburger", {"tekst": f"Welke {word}?"})):
        assert loket.call("POST", f"{place}/_{move}", body, token).status == 200
    assert submit(loket, "/status", zet="antwoord", tekst=f"Die ene {word}.", **keys).status == 200
    return player, keys


def test_a_citizen_gets_all_that_is_kept_as_one_file(loket: RunningLoket) -> None:
    player, keys = told(loket, "roodborstje")
    status, data, headers = fetch(loket, "/status/gegevens", form=keys)
    assert status == 200
    assert headers["Content-Disposition"] == f'attachment; filename="mijn-gegevens-{keys["nummer"]}.json"'
    everything = json.loads(data)
    assert everything["verzoek"]["nummer"] == keys["nummer"]
    assert "Die ene roodborstje." in [line["tekst"] for line in everything["geschiedenis"]]
    messages = [one["tekst"] for one in everything["gesprek"]["berichten"]]
    assert f"{STORY}, want mijn roodborstje kost veel geld" in messages
    assert "roodborstje" in everything["verzoek"]["eigenWoorden"]
    assert len(messages) >= len(player.last["berichten"])
    assert [one["naam"] for one in everything["bijlagen"]] == ["bijlage-1.pdf"]
    assert fetch(loket, "/status/gegevens", form={**keys, "code": "22222-22222"})[0] == 404


def test_after_a_deletion_no_byte_of_the_citizens_words_is_in_any_file_or_log(loket: RunningLoket) -> None:
    word = "goudhaantje"
    player, keys = told(loket, word)
    before = everywhere(loket, word)
    assert any(name.startswith("loket.db") for name in before)
    assert len(before) >= 2  # the attachment too: the search finds what is there
    token = {"Authorization": f"Bearer {command(loket, 'token', 'add', 'cjib', '--naam', 'verwijderen')}"}

    unsure = submit(loket, "/status/verwijderen", **keys)
    assert unsure.status == 400
    assert "weet zeker" in unsure.body
    assert submit(loket, "/status/verwijderen", zeker="ja", nummer=keys["nummer"], code="x").status == 404
    assert everywhere(loket, word) != []
    done = submit(loket, "/status/verwijderen", zeker="ja", **keys)
    assert done.status == 200
    assert "Verwijderd op" in done.body

    assert everywhere(loket, word) == []
    assert everywhere(loket, word.capitalize()) == []
    assert loket.call("GET", f"/v1/gesprekken/{player.id}/berichten").status == 404
    gone = loket.call("GET", f"/v1/tickets/{keys['nummer']}", headers=token)
    assert gone.status == 410
    assert "Verwijder ook wat u zelf" in gone.json["detail"]
    assert submit(loket, "/status", **keys).status == 410
    for path in ("/status/gegevens", "/status/bijlage"):
        assert fetch(loket, path, form={**keys, "bijlage": "x"})[0] == 404
    assert send(loket, "/status/bijlagen", pdf(), **keys).status == 404


def test_the_counter_deletes_by_command_beside_the_running_loket_and_says_what_would_be_purged(
    loket: RunningLoket,
) -> None:
    word = "winterkoninkje"
    _, keys = told(loket, word)
    said = command(loket, "purge", "--proef")
    assert "Proef, er is niets verwijderd" in said
    assert "afgesloten verzoeken (na 365 dagen): 0" in said
    assert everywhere(loket, word) != []
    assert keys["nummer"] in command(loket, "forget", keys["nummer"].lower(), "--alles")
    assert everywhere(loket, word) == []
    assert "Verwijderd:" in command(loket, "purge")
