from __future__ import annotations

import html
import re

import pytest

from bot.accounts.roles import Role
from bot.signals.clustering.run import ClusterRun
from bot.web.keys import SIGNALS
from tests.signals.consultation import TOPICS
from tests.web.signals.conftest import Office

STORY = TOPICS[0]


async def test_who_is_not_logged_in_gets_the_public_page(office: Office) -> None:
    answer = await office.anybody.get("/signalen/")
    assert (answer.status, answer.headers["Location"]) == (303, "/signalen/openbaar")


@pytest.mark.parametrize(
    "path", ["/signalen/", "/signalen/lijst", "/signalen/clusters", "/signalen/S26-2222-22"]
)
async def test_staff_of_an_executor_and_a_coordinator_read_no_signals(office: Office, path: str) -> None:
    for person in (await office.person("cjib", Role.UITVOERDER, "cjib"), await office.coordinator()):
        assert (await person.get(path)).status in {403, 404}


async def test_every_figure_of_the_overview_opens_the_list_that_it_counts(office: Office) -> None:
    reader = await office.reader()
    for place in range(3):
        await office.report(story=STORY.story(place), effects={"gezin": place + 2})
    await office.report(ministries=("VWS", "SZW"), scheme="wmo", law="Wmo 2015", cause=("O2", "O3"))
    page = (await reader.get("/signalen/")).body
    found = re.findall(r'href="(/signalen/lijst\?[^"]+)">[^<]+</a></th><td class="number">(\d+)</td>', page)
    assert len(found) > 10
    for address, count in found:
        listed = (await reader.get(html.unescape(address))).body
        assert f"<strong>{count}</strong> gevonden" in listed, address


async def test_the_list_goes_on_from_where_the_page_ended(office: Office) -> None:
    reader = await office.reader()
    sent = [(await office.report(story=f"verhaal {place}")).number for place in range(53)]
    first = (await reader.get("/signalen/lijst?oorzaak=O1")).body
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = (await reader.get(html.unescape(following[1]))).body
    seen = re.findall(r'href="/signalen/(S26-\w{4}-\w{2})"', first + second)
    assert seen == list(reversed(sent))
    assert 'rel="next"' not in second


async def test_a_day_that_is_none_is_said_at_its_field(office: Office) -> None:
    reader = await office.reader()
    await office.report()
    answer = await reader.get("/signalen/lijst?van=morgen")
    assert answer.status == 400
    assert 'aria-describedby="f-van-fout"' in answer.body


async def test_a_signal_is_worked_through_and_its_reporter_reads_it(office: Office) -> None:
    reader, sent = await office.reader(), await office.report()
    path = f"/signalen/{sent.number}"
    page = (await reader.get(path)).body
    assert "Voorstel van het systeem" in page
    assert "Kamerbrief 35 295, AF, par. 2, voetnoot 23" in page
    assert "dochter@" not in page
    assert (await reader.send(path, {"zet": "gebruik", "product": ""})).status == 400
    for fields in (
        {"zet": "bekijk"},
        {"zet": "duiding", "hardheid": "H2", "oorzaak": ["O1", "O3"], "artikel": "art. 22a", "szw": "3"},
        {"zet": "gebruik", "product": "Knelpuntenbrief 2026"},
        {"zet": "antwoord", "tekst": "Dank, wij gebruiken dit."},
        {"zet": "delen", "naar": "VWS"},
        {"zet": "sluit", "reden": "regel_aangepast"},
    ):
        answer = await reader.send(path, fields)
        assert (answer.status, answer.headers.get("Location")) == (303, path), fields
    assert (await reader.send(path, {"zet": "bekijk"})).status == 409
    assert (await reader.send(path, {"zet": "toveren"})).status == 400
    status = await office.anybody.send(
        "/status", {"nummer": sent.number, "code": sent.access_code}, page="/status"
    )
    for words in (
        "Uw melding is bekeken door het ministerie van Sociale Zaken en Werkgelegenheid.",
        "Uw melding is gebruikt in: Knelpuntenbrief 2026.",
        "Dank, wij gebruiken dit.",
        "De regel is aangepast.",
    ):
        assert words in status.body
    # What the ministry thinks of it is the ministry's.
    assert "H2" not in status.body
    other = await office.reader("VWS")
    assert "Een ander ministerie is aanspreekpunt" in (await other.get(path)).body


async def test_a_signal_of_another_ministry_is_not_there(office: Office) -> None:
    sent = await office.report(ministries=("SZW",))
    other = await office.reader("OCW")
    assert (await other.get(f"/signalen/{sent.number}")).status == 404
    assert (
        await other.send(f"/signalen/{sent.number}", {"zet": "bekijk"}, page="/signalen/clusters")
    ).status == 404


async def test_a_form_without_the_token_of_its_login_does_nothing(office: Office) -> None:
    reader, sent = await office.reader(), await office.report()
    answer = await reader.send(f"/signalen/{sent.number}", {"zet": "bekijk", "csrf": "x"})
    assert answer.status == 403
    seen = await office.inside.loket.public[SIGNALS].for_citizen(sent.number, sent.access_code)
    assert len(seen.lines) == 1


async def test_a_cluster_is_read_named_split_and_answered_on_its_page(office: Office) -> None:
    reader = await office.reader()
    sent = [await office.report(story=STORY.story(place)) for place in range(5)]
    await ClusterRun(office.inside.loket.database, office.inside.clock).run()
    page = (await reader.get("/signalen/clusters")).body
    found = re.search(r'href="(/signalen/clusters/\d+)"', page)
    assert found is not None
    path = found[1]
    assert "kostendeler" in (await reader.get(path)).body
    for fields, missing in (
        ({"zet": "naam", "naam": " "}, "Geef een naam."),
        ({"zet": "fase", "fase": "5_aangepast"}, "Schrijf waarom"),
        ({"zet": "samen", "samen": "x"}, "Kies een ander cluster"),
        ({"zet": "splits", "naam": "Apart"}, "Kies de signalen"),
        ({"zet": "antwoord", "tekst": ""}, "Schrijf een antwoord"),
        ({"zet": "gebruik", "product": ""}, "Noem het product"),
    ):
        answer = await reader.send(path, fields)
        assert answer.status == 400
        assert missing in answer.body
    assert (await reader.send(path, {"zet": "naam", "naam": "Kind thuis"})).status == 303
    assert (await reader.send(path, {"zet": "fase", "fase": "3_analyse"})).status == 303
    assert (await reader.send(path, {"zet": "antwoord", "tekst": "Wij kijken ernaar."})).status == 303
    assert (await reader.send(path, {"zet": "gebruik", "product": "Staat 2026"})).status == 303
    assert "Gebruikt in een product" in (await reader.get(f"/signalen/{sent[4].number}")).body
    apart = await reader.send(path, {"zet": "splits", "naam": "Apart", "signaal": [sent[0].number]})
    assert apart.headers["Location"] != path
    again = (await reader.get(path)).body
    assert "<h1>Kind thuis</h1>" in again
    assert "3. Analyse" in again
    merged = await reader.send(apart.headers["Location"], {"zet": "samen", "samen": path.rsplit("/", 1)[1]})
    assert merged.headers["Location"] == path
    assert (await reader.get(apart.headers["Location"])).status == 404
    signal_page = (await reader.get(f"/signalen/{sent[0].number}")).body
    assert "Kind thuis" in signal_page


async def test_a_reader_of_no_ministry_is_refused(office: Office) -> None:
    person = await office.person("los", Role.LEZER, "cjib")
    assert (await person.get("/signalen/")).status == 403
