"""No page is forgotten: each address that gives one has its picture, and axe looks at it there."""

from __future__ import annotations

import re

from aiohttp import web

from bot.web.routes import ROUTES
from tests.browser.places import PLACES, STRICT, WITHOUT_ENGINE

# What is fetched from these is no page: files, streams of events, the way to another log-in, and what machines read.
NO_PAGE = re.compile(
    r"/v1/|/(livez|readyz|metrics)$|\.(css|js|txt|csv|json|jsonld)$|/live$|/(brief|brieven|bijlagen)/|/bestand$"
    r"|/inloggen/(provider|terug)$"
)


def routes() -> set[str]:
    """Every address that can be opened, as it stands in the list, without what its parts must look like."""
    found = [one for routes in ROUTES for one in routes if isinstance(one, web.RouteDef)]
    # A shape may hold braces of its own: {nummer:\d{2}}.
    plain = re.compile(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}")
    return {plain.sub(r"{\1}", one.path) for one in found if one.method == "GET"}


def test_every_page_has_a_picture_in_make_looks() -> None:
    pictured = {one.route for one in [*PLACES.values(), *WITHOUT_ENGINE.values(), *STRICT.values()]} - {None}
    pages = {route for route in routes() if NO_PAGE.search(route) is None}
    assert len(pages) > 40
    assert pictured == pages
