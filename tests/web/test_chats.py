"""The pages and calls of taking a chat over, without a browser: what each side gets, and how an open page ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.accounts.roles import Role
from bot.web.keys import HUB, TAKEOVER
from tests.web.inside import Inside, inside
from tests.web.staff import Person, add, person

LIST = "/balie/chats"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


@pytest.fixture
async def sanne(opened: Inside) -> AsyncIterator[Person]:
    await add(opened, "sanne", Role.MEDEWERKER)
    async with person(opened) as somebody:
        await somebody.log_in("sanne")
        yield somebody


async def begin(opened: Inside) -> str:
    made = await opened.call("POST", "/v1/gesprekken", {}, JSON)
    return str(made.json["id"])


async def test_a_client_of_the_api_can_ask_for_a_person_and_sees_who_speaks(
    opened: Inside, sanne: Person
) -> None:
    token = await begin(opened)
    closed = await opened.call("POST", f"/v1/gesprekken/{token}/_mens", {}, JSON)
    assert closed.status == 409
    await sanne.post(LIST, zet="aanwezig")
    for _ in range(2):
        waits = await opened.call("POST", f"/v1/gesprekken/{token}/_mens", {}, JSON)
        assert waits.json == {
            "gesprekMet": "wachtrij",
            "open": True,
            "plaats": 1,
            "wachttijd": "Hoelang het duurt, weten wij niet.",
            "medewerker": None,
        }
    taken = await sanne.post(LIST, zet="volgende")
    await sanne.post(taken.headers["Location"], zet="zeg", tekst="Goedemiddag", bericht="een")
    answer = await opened.call("POST", f"/v1/gesprekken/{token}/berichten", {"tekst": "Dag"}, JSON)
    assert (answer.json["berichten"], answer.json["gesprekMet"]) == ([], "mens")
    read = (await opened.call("GET", f"/v1/gesprekken/{token}/berichten")).json
    assert [one["van"] for one in read["berichten"]][-3:] == ["systeem", "medewerker", "burger"]
    page = (await sanne.get(taken.headers["Location"])).body
    assert "Goedemiddag" in page
    back = await opened.call("POST", f"/v1/gesprekken/{token}/_assistent", {}, JSON)
    assert back.json["gesprekMet"] == "assistent"
    gone = await sanne.post(LIST, zet="volgende")
    assert gone.status == 409
    assert (await opened.call("POST", "/v1/gesprekken/onbekend/_mens", {}, JSON)).status == 404


async def test_a_message_that_is_sent_twice_stands_there_once(opened: Inside, sanne: Person) -> None:
    token = await begin(opened)
    await sanne.post(LIST, zet="aanwezig")
    await opened.call("POST", f"/v1/gesprekken/{token}/_mens", {}, JSON)
    taken = (await sanne.post(LIST, zet="volgende")).headers["Location"]
    for _ in range(2):
        await sanne.post(taken, zet="zeg", tekst="Goedemiddag", bericht="dezelfde")
    assert (await sanne.get(taken)).body.count("Goedemiddag") == 1
    assert (await sanne.post(taken, zet="zeg", tekst="x" * 5000, bericht="lang")).status == 400


async def test_what_was_typed_for_a_chat_that_is_gone_is_shown_and_not_lost(
    opened: Inside, sanne: Person
) -> None:
    token = await begin(opened)
    await sanne.post(LIST, zet="aanwezig")
    await opened.call("POST", f"/v1/gesprekken/{token}/_mens", {}, JSON)
    taken = (await sanne.post(LIST, zet="volgende")).headers["Location"]
    page = await sanne.get(taken)
    await opened.call("POST", f"/v1/gesprekken/{token}/_assistent", {}, JSON)
    csrf = page.body.split('name="csrf" value="')[1].split('"')[0]
    late = await sanne.call(
        "POST", taken, {"csrf": csrf, "zet": "zeg", "tekst": "Een heel lang antwoord", "bericht": "a"}
    )
    assert late.status == 409
    assert "Een heel lang antwoord" in late.body


async def test_an_open_page_hears_the_news_is_counted_and_ends_at_shutdown(
    opened: Inside, sanne: Person
) -> None:
    hub = opened.loket.public[HUB]
    cookie = "; ".join(f"{name}={value}" for name, value in sanne.cookies.items())
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(opened.client.make_url(LIST + "/live"), headers={"Cookie": cookie}) as stream,
    ):
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert (await until(stream, b"nieuws")).endswith(b"\n\n")
        assert hub.count == 1
        hub.tell("rij")
        await until(stream, b"nieuws")
        hub.close()
        assert await asyncio.wait_for(stream.content.read(), 2) is not None
        assert stream.content.at_eof()
    assert hub.count == 0


async def test_no_more_than_six_pages_of_one_employee_listen(opened: Inside, sanne: Person) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in sanne.cookies.items())
    address = opened.client.make_url(LIST + "/live")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        streams = [await session.get(address, headers={"Cookie": cookie}) for _ in range(7)]
        assert [one.status for one in streams] == [200] * 6 + [503]
        for stream in streams:
            stream.close()


async def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(opened: Inside, sanne: Person) -> None:
    takeover = opened.loket.public[TAKEOVER]
    await sanne.post(LIST, zet="aanwezig")
    for _ in range(5):
        opened.clock.forward(minutes=13)
        await sanne.call("GET", LIST, headers={"X-Loket-Vanzelf": "1"})
        await sanne.get(LIST + "/leven")
    assert "Inloggen voor medewerkers" in (await sanne.get(LIST)).body
    async with opened.loket.database.read() as session:
        assert await takeover.presences.accounts(session) == frozenset()


async def test_the_small_page_says_what_waits_and_keeps_its_employee_there(
    opened: Inside, sanne: Person
) -> None:
    await sanne.post(LIST, zet="aanwezig")
    token = await begin(opened)
    await opened.call("POST", f"/v1/gesprekken/{token}/_mens", {}, JSON)
    for _ in range(5):
        opened.clock.forward(seconds=45)
        alive = await sanne.get(LIST + "/leven")
        assert "1 in de rij" in alive.body
        assert int(alive.headers["Refresh"]) < 45
    assert (await opened.call("POST", f"/v1/gesprekken/{token}/_mens", {}, JSON)).json["open"]


async def until(stream: aiohttp.ClientResponse, words: bytes) -> bytes:
    """What the stream says up to these words."""
    read = b""
    while words not in read or not read.endswith(b"\n\n"):
        read += await asyncio.wait_for(stream.content.readany(), 2)
    return read
