"""What the engine's process needs to know, and the environment that it gets: no more than that."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The engine faces citizens' text with old libraries: of our environment it gets the bare needs.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class EngineSettings:
    """Where the engine's files are, on which loopback ports it talks, and its limits (seconds, megabytes)."""

    root: Path
    port: int
    actions_port: int
    token: str
    models: Path
    logs: Path | None = None
    extra_data: Path | None = None
    model: Path | None = None  # this model, whatever the present data are
    start_seconds: float = 120.0
    stop_seconds: float = 5.0
    memory_mb: int = 2048
    kept_models: int = 2
    log_level: str = "INFO"

    @property
    def python(self) -> Path:
        """The interpreter of the engine's own environment."""
        return self.root / ".venv-rasa" / "bin" / "python"

    @property
    def url(self) -> str:
        """The engine's address, loopback always."""
        return f"http://127.0.0.1:{self.port}"


def engine_environment(settings: EngineSettings, own: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of the engine's process: `own`'s bare needs and what Rasa and our files read."""
    passed = {name: own[name] for name in PASSED_ON if name in own}
    return passed | {
        "PYTHONPATH": str(settings.root),
        "PYTHONHASHSEED": "0",  # the same sentences give the same model
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "LOG_LEVEL": settings.log_level,
        "LOG_LEVEL_LIBRARIES": settings.log_level,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        # A message is small: a second thread waits in a spin for the first, on the core that the loket needs.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "LOKET_ACTIONS_PORT": str(settings.actions_port),
        "LOKET_ENGINE_TOKEN": settings.token,
        "LOKET_ENGINE_PARENT": str(os.getpid()),
    }
