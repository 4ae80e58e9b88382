"""The CloudEvent of an outbox row: what happened and where to read it, by the NL GOV profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
# Lexicographic order must be the order of writing (CloudEvents extension `sequence`).
_SEQUENCE_DIGITS = 12


class BadRecord(Exception):
    """This row makes no event; no attempt will ever succeed."""


@dataclass(frozen=True)
class Waiting:
    """One claimed row of the outbox, as plain data. `attempts` counts the one that is about to be made.

    Without its payload: that is read when it is sent, so that one that cannot be read spoils no other.
    """

    id: int
    event_id: str
    kind: str
    receiver: str
    subject: str
    created_at: datetime
    attempts: int


@dataclass(frozen=True)
class Origin:
    """Who sends: the operator's OIN and the public address of this installation."""

    oin: str
    base_url: str

    @property
    def source(self) -> str:
        """`urn:nld:oin:<OIN>:systeem:loket`, the profile's way to name a system."""
        return f"urn:nld:oin:{self.oin}:systeem:loket"


def event_body(row: Waiting, payload: Mapping[str, Any], origin: Origin) -> bytes:
    """The event in JSON, the same bytes at every attempt; BadRecord when the row cannot be made into one.

    `time` is when it was logged; there is no `data`: who may read it does so at `dataref` (information-poor,
    NL GOV profile for CloudEvents 1.1).
    """
    try:
        kind, subject, path = (str(payload[key]) for key in ("type", "subject", "dataref"))
        if not path.startswith("/"):
            raise ValueError("dataref is no path")
        event = CloudEvent(
            {
                "id": row.event_id,
                "source": origin.source,
                "specversion": "1.0",
                "type": kind,
                "time": row.created_at,
                "subject": subject,
                "dataref": origin.base_url + path,
                "sequence": f"{row.id:0{_SEQUENCE_DIGITS}d}",
            }
        )
        return JSONFormat().write(event)
    except (KeyError, TypeError, ValueError, CloudEventValidationError) as fault:
        raise BadRecord(type(fault).__name__) from fault
