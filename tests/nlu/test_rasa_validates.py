"""Rasa's own check of the training data, rules and domain."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

pytestmark = pytest.mark.engine


@pytest.mark.skipif(not PYTHON.exists(), reason="the engine's environment is missing (make setup)")
def test_rasa_finds_no_fault_in_data_rules_and_domain() -> None:
    command = [
        str(PYTHON),
        "-m",
        "rasa",
        "data",
        "validate",
        "--domain",
        "domain.yml",
        "--config",
        "config.yml",
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    done = subprocess.run(
        [*command, "--data", "data/nlu", "data/rules"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
