"""Server-sent events: an open page hears that there is news and fetches its own page again. Never what the news is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.takeover.hub import Hub, TooManyListeners

# Half of what proxies wait for by default, and the employee's sign of life.
HEARTBEAT = 15.0
# Then the browser connects anew, and everything is checked again: log-in, conversation, rights.
LONGEST = 30 * 60.0
# Set by our scripts on what a page asks by itself: that is no sign that a person is there.
BY_ITSELF = "X-Loket-Vanzelf"


async def stream(
    request: web.Request,
    hub: Hub,
    person: str,
    topics: list[str],
    beat: Callable[[], Awaitable[bool]],
    *,
    heartbeat: float = HEARTBEAT,
) -> web.StreamResponse:
    """Says `nieuws` at once and whenever there is some; `beat` runs each time and ends it by answering False.

    503 when too many pages listen: the page then asks by itself.
    """
    try:
        with hub.listen(person, *topics) as listener:
            response = web.StreamResponse(
                headers={
                    "Content-Type": "text/event-stream; charset=utf-8",
                    "Cache-Control": "no-store",
                    "X-Accel-Buffering": "no",  # nginx would keep the news until there is enough of it
                }
            )
            await response.prepare(request)
            until = time.monotonic() + LONGEST
            # What happened between the page and this connection is news too.
            news = True
            try:
                await response.write(b"retry: 3000\n\n")
                while True:
                    goes_on = await beat()
                    await response.write(b"event: nieuws\ndata: \n\n" if news else b": hier\n\n")
                    if not goes_on or listener.closed or time.monotonic() >= until:
                        break
                    news = await listener.news(heartbeat)
                await response.write_eof()
            except ConnectionError:
                # The page was closed.
                return response
            return response
    except TooManyListeners as fault:
        raise web.HTTPServiceUnavailable from fault
