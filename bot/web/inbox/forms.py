"""The forms of a ticket's page: what each carries, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.tickets.bespoke import Decision, Outcome
from bot.tickets.errors import MoveIncomplete
from bot.tickets.history import Actor
from bot.tickets.workbench import Call
from bot.tickets.workflow import Move, Reason
from bot.web.keys import WORKBENCH
from bot.web.requests import whole_number

# Buttons that keep what was typed and send nothing.
BUTTONS = frozenset({"concept", "invoegen"})
# What a form holds beside what a person fills in.
_OURS = frozenset({"csrf", "versie", "zet", "standaard", "stil"}) | BUTTONS
# Forms in which somebody types.
KEPT = frozenset(
    {"vraagburger", "handelaf", "heropen", "geefterug", "route", "notitie", "gebeld", "doorgeven"}
)
LONGEST = 20_000

type _Doing = Callable[[web.Request, str, Actor, Mapping[str, str], int | None], Awaitable[Any]]


def values_of(form: Mapping[str, Any]) -> dict[str, str]:
    """What a person filled in, by field."""
    return {name: str(value)[:LONGEST] for name, value in form.items() if name not in _OURS}


async def do(
    request: web.Request,
    number: str,
    actor: Actor,
    name: str,
    values: Mapping[str, str],
    expected: int | None,
) -> None:
    """What this form asks is done; `TicketError` when it is refused, ValueError when there is no such form."""
    await _DOING.get(name, _moved(name))(request, number, actor, values, expected)


async def _claim(
    request: web.Request, number: str, actor: Actor, _values: Mapping[str, str], expected: int | None
) -> None:
    await request.app[WORKBENCH].claim(number, actor, expected_version=expected)


async def _release(
    request: web.Request, number: str, actor: Actor, _values: Mapping[str, str], expected: int | None
) -> None:
    await request.app[WORKBENCH].release(number, actor, expected_version=expected)


async def _pass_on(
    request: web.Request, number: str, actor: Actor, values: Mapping[str, str], expected: int | None
) -> None:
    chosen = whole_number(values.get("collega", ""))
    if chosen is None:
        raise MoveIncomplete("collega")
    await request.app[WORKBENCH].pass_on(number, chosen, actor, expected_version=expected)


async def _called(
    request: web.Request, number: str, actor: Actor, values: Mapping[str, str], expected: int | None
) -> None:
    call = values.get("gesprek", "")
    if call not in set(Call):
        raise MoveIncomplete("uitkomst_gesprek")
    await request.app[WORKBENCH].called(
        number, Call(call), actor, text=values.get("tekst"), expected_version=expected
    )


async def _noted(
    request: web.Request, number: str, actor: Actor, values: Mapping[str, str], expected: int | None
) -> None:
    await request.app[WORKBENCH].note(number, actor, values.get("tekst", ""), expected_version=expected)


def _moved(name: str) -> _Doing:
    async def moved(
        request: web.Request, number: str, actor: Actor, values: Mapping[str, str], expected: int | None
    ) -> None:
        reason = values.get("reden", "")
        await request.app[WORKBENCH].move(
            number,
            Move(name),
            actor,
            text=values.get("tekst", "").strip() or None,
            reason=Reason(reason) if reason else None,
            to=values.get("naar", "").strip() or None,
            expected_version=expected,
            decision=_decision(values),
        )

    return moved


def _decision(values: Mapping[str, str]) -> Decision | None:
    outcome, _, reason = values.get("uitkomst", "").partition("/")
    if outcome not in set(Outcome):
        return None
    return Decision(Outcome(outcome), reason, shareable=values.get("deelbaar") == "ja")


_DOING: Mapping[str, _Doing] = {
    "opeisen": _claim,
    "loslaten": _release,
    "doorgeven": _pass_on,
    "gebeld": _called,
    "notitie": _noted,
}
