"""The ticket API from outside: an organisation reads and moves its own tickets with a bearer token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import Answer, RunningLoket
from tests.web.helpers import command, ticket_of

pytestmark = pytest.mark.engine


class Office:
    """An organisation's own system, with its token."""

    def __init__(self, loket: RunningLoket, token: str) -> None:
        self.loket, self.token = loket, token

    def get(self, path: str) -> Answer:
        return self.loket.call("GET", f"/v1/tickets{path}", headers=self._headers)

    def move(self, number: str, name: str, body: Mapping[str, Any] | None = None) -> Answer:
        sent = dict(body) if body is not None else None
        return self.loket.call("POST", f"/v1/tickets/{number}/_{name}", sent, self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="module")
def cjib(loket: RunningLoket) -> Office:
    return Office(loket, command(loket, "token", "add", "cjib"))


@pytest.fixture(scope="module")
def duo(loket: RunningLoket) -> Office:
    return Office(loket, command(loket, "token", "add", "duo", "--naam", "zaaksysteem"))


@pytest.fixture
def number(loket: RunningLoket) -> str:
    return str(ticket_of(loket)["nummer"])


def test_a_ticket_carries_all_that_was_told_and_nothing_of_the_conversation(
    loket: RunningLoket, cjib: Office
) -> None:
    given = ticket_of(loket)
    ticket = cjib.get(f"/{given['nummer']}").json
    shown = {field["id"].split(".")[-1]: field["getoond"] for field in ticket["velden"]}
    assert (ticket["deur"], ticket["organisatie"]) == ("betalingsregeling", "cjib")
    assert ticket["status"] == given["status"] == "aangeboden"
    assert {"€ 274", "€ 40", "Jan Jansen", "1234567812345678"} <= set(shown.values())
    assert "274 euro" in ticket["eigenWoorden"]
    assert ticket["contact"] is not None
    assert {"te hard rijden", "boete"} & {term.lower() for term in ticket["routering"]["gevonden"]}
    assert 0 < ticket["routering"]["zekerheid"] <= 1
    assert ticket["routering"]["register"]
    assert given["toegangscode"] not in str(ticket)
    assert ticket["geschiedenis"][0]["naar"] == "aangeboden"


def test_every_move_of_the_contract_is_there_and_stands_in_the_history(cjib: Office, number: str) -> None:
    steps: list[tuple[str, dict[str, Any] | None, str]] = [
        ("ontvang", None, "ontvangen"),
        ("accepteer", {}, "geaccepteerd"),
        ("start", {}, "in_behandeling"),
        ("vraagburger", {"tekst": "Hebt u nog andere schulden?"}, "wacht_op_burger"),
    ]
    for name, body, state in steps:
        answer = cjib.move(number, name, body)
        assert (answer.status, answer.json["status"]) == (200, state), name
    history = cjib.get(f"/{number}").json["geschiedenis"]
    assert [line["naar"] for line in history] == ["aangeboden", *(state for *_, state in steps)]


def test_a_ticket_is_closed_with_an_explanation_and_can_be_reopened(cjib: Office, number: str) -> None:
    assert cjib.move(number, "accepteer").json["status"] == "geaccepteerd"
    bare = cjib.move(number, "handelaf", {})
    assert bare.status == 400
    assert [fault["veld"] for fault in bare.json["fouten"]] == ["tekst"]
    closed = cjib.move(number, "handelaf", {"tekst": "U betaalt in vier delen."})
    assert (closed.status, closed.json["status"]) == (200, "afgehandeld")
    assert number in [one["nummer"] for one in cjib.get("?afgehandeld=true&aantal=100").json["tickets"]]
    assert number not in [one["nummer"] for one in cjib.get("?aantal=100").json["tickets"]]
    again = cjib.move(number, "heropen", {})
    assert (again.status, again.json["status"]) == (200, "in_behandeling")
    assert [line["wat"] for line in again.json["geschiedenis"]][-1] == "heropen"


def test_what_is_given_back_goes_on_to_the_organisation_named_and_leaves_this_one(
    cjib: Office, duo: Office, number: str
) -> None:
    unknown = cjib.move(number, "geefterug", {"reden": "zomaar"})
    assert [fault["veld"] for fault in unknown.json["fouten"]] == ["reden"]
    nobody = cjib.move(number, "geefterug", {"reden": "niet_van_ons", "naar": "sprookjesland", "tekst": "x"})
    assert nobody.status == 400
    assert [fault["veld"] for fault in nobody.json["fouten"]] == ["naar"]
    back = cjib.move(number, "geefterug", {"reden": "niet_van_ons", "naar": "duo", "tekst": "Studieschuld"})
    assert back.status == 200, back.body
    there = duo.get(f"/{number}")
    assert (there.status, there.json["status"]) == (200, "aangeboden")
    assert cjib.move(number, "accepteer").status in {403, 404}


