"""What people and machines see of an attachment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.attachments.content import SUFFIXES
from bot.store import Attachment


@dataclass(frozen=True)
class AttachmentView:
    """One attachment: `key` is what fetches it, `name` what it is called when saved. `size` in bytes."""

    key: str
    name: str
    kind: str
    size: int
    added_by: str
    organisation: str | None
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """The attachment as the API gives it."""
        return {
            "id": self.key,
            "naam": self.name,
            "soort": self.kind,
            "grootte": self.size,
            "van": self.added_by,
            "organisatie": self.organisation,
            "tijd": self.at.isoformat(),
        }


@dataclass(frozen=True)
class Fetched:
    """An attachment with its bytes."""

    view: AttachmentView
    data: bytes


def view_of(row: Attachment, position: int) -> AttachmentView:
    """The attachment as the `position`-th of its ticket or conversation, counted from 1."""
    return AttachmentView(
        key=row.key,
        name=f"bijlage-{position}.{SUFFIXES[row.kind]}",
        kind=row.kind,
        size=row.size,
        added_by=row.added_by,
        organisation=row.organisation,
        at=row.at,
    )


def views_of(rows: Iterable[tuple[Attachment, int]]) -> tuple[AttachmentView, ...]:
    """All of them, in order."""
    return tuple(view_of(row, position) for row, position in rows)
