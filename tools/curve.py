"""The learning curve: how the doors are read with a quarter, half, three quarters and all of the training sentences.

Runs in the engine's own environment (Python 3.10), because it trains the engine's own model: `make eval` calls it. The model
alone is measured, without what register and help blocks add, so the last column lies a little below the figures above it.
Some six minutes on one core: a sentence is turned into a vector once, the four models are learnt one after another.
"""

import hashlib
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine.components import model  # noqa: E402 (the path comes first)

SHARES = (0.25, 0.5, 0.75, 1.0)
TESTS = ("doors.yml", "out_of_scope.yml", "acute.yml")
OUT_OF_SCOPE = "buiten_bereik"

Sentence = Tuple[str, str, str]  # text, intent, way of writing


def training(folder: Path) -> List[Sentence]:
    """All training sentences of a folder."""
    return [
        (line[2:], block["intent"], block["metadata"]["register"])
        for path in sorted(folder.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
        if line.startswith("- ")
    ]


def place(text: str) -> float:
    """Where a sentence stands between 0 and 1, always the same: a smaller share lies within a larger one."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:4], "big") / 2**32


def remember_vectors() -> None:
    """The encoder is asked once for each text, whichever model asks."""
    known: Dict[str, np.ndarray] = {}
    ask = model.vectors

    def vectors(texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, ask(new), strict=True))
        return np.stack([known[text] for text in texts]) if texts else ask(texts)

    model.vectors = vectors


def right(case: Dict[str, Any], answered: str, labels: Sequence[str]) -> bool:
    """Whether the answer is a right door; of what is out of scope, whether it is none that the tests know as one."""
    if case["deur"] == OUT_OF_SCOPE:
        return answered not in labels or answered == OUT_OF_SCOPE
    return answered in (case["deur"], *case.get("ook", ()))


def main() -> int:
    """Prints the curve, for all doors and for each."""
    sentences = training(ROOT / "data" / "nlu")
    cases = [
        case
        for name in TESTS
        for case in yaml.safe_load((ROOT / "tests" / "eval" / name).read_text(encoding="utf-8"))
    ]
    labels = sorted({case["deur"] for case in cases})
    configured = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    config = next(one for one in configured if one["name"].endswith("DoorClassifier"))
    remember_vectors()
    columns: List[Dict[str, Tuple[int, int]]] = []
    for part in SHARES:
        chosen = [one for one in sentences if place(one[0]) < part]
        texts, intents, registers = zip(*chosen, strict=True)
        learnt = model.DoorModel.learn(texts, intents, registers, config)
        hits: Dict[str, List[bool]] = defaultdict(list)
        for case in cases:
            found = right(case, learnt.rank(case["tekst"])[0][0], labels)
            hits[case["deur"]].append(found)
            hits["alle"].append(found)
        columns.append({label: (sum(outcomes), len(outcomes)) for label, outcomes in hits.items()})
        columns[-1]["zinnen"] = (len(chosen), 0)
    print("\nLeercurve (het model alleen; per deur ook de zinnen uit de andere bestanden)\n---------")
    print(f"  {'trainingszinnen':<24}" + "".join(f"{column['zinnen'][0]:>9}" for column in columns))
    for label in ("alle", *labels):
        shares = [column[label][0] / column[label][1] for column in columns]
        print(f"  {label:<24}" + "".join(f"{100 * share:8.1f}%" for share in shares))
    return 0


if __name__ == "__main__":
    sys.exit(main())
