"""What tickets need to know of an organisation, asked from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Route = Literal["inbox", "webhook", "api", "niet_aangesloten"]


@dataclass(frozen=True)
class Organisation:
    """One organisation: `gemeente:0344` or `cjib`, its name for people, and how tickets reach it."""

    id: str
    name: str
    route: Route = "inbox"


# An id in, the organisation out; None when it is not known here.
Organisations = Callable[[str], Organisation | None]


def kind_of(organisation: str) -> str:
    """The kind of executor of an organisation: `gemeente` for `gemeente:0344`."""
    return organisation.partition(":")[0]
