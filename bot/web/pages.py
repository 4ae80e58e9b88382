"""Pages from templates: everything is escaped, and every page knows who runs this counter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web
from babel.dates import format_date, format_datetime
from markupsafe import Markup, escape

from bot.accounts.roles import Action, may
from bot.accounts.service import Session
from bot.web.keys import SETTINGS, TEMPLATES
from bot.web.style import STYLES
from bot.web.words import WORDS, Words

HERE = Path(__file__).resolve().parent
TEXT_SIZES = ("gewoon", "groot", "grootst")
TEXT_COOKIE = "loket_tekst"
NEUTRAL_SITE = "https://www.knmi.nl/"  # where "Snel weg" leads: the weather, as anybody may look at
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def environment(words: Words) -> jinja2.Environment:
    """The templates, with the ways in which people write dates, and `t` for the words of the citizens' pages."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["dag"] = _day
    made.filters["moment"] = moment
    made.filters["uur"] = _hour
    made.filters["worded"] = worded
    made.filters["grootte"] = _size
    made.globals["asset"] = asset
    made.globals["may"] = _may
    made.globals["t"] = words
    return made


# Numbers of tickets, signals and cases, and access codes, as people copy them: never broken over two lines.
WHOLE = re.compile(r"\b(?:[LSD]\d\d-[0-9A-Z]{4}-[0-9A-Z]{2}|[0-9A-Z]{5}-[0-9A-Z]{5})\b")
STATUS_ADDRESS = re.compile(r"(?:&#39;Waar is mijn verzoek\?&#39; )?\(https?://[^\s()]+/status\)")


# Telephone numbers as the register writes them; the short ones where a sentence says to call them.
TELEPHONE = re.compile(
    r"\b(?:0[89]00-\d{4,7}|0\d{1,3}-\d{6,8})\b|(?<=[Bb]el )(?:112|113)\b|(?<=: )(?:112|113)\b"
)


def worded(text: str, calls: bool = False) -> Markup:
    """A text of the conversation, escaped; numbers stay whole, and the status page's address is a link to it.

    `calls`: telephone numbers are links too, for what this counter says and not for what a citizen types.
    """
    safe = str(escape(text))
    safe = WHOLE.sub(lambda found: f'<span class="whole">{found[0]}</span>', safe)
    if calls:
        # Who reads this in need holds the telephone in the other hand, or is reading on it.
        safe = TELEPHONE.sub(lambda found: f'<a href="tel:{found[0].replace("-", "")}">{found[0]}</a>', safe)
    # The fixed path, not the address in the text: what a citizen types can lead nowhere else.
    return Markup(STATUS_ADDRESS.sub('<a href="/status">Waar is mijn verzoek?</a>', safe))  # noqa: S704 - escaped above


def _day(value: date | str | None) -> str:
    if value is None:
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return str(format_date(day, "d MMMM y", locale="nl"))


def moment(value: datetime) -> str:
    """A moment as people write it in the Netherlands: `3 november 2026 om 14:05`."""
    return str(format_datetime(value.astimezone(AMSTERDAM), "d MMMM y 'om' HH:mm", locale="nl"))


def _hour(value: datetime) -> str:
    """The time of the day: `14:05`."""
    return f"{value.astimezone(AMSTERDAM):%H:%M}"


def _size(size: int) -> str:
    """How large a file is, for people: `340 kB`, `2,1 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


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
        "neutral_site": NEUTRAL_SITE,
        "style": request.app[STYLES].sheet(),
        "text_size": size if place else "",
        "next_text_size": TEXT_SIZES[(place + 1) % len(TEXT_SIZES)],
    }


def say(request: web.Request, key: str, **values: object) -> str:
    """A text of the catalogue, for what a handler tells on a page."""
    return request.app[WORDS](key, **values)


def text_size(request: web.Request) -> str:
    """How large this person wants the text: one of `TEXT_SIZES`."""
    wanted = request.cookies.get(TEXT_COOKIE, "")
    return wanted if wanted in TEXT_SIZES else TEXT_SIZES[0]


def render(
    request: web.Request, template: str, context: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """A page."""
    page = request.app[TEMPLATES].get_template(template)
    text = page.render(**{**shell(request), **context})
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
