"""One running engine for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine.model import wanted_model
from bot.engine.settings import EngineSettings
from tests.engine.fake_actions import Behaviour
from tests.engine.running import TOKEN, RunningEngine, free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    settings = EngineSettings(
        root=ROOT,
        port=free_port(),
        actions_port=free_port(),
        token=TOKEN,
        models=ROOT / "models",
        logs=tmp_path_factory.mktemp("engine"),
        log_level="DEBUG",
    )
    if not settings.python.exists():
        pytest.skip("the engine's environment is missing: run `make setup`")
    if not wanted_model(settings).exists():
        pytest.skip("no model for the present data: run `make train`")
    engine = RunningEngine(settings)
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()


@pytest.fixture
def engine(running: RunningEngine) -> Iterator[RunningEngine]:
    """The running engine with an obliging loket behind it that has heard nothing yet."""
    running.wait_until_ready()
    running.actions.behaviour = Behaviour.ANSWER
    running.actions.calls.clear()
    running.actions.headers.clear()
    yield running
    running.actions.behaviour = Behaviour.ANSWER
