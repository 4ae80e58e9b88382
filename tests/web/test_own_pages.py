"""Receipt, another device, a lost code: what a citizen takes along from a conversation. On a loket without its engine."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest

from tests.conftest import Answer
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

FORM = "/formulier/mens_spreken"
CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
STORY = "ik snap de brief over mijn toeslag niet"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


async def send(office: Inside, path: str, fields: dict[str, str], **headers: str) -> Answer:
    return await office.call("POST", path, urlencode(fields).encode(), {**form_headers(), **headers})


async def handed_over(office: Inside) -> None:
    """A request sent from this browser, by the plain form and the button under its overview."""
    await send(office, FORM, {"verhaal": STORY, "contact": "jan@example.nl", "naam": "Jan Jansen"})
    page = (await office.call("GET", "/")).body
    found = re.search(r'name="knop" value="(/versturen[^"]+)"', page)
    assert found is not None
    await send(office, "/", {"knop": found[1]})


async def test_the_page_shows_beside_the_conversation_what_was_noted_and_that_nothing_was_sent_yet(
    office: Inside,
) -> None:
    before = (await office.call("GET", "/")).body
    assert "Wat wij opschrijven, komt hier te staan." in before
    await send(office, FORM, {"verhaal": STORY, "contact": "jan@example.nl", "naam": ""})
    aside = (await office.call("GET", "/")).body.split('id="genoteerd"')[1]
    assert STORY in aside
    assert "jan@example.nl" in aside
    assert "Er is nog niets verstuurd." in aside


async def test_the_receipt_has_number_code_and_what_was_told_and_the_mail_has_no_word_of_it(
    office: Inside,
) -> None:
    assert (await office.call("GET", "/ontvangstbewijs")).status == 404
    await handed_over(office)
    page = await office.call("GET", "/ontvangstbewijs")
    number = re.search(r"L26-[0-9A-Z]{4}-[0-9A-Z]{2}", page.body)
    assert page.status == 200
    assert number is not None
    assert STORY in page.body
    file = await office.call("GET", "/ontvangstbewijs.txt")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert number[0] in file.body
    (address,) = re.findall(r'href="(mailto:\?[^"]+)"', page.body)
    letter = unquote(address)
    assert number[0] in letter
    assert CODE.search(letter)
    assert STORY not in letter


async def test_a_code_opens_the_conversation_on_another_device_and_both_go_on_with_it(
    office: Inside, tmp_path: Path
) -> None:
    await send(office, FORM, {"verhaal": STORY, "contact": "", "naam": ""})
    page = await send(office, "/verder/code", {})
    code = CODE.search(page.body)
    assert code is not None
    office.client.session.cookie_jar.clear()
    assert STORY not in (await office.call("GET", "/formulier/mens_spreken")).body
    office.client.session.cookie_jar.clear()
    opened = await send(office, "/verder", {"code": f" {code[0].lower().replace('-', ' ')} "})
    assert opened.status == 200
    assert STORY in (await office.call("GET", FORM)).body


async def test_a_code_for_another_device_ends_with_a_new_one_and_with_its_term(office: Inside) -> None:
    await office.call("GET", "/")
    codes = []
    for _ in range(2):
        found = CODE.search((await send(office, "/verder/code", {})).body)
        assert found is not None
        codes.append(found[0])
    office.client.session.cookie_jar.clear()
    assert (await send(office, "/verder", {"code": codes[0]})).status == 404
    office.clock.now += timedelta(days=14, seconds=1)
    assert (await send(office, "/verder", {"code": codes[1]})).status == 404


async def test_a_conversation_is_kept_for_as_long_as_its_code_works(office: Inside) -> None:
    await send(office, FORM, {"verhaal": STORY, "contact": "", "naam": ""})
    office.clock.now += timedelta(days=10)
    code = CODE.search((await send(office, "/verder/code", {})).body)
    assert code is not None
    office.clock.now += timedelta(days=13)
    await office.loket.retention.purge()
    office.client.session.cookie_jar.clear()
    assert (await send(office, "/verder", {"code": code[0]})).status == 200
    assert STORY in (await office.call("GET", FORM)).body


async def test_the_database_alone_opens_no_conversation(office: Inside) -> None:
    await office.call("GET", "/")
    token = office.client.session.cookie_jar.filter_cookies(office.client.make_url("/"))[
        "loket_gesprek"
    ].value
    found = CODE.search((await send(office, "/verder/code", {})).body)
    assert found is not None
    async with office.loket.database.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM conversation")).all()
    kept = " ".join(str(value) for row in rows for value in row)
    assert token not in kept
    assert found[0].replace("-", "") not in kept


async def test_guessing_codes_of_other_devices_is_slow(office: Inside) -> None:
    answers = [(await send(office, "/verder", {"code": f"22222-2222{n}"})).status for n in range(2, 14)]
    assert answers[0] == 404
    assert answers[-1] == 429


async def test_leaving_forgets_the_conversation_on_this_device_and_leads_to_a_neutral_site(
    office: Inside,
) -> None:
    await send(office, FORM, {"verhaal": STORY, "contact": "", "naam": ""})
    for path in ("/", "/status", "/verder", FORM, "/status/code-kwijt", "/bestaat-niet"):
        assert 'action="/weg"' in (await office.call("GET", path)).body
    answer = await send(office, "/weg", {})
    assert answer.headers["Refresh"].startswith("0; url=https://")
    assert answer.body == ""
    assert STORY not in (await office.call("GET", FORM)).body
