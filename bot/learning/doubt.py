"""A message that may have been misread, and why somebody should look. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a message is on the list."""

    UNSURE = "onzeker"
    NONE_OF_THESE = "iets_anders"
    OTHER_DOOR = "andere_deur"
    GIVEN_BACK = "teruggegeven"
    THUMBS_DOWN = "duim_omlaag"
    SECOND_READER = "tweede_lezer"


@dataclass(frozen=True, slots=True)
class Review:
    """A message that may have been misread: what was guessed, and what somebody said that it is."""

    why: Why
    text: str
    guess: str | None = None
    certainty: float | None = None
    suggestion: str | None = None
