"""Every English text, with the Dutch that it translates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from bot.datafile import DataFile
from bot.dialogue.glossary import load_glossary
from bot.dialogue.texts import load_texts
from bot.doors.knowledge import Knowledge, load_knowledge
from bot.letters import load_letters
from bot.translation import knowledge as known
from bot.translation.overlay import Place, Sheet, Spec, places
from bot.translation.tables import TABLES
from bot.translation.texts import DOORS, GLOSSARY, LAW, LETTER, LETTER_CHECKS, REGISTER
from bot.web import problems
from bot.web.citizen import about
from bot.web.words import STATUS, load_words
from tests.conftest import ROOT

DATA = ROOT / "data"
TODAY = date(2026, 11, 26)


@cache
def dutch() -> Knowledge:
    return load_knowledge([DATA], TODAY)


def files() -> Iterator[tuple[str, object, Spec]]:
    """(name, the Dutch that it holds, which of it is text) of every file under data/en that holds texts."""
    here = dutch()
    for id, door in here.doors.items():
        yield f"doors/{id}", known._own(door.data), DOORS
    yield f"doors/{known.COMMON}", known._common(here.doors), DOORS
    register, law = here.register, here.law
    yield "register/executors", register.executors, REGISTER
    yield "register/ministries", register.ministries, REGISTER
    yield "register/payment_plans", {one.id: one for one in register.payment_plans}, REGISTER
    yield "register/distinctions", {one.id: one for one in register.distinctions}, REGISTER
    yield "register/remedies", {str(key): one for key, one in law.remedies.items()}, LAW
    yield "register/terms", {str(key): one for key, one in law.terms.items()}, LAW
    yield "register/emergencies", law.emergencies.blocks, LAW
    for id, letter in load_letters([DATA / "letters"], here.doors).letters.items():
        yield f"letters/{id}", letter, LETTER
        yield f"letters/{id}_controle", letter, LETTER_CHECKS
    dialogue = [DATA / "dialogue"]
    yield "dialogue/begrippen", {one.id: one for one in load_glossary(dialogue).entries}, GLOSSARY
    yield "dialogue/texts", dict(load_texts(dialogue).sentences), {}
    yield "dialogue/doors", DataFile(DATA / "dialogue" / "doors.yml").content, {}
    yield "dialogue/pagina", dict(load_words(dialogue).texts), {}
    yield "words", {table.name: dict(table) for table in (*TABLES, problems.SAID, STATUS)}, {}
    for name in about.NAMES:
        page = DataFile(DATA / "pages" / f"{name}.yml").read(about.PageData)
        yield f"pages/{name}", about._texts(page), {}


@cache
def pairs() -> tuple[tuple[str, Place, str, str], ...]:
    """(file, place, Dutch, English) of every text."""
    found = []
    for name, value, spec in files():
        sheet = Sheet(DATA / "en" / f"{name}.yml")
        found += [(name, place, text, sheet.texts[place]) for place, text in places(value, spec)]
    return tuple(found)
