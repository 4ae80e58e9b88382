"""The yardstick: the same domain, rules and action, understood by Rasa's suggested pipeline and policies.

A turn's cost does not depend on how long a component learned, so each learns one epoch. The list of components is
the default of `rasa init` in Rasa 3.6 (https://rasa.com/docs/rasa/model-configuration/, `default_config.yml`).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.report import say
from bot.engine import process
from bot.engine.fingerprint import fingerprint
from bot.engine.settings import EngineSettings, engine_environment

CONFIG = """recipe: default.v1
assistant_id: loket-bench
language: nl

pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 1
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 1
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1

policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: 1
  - name: TEDPolicy
    max_history: 5
    epochs: 1
    constrain_similarities: true
"""

# Who is unsure says `nlu_fallback` in this pipeline: without a rule such a turn would never reach the action.
RULES = """version: "3.1"
rules:
  - rule: nlu_fallback
    steps:
      - intent: nlu_fallback
      - action: action_loket
"""

CREDENTIALS = """engine.channel.LoketChannel:
  token: ${LOKET_ENGINE_TOKEN}
  stock_calls: true
"""

ENDPOINTS = """action_endpoint:
  url: http://127.0.0.1:${LOKET_ACTIONS_PORT}/webhook
  headers:
    X-Loket-Token: ${LOKET_ENGINE_TOKEN}

tracker_store:
  type: SQL
  dialect: sqlite
  db: %s
"""

# Of our own engine's making nothing counts here, so a change there does not train the yardstick anew.
INPUTS = ("data/nlu", "data/rules", "domain.yml", "requirements/engine.txt")
LONG_TRAINING = 180.0
SECONDS_BETWEEN_SIGNS = 10.0


class BenchFailed(Exception):
    """The figures cannot be made; the message says why."""


@dataclass(frozen=True)
class Files:
    """Where the baseline engine's generated files stand."""

    credentials: Path
    endpoints: Path


def write_files(folder: Path) -> Files:
    """The baseline engine's credentials and connections, with an SQLite tracker store in `folder`."""
    credentials, endpoints = folder / "credentials.yml", folder / "endpoints.yml"
    credentials.write_text(CREDENTIALS, encoding="utf-8")
    endpoints.write_text(ENDPOINTS % (folder / "tracker.db"), encoding="utf-8")
    return Files(credentials, endpoints)


def model_file(settings: EngineSettings) -> Path:
    """Where the baseline's model for the present data stands, whether it is there or not."""
    content = "\0".join((fingerprint(settings.root, settings.extra_data, INPUTS), CONFIG, RULES))
    return settings.models / f"bench-{hashlib.sha256(content.encode()).hexdigest()[:16]}.tar.gz"


async def ensure_model(settings: EngineSettings) -> tuple[Path, float | None]:
    """The baseline's model, trained when there is none for the present data, and the seconds that this took.

    Raises `BenchFailed`, with the end of the training's log.
    """
    wanted = model_file(settings)
    if wanted.exists():
        return wanted, None
    settings.models.mkdir(parents=True, exist_ok=True)
    say("The baseline's model is trained, one epoch each, once ...")
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="loket-bench-train-") as name:
        folder = Path(name)
        (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
        (folder / "rules").mkdir()
        (folder / "rules" / "fallback.yml").write_text(RULES, encoding="utf-8")
        log = folder / "training.log"
        child = await process.start(
            _command(settings, folder, wanted),
            engine_environment(settings, os.environ),
            folder,
            log,
        )
        try:
            await _wait(child, begin)
            made = folder / "models" / wanted.name
            if child.returncode != 0 or not made.exists():
                raise BenchFailed("training the baseline failed:\n" + log.read_text(errors="replace")[-3000:])
            draft = wanted.with_suffix(".new")
            shutil.copyfile(made, draft)
            draft.replace(wanted)
        finally:
            await process.stop(child, settings.stop_seconds)
    for old in settings.models.glob("bench-*.tar.gz"):
        if old != wanted:
            old.unlink(missing_ok=True)
    seconds = time.monotonic() - begin
    say(f"The baseline's model is there ({seconds:.0f} s).")
    if seconds > LONG_TRAINING:
        say(
            "Training took more than three minutes; it is kept and not repeated while the data stay the same."
        )
    return wanted, seconds


async def _wait(child: asyncio.subprocess.Process, begin: float) -> None:
    while True:
        try:
            await asyncio.wait_for(child.wait(), SECONDS_BETWEEN_SIGNS)
        except TimeoutError:
            say(f"  ... {time.monotonic() - begin:.0f} s")
        else:
            return


def _command(settings: EngineSettings, folder: Path, wanted: Path) -> list[str]:
    data = [settings.root / "data" / "nlu", settings.root / "data" / "rules", folder / "rules"]
    return [
        str(settings.python), "-m", "engine", "train", "--force",
        "--domain", str(settings.root / "domain.yml"),
        "--config", str(folder / "config.yml"),
        "--data", *(str(place) for place in data),
        "--fixed-model-name", wanted.name.removesuffix(".tar.gz"),
        "--out", str(folder / "models"),
    ]  # fmt: skip
