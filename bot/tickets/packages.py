"""What is handed over, and the receipt for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.signals.package import SignalPackage, SignalReceipt
from bot.tickets.organisations import kind_of
from bot.tickets.workflow import State


@dataclass(frozen=True)
class PackageField:
    """One answer as the receiver gets it: `value` in JSON's kinds, dates or decimals; `shown` for people."""

    id: str
    label: str
    kind: str
    value: Any
    shown: str


@dataclass(frozen=True)
class TicketPackage:
    """All that one organisation gets of one request.

    `routing`: terms matched, why, alternatives, certainty, unverified, register version. `terms`: one mapping
    per term, dates as `date`. `contact`: `soort` (email, telefoon, post) and `adres`. `answer_by` and
    `decide_by` are promises to the citizen; `sort_by` is where it stands in the inbox, without it the first
    of the two. `urgent_reason` given means urgent. `slot` tells two packages for the same organisation and
    door apart, when one draft makes both.
    """

    door: str
    organisation: str
    fields: tuple[PackageField, ...]
    summary: str
    own_words: str
    ministries: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    routing: Mapping[str, Any] = field(default_factory=dict)
    terms: tuple[Mapping[str, Any], ...] = ()
    representative: Mapping[str, Any] | None = None
    contact: Mapping[str, Any] | None = None
    possible_objection: bool = False
    urgent_reason: str | None = None
    answer_by: date | None = None
    decide_by: date | None = None
    sort_by: date | None = None
    executor: str | None = None
    slot: str = ""

    @property
    def kind(self) -> str:
        """The executor's id in the register; `loket` packages may name the executor that was meant."""
        return self.executor or kind_of(self.organisation)

    @property
    def first_term(self) -> date:
        """Where it stands in the inbox; the end of time when nothing was promised."""
        promised = [day for day in (self.answer_by, self.decide_by) if day is not None]
        return self.sort_by or min(promised, default=date.max)


def hand_over_key(conversation_id: int | None, draft: str) -> str:
    """What the hand-over of this draft is known by, and the case that it opened."""
    origin = "los" if conversation_id is None else str(conversation_id)
    return f"{origin}|{draft}"


@dataclass(frozen=True)
class HandOver:
    """Everything that one confirmed overview sends.

    `draft` identifies the draft within its conversation and stays the same when the overview is sent again:
    together with the receiver it makes sending twice harmless. Without a conversation it must be unguessable.
    `case_id` adds to an existing case instead of opening one.
    """

    draft: str
    tickets: tuple[TicketPackage, ...] = ()
    signals: tuple[SignalPackage, ...] = ()
    conversation_id: int | None = None
    channel: str = "web"
    case_id: int | None = None

    def __post_init__(self) -> None:
        if not self.draft:
            raise ValueError("a hand-over names its draft")
        if not self.tickets and not self.signals:
            raise ValueError("a hand-over holds at least one ticket or signal")
        slots = [(ticket.door, ticket.organisation, ticket.slot) for ticket in self.tickets]
        if len(set(slots)) != len(slots):
            raise ValueError("two packages for one organisation and door need a slot each")

    @property
    def key(self) -> str:
        """What this hand-over is known by: the same key is the same hand-over."""
        return hand_over_key(self.conversation_id, self.draft)


@dataclass(frozen=True)
class TicketReceipt:
    """What the citizen keeps of a ticket.

    `organisation` holds it now. `intended_for` is given when it should have gone to an organisation that is
    not connected: then the loket holds it, and the citizen is told exactly that.
    """

    number: str
    access_code: str
    door: str
    executor: str
    organisation: str
    intended_for: str | None
    state: State


@dataclass(frozen=True)
class Receipt:
    """What was handed over; `case_number` is None when nothing was."""

    case_number: str | None
    tickets: tuple[TicketReceipt, ...]
    signals: tuple[SignalReceipt, ...]
