"""Every sentence that a citizen can read or hear, with where it stands."""

from __future__ import annotations

import ast
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
_COMMENT_OR_STATEMENT, _OUTPUT = (
    re.compile(r"\{[#%].*?[#%]\}", re.DOTALL),
    re.compile(r"\{\{.*?\}\}", re.DOTALL),
)
_TAG = re.compile(r"<[^>]*>")
_INLINE = re.compile(r"</?(?:a|strong|em|span|abbr|br)\b[^>]*>")
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÀ-Ü“\"{])|\n+")
# A number with its name after it, an address, an e-mail: nobody reads those as a sentence.
_TOKEN = re.compile(r"https?://\S+|\S+@\S+|\{\w+\}|[\wÀ-ÿ'’-]+")


def texts() -> Iterator[tuple[str, str]]:
    """(place, text) of everything."""
    for name in ("texts", "begrippen", "pagina"):
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
    for file in sorted((DATA / "pages").glob("*.yml")):
        yield from _walk(f"pages/{file.name}", _yaml(file), {"titel", "kop", "inleiding", "tekst", "lijst"})
        for part in _yaml(file)["delen"]:
            for label, value in part.get("velden", {}).items():
                yield f"pages/{file.name} {label}", value
    for file in sorted((DATA / "letters").glob("*.yml")):
        yield from _walk(f"letters/{file.name}", _yaml(file), {"tekst", "kop", "controle", "alineas"})


def page_texts() -> Iterator[tuple[str, str]]:
    """(place, text) of what stands in a citizens' page and not in the catalogue: every piece of text between two tags."""
    folder = ROOT / "bot" / "web" / "templates"
    for file in sorted([*folder.glob("*.html"), *(folder / "citizen").glob("*.html")]):
        bare = _COMMENT_OR_STATEMENT.sub("", _OUTPUT.sub("{x}", file.read_text(encoding="utf-8")))
        # An inline tag does not end a sentence.
        for piece in _TAG.split(_INLINE.sub("", bare)):
            text = " ".join(piece.split())
            if re.search(r"[a-z]{2}", text):
                yield f"templates/{file.name}", text


def said_by_handlers() -> Iterator[tuple[str, str]]:
    """(place, text) of what the pages' handlers say by themselves and not from the catalogue: constants that are sentences."""
    for file in sorted((ROOT / "bot" / "web" / "citizen").glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            value = node.value if isinstance(node, ast.Assign) else None
            for piece in ast.walk(value) if value is not None else ():
                if isinstance(piece, ast.Constant) and isinstance(piece.value, str) and " " in piece.value:
                    yield f"web/citizen/{file.name}", piece.value


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
