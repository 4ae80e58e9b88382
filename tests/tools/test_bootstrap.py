"""Set-up does what is needed once, and not again."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("bootstrap")


@pytest.fixture
def uvtool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("uvtool")


HASHES = {"bot": "b1", "test": "t1"}


@pytest.mark.parametrize(
    ("stamp", "asked", "expected"),
    [
        (None, "bot", "bot"),
        (None, "test", "test"),
        ({"made": "bot", "bot": "b1", "test": "t1"}, "bot", None),
        ({"made": "bot", "bot": "b1", "test": "t1"}, "test", "test"),
        ({"made": "test", "bot": "b1", "test": "t1"}, "test", None),
        ({"made": "test", "bot": "b1", "test": "t1"}, "bot", None),
        ({"made": "test", "bot": "b1", "test": "t0"}, "bot", None),
        ({"made": "test", "bot": "b0", "test": "t1"}, "bot", "test"),
        ({"made": "bot", "bot": "b0", "test": "t1"}, "bot", "bot"),
        ({"made": "something else"}, "bot", "bot"),
    ],
)
def test_an_environment_is_synchronised_only_when_its_lock_changed_and_never_made_smaller(
    bootstrap: ModuleType, stamp: dict[str, str] | None, asked: str, expected: str | None
) -> None:
    assert bootstrap.lock_to_sync(["bot", "test"], asked, stamp, HASHES) == expected


def test_a_command_that_exists_but_fails_does_not_count_as_uv(uvtool: ModuleType, tmp_path: Path) -> None:
    shim = tmp_path / "uv"
    shim.write_text("#!/bin/sh\necho 'pyenv: uv: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert not uvtool.works(str(shim))
    assert not uvtool.works(str(tmp_path / "absent"))
    assert uvtool.works(sys.executable)


def test_every_test_package_is_a_superset_of_the_application_s() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}

    assert pins("bot") - pins("test") == set()


def test_no_registry_address_stands_in_set_up_or_locks() -> None:
    files = [ROOT / "Makefile", ROOT / ".ci" / "run", *(ROOT / "tools").glob("*.py")]
    files += (ROOT / "requirements").glob("*.txt")
    for file in files:
        text = file.read_text()
        assert "index-url" not in text, file
        assert "http://" not in text.replace("http://127.0.0.1", ""), file
        assert "https://" not in text, file


@pytest.mark.parametrize("name", ["bootstrap", "stamps", "uvtool", "front"])
def test_set_up_reads_as_the_python_of_an_old_machine(name: str) -> None:
    import ast

    ast.parse((ROOT / "tools" / f"{name}.py").read_text(), feature_version=(3, 8))


def test_the_help_names_every_command_of_the_contract() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in ("run", "test", "eval", "bench", "looks"):
        assert f"make {command} " in done.stdout


def test_make_test_in_ci_is_called_by_a_script_that_may_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text()


def test_a_package_loses_its_comments_and_spaces_in_the_stylesheet_and_keeps_its_strings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    build_front = importlib.import_module("build_front")
    css = """/* a 'licence' */ .a {\n  content: "x ;  } y";\n  color: red;\n}\n"""
    assert build_front.smaller(css) == '.a{content: "x ;  } y";color: red}'


def test_every_package_that_the_front_end_uses_is_locked_and_no_other_is_fetched() -> None:
    import json

    sys.path.insert(0, str(ROOT / "tools"))
    build_front = importlib.import_module("build_front")
    sys.path.pop(0)
    named = {"/".join(place.split("/")[:2]) for place in (*build_front.ELEMENTS, *build_front.CLASSES)}
    assert named == set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
