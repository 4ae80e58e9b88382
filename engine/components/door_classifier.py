"""Which door a message means: one linear model over words, sounds, notions and character n-grams, with certainties.

Ours and not Rasa's featurizers with LogisticRegressionClassifier: those cannot weigh notions, sounds or the sentence
that carries the ask, and their certainties are not calibrated. See config.yml for the figures behind the choice.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text, Tuple, Type

import numpy as np
import scipy.sparse as sp
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from engine.components.text import reading


def _same(tokens: List[str]) -> List[str]:
    return tokens


def _token_vectorizer(**known: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_same, sublinear_tf=True, **known)


def _char_vectorizer(**known: Any) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, **known)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DoorClassifier(IntentClassifier, GraphComponent):
    """Gives every message a ranking of all intents whose certainties add up to 1; the same data gives the same model."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the settings: `C` (inverse regularisation), `temperature` (below 1 sharpens), `max_iter`."""
        return {"C": 30.0, "temperature": 0.7, "max_iter": 80}

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._vectorizers: Tuple[TfidfVectorizer, TfidfVectorizer] | None = None
        self._intents: List[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DoorClassifier:
        """Return a classifier that has still to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples with an intent, store the model and return where."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        readings = [reading(e.get(TEXT)) for e in examples]
        tokens, chars = _token_vectorizer(), _char_vectorizer(min_df=2)
        features = sp.hstack(
            [tokens.fit_transform([r[1] for r in readings]), chars.fit_transform([r[0] for r in readings])]
        ).tocsr()
        model = LogisticRegression(C=self._config["C"], max_iter=self._config["max_iter"])
        model.fit(features, [e.get(INTENT) for e in examples])
        self._vectorizers = (tokens, chars)
        self._intents = [str(name) for name in model.classes_]
        # One row per feature: a message touches some hundreds of rows, so weighing it is a short sum.
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `intent` and `intent_ranking` on every message."""
        for message in messages:
            ranking = self._rank(message.get(TEXT) or "")
            message.set(
                "intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True
            )
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training data as it came: nothing after this component needs our predictions."""
        return training_data

    def _rank(self, text: str) -> List[Dict[Text, Any]]:
        if self._vectorizers is None or not text.strip():
            return []
        masked, tokens = reading(text)
        row = sp.hstack(
            [self._vectorizers[0].transform([tokens]), self._vectorizers[1].transform([masked])]
        ).tocsr()
        scores = (row.data.astype(np.float32) @ self._weights[row.indices] + self._bias) / self._config[
            "temperature"
        ]
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        return [
            {"name": self._intents[i], "confidence": float(chances[i])}
            for i in np.argsort(-chances, kind="stable")
        ]

    def _persist(self) -> None:
        if self._vectorizers is None:
            return
        tokens, chars = self._vectorizers
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / "weights.npz",
                weights=self._weights, bias=self._bias, idf_tokens=tokens.idf_, idf_chars=chars.idf_,
            )  # fmt: skip
            words = {
                "intents": self._intents,
                "tokens": tokens.get_feature_names_out().tolist(),
                "chars": chars.get_feature_names_out().tolist(),
            }
            (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls: Type[DoorClassifier], config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> DoorClassifier:  # fmt: skip
        """Return the trained classifier; plain arrays and JSON are read, nothing that could run code."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
            with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
                tokens, chars = (
                    _token_vectorizer(vocabulary=words["tokens"]),
                    _char_vectorizer(vocabulary=words["chars"]),
                )
                tokens.idf_, chars.idf_ = arrays["idf_tokens"], arrays["idf_chars"]
                loaded._weights, loaded._bias = arrays["weights"], arrays["bias"]
        loaded._vectorizers, loaded._intents = (tokens, chars), words["intents"]
        return loaded
