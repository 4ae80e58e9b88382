"""The pages about this counter: for whom, privacy, how the assistant works, accessibility. Text from data, facts from settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from bot.datafile import DataError, DataFile
from bot.dialogue.turn import Thresholds
from bot.register.register import Register
from bot.settings import Settings
from bot.web.pages import render

NAMES = ("over", "privacy", "hoe-het-werkt", "toegankelijkheid")
type Flag = Literal["proef", "echt", "lezer", "sms", "aangesloten", "eigen_organisaties"]
type Names = Literal["aangesloten", "eigen_organisaties"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartData(_Strict):
    """One part of a page: paragraphs, then a table of names and values, then a list (or one that the settings fill)."""

    kop: str
    als: Flag | None = None
    tekst: list[str] = []
    velden: dict[str, str] = {}
    lijst: list[str] | Names = []


class PageData(_Strict):
    """One page."""

    titel: str
    inleiding: list[str]
    delen: list[PartData] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is shown."""

    heading: str
    paragraphs: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AboutPage:
    """A page as it is shown, everything filled in."""

    title: str
    opening: tuple[str, ...]
    parts: tuple[Part, ...]


def load_pages(directories: Sequence[Path], settings: Settings, register: Register) -> dict[str, AboutPage]:
    """The pages, local data over the product's own, filled in from the running settings. DataError for a wrong file."""
    facts, flags, lists = _facts(settings), _flags(settings), _lists(settings, register)
    pages = {}
    for name in NAMES:
        file = DataFile(
            [folder / f"{name}.yml" for folder in directories if (folder / f"{name}.yml").exists()][-1]
        )
        try:
            pages[name] = _filled(file.read(PageData), facts, flags, lists)
        except (KeyError, ValueError, IndexError) as fault:
            raise DataError(file.path, 1, f"{{{fault}}} is not one of {', '.join(sorted(facts))}") from fault
    return pages


def _filled(
    data: PageData, facts: Mapping[str, str], flags: Mapping[str, bool], lists: Mapping[str, tuple[str, ...]]
) -> AboutPage:
    def fill(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text.format_map(facts) for text in texts)

    # A part whose condition does not hold is filled in too: a fault in it must not wait for other settings.
    parts = [
        (
            part.als is None or flags[part.als],
            Part(
                part.kop,
                fill(part.tekst),
                tuple((label, value.format_map(facts)) for label, value in part.velden.items()),
                lists[part.lijst] if isinstance(part.lijst, str) else fill(part.lijst),
            ),
        )
        for part in data.delen
    ]
    return AboutPage(data.titel, fill(data.inleiding), tuple(part for shown, part in parts if shown))


def _facts(settings: Settings) -> dict[str, str]:
    return {
        "naam": settings.operator_name,
        "email": settings.operator_email,
        "dagen_gesprek": str(settings.keep_conversations_days),
        "dagen_doorgegeven": str(settings.keep_handed_over_days),
        "dagen_verzoek": str(settings.keep_tickets_days),
        "dagen_melding": str(settings.keep_signals_days),
        "dagen_inzage": str(settings.keep_looks_days),
        "smsdienst": "" if settings.sms is None else urlsplit(settings.sms.url).netloc,
        "zeker": f"{Thresholds().take:.0%}".rstrip("%"),
        "status": "In gebruik" if settings.env == "production" else "In ontwikkeling (demonstratie)",
    }


def _flags(settings: Settings) -> dict[str, bool]:
    real = settings.env == "production"
    return {
        "proef": not real,
        "echt": real,
        "lezer": bool(settings.reader_url),
        "sms": settings.sms is not None,
        "aangesloten": real and bool(settings.connected),
        "eigen_organisaties": bool(settings.operator_organisations),
    }


def _lists(settings: Settings, register: Register) -> dict[str, tuple[str, ...]]:
    def names(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(register.organisations[one].name for one in ids if one in register.organisations)

    return {
        "aangesloten": names(settings.connected),
        "eigen_organisaties": names(settings.operator_organisations),
    }


ABOUT = web.AppKey("about", dict[str, AboutPage])


async def show(request: web.Request) -> web.Response:
    """One of the pages."""
    page = request.app[ABOUT][request.path.removeprefix("/")]
    return render(request, "citizen/about.html", {"page": page})


ROUTES = [web.get(f"/{name}", show) for name in NAMES]
