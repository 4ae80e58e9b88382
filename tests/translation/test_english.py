"""The English says what the Dutch says: the same facts, in plain words, and all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.translation.english import dutch, pairs
from tests.words.sentences import _END, words_of

LONGEST = 20
MEAN = 12.0
FIGURES = re.compile(r"\d+")
# Numbers that are written out; what is counted in one language is counted in the other.
IN_WORDS = {
    "twee": "two", "drie": "three", "vier": "four", "vijf": "five", "zes": "six", "acht": "eight", "tien": "ten",
    "twaalf": "twelve", "veertien": "fourteen", "zestien": "sixteen",
}  # fmt: skip
# Words that a Dutch sentence of any length has, and English has not.
DUTCH_WORDS = re.compile(
    r"\b(?:de|het|een|van|uw|u|niet|wordt|voor|naar|wij|ook|dat|dit|zijn|moet|hebt|geen|maar|kunt|deze|bij|aan|als|om|en|er"
    r"|nog|verzoek|gesprek|medewerker|organisatie)\b",
    re.IGNORECASE,
)
# Dutch that is meant: the name of an office whose English stands before it, and what a Dutch letter says.
QUOTED = ("officier van justitie", "EN 301 549")


def sentences() -> Iterator[tuple[str, str]]:
    for file, place, _, text in pairs():
        for sentence in _END.split(text.strip()):
            if sentence.strip():
                yield f"{file} {'.'.join(map(str, place))}", sentence.strip()


def names() -> list[str]:
    """Names as they are, the longest first."""
    register = dutch().register
    found = {one.name for one in register.ministries.values()}
    for executor in register.executors.values():
        found |= {executor.name, executor.short_name, executor.say.split(" ", 1)[-1]}
    return sorted(found, key=len, reverse=True)


def test_there_is_english_for_everything_that_citizens_read() -> None:
    assert len(pairs()) > 1700


@pytest.mark.parametrize(("file", "place", "text"), [(file, place, text) for file, place, _, text in pairs()])
def test_no_dutch_is_left_in_the_english(file: str, place: object, text: str) -> None:
    bare = re.sub(r"\{\w+\}", "", text)
    for name in (*QUOTED, *names()):
        bare = bare.replace(name, "")
    assert DUTCH_WORDS.findall(bare) == [], f"{file} {place}: {text}"


def test_every_number_of_the_dutch_stands_in_the_english_and_no_other() -> None:
    wrong = [
        (file, place, text, english)
        for file, place, text, english in pairs()
        if sorted(FIGURES.findall(text)) != sorted(FIGURES.findall(english))
    ]
    assert [one for one in wrong if not _writes_numbers_its_own_way(one[2])] == []


def _writes_numbers_its_own_way(text: str) -> bool:
    """An example of an amount: each language has its own point and comma, and the figures are the same."""
    return "1.250,50" in text


def test_every_number_in_words_of_the_dutch_stands_in_the_english() -> None:
    wrong = []
    for file, place, text, english in pairs():
        for word, other in IN_WORDS.items():
            here, there = (
                len(re.findall(rf"\b{one}\b", said.lower())) for one, said in ((word, text), (other, english))
            )
            if here != there:
                wrong.append((file, place, word, text, english))
    assert wrong == []


@pytest.mark.parametrize(("place", "sentence"), sorted(set(sentences())))
def test_an_english_sentence_is_as_short_as_a_dutch_one(place: str, sentence: str) -> None:
    assert len(words_of(sentence)) <= LONGEST, f"{place}: {sentence}"


def test_english_sentences_are_short_on_the_whole() -> None:
    lengths = [len(words_of(sentence)) for _, sentence in set(sentences())]
    assert sum(lengths) / len(lengths) <= MEAN


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("bezwaarschrift", "objection"),
        ("strafbeschikking", "penalty order"),
        ("ingebrekestelling", "notice of default"),
        ("hardheidsclausule", "hardship clause"),
        ("dwangbevel", "enforcement order"),
    ],
)
def test_a_term_of_the_law_keeps_its_dutch_word_beside_the_english(word: str, english: str) -> None:
    said = [text for _, _, here, text in pairs() if re.search(rf"\b{word}\b", here.lower())]
    assert said
    assert [text for text in said if english not in text.lower() or word not in text.lower()] == []
