"""The training sentences, domain and rules agree, and hold nothing that does not belong there. Reads YAML only."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOORS = {
    "knellende_regel", "herstel_fout", "betalingsregeling", "kwijtschelding", "maatwerk", "uitleg_besluit",
    "te_late_beslissing", "bezwaar", "multiproblematiek", "klacht", "mens_spreken", "status", "spoed",
}  # fmt: skip
REGISTERS = {
    "kort", "normaal", "lang", "laaggeletterd", "typfouten", "straattaal", "formeel", "vlaams", "hoofdletters",
    "emotioneel", "tweede_taal", "engels",
}  # fmt: skip
FEWEST_PER_DOOR = 200
FEWEST_PER_OTHER = 20


class Sentence(NamedTuple):
    intent: str
    register: str
    text: str


def _yaml(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _sentences() -> list[Sentence]:
    return [
        Sentence(block["intent"], block["metadata"]["register"], line[2:])
        for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
        for block in _yaml(path)["nlu"]
        for line in block["examples"].splitlines()
        if line.strip()
    ]


SENTENCES = _sentences()
INTENTS: list[str] = _yaml(ROOT / "domain.yml")["intents"]


def _bare(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.lower()).strip() or text


def _passes_the_elfproef(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    number = digits.zfill(9)
    return number != "000000000" and sum(w * int(d) for w, d in zip(weights, number, strict=True)) % 11 == 0


def test_domain_and_sentences_name_the_same_intents() -> None:
    assert {s.intent for s in SENTENCES} == set(INTENTS)


def test_every_intent_has_exactly_one_rule_to_the_one_action() -> None:
    steps = [rule["steps"] for rule in _yaml(ROOT / "data" / "rules" / "rules.yml")["rules"]]
    assert all([set(step) for step in rule] == [{"intent"}, {"action"}] for rule in steps)
    assert {rule[1]["action"] for rule in steps} == {"action_loket"}
    assert Counter(rule[0]["intent"] for rule in steps) == Counter(INTENTS)


def test_the_domain_has_no_forms_and_no_slots_and_no_fallback() -> None:
    domain = _yaml(ROOT / "domain.yml")
    assert domain["actions"] == ["action_loket"]
    assert not {"forms", "slots", "responses"} & set(domain)
    assert "nlu_fallback" not in INTENTS


def test_the_doors_are_those_of_the_house() -> None:
    assert set(INTENTS) >= DOORS


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_has_enough_sentences(intent: str) -> None:
    fewest = FEWEST_PER_DOOR if intent in DOORS else FEWEST_PER_OTHER
    assert sum(s.intent == intent for s in SENTENCES) >= fewest


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_is_said_in_every_register(door: str) -> None:
    assert {s.register for s in SENTENCES if s.intent == door} >= REGISTERS


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_has_at_least_forty_long_stories(door: str) -> None:
    assert sum(s.intent == door and len(s.text.split()) >= 55 for s in SENTENCES) >= 40


def test_a_door_has_its_own_file() -> None:
    for door in DOORS:
        assert {block["intent"] for block in _yaml(ROOT / "data" / "nlu" / f"{door}.yml")["nlu"]} == {door}


def test_no_sentence_stands_twice_or_under_two_intents() -> None:
    counted = Counter(_bare(s.text) for s in SENTENCES)
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_sentence_holds_a_number_that_could_be_a_bsn() -> None:
    digits = [re.sub(r"[ .-]", "", d) for s in SENTENCES for d in re.findall(r"\d(?:[ .-]?\d)*", s.text)]
    assert [d for d in digits if len(d) in (8, 9) and _passes_the_elfproef(d)] == []


def test_contact_details_are_fictional() -> None:
    text = "\n".join(s.text for s in SENTENCES)
    assert {m.split("@")[1].rstrip(".,?!") for m in re.findall(r"\S+@\S+", text)} <= {"example.nl"}
    assert set(re.findall(r"\b06[- ]?\d{8}\b", text)) <= {"06-00000000"}
    assert re.findall(r"\bNL\d\d[A-Z]{4}", text) == []


def test_no_sentence_holds_an_open_placeholder() -> None:
    assert [s.text for s in SENTENCES if "{" in s.text or "}" in s.text] == []
