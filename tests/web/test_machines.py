"""What a machine of an organisation can count on: its own tickets only, no lost update, nothing done twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.accounts.tokens import Scope
from bot.web.api.operations import OPERATIONS
from tests.delivery.helpers import receiving
from tests.tickets.helpers import CJIB, UTRECHT
from tests.web.inside import Inside, inside

UNKNOWN = "L26-2222-22"
# What each operation on one ticket or subscription is sent, so that it gets as far as looking for it.
BODIES: dict[str, Any] = {
    "ticketVraagburger": {"tekst": "Een vraag?"},
    "ticketHandelaf": {"tekst": "Uitleg."},
    "ticketGeefterug": {"reden": "niet_van_ons"},
    "notitieMaken": {"tekst": "Een notitie."},
}


@pytest.fixture
async def loket(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


# --- nobody learns of another's ticket ------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "sleutel"])
@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if "{nummer}" in one.path], ids=lambda one: str(one.id)
)
async def test_anothers_ticket_an_unknown_and_an_impossible_number_get_one_answer_for_one_work(
    loket: Inside, operation: Any, key: str | None
) -> None:
    others = await loket.ticket(UTRECHT)
    mine = await loket.token(CJIB)
    await loket.call("GET", "/v1/tickets", headers=mine)  # the token's first use is written down
    seen = []
    numbers = (others, others.lower(), UNKNOWN, "L26-2222-23", "x", "%00", "L" * 5000, "1e9", "..%2F..")
    for place, number in enumerate(numbers):
        headers = mine | ({"Idempotency-Key": f"{key}-{place}"} if key and operation.writes else {})
        path = f"/v1{operation.path.format(nummer=number, id='een-bijlage')}"
        with loket.queries() as queries:
            answer = await loket.call(operation.method, path, BODIES.get(operation.id), headers)
        seen.append((answer.status, answer.body, tuple(queries)))
    assert seen[0][0] == 404
    assert seen[0][2]
    assert len(set(seen)) == 1


async def test_anothers_subscription_and_an_unknown_one_get_one_answer_for_one_work(loket: Inside) -> None:
    async with receiving() as receiver:
        receiver.allowed_origin = "*"
        theirs = await loket.token(UTRECHT)
        made = await loket.call("POST", "/v1/abonnementen", {"url": receiver.url}, theirs)
    mine = await loket.token(CJIB)
    await loket.call("GET", "/v1/abonnementen", headers=mine)
    seen = []
    for number in (made.json["id"], 999, "x", "-1", "9" * 400, "%D9%A3"):
        with loket.queries() as queries:
            answer = await loket.call("DELETE", f"/v1/abonnementen/{number}", headers=mine)
        seen.append((answer.status, answer.body, tuple(queries)))
    assert (seen[0][0], len(set(seen))) == (404, 1)
    assert (await loket.call("DELETE", f"/v1/abonnementen/{made.json['id']}", headers=theirs)).status == 204


async def test_the_machine_of_the_loket_itself_does_not_learn_of_others_tickets_either(loket: Inside) -> None:
    others, own = await loket.ticket(UTRECHT), await loket.ticket("loket")
    token = await loket.token("loket")
    for number, status in ((others, 404), (own, 200)):
        answer = await loket.call("POST", f"/v1/tickets/{number}/_accepteer", headers=token)
        assert answer.status == status


async def test_a_method_that_is_not_there_answers_the_same_for_every_number(loket: Inside) -> None:
    others, mine = await loket.ticket(UTRECHT), await loket.token(CJIB)
    for method in ("PUT", "PATCH", "DELETE"):
        for rest in ("", "/_accepteer", "/notities", "/klantinteractie"):
            answers = [
                await loket.call(method, f"/v1/tickets/{number}{rest}", headers=mine)
                for number in (others, UNKNOWN, "x")
            ]
            assert len({(one.status, one.body) for one in answers}) == 1
            assert answers[0].status == 405


# --- tokens ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: str(one.id))
async def test_a_token_opens_what_its_scope_says_and_nothing_else(loket: Inside, operation: Any) -> None:
    if operation.scope is None:
        return
    path = f"/v1{operation.path.format(nummer=UNKNOWN, id='1')}"
    others = [scope for scope in Scope if scope is not operation.scope]
    answer = await loket.call(operation.method, path, headers=await loket.token(CJIB, *others))
    assert answer.status == 403
    assert operation.scope.value in answer.json["detail"]
    assert (await loket.call(operation.method, path)).status == 401
    right = await loket.call(operation.method, path, headers=await loket.token(CJIB, operation.scope))
    assert right.status not in {401, 403}


async def test_a_token_that_has_expired_or_was_revoked_opens_nothing(loket: Inside) -> None:
    ends = loket.clock() + timedelta(days=1)
    made, _ = await loket.loket.tokens.add(CJIB, "tijdelijk", expires_at=ends)
    headers = {"Authorization": f"Bearer {made}"}
    assert (await loket.call("GET", "/v1/tickets", headers=headers)).status == 200
    loket.clock.forward(days=1)
    assert (await loket.call("GET", "/v1/tickets", headers=headers)).status == 401
    other, view = await loket.loket.tokens.add(CJIB, "ingetrokken")
    await loket.loket.tokens.revoke(view.id)
    assert (
        await loket.call("GET", "/v1/tickets", headers={"Authorization": f"Bearer {other}"})
    ).status == 401


# --- lists ----------------------------------------------------------------------------------------------------


async def listed(loket: Inside, headers: dict[str, str], query: str) -> set[str]:
    answer = await loket.call("GET", f"/v1/tickets?{query}", headers=headers)
    assert answer.status == 200, answer.body
    return {one["nummer"] for one in answer.json["tickets"]}


async def test_each_filter_gives_exactly_what_it_says(loket: Inside) -> None:
    mine = await loket.token(CJIB)
    old = await loket.ticket()
    loket.clock.forward(days=20)
    urgent = await loket.ticket(urgent_reason="ontruiming", sort_by=loket.clock().date())
    complaint = await loket.ticket(door="klacht", answer_by=loket.clock().date() + timedelta(days=9))
    await loket.ticket(UTRECHT)
    await loket.call("POST", f"/v1/tickets/{complaint}/_accepteer", headers=mine)
    closed = await loket.ticket()
    await loket.call("POST", f"/v1/tickets/{closed}/_accepteer", headers=mine)
    await loket.call("POST", f"/v1/tickets/{closed}/_handelaf", {"tekst": "Klaar."}, mine)
    moment = f"{loket.clock():%Y-%m-%dT%H:%M:%SZ}"
    expected = {
        "": {old, urgent, complaint},
        "status=geaccepteerd": {complaint},
        "status=geaccepteerd&status=aangeboden": {old, urgent, complaint},
        "status=afgehandeld": {closed},
        "status=afgehandeld&afgehandeld=false": set(),
        "afgehandeld=true": {closed},
        "deur=klacht": {complaint},
        "deur=klacht&deur=betalingsregeling": {old, urgent, complaint},
        "spoed=true": {urgent},
        "spoed=false": {old, complaint},
        "telaat=true": {old},
        "telaat=false": {urgent, complaint},
        "eigenaar=geen": {old, urgent, complaint},
        "eigenaar=17": set(),
        f"sinds={moment}": {urgent, complaint},
        f"sinds={moment}&spoed=true&status=aangeboden": {urgent},
    }
    for query, numbers in expected.items():
        assert await listed(loket, mine, query) == numbers, query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=klaar", "status.0"),
        ("spoed=ja", "spoed"),
        ("spoed=true&spoed=false", "spoed"),
        ("eigenaar=0", "eigenaar"),
        ("sinds=gisteren", "sinds"),
        ("sinds=2026-11-24T09:30:00", "sinds"),
        ("sinds=0001-01-01T00:00:00%2B14:00", "sinds"),
        ("deur=%00", "deur.0"),
        ("statuss=aangeboden", "statuss"),
        ("na=WzAsICIyMDI2LTAxLTAxIiwgOTk5OTk5OTk5OTk5OTk5OTk5OTk5OV0", "na"),
        ("na=" + "W1tbW1tb" * 12, "na"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_400_and_named(loket: Inside, query: str, field: str) -> None:
    answer = await loket.call("GET", f"/v1/tickets?{query}", headers=await loket.token())
    assert answer.status == 400
    assert [fault["veld"] for fault in answer.json["fouten"]] == [field]


# --- versions and notes ---------------------------------------------------------------------------------------


async def test_a_stale_version_is_409_with_the_present_one_and_what_changed(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    first = (await loket.call("GET", f"/v1/tickets/{number}", headers=mine)).json["versie"]
    for name, body in (("_accepteer", {}), ("notities", {"tekst": "Gebeld."})):
        await loket.call("POST", f"/v1/tickets/{number}/{name}", body, mine)
    for name in ("_start", "notities"):
        late = await loket.call("POST", f"/v1/tickets/{number}/{name}", {"tekst": "x", "versie": first}, mine)
        assert late.status == 409
        now = (await loket.call("GET", f"/v1/tickets/{number}", headers=mine)).json
        assert late.json["versie"] == now["versie"] > first
        assert late.json["wijzigingen"] == now["geschiedenis"][1:]
        assert [line["wat"] for line in late.json["wijzigingen"]] == ["accepteer", "start", "notitie"]


async def test_a_note_is_for_colleagues_unless_it_says_otherwise(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    place = f"/v1/tickets/{number}/notities"
    hidden = await loket.call("POST", place, {"tekst": "Onder ons."}, mine)
    shown = await loket.call("POST", place, {"tekst": "Wij bellen u.", "zichtbaarVoorBurger": True}, mine)
    assert (hidden.status, shown.status) == (201, 201)
    lines = [line for line in shown.json["geschiedenis"] if line["wat"] == "notitie"]
    assert [(line["tekst"], line["zichtbaarVoorBurger"]) for line in lines] == [
        ("Onder ons.", False),
        ("Wij bellen u.", True),
    ]
    assert (await loket.call("POST", place, {"tekst": "  "}, mine)).status == 400


# --- once -----------------------------------------------------------------------------------------------------


async def test_the_same_key_and_body_is_done_once_and_shows_the_ticket_as_it_is_now(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    place, key = f"/v1/tickets/{number}/notities", {"Idempotency-Key": "a1"}
    first = await loket.call("POST", place, {"tekst": "Gebeld."}, mine | key)
    await loket.call("POST", f"/v1/tickets/{number}/_accepteer", headers=mine)
    again = await loket.call("POST", place, {"tekst": "Gebeld."}, mine | key)
    assert (first.status, again.status) == (201, 201)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json["status"] == "geaccepteerd"
    assert [line["wat"] for line in again.json["geschiedenis"]].count("notitie") == 1
    other = await loket.call("POST", place, {"tekst": "Iets anders."}, mine | key)
    elsewhere = await loket.call("POST", f"/v1/tickets/{number}/_start", {"tekst": "Gebeld."}, mine | key)
    assert (other.status, elsewhere.status) == (409, 409)


async def test_a_move_that_was_refused_stays_refused_under_its_key(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    key = {"Idempotency-Key": "a2"}
    assert (await loket.call("POST", f"/v1/tickets/{number}/_start", headers=mine | key)).status == 409
    await loket.call("POST", f"/v1/tickets/{number}/_accepteer", headers=mine)
    again = await loket.call("POST", f"/v1/tickets/{number}/_start", headers=mine | key)
    assert (again.status, again.headers["Idempotent-Replayed"]) == (409, "true")
    assert (await loket.call("POST", f"/v1/tickets/{number}/_start", headers=mine)).status == 200


async def test_ten_at_once_under_one_key_write_one_note(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    place = f"/v1/tickets/{number}/notities"
    answers = await asyncio.gather(
        *(
            loket.call("POST", place, {"tekst": "Een keer."}, mine | {"Idempotency-Key": "b"})
            for _ in range(10)
        )
    )
    assert {one.status for one in answers} == {201}
    assert sum("Idempotent-Replayed" in one.headers for one in answers) == 9
    ticket = (await loket.call("GET", f"/v1/tickets/{number}", headers=mine)).json
    assert [line["wat"] for line in ticket["geschiedenis"]].count("notitie") == 1


async def test_giving_back_again_tells_of_that_act_and_nothing_of_the_ticket_since(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    body, key = {"reden": "niet_van_ons", "naar": "duo", "tekst": "x"}, {"Idempotency-Key": "c"}
    place = f"/v1/tickets/{number}/_geefterug"
    first = await loket.call("POST", place, body, mine | key)
    assert (first.status, first.json["naar"], first.json["reden"]) == (200, "duo", "niet_van_ons")
    await loket.call("POST", f"/v1/tickets/{number}/_accepteer", headers=await loket.token("duo"))
    again = await loket.call("POST", place, body, mine | key)
    assert (again.status, again.json) == (200, first.json)
    assert (await loket.call("POST", place, body, mine)).status == 404


async def test_what_was_done_before_is_404_once_the_ticket_is_anothers(loket: Inside) -> None:
    mine, number = await loket.token(), await loket.ticket()
    key = {"Idempotency-Key": "d"}
    assert (await loket.call("POST", f"/v1/tickets/{number}/_accepteer", headers=mine | key)).status == 200
    await loket.call("POST", f"/v1/tickets/{number}/_geefterug", {"reden": "dubbel"}, mine)
    assert (await loket.call("POST", f"/v1/tickets/{number}/_accepteer", headers=mine | key)).status == 404


@pytest.mark.parametrize("key", ["x" * 256, "é", "a\tb"])
async def test_a_key_that_cannot_be_one_is_400(loket: Inside, key: str) -> None:
    mine, number = await loket.token(), await loket.ticket()
    answer = await loket.call(
        "POST", f"/v1/tickets/{number}/_accepteer", headers=mine | {"Idempotency-Key": key}
    )
    assert answer.status == 400


# --- delivery -------------------------------------------------------------------------------------------------


async def test_a_webhook_is_made_after_the_handshake_and_its_secret_is_shown_once(loket: Inside) -> None:
    mine, key = await loket.token(), {"Idempotency-Key": "e"}
    async with receiving() as receiver:
        body = {"url": receiver.url, "metToken": True}
        refused = await loket.call("POST", "/v1/abonnementen", body, mine)
        assert [fault["veld"] for fault in refused.json["fouten"]] == ["url"]
        receiver.allowed_origin = "127.0.0.1"
        made = await loket.call("POST", "/v1/abonnementen", body, mine | key)
        receiver.allowed_origin = None  # a repeat does not even ask
        again = await loket.call("POST", "/v1/abonnementen", body, mine | key)
    assert (refused.status, made.status, again.status) == (400, 201, 201)
    assert made.json["geheim"].startswith("whsec_")
    assert made.json["token"].startswith("lkw_")
    assert (again.json["id"], again.json["geheim"], again.json["token"]) == (made.json["id"], None, None)
    found = await loket.call("GET", "/v1/abonnementen", headers=mine)
    assert [(one["id"], one["status"], one["gebruikt"]) for one in found.json["abonnementen"]] == [
        (made.json["id"], "actief", False)
    ]
    assert made.json["geheim"] not in found.body
    place = f"/v1/abonnementen/{made.json['id']}"
    assert (await loket.call("DELETE", place, headers=mine)).status == 204
    after = (await loket.call("GET", "/v1/abonnementen", headers=mine)).json["abonnementen"]
    assert [(one["status"], one["beeindigdDoor"]) for one in after] == [("ingetrokken", "beheer")]
    assert (await loket.call("GET", "/v1/abonnementen", headers=await loket.token(UTRECHT))).json == {
        "abonnementen": []
    }


async def test_events_are_read_from_a_number_on_and_only_ones_own(loket: Inside) -> None:
    mine = await loket.token()
    numbers = [await loket.ticket() for _ in range(3)]
    await loket.ticket(UTRECHT)
    first = (await loket.call("GET", "/v1/gebeurtenissen?aantal=2", headers=mine)).json
    assert ([one["subject"] for one in first["gebeurtenissen"]], first["meer"]) == (numbers[:2], True)
    assert first["volgende"] == first["gebeurtenissen"][-1]["sequence"]
    rest = (await loket.call("GET", f"/v1/gebeurtenissen?na={first['volgende']}", headers=mine)).json
    assert ([one["subject"] for one in rest["gebeurtenissen"]], rest["meer"]) == (numbers[2:], False)
    end = (await loket.call("GET", f"/v1/gebeurtenissen?na={rest['volgende']}", headers=mine)).json
    assert end == {"gebeurtenissen": [], "volgende": rest["volgende"], "meer": False}
    for query in ("na=-1", "na=x", "aantal=0", "aantal=501"):
        assert (await loket.call("GET", f"/v1/gebeurtenissen?{query}", headers=mine)).status == 400


async def test_reconciliation_moves_from_open_to_acknowledged_by_a_move_and_not_by_reading(
    loket: Inside,
) -> None:
    mine, number = await loket.token(), await loket.ticket()
    day = loket.clock().date().isoformat()
    place = f"/v1/afstemming?van={day}&tot={day}"
    await loket.call("GET", f"/v1/tickets/{number}", headers=mine)
    await loket.call("GET", "/v1/gebeurtenissen", headers=mine)
    count = {"dag": day, "verzonden": 1, "bevestigd": 0, "open": 1, "mislukt": 0}
    assert (await loket.call("GET", place, headers=mine)).json == {"dagen": [count]}
    await loket.call("POST", f"/v1/tickets/{number}/_ontvang", headers=mine)
    count |= {"bevestigd": 1, "open": 0}
    assert (await loket.call("GET", place, headers=mine)).json == {"dagen": [count]}
    whole = (await loket.call("GET", "/v1/afstemming", headers=mine)).json["dagen"]
    assert (len(whole), whole[-1]) == (31, count)


@pytest.mark.parametrize(
    "query", ["van=2026-11-24&tot=2026-11-23", "van=2024-01-01&tot=2026-01-01", "van=24-11-2026", "tot=2026-02-30"]
)  # fmt: skip
async def test_days_that_make_no_span_are_400(loket: Inside, query: str) -> None:
    assert (await loket.call("GET", f"/v1/afstemming?{query}", headers=await loket.token())).status == 400


async def test_a_ticket_is_written_as_vng_klantinteracties(loket: Inside) -> None:
    mine, number = await loket.token(UTRECHT), await loket.ticket(UTRECHT)
    answer = await loket.call("GET", f"/v1/tickets/{number}/klantinteractie", headers=mine)
    assert answer.status == 200, answer.body
    found = answer.json
    assert found["internetaak"]["status"] == "te_verwerken"
    assert found["internetaak"]["gevraagdeHandeling"].startswith("Betalen in delen")
    assert number in found["klantcontact"]["onderwerp"]
    assert found["digitaaladres"]["adres"] == "a@example.nl"
    assert [one["soortActor"] for one in found["actoren"]] == [
        "geautomatiseerde_actor",
        "organisatorische_eenheid",
    ]
    assert "Utrecht" in found["actoren"][1]["naam"]
    assert found["dataref"].endswith(f"/v1/tickets/{number}")
    assert json.dumps(found).count(found["klantcontact"]["uuid"]) == 3
