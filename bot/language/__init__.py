"""Languages: what a citizen reads in another language than Dutch, and how dates and amounts are written in it. Pure."""

from bot.language.guess import is_english
from bot.language.phrases import DUTCH, ENGLISH, LANGUAGES, LOCALES, NL, Phrases, Table

__all__ = ["DUTCH", "ENGLISH", "LANGUAGES", "LOCALES", "NL", "Phrases", "Table", "is_english"]
