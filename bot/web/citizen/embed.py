"""`/embed.js` and `/ingebed`: the conversation in a frame on an organisation's own page.

A frame and not an element in the host's page: what a citizen types is then out of reach of everything that the host's
page loads (statistics, tag managers), its stylesheet cannot make this page unreadable, and its Content-Security-Policy
needs two lines: `script-src` and `frame-src` with this loket's address.
"""

from __future__ import annotations

from functools import cache

from aiohttp import web

from bot.dialogue.thread import UnknownConversation
from bot.web.citizen.holding import COOKIE, hold
from bot.web.keys import CONVERSATIONS, SETTINGS
from bot.web.language import remember
from bot.web.pages import HERE, render
from bot.web.problems import CONTENT_SECURITY_POLICY
from bot.web.requests import is_same_origin
from bot.web.style import STYLES

# Where the whole page may open from the frame: a path of ours and nothing else.
OPENS = frozenset(
    {
        "/",
        "/verder",
        "/ontvangstbewijs",
        "/gesprek/verwijderen",
        "/status",
        "/privacy",
        "/hoe-het-werkt",
        "/toegankelijkheid",
        "/over",
    }
)


@cache
def _script() -> bytes:
    return (HERE / "static" / "embed.js").read_bytes()


async def script(_request: web.Request) -> web.Response:
    """The one line that an organisation puts on its page. Any site may fetch it; which may show it, is told below."""
    headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
    return web.Response(body=_script(), content_type="text/javascript", charset="utf-8", headers=headers)


async def frame(request: web.Request) -> web.Response:
    """The page inside the frame; only the origins of the settings may show it. Its script fetches the conversation."""
    origins = request.app[SETTINGS].embed_origins
    sheet = request.app[STYLES].sheet(request.query.get("thema"))
    # On a page of the same site the cookie comes along: the conversation is there at once.
    known = request.cookies.get(COOKIE) is not None
    kept = {name: request.query[name] for name in ("thema", "kleur") if name in request.query}
    context = {"known": known, "style": sheet, "light": request.query.get("kleur") == "licht", "kept": kept}
    response = render(request, "citizen/embedded.html", context)
    if origins:
        ancestors = f"frame-ancestors {' '.join(origins)}"
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'none'", ancestors
        )
    return response


async def open_beside(request: web.Request) -> web.StreamResponse:
    """The conversation of the frame on a page of its own: the id comes by form, so that it stands in no address."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    token, path = str(form.get("gesprek", "")), str(form.get("naar", "/"))
    response = web.HTTPSeeOther(path if path in OPENS or path.startswith("/formulier/") else "/")
    try:
        language = (await request.app[CONVERSATIONS].read(token)).language
    except UnknownConversation:
        raise response from None
    hold(request, response, token)
    remember(request, response, language)
    raise response


ROUTES = [
    web.get("/embed.js", script),
    web.get("/ingebed", frame),
    web.post("/ingebed/openen", open_beside),
]
