"""The model is made anew when, and only when, what it is made from changed."""

import asyncio
import os
import stat
from pathlib import Path

import pytest

from bot.engine.fingerprint import INPUTS, fingerprint
from bot.engine.model import TrainingFailed, ensure_model, wanted_model
from bot.engine.settings import EngineSettings

FAKE_RASA = """#!/bin/sh
echo trained >> "$0.runs"
while [ $# -gt 1 ]; do
  case "$1" in --out) out="$2" ;; --fixed-model-name) name="$2" ;; esac
  shift
done
[ -e "$0.broken" ] && { echo "InvalidDomain: line 3"; exit 1; }
mkdir -p "$out" && echo model > "$out/$name.tar.gz"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in INPUTS:
        place = tmp_path / name
        if "." in place.name:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(f"{name}\n")
        else:
            place.mkdir(parents=True)
            (place / "one.yml").write_text(f"{name}\n")
    return tmp_path


@pytest.fixture
def settings(root: Path) -> EngineSettings:
    made = EngineSettings(
        root=root, port=0, actions_port=0, token="t", models=root / "models", logs=root / "logs"
    )
    made.python.parent.mkdir(parents=True)
    made.python.write_text(FAKE_RASA)
    made.python.chmod(made.python.stat().st_mode | stat.S_IXUSR)
    return made


def runs(settings: EngineSettings) -> int:
    file = Path(f"{settings.python}.runs")
    return len(file.read_text().splitlines()) if file.exists() else 0


def _break(settings: EngineSettings) -> None:
    Path(f"{settings.python}.broken").touch()


def silent(line: str) -> None:
    assert line


def test_the_same_content_gives_the_same_fingerprint_whenever_it_was_written(root: Path) -> None:
    before = fingerprint(root)
    os.utime(root / "data/nlu/one.yml", (0, 0))
    assert fingerprint(root) == before


@pytest.mark.parametrize("name", INPUTS)
def test_a_change_of_any_input_changes_the_fingerprint(root: Path, name: str) -> None:
    before = fingerprint(root)
    place = root / name
    file = place / "one.yml" if place.is_dir() else place
    file.write_text(file.read_text() + "    - nog een zin\n")
    assert fingerprint(root) != before


def test_a_renamed_file_and_a_local_sentence_change_the_fingerprint(root: Path, tmp_path: Path) -> None:
    before = fingerprint(root)
    (root / "data/nlu/one.yml").rename(root / "data/nlu/two.yml")
    renamed = fingerprint(root)
    local = tmp_path / "local"
    (local / "nlu").mkdir(parents=True)
    (local / "nlu" / "own.yml").write_text("- een eigen zin\n")
    assert len({before, renamed, fingerprint(root, local)}) == 3


def test_a_comment_line_in_yaml_does_not_count_and_a_number_sign_in_a_sentence_does(root: Path) -> None:
    before = fingerprint(root)
    config = root / "config.yml"
    config.write_text("# why it is so\n" + config.read_text() + "# and what was tried\n")
    assert fingerprint(root) == before
    sentences = root / "data" / "nlu" / "one.yml"
    sentences.write_text(sentences.read_text() + "      # a line of a sentence\n")
    assert fingerprint(root) != before


def test_what_python_and_editors_leave_behind_does_not_count(root: Path) -> None:
    before = fingerprint(root)
    (root / "engine/components/__pycache__").mkdir()
    (root / "engine/components/__pycache__/x.pyc").write_bytes(b"x")
    (root / "data/nlu/.one.yml.swp").write_bytes(b"x")
    (root / "data/doors").mkdir()
    (root / "data/doors/other.yml").write_text("x")
    assert fingerprint(root) == before


async def test_a_model_that_is_there_is_not_made_again(settings: EngineSettings) -> None:
    first = await ensure_model(settings, silent)
    assert first == wanted_model(settings)
    assert await ensure_model(settings, silent) == first
    assert runs(settings) == 1


async def test_two_that_want_the_model_at_once_train_once(settings: EngineSettings) -> None:
    models = await asyncio.gather(ensure_model(settings, silent), ensure_model(settings, silent))
    assert models[0] == models[1]
    assert runs(settings) == 1


async def test_of_the_old_models_one_is_kept(settings: EngineSettings) -> None:
    for number in range(4):
        (settings.root / "domain.yml").write_text(f"{number}\n")
        newest = await ensure_model(settings, silent)
    assert len(list(settings.models.glob("*.tar.gz"))) == 2
    assert newest.exists()


async def test_a_training_that_fails_says_why_and_leaves_nothing(settings: EngineSettings) -> None:
    _break(settings)
    with pytest.raises(TrainingFailed, match="InvalidDomain: line 3"):
        await ensure_model(settings, silent)
    assert [file.name for file in settings.models.iterdir()] == [".lock"]
