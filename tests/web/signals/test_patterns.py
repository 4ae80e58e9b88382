from __future__ import annotations

import re

import aiohttp

from bot.accounts.roles import Role
from bot.accounts.tokens import Scope
from bot.signals.facets import Facet
from bot.signals.listing import Filter
from bot.web.keys import SIGNAL_LIST
from tests.tickets.helpers import CJIB, package
from tests.web.signals.conftest import Office, Person

PATH = "/signalen/aanleveren"
PATTERN = {"regeling": "bijstand", "verhaal": "Wij zien dat giften worden gekort."}


async def upload(person: Person, data: bytes) -> tuple[int, str]:
    page = (await person.get(PATH)).body
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    form = aiohttp.FormData()
    form.add_field("csrf", token[1])
    form.add_field("bestand", data, filename="signalen.csv", content_type="text/csv")
    headers = {"Cookie": str(person.cookie), "Sec-Fetch-Site": "same-origin"}
    async with person.office.client.post(f"{PATH}/bestand", data=form, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_an_executor_reports_a_pattern_by_form_and_by_file_with_a_report(office: Office) -> None:
    person = await office.person("cjib", Role.UITVOERDER, CJIB)
    wrong = await person.send(PATH, {**PATTERN, "regeling": ""})
    assert wrong.status == 400
    assert PATTERN["verhaal"] in wrong.body
    told = {**PATTERN, "oorzaak": ["O1", "O3"], "gevolg-gezin": "4", "gevolg-werk": ""}
    ruling = await person.send(PATH, {**told, "rvs": "D"})
    assert (ruling.status, "hoger beroep" in ruling.body) == (400, True)
    assert 'value="4" selected' in ruling.body
    done = await person.send(PATH, told)
    assert "Uw melding is gestuurd" in done.body
    status, page = await upload(person, b"regeling;verhaal\nbijstand;Een\nweg;Twee\n")
    assert status == 200
    assert "<strong>1</strong> van de 2 regels" in page
    assert "staat niet in het register" in page
    assert (await upload(person, b"a;b\n"))[0] == 400
    listed = office.inside.loket.public[SIGNAL_LIST]
    assert (await listed.page("SZW", Filter({Facet.REPORTER: "organisatie"}))).count == 2
    assert (await listed.page("SZW", Filter({Facet.EFFECT: "gezin"}, weight=4))).count == 1


async def test_the_example_file_is_taken_as_it_is(office: Office) -> None:
    person = await office.reader()
    example = (await person.get(f"{PATH}/voorbeeld.csv")).body
    status, page = await upload(person, example.encode())
    assert (status, "<strong>1</strong> van de 1 regels" in page) == (200, True)


async def test_a_machine_reports_a_pattern_once(office: Office) -> None:
    headers = {**await office.inside.token(CJIB), "Content-Type": "application/json"}
    body = {**PATTERN, "oorzaken": ["O1"], "gevolgen": {"gezin": 4}}
    made = await office.inside.call("POST", "/v1/signalen", body, {**headers, "Idempotency-Key": "a"})
    assert made.status == 201
    assert made.json["departementen"] == ["SZW"]
    for more in ({"Idempotency-Key": "a"}, {"Idempotency-Key": "b"}, {}):
        again = await office.inside.call("POST", "/v1/signalen", body, {**headers, **more})
        assert again.json == made.json
    for wrong, words in (
        ({"regeling": "weg"}, "staat niet in het register"),
        ({"rvsCategorie": "D"}, "hoger beroep"),
        ({"gevolgen": {"gezin": 9}}, "gevolg"),
    ):
        refused = await office.inside.call("POST", "/v1/signalen", {**body, **wrong}, headers)
        assert refused.status == 400
        assert words in refused.body
    other = await office.inside.token(CJIB, Scope.TICKETS_LEZEN)
    assert (
        await office.inside.call("POST", "/v1/signalen", body, {**other, "Content-Type": "application/json"})
    ).status == 403


async def test_from_a_ticket_the_open_ones_about_the_same_rule_are_one_click_away(office: Office) -> None:
    person = await office.person("cjib", Role.UITVOERDER, CJIB)
    here = await office.inside.ticket(CJIB, schemes=("verkeersboete",))
    like = await office.inside.ticket(CJIB, schemes=("verkeersboete", "noodstop"))
    others = [
        await office.inside.ticket(CJIB, schemes=("noodstop",)),
        await office.inside.hand_over(package("gemeente:0344", schemes=("verkeersboete",))),
    ]
    path = f"/uitvoerder/{here}/zelfde-regel"
    assert path in (await person.get(f"/uitvoerder/{here}")).body
    page = (await person.get(path)).body
    assert like in page
    assert not any(number in page for number in others)
    foreign = await office.person("svb", Role.UITVOERDER, "svb")
    assert (await foreign.get(path)).status == 404
