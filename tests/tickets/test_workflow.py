import ast
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.errors import MoveNotAllowed
from bot.tickets.words import now_words, step_words
from bot.tickets.workflow import (
    LOKET,
    MOVES,
    OPEN,
    ActorKind,
    Move,
    Reason,
    State,
    destination,
    may_reopen,
    moves_from,
    next_state,
    replay,
)

# The table once more, as the outside world was promised it: state, move, next state.
PROMISED = {
    ("aangeboden", "ontvang"): "ontvangen",
    ("aangeboden", "accepteer"): "geaccepteerd",
    ("ontvangen", "accepteer"): "geaccepteerd",
    ("geaccepteerd", "start"): "in_behandeling",
    ("in_behandeling", "vraagburger"): "wacht_op_burger",
    ("wacht_op_burger", "antwoord"): "in_behandeling",
    ("geaccepteerd", "handelaf"): "afgehandeld",
    ("in_behandeling", "handelaf"): "afgehandeld",
    ("afgehandeld", "heropen"): "in_behandeling",
    ("teruggegeven", "aanbieden"): "aangeboden",
    **{
        (state, move): target
        for state in ("aangeboden", "ontvangen", "geaccepteerd", "in_behandeling", "wacht_op_burger")
        for move, target in (
            ("geefterug", "teruggegeven"),
            ("intrekken", "ingetrokken"),
            ("route", "aangeboden"),
        )
    },
}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)), ids=lambda value: value.value)
def test_a_move_is_allowed_exactly_where_it_was_promised(state: State, move: Move) -> None:
    promised = PROMISED.get((state.value, move.value))
    if promised is None:
        with pytest.raises(MoveNotAllowed):
            next_state(state, move)
    else:
        assert next_state(state, move) == promised


@pytest.mark.parametrize(("source", "target"), list(product(State, State)), ids=lambda value: value.value)
def test_a_state_leads_to_another_exactly_where_it_was_promised(source: State, target: State) -> None:
    ways = {move for move, rule in MOVES.items() if source in rule.sources and rule.target is target}
    assert {move.value for move in ways} == {
        move for (state, move), after in PROMISED.items() if (state, after) == (source.value, target.value)
    }


def test_a_ticket_never_rests_in_given_back() -> None:
    assert [move for move, rule in MOVES.items() if State.TERUGGEGEVEN in rule.sources] == [Move.AANBIEDEN]


def test_a_citizen_can_withdraw_answer_and_reopen_and_nothing_else() -> None:
    possible = {move for state in State for move in moves_from(state, ActorKind.BURGER)}
    assert possible == {Move.INTREKKEN, Move.ANTWOORD, Move.HEROPEN}


def test_every_open_state_has_a_way_out_for_its_holder() -> None:
    for state in OPEN:
        assert moves_from(state, ActorKind.ORGANISATIE)


def test_a_citizen_can_reopen_up_to_and_including_the_28th_day() -> None:
    closed = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert may_reopen(closed, closed + timedelta(days=28))
    assert not may_reopen(closed, closed + timedelta(days=28, seconds=1))
    assert not may_reopen(None, closed)


def test_a_first_give_back_goes_where_it_should_be() -> None:
    assert destination("b", hops=1, current="a", earlier=["a"]) == "b"


@pytest.mark.parametrize(
    ("to", "hops", "earlier"), [(None, 1, ["a"]), ("b", 2, ["a"]), ("b", 1, ["b", "a"]), ("a", 1, ["a"])]
)
def test_an_unknown_a_second_or_a_circling_give_back_goes_to_the_coordinator(
    to: str | None, hops: int, earlier: list[str]
) -> None:
    assert destination(to, hops=hops, current="a", earlier=earlier) == LOKET


@given(st.lists(st.sampled_from(list(Move)), max_size=40))
def test_on_any_walk_the_history_alone_rebuilds_the_state(moves: list[Move]) -> None:
    state = State.AANGEBODEN
    lines: list[tuple[str | None, str]] = [(None, state.value)]
    for move in moves:
        try:
            after = next_state(state, move)
        except MoveNotAllowed:
            continue
        lines.append((state.value, after.value))
        state = after
    assert replay(lines) is state


def test_a_history_with_a_hole_is_noticed() -> None:
    with pytest.raises(ValueError, match="follows"):
        replay([(None, "aangeboden"), ("ontvangen", "geaccepteerd")])


@pytest.mark.parametrize("reason", list(Reason), ids=lambda reason: reason.value)
def test_every_step_and_state_has_words_with_the_organisations_name(reason: Reason) -> None:
    def names(organisation: str) -> str:
        return {"cjib": "het CJIB"}.get(organisation, organisation)

    for move in Move:
        words = step_words(
            move.value, "organisatie", "x", {"organisatie": "cjib", "reden": reason.value}, names
        )
        assert words[0].isupper()
        assert "{" not in words
    for state in State:
        assert "{" not in now_words(state, "cjib", None, names)
    assert "het CJIB is nog niet" in now_words(State.AANGEBODEN, LOKET, "cjib", names).replace("Het", "het")


def _assigns_a_ticket_state(tree: ast.Module) -> list[int]:
    found = []
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Ticket":
            found += [node.lineno for keyword in node.keywords if keyword.arg == "state"]
        found += [
            target.lineno
            for target in targets
            if isinstance(target, ast.Attribute)
            and target.attr == "state"
            and "ticket" in ast.unparse(target.value).lower()
        ]
    return found


def test_no_other_module_assigns_a_ticket_state() -> None:
    assigning = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "actions")
        for path in (ROOT / folder).rglob("*.py")
        if _assigns_a_ticket_state(ast.parse(path.read_text("utf-8")))
    }
    assert assigning == {"bot/tickets/history.py"}
