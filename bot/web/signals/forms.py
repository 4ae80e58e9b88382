"""What every form of a ministry's page ends in: on to where it leads, or the page again with what is missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.signals.workflow import SignalMoveIncomplete, SignalMoveRefused
from bot.tickets.errors import NotFound

# The page again: the error, the field that it stands at (None for the page as a whole), and the status.
type Again = Callable[[str, str | None, int], Awaitable[web.Response]]


async def finish(
    doing: Awaitable[str], again: Again, missing: Mapping[str, str], refused: str
) -> web.StreamResponse:
    """Where the form leads when it is done. 404 for what is not theirs; nothing that was typed is lost otherwise.

    `missing` has the words for each field that a `SignalMoveIncomplete` can name.
    """
    try:
        goes_to = await doing
    except NotFound as fault:
        raise web.HTTPNotFound from fault
    except SignalMoveIncomplete as fault:
        field = str(fault)
        return await again(missing[field], field, 400)
    except SignalMoveRefused:
        return await again(refused, None, 409)
    raise web.HTTPSeeOther(goes_to)
