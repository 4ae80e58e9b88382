"""The command line: `loket run`, `loket serve`, `loket engine`, `loket check`, …"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta

from bot.app import build, engine_settings, serve
from bot.datafile import DataError
from bot.engine.supervisor import Supervisor, run_engine
from bot.logs import configure
from bot.settings import Settings, SettingsError, load_settings


def say(line: str) -> None:
    """A line for the person at the terminal."""
    print(line, flush=True)


def parser() -> argparse.ArgumentParser:
    """The command line's shape."""
    made = argparse.ArgumentParser(prog="loket", description="Loket: one counter, no wrong door.")
    commands = made.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="loket and engine together, until Ctrl-C")
    commands.add_parser("serve", help="pages, API and the engine's webhook")
    commands.add_parser("engine", help="the engine, supervised; trains it first when its data changed")
    commands.add_parser("check", help="checks settings and data, and says what is wrong")
    commands.add_parser("purge", help="deletes unfinished conversations past their time")
    return made


async def _serve(settings: Settings, *, with_engine: bool) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loket = await build(settings)
    supervisor = (
        asyncio.create_task(Supervisor(engine_settings(settings), say).run()) if with_engine else None
    )
    try:
        await serve(loket, stop, on_start=lambda: _welcome(settings))
    except OSError as fault:
        print(
            f"Kan niet starten: {fault}. Kies een andere poort met LOKET_PORT of LOKET_ACTIONS_PORT.",
            file=sys.stderr,
        )
        return 1
    finally:
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
    return 0


def _welcome(settings: Settings) -> None:
    say(f"Het loket staat open: {settings.base_url}/")
    say("De assistent start op; het gewone formulier werkt al. Stoppen: Ctrl-C.")


async def _purge(settings: Settings) -> int:
    loket = await build(settings)
    try:
        gone = await loket.conversations.purge(timedelta(days=settings.keep_conversations_days))
    finally:
        await loket.close()
    say(f"{gone} gesprekken verwijderd.")
    return 0


async def _check(settings: Settings) -> int:
    loket = await build(settings)
    await loket.close()
    say("Alles klopt.")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when it went well."""
    options = parser().parse_args(arguments)
    try:
        settings = load_settings()
        configure(settings.log_level)
        match options.command:
            case "run" | "serve":
                return asyncio.run(_serve(settings, with_engine=options.command == "run"))
            case "engine":
                run_engine(engine_settings(settings), say)
            case "purge":
                return asyncio.run(_purge(settings))
            case "check":
                return asyncio.run(_check(settings))
        return 0
    except (SettingsError, DataError) as fault:
        print(str(fault), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
