"""The words of the citizens' pages: one catalogue, `data/dialogue/pagina.yml`, with local data over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aiohttp import web

from bot.datafile import DataError, DataFile
from bot.language import Table

FILE = "pagina.yml"
# How far this installation is, for the page on how the assistant works.
STATUS = Table("over", {"in_gebruik": "In gebruik", "in_ontwikkeling": "In ontwikkeling (demonstratie)"})


class Words:
    """Looks a text up by its key and fills it in. A key that is not there is a fault of the page that asks for it."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @property
    def texts(self) -> Mapping[str, str]:
        """Every text by its key, as it is before it is filled in."""
        return self._texts

    def __call__(self, key: str, **values: object) -> str:
        """The text under this key with its `{…}` filled in; KeyError for a key or a value that is missing."""
        text = self._texts[key]
        return text.format_map(values) if values else text


def load_words(directories: Sequence[Path]) -> Words:
    """The catalogue of the first folder, with what others say over it. DataError for what is not text, or is unknown.

    Local data may say a thing in another way; a key that no page asks for is a typing error.
    """
    texts: dict[str, str] = {}
    for place in (directory / FILE for directory in directories):
        if not place.exists():
            continue
        file = DataFile(place)
        for key, text in (file.content or {}).items():
            if not isinstance(text, str):
                raise DataError(place, file.line([key]), f"'{key}' is not text")
            if texts and directories[0] / FILE != place and key not in texts:
                raise DataError(place, file.line([key]), f"no page says '{key}'")
            texts[key] = text
    return Words(texts)


WORDS = web.AppKey("words", Words)
