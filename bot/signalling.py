"""`loket signals …`: what is done with signals from the command line."""

from __future__ import annotations

import argparse
from typing import Any

from bot.app import build, utc_now
from bot.settings import Settings
from bot.signals.bespoke import signal_repeated_requests
from bot.signals.rules import rules_of


def add_signals_parser(commands: Any) -> None:
    """`signals cluster`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "signals", help="signals about rules, for ministries"
    )
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("cluster", help="finds signals that are alike; runs every night by itself")


async def signals(settings: Settings, options: argparse.Namespace) -> int:
    """Makes signals of exceptions that are asked again and again, and clusters what is new; says how far it is."""
    # Here and not above: scikit-learn takes seconds and memory that no other command should spend.
    from bot.signals.clustering.run import ClusterRun

    loket = await build(settings)
    try:
        made = await signal_repeated_requests(loket.database, rules_of(loket.knowledge()), utc_now)
        print(f"Signalen uit vaak gevraagd maatwerk: {len(made)}.", flush=True)
        run = ClusterRun(
            loket.database, utc_now, lambda done, total: print(f"  {done} van {total}", flush=True)
        )
        outcome = await run.run()
    finally:
        await loket.close()
    print(
        f"Klaar: {outcome.total} nieuwe signalen vergeleken, {outcome.placed} in een cluster, "
        f"{outcome.new_clusters} nieuwe clusters.",
        flush=True,
    )
    return 0