@pytest.mark.parametrize("name", ["start", "vraagburger", "handelaf", "heropen"])
def test_a_move_that_the_table_does_not_allow_is_409(cjib: Office, number: str, name: str) -> None:
    answer = cjib.move(number, name, {"tekst": "uitleg"})
    assert answer.status == 409
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert "aangeboden" in answer.json["detail"]
    assert cjib.get(f"/{number}").json["status"] == "aangeboden"


def test_the_same_move_twice_is_409_and_an_old_version_too(cjib: Office, number: str) -> None:
    version = cjib.get(f"/{number}").json["versie"]
    assert cjib.move(number, "accepteer", {"versie": version}).status == 200
    assert cjib.move(number, "accepteer").status == 409
    assert cjib.move(number, "start", {"versie": version}).status == 409
    assert cjib.move(number, "start", {"versie": version + 1}).status == 200


@pytest.mark.parametrize("name", ["antwoord", "intrekken", "route", "aanbieden", "bestaat_niet"])
def test_moves_of_the_citizen_and_the_counter_are_not_for_machines(
    cjib: Office, number: str, name: str
) -> None:
    assert cjib.move(number, name, {"tekst": "x"}).status == 404


def test_another_organisation_does_not_hear_that_a_ticket_exists(duo: Office, number: str) -> None:
    hidden, none = duo.get(f"/{number}"), duo.get("/L26-0000-00")
    assert (hidden.status, none.status) == (404, 404)
    assert hidden.json == none.json
    assert duo.move(number, "accepteer").status == 404
    assert number not in [one["nummer"] for one in duo.get("?aantal=100").json["tickets"]]


def test_a_list_is_read_page_by_page_and_misses_none(loket: RunningLoket, cjib: Office) -> None:
    mine = {ticket_of(loket)["nummer"] for _ in range(3)}
    seen: list[str] = []
    after = ""
    for _ in range(60):
        page = cjib.get(f"?aantal=2{after}").json
        assert len(page["tickets"]) <= 2
        seen += [one["nummer"] for one in page["tickets"]]
        if page["volgende"] is None:
            break
        after = f"&na={page['volgende']}"
    assert len(seen) == len(set(seen))
    assert mine <= set(seen)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("aantal=0", "aantal"),
        ("aantal=101", "aantal"),
        ("aantal=00000101", "aantal"),
        ("aantal=x", "aantal"),
        (f"aantal={'0' * 5000}1", "aantal"),
        ("aantal=%D9%A3", "aantal"),
        ("afgehandeld=misschien", "afgehandeld"),
        ("na=xx", "na"),
        ("na=%00", "na"),
    ],
)
def test_a_question_that_makes_no_sense_is_400(cjib: Office, query: str, field: str) -> None:
    answer = cjib.get(f"?{query}")
    assert answer.status == 400
    assert [fault["veld"] for fault in answer.json["fouten"]] == [field]


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer lkt_onbekend", "Basic abc", "Bearer \xe9\xe9", "lkt_x"]
)
def test_without_a_valid_token_it_is_401(loket: RunningLoket, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    for method, path in (("GET", "/v1/tickets"), ("POST", "/v1/tickets/L26-7KQ4-M2/_accepteer")):
        answer = loket.call(method, path, {} if method == "POST" else None, headers)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body", [b"{", b"[]", {"tekst": 5}, {"onbekend": 1}, {"versie": -1}, {"tekst": "a\x00b"}]
)
def test_a_bad_body_of_a_move_is_400_and_moves_nothing(cjib: Office, number: str, body: Any) -> None:
    headers = {"Authorization": f"Bearer {cjib.token}"}
    assert cjib.loket.call("POST", f"/v1/tickets/{number}/_accepteer", body, headers).status == 400
    assert cjib.get(f"/{number}").json["status"] == "aangeboden"


def test_the_citizen_reads_the_step_where_the_request_stands(loket: RunningLoket, cjib: Office) -> None:
    player_ticket = ticket_of(loket)
    cjib.move(player_ticket["nummer"], "accepteer")
    form = f"nummer={player_ticket['nummer']}&code={player_ticket['toegangscode']}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    page = loket.call("POST", "/status", form, headers)
    assert page.status == 200
    assert player_ticket["nummer"] in page.body
    assert "CJIB" in page.body
    assert "€ 274" in page.body
    other = b"2" if form[-1:] != b"2" else b"3"
    wrong = loket.call("POST", "/status", form[:-1] + other, headers)
    assert "€ 274" not in wrong.body
