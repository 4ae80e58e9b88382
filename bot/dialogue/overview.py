"""The overview: exactly what goes to whom, as text for every channel and as lines for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.dialogue.texts import Texts
from bot.doors.asking import shown
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.doors.packages import COUNTER, Package

if TYPE_CHECKING:
    from bot.dialogue.turn import Speech


def is_connected(speech: Speech, package: Package) -> bool:
    """Whether this receiver gets the ticket itself; else a person here sends it on."""
    if package.is_signal or speech.connected is None or package.executor == COUNTER:
        return True
    return (package.organisation or package.executor) in speech.connected


@dataclass(frozen=True, slots=True)
class Noted:
    """What a conversation has taken down so far: for which door, and each line as (label, value)."""

    door: str
    lines: tuple[tuple[str, str], ...]


def noted(knowledge: Knowledge, draft: Draft | None) -> Noted | None:
    """What stands in a draft so far, in the order in which it is asked; None while no door is taken."""
    if draft is None:
        return None
    door = knowledge.doors[draft.door]
    lines = []
    for field, place, index in door.places(draft):
        if draft.value(place) is None:
            continue
        number = f" ({index + 1})" if field.groep is not None and index else ""
        lines.append((field.label + number, shown(knowledge, door, field, draft, place) or ""))
    return Noted(door.data.naam, tuple(lines))


def overview_parts(speech: Speech, knowledge: Knowledge, ready: Sequence[Package]) -> list[dict[str, Any]]:
    """Per receiver: to whom, and the lines with the place by which each is changed."""
    parts: list[dict[str, Any]] = []
    for package in ready:
        key = "overzicht_signaal" if package.is_signal else "overzicht_naar"
        remarks = []
        if not is_connected(speech, package):
            remarks.append(speech.texts("niet_aangesloten"))
        elif package.unverified:
            remarks.append(speech.texts("denken", naam=package.name))
        parts.append(
            {
                "kop": speech.texts(key, naam=package.name),
                "naar": package.name,
                "signaal": package.is_signal,
                "opmerkingen": remarks,
                "regels": [
                    {"pad": line.place, "label": line.label, "waarde": line.shown, "groep": line.index}
                    for line in package.lines
                ],
            }
        )
    return parts


def overview_text(texts: Texts, parts: Sequence[Mapping[str, Any]]) -> str:
    """The overview as plain text, the question at its end."""
    blocks = [texts("overzicht")]
    for part in parts:
        lines = [part["kop"]]
        several = len({line["groep"] for line in part["regels"] if line["groep"] is not None}) > 1
        for line in part["regels"]:
            number = f" ({line['groep'] + 1})" if several and line["groep"] is not None else ""
            lines.append(f"• {line['label']}{number}: {line['waarde']}")
        lines.extend(part["opmerkingen"])
        blocks.append("\n".join(lines))
    blocks.append(texts("overzicht_vraag"))
    return "\n\n".join(blocks)
