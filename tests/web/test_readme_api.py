"""The calls of the README, run as they stand there, against the really running loket."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import textwrap

import pytest

from tests.conftest import ROOT, RunningLoket
from tests.web.helpers import command, ticket_of

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing"),
]


def calls() -> list[str]:
    """Each curl of its section, with the lines that belong to it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Tickets by API\n")[2].partition("\n## ")[0]
    block = textwrap.dedent("".join(re.findall(r"^    .*\n", section, re.MULTILINE)))
    return [one.strip() for one in re.split(r"^(?=curl )", block, flags=re.MULTILINE) if one.strip()]


def test_every_call_of_the_readme_works_as_it_stands_and_may_be_repeated(loket: RunningLoket) -> None:
    number = str(ticket_of(loket)["nummer"])
    environment = {
        **os.environ,
        "LOKET": loket.url,
        "TOKEN": command(loket, "token", "add", "cjib"),
        "NUMMER": number,
    }
    found = []
    for call in calls():
        done = subprocess.run(
            ["bash", "-c", call], env=environment, capture_output=True, text=True, check=False, timeout=30
        )
        assert done.returncode == 0, f"{call}\n{done.stderr}"
        found.append(json.loads(done.stdout))
    assert len(found) == 7
    listed, read, accepted, noted, interaction, events, counted = found
    assert number in [one["nummer"] for one in listed["tickets"]]
    assert (read["status"], accepted["status"], noted["status"]) == (
        "aangeboden", "geaccepteerd", "in_behandeling"
    )  # fmt: skip
    assert noted["geschiedenis"][-1]["zichtbaarVoorBurger"]
    assert number in interaction["klantcontact"]["onderwerp"]
    assert number in [one["subject"] for one in events["gebeurtenissen"]]
    assert counted["dagen"][-1]["bevestigd"] >= 1
    again = subprocess.run(
        ["bash", "-c", calls()[2]], env=environment, capture_output=True, text=True, check=True, timeout=30
    )
    assert json.loads(again.stdout)["status"] == "in_behandeling"
