"""What can go wrong with a ticket, each with what a page or the API needs to say it."""

from collections.abc import Sequence
from typing import Any


class TicketError(Exception):
    """Every error of this room."""


class NotFound(TicketError):
    """There is no such ticket for this asker; whether it exists at all is not said."""


class NotYours(TicketError):
    """The asker may see it, but this is not theirs to do."""


class MoveNotAllowed(TicketError):
    """The table has no such move from this state (409)."""

    def __init__(self, state: str, move: str, why: str = "") -> None:
        super().__init__(f"{move} kan niet vanuit {state}" + (f": {why}" if why else ""))
        self.state = state
        self.move = move
        self.why = why


class MoveIncomplete(TicketError):
    """The move needs something that was not given: `field` is `tekst`, `reden` or `naar` (400)."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} ontbreekt")
        self.field = field


class UnknownOrganisation(TicketError):
    """No such organisation is known here (400)."""

    def __init__(self, organisation: str) -> None:
        super().__init__(f"organisatie {organisation} is hier niet bekend")
        self.organisation = organisation


class VersionConflict(TicketError):
    """Somebody else was first (409): `version` is the ticket's version now, `changes` the lines since."""

    def __init__(self, expected: int, version: int, changes: Sequence[Any]) -> None:
        super().__init__(f"versie {expected} is verouderd, het is nu {version}")
        self.expected = expected
        self.version = version
        self.changes = tuple(changes)
