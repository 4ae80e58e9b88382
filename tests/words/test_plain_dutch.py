"""The words of the assistant: short sentences, plain words, always `u`. Prints the ten worst sentences."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.conftest import ROOT
from tests.words.sentences import sentences, words_of

ALL = sorted(set(sentences()))
# B1 (Accessibility's "Taalniveau B1", Direct Duidelijk): sentences of ten words or so, and none that needs a second breath.
LONGEST = 20
MEAN = 10.0
DIFFICULT: dict[str, str] = yaml.safe_load(
    (ROOT / "tests" / "words" / "moeilijk.yml").read_text(encoding="utf-8")
)


def score(sentence: str) -> float:
    """How hard a sentence reads: its words, and half a word more for each of them past twelve letters."""
    words = words_of(sentence)
    return len(words) + sum(0.5 for word in words if len(word) > 12)


def test_there_are_sentences_to_read() -> None:
    assert len(ALL) > 800


def test_no_sentence_is_longer_than_twenty_words(capsys: pytest.CaptureFixture[str]) -> None:
    worst = sorted(ALL, key=lambda one: -score(one[1]))[:10]
    with capsys.disabled():
        print("\nThe ten sentences that read hardest:")
        for place, sentence in worst:
            print(f"  {score(sentence):4.1f}  {place}: {sentence}")
    assert [one for one in ALL if len(words_of(one[1])) > LONGEST] == []


def test_sentences_have_ten_words_at_most_on_average() -> None:
    assert sum(len(words_of(sentence)) for _, sentence in ALL) / len(ALL) <= MEAN


@pytest.mark.parametrize("word", sorted(DIFFICULT))
def test_no_difficult_word_is_used_where_a_plain_one_says_it(word: str) -> None:
    named = re.compile(rf"\b{re.escape(word)}\b", re.I)
    found = [one for one in ALL if named.search(one[1])]
    assert found == [], f"say '{DIFFICULT[word]}'"


def test_the_assistant_says_u() -> None:
    familiar = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.I)
    assert [one for one in ALL if familiar.search(one[1])] == []
