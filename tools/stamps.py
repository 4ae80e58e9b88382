"""Stamps: a small file that says from what something was made, to make it again only when that changed."""

import hashlib
import json
from pathlib import Path
from typing import Dict, Optional

Stamp = Dict[str, str]


def file_hash(file: Path) -> str:
    """The SHA-256 of a file's bytes, or a word for a file that is not there."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "absent"


def read_stamp(stamp: Path) -> Optional[Stamp]:
    """What the stamp says, or None when there is none that can be read."""
    try:
        content = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def is_current(stamp: Path, wanted: Stamp) -> bool:
    """Whether the stamp says everything that is wanted; it may say more."""
    found = read_stamp(stamp) or {}
    return all(found.get(key) == value for key, value in wanted.items())


def write_stamp(stamp: Path, content: Stamp) -> None:
    """Writes the stamp in one step, after the work that it vouches for."""
    draft = stamp.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(stamp)
