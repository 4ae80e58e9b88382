"""How near a sentence lies to each of some hundreds of training sentences, in meaning. No Rasa.

A linear model over the vector itself can only cut the space of meanings with straight planes. Everyday life, acute need and
a request lie in patches; nearness to landmarks lets the same linear model draw round them (the Nyström method: C. Williams
and M. Seeger, "Using the Nyström Method to Speed Up Kernel Machines", NIPS 13, 2001).
"""

from __future__ import annotations

import numpy as np

# Below this a direction among the landmarks is noise, and dividing by it would make it loud.
FAINTEST = 1e-4


def choose(vectors: np.ndarray, most: int) -> np.ndarray:
    """Return at most `most` of the vectors as landmarks; the same vectors give the same ones."""
    if len(vectors) <= most:
        return vectors.copy()
    return np.asarray(vectors[np.random.RandomState(0).choice(len(vectors), most, replace=False)])


def nearness(vectors: np.ndarray, landmarks: np.ndarray, sharp: float) -> np.ndarray:
    """Return how near each vector (length 1) is to each landmark: 1 for the same, less the further and the sharper."""
    return np.exp(sharp * (vectors @ landmarks.T - np.float32(1.0)))


def evening(landmarks: np.ndarray, sharp: float) -> np.ndarray:
    """Return the matrix that makes nearness even: landmarks that lie together do not count double."""
    among = nearness(landmarks, landmarks, sharp).astype(np.float64)
    sizes, directions = np.linalg.eigh(among)
    return np.asarray((directions / np.sqrt(np.maximum(sizes, FAINTEST))) @ directions.T, dtype=np.float32)
