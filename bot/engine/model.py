"""The engine's model: there when its fingerprint matches, trained when it does not."""

import asyncio
import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bot.engine import process
from bot.engine.fingerprint import fingerprint, model_path
from bot.engine.settings import EngineSettings, engine_environment

SECONDS_BETWEEN_SIGNS = 5.0
LINES_OF_A_FAILURE = 15
# Outside the pattern of models in use, so that no start takes it.
CANDIDATE = "kandidaat.tar.gz"
REFUSED = "afgekeurd"

type Say = Callable[[str], None]


class TrainingFailed(Exception):
    """No model could be made; the message is the end of the training's log (no citizens' text)."""


def wanted_model(settings: EngineSettings) -> Path:
    """The model file that belongs to the present data, whether it is there or not."""
    return model_path(settings.models, fingerprint(settings.root, settings.extra_data))


def live_model(settings: EngineSettings) -> Path | None:
    """The newest model that is there; None before the first."""
    found = sorted(settings.models.glob("loket-*.tar.gz"), key=lambda file: file.stat().st_mtime)
    return found[-1] if found else None


def refused(settings: EngineSettings) -> frozenset[str]:
    """The names of models that did worse than the one before them, and were not wanted all the same."""
    file = settings.models / REFUSED
    return frozenset(file.read_text(encoding="utf-8").split()) if file.exists() else frozenset()


def refuse(settings: EngineSettings, wanted: Path) -> None:
    """The model of the present data is not made or used by itself any more."""
    names = sorted({*refused(settings), wanted.name})
    (settings.models / REFUSED).write_text("\n".join(names) + "\n", encoding="utf-8")


def accept(settings: EngineSettings, candidate: Path, wanted: Path) -> None:
    """The candidate is the model of the present data from now on."""
    names = sorted(refused(settings) - {wanted.name})
    (settings.models / REFUSED).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    candidate.replace(wanted)
    _remove_old(settings, wanted)


async def train_candidate(settings: EngineSettings, say: Say) -> Path:
    """A model of the present data that nobody uses yet; TrainingFailed."""
    settings.models.mkdir(parents=True, exist_ok=True)
    candidate = settings.models / CANDIDATE
    with (settings.models / ".lock").open("w") as lock:
        await _lock(lock, say)
        await _train(settings, wanted_model(settings), say, candidate)
    return candidate


async def ensure_model(settings: EngineSettings, say: Say) -> Path:
    """A complete model file for the present data: at once when it is there, else trained first.

    Two processes that ask at the same moment train once. `say` gets a line of progress in Dutch every few
    seconds. A model that was refused is not made again: the newest one before it stays. TrainingFailed when Rasa
    cannot train; a half-written model is never left behind.
    """
    if settings.model is not None:
        if not settings.model.exists():
            raise TrainingFailed(f"het model {settings.model} is er niet")
        return settings.model
    wanted = wanted_model(settings)
    if wanted.exists():
        return wanted
    before = live_model(settings)
    if before is not None and wanted.name in refused(settings):
        say("Het model voor de nieuwe zinnen is afgekeurd. Het vorige blijft in gebruik.")
        return before
    settings.models.mkdir(parents=True, exist_ok=True)
    with (settings.models / ".lock").open("w") as lock:
        await _lock(lock, say)
        if not wanted.exists():
            await _train(settings, wanted, say)
    _remove_old(settings, wanted)
    return wanted


async def _lock(lock: IO[str], say: Say) -> None:
    told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if not told:
                say("Een ander proces traint de assistent al; daarop wordt gewacht …")
                told = True
            await asyncio.sleep(1)


async def _train(settings: EngineSettings, wanted: Path, say: Say, to: Path | None = None) -> None:
    say("De assistent leert Nederlands (ongeveer drie minuten) …")
    workshop = settings.models / f".training-{os.getpid()}"
    log = (settings.logs or workshop) / "training.log"
    name = wanted.name.removesuffix(".tar.gz")
    child = await process.start(
        _command(settings, workshop, name), engine_environment(settings, os.environ), settings.root, log
    )
    try:
        await _wait(child, say)
        made = workshop / wanted.name
        if child.returncode != 0 or not made.exists():
            raise TrainingFailed(_end_of(log))
        made.replace(to or wanted)
    finally:
        await process.stop(child, settings.stop_seconds)
        shutil.rmtree(workshop, ignore_errors=True)
    say("De assistent is klaar met leren.")


def _command(settings: EngineSettings, workshop: Path, name: str) -> list[str]:
    data = [str(settings.root / "data" / "nlu"), str(settings.root / "data" / "rules")]
    if settings.extra_data is not None and (settings.extra_data / "nlu").is_dir():
        data.append(str(settings.extra_data / "nlu"))
    # --force: Rasa's own cache does not see a change in our components or its libraries. Its validation reads all sentences once more,
    # a tenth of the time, and only warns of them: tests/nlu/test_rasa_validates.py does it; what is malformed is refused in reading.
    return [
        str(settings.python), "-m", "engine", "train", "--force", "--skip-validation",
        "--domain", str(settings.root / "domain.yml"),
        "--config", str(settings.root / "config.yml"),
        "--data", *data,
        "--fixed-model-name", name,
        "--out", str(workshop),
    ]  # fmt: skip


async def _wait(child: asyncio.subprocess.Process, say: Say) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    waiting = asyncio.ensure_future(child.wait())
    try:
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=SECONDS_BETWEEN_SIGNS)
            if not waiting.done():
                say(f"  … {loop.time() - begin:.0f} s")
    finally:
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting


def _end_of(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "de training is niet gestart"
    return "\n".join(lines[-LINES_OF_A_FAILURE:])


def _remove_old(settings: EngineSettings, wanted: Path) -> None:
    others = [file for file in settings.models.glob("loket-*.tar.gz") if file != wanted]
    others.sort(key=lambda file: file.stat().st_mtime, reverse=True)
    for file in others[settings.kept_models - 1 :]:
        file.unlink(missing_ok=True)
