"""How pages look and what they say: words, templates, house style, and the pages about this counter."""

from __future__ import annotations

from itertools import chain

from aiohttp import web

from bot.language import NL
from bot.settings import Settings
from bot.translation.languages import Languages
from bot.translation.speech import texts_in
from bot.web import style
from bot.web.background import setup_background
from bot.web.citizen import about, appearance, device, embed, language, lost_code, receipt
from bot.web.keys import TEMPLATES
from bot.web.language import TONGUES, TRANSLATIONS, Tongue
from bot.web.pages import environment
from bot.web.style import STYLES, Styles
from bot.web.words import WORDS, Words, load_words

ROUTES = [
    *chain(
        style.ROUTES,
        appearance.ROUTES,
        language.ROUTES,
        about.ROUTES,
        lost_code.ROUTES,
        device.ROUTES,
        embed.ROUTES,
        receipt.ROUTES,
    )
]


def setup_face(app: web.Application, settings: Settings, languages: Languages) -> None:
    """The application has all that its pages are made of. DataError or SettingsError for what cannot be used."""
    folders = settings.data_directories
    shipped = load_words([folders[0] / "dialogue"])
    here = load_words([folder / "dialogue" for folder in folders])
    register = languages.knowledge.register
    words, about_pages = {}, {}
    for code in settings.languages:
        overlay, phrases = languages.overlays.get(code), languages.phrases[code]
        words[code] = (
            here if overlay is None else Words(texts_in(overlay, "pagina", here.texts, shipped.texts))
        )
        about_pages[code] = about.load_pages(
            [folder / "pages" for folder in folders], settings, register, overlay, phrases
        )
    titles = {code: one("waar_is_mijn_verzoek") for code, one in words.items()}
    app[TONGUES] = {
        code: Tongue(
            one,
            environment(one, languages.phrases[code], [titles[code], *titles.values()]),
            languages.phrases[code],
        )
        for code, one in words.items()
    }
    app[WORDS], app[TEMPLATES] = here, app[TONGUES][NL].templates
    app[about.ABOUT] = about_pages
    app[TRANSLATIONS] = languages
    app[STYLES] = Styles([folder / "themes" for folder in folders], settings.theme)
    setup_background(app)
