"""What every page of the desk needs: its services, who is on the line, and the notices of the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.accounts.roles import Action, may
from bot.accounts.service import Session
from bot.desk.calls import Calls
from bot.desk.codes import CodeCalls
from bot.desk.lookup import DeskLookup
from bot.desk.mailing import ReceiptMail
from bot.desk.notices import Notices
from bot.desk.shapes import Employee
from bot.web.keys import LIMITS
from bot.web.pages import render
from bot.web.problems import Problem

CALLS = web.AppKey("desk_calls", Calls)
CODE_CALLS = web.AppKey("desk_codes", CodeCalls)
LOOKUP = web.AppKey("desk_lookup", DeskLookup)
NOTICES = web.AppKey("desk_notices", Notices)
RECEIPT_MAIL = web.AppKey("desk_mail", ReceiptMail)
# As fast as somebody types, with room for who types fast in two windows.
CALLS_A_MINUTE = 300


def employee_of(session: Session) -> Employee:
    """Who is on the line."""
    return Employee(session.account.id, session.account.name)


def slow_down(request: web.Request, session: Session) -> None:
    """Raises `Problem` 429 for an account that asks more than hands can type."""
    wait = request.app[LIMITS].take(f"balie:{session.account.id}", CALLS_A_MINUTE)
    if wait is not None:
        raise Problem(429, "Dit gaat te snel. Wacht even en probeer het dan opnieuw.", retry_after=wait)


async def desk_render(
    request: web.Request,
    session: Session,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> web.Response:
    """A page of the desk, with what stands on all of them."""
    shared = {
        "session": session,
        "notices_of_the_day": await request.app[NOTICES].today(),
        "coordinates": may(session.account.role, Action.BALIEBERICHTEN),
        "code_calls": await request.app[CODE_CALLS].count(),
        "can_mail": request.app[RECEIPT_MAIL].possible,
    }
    return render(request, template, {**shared, **context}, status=status)
