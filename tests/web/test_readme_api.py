"""The calls of the README, run as they stand there, against the really running loket."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import textwrap
from typing import Any

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


def listed_to_the_end(loket: RunningLoket, token: str, page: dict[str, Any]) -> set[str]:
    """Every number of the list whose first page this is."""
    headers, seen = {"Authorization": f"Bearer {token}"}, {one["nummer"] for one in page["tickets"]}
    while page["volgende"] is not None:
        page = loket.call("GET", f"/v1/tickets?na={page['volgende']}", headers=headers).json
        seen |= {one["nummer"] for one in page["tickets"]}
    return seen


def told_to_the_end(loket: RunningLoket, token: str) -> set[str]:
    """Every ticket that the feed of events names."""
    headers, seen, after = {"Authorization": f"Bearer {token}"}, set[str](), 0
    while found := loket.call("GET", f"/v1/gebeurtenissen?na={after}", headers=headers).json[
        "gebeurtenissen"
    ]:
        seen |= {one["subject"] for one in found}
        after = max(int(one["sequence"]) for one in found)
    return seen


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
    # Others may have brought more than one page: the list leads to it all the same.
    assert listed["tickets"]
    assert number in listed_to_the_end(loket, environment["TOKEN"], listed)
    assert (read["status"], accepted["status"], noted["status"]) == (
        "aangeboden", "geaccepteerd", "in_behandeling"
    )  # fmt: skip
    assert noted["geschiedenis"][-1]["zichtbaarVoorBurger"]
    assert number in interaction["klantcontact"]["onderwerp"]
    assert events["gebeurtenissen"]
    assert number in told_to_the_end(loket, environment["TOKEN"])
    assert counted["dagen"][-1]["bevestigd"] >= 1
    again = subprocess.run(
        ["bash", "-c", calls()[2]], env=environment, capture_output=True, text=True, check=True, timeout=30
    )
    assert json.loads(again.stdout)["status"] == "in_behandeling"
