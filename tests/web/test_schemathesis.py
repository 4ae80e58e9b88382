"""The running API, walked by schemathesis: whatever is sent, nothing breaks and every answer is as described."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.openapi import from_dict

from tests.conftest import RunningLoket
from tests.web.helpers import command, ticket_of

pytestmark = pytest.mark.engine
load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)
OFTEN = settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def headers(loket: RunningLoket) -> dict[str, str]:
    for _ in range(2):
        ticket_of(loket)
    return {"Authorization": f"Bearer {command(loket, 'token', 'add', 'cjib')}"}


@pytest.fixture(scope="module")
def described(loket: RunningLoket) -> Any:
    schema = from_dict(loket.call("GET", "/v1/openapi.json").json)
    schema.config.update(base_url=f"{loket.url}/v1")
    return schema


def walk(operation: Any, mode: Any, headers: dict[str, str]) -> list[int]:
    """Calls one operation with what the description allows, or with what it forbids; the statuses that came."""
    statuses: list[int] = []

    @given(case=operation.as_strategy(generation_mode=mode))
    @OFTEN
    def each(case: Any) -> None:
        answer = case.call_and_validate(headers=headers, checks=CHECKED, timeout=30)
        statuses.append(int(answer.status_code))

    each()
    return statuses


def test_every_operation_bears_whatever_is_sent_and_answers_as_described(
    described: Any, headers: dict[str, str]
) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    sent = 0
    for operation in operations:
        sent += len(walk(operation, GenerationMode.POSITIVE, headers))
        # A file is bytes, and any bytes are well-formed: what is refused of those stands in tests/attachments.
        if operation.query or any(body.media_type == "application/json" for body in operation.body):
            refused = walk(operation, GenerationMode.NEGATIVE, headers)
            assert 400 in refused, operation.label
            sent += len(refused)
    assert len(operations) >= 20
    assert sent >= 200


@pytest.mark.parametrize(
    ("group", "reached"),
    [
        (("gesprekBeginnen", "berichtSturen", "berichtenLezen"), "GET /gesprekken/{id}/berichten"),
        (("ticketsLezen", "ticketLezen", "klantinteractieLezen", "notitieMaken"), "GET /tickets/{nummer}"),
    ],
)
def test_operations_that_follow_from_each_other_answer_as_described(
    described: Any, headers: dict[str, str], group: tuple[str, ...], reached: str
) -> None:
    """From a list to its ticket, from a conversation to its messages: by the links of the description."""
    statuses: dict[str, set[int]] = {}
    machine = described.include(operation_id=list(group)).as_state_machine()

    class Walk(machine):  # type: ignore[misc,valid-type]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": headers, "timeout": 30}

        def validate_response(self, response: Any, case: Any, **_more: Any) -> None:
            statuses.setdefault(case.operation.label, set()).add(response.status_code)
            case.validate_response(response, checks=CHECKED)

    Walk.run(settings=settings(OFTEN, max_examples=30, stateful_step_count=6))
    assert 200 in statuses[reached]
