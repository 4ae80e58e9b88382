"""What an assistant says, from the product's own texts, for tests of the dialogue without a server."""

from __future__ import annotations

from functools import cache

from bot.dialogue.glossary import load_glossary
from bot.dialogue.texts import load_controls, load_texts
from bot.dialogue.turn import Operator, Speech
from tests.conftest import ROOT

DIALOGUE = [ROOT / "data" / "dialogue"]


@cache
def speech() -> Speech:
    """The words of the assistant, every door open, no word of health to warn of."""
    return Speech(
        texts=load_texts(DIALOGUE),
        controls=load_controls(DIALOGUE),
        glossary=load_glossary(DIALOGUE),
        health_words=(),
        closed_doors={},
        operator=Operator("Loket"),
    )
