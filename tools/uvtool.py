"""Finding uv, or fetching it from PyPI. Standard library only, for any Python from 3.8."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from stamps import file_hash, is_current, write_stamp


class SetupError(Exception):
    """What a person must do before set-up can go on."""


def works(command: str) -> bool:
    """Whether `command --version` succeeds: a pyenv shim of that name may exist and fail."""
    try:
        done = subprocess.run(
            [command, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def find_uv(root: Path) -> str:
    """A working uv: the machine's, else our own in `.uv/`, fetched when it is not there yet. SetupError."""
    on_path = shutil.which("uv")
    if on_path and works(on_path):
        return on_path
    own = install_tool(root, "uv", root / "requirements" / "uv.txt") / "uv"
    if not works(str(own)):
        raise SetupError(f"uv was installed as {own} but does not run on this machine.")
    return str(own)


def install_tool(root: Path, name: str, lock: Path) -> Path:
    """The `bin` folder of a small environment with exactly what `lock` names, made when its hash changed."""
    place = root / ".uv" / name
    stamp = place / "stamp.json"
    wanted = {"lock": file_hash(lock)}
    if not is_current(stamp, wanted):
        print(f"  {name} ophalen van PyPI (eenmalig) …", flush=True)
        if stamp.exists():
            stamp.unlink()  # an interrupted installation must not look finished
        _run(
            [sys.executable, "-m", "venv", "--clear", str(place)],
            "python3-venv is nodig (Debian: apt install python3-venv).",
        )
        _run(
            [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "--only-binary", ":all:", "-r", str(lock)],
            f"{name} kon niet van PyPI worden opgehaald: is er een netwerk?",
        )  # fmt: skip
        write_stamp(stamp, wanted)
    return place / "bin"


def _run(command: "list[str]", otherwise: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        raise SetupError(otherwise)
