"""What the engine's model is made from, as one short hash. Standard library only: set-up uses it too."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

INPUTS = (
    "data/nlu",
    "data/rules",
    "domain.yml",
    "config.yml",
    "engine/components",
    "requirements/engine.txt",
)
LENGTH = 16


def fingerprint(root: Path, extra_data: Path | None = None, inputs: Iterable[str] = INPUTS) -> str:
    """The same for the same content and different for any change of what it is trained from.

    `root` is the repository; `extra_data` an installation's own data, of which `nlu/` counts. Sixteen hexadecimal
    digits over names and bytes of the files, without the comment lines of YAML: they teach nothing, and learning anew takes
    minutes. A missing input counts as empty, so that adding it is a change.
    """
    total = hashlib.sha256()
    for name in inputs:
        _add(total, name, root / name)
    if extra_data is not None:
        _add(total, "extra", extra_data / "nlu")
    return total.hexdigest()[:LENGTH]


def model_path(models: Path, mark: str) -> Path:
    """Where the model with this fingerprint stands, whether it is there or not."""
    return models / f"loket-{mark}.tar.gz"


def _add(total: "hashlib._Hash", name: str, place: Path) -> None:
    for file in _files(place):
        content = hashlib.sha256(_read(file)).hexdigest()
        total.update(f"{name}/{file.relative_to(place).as_posix()}\0{content}\n".encode())


def _read(file: Path) -> bytes:
    content = file.read_bytes()
    if file.suffix != ".yml":
        return content
    # At the beginning of a line only: further in, a number sign may be part of a sentence.
    return b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(b"#"))


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        for file in sorted(place.rglob("*")):
            hidden = any(part.startswith((".", "__pycache__")) for part in file.relative_to(place).parts)
            if file.is_file() and not hidden:
                yield file
