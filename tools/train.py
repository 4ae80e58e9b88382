"""Trains the engine's model when its fingerprint asks for it, and says where it stands. Run by make."""

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.app import engine_settings  # noqa: E402 (the path comes first)
from bot.engine.model import TrainingFailed, ensure_model  # noqa: E402
from bot.settings import SettingsError, load_settings  # noqa: E402


def say(line: str) -> None:
    """A line of progress, at once."""
    print(line, flush=True)


def main() -> int:
    """Makes sure of the model; 0 when it is there."""
    try:
        asyncio.run(ensure_model(engine_settings(load_settings()), say))
    except (TrainingFailed, SettingsError, OSError) as fault:
        print(f"Het trainen is mislukt:\n{fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
