"""Test sentences stay apart from training sentences."""

from pathlib import Path

import pytest

from bot.datafile import DataError
from bot.evaluation.cases import Case
from bot.evaluation.client import Answer
from bot.evaluation.nearness import Training, measure_nearness, training_sentences

ROOT = Path(__file__).resolve().parents[2]


def test_similarity_counts_words_in_their_order() -> None:
    training = Training(["ik wil bezwaar maken tegen mijn boete", "waar blijft mijn geld"])
    assert training.similarity("Ik wil bezwaar maken, tegen mijn boete!") == 1.0
    assert training.similarity("ik wil graag bezwaar maken tegen mijn boete") == pytest.approx(14 / 15)
    assert training.similarity("mijn huis is koud vandaag") == 0.0
    assert training.similarity("") == 0.0


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


def test_training_sentences_are_read_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        'nlu:\n- intent: x\n  examples: |\n    - een zin\n    - nog een: "zin"\n', encoding="utf-8"
    )
    assert training_sentences(tmp_path) == ["een zin", 'nog een: "zin"']
    (tmp_path / "b.yml").write_text("nlu: 3\n", encoding="utf-8")
    with pytest.raises(DataError):
        training_sentences(tmp_path)
