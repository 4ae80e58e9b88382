"""Learns the weights of a linear model that gives every label a share: multinomial logistic regression by L-BFGS.

Ours and not scikit-learn's: half of the features are sparse and half dense, and to put them into one sparse matrix makes
training five times slower. The same sentences give the same weights.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Sequence, Tuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize


def learn_weights(
    said: sp.csr_matrix,
    meaning: np.ndarray,
    labels: np.ndarray,
    counts: np.ndarray,
    strength: float,
    rounds: int,
) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the weights of the sparse features, of the dense ones, and the bias; a column for each label.

    `labels` are numbers from 0; `counts` says for how many each row counts; `strength` is the inverse of the regularisation (C), `rounds` the most steps of L-BFGS.
    """
    said, meaning = said.astype(np.float32), np.ascontiguousarray(meaning, dtype=np.float32)
    halves, turned = _halves(said), _halves(said.T.tocsr())
    meaning_turned = np.ascontiguousarray(meaning.T)
    rows, cut, size = said.shape[0], said.shape[1], said.shape[1] + meaning.shape[1]
    shape = (size + 1, int(labels.max()) + 1)
    counts = counts.astype(np.float32)
    wanted = np.zeros((rows, shape[1]), dtype=np.float32)
    wanted[np.arange(rows), labels] = 1.0

    def loss(flat: np.ndarray) -> Tuple[float, np.ndarray]:
        weights = flat.reshape(shape).astype(np.float32)
        scores = times(halves, weights[:cut]) + meaning @ weights[cut:size] + weights[size]
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        total = shares.sum(axis=1, keepdims=True)
        missed = (counts * (np.log(total[:, 0]) - scores[np.arange(rows), labels])).sum(dtype=np.float64)
        off = (shares / total - wanted) * counts[:, None]
        slope = np.empty(shape, dtype=np.float32)
        slope[:cut], slope[cut:size] = times(turned, off), meaning_turned @ off
        slope[size] = off.sum(axis=0)
        slope[:size] += weights[:size] / strength
        held = float(np.square(flat.reshape(shape)[:size]).sum()) / (2 * strength)
        return float(missed) + held, slope.ravel().astype(np.float64)

    # Each of two cores takes half of the rows of what is sparse: scipy uses one.
    with ThreadPoolExecutor(2) as pool:

        def times(parts: Sequence[sp.csr_matrix], other: np.ndarray) -> np.ndarray:
            return np.concatenate(list(pool.map(lambda part: part @ other, parts)))

        found = minimize(
            loss,
            np.zeros(shape[0] * shape[1]),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": rounds, "maxcor": 10, "ftol": 1e-7, "gtol": 1e-3},
        )
    weights = found.x.reshape(shape).astype(np.float32)
    return weights[:cut], weights[cut:size], weights[size]


def _halves(rows: sp.csr_matrix) -> Tuple[sp.csr_matrix, sp.csr_matrix]:
    """Two matrices that hold half of the numbers each, and together all rows in their order."""
    cut = int(np.searchsorted(rows.indptr, rows.nnz // 2))
    return rows[:cut], rows[cut:]
