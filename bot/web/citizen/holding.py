"""Which conversation a browser has: by the cookie of this site, or, on another organisation's page, by a header.

No cookie of ours comes along in a frame on another site, and none is wanted there: the frame's script keeps the
conversation's id for as long as its tab is open, and sends it along. No other site can set that header: a page
elsewhere needs our leave for it (CORS), and nobody has that.
"""

from __future__ import annotations

from aiohttp import web

from bot.web.keys import SETTINGS

COOKIE = "loket_gesprek"
HEADER = "Loket-Gesprek"


def in_frame(request: web.Request) -> bool:
    """Whether a frame on another organisation's page asks."""
    return HEADER in request.headers


def token_of(request: web.Request) -> str | None:
    """The conversation of this device: what its frame says, else its cookie."""
    # A frame on a page of the same site has the cookie too: then the conversation follows from here to there.
    return request.headers.get(HEADER) or request.cookies.get(COOKIE)


def hold(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """This device has this conversation from now on: out of reach of scripts and other sites, or told to its frame."""
    if in_frame(request):
        response.headers[HEADER] = token
        return
    settings = request.app[SETTINGS]
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.keep_conversations_days * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.base_url.startswith("https://"),
        path="/",
    )


def let_go(response: web.StreamResponse) -> None:
    """This device has no conversation any more."""
    response.del_cookie(COOKIE, path="/")
