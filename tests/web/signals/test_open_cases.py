"""Fix beside solve, from outside: a ministry asks, executors offer, citizens answer, and figures come back."""

from __future__ import annotations

import re

import pytest

from bot.accounts.roles import Role
from bot.signals.clustering.run import ClusterRun
from bot.tickets.packages import TicketReceipt
from bot.web.keys import TICKETS
from tests.signals.consultation import TOPICS
from tests.signals.helpers import BY_MAIL
from tests.tickets.helpers import order, package
from tests.web.signals.conftest import Office

UTRECHT, TILBURG, CJIB = "gemeente:0344", "gemeente:0855", "cjib"
ASKED = "Artikel 22a is hersteld. Reken de uitkering opnieuw uit voor wie een kind in huis heeft."
OFFER = "Wij rekenen uw uitkering opnieuw uit. Wilt u dat?"


async def ticket(office: Office, organisation: str, draft: str, scheme: str = "bijstand") -> TicketReceipt:
    asked = package(organisation, schemes=(scheme,), door="bezwaar", contact=BY_MAIL)
    made = await office.inside.loket.public[TICKETS].hand_over(order(asked, draft=draft))
    return made.tickets[0]


async def cases(office: Office, **counts: int) -> list[TicketReceipt]:
    organisations = {"utrecht": UTRECHT, "tilburg": TILBURG, "cjib": CJIB}
    return [
        await ticket(office, organisations[name], f"{name}{place}")
        for name, count in counts.items()
        for place in range(count)
    ]


def figures(page: str) -> dict[str, int]:
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', page)
    return {name: int(count) for name, count in rows}


async def test_from_a_signal_to_everybody_who_is_stuck_in_the_same_rule_and_back(office: Office) -> None:
    sent = await office.report(ministries=("SZW", "BZK"), reply_address=BY_MAIL)
    tickets = await cases(office, utrecht=12, tilburg=11)
    await ticket(office, UTRECHT, "ander", scheme="wajong")
    reader = await office.reader()
    path = f"/signalen/{sent.number}/open-zaken"
    assert path in (await reader.get(f"/signalen/{sent.number}")).body
    page = (await reader.get(path)).body
    assert "<strong>23</strong> mensen" in page
    assert figures(page) == {"Gemeente Utrecht": 12, "Gemeente Tilburg": 11}
    assert not any(one.number in page for one in tickets)
    # Who shares the signal sees the figures, and leaves the question to the point of contact.
    sharing = await office.reader("BZK")
    assert "Een ander ministerie is aanspreekpunt" in (await sharing.get(path)).body
    assert (await sharing.send(path, {"tekst": ASKED}, page="/signalen/clusters")).status == 409
    assert (await (await office.reader("OCW")).get(path)).status == 404

    assert (await reader.send(path, {"tekst": "  "})).status == 400
    assert (await reader.send(path, {"tekst": ASKED})).status == 303
    assert (await reader.send(path, {"tekst": ASKED}, page="/signalen/clusters")).status == 409

    executor = await office.person("utrecht", Role.UITVOERDER, UTRECHT)
    inbox = (await executor.get("/uitvoerder/")).body
    asked = re.search(r'href="(/uitvoerder/gevraagd/\d+)"', inbox)
    assert asked is not None
    assert asked[1] in (await executor.get("/uitvoerder/gevraagd")).body
    page = (await executor.get(asked[1])).body
    assert ASKED in page
    assert "Sociale Zaken en Werkgelegenheid" in page
    own = [one.number for one in tickets if one.organisation == UTRECHT]
    foreign = [one.number for one in tickets if one.organisation != UTRECHT]
    assert all(one in page for one in own)
    assert not any(one in page for one in foreign)
    outsider = await office.person("svb", Role.UITVOERDER, "svb")
    assert (await outsider.get(asked[1])).status == 404
    assert "/uitvoerder/gevraagd/" not in (await outsider.get("/uitvoerder/")).body

    versions = dict(re.findall(r'name="(versie-[^"]+)" value="(\d+)"', page))
    assert (await executor.send(asked[1], {**versions, "tekst": OFFER})).status == 400
    wrong = await executor.send(asked[1], {**versions, "tekst": "", "verzoek": own[:1]})
    assert (wrong.status, f'value="{own[0]}" checked' in wrong.body) == (400, True)
    done = await executor.send(asked[1], {**versions, "tekst": OFFER, "alle": "ja"})
    assert "staat klaar voor 12 mensen" in done.body
    twice = await executor.send(asked[1], {**versions, "tekst": OFFER, "verzoek": own[:1]})
    assert "intussen veranderd" in twice.body

    status = await office.anybody.send(
        "/status", {"nummer": tickets[0].number, "code": tickets[0].access_code}, page="/status"
    )
    assert OFFER in status.body
    assert ASKED not in status.body

    closing = {"zet": "klaar", "toelichting": "Twaalf mensen gevraagd. Bel 06-12345678."}
    assert (await executor.send(asked[1], closing)).status == 303
    assert (await executor.send(asked[1], closing, page="/uitvoerder/standaardantwoorden")).status == 409
    assert asked[1] not in (await executor.get("/uitvoerder/")).body

    page = (await reader.get(path)).body
    assert "Aan 12 mensen" in page
    assert "Gemeente Utrecht: “Twaalf mensen gevraagd." in page
    assert "12345678" not in page
    assert "Uw vraag staat uit" in page
    told = await office.anybody.send(
        "/status", {"nummer": sent.number, "code": sent.access_code}, page="/status"
    )
    assert "Organisaties is gevraagd om ook anderen met dit probleem te helpen." in told.body


