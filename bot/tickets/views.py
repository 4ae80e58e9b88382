"""What each side gets to see of a ticket. Plain data: no session behind it, nothing to load later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.language import DUTCH, Phrases
from bot.store import Ticket, TicketEvent
from bot.tickets.upcoming import next_lines
from bot.tickets.words import HELPED, NOTE, Names, citizens_text, now_words, promise_words, step_words
from bot.tickets.workflow import CLOSED, ActorKind, Move, State, may_reopen, moves_from

# A line of these says that another holder has it from then on.
_OFFERS: frozenset[str] = frozenset({Move.AANBIEDEN, Move.ROUTE})


@dataclass(frozen=True)
class TicketLine:
    """One line of the history as staff read it; `words` is what the citizen reads of it, None when hidden."""

    version: int
    at: datetime
    actor_kind: ActorKind
    actor_name: str
    kind: str
    from_state: State | None
    to_state: State
    text: str | None
    data: Mapping[str, Any]
    words: str | None


@dataclass(frozen=True)
class TicketView:
    """A whole ticket as its holder reads it. `moves`: what its holder can do now."""

    id: int
    number: str
    case_number: str
    door: str
    executor: str
    organisation: str
    intended_for: str | None
    state: State
    version: int
    fields: tuple[Mapping[str, Any], ...]
    summary: str
    own_words: str
    ministries: tuple[str, ...]
    schemes: tuple[str, ...]
    routing: Mapping[str, Any]
    terms: tuple[Mapping[str, Any], ...]
    representative: Mapping[str, Any] | None
    contact: Mapping[str, Any] | None
    possible_objection: bool
    urgent: bool
    urgent_reason: str | None
    channel: str
    received_at: datetime
    answer_by: date | None
    decide_by: date | None
    receive_by: date | None
    accept_by: date | None
    answered_at: datetime | None
    attention: str | None
    hops: int
    owner_id: int | None
    closed_at: datetime | None
    moves: tuple[Move, ...]
    history: tuple[TicketLine, ...]


@dataclass(frozen=True)
class TicketRow:
    """One row of an inbox. `undelivered`: the message about it could not be delivered to its holder.

    `attention`: why the coordinator has it on the list, though another holds it.
    """

    id: int
    number: str
    door: str
    executor: str
    organisation: str
    intended_for: str | None
    state: State
    version: int
    summary: str
    urgent: bool
    urgent_reason: str | None
    possible_objection: bool
    received_at: datetime
    answer_by: date | None
    decide_by: date | None
    sort_by: date
    hops: int
    owner_id: int | None
    closed_at: datetime | None
    attention: str | None = None
    undelivered: bool = False


@dataclass(frozen=True)
class CitizenLine:
    """One step in plain words. `text` is what was written to or by the citizen."""

    at: datetime
    words: str
    text: str | None
    own: bool


@dataclass(frozen=True)
class CitizenView:
    """A ticket as the citizen reads it: who has it, since when, what was promised, what comes next, what can be done."""

    number: str
    door: str
    organisation: str
    organisation_name: str
    intended_for: str | None
    state: State
    version: int  # of the last step that the citizen can see
    words: str
    summary: str
    received_at: datetime
    since: datetime
    answer_by: date | None
    decide_by: date | None
    promises: tuple[str, ...]
    terms: tuple[Mapping[str, Any], ...]
    question: str | None
    can_answer: bool
    can_withdraw: bool
    can_reopen: bool
    lines: tuple[CitizenLine, ...]
    held_since: datetime
    coming: tuple[str, ...]
    contact: Mapping[str, Any] | None
    can_supplement: bool
    can_judge: bool
    helped: str | None


def line_view(event: TicketEvent, names: Names) -> TicketLine:
    """One history line."""
    words = None
    if event.visible_to_citizen:
        words = step_words(event.kind, event.actor_kind, event.from_state, event.data, names)
    return TicketLine(
        version=event.version,
        at=event.at,
        actor_kind=ActorKind(event.actor_kind),
        actor_name=event.actor_name,
        kind=event.kind,
        from_state=None if event.from_state is None else State(event.from_state),
        to_state=State(event.to_state),
        text=event.text,
        data=event.data or {},
        words=words,
    )


def readable(events: Iterable[TicketEvent], organisation: str, reader: ActorKind) -> tuple[TicketEvent, ...]:
    """The history that this reader may read: a note among colleagues stays with the organisation that wrote it.

    `organisation` holds the ticket now. The coordinator, who sends tickets on, reads all.
    """
    return tuple(
        event
        for event in events
        if reader is ActorKind.REGISSEUR
        or event.kind != NOTE
        or event.visible_to_citizen
        or (event.data or {}).get("organisatie") == organisation
    )


def ticket_view(
    ticket: Ticket, case_number: str, events: Iterable[TicketEvent], names: Names, holder: ActorKind
) -> TicketView:
    """The whole ticket; `holder` is the kind of actor that looks, for the moves it can make."""
    state = State(ticket.state)
    return TicketView(
        id=ticket.id,
        number=ticket.number,
        case_number=case_number,
        door=ticket.door,
        executor=ticket.executor,
        organisation=ticket.organisation,
        intended_for=ticket.intended_for,
        state=state,
        version=ticket.version,
        fields=tuple(ticket.fields),
        summary=ticket.summary,
        own_words=ticket.own_words,
        ministries=tuple(ticket.ministries),
        schemes=tuple(ticket.schemes),
        routing=ticket.routing,
        terms=tuple(ticket.terms),
        representative=ticket.representative,
        contact=ticket.contact,
        possible_objection=ticket.possible_objection,
        urgent=ticket.urgent,
        urgent_reason=ticket.urgent_reason,
        channel=ticket.channel,
        received_at=ticket.received_at,
        answer_by=ticket.answer_by,
        decide_by=ticket.decide_by,
        receive_by=ticket.receive_by,
        accept_by=ticket.accept_by,
        answered_at=ticket.answered_at,
        attention=ticket.attention,
        hops=ticket.hops,
        owner_id=ticket.owner_id,
        closed_at=ticket.closed_at,
        moves=moves_from(state, holder),
        history=tuple(line_view(event, names) for event in readable(events, ticket.organisation, holder)),
    )


def citizen_view(
    ticket: Ticket, events: Iterable[TicketEvent], names: Names, now: datetime, phrases: Phrases = DUTCH
) -> CitizenView:
    """The ticket in the citizen's words: only lines meant for them, and no word between organisations."""
    state = State(ticket.state)
    shown = [event for event in events if event.visible_to_citizen]
    asked = [event.text for event in shown if event.kind == Move.VRAAGBURGER]
    possible = moves_from(state, ActorKind.BURGER)
    judged = next((str((event.data or {})["geholpen"]) for event in shown if event.kind == HELPED), None)
    return CitizenView(
        number=ticket.number,
        door=ticket.door,
        organisation=ticket.organisation,
        organisation_name=names(ticket.organisation),
        intended_for=ticket.intended_for,
        state=state,
        version=shown[-1].version if shown else 0,
        words=now_words(state, ticket.organisation, ticket.intended_for, names, phrases),
        summary=ticket.summary,
        received_at=ticket.received_at,
        since=_last(shown, frozenset(Move)) or ticket.received_at,
        answer_by=ticket.answer_by,
        decide_by=ticket.decide_by,
        promises=_promises(ticket, state, phrases),
        terms=tuple(ticket.terms),
        question=asked[-1] if asked and state is State.WACHT_OP_BURGER else None,
        can_answer=Move.ANTWOORD in possible,
        can_withdraw=Move.INTREKKEN in possible,
        can_reopen=Move.HEROPEN in possible and may_reopen(ticket.closed_at, now),
        lines=tuple(
            CitizenLine(
                at=event.at,
                words=step_words(event.kind, event.actor_kind, event.from_state, event.data, names, phrases),
                text=event.text if citizens_text(event.kind, event.actor_kind, event.data) else None,
                own=event.actor_kind == ActorKind.BURGER,
            )
            for event in shown
        ),
        held_since=_last(shown, _OFFERS) or ticket.received_at,
        coming=next_lines(
            state,
            ticket.organisation,
            ticket.intended_for,
            names,
            accept_by=ticket.accept_by,
            closed_at=ticket.closed_at,
            phrases=phrases,
        ),
        contact=ticket.contact,
        can_supplement=state not in CLOSED,
        can_judge=state is State.AFGEHANDELD and judged is None,
        helped=judged,
    )


def _promises(ticket: Ticket, state: State, phrases: Phrases) -> tuple[str, ...]:
    if state in CLOSED:
        return ()
    resting = state is State.WACHT_OP_BURGER
    return promise_words(ticket.answer_by, ticket.decide_by, resting, ticket.answered_at is not None, phrases)


def _last(events: list[TicketEvent], kinds: frozenset[str]) -> datetime | None:
    return next((event.at for event in reversed(events) if event.kind in kinds), None)
