"""Who begins in English at the Dutch counter hears, in English, that it speaks English too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.datafile import DataFile
from bot.dialogue import manager
from bot.dialogue.state import Meaning, Say
from bot.language import ENGLISH, NL, is_english
from bot.translation.languages import load_languages, speech_of
from bot.web.problems import SAID
from bot.web.words import STATUS
from tests.conftest import ROOT
from tests.desk.test_line import knowledge as dutch
from tests.speech import speech as dutch_speech

PLAIN = Meaning((("bezwaar", 0.95), ("maatwerk", 0.05)))
HINT = "I can also help you in English"


def says(text: str, language: str = NL, languages: tuple[str, ...] = (NL, ENGLISH)) -> tuple[Say, ...]:
    """What a counter in these languages says at once to this first message."""
    told = load_languages([ROOT / "data"], languages, dutch(), (SAID, STATUS))
    own = replace(dutch_speech(), closed_doors=DataFile(ROOT / "data" / "dialogue" / "doors.yml").content)
    speech = speech_of(told, own, own)
    state = manager.begin(speech, told.knowledge, language=language).state
    return manager.respond(speech, told.knowledge, state, text, PLAIN, message=1).says


def test_who_begins_in_english_hears_it_first_and_in_english() -> None:
    first = says("They want the money back and I do not think that is fair")[0]
    assert first.text.startswith(HINT)
    assert first.language == ENGLISH


@pytest.mark.parametrize(
    ("text", "language", "languages"),
    [
        ("Ze willen het geld terug en dat vind ik niet eerlijk", NL, (NL, ENGLISH)),
        ("They want the money back and I do not think that is fair", ENGLISH, (NL, ENGLISH)),
        ("They want the money back and I do not think that is fair", NL, (NL,)),
    ],
)
def test_nobody_else_hears_it(text: str, language: str, languages: tuple[str, ...]) -> None:
    assert not any(HINT in say.text for say in says(text, language, languages))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("my landlord is selling the house and i get huurtoeslag, they say i must pay back 1300", True),
        ("What does 'dwangbevel' mean? It's in the letter from the CJIB", True),
        ("ik heb een brief van the student hotel en that is niet mijn schuld", False),
        ("help me please", False),
        ("the and", False),
        ("", False),
        ("Het CJIB zegt: pay now. Maar ik heb geen geld om te betalen", False),
    ],
)
def test_some_english_words_make_no_english_message(text: str, english: bool) -> None:
    assert is_english(text) is english
