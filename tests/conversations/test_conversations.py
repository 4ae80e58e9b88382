"""Whole conversations through the really running engine, each as its file tells it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import RunningLoket
from tests.conversations.driver import play, stories

pytestmark = pytest.mark.engine
STORIES = stories()


@pytest.mark.parametrize("story", [story for _, story in STORIES], ids=[name for name, _ in STORIES])
def test_the_conversation_goes_as_its_file_tells(loket: RunningLoket, story: dict[str, Any]) -> None:
    player = play(loket, story)
    tickets = [(ticket["deur"], ticket["organisatie"]) for ticket in player.last["tickets"]]
    signals = [signal["departementen"] for signal in player.last["signalen"]]
    assert tickets == [(ticket["deur"], ticket["organisatie"]) for ticket in story.get("tickets", [])]
    assert signals == story.get("signalen", [])
    if "brieven" in story:
        assert [letter["naam"] for letter in player.last["brieven"]] == story["brieven"]
    assert all(ticket["toegangscode"] for ticket in player.last["tickets"])
