"""How the engine learns its weights, and nearness in meaning: pure code, proved without Rasa."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from engine.components.fitting import learn_weights
from engine.components.landmarks import choose, evening, nearness

RANDOM = np.random.RandomState(1)
LABELS = RANDOM.randint(0, 3, 200)
SAID = sp.csr_matrix(
    RANDOM.binomial(1, 0.1 + 0.3 * (LABELS[:, None] == np.arange(12) % 3)).astype(np.float32)
)
MEANING = (RANDOM.randn(200, 4) + LABELS[:, None]).astype(np.float32)


def unit(rows: int) -> np.ndarray:
    vectors = RANDOM.randn(rows, 8)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def scores(counts: np.ndarray) -> np.ndarray:
    words, meaning, bias = learn_weights(SAID, MEANING, LABELS, counts, 1.0, 500)
    return np.asarray(SAID @ words + MEANING @ meaning + bias)


def test_the_weights_are_those_of_logistic_regression() -> None:
    rows = np.hstack([SAID.toarray(), MEANING])
    known = LogisticRegression(C=1.0, max_iter=2000, tol=1e-8).fit(rows, LABELS)
    found = scores(np.ones(200))
    found = np.exp(found - found.max(axis=1, keepdims=True))
    assert found / found.sum(axis=1, keepdims=True) == pytest.approx(known.predict_proba(rows), abs=5e-3)


def test_a_row_that_counts_for_two_is_a_row_that_stands_there_twice() -> None:
    counts = np.where(np.arange(200) < 50, 2.0, 1.0)
    again = np.concatenate([np.arange(200), np.arange(50)])
    words, meaning, bias = learn_weights(SAID[again], MEANING[again], LABELS[again], np.ones(250), 1.0, 500)
    assert scores(counts) == pytest.approx(np.asarray(SAID @ words + MEANING @ meaning + bias), abs=2e-2)


def test_the_same_rows_give_the_same_weights() -> None:
    assert np.array_equal(scores(np.ones(200)), scores(np.ones(200)))


def test_nearness_is_one_for_the_same_meaning_and_less_for_every_other() -> None:
    vectors = unit(20)
    near = nearness(vectors, vectors, 2.0)
    assert np.diag(near) == pytest.approx(1.0, abs=1e-5)
    assert (near - np.eye(20)).max() < 1.0
    assert nearness(vectors, vectors, 4.0)[0, 1] < near[0, 1]


def test_evened_nearness_keeps_how_near_the_landmarks_are_to_each_other() -> None:
    landmarks = choose(unit(40), 10)
    evened = nearness(landmarks, landmarks, 2.0) @ evening(landmarks, 2.0)
    assert evened @ evened.T == pytest.approx(nearness(landmarks, landmarks, 2.0), abs=1e-3)


def test_landmarks_are_sentences_chosen_the_same_way_each_time() -> None:
    vectors = unit(40)
    chosen = choose(vectors, 10)
    assert np.array_equal(chosen, choose(vectors, 10))
    assert len(chosen) == 10
    assert all((vectors == one).all(axis=1).any() for one in chosen)
    assert len(choose(vectors, 100)) == 40
