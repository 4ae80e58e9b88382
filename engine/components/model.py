"""What the door classifier knows and how it weighs: words, sounds, notions, characters and the sentence's meaning. No Rasa.

One linear model over all of them, so that each helps where the others are silent: nearness in meaning knows wordings that
nobody wrote for training, the notions know the fine lines between doors, the characters know parts of compounds. Figures behind
the choices stand in config.yml.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from engine.components import landmarks
from engine.components.fitting import learn_weights
from engine.components.sentence import is_word, vectors, vectors_of_many
from engine.components.spelling import Speller, vocabulary
from engine.components.text import fold, last_sentence, reading, sentences, words_of

# Ways of writing whose words are no example of spelling.
MISSPELT = {"typfouten", "typefouten", "laaggeletterd", "straattaal", "straat", "tweede_taal", "andere_taal"}
# What is written in emotion says least about what is asked: few sentences, which count for more.
EMOTION = "emotioneel"
Rows = Tuple[sp.csr_matrix, np.ndarray, np.ndarray]


def _same(tokens: List[str]) -> List[str]:
    return tokens


def _token_vectorizer(**known: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_same, sublinear_tf=True, dtype=np.float32, **known)


def _char_vectorizer(**known: Any) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32, **known
    )


class Weigher:
    """One text's features as its vectorizer would weigh them, without what a whole collection needs around it."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        """`vectorizer` is fitted, with sublinear counts and rows of length 1."""
        self._parts: Callable[[Any], Iterable[str]] = vectorizer.build_analyzer()
        self._places: Dict[str, int] = vectorizer.vocabulary_
        self._idf: np.ndarray = vectorizer.idf_
        self.size = len(self._places)

    def of(self, given: Any) -> Tuple[np.ndarray, np.ndarray]:
        """Return which features the text (or its tokens) has, and how heavy each is."""
        places = self._places
        counts = Counter(places[part] for part in self._parts(given) if part in places)
        which = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        heavy = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self._idf[
            which
        ]
        length = float(np.sqrt(heavy @ heavy))
        return which, heavy / length if length else heavy


