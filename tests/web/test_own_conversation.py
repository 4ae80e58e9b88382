"""A citizen deletes a conversation, with or without a request in it; and no access code stands in what is kept."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import Conversation, Message, Ticket
from bot.web.keys import RETENTION
from tests.retention.helpers import places, raw_places
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

WORD = "kwikstaartje"
FORM = "/formulier/mens_spreken"
TOLD = {"verhaal": f"Ik wil iemand spreken over mijn {WORD}.", "contact": "jan@example.nl", "naam": ""}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


async def told(office: Inside) -> str:
    """A conversation at its overview; its secret id."""
    await office.client.post(
        FORM, data=TOLD, headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False
    )
    cookies = office.client.session.cookie_jar.filter_cookies(office.client.make_url("/"))
    return cookies["loket_gesprek"].value


async def sent(office: Inside) -> tuple[str, dict[str, str]]:
    """A conversation that handed something over; its id, and the request."""
    token = await told(office)
    page = (await office.call("GET", f"/v1/gesprekken/{token}/berichten")).json
    button = page["berichten"][-1]["knoppen"][0]["waarde"]
    answer = await office.call("POST", f"/v1/gesprekken/{token}/berichten", {"tekst": button})
    return token, answer.json["tickets"][0]


async def test_a_conversation_in_which_nothing_was_sent_is_deleted_by_its_page_and_no_byte_stays(
    office: Inside, tmp_path: Path
) -> None:
    token = await told(office)
    assert raw_places(tmp_path, WORD)
    asked = await office.call("GET", "/gesprek/verwijderen")
    assert "Er is niets verstuurd" in asked.body
    page = await office.call("POST", "/gesprek/verwijderen", b"", form_headers())
    assert page.status == 200
    assert "Uw gesprek is verwijderd" in page.body
    assert not office.client.session.cookie_jar.filter_cookies(office.client.make_url("/"))
    assert (await office.call("GET", f"/v1/gesprekken/{token}/berichten")).status == 404
    assert raw_places(tmp_path, WORD) == []


async def test_by_the_api_a_conversation_goes_and_the_request_that_it_sent_stays_with_its_code(
    office: Inside,
) -> None:
    token, ticket = await sent(office)
    assert (await office.call("DELETE", f"/v1/gesprekken/{token}")).status == 204
    assert (await office.call("DELETE", f"/v1/gesprekken/{token}")).status == 404
    assert (await office.call("GET", f"/v1/gesprekken/{token}/berichten")).status == 404
    async with office.loket.database.read() as session:
        assert (await session.scalars(select(Conversation.id))).all() == []
        assert (await session.scalars(select(Ticket.number))).all() == [ticket["nummer"]]
    keys = f"nummer={ticket['nummer']}&code={ticket['toegangscode']}".encode()
    assert "Wat wij hebben doorgegeven" in (await office.call("POST", "/status", keys, form_headers())).body


async def test_who_deletes_a_conversation_that_sent_something_is_shown_number_and_code_first(
    office: Inside,
) -> None:
    _, ticket = await sent(office)
    asked = (await office.call("GET", "/gesprek/verwijderen")).body
    assert ticket["nummer"] in asked
    assert ticket["toegangscode"] in asked
    assert (
        "Wat u hebt verstuurd, is er nog"
        in (await office.call("POST", "/gesprek/verwijderen", b"", form_headers())).body
    )


async def test_another_site_deletes_nothing_and_who_has_no_conversation_is_sent_to_the_start(
    office: Inside,
) -> None:
    token = await told(office)
    other = {**form_headers(), "Sec-Fetch-Site": "cross-site"}
    assert (await office.call("POST", "/gesprek/verwijderen", b"", other)).status == 403
    assert (await office.call("GET", f"/v1/gesprekken/{token}/berichten")).status == 200
    office.client.session.cookie_jar.clear()
    async with office.client.get("/gesprek/verwijderen", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_many_deletions_do_not_write_the_database_anew_each_time_and_the_next_purge_finishes_them(
    office: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubbed = 0
    really = office.loket.database.scrub

    async def counted() -> bool:
        nonlocal scrubbed
        scrubbed += 1
        return await really()

    monkeypatch.setattr(office.loket.database, "scrub", counted)
    for _ in range(4):
        office.client.session.cookie_jar.clear()
        token = await told(office)
        assert (await office.call("DELETE", f"/v1/gesprekken/{token}")).status == 204
    assert scrubbed == 1
    async with office.loket.database.read() as session:
        assert await places(session, WORD) == []
    await office.loket.public[RETENTION].purge()
    assert scrubbed == 2
    assert raw_places(tmp_path, WORD) == []


async def test_an_access_code_is_read_by_the_citizen_each_time_and_stands_in_no_file(
    office: Inside, tmp_path: Path
) -> None:
    token, ticket = await sent(office)
    code = ticket["toegangscode"]
    for _ in range(2):
        shown = (await office.call("GET", f"/v1/gesprekken/{token}/berichten")).json
        assert [one for one in shown["berichten"] if f"Uw code is {code}." in one["tekst"]]
    assert code in (await office.call("GET", "/")).body
    assert f"Uw code is {code}." in (await office.call("GET", "/gesprek.txt")).body
    async with office.loket.database.read() as session:
        assert await places(session, code) == []
        texts = (await session.scalars(select(Message.text))).all()
    assert [text for text in texts if re.search(r"Uw code is ⟨code L[^⟩]+⟩\.", text)]
    assert raw_places(tmp_path, code) == []
    keys = f"nummer={ticket['nummer']}&code={code}".encode()
    kept = await office.call("POST", "/status/gegevens", keys, form_headers())
    assert kept.status == 200
    assert "⟨" not in kept.body
