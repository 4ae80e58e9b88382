"""The engine's tracker store, run where it lives: in the engine's own environment."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

SCRIPT = """
import asyncio
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

store = TrackerStore.create(
    EndpointConfig(type="engine.tracker_store.BoundedTrackerStore", conversations=3), Domain.empty()
)
now = [0.0]
store._clock = lambda: now[0]
assert type(store).__name__ == "BoundedTrackerStore", type(store)


async def check():
    for name in "abc":
        await store.get_or_create_tracker(name)
    await store.retrieve("a")  # used again, so that b is now the oldest
    await store.get_or_create_tracker("d")
    assert set(await store.keys()) == {"a", "c", "d"}, await store.keys()
    assert await store.retrieve("b") is None

    tracker = await store.retrieve("a")
    tracker.update(UserUttered("niet opgeslagen"))
    assert (await store.retrieve("a")).latest_message.text is None, "an unsaved turn leaked into the store"
    await store.save(tracker)
    assert (await store.retrieve("a")).latest_message.text == "niet opgeslagen"
    await store.save(await store.get_or_create_tracker("12-0"))
    await store.save(await store.get_or_create_tracker("12-1"))
    await store.save(await store.get_or_create_tracker("123-0"))
    assert store.forget([12, 99]) == 2
    assert set(await store.keys()) == {"123-0"}, await store.keys()
    assert store.forget([12]) == 0

    now[0] += 59 * 60
    assert await store.retrieve("123-0") is not None  # used again: an hour from now
    now[0] += 59 * 60
    assert await store.retrieve("123-0") is not None
    now[0] += 61 * 60
    await store.get_or_create_tracker("124-0")
    assert set(await store.keys()) == {"124-0"}, await store.keys()

    for number in range(1000):
        await store.get_or_create_tracker(str(number))
    assert len(await store.keys()) == 3


asyncio.run(check())
print("held")
"""


@pytest.mark.engine
def test_the_tracker_store_forgets_the_oldest_the_unused_and_the_deleted_and_keeps_no_unsaved_turn() -> None:
    if not PYTHON.exists():
        pytest.skip("the engine's environment is missing: run `make setup`")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [PYTHON, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().endswith("held"), done.stderr[-2000:]
