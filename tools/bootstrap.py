"""Makes the two environments and the front end, when they are missing or out of date. Run by make.

`bootstrap.py` prepares what `make run` needs, `bootstrap.py --test` what `make test` needs as well. Standard
library only, and any Python from 3.8: on a fresh clone there is nothing else yet.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

from front import prepare_front
from stamps import file_hash, read_stamp, write_stamp
from uvtool import SetupError, find_uv, works

ROOT = Path(__file__).resolve().parent.parent
HELP_FOR_PYTHON = (
    "Python {version} is nodig en niet gevonden. Kies een van deze wegen en doe het dan opnieuw:\n"
    "  pyenv:   pyenv install {version}\n"
    "  Debian:  apt install python{version} python{version}-venv (waar de distributie hem heeft)\n"
    "  uv:      uv python install {version} (haalt hem van het internet)"
)
SECONDS_BETWEEN_SIGNS = 5.0
WRAPPER = """#!/bin/sh
# Made by tools/bootstrap.py: the loket's command line, from any folder.
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd) || exit 1
PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}" exec "$root/.venv/bin/python" -P -m bot "$@"
"""


class Environment(NamedTuple):
    """A virtual environment: its folder and Python, and the locks it may be made from, smallest first."""

    folder: str
    version: str
    locks: List[str]


BOT = Environment(".venv", "3.12", ["bot", "test"])
ENGINE = Environment(".venv-rasa", "3.10", ["engine"])


def lock_file(name: str) -> Path:
    """Where the lock with this name stands."""
    return ROOT / "requirements" / (name + ".txt")


def lock_to_sync(
    locks: List[str], asked: str, stamp: Optional[Dict[str, str]], hashes: Dict[str, str]
) -> Optional[str]:
    """The lock that an environment must be synchronised with, or None when it holds what is asked.

    `locks` from the smallest to the largest, each holding all of the one before it; `stamp` says which lock
    the environment was made from (`made`) and the hash that each lock had then. One made from a larger lock also
    serves the smaller ones and is never made smaller, so that run and test can alternate.
    """
    made = (stamp or {}).get("made", "")
    if made not in locks:
        return asked
    largest = locks[max(locks.index(made), locks.index(asked))]
    held = locks.index(made) >= locks.index(asked)
    current = (stamp or {}).get(asked) == hashes[asked]
    return None if held and current else largest


def prepare_environment(environment: Environment, asked: str) -> None:
    """The environment exists and holds at least what the lock `asked` names. SetupError."""
    folder = ROOT / environment.folder
    python, stamp_file = folder / "bin" / "python", folder / "loket-stamp.json"
    stamp = read_stamp(stamp_file) if python.exists() else None
    hashes = {name: file_hash(lock_file(name)) for name in environment.locks}
    lock = lock_to_sync(environment.locks, asked, stamp, hashes)
    if lock is None:
        return
    uv = find_uv(ROOT)
    begin = time.monotonic()
    print(
        f"  {environment.folder} (Python {environment.version}) gelijk maken aan requirements/{lock}.txt …",
        flush=True,
    )
    if stamp_file.exists():
        stamp_file.unlink()  # an interrupted synchronisation must not look finished
    if not python.exists():
        made = _uv(uv, "venv", "--quiet", "--clear", "--python", python_for(environment.version), str(folder))
        if made != 0:
            raise SetupError(HELP_FOR_PYTHON.format(version=environment.version))
    synced = _uv(
        uv,
        "pip",
        "sync",
        "--python",
        str(python),
        "--compile-bytecode",
        "--require-hashes",
        str(lock_file(lock)),
    )
    if synced != 0:
        raise SetupError(
            f"De pakketten van requirements/{lock}.txt konden niet worden geïnstalleerd (zie hierboven)."
        )
    write_stamp(stamp_file, dict(hashes, made=lock))
    print(f"  {environment.folder} is klaar ({time.monotonic() - begin:.0f} s)", flush=True)


def python_for(version: str) -> str:
    """What uv is told to look for: one under pyenv where PATH has none that runs, else the version."""
    if works("python" + version):
        return version
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = sorted(pyenv.glob(version + ".*/bin/python" + version))
    return str(found[-1]) if found else version


def write_wrapper() -> None:
    """`.venv/bin/loket` starts this clone's command line."""
    script = ROOT / BOT.folder / "bin" / "loket"
    if not script.exists() or script.read_text(encoding="utf-8") != WRAPPER:
        script.write_text(WRAPPER, encoding="utf-8")
        script.chmod(0o755)


def _uv(uv: str, *arguments: str) -> int:
    """uv's exit code. A sign of life every few seconds; its own words only when it failed."""
    # uv must not take the environment that happens to be active for the one to work on.
    environment = {
        key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")
    }
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen([uv, *arguments], cwd=str(ROOT), env=environment, stdout=words, stderr=words)
        begin = time.monotonic()
        while True:
            try:
                code = child.wait(SECONDS_BETWEEN_SIGNS)
                break
            except subprocess.TimeoutExpired:
                print("    … {:.0f} s".format(time.monotonic() - begin), flush=True)
            except KeyboardInterrupt:
                child.terminate()
                raise
        if code != 0:
            words.seek(0)
            sys.stderr.write(words.read().decode("utf-8", "replace"))
    return code


def make_locks() -> None:
    """Writes the locks in requirements/ anew from pyproject.toml and the tools' own pins. SetupError."""
    uv = find_uv(ROOT)
    common = ["pip", "compile", "pyproject.toml", "--generate-hashes", "--no-header", "--quiet", "--upgrade"]
    bot = ["--universal", "--python-version", "3.12"]
    for arguments in (
        ["--extra", "bot", *bot, "-o", "requirements/bot.txt"],
        [
            "--extra",
            "bot",
            "--extra",
            "test",
            *bot,
            "-c",
            "requirements/bot.txt",
            "-o",
            "requirements/test.txt",
        ],
        ["--extra", "rasa", "--python-version", "3.10", "-o", "requirements/engine.txt"],
    ):
        print("  " + arguments[-1], flush=True)
        if _uv(uv, *common, *arguments) != 0:
            raise SetupError("De lock " + arguments[-1] + " kon niet worden gemaakt.")


def main() -> int:
    """Prepares what is asked; 0 when all is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--test", action="store_true", help="also what the tests need")
    parser.add_argument("--lock", action="store_true", help="make the locks in requirements/ anew, and stop")
    options = parser.parse_args()
    try:
        if options.lock:
            make_locks()
            return 0
        prepare_environment(BOT, "test" if options.test else "bot")
        write_wrapper()
        prepare_environment(ENGINE, "engine")
        prepare_front(ROOT, options.test)
    except SetupError as fault:
        print(str(fault), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
