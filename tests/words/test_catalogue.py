"""The words of the citizens' pages stand in one catalogue, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.datafile import DataError
from bot.tickets.citizens import Helped
from bot.web.citizen.own_moves import FAULTS
from bot.web.words import load_words
from tests.conftest import ROOT
from tests.words.sentences import page_texts, said_by_handlers

CATALOGUE: dict[str, str] = yaml.safe_load(
    (ROOT / "data" / "dialogue" / "pagina.yml").read_text(encoding="utf-8")
)
FOLDER = ROOT / "bot" / "web" / "templates"
TEMPLATES = [*FOLDER.glob("*.html"), *(FOLDER / "citizen").glob("*.html")]
# What is no text: the product's name in a title that every page replaces, a class, an address.
ATTRIBUTES = re.compile(r'(?:data-[a-z-]+="\{x\}"\s*)+')
NO_TEXT = {"Loket", "page-width--talk", "{x} {x}/status"}


def asked() -> set[str]:
    """Every key that a page asks for. One is put together: who says a message."""
    calls = re.findall(
        r"\bt\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)",
        "".join(file.read_text(encoding="utf-8") for file in TEMPLATES),
    )
    keys = {key for call in calls for key in re.findall(r"'([a-z0-9_]+)'", call)} & {
        *CATALOGUE,
        *_only_keys(calls),
    }
    keys |= set(re.findall(r'say\(request, "([a-z0-9_]+)"', _handlers())) | set(FAULTS.values())
    made = {f"oordeel_{one.value}" for one in Helped} | {
        f"van_{who}" for who in ("burger", "medewerker", "systeem", "loket")
    }
    return keys - {"van_"} | made


def _handlers() -> str:
    return "".join(
        file.read_text(encoding="utf-8") for file in sorted((ROOT / "bot" / "web" / "citizen").glob("*.py"))
    )


def _only_keys(calls: list[str]) -> set[str]:
    return {found[1] for call in calls if (found := re.match(r"'([a-z0-9_]+)'", call))}


def test_no_text_stands_in_a_page_of_citizens_itself() -> None:
    assert {
        one for one in page_texts() if one[1] not in NO_TEXT and not ATTRIBUTES.fullmatch(one[1])
    } == set()
    script = (ROOT / "bot" / "web" / "static" / "chat.js").read_text(encoding="utf-8")
    assert re.findall(r"""["'`][A-Z][a-z]+ [^"'`]*["'`]""", re.sub(r"//.*", "", script)) == []
    assert {one for one in said_by_handlers() if one[1].split()[0].istitle()} == set()


def test_every_text_of_the_catalogue_is_asked_for_and_every_key_that_is_asked_for_is_there() -> None:
    assert asked() == set(CATALOGUE)


def test_an_installation_says_a_thing_in_its_own_way_and_a_key_that_no_page_says_is_a_fault(
    tmp_path: Path,
) -> None:
    own = tmp_path / "pagina.yml"
    own.write_text("snel_weg: Nu weg\n")
    words = load_words([ROOT / "data" / "dialogue", tmp_path])
    assert words("snel_weg") == "Nu weg"
    assert words("mag_leeg") == CATALOGUE["mag_leeg"]
    own.write_text("snel_wg: Nu weg\n")
    with pytest.raises(DataError, match="snel_wg"):
        load_words([ROOT / "data" / "dialogue", tmp_path])
