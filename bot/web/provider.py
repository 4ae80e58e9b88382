"""`/inloggen/provider` and back: logging in by the organisation's own provider."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.accounts.identity import NotWelcome, ProviderFailed
from bot.accounts.service import LoginFailed
from bot.web.api.conversations import slow_down
from bot.web.keys import ACCOUNTS, PROVIDER, SETTINGS
from bot.web.pages import render
from bot.web.staff import COOKIE, HOMES, logged_in, login_page

if TYPE_CHECKING:
    from bot.accounts.provider import Provider

log = structlog.get_logger(__name__)
RETURN = "/inloggen/terug"
# What this browser keeps while it is away. `Lax`, because it comes back from another site.
KEPT = "loket_inloggen"
AWAY_SECONDS = 600
FAILED = "Inloggen via uw organisatie is niet gelukt. Probeer het opnieuw."
NO_PROVIDER = "Het inlogsysteem van uw organisatie antwoordt niet. Probeer het later nog eens."
NOT_WELCOME = {
    "rol": "U bent bekend bij uw organisatie, maar hebt geen rol bij dit loket. Vraag die aan bij uw beheerder.",
    "organisatie": "Uw account noemt geen organisatie die dit loket kent. Vraag het uw beheerder.",
}
CLOSED = "Dit account is hier gesloten. Vraag het uw beheerder."


async def begin(request: web.Request) -> web.StreamResponse:
    """To the provider, with a state, a nonce and a proof that only this browser has."""
    slow_down(request)
    try:
        begun = await _provider(request).begin()
    except ProviderFailed as fault:
        log.warning("provider_failed", reason=str(fault))
        return login_page(request, error=NO_PROVIDER, status=503)
    response = web.HTTPSeeOther(begun.address)
    response.set_cookie(
        KEPT,
        _sealed(request, dict(begun.kept)),
        max_age=AWAY_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].base_url.startswith("https://"),
        path=RETURN,
    )
    raise response


async def come_back(request: web.Request) -> web.StreamResponse:
    """A new session for who the provider says this is; what does not fit what was begun is refused."""
    slow_down(request)
    provider = _provider(request)
    kept = _opened(request, request.cookies.get(KEPT, ""))
    try:
        if kept is None:
            raise ProviderFailed("nothing was begun here")
        who = await provider.finish(kept, dict(request.query))
        fresh = await request.app[ACCOUNTS].log_in_by_provider(who, old_token=request.cookies.get(COOKIE))
    except ProviderFailed as fault:
        log.warning("provider_refused", reason=str(fault))
        response = login_page(request, error=FAILED, status=401)
    except NotWelcome as fault:
        response = login_page(request, error=NOT_WELCOME[str(fault)], status=403)
    except LoginFailed:
        response = login_page(request, error=CLOSED, status=403)
    else:
        # Not by a redirect: this request comes from another site, and a cookie that is `Strict` would not go along.
        home = HOMES[fresh.account.role]
        response = render(request, "account/onward.html", {"home": home})
        response.headers["Refresh"] = f"0; url={home}"
        logged_in(request, fresh, response)
    response.del_cookie(KEPT, path=RETURN)
    return response


def _provider(request: web.Request) -> Provider:
    provider = request.app[PROVIDER]
    if provider is None:
        raise web.HTTPNotFound
    return provider


def _sealed(request: web.Request, kept: dict[str, str]) -> str:
    """What was begun and until when it counts, signed: nobody plants a log-in of their own."""
    text = json.dumps({**kept, "until": int(time.time()) + AWAY_SECONDS}).encode()
    return f"{base64.urlsafe_b64encode(text).decode()}.{_mark(request, text)}"


def _opened(request: web.Request, sealed: str) -> dict[str, str] | None:
    """What was begun by this browser; None when it was not, or too long ago."""
    body, _, mark = sealed.partition(".")
    try:
        text = base64.urlsafe_b64decode(body.encode())
    except (ValueError, binascii.Error):
        return None
    if not hmac.compare_digest(_mark(request, text).encode(), mark.encode("utf-8", "replace")):
        return None
    kept = json.loads(text)
    return kept if kept.pop("until") >= time.time() else None


def _mark(request: web.Request, text: bytes) -> str:
    key = request.app[SETTINGS].secret_key.encode()
    return hmac.new(key, b"inloggen " + text, "sha256").hexdigest()


ROUTES = [web.get("/inloggen/provider", begin), web.get(RETURN, come_back)]
