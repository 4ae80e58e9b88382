"""Test sentences stay apart from training sentences."""

from pathlib import Path

import pytest
import yaml

from bot.datafile import DataError
from bot.evaluation.cases import Case, load_cases, load_stories
from bot.evaluation.client import Answer
from bot.evaluation.nearness import NEAR_AT_MOST, Training, measure_nearness, training_sentences

ROOT = Path(__file__).resolve().parents[2]


def test_similarity_counts_words_in_their_order() -> None:
    training = Training(["ik wil bezwaar maken tegen mijn boete", "waar blijft mijn geld"])
    assert training.similarity("Ik wil bezwaar maken, tegen mijn boete!") == 1.0
    assert training.similarity("ik wil graag bezwaar maken tegen mijn boete") == pytest.approx(14 / 15)
    assert training.similarity("mijn huis is koud vandaag") == 0.0
    assert training.similarity("") == 0.0
    assert training.near("ik wil graag bezwaar maken tegen mijn boete")
    assert not training.near("mijn huis is koud vandaag")
    assert not training.near("")


def test_exactly_on_the_border_is_near() -> None:
    assert Training(["duo maandbedrag te hoog"]).near("aflossing duo te hoog kan lager")


def test_figures_stand_by_distance() -> None:
    cases = [
        Case.model_validate({"tekst": text, "deur": "klacht", "schrijver": "t"})
        for text in ("ik heb een klacht", "zij schreeuwde tegen mijn moeder aan de balie")
    ]
    answers = {
        cases[0].tekst: Answer("klacht", 0.9, ("klacht",), ("loket",)),
        cases[1].tekst: Answer("status", 0.9, ("status",), ("loket",)),
    }
    part = measure_nearness(cases, answers, Training(["ik heb een klacht"]))
    assert [(line.share.hits, line.share.n) for line in part.lines] == [
        (1, 2), (0, 1), (0, 1), (0, 0), (0, 0), (1, 1),
    ]  # fmt: skip
    assert part.lines[0].met is False


def test_what_only_counts_as_near_has_no_part_in_the_figures_of_the_doors() -> None:
    case = Case.model_validate({"tekst": "ik heb een klacht", "deur": "klacht", "schrijver": "t"})
    part = measure_nearness([], {}, Training(["ik heb een klacht"]), [case])
    assert (part.lines[0].share.hits, part.lines[0].share.n) == (1, 1)
    assert all(line.share.n == 0 for line in part.lines[2:])


FIRST_MESSAGES = [
    (case.deur, case.tekst)
    for name in ("doors", "out_of_scope", "acute", "executors", "stories", "fresh", "fresh_2")
    for case in load_cases(ROOT / "tests" / "eval" / f"{name}.yml")
]


def test_at_most_two_percent_of_the_first_messages_lie_near_a_training_sentence() -> None:
    """What steers a conversation is left out: there are few ways to say yes, and training without them would be a fault."""
    stories = load_stories(ROOT / "tests" / "eval" / "facts.yml").verhalen
    texts = [*(text for _, text in FIRST_MESSAGES), *(story.tekst for story in stories)]
    training = Training(training_sentences(ROOT / "data" / "nlu"))
    near = [text for text in texts if training.near(text)]
    assert len(texts) > 2000
    assert len(near) <= NEAR_AT_MOST * len(texts), near


def test_no_label_was_taught_a_sentence_near_a_message_that_it_is_tested_by() -> None:
    """What is left near the first messages belongs to the conversation's own labels, which no first message has."""
    for label, sentences in _by_label().items():
        training = Training(sentences)
        assert [text for deur, text in FIRST_MESSAGES if deur == label and training.near(text)] == [], label


def _by_label() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
            found.setdefault(block["intent"], []).extend(lines)
    return found


def test_training_sentences_are_read_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        'nlu:\n- intent: x\n  examples: |\n    - een zin\n    - nog een: "zin"\n', encoding="utf-8"
    )
    assert training_sentences(tmp_path) == ["een zin", 'nog een: "zin"']
    (tmp_path / "b.yml").write_text("nlu: 3\n", encoding="utf-8")
    with pytest.raises(DataError):
        training_sentences(tmp_path)
