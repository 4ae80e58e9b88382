"""`/v1/openapi.json` is a valid description, and what the API really answers is what it says."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.conftest import Answer, RunningLoket
from tests.conversations.driver import Player
from tests.web.helpers import STORY, command, ticket_of

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def description(loket: RunningLoket) -> dict[str, Any]:
    return dict(loket.call("GET", "/v1/openapi.json").json)


def assert_described(description: dict[str, Any], method: str, path: str, answer: Answer) -> None:
    """The status is foretold for this operation, and the body has the shape that stands there."""
    responses = description["paths"][path][method.lower()]["responses"]
    assert str(answer.status) in responses, f"{method} {path} does not foretell {answer.status}"
    content = responses[str(answer.status)]["content"]
    kind = answer.headers["Content-Type"].split(";")[0]
    assert kind in content
    schema = {**content[kind]["schema"], "components": description["components"]}
    faults = [
        f"{fault.json_path}: {fault.message}"
        for fault in Draft202012Validator(schema).iter_errors(answer.json)
    ]
    assert faults == []


def test_the_description_is_valid_openapi_3_1(description: dict[str, Any]) -> None:
    faults = [fault.message for fault in Draft202012Validator(OPENAPI_31).iter_errors(description)]
    assert faults == []


def test_every_schema_of_the_description_is_a_valid_json_schema(description: dict[str, Any]) -> None:
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_points_somewhere(description: dict[str, Any]) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for value in node for found in references(value)] if isinstance(node, list) else []

    found = references(description)
    assert found
    for reference in found:
        place: Any = description
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_operation_ids_are_there_and_unique(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for item in description["paths"].values() for operation in item.values()]
    assert len(set(ids)) == len(ids) >= 13


def test_conversations_are_as_described(loket: RunningLoket, description: dict[str, Any]) -> None:
    created = loket.call("POST", "/v1/gesprekken", {})
    assert_described(description, "POST", "/gesprekken", created)
    here, place = f"/v1/gesprekken/{created.json['id']}/berichten", "/gesprekken/{id}/berichten"
    for body in ({"tekst": STORY}, {"tekst": "ja", "berichtId": "1"}, {"tekst": 5}, b"{"):
        assert_described(description, "POST", place, loket.call("POST", here, body))
    for query in ("", "?vanaf=3", "?vanaf=x"):
        assert_described(description, "GET", place, loket.call("GET", here + query))
    gone = loket.call("GET", "/v1/gesprekken/onbekend/berichten")
    assert_described(description, "GET", place, gone)


def test_a_conversation_that_handed_over_is_as_described(
    loket: RunningLoket, description: dict[str, Any]
) -> None:
    player = Player(loket).begin()
    for text in ("ik wil iemand spreken", "mijn uitkering is gestopt", "sla over", "jan@example.nl", "ja"):
        player.say(text)
    assert [ticket["organisatie"] for ticket in player.last["tickets"]] == ["loket"]
    answer = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten")
    assert_described(description, "GET", "/gesprekken/{id}/berichten", answer)


def test_the_signpost_is_as_described(loket: RunningLoket, description: dict[str, Any]) -> None:
    for body in ({"tekst": STORY}, {"tekst": "blauw"}, {"tekst": ""}, {"tekst": "x" * 4001}, b"nee"):
        answer = loket.call("POST", "/v1/wegwijzer", body)
        assert_described(description, "POST", "/wegwijzer", answer)


def test_tickets_are_as_described(loket: RunningLoket, description: dict[str, Any]) -> None:
    number = ticket_of(loket)["nummer"]
    token = {"Authorization": f"Bearer {command(loket, 'token', 'add', 'cjib')}"}
    assert_described(description, "GET", "/tickets", loket.call("GET", "/v1/tickets", headers=token))
    assert_described(description, "GET", "/tickets", loket.call("GET", "/v1/tickets?aantal=0", headers=token))
    assert_described(description, "GET", "/tickets", loket.call("GET", "/v1/tickets"))
    one = loket.call("GET", f"/v1/tickets/{number}", headers=token)
    assert_described(description, "GET", "/tickets/{nummer}", one)
    unknown = loket.call("GET", "/v1/tickets/L26-0000-00", headers=token)
    assert_described(description, "GET", "/tickets/{nummer}", unknown)
    for move, body in (("accepteer", None), ("accepteer", None), ("handelaf", {}), ("start", {"versie": 0})):
        answer = loket.call("POST", f"/v1/tickets/{number}/_{move}", body, token)
        assert_described(description, "POST", f"/tickets/{{nummer}}/_{move}", answer)
