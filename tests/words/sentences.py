"""Every sentence that a citizen can read or hear, with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT

DATA = ROOT / "data"
# Keys of the door files whose text a citizen reads; what staff say and what a receiver reads is written for them.
DOOR_KEYS = {"opening", "vraag", "waarom", "anders", "tekst", "slot", "nog_een", "knop", "kort", "bij_bereik"}
NOT_FOR_CITIZENS = {"samenvatting", "bron", "bronnen", "ook", "herken", "zin"}
REGISTER_KEYS = {
    "open",
    "bijna",
    "verstreken",
    "geen_datum",
    "correctie_stopt_niet",
    "geen_bezwaarschrift",
    "vraag",
    "tekst",
}
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÀ-Ü“\"{])|\n+")
# A number with its name after it, an address, an e-mail: nobody reads those as a sentence.
_TOKEN = re.compile(r"https?://\S+|\S+@\S+|\{\w+\}|[\wÀ-ÿ'’-]+")


def texts() -> Iterator[tuple[str, str]]:
    """(place, text) of everything."""
    for name in ("texts", "begrippen"):
        for key, value in _yaml(DATA / "dialogue" / f"{name}.yml").items():
            answer = value["antwoord"] if isinstance(value, dict) else value
            for text in [answer] if isinstance(answer, str) else answer:
                yield f"dialogue/{name}.yml {key}", text
    for file in sorted((DATA / "doors").glob("*.yml")):
        yield from _walk(f"doors/{file.name}", _yaml(file), DOOR_KEYS)
    for name in ("remedies", "terms", "distinctions"):
        yield from _walk(f"register/{name}.yml", _yaml(DATA / "register" / f"{name}.yml"), REGISTER_KEYS)
    for block in _yaml(DATA / "register" / "emergencies.yml").values():
        yield from _walk("register/emergencies.yml", block, {"titel", "regels", "tekst", "uitleg"})
    for file in sorted((DATA / "letters").glob("*.yml")):
        yield from _walk(f"letters/{file.name}", _yaml(file), {"tekst", "kop", "controle", "alineas"})


def sentences() -> Iterator[tuple[str, str]]:
    """(place, sentence) of everything."""
    for place, text in texts():
        for sentence in _END.split(text.strip()):
            if sentence.strip():
                yield place, sentence.strip()


def words_of(sentence: str) -> list[str]:
    """The words as they are read: an address and a filled-in name count as one."""
    return _TOKEN.findall(sentence)


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _walk(place: str, node: Any, keys: set[str], inside: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        if inside:
            yield place, node
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in NOT_FOR_CITIZENS:
                yield from _walk(f"{place} {key}", value, keys, inside=key in keys)
    elif isinstance(node, list):
        for item in node:
            name = item.get("id") if isinstance(item, dict) else None
            yield from _walk(f"{place} {name}" if name else place, item, keys, inside)
