"""The rules of the NLGov REST API Design Rules 2.1 that a machine can test, each a test named after its rule.

https://gitdocumentatie.logius.nl/publicatie/api/adr/2.1/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Answer, RunningLoket
from tests.conversations.driver import Player
from tests.web.helpers import messages

pytestmark = pytest.mark.engine
METHODS = {"get", "post", "put", "patch", "delete"}
OPERATION_KEYS = METHODS | {"head", "options", "trace"}
# One call for each kind of error; what 429, 500 and 503 get stands in test_limits and test_errors.
ERRORS: list[tuple[str, str, Any, int]] = [
    ("GET", "/v1", None, 404),
    ("GET", "/v1/bestaat-niet", None, 404),
    ("POST", "/v1/gesprekken/bestaat-niet/berichten", {"tekst": "hallo"}, 404),
    ("GET", "/v1/gesprekken/bestaat-niet/berichten", None, 404),
    ("GET", "/v1/gesprekken/%ED%A0%80/berichten", None, 404),
    ("GET", "/v1/gesprekken//berichten", None, 404),
    ("GET", "/v1/gesprekken", None, 405),
    ("DELETE", "/v1/wegwijzer", None, 405),
    ("PATCH", "/v1/openapi.json", {}, 405),
    ("POST", "/v1/tickets", {}, 405),
    ("POST", "/v1/wegwijzer", b"", 400),
    ("POST", "/v1/wegwijzer", b"[1, 2]", 400),
    ("POST", "/v1/wegwijzer", b"\xff\xfe", 400),
    ("POST", "/v1/wegwijzer", b"[" * 50_000, 400),
    ("POST", "/v1/wegwijzer", {"tekst": None}, 400),
    ("POST", "/v1/wegwijzer", b'{"tekst": "\\ud800"}', 400),
    ("POST", "/v1/wegwijzer", b'{"tekst": "' + b"x" * 66_000 + b'"}', 413),
    ("GET", "/v1/tickets/L26-7KQ4-M2", None, 401),
    ("POST", "/v1/tickets/L26-7KQ4-M2/_accepteer", {}, 401),
]


@pytest.fixture(scope="module")
def description(loket: RunningLoket) -> dict[str, Any]:
    return dict(loket.call("GET", "/v1/openapi.json").json)


@pytest.fixture(scope="module")
def errors(loket: RunningLoket) -> list[tuple[Answer, int]]:
    return [(loket.call(method, path, body), status) for method, path, body, status in ERRORS]


@pytest.fixture(scope="module")
def samples(loket: RunningLoket, errors: list[tuple[Answer, int]]) -> list[Answer]:
    """Answers of every kind: good and bad, with and without a conversation."""
    player = Player(loket).begin()
    good = [
        loket.call("POST", "/v1/gesprekken", {}),
        loket.call("GET", f"/v1/gesprekken/{player.id}/berichten"),
        loket.call("POST", f"/v1/gesprekken/{player.id}/berichten", {"tekst": "hallo"}),
        loket.call("POST", "/v1/wegwijzer", {"tekst": "mijn boete"}),
        loket.call("GET", "/v1/openapi.json"),
    ]
    assert [answer.status for answer in good] == [201, 200, 200, 200, 200]
    return [*good, *(answer for answer, _ in errors)]


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method in OPERATION_KEYS:
                yield path, method, operation


def test_core_no_trailing_slash(loket: RunningLoket, description: dict[str, Any]) -> None:
    assert not [path for path in description["paths"] if path.endswith("/")]
    player = Player(loket).begin()
    for path in (
        "/v1/",
        "/v1/gesprekken/",
        f"/v1/gesprekken/{player.id}/berichten/",
        "/v1/wegwijzer/",
        "/v1/tickets/",
        "/v1/openapi.json/",
    ):
        for method in ("GET", "POST"):
            answer = loket.call(method, path, None if method == "GET" else {"tekst": "hallo"})
            assert answer.status == 404, f"{method} {path}"
            assert "Location" not in answer.headers


def test_core_http_methods(description: dict[str, Any]) -> None:
    used = {method for _, method, _ in operations(description)}
    assert used <= METHODS
    assert used


def test_core_uri_version(description: dict[str, Any]) -> None:
    major = description["info"]["version"].split(".")[0]
    assert [server["url"].rsplit("/", 1)[-1] for server in description["servers"]] == ["v1"]
    # Semver keeps major 0 for what is still in the making; the path then carries the first major to come.
    assert major in {"0", "1"}


def test_core_semver(description: dict[str, Any]) -> None:
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[\w.]+)?", description["info"]["version"])


def test_core_version_header(samples: list[Answer], description: dict[str, Any]) -> None:
    assert {answer.headers.get("API-Version") for answer in samples} == {description["info"]["version"]}


def test_core_doc_openapi(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1.")


def test_core_doc_openapi_contact(description: dict[str, Any]) -> None:
    contact = description["info"]["contact"]
    assert set(contact) == {"name", "email", "url"}
    assert all(contact.values())
    assert contact["url"].startswith(("http://", "https://"))


def test_core_publish_openapi(loket: RunningLoket) -> None:
    answer = loket.call("GET", "/v1/openapi.json")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_cors_is_for_the_description_only(loket: RunningLoket, samples: list[Answer]) -> None:
    foreign = {"Origin": "https://example.nl"}
    answers = [
        loket.call("POST", "/v1/gesprekken", {}, foreign),
        loket.call("POST", "/v1/wegwijzer", {"tekst": "mijn boete"}, foreign),
        loket.call("GET", "/v1/tickets", None, foreign),
        loket.call("GET", "/", None, foreign),
    ]
    assert not [answer for answer in answers if "Access-Control-Allow-Origin" in answer.headers]
    allowed = [answer for answer in samples if "Access-Control-Allow-Origin" in answer.headers]
    assert all(answer.status == 200 and "openapi" in answer.json for answer in allowed)


def test_core_path_segments_kebab_case(description: dict[str, Any]) -> None:
    shape = re.compile(r"(/([a-z][a-z0-9-]*|\{[a-z][A-Za-z0-9]*\}))+(/_[a-z]+)?")
    assert [path for path in description["paths"] if not shape.fullmatch(path)] == []


def test_core_query_keys_camel_case(description: dict[str, Any]) -> None:
    keys = [
        parameter["name"]
        for _, _, operation in operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
    assert keys
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", key)] == []


def test_core_naming_collections(description: dict[str, Any]) -> None:
    """Collections are plural; a resource below one is named by its id. What a ticket has one of is singular."""
    collections = {
        segment
        for path in description["paths"]
        for segment in path.split("/")[1:]
        if "{" in path and not segment.startswith(("{", "_"))
    }
    plural = {
        "gesprekken", "berichten", "brieven", "tickets", "bijlagen", "notities", "abonnementen", "herstelvragen",
    }  # fmt: skip
    assert collections == plural | {"klantinteractie"}


def test_core_error_handling_problem_details(errors: list[tuple[Answer, int]]) -> None:
    for (answer, status), call in zip(errors, ERRORS, strict=True):
        assert answer.status == status, f"{call[:2]}: {answer.body}"
        assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json", call[:2]
        problem = answer.json
        assert problem["status"] == status
        assert problem["title"].strip()
        assert problem["detail"].strip()


def test_core_error_handling_invalid_input(loket: RunningLoket) -> None:
    """Invalid input is 400, and all faults come together."""
    player = Player(loket).begin()
    wrong = {"tekst": ["a"], "berichtId": "x" * 101, "een": 1, "twee": 2}
    answer = loket.call("POST", f"/v1/gesprekken/{player.id}/berichten", wrong)
    assert answer.status == 400
    assert {fault["veld"] for fault in answer.json["fouten"]} == {"tekst", "berichtId", "een", "twee"}
    assert all(fault["uitleg"].strip() for fault in answer.json["fouten"])
    for since in ("een", "-1", "1e3", "%D9%A3", "", "9" * 40):
        answer = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten?vanaf={since}")
        assert answer.status == 400
        assert answer.json["fouten"][0]["veld"] == "vanaf"


def test_a_method_that_is_not_there_names_those_that_are(loket: RunningLoket) -> None:
    assert set(loket.call("GET", "/v1/gesprekken").headers["Allow"].split(",")) == {"POST"}


def test_core_transport_security_headers(samples: list[Answer]) -> None:
    for answer in samples:
        headers = answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_core_date_time(loket: RunningLoket) -> None:
    """Moments carry their timezone."""
    player = Player(loket).begin()
    player.say("hallo")
    for message in messages(loket, player.id):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", message["tijd"])


def test_core_no_personal_data_in_addresses(description: dict[str, Any]) -> None:
    named = {
        parameter["name"]
        for _, _, operation in operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["in"] in {"path", "query"}
    }
    choices = {"status", "deur", "spoed", "telaat", "eigenaar", "afgehandeld"}
    assert named == choices | {
        "id",
        "nummer",
        "brief",
        "bijlage",
        "vanaf",
        "sinds",
        "na",
        "aantal",
        "van",
        "tot",
    }


def test_every_answer_is_json(samples: list[Answer]) -> None:
    for answer in samples:
        kind = answer.headers["Content-Type"].split(";")[0]
        assert kind == ("application/json" if answer.status < 400 else "application/problem+json")
        assert isinstance(answer.json, dict)
