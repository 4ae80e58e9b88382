"""The pages about this counter: for whom, privacy, how the assistant works, accessibility. Text from data, facts from settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from bot.datafile import DataError, DataFile
from bot.dialogue.turn import Thresholds
from bot.language import DUTCH, ENGLISH, Phrases
from bot.register.register import Register
from bot.settings import Settings
from bot.translation.overlay import Overlay
from bot.web.language import language_of
from bot.web.pages import render
from bot.web.words import STATUS

NAMES = ("over", "privacy", "hoe-het-werkt", "toegankelijkheid")
type Flag = Literal["proef", "echt", "lezer", "sms", "aangesloten", "eigen_organisaties", "engels"]
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


def load_pages(
    directories: Sequence[Path],
    settings: Settings,
    register: Register,
    overlay: Overlay | None = None,
    phrases: Phrases = DUTCH,
) -> dict[str, AboutPage]:
    """The pages, local data over the product's own, filled in from the running settings. DataError for a wrong file.

    With an overlay in its language, of which `phrases` are too.
    """
    facts, flags, lists = _facts(settings, phrases), _flags(settings), _lists(settings, register)
    pages = {}
    for name in NAMES:
        found = [folder / f"{name}.yml" for folder in directories if (folder / f"{name}.yml").exists()]
        file = DataFile(found[-1])
        data = file.read(PageData)
        if overlay is not None:
            data = _translated(overlay, name, data, DataFile(found[0]).read(PageData))
        try:
            pages[name] = _filled(data, facts, flags, lists)
        except (KeyError, ValueError, IndexError) as fault:
            raise DataError(file.path, 1, f"{{{fault}}} is not one of {', '.join(sorted(facts))}") from fault
    return pages


def _translated(overlay: Overlay, name: str, data: PageData, shipped: PageData) -> PageData:
    """The page in the overlay's language; when a part is shown and which list it fills in stays with the Dutch."""
    told = overlay.over(f"pages/{name}", _texts(data), {}, product=_texts(shipped))
    parts = [
        part.model_copy(
            update={
                "kop": own["kop"],
                "tekst": own["tekst"],
                "velden": {one["label"]: one["tekst"] for one in own["velden"].values()},
                "lijst": part.lijst if isinstance(part.lijst, str) else own["lijst"],
            }
        )
        for part, own in zip(data.delen, told["delen"], strict=True)
    ]
    return PageData(titel=told["titel"], inleiding=told["inleiding"], delen=parts)


def _texts(data: PageData) -> dict[str, Any]:
    """What is read of a page, by place: a row of a table under its Dutch label."""
    return {
        "titel": data.titel,
        "inleiding": data.inleiding,
        "delen": [
            {
                "kop": part.kop,
                "tekst": part.tekst,
                "velden": {label: {"label": label, "tekst": text} for label, text in part.velden.items()},
                "lijst": [] if isinstance(part.lijst, str) else part.lijst,
            }
            for part in data.delen
        ],
    }


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


def _facts(settings: Settings, phrases: Phrases) -> dict[str, str]:
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
        "status": phrases.say(STATUS, "in_gebruik" if settings.env == "production" else "in_ontwikkeling"),
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
        "engels": ENGLISH in settings.languages,
    }


def _lists(settings: Settings, register: Register) -> dict[str, tuple[str, ...]]:
    def names(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(register.organisations[one].name for one in ids if one in register.organisations)

    return {
        "aangesloten": names(settings.connected),
        "eigen_organisaties": names(settings.operator_organisations),
    }


# The pages by language.
ABOUT = web.AppKey("about", dict[str, dict[str, AboutPage]])


async def show(request: web.Request) -> web.Response:
    """One of the pages."""
    page = request.app[ABOUT][language_of(request)][request.path.removeprefix("/")]
    return render(request, "citizen/about.html", {"page": page})


ROUTES = [web.get(f"/{name}", show) for name in NAMES]
