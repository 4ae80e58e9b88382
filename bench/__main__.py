"""`python -m bench`: the speed figures, ours beside Rasa's default pipeline on the same data and machine; and the hand-off's."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import handoff, signals, start, turns
from bench.baseline import BenchFailed
from bench.report import Figure, say, summary
from bot.engine.model import TrainingFailed

PARTS = ("turns", "start", "handoff", "signals")


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds of turns (default 7)")
    parser.add_argument("--starts", type=int, default=5, help="starts (default 5)")
    parser.add_argument(
        "--handoffs", type=int, default=3, help="rounds of the hand-off and of lists (default 3)"
    )
    parser.add_argument("--only", choices=PARTS, help="one of the parts")
    parser.add_argument("part", nargs="?", choices=PARTS, help="the same: `python -m bench handoff`")
    return parser.parse_args(given)


async def _measure(options: argparse.Namespace, folder: Path) -> tuple[list[Figure], list[str]]:
    figures: list[Figure] = []
    notes: list[str] = []
    # The turns first: they train what is missing, so that the starts are warm.
    for name, measure, count in (
        ("turns", turns.measure, options.rounds),
        ("start", start.measure, options.starts),
        ("handoff", handoff.measure, options.handoffs),
        ("signals", signals.measure, options.rounds),
    ):
        if (options.part or options.only) in (None, name):
            found, said = await measure(folder, count)
            figures += found
            notes += said
    return figures, notes


def main(given: Sequence[str] | None = None) -> int:
    """Prints the figures; 0 when every bar is met, 1 when one is missed, 2 when nothing could be measured."""
    options = _arguments(given)
    with tempfile.TemporaryDirectory(prefix="loket-bench-") as folder:
        try:
            figures, notes = asyncio.run(_measure(options, Path(folder)))
        except (BenchFailed, TrainingFailed, OSError) as fault:
            say(f"The bench failed: {fault}")
            return 2
        except KeyboardInterrupt:
            return 130
    say(summary(figures, notes))
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
