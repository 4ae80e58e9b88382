"""`loket nlu retrain`: a model of the present sentences, measured beside the one in use, and live only when none fell."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.engine.model import accept, ensure_model, live_model, refuse, train_candidate, wanted_model
from bot.engine.settings import EngineSettings
from bot.learning.gate import Change, Figures, changes
from bot.settings import ROOT

type Say = Callable[[str], None]
type Measure = Callable[[Path], Figures]
REFUSED_CODE = 3


class NotMeasured(Exception):
    """The figures of a model could not be made; the message says why."""


def measured(model: Path) -> Figures:
    """The language figures of a model on the project's test sentences; raises `NotMeasured`. Takes minutes."""
    with tempfile.TemporaryDirectory(prefix="loket-retrain-") as folder:
        figures = Path(folder) / "cijfers.json"
        done = subprocess.run(  # noqa: S603 - our own evaluation, with paths of our own
            [sys.executable, "-m", "tools.eval", "--json", str(figures)],
            cwd=ROOT,
            env={**os.environ, "LOKET_MODEL": str(model)},
            capture_output=True,
            text=True,
            check=False,
        )
        if not figures.exists():
            raise NotMeasured(done.stderr[-2000:])
        parts: Figures = json.loads(figures.read_text(encoding="utf-8"))
        return parts


def retrain(settings: EngineSettings, say: Say, *, anyway: bool, measure: Measure = measured) -> int:
    """Trains, measures both, and takes the new model when no figure fell (or `anyway`); 0 when it is live.

    Raises `TrainingFailed` or `NotMeasured`; then everything stays as it was.
    """
    wanted, before = wanted_model(settings), live_model(settings)
    if wanted.exists():
        say("Er is niets veranderd: het model hoort bij deze zinnen.")
        return 0
    if before is None:
        asyncio.run(ensure_model(settings, say))
        return 0
    candidate = asyncio.run(train_candidate(settings, say))
    say("Het model van nu en het nieuwe worden gemeten …")
    told = changes(measure(before), measure(candidate))
    for change in told:
        say(_line(change))
    fallen = [change for change in told if change.fell]
    if fallen and not anyway:
        refuse(settings, wanted)
        candidate.unlink()
        say(f"{len(fallen)} cijfers zijn slechter. Het nieuwe model gaat niet in gebruik (wel met --toch).")
        return REFUSED_CODE
    accept(settings, candidate, wanted)
    say("Het nieuwe model is in gebruik na een herstart van de engine.")
    return 0


def _line(change: Change) -> str:
    mark = "slechter" if change.fell else ""
    return f"  {_number(change.before):>7} → {_number(change.after):>7}  {change.name} {mark}".rstrip()


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
