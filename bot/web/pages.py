"""Pages from templates: everything is escaped, and every page knows who runs this counter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web
from markupsafe import Markup, escape

from bot.accounts.roles import Action, may
from bot.accounts.service import Session
from bot.language import DUTCH, NL, Phrases
from bot.web.keys import SETTINGS
from bot.web.language import language_of, other_language, tongue
from bot.web.style import STYLES
from bot.web.words import Words

HERE = Path(__file__).resolve().parent
TEXT_SIZES = ("gewoon", "groot", "grootst")
TEXT_COOKIE = "loket_tekst"
NEUTRAL_SITE = "https://www.knmi.nl/"  # where "Snel weg" leads: the weather, as anybody may look at
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def environment(
    words: Words, phrases: Phrases = DUTCH, status_titles: Sequence[str] = ()
) -> jinja2.Environment:
    """The templates, with the ways in which people write dates, and `t` for the words of the citizens' pages.

    `status_titles` are what the status page is called, in this language first.
    """
    titles = tuple(status_titles) or (words("waar_is_mijn_verzoek"),)

    def moment_in(value: datetime) -> str:
        return moment(value, phrases)

    def worded_in(text: str, calls: bool = False) -> Markup:
        return worded(text, calls, titles)

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["dag"] = partial(_day, phrases)
    made.filters["moment"] = moment_in
    made.filters["uur"] = _hour
    made.filters["worded"] = worded_in
    made.filters["grootte"] = partial(_size, phrases)
    made.globals["asset"] = asset
    made.globals["may"] = _may
    made.globals["t"] = words
    return made


# Numbers of tickets, signals and cases, and access codes, as people copy them: never broken over two lines.
WHOLE = re.compile(r"\b(?:[LSD]\d\d-[0-9A-Z]{4}-[0-9A-Z]{2}|[0-9A-Z]{5}-[0-9A-Z]{5})\b")


# Telephone numbers as the register writes them; the short ones where a sentence says to call them.
TELEPHONE = re.compile(
    r"\b(?:0[89]00-\d{4,7}|0\d{1,3}-\d{6,8})\b|(?<=[Bb]el )(?:112|113)\b|(?<=: )(?:112|113)\b"
)


def worded(text: str, calls: bool, status_titles: Sequence[str]) -> Markup:
    """A text of the conversation, escaped; numbers stay whole, and the status page's address is a link to it.

    `calls`: telephone numbers are links too, for what this counter says and not for what a citizen types.
    """
    safe = str(escape(text))
    safe = WHOLE.sub(lambda found: f'<span class="whole">{found[0]}</span>', safe)
    if calls:
        # Who reads this in need holds the telephone in the other hand, or is reading on it.
        safe = TELEPHONE.sub(lambda found: f'<a href="tel:{found[0].replace("-", "")}">{found[0]}</a>', safe)
    # The fixed path, not the address in the text: what a citizen types can lead nowhere else.
    linked = _status_address(tuple(status_titles)).sub(
        lambda found: f'<a href="/status">{found["title"] or escape(status_titles[0])}</a>', safe
    )
    return Markup(linked)  # noqa: S704 - escaped above


@cache
def _status_address(titles: tuple[str, ...]) -> re.Pattern[str]:
    """The status page's address in an escaped text, with its title before it in one of the languages."""
    named = "|".join(re.escape(str(escape(title))) for title in titles)
    return re.compile(rf"(?:&#39;(?P<title>{named})&#39; )?\(https?://[^\s()]+/status\)")


def _day(phrases: Phrases, value: date | str | None) -> str:
    if value is None:
        return ""
    return phrases.date(value if isinstance(value, str) else f"{value:%Y-%m-%d}")


def moment(value: datetime, phrases: Phrases = DUTCH) -> str:
    """A moment as people write it: `3 november 2026 om 14:05`, `3 November 2026 at 14:05`."""
    here, at = value.astimezone(AMSTERDAM), "om" if phrases.language == NL else "at"
    return f"{phrases.date(f'{here:%Y-%m-%d}')} {at} {here:%H:%M}"


def _hour(value: datetime) -> str:
    """The time of the day: `14:05`."""
    return f"{value.astimezone(AMSTERDAM):%H:%M}"


def _size(phrases: Phrases, size: int) -> str:
    """How large a file is, for people: `340 kB`, `2,1 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    megabytes = f"{size / 1_000_000:.1f} MB"
    return megabytes.replace(".", ",") if phrases.language == NL else megabytes


def _may(session: Session, action: str) -> bool:
    """Whether who is logged in may do this: what a page shows is said by the same table as what it refuses."""
    return may(session.account.role, Action(action))


@cache
def asset(name: str) -> str:
    """The address of a static file, with its content in it: it may be kept for ever."""
    content = (HERE / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


def shell(request: web.Request) -> dict[str, Any]:
    """What every page needs, whatever it is about: who runs this counter, and how this person wants to see it."""
    size = text_size(request)
    place = TEXT_SIZES.index(size)
    return {
        "operator": request.app[SETTINGS],
        "path": request.path,
        "back": _back(request),
        "language": language_of(request),
        "other_language": other_language(request),
        "neutral_site": NEUTRAL_SITE,
        "style": request.app[STYLES].sheet(),
        "text_size": size if place else "",
        "next_text_size": TEXT_SIZES[(place + 1) % len(TEXT_SIZES)],
    }


# Where a page that a form brought can be read again: with its own address, or the page that the form stood on.
_PAGE_OF_FORM = {
    "/oordeel": "/",
    "/nieuw": "/",
    "/wachtrij": "/",
    "/bijlagen": "/",
    "/gesprek/verwijderen": "/",
    "/verder/code": "/verder",
    "/status/bijlagen": "/status",
    "/status/verwijderen": "/status",
}


def _back(request: web.Request) -> str:
    return request.path if request.method == "GET" else _PAGE_OF_FORM.get(request.path, request.path)


def say(request: web.Request, key: str, **values: object) -> str:
    """A text of the catalogue, for what a handler tells on a page."""
    return tongue(request).words(key, **values)


def text_size(request: web.Request) -> str:
    """How large this person wants the text: one of `TEXT_SIZES`."""
    wanted = request.cookies.get(TEXT_COOKIE, "")
    return wanted if wanted in TEXT_SIZES else TEXT_SIZES[0]


def render(
    request: web.Request, template: str, context: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """A page."""
    page = tongue(request).templates.get_template(template)
    text = page.render(**{**shell(request), **context})
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
