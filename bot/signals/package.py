"""What a signal is made of, and what a citizen and a ministry get to see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.signals.workflow import SignalStatus as SignalStatus


class Visibility(StrEnum):
    """Who may read the story: everybody, or the ministries alone."""

    OPENBAAR = "openbaar"
    VERTROUWELIJK = "vertrouwelijk"


@dataclass(frozen=True)
class SignalPackage:
    """One report about a rule. `ministries` are codes, the first answers for it; `story` is already guarded.

    `cause` holds codes such as `O1`, `effects` an effect with its weight 1-5, `category` optional divisions.
    Only `reply_address` may say who it is from, and it goes to a table that ministries cannot read.
    """

    ministries: tuple[str, ...]
    story: str
    role: str = "burger"
    scheme: str | None = None
    law: str | None = None
    article: str | None = None
    executor: str | None = None
    municipality: str | None = None
    cause: tuple[str, ...] = ()
    effects: Mapping[str, Any] = field(default_factory=dict)
    category: Mapping[str, Any] = field(default_factory=dict)
    own_suggestion: str | None = None
    visibility: Visibility = Visibility.VERTROUWELIJK
    reply_wanted: bool = False
    reply_address: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.ministries:
            raise ValueError("a signal has at least one ministry")
        if len(set(self.ministries)) != len(self.ministries):
            raise ValueError("a signal names each ministry once")


@dataclass(frozen=True)
class SignalReceipt:
    """What the citizen keeps of a signal."""

    number: str
    access_code: str
    ministries: tuple[str, ...]
    status: SignalStatus


@dataclass(frozen=True)
class SignalLine:
    """One line of a signal's history, in plain words; `text` is what the ministry itself says."""

    at: datetime
    words: str
    text: str | None


@dataclass(frozen=True)
class CitizenSignal:
    """A signal as the citizen who sent it reads it."""

    number: str
    ministries: tuple[str, ...]
    status: SignalStatus
    words: str
    story: str
    visibility: Visibility
    reply_wanted: bool
    created_at: datetime
    lines: tuple[SignalLine, ...]
    # Of what everybody may read: `state` as in SignalPublication, and the words. None when it is confidential.
    publication: str | None = None
    public_text: str | None = None


@dataclass(frozen=True)
class MinistrySignal:
    """A signal as a ministry reads it: nothing in it leads to a person, a case or a ticket."""

    id: int
    number: str
    ministries: tuple[str, ...]
    scheme: str | None
    law: str | None
    article: str | None
    executor: str | None
    municipality: str | None
    cause: tuple[str, ...]
    effects: Mapping[str, Any]
    category: Mapping[str, Any]
    role: str
    story: str
    own_suggestion: str | None
    visibility: Visibility
    reply_wanted: bool
    status: SignalStatus
    created_at: datetime
    hardness: str
    hardness_why: tuple[str, ...]
    hardness_decided: str | None
