"""How a page looks to this person: a larger text, kept on this device alone."""

from __future__ import annotations

from aiohttp import web

from bot.web.keys import SETTINGS
from bot.web.pages import TEXT_COOKIE, TEXT_SIZES
from bot.web.requests import is_same_origin, own_path

KEPT_SECONDS = 365 * 86400


async def set_text_size(request: web.Request) -> web.StreamResponse:
    """The size that was chosen holds for every page from now on; back to the page where it was chosen."""
    if not is_same_origin(request):
        raise web.HTTPForbidden
    form = await request.post()
    size, back = str(form.get("tekst", "")), str(form.get("terug", ""))
    response = web.HTTPSeeOther(own_path(back))
    if size in TEXT_SIZES[1:]:
        response.set_cookie(
            TEXT_COOKIE,
            size,
            max_age=KEPT_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.app[SETTINGS].base_url.startswith("https://"),
            path="/",
        )
    else:
        response.del_cookie(TEXT_COOKIE, path="/")
    raise response


ROUTES = [web.post("/weergave", set_text_size)]
