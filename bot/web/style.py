"""One stylesheet for every page: components, the neutral theme, our own few rules, and the theme of this house."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiohttp import web

from bot.settings import SettingsError

HERE = Path(__file__).resolve().parent
COMPONENTS = HERE / "static" / "dist" / "components.css"
OWN = HERE / "static" / "loket.css"
NEUTRAL = "neutraal"
THEME_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
# A theme is data that an installation brings: it may not reach for anything outside this loket.
FOREIGN = re.compile(r"@import|url\(\s*(?!['\"]?\s*(?:data:|#))", re.IGNORECASE)
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.DOTALL)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stylesheet as it is sent: plain and compressed, under an address that has its content in it."""

    theme: str
    address: str
    plain: bytes
    packed: bytes


class Styles:
    """The stylesheets of this installation, one for each theme; each is made when it is first asked for."""

    def __init__(self, directories: Sequence[Path], theme: str) -> None:
        """Reads the themes in these folders, later ones over earlier. SettingsError when `theme` is not among them."""
        self._files = {file.stem: file for folder in directories for file in sorted(folder.glob("*.css"))}
        self._sheets: dict[str, Sheet] = {}
        if theme not in self._files:
            raise SettingsError(f"LOKET_THEME is '{theme}'; there is {', '.join(sorted(self._files))}")
        self.theme = theme
        if not COMPONENTS.is_file():
            log.warning("front_end_not_built", help="make setup builds it; pages work, and look plain")
        self.sheet(theme)

    @property
    def names(self) -> frozenset[str]:
        """Every theme that a page may ask for."""
        return frozenset(self._files)

    def sheet(self, theme: str | None = None) -> Sheet:
        """The stylesheet in this theme; in the one of the settings when there is no such theme."""
        name = theme if theme is not None and theme in self._files else self.theme
        if name not in self._sheets:
            self._sheets[name] = self._made(name)
        return self._sheets[name]

    def _made(self, name: str) -> Sheet:
        parts = [COMPONENTS] if COMPONENTS.is_file() else []
        parts += [self._files[NEUTRAL], OWN]
        if name != NEUTRAL:
            parts.append(self._files[name])
        text = "\n".join(_read(part) for part in parts)
        content = text.encode()
        mark = hashlib.sha256(content).hexdigest()[:12]
        return Sheet(name, f"/stijl/{name}.css?v={mark}", content, gzip.compress(content, 9, mtime=0))


def _read(file: Path) -> str:
    """A stylesheet without comments; SettingsError when a theme fetches something from elsewhere."""
    text = COMMENT.sub("", file.read_text(encoding="utf-8"))
    if file not in (COMPONENTS, OWN) and FOREIGN.search(text):
        raise SettingsError(f"{file}: a theme holds no @import and no address; pictures go in as data:")
    return text


STYLES = web.AppKey("styles", Styles)


async def serve(request: web.Request) -> web.Response:
    """The stylesheet of a theme. Under its own address it may be kept for ever."""
    styles, name = request.app[STYLES], request.match_info["thema"]
    if name not in styles.names:
        raise web.HTTPNotFound
    sheet = styles.sheet(name)
    headers = {"Vary": "Accept-Encoding"}
    if str(request.rel_url) == sheet.address:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=sheet.packed, content_type="text/css", charset="utf-8", headers=headers)
    return web.Response(body=sheet.plain, content_type="text/css", charset="utf-8", headers=headers)


ROUTES = [web.get("/stijl/{thema:[a-z0-9-]+}.css", serve)]
