"""The states of a ticket and the moves between them: one table, and nothing else decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.tickets.errors import MoveNotAllowed

# How long a citizen can still say that it is not solved.
REOPEN_WINDOW = timedelta(days=28)
# The organisation that is this counter itself; its tickets are the coordinator's.
LOKET = "loket"


class State(StrEnum):
    """Where a ticket is. `teruggegeven` is left again in the transaction that enters it."""

    AANGEBODEN = "aangeboden"
    ONTVANGEN = "ontvangen"
    GEACCEPTEERD = "geaccepteerd"
    IN_BEHANDELING = "in_behandeling"
    WACHT_OP_BURGER = "wacht_op_burger"
    TERUGGEGEVEN = "teruggegeven"
    AFGEHANDELD = "afgehandeld"
    INGETROKKEN = "ingetrokken"


class Move(StrEnum):
    """What can be done with a ticket; in the API each is `_` and its name."""

    AANBIEDEN = "aanbieden"
    ONTVANG = "ontvang"
    ACCEPTEER = "accepteer"
    START = "start"
    VRAAGBURGER = "vraagburger"
    ANTWOORD = "antwoord"
    HANDELAF = "handelaf"
    GEEFTERUG = "geefterug"
    HEROPEN = "heropen"
    INTREKKEN = "intrekken"
    ROUTE = "route"


class ActorKind(StrEnum):
    """Who does something to a ticket."""

    BURGER = "burger"
    ORGANISATIE = "organisatie"
    REGISSEUR = "regisseur"
    LOKET = "loket"


class Reason(StrEnum):
    """Why an organisation gives a ticket back."""

    NIET_VAN_ONS = "niet_van_ons"
    ONVOLLEDIG = "onvolledig"
    DUBBEL = "dubbel"
    ELDERS_GEREGELD = "elders_geregeld"


@dataclass(frozen=True)
class Rule:
    """One row of the table: from where, to where, by whom, and what must come with it."""

    sources: frozenset[State]
    target: State
    who: frozenset[ActorKind]
    text_required: bool = False
    reason_required: bool = False


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


_HOLDER = frozenset({ActorKind.ORGANISATIE, ActorKind.REGISSEUR})
_CITIZEN = frozenset({ActorKind.BURGER})
OPEN = _states(
    State.AANGEBODEN, State.ONTVANGEN, State.GEACCEPTEERD, State.IN_BEHANDELING, State.WACHT_OP_BURGER
)
CLOSED = _states(State.AFGEHANDELD, State.INGETROKKEN)

# The regisseur stands among the holders because the loket is an organisation too: whether this ticket is
# theirs is the service's question, not the table's.
MOVES: Mapping[Move, Rule] = MappingProxyType(
    {
        Move.ONTVANG: Rule(_states(State.AANGEBODEN), State.ONTVANGEN, _HOLDER),
        Move.ACCEPTEER: Rule(_states(State.AANGEBODEN, State.ONTVANGEN), State.GEACCEPTEERD, _HOLDER),
        Move.START: Rule(_states(State.GEACCEPTEERD), State.IN_BEHANDELING, _HOLDER),
        Move.VRAAGBURGER: Rule(
            _states(State.IN_BEHANDELING), State.WACHT_OP_BURGER, _HOLDER, text_required=True
        ),
        Move.ANTWOORD: Rule(
            _states(State.WACHT_OP_BURGER), State.IN_BEHANDELING, _CITIZEN, text_required=True
        ),
        Move.HANDELAF: Rule(
            _states(State.GEACCEPTEERD, State.IN_BEHANDELING), State.AFGEHANDELD, _HOLDER, text_required=True
        ),
        Move.GEEFTERUG: Rule(
            OPEN, State.TERUGGEGEVEN, frozenset({ActorKind.ORGANISATIE}), reason_required=True
        ),
        Move.AANBIEDEN: Rule(_states(State.TERUGGEGEVEN), State.AANGEBODEN, frozenset({ActorKind.LOKET})),
        Move.HEROPEN: Rule(_states(State.AFGEHANDELD), State.IN_BEHANDELING, _HOLDER | _CITIZEN),
        Move.INTREKKEN: Rule(OPEN, State.INGETROKKEN, _CITIZEN),
        Move.ROUTE: Rule(OPEN, State.AANGEBODEN, frozenset({ActorKind.REGISSEUR})),
    }
)


def next_state(state: State, move: Move) -> State:
    """The state after a move; MoveNotAllowed when the table has no such row."""
    rule = MOVES[move]
    if state not in rule.sources:
        raise MoveNotAllowed(state.value, move.value)
    return rule.target


def moves_from(state: State, kind: ActorKind) -> tuple[Move, ...]:
    """What this kind of actor can do with a ticket in this state, in the order of the table."""
    return tuple(move for move, rule in MOVES.items() if state in rule.sources and kind in rule.who)


def may_reopen(closed_at: datetime | None, now: datetime) -> bool:
    """Whether a citizen can still reopen: up to and including 28 days after closing."""
    return closed_at is not None and now <= closed_at + REOPEN_WINDOW


def destination(to: str | None, *, hops: int, current: str, earlier: Iterable[str]) -> str:
    """Where a ticket goes that is given back, `hops` counting this time too.

    To the organisation named, when this is the first time and that organisation has not had it before;
    otherwise to the loket, whose coordinator owns it from then on. A citizen is not sent from pillar to post.
    """
    if to is None or hops > 1 or to == current or to in set(earlier):
        return LOKET
    return to


def replay(kinds_and_states: Iterable[tuple[str | None, str]]) -> State | None:
    """The state that a history of (from, to) lines leads to; ValueError when a line does not follow."""
    state: str | None = None
    for source, target in kinds_and_states:
        if source != state:
            raise ValueError(f"a line from {source} follows {state}")
        state = target
    return None if state is None else State(state)
