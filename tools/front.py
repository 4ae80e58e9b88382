"""The front end's packages and build, when there is a package.json. Standard library only."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List

from stamps import file_hash, is_current, write_stamp
from uvtool import SetupError, install_tool

OLDEST_NODE = 20
BUILD = Path("tools") / "build_front.py"
MADE = Path("bot") / "web" / "static" / "dist"


def prepare_front(root: Path, test: bool) -> None:
    """npm's locked packages and the built front end; does nothing without package.json.

    `test` brings what only tests need as well; who only runs the loket waits for nothing of that.
    """
    if not (root / "package.json").is_file():
        return
    packages = {name: file_hash(root / name) for name in ("package.json", "package-lock.json")}
    stamp = root / "node_modules" / ".loket-stamp.json"
    wanted = dict(packages, made="test" if test else "run")
    enough = is_current(stamp, dict(packages, made="test")) or is_current(stamp, wanted)
    if not enough and (test or _needs_at_run_time(root)):
        print("  de pakketten van de voorkant ophalen (npm ci) …", flush=True)
        # No package may run anything of its own at installation.
        command = ["npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]
        _run(root, command if test else [*command, "--omit=dev"], _with_node(root))
        write_stamp(stamp, wanted)
    if not (root / BUILD).is_file():
        return
    inputs = dict(packages, build=file_hash(root / BUILD))
    built = root / MADE / ".loket-stamp.json"
    if not is_current(built, inputs):
        print("  de voorkant bouwen …", flush=True)
        _run(root, [str(root / ".venv" / "bin" / "python"), str(root / BUILD)], dict(os.environ))
        built.parent.mkdir(parents=True, exist_ok=True)
        write_stamp(built, inputs)


def _needs_at_run_time(root: Path) -> bool:
    return bool(json.loads((root / "package.json").read_text(encoding="utf-8")).get("dependencies"))


def _with_node(root: Path) -> Dict[str, str]:
    """An environment in which `node` and `npm` are found: the machine's when new enough, else PyPI's."""
    environment = dict(os.environ)
    if not _machine_has_node():
        folder = install_tool(root, "node", root / "requirements" / "node.txt")
        environment["PATH"] = str(folder) + os.pathsep + environment.get("PATH", "")
    return environment


def _machine_has_node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    try:
        done = subprocess.run(
            ["node", "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        major = done.stdout.decode().strip().lstrip("v").split(".")[0]
        return done.returncode == 0 and int(major) >= OLDEST_NODE
    except (OSError, ValueError):
        return False


def _run(root: Path, command: List[str], environment: Dict[str, str]) -> None:
    if subprocess.run(command, cwd=str(root), env=environment, check=False).returncode != 0:
        raise SetupError(
            "De voorkant kon niet worden gemaakt: " + " ".join(command[:2]) + " mislukte (zie hierboven)."
        )
