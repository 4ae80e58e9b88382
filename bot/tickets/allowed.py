"""Whether somebody may make a move, and whether it is complete: asked before anything changes."""

from bot.store import Ticket
from bot.tickets.errors import MoveIncomplete, NotFound, NotYours
from bot.tickets.history import Actor
from bot.tickets.workflow import LOKET, MOVES, ActorKind, Move, Reason, State

# Until it is accepted, a ticket can still be sent elsewhere by the coordinator.
_NOT_YET_TAKEN = frozenset({State.AANGEBODEN, State.ONTVANGEN})


def check_holder(ticket: Ticket, actor: Actor) -> None:
    """Who is not of the holder does not learn that the ticket exists; the coordinator is of the loket."""
    if actor.kind is ActorKind.ORGANISATIE:
        if actor.organisation != ticket.organisation:
            raise NotFound
    elif actor.kind is not ActorKind.REGISSEUR or ticket.organisation != LOKET:
        raise NotYours("this ticket is with another organisation")


def check_asker(ticket: Ticket, actor: Actor, move: Move) -> None:
    """Returns when this actor may make this move with this ticket; NotFound or NotYours else."""
    if actor.kind is ActorKind.REGISSEUR and move is Move.ROUTE:
        if ticket.organisation != LOKET and State(ticket.state) not in _NOT_YET_TAKEN:
            raise NotYours("an organisation has taken it on")
        return
    check_holder(ticket, actor)
    if actor.kind not in MOVES[move].who:
        raise NotYours(f"{move.value} is not for {actor.kind.value}")


def check_complete(move: Move, text: str | None, reason: Reason | None, to: str | None) -> str | None:
    """The text, trimmed; MoveIncomplete when the table wants what was not given."""
    words = (text or "").strip() or None
    rule = MOVES[move]
    if rule.text_required and words is None:
        raise MoveIncomplete("tekst")
    if rule.reason_required and reason is None:
        raise MoveIncomplete("reden")
    if move is Move.ROUTE and to is None:
        raise MoveIncomplete("naar")
    return words
