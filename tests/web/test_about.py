"""The pages about this counter say what its settings say, and stand on every page of a citizen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.app import build
from bot.datafile import DataError
from bot.settings import load_settings
from bot.web.citizen.about import NAMES
from tests.web.inside import inside

PRODUCTION = {
    "LOKET_ENV": "production",
    "LOKET_BASE_URL": "https://loket.example.nl",
    "LOKET_OPERATOR_NAME": "Loket Voorbeeldstad",
    "LOKET_OPERATOR_EMAIL": "privacy@voorbeeldstad.example.nl",
    "LOKET_SECRET_KEY": "s" * 40,
    "LOKET_ENGINE_TOKEN": "e" * 20,
}


async def test_every_page_of_a_citizen_leads_to_every_page_about_the_counter(tmp_path: Path) -> None:
    async with inside(tmp_path) as office:
        for path in ("/", "/status", "/verder", "/bestaat-niet", *(f"/{name}" for name in NAMES)):
            body = (await office.call("GET", path)).body
            assert all(f'href="/{name}"' in body for name in NAMES), path
        for name in NAMES:
            page = await office.call("GET", f"/{name}")
            assert page.status == 200
            assert f'href="/{name}" aria-current="page"' in page.body
            assert not re.search(r"\{\w*\}", page.body)


async def test_the_terms_and_who_is_answerable_are_those_of_the_settings(tmp_path: Path) -> None:
    terms = {
        "LOKET_KEEP_CONVERSATIONS_DAYS": "11",
        "LOKET_KEEP_HANDED_OVER_DAYS": "22",
        "LOKET_KEEP_TICKETS_DAYS": "333",
        "LOKET_KEEP_SIGNALS_DAYS": "444",
        "LOKET_KEEP_LOOKS_DAYS": "55",
    }
    connected = {"LOKET_CONNECTED": "cjib", "LOKET_OPERATOR_ORGANISATIONS": "gemeente:0344"}
    async with inside(tmp_path, **PRODUCTION, **terms, **connected) as office:
        privacy = (await office.call("GET", "/privacy")).body
        for days in ("11", "22", "333", "444", "55"):
            assert re.search(rf"\b{days} dagen", privacy)
        assert "privacy@voorbeeldstad.example.nl" in privacy
        assert "tweede programma" not in privacy
        over = (await office.call("GET", "/over")).body
        assert "Utrecht" in over
        assert ">CJIB<" in over
        assert "demonstratie" not in over
        assert "Loket Voorbeeldstad" in (await office.call("GET", "/hoe-het-werkt")).body


async def test_a_second_reader_is_told_where_there_is_one(tmp_path: Path) -> None:
    reader = {"LOKET_READER_URL": "https://model.example.nl/v1", "LOKET_READER_MODEL": "klein"}
    async with inside(tmp_path, **reader) as office:
        assert "tweede programma" in (await office.call("GET", "/privacy")).body
        assert "taalmodel" in (await office.call("GET", "/hoe-het-werkt")).body
        assert "Dit is een demonstratie." in (await office.call("GET", "/over")).body


async def test_who_carries_text_messages_is_told_where_they_are_sent(tmp_path: Path) -> None:
    service = {
        "LOKET_SMS_URL": "https://api.notifynl.nl",
        "LOKET_SMS_SERVICE": "26785a09-ab16-4eb0-8407-a37497a57506",
        "LOKET_SMS_KEY": "3d844edf-8d35-48ac-975b-e847b4f122b0",
        "LOKET_SMS_TEMPLATE": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    }
    async with inside(tmp_path, **service) as office:
        assert "via api.notifynl.nl" in (await office.call("GET", "/privacy")).body
    async with inside(tmp_path) as office:
        assert "sms" not in (await office.call("GET", "/privacy")).body


async def test_the_fields_that_the_algorithm_register_requires_are_filled_in_and_fit(tmp_path: Path) -> None:
    async with inside(tmp_path) as office:
        body = (await office.call("GET", "/hoe-het-werkt")).body
    fields = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", body))
    required = {
        "Naam",
        "Korte omschrijving",
        "Organisatie",
        "Status",
        "Contactgegevens",
        "Publicatiecategorie",
    }
    assert required | {"Thema", "Doel", "Impact"} <= set(fields)
    # Publicatiestandaard, chapter 2: a name of 100 characters at most, a short description of 350.
    assert len(fields["Naam"]) <= 100
    assert len(fields["Korte omschrijving"]) <= 350


async def test_a_page_of_the_installation_itself_goes_before_the_product_s_and_a_fault_in_it_is_told(
    tmp_path: Path,
) -> None:
    data = tmp_path / "eigen" / "pages"
    data.mkdir(parents=True)
    text = "titel: Toegankelijkheid\ninleiding: [Getest door een bureau.]\ndelen: [{kop: Wat, tekst: ['Bij {naam}.']}]\n"
    (data / "toegankelijkheid.yml").write_text(text)
    async with inside(tmp_path / "var", LOKET_DATA_DIR=str(data.parent)) as office:
        page = (await office.call("GET", "/toegankelijkheid")).body
        assert "Getest door een bureau." in page
        assert "Bij Loket (demonstratie)." in page
    (data / "toegankelijkheid.yml").write_text(text.replace("{naam}", "{maan}"))
    given = {
        "LOKET_ENV_FILE": "/dev/null",
        "LOKET_ENV": "test",
        "LOKET_VAR": str(tmp_path / "var"),
        "LOKET_DATA_DIR": str(data.parent),
    }
    with pytest.raises(DataError, match="maan"):
        await build(load_settings(given))
