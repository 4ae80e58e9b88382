"""`python -m bot.evaluation`: the language figures of a running loket, on `tests/eval/`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bot.datafile import DataError
from bot.evaluation.cases import DOORS, OUT_OF_SCOPE, Case, load_cases, load_controls, load_stories
from bot.evaluation.client import SignpostFailed, ask_all
from bot.evaluation.facts import measure_facts
from bot.evaluation.measuring import (
    CONTROLS_OF_SIGNPOST,
    Part,
    measure_acute,
    measure_calibration,
    measure_controls,
    measure_doors,
    measure_executors,
    measure_fresh,
    measure_out_of_scope,
)
from bot.evaluation.nearness import Training, measure_nearness, training_sentences
from bot.evaluation.report import as_data, report
from bot.register import Finder, load_register

ROOT = Path(__file__).resolve().parents[2]


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.evaluation", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="where the loket runs")
    parser.add_argument("--deur", choices=[*DOORS, OUT_OF_SCOPE], help="only the sentences of this door")
    parser.add_argument("--json", type=Path, metavar="BESTAND", help="write the figures to this file too")
    parser.add_argument("--fouten", action="store_true", help="print the sentences that were missed")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bar is missed")
    parser.add_argument("--sentences", type=Path, default=ROOT / "tests" / "eval", help="the test sentences")
    parser.add_argument("--training", type=Path, default=ROOT / "data" / "nlu", help="the training sentences")
    parser.add_argument("--register", type=Path, default=ROOT / "data" / "register", help="the register")
    return parser.parse_args(given)


async def measure(
    url: str, sentences: Path, register: Path, training: Path, door: str | None = None
) -> list[Part]:
    """All parts, asked at `url`; with `door` only those that a door's own sentences say something of.

    Raises `DataError` for sentences that cannot be read, `SignpostFailed`, `aiohttp.ClientError` or TimeoutError
    when the loket does not answer.
    """

    def cases(name: str) -> list[Case]:
        return [one for one in load_cases(sentences / f"{name}.yml") if door in (None, one.deur)]

    doors, outside, acute = cases("doors"), cases("out_of_scope"), cases("acute")
    executors, stories = cases("executors"), cases("stories")
    fresh, other = cases("fresh"), cases("fresh_2")
    described = cases("executors_2")
    controls = load_controls(sentences / "controls.yml") if door is None else ()
    steered = [one for one in controls if one.intent in CONTROLS_OF_SIGNPOST]
    everything = [*doors, *outside, *acute, *executors, *described, *stories, *fresh, *other]
    answers = await ask_all(url, [one.tekst for one in (*everything, *steered)])
    parts = [
        measure_doors("Deuren", doors, answers),
        measure_out_of_scope(outside, answers),
        measure_acute(acute, answers, [*doors, *outside, *executors, *stories]),
        measure_calibration([*doors, *outside], answers),
        measure_executors("Uitvoerders", executors, answers),
        measure_executors("Uitvoerders, tweede hand", described, answers, bars=False),
        measure_executors("Uitvoerders bij eerste berichten", doors, answers, bars=False),
        measure_doors("Verhalen: deuren", stories, answers, bars=False),
        measure_executors("Verhalen: uitvoerders", stories, answers, bars=False),
        measure_fresh("Verse eerste berichten", fresh, answers),
        measure_fresh("Verse eerste berichten, tweede hand", other, answers),
    ]
    if door is not None:
        return [part for part in parts if part.calibration or any(line.share.n for line in part.lines)]
    told = measure_facts(load_stories(sentences / "facts.yml"), Finder(load_register([register])))
    learnt = Training(training_sentences(training))
    near = measure_nearness(
        [*doors, *outside, *acute, *fresh, *other], answers, learnt, [*executors, *stories]
    )
    return [*parts, measure_controls(controls, answers), told, near]


def main(given: Sequence[str] | None = None) -> int:
    """Prints the figures; 0, 1 for a missed bar with `--strict`, 2 when nothing could be measured."""
    options = _arguments(given)
    try:
        parts = asyncio.run(
            measure(options.url, options.sentences, options.register, options.training, options.deur)
        )
    except (DataError, SignpostFailed, aiohttp.ClientError, TimeoutError, OSError) as fault:
        sys.stderr.write(f"Niets gemeten: {fault or type(fault).__name__} ({options.url})\n")
        return 2
    sys.stdout.write(report(parts, misses=options.fouten))
    if options.json is not None:
        options.json.write_text(
            json.dumps(as_data(parts, misses=options.fouten), ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
        )
    return 1 if options.strict and not all(part.met for part in parts) else 0


if __name__ == "__main__":
    raise SystemExit(main())
