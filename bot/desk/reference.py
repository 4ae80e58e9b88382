"""The register to look things up in: who a few words are about, and what may be told of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.facts import About, about
from bot.doors.knowledge import Knowledge

# What is less likely than this is not worth a place on the page.
SHOWN = 0.15
MOST = 6


@dataclass(frozen=True, slots=True)
class SchemeFound:
    """A scheme: who does what under it, and which remedy stands against a decision."""

    name: str
    applies: str
    decides: str
    collects: str | None
    corrects: str
    law: str
    ministries: tuple[str, ...]
    remedy: str
    remedy_to: str
    unverified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What the register makes of some words; empty when it knows none of them."""

    executors: tuple[About, ...]
    schemes: tuple[SchemeFound, ...]
    organisations: tuple[tuple[str, str], ...]  # id and name


def look_up(knowledge: Knowledge, text: str) -> Found:
    """Executors, schemes and organisations for these words, likeliest first."""
    finding = knowledge.finder.find(text)
    likely = [one for one in finding.candidates if one.executor_id != "loket" and one.certainty >= SHOWN]
    schemes = [scheme for scheme, certainty in finding.schemes if certainty >= SHOWN][:MOST]
    return Found(
        executors=tuple(about(knowledge, one.executor_id) for one in likely[:MOST]),
        schemes=tuple(_scheme(knowledge, scheme) for scheme in schemes),
        organisations=tuple((one.id, one.name) for one in finding.organisations),
    )


def _scheme(knowledge: Knowledge, scheme_id: str) -> SchemeFound:
    register = knowledge.register
    scheme = register.schemes[scheme_id]
    remedy = knowledge.law.remedy(scheme.remedy)

    def name(executor: str) -> str:
        return register.executors[executor].short_name

    return SchemeFound(
        name=scheme.name,
        applies=name(scheme.executor),
        decides=name(scheme.decides),
        collects=name(scheme.collects) if scheme.collects is not None else None,
        corrects=name(scheme.corrects),
        law=scheme.law,
        ministries=tuple(register.ministries[code].name for code in scheme.rule_owners),
        remedy=remedy.name,
        remedy_to=remedy.to_whom,
        unverified=scheme.unverified,
        sources=scheme.sources,
    )
