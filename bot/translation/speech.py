"""The assistant's words and the pages' in another language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.glossary import Glossary
from bot.dialogue.texts import Controls, Texts
from bot.dialogue.turn import Speech
from bot.doors.conditions import plain
from bot.language import Phrases, Table
from bot.translation.overlay import Overlay
from bot.translation.texts import GLOSSARY, GLOSSARY_WORDS


def phrases_in(overlay: Overlay, tables: Sequence[Table]) -> Phrases:
    """The rooms' own sentences in this language. DataError for one that is missing, unknown or fills in other names."""
    whole = {table.name: dict(table) for table in tables}
    return Phrases(overlay.language, overlay.over("words", whole, {}, product=whole))


def texts_in(
    overlay: Overlay, name: str, here: Mapping[str, Any], shipped: Mapping[str, Any]
) -> dict[str, Any]:
    """A catalogue of texts by key (`dialogue/<name>.yml`) in this language."""
    found: dict[str, Any] = overlay.over(f"dialogue/{name}", dict(here), {}, product=dict(shipped))
    return found


def speech_in(overlay: Overlay, here: Speech, shipped: Speech) -> Speech:
    """What the assistant says in this language, and by which phrases it is steered: those besides the Dutch."""
    texts = texts_in(overlay, "texts", here.texts.sentences, shipped.texts.sentences)
    doors = texts_in(overlay, "doors", here.closed_doors, shipped.closed_doors)
    return replace(
        here,
        texts=Texts(texts),
        controls=Controls(_together(here.controls.phrases, overlay.lists("dialogue/controls"))),
        glossary=_glossary(overlay, here.glossary, shipped.glossary),
        health_words=(*here.health_words, *overlay.lists("dialogue/gevoelig").get("gezondheid", ())),
        closed_doors=doors,
        others={},
    )


def _together(*many: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in many:
        for name, phrases in one.items():
            found.setdefault(name, []).extend(phrases)
    return found


def _glossary(overlay: Overlay, here: Glossary, shipped: Glossary) -> Glossary:
    entries = overlay.over(
        "dialogue/begrippen",
        {one.id: one for one in here.entries},
        GLOSSARY,
        words=GLOSSARY_WORDS,
        product={one.id: one for one in shipped.entries},
    )
    return Glossary(
        [
            replace(one, words=tuple(map(plain, one.words)), questions=tuple(map(plain, one.questions)))
            for one in entries.values()
        ]
    )
