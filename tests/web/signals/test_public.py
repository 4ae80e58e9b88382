from __future__ import annotations

import csv
import io
import json

from bot.accounts.roles import Role
from bot.signals.package import Visibility
from tests.web.signals.conftest import Office

STORY = "Mijn buurman Klaas hielp mij met boodschappen."
CHANGED = "Mijn buurman hielp mij met boodschappen."


async def test_a_coordinator_takes_a_name_out_the_reporter_agrees_and_everybody_reads_it(
    office: Office,
) -> None:
    sent = await office.report(story=STORY, visibility=Visibility.OPENBAAR)
    coordinator = await office.coordinator()
    page = (await coordinator.get("/signalen/openbaar-maken")).body
    assert STORY in page
    row = page.partition('name="signaal" value="')[2].partition('"')[0]
    empty = await coordinator.send(
        "/signalen/openbaar-maken", {"signaal": row, "zet": "plaats", "tekst": " "}
    )
    assert empty.status == 400
    done = await coordinator.send(
        "/signalen/openbaar-maken", {"signaal": row, "zet": "plaats", "tekst": CHANGED}
    )
    assert done.headers["Location"] == "/signalen/openbaar-maken?gedaan=wacht_op_melder"
    assert CHANGED not in (await office.anybody.get("/signalen/openbaar")).body
    keys = {"nummer": sent.number, "code": sent.access_code}
    status = await office.anybody.send("/status", keys, page="/status")
    assert "Ja, dit mag openbaar" in status.body
    await office.anybody.send("/status", {**keys, "zet": "openbaar_akkoord"}, page="/status")
    public = (await office.anybody.get("/signalen/openbaar?q=boodschappen")).body
    assert CHANGED in public
    assert "Klaas" not in public
    assert sent.number not in public
    await office.anybody.send("/status", {**keys, "zet": "openbaar_intrekken"}, page="/status")
    assert CHANGED not in (await office.anybody.get("/signalen/openbaar")).body
    again = await coordinator.send(
        "/signalen/openbaar-maken",
        {"signaal": row, "zet": "plaats", "tekst": STORY},
        page="/signalen/openbaar-maken",
    )
    assert again.status in {403, 409}


async def test_only_a_coordinator_makes_public(office: Office) -> None:
    for person in (await office.reader(), await office.person("cjib", Role.UITVOERDER, "cjib")):
        assert (await person.get("/signalen/openbaar-maken")).status == 403


async def publish(office: Office, *stories: str) -> None:
    coordinator = await office.person("lezeres", Role.REGISSEUR)
    for story in stories:
        await office.report(story=story, visibility=Visibility.OPENBAAR)
        page = (await coordinator.get("/signalen/openbaar-maken")).body
        row = page.partition('name="signaal" value="')[2].partition('"')[0]
        await coordinator.send("/signalen/openbaar-maken", {"signaal": row, "zet": "plaats", "tekst": story})


async def test_the_open_data_holds_what_the_page_shows_and_nothing_else(office: Office) -> None:
    await publish(office, "Eerste; verhaal", '=SOM(1) "twee"')
    await office.report(story="Vertrouwelijk")
    data = json.loads((await office.anybody.get("/signalen/openbaar.json")).body)["signalen"]
    assert [one["tekst"] for one in data] == ['=SOM(1) "twee"', "Eerste; verhaal"]
    assert set(data[0]) == {
        "id",
        "maand",
        "regeling",
        "regelingNaam",
        "wet",
        "ministeries",
        "status",
        "tekst",
    }
    answer = await office.anybody.get("/signalen/openbaar.csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.lstrip("\ufeff")), delimiter=";"))
    # No cell that a spreadsheet would calculate.
    assert [row["tekst"] for row in rows] == ['\'=SOM(1) "twee"', "Eerste; verhaal"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


async def test_the_figures_hold_no_number_below_ten(office: Office) -> None:
    for place in range(14):
        await office.report(ministries=("SZW",), law="Wajong" if place < 3 else "Participatiewet")
    await office.report(ministries=("VWS",), law="Zvw")
    body = (await office.anybody.get("/signalen/openbaar-cijfers.csv")).body.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    assert rows
    assert all(int(row["melders"]) >= 10 for row in rows)
    assert not any(row["naam"] in {"Wajong", "Zvw"} for row in rows)


async def test_the_description_has_all_that_the_profile_requires(office: Office) -> None:
    answer = await office.anybody.get("/signalen/openbaar.jsonld")
    assert answer.headers["Content-Type"].startswith("application/ld+json")
    made = json.loads(answer.body)
    # DCAT-AP-NL 3.0: what its shapes demand at least once of a Dataset and of a Distribution.
    required = {
        "dct:title", "dct:description", "dct:identifier", "dct:accessRights", "dcat:contactPoint", "dct:creator",
        "dct:publisher", "dcat:theme",
    }  # fmt: skip
    assert required <= set(made)
    for file in made["dcat:distribution"]:
        assert {"dcat:accessURL", "dct:license"} <= set(file)
        path = "/signalen/" + file["dcat:downloadURL"]["@id"].rsplit("/", 1)[1]
        assert (await office.anybody.get(path)).status == 200
