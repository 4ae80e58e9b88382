"""The coordinator's escalation ladder, as data. Citizens never see these as doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from bot.datafile import DataError, DataFile
from bot.law.source import Entry, Source, merged

FILE = "escalation.yml"


class Rung(Entry):
    """One place to take a case that is stuck, and what is needed there."""

    id: str
    name: str = Field(alias="naam", min_length=1)
    what: str = Field(alias="wat", min_length=1)
    needs: tuple[str, ...] = Field(alias="nodig", min_length=1)
    unverified: str | None = Field(default=None, alias="niet_geverifieerd")
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)


class StuckReason(Entry):
    """Why a case is stuck, with the means that exist for it and the rung where to ask for them."""

    id: str
    name: str = Field(alias="naam", min_length=1)
    what: str = Field(alias="wat", min_length=1)
    means: str = Field(alias="middel", min_length=1)
    say: str = Field(alias="zegt", min_length=1)
    rung: str = Field(alias="trede")
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)


@dataclass(frozen=True)
class Ladder:
    """The rungs from below, and the reasons that name a means."""

    rungs: tuple[Rung, ...]
    reasons: tuple[StuckReason, ...]


def load_ladder(directories: Sequence[Path]) -> Ladder:
    """The ladder of these register directories, a later one over an earlier by id.

    DataError with file, line and reason; also for a reason that names a rung that is not there.
    """
    files = [DataFile(one / FILE) for one in directories if (one / FILE).exists()]
    if not files:
        raise DataError(directories[0] / FILE, 1, "dit bestand ontbreekt")
    rungs = merged(files, "treden", Rung, beside=("redenen",))
    reasons = merged(
        [file for file in files if "redenen" in file.content], "redenen", StuckReason, beside=("treden",)
    )
    for reason in reasons.values():
        if reason.rung not in rungs:
            raise files[-1].fault(("redenen",), f"'{reason.id}': er is geen trede '{reason.rung}'")
    return Ladder(tuple(rungs.values()), tuple(reasons.values()))
