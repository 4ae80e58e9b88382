"""Which door a message means, with certainties: the Rasa side of `engine.components.model`.

Ours and not Rasa's featurizers with LogisticRegressionClassifier: those cannot weigh notions, sounds, meaning or the sentence
that carries the ask, and their certainties are not calibrated. See config.yml for the figures behind the choice.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.model import DoorModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DoorClassifier(IntentClassifier, GraphComponent):
    """Gives every message a ranking of all intents whose certainties add up to 1; the same data gives the same model."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the settings.

        `C`: inverse regularisation; `temperature`: below 1 sharpens; `fewest`: how many sentences must have a feature;
        `landmarks`: how many training sentences nearness in meaning is measured to, `sharp`: how fast it falls off;
        `last`: weight of the last sentence's nearness beside that of the whole; `emotion`: for how many an emotional sentence counts;
        `urgent`: the intent that one sentence of a long message may mean while the rest means another, empty for none.
        """
        return {
            "C": 10.0, "temperature": 0.8, "max_iter": 80, "fewest": 3,
            "landmarks": 1000, "sharp": 2.0, "last": 0.7, "emotion": 2.0, "urgent": "",
        }  # fmt: skip

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: DoorModel | None = None

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
        self._model = DoorModel.learn(
            [e.get(TEXT) for e in examples],
            [e.get(INTENT) for e in examples],
            [_register(e) for e in examples],
            self._config,
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `intent` and `intent_ranking` on every message, and `urgent_sentence` on a long one that is not urgent as a whole."""
        for message in messages:
            text = message.get(TEXT) or ""
            ranking = [
                {"name": name, "confidence": certainty}
                for name, certainty in (self._model.rank(text) if self._model else [])
            ]
            message.set(
                "intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True
            )
            message.set("intent_ranking", ranking, add_to_output=True)
            surest = self._urgent_sentence(text, ranking)
            if surest is not None:
                said = {"confidence": surest[0], "text": surest[1]}
                message.set("urgent_sentence", said, add_to_output=True)
        return messages

    def _urgent_sentence(self, text: Text, ranking: List[Dict[Text, Any]]) -> Optional[Tuple[float, Text]]:
        urgent = self._config["urgent"]
        if not urgent or self._model is None or not ranking or ranking[0]["name"] == urgent:
            return None
        return self._model.surest_sentence(text, urgent)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the training data as it came: nothing after this component needs our predictions."""
        return training_data

    @classmethod
    def load(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> DoorClassifier:  # fmt: skip
        """Return the trained classifier; plain arrays and JSON are read, nothing that could run code."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            loaded._model = DoorModel.load(folder, config)
        return loaded


def _register(example: Message) -> str:
    """The way of writing that the block of this example names, or nothing."""
    said = (example.get("metadata") or {}).get(INTENT) or {}
    return str(said.get("register", "")) if isinstance(said, dict) else ""
