"""The terms of a ticket while it moves: the clock that rests, what is late, and what the coordinator must see.

Only this module changes a ticket's terms; `bot.tickets.history` calls it at every step.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.law import Calendar
from bot.store import Ticket
from bot.tickets.promises import Made, Promises
from bot.tickets.workflow import LOKET, Move, State
from bot.today import AMSTERDAM

# Without the days of the decrees: a date moves to a Monday or past a holiday, at the worst a day early.
_CALENDAR = Calendar()
# What the coordinator is told when an organisation has had it twice, or gets back what it gave away.
DIRECTED = "regie"


class Late(StrEnum):
    """What an organisation has not done in time."""

    ONTVANGST = "ontvangst"
    AANNAME = "aanname"
    ANTWOORD = "antwoord"
    BESLISSING = "beslissing"


# Which terms run in which state, the first that passed counts. None runs while the citizen has the turn.
_RUNNING: Mapping[State, tuple[Late, ...]] = MappingProxyType(
    {
        State.AANGEBODEN: (Late.ONTVANGST, Late.AANNAME, Late.ANTWOORD),
        State.ONTVANGEN: (Late.AANNAME, Late.ANTWOORD),
        State.GEACCEPTEERD: (Late.ANTWOORD, Late.BESLISSING),
        State.IN_BEHANDELING: (Late.ANTWOORD, Late.BESLISSING),
    }
)
_ANSWERS = frozenset({Move.VRAAGBURGER, Move.HANDELAF})


def local_day(moment: datetime) -> date:
    """The day that it is in the Netherlands."""
    return moment.astimezone(AMSTERDAM).date()


def running(ticket: Ticket) -> dict[Late, date]:
    """The last day of every term that runs now. The coordinator's own tickets are watched by the coordinator."""
    if ticket.organisation == LOKET:
        return {}
    last = {
        Late.ONTVANGST: ticket.receive_by,
        Late.AANNAME: ticket.accept_by,
        Late.ANTWOORD: ticket.answer_by if ticket.answered_at is None else None,
        Late.BESLISSING: ticket.decide_by,
    }
    terms = ((term, last[term]) for term in _RUNNING.get(State(ticket.state), ()))
    return {term: day for term, day in terms if day is not None}


def lateness(ticket: Ticket, today: date) -> Late | None:
    """The first running term that has passed: late is the day after the last."""
    return next((term for term, day in running(ticket).items() if day < today), None)


def offered(ticket: Ticket, promises: Promises | None, now: datetime) -> None:
    """A new holder has its own days to receive, accept and decide; the answer that was promised stays as it was."""
    if ticket.attention in set(Late):
        ticket.attention = None
    made = _made(ticket, promises, now)
    at_loket = ticket.organisation == LOKET
    ticket.receive_by = None if made is None or at_loket else made.receive_by
    ticket.accept_by = None if made is None or at_loket else made.accept_by
    # Awb 4:13 counts from the day that the body itself gets the request: not while it lies at the counter.
    ticket.decide_by = None if made is None or at_loket else made.decide_by
    review(ticket)


def promised(ticket: Ticket, promises: Promises | None, now: datetime) -> None:
    """The first promises stand on a new ticket; a shorter one that came with it (a law's) goes before ours."""
    made = _made(ticket, promises, now)
    of_the_law = ticket.decide_by
    if made is not None:
        ticket.answer_by = min(day for day in (ticket.answer_by, made.answer_by) if day is not None)
        if ticket.sort_by == date.max:
            ticket.sort_by = ticket.answer_by
    offered(ticket, promises, now)
    if of_the_law is not None:
        ticket.decide_by = of_the_law
        review(ticket)


def reopened(ticket: Ticket, promises: Promises | None, now: datetime) -> None:
    """Whoever says that it is not solved is promised an answer again."""
    made = _made(ticket, promises, now)
    ticket.answered_at = None
    ticket.decide_by = None
    ticket.answer_by = None if made is None else made.answer_by
    review(ticket)


def keep_time(ticket: Ticket, move: Move, now: datetime) -> dict[str, Any]:
    """After a step: notes the first answer, lets the clock rest or run again; what the history says of that."""
    if move in _ANSWERS:
        answered(ticket, now)
    facts: dict[str, Any] = {}
    if ticket.state == State.WACHT_OP_BURGER:
        ticket.waiting_since = now
    elif ticket.waiting_since is not None:
        facts = _run_again(ticket, ticket.waiting_since, now)
        ticket.waiting_since = None
    review(ticket)
    return facts


def answered(ticket: Ticket, now: datetime) -> None:
    """The citizen has had a first answer."""
    if ticket.answered_at is None:
        ticket.answered_at = now
    review(ticket)


def review(ticket: Ticket) -> None:
    """What is on the coordinator's list for lateness and is in time now leaves it; the next day to look is set."""
    terms = running(ticket)
    if ticket.attention in set(Late) and ticket.attention not in terms:
        ticket.attention = None
    # What stands on the list already needs no looking after.
    ticket.watch_on = min(terms.values(), default=None) if ticket.attention is None else None


def _run_again(ticket: Ticket, since: datetime, now: datetime) -> dict[str, Any]:
    """The promises move by the days that the citizen had the turn.

    The answer is the counter's own promise. The decision rests when the body asked to complete the request (Awb 4:15
    lid 1 under a); whether a question is such a request is not known here, so for a threatening ticket it stays.
    """
    rested = timedelta(days=max(0, (local_day(now) - local_day(since)).days))
    if not rested:
        return {}
    before = {ticket.answer_by, ticket.decide_by}
    # The citizen's own last day to pay or object rests for nobody.
    own = {str(term.get("laatste_dag")) for term in ticket.terms}
    if ticket.answer_by is not None:
        ticket.answer_by = _CALENDAR.extend(ticket.answer_by + rested)
    if ticket.decide_by is not None and not ticket.urgent:
        ticket.decide_by = _CALENDAR.extend(ticket.decide_by + rested)
    moved = [day for day in (ticket.answer_by, ticket.decide_by) if day is not None]
    if moved and ticket.sort_by in before and ticket.sort_by.isoformat() not in own:
        ticket.sort_by = min(moved)
    return {"rust_dagen": rested.days}


def _made(ticket: Ticket, promises: Promises | None, now: datetime) -> Made | None:
    if promises is None:
        return None
    return promises(ticket.door, ticket.executor, ticket.urgent, local_day(now))
