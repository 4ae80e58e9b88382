"""What a citizen finds in the same place on every page, and errors that are told where they were made."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

PAGES = (
    "/",
    "/status",
    "/status/code-kwijt",
    "/verder",
    "/formulier/betalingsregeling",
    "/over",
    "/privacy",
    "/hoe-het-werkt",
    "/toegankelijkheid",
    "/signalen/openbaar",
    "/uitvoerder/inloggen",
    "/bestaat-niet",
)
# A form that is sent with nothing in it, or with what cannot be.
FAULTY: dict[str, dict[str, str]] = {
    "/": {"bericht": "1", "tekst": "x" * 5000},
    "/status": {"nummer": "L26", "code": "x"},
    "/status/code-kwijt": {"nummer": "", "contact": ""},
    "/verder": {"code": ""},
    "/formulier/betalingsregeling": {"schulden.0.datum_brief": "31 februari"},
    "/formulier/mens_spreken": {"verhaal": "", "naam": "", "contact": ""},
    "/uitvoerder/inloggen": {"inlognaam": "niemand", "wachtwoord": "niets"},
}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Inside]:
    settings = {"LOKET_OPERATOR_TELEPHONE": "030-0000000", "LOKET_OPERATOR_HOURS": "ma-vr 9-17 uur"}
    async with inside(tmp_path, **settings) as made:
        yield made


async def test_help_of_a_person_with_its_telephone_stands_in_the_same_place_on_every_page(
    office: Inside,
) -> None:
    """WCAG 3.2.6: first in the footer, and the last of the menu leads there."""
    for path in PAGES:
        body = (await office.call("GET", path)).body
        footer = body.split("<footer")[1]
        first = re.search(r"<section[^>]*>(.*?)</section>", footer, re.S)
        assert first is not None, path
        assert '<h2 id="hulp" tabindex="-1">Hulp van een mens</h2>' in first[1], path
        assert 'href="tel:030-0000000"' in first[1], path
        menu = re.findall(r'<a href="([^"]+)"', body.split("<nav")[1].split("</nav>")[0])
        assert menu == ["/", "/status", "#hulp"], path


async def test_an_error_is_named_in_the_title_tied_to_its_field_and_leaves_what_was_typed(
    office: Inside,
) -> None:
    for path, values in FAULTY.items():
        if path == "/":
            await office.call("GET", "/")
        answer = await office.call("POST", path, urlencode(values).encode(), form_headers())
        assert answer.status >= 400, path
        assert "<title>Fout:" in answer.body, path
        wrong = re.findall(
            r"<(?:input|textarea|select|fieldset)[^>]*aria-invalid=\"true\"[^>]*>", answer.body
        )
        assert wrong, path
        for tag in wrong:
            tied = re.search(r'aria-describedby="([^"]+)"', tag)
            assert tied is not None, (path, tag)
            for place in tied[1].split():
                assert f'id="{place}"' in answer.body, (path, place)
        # A second name of the same place would leave a reader at the wrong one.
        ids = re.findall(r'\sid="([^"]+)"', answer.body)
        assert len(ids) == len(set(ids)), path


async def test_every_page_names_its_language_and_has_one_heading_of_the_first_level(office: Inside) -> None:
    for path in PAGES:
        body = (await office.call("GET", path)).body
        assert '<html lang="nl"' in body, path
        assert len(re.findall(r"<h1[ >]", body)) == 1, path
