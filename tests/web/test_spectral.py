"""The description under Spectral, by the ruleset beside this file; and each of our rules catches what it is there for."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.web.api.description import describe
from tests.conftest import ROOT

SPECTRAL = ROOT / "node_modules" / ".bin" / "spectral"
RULES = Path(__file__).with_name("spectral.yml")
pytestmark = pytest.mark.skipif(
    not SPECTRAL.exists(), reason="Spectral is missing: node_modules (make setup)"
)
SMOOTH = describe("Loket", "loket@example.nl", "https://loket.example.nl")


def lint(description: dict[str, Any], where: Path) -> list[tuple[str, str]]:
    """What Spectral says, as (rule, place)."""
    file = where / "openapi.json"
    file.write_text(json.dumps(description), encoding="utf-8")
    done = subprocess.run(
        [
            SPECTRAL,
            "lint",
            "--ruleset",
            RULES,
            "--format",
            "json",
            "--quiet",
            "--fail-severity",
            "hint",
            file,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in {0, 1}, done.stderr
    found = json.loads(done.stdout or "[]")
    return [(one["code"], "/".join(map(str, one["path"]))) for one in found]


def broken() -> dict[str, Any]:
    """The description with one fault for each of our rules."""
    made = copy.deepcopy(SMOOTH)
    info, paths = made["info"], made["paths"]
    made["openapi"] = "3.0.3"
    info["version"], info["contact"] = "1", {"name": "x"}
    made["servers"] = [{"url": "https://loket.example.nl/api"}]
    paths["/Tickets_Lijst/"] = {"head": copy.deepcopy(paths["/tickets"]["get"])}
    listing = paths["/tickets"]["get"]
    listing["parameters"][0] |= {"name": "Status-Code", "description": ""}
    del listing["responses"]["200"]["headers"]["API-Version"]
    for status in ("429", "401"):
        del listing["responses"][status]
    listing["responses"]["400"]["content"] = {"application/json": {"schema": {"type": "string"}}}
    listing["responses"]["422"] = listing["responses"]["400"]
    del paths["/wegwijzer"]["post"]["responses"]["413"]
    del paths["/wegwijzer"]["post"]["description"]
    made["components"]["schemas"]["Probleem"]["required"] = ["status"]
    made["components"]["schemas"]["Bericht"]["properties"]["tijd"] = {"type": "string"}
    return made


def test_the_description_is_without_a_remark(tmp_path: Path) -> None:
    assert lint(SMOOTH, tmp_path) == []


def test_each_of_our_rules_catches_its_fault(tmp_path: Path) -> None:
    ours = {name for name in yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"] if "-" in name}
    caught = {rule for rule, _ in lint(broken(), tmp_path)}
    assert {name for name in ours if name.startswith(("core-", "loket-"))} - caught == set()
