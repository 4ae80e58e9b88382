"""In which language a citizen reads a page: chosen with one button, kept on this device and with the conversation.

The conversation's own language goes before what the device remembers: in a frame on another site no cookie comes
along, and on a second device there is none yet. What staff read is Dutch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jinja2
from aiohttp import web

from bot.doors.knowledge import Knowledge
from bot.language import NL, Phrases
from bot.translation.languages import Languages
from bot.web.keys import KNOWLEDGE, SETTINGS
from bot.web.words import Words

COOKIE = "loket_taal"
# What the script of a frame says of its page: there is no cookie.
HEADER = "Loket-Taal"
KEPT_SECONDS = 365 * 86400
# Read by staff; and the public page of signals, whose stories are Dutch.
ONLY_DUTCH = ("/uitvoerder", "/balie", "/account", "/signalen")
_OF_CONVERSATION = web.RequestKey("language_of_conversation", str)


@dataclass(frozen=True, slots=True)
class Tongue:
    """All that a page needs to speak one language."""

    words: Words
    templates: jinja2.Environment
    phrases: Phrases


TONGUES = web.AppKey("tongues", Mapping[str, Tongue])
TRANSLATIONS = web.AppKey("translations", Languages)


def language_of(request: web.Request) -> str:
    """The language in which this page is read; Dutch where nobody chose another that is on offer."""
    if request.path.startswith(ONLY_DUTCH):
        return NL
    offered = request.app[SETTINGS].languages
    asked = request.query.get("taal") if request.path == "/ingebed" else None
    for wanted in (
        request.get(_OF_CONVERSATION),
        asked,
        request.headers.get(HEADER),
        request.cookies.get(COOKIE),
    ):
        if wanted in offered:
            return str(wanted)
    return NL


def read_in(request: web.Request, language: str) -> None:
    """This page is in the language of the conversation that it shows."""
    request[_OF_CONVERSATION] = language


def tongue(request: web.Request) -> Tongue:
    """What this page speaks."""
    return request.app[TONGUES][language_of(request)]


def knowledge_for(request: web.Request) -> Knowledge:
    """The knowledge in the language of this page."""
    return request.app[KNOWLEDGE]().speaking(language_of(request))


def other_language(request: web.Request) -> str | None:
    """The language that the button offers; None where there is only one."""
    here = language_of(request)
    if request.path.startswith(ONLY_DUTCH):
        return None
    return next((one for one in request.app[SETTINGS].languages if one != here), None)


def remember(request: web.Request, response: web.StreamResponse, language: str) -> None:
    """This device reads this language from now on."""
    if HEADER in request.headers:
        return
    response.set_cookie(
        COOKIE,
        language,
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].base_url.startswith("https://"),
        path="/",
    )
