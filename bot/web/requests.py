"""What handlers read from a request, the same everywhere."""

from __future__ import annotations

from aiohttp import web

from bot.dialogue.guard import guard
from bot.tickets.numbers import parse_number
from bot.web.keys import SETTINGS


def number_in_path(request: web.Request, prefix: str) -> str:
    """The number in the address, of this kind (`bot.tickets.numbers`); 404 for what cannot be one."""
    number = parse_number(request.match_info["nummer"], prefix)
    if number is None:
        raise web.HTTPNotFound
    return number


def whole_number(text: str, digits: int = 15) -> int | None:
    """The whole number that these are the figures of, at most so many; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def goes_on_from(text: str) -> int | None:
    """From where a list goes on, None for its beginning; 404 for what cannot be such a place."""
    place = whole_number(text)
    if text and place is None:
        raise web.HTTPNotFound
    return place


def masked(text: str) -> str:
    """What somebody typed for others to read, without numbers and addresses of people."""
    return guard(text, keep_contact=False).text


def address_of(request: web.Request) -> str:
    """The asker's address; behind a proxy that is trusted, the one that the proxy saw."""
    if request.app[SETTINGS].trust_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
    return request.remote or "onbekend"


def own_path(back: str) -> str:
    """Where a form leads back to: a path of our own, for an address with a host would lead elsewhere."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"


def is_same_origin(request: web.Request) -> bool:
    """Whether a form comes from our own pages: browsers say so themselves, and no other site can pretend."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return (
        origin is None or origin == request.app[SETTINGS].base_url or origin.split("://")[-1] == request.host
    )
