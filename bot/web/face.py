"""How pages look and what they say: words, templates, house style, and the pages about this counter."""

from __future__ import annotations

from itertools import chain

from aiohttp import web

from bot.register.register import Register
from bot.settings import Settings
from bot.web import style
from bot.web.background import setup_background
from bot.web.citizen import about, appearance, device, embed, lost_code, receipt
from bot.web.keys import TEMPLATES
from bot.web.pages import environment
from bot.web.style import STYLES, Styles
from bot.web.words import WORDS, load_words

ROUTES = [
    *chain(
        style.ROUTES,
        appearance.ROUTES,
        about.ROUTES,
        lost_code.ROUTES,
        device.ROUTES,
        embed.ROUTES,
        receipt.ROUTES,
    )
]


def setup_face(app: web.Application, settings: Settings, register: Register) -> None:
    """The application has all that its pages are made of. DataError or SettingsError for what cannot be used."""
    folders = settings.data_directories
    app[WORDS] = load_words([folder / "dialogue" for folder in folders])
    app[TEMPLATES] = environment(app[WORDS])
    app[about.ABOUT] = about.load_pages([folder / "pages" for folder in folders], settings, register)
    app[STYLES] = Styles([folder / "themes" for folder in folders], settings.theme)
    setup_background(app)