async def test_no_number_below_ten_and_none_that_follows_by_subtraction_is_told_to_a_ministry(
    office: Office,
) -> None:
    sent = await office.report()
    await cases(office, utrecht=9)
    reader = await office.reader()
    path = f"/signalen/{sent.number}/open-zaken"
    page = (await reader.get(path)).body
    assert "minder dan tien mensen" in page
    assert (figures(page), "Utrecht" in page) == ({}, False)
    # Three of Tilburg would follow from fifteen of which twelve are of Utrecht.
    await ticket(office, UTRECHT, "tien")
    await ticket(office, UTRECHT, "elf")
    await ticket(office, UTRECHT, "twaalf")
    await cases(office, tilburg=3)
    page = (await reader.get(path)).body
    assert "<strong>15</strong> mensen" in page
    assert figures(page) == {"Alle organisaties samen": 15}
    assert (await reader.send(path, {"tekst": ASKED})).status == 303
    small = await office.person("tilburg", Role.UITVOERDER, TILBURG)
    inbox = (await small.get("/uitvoerder/")).body
    asked = re.search(r'href="(/uitvoerder/gevraagd/\d+)"', inbox)
    assert asked is not None
    versions = dict(re.findall(r'name="(versie-[^"]+)" value="(\d+)"', (await small.get(asked[1])).body))
    await small.send(asked[1], {**versions, "tekst": OFFER, "alle": "ja"})
    assert "Aan minder dan tien mensen" in (await reader.get(path)).body


async def test_from_a_cluster_too_and_the_coordinator_is_asked_for_who_is_not_connected(
    office: Office,
) -> None:
    for place in range(4):
        await office.report(story=TOPICS[0].story(place), ministries=("SZW",))
    await ClusterRun(office.inside.loket.database, office.inside.clock).run()
    await ticket(office, "loket", "hier")
    reader = await office.reader()
    listed = (await reader.get("/signalen/clusters")).body
    cluster = re.search(r'href="(/signalen/clusters/\d+)"', listed)
    assert cluster is not None
    path = f"{cluster[1]}/open-zaken"
    assert path in (await reader.get(cluster[1])).body
    assert (await reader.send(path, {"tekst": ASKED})).status == 303
    assert ASKED in (await reader.get(cluster[1])).body
    coordinator = await office.coordinator()
    assert "/uitvoerder/gevraagd/" in (await coordinator.get("/uitvoerder/")).body
    assert (await (await office.reader("OCW")).get(path)).status == 404


async def test_a_signal_without_a_scheme_or_without_open_cases_says_so(office: Office) -> None:
    reader = await office.reader()
    bare = await office.report(scheme=None, law="Participatiewet")
    assert "geen regeling bekend" in (await reader.get(f"/signalen/{bare.number}/open-zaken")).body
    alone = await office.report()
    path = f"/signalen/{alone.number}/open-zaken"
    answer = await reader.send(path, {"tekst": ASKED})
    assert answer.status == 409
    assert ASKED in answer.body


async def test_a_machine_reads_what_is_asked_offers_it_and_says_done(office: Office) -> None:
    sent = await office.report()
    (own,) = await cases(office, cjib=1)
    reader = await office.reader()
    assert (await reader.send(f"/signalen/{sent.number}/open-zaken", {"tekst": ASKED})).status == 303
    headers = {**await office.inside.token(CJIB), "Content-Type": "application/json"}
    events = (await office.inside.call("GET", "/v1/gebeurtenissen", headers=headers)).json["gebeurtenissen"]
    (event,) = [one for one in events if one["type"].endswith("herstel-gevraagd")]
    # Where to read it, and no word of it.
    assert ASKED not in str(event)
    place = event["dataref"].partition("/v1/")[2]
    asked = (await office.inside.call("GET", f"/v1/{place}", headers=headers)).json
    assert (asked["tekst"], asked["ministerie"], asked["tickets"]) == (ASKED, "SZW", [own.number])
    other = {**await office.inside.token("svb"), "Content-Type": "application/json"}
    for path in (f"/v1/{place}", "/v1/herstelvragen/x"):
        assert (await office.inside.call("GET", path, headers=other)).status == 404
    done = f"/v1/{place}/_klaar"
    assert (await office.inside.call("POST", done, {}, other)).status == 404
    once = {**headers, "Idempotency-Key": "klaar"}
    for _ in range(2):
        assert (await office.inside.call("POST", done, {"toelichting": "Gedaan."}, once)).status == 204
    assert (await office.inside.call("POST", done, {}, headers)).status == 409
    assert "“Gedaan.”" in (await reader.get(f"/signalen/{sent.number}/open-zaken")).body


@pytest.mark.parametrize("text", ["<script>x</script>", "Bel 0612345678 of mail a@example.nl"])
async def test_what_a_ministry_types_is_text_without_numbers_of_people(office: Office, text: str) -> None:
    sent = await office.report()
    await cases(office, utrecht=1)
    reader = await office.reader()
    await reader.send(f"/signalen/{sent.number}/open-zaken", {"tekst": text})
    executor = await office.person("utrecht", Role.UITVOERDER, UTRECHT)
    inbox = (await executor.get("/uitvoerder/gevraagd")).body
    for told in ("<script>x", "0612345678", "a@example.nl"):
        assert told not in inbox
