"""Which way each organisation gets its tickets: `register/routes.yml` in the local data. Pure: reads files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.datafile import DataFile
from bot.tickets.workflow import LOKET

FILE = Path("register") / "routes.yml"
MINISTRY = "ministerie:"


class RouteEntry(BaseModel):
    """How one organisation is reached. `mailbox`: its functional mailbox, for notices without content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    route: Literal["inbox", "webhook", "api"]
    mailbox: str | None = None

    @field_validator("mailbox")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return str(validate_email(value, check_deliverability=False).normalized)
        except EmailNotValidError as fault:
            raise ValueError("dit is geen e-mailadres") from fault

    @model_validator(mode="after")
    def _mailbox_belongs_to_an_inbox(self) -> Self:
        if self.mailbox is not None and self.route != "inbox":
            raise ValueError("een mailbox hoort bij route inbox")
        return self


class _RouteFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    routes: tuple[RouteEntry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class RouteBook:
    """The routes by organisation; who does not stand in it works in the inbox without mail."""

    entries: Mapping[str, RouteEntry] = field(default_factory=dict)

    def route(self, organisation: str) -> Literal["inbox", "webhook", "api"]:
        """The way to this organisation."""
        known = self.entries.get(organisation)
        return "inbox" if known is None else known.route

    def mailbox(self, organisation: str) -> str | None:
        """Where notices go; None when this organisation wants none."""
        known = self.entries.get(organisation)
        return None if known is None else known.mailbox

    @property
    def mailboxes(self) -> Mapping[str, str]:
        """Every organisation with a mailbox."""
        return {name: one.mailbox for name, one in self.entries.items() if one.mailbox is not None}

    @property
    def connected(self) -> frozenset[str]:
        """Who has a route by this book."""
        return frozenset(name for name in self.entries if not name.startswith(MINISTRY))

    @property
    def by_webhook(self) -> tuple[str, ...]:
        """Who gets events by webhook."""
        return tuple(name for name, one in self.entries.items() if one.route == "webhook")


def load_routes(
    directories: Sequence[Path], organisations: Collection[str], ministries: Collection[str] = ()
) -> RouteBook:
    """The routes of these data directories, a later one over an earlier; an empty book when there is no file.

    DataError with file, line and reason for an entry that cannot be used: an organisation that the register
    does not know would silently get nothing.
    """
    known = {LOKET, *organisations, *(f"{MINISTRY}{code}" for code in ministries)}
    found: dict[str, RouteEntry] = {}
    for path in (directory / FILE for directory in directories):
        if not path.exists():
            continue
        file = DataFile(path)
        if not isinstance(file.content, dict) or not isinstance(file.content.get("routes"), list):
            raise file.fault(("routes",), "hier hoort een lijst 'routes' te staan")
        here: set[str] = set()
        for place, entry in enumerate(file.read(_RouteFile).routes):
            where = ("routes", place, "id")
            if entry.id not in known:
                raise file.fault(where, f"organisatie '{entry.id}' staat niet in het register")
            if entry.id in here:
                raise file.fault(where, f"'{entry.id}' staat hier twee keer")
            if entry.id == LOKET and entry.route != "inbox":
                raise file.fault(where, "het loket zelf werkt in de inbox")
            here.add(entry.id)
            found[entry.id] = entry
    return RouteBook(found)