class Features:
    """Turns texts into numbers: sparse ones for what is said, two vectors for what it means."""

    def __init__(self, speller: Speller, tokens: TfidfVectorizer, chars: TfidfVectorizer) -> None:
        self.speller, self.tokens, self.chars = speller, tokens, chars
        self._weighers = Weigher(tokens), Weigher(chars)

    @classmethod
    def learn(cls, texts: Sequence[str], spelt: Sequence[bool], fewest: int) -> Tuple[Features, Rows]:
        """Learn words from the texts that are spelt well, and features that at least `fewest` texts have.

        Returns them with the numbers of these texts, a row each: the sparse features, the vectors of the whole texts and those of
        their last sentences.
        """
        speller = Speller(vocabulary(words_of(fold(t)) for t, well in zip(texts, spelt) if well), is_word)
        tokens, chars = _token_vectorizer(min_df=fewest), _char_vectorizer(min_df=fewest)
        meant = [speller.text(text) for text in texts]
        readings = [reading(text) for text in meant]
        said = [tokens.fit_transform([r[1] for r in readings]), chars.fit_transform([r[0] for r in readings])]
        return cls(speller, tokens, chars), (sp.hstack(said).tocsr(), *_meaning(meant))

    def of_one(self, text: str) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return for one text which sparse features it has, their weights, and its vectors: one row, or two with a last sentence."""
        meant = self.speller.text(text)
        masked, tokens = reading(meant)
        by_token, by_char = self._weighers
        first, second = by_token.of(tokens), by_char.of(masked)
        which = np.concatenate([first[0], second[0] + by_token.size])
        last = last_sentence(meant)
        told = vectors([meant] if last == meant else [meant, last])
        return which, np.concatenate([first[1], second[1]]).astype(np.float32), told


def _meaning(meant: Sequence[str]) -> Tuple[np.ndarray, np.ndarray]:
    lasts = [last_sentence(text) for text in meant]
    parted = [i for i, text in enumerate(meant) if lasts[i] != text]
    found = vectors_of_many([*meant, *(lasts[i] for i in parted)])
    whole, ends = found[: len(meant)], found[: len(meant)].copy()
    ends[parted] = found[len(meant) :]
    return whole, ends


class DoorModel:
    """Gives a text a ranking of all intents whose certainties add up to 1; the same data gives the same model."""

    def __init__(
        self,
        features: Features,
        intents: Sequence[str],
        config: Dict[str, Any],
        arrays: Dict[str, np.ndarray],
    ) -> None:
        self._features, self._intents, self._arrays = features, list(intents), arrays
        self._temperature, self._sharp = float(config["temperature"]), float(config["sharp"])

    @classmethod
    def learn(
        cls, texts: Sequence[str], intents: Sequence[str], registers: Sequence[str], config: Dict[str, Any]
    ) -> DoorModel:
        """Learn from texts, what each means, and its way of writing; `config` as in config.yml."""
        spelt = [register not in MISSPELT for register in registers]
        counts = np.array([config["emotion"] if register == EMOTION else 1.0 for register in registers])
        features, (said, whole, ends) = Features.learn(texts, spelt, config["fewest"])
        names, labels = np.unique(np.asarray(list(intents)), return_inverse=True)
        sharp, last = float(config["sharp"]), float(config["last"])
        marks = landmarks.choose(whole, int(config["landmarks"]))
        even = landmarks.evening(marks, sharp)
        near = [landmarks.nearness(vectors_, marks, sharp) @ even for vectors_ in (whole, ends)]
        words, meaning, bias = learn_weights(
            said, np.hstack([near[0], last * near[1]]), labels, counts, config["C"], config["max_iter"]
        )
        # One row per feature: a message touches some hundreds of rows, so weighing it is a short sum.
        # What makes nearness even is the same for every message: it is part of the weights.
        cut = len(marks)
        arrays = {
            "said": np.ascontiguousarray(words),
            "landmarks": np.ascontiguousarray(marks.T),
            "whole": even @ meaning[:cut],
            "last": last * (even @ meaning[cut:]),
            "bias": bias,
        }
        return cls(features, [str(name) for name in names], config, arrays)

    def rank(self, text: str) -> List[Tuple[str, float]]:
        """Return every intent with its certainty, likeliest first; nothing for an empty text."""
        if not text.strip():
            return []
        which, heavy, told = self._features.of_one(text)
        arrays = self._arrays
        near = landmarks.nearness(told, arrays["landmarks"].T, self._sharp)
        scores = heavy @ arrays["said"][which] + near[0] @ arrays["whole"] + near[-1] @ arrays["last"]
        scores = scores + arrays["bias"]
        chances = _shares(scores / self._temperature)
        return [(self._intents[i], float(chances[i])) for i in np.argsort(-chances, kind="stable")]

    def surest_sentence(self, text: str, intent: str) -> Optional[Tuple[float, str]]:
        """Return the sentence of a longer text that means this most certainly, with how certain; None for a short text."""
        found = [
            (dict(self.rank(one)).get(intent, 0.0), one.strip()) for one in sentences(text, longer_than=3)
        ]
        return max(found, default=None, key=lambda one: one[0])

    def save(self, folder: Path) -> None:
        """Write the model as plain arrays and JSON: nothing that could run code when it is read."""
        tokens, chars = self._features.tokens, self._features.chars
        np.savez(folder / "weights.npz", idf_tokens=tokens.idf_, idf_chars=chars.idf_, **self._arrays)
        words = {
            "intents": self._intents,
            "tokens": tokens.get_feature_names_out().tolist(),
            "chars": chars.get_feature_names_out().tolist(),
            "meant": self._features.speller.meant,
        }
        (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, config: Dict[str, Any]) -> DoorModel:
        """Return the model that `save` wrote, with its encoder ready."""
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        tokens = _token_vectorizer(vocabulary=words["tokens"])
        chars = _char_vectorizer(vocabulary=words["chars"])
        tokens.idf_, chars.idf_ = arrays.pop("idf_tokens"), arrays.pop("idf_chars")
        vectors(["klaar"])
        features = Features(Speller(words["meant"], is_word), tokens, chars)
        return cls(features, words["intents"], config, arrays)


def _shares(scores: np.ndarray) -> np.ndarray:
    chances = np.exp(scores - scores.max())
    return np.asarray(chances / chances.sum())
