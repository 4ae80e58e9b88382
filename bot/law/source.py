"""What every fact of the law room has: a shape without unknown keys, an id, and where it was read."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.datafile import DataFile

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ADDRESSING = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)


def _formal(text: str) -> str:
    found = ADDRESSING.search(text)
    if found:
        raise ValueError(f"'{found.group()}' in een tekst voor burgers: schrijf u")
    return " ".join(text.split())


# A text that a citizen reads: on one line, and never "je".
type Said = Annotated[str, Field(min_length=1), AfterValidator(_formal)]


class Entry(BaseModel):
    """A piece of checked data: an unknown key is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Entry):
    """Where a fact was read, and the state that the reader saw."""

    url: str = Field(pattern=r"^https?://\S+$")
    as_of: date = Field(alias="stand")
    what: str = Field(default="", alias="wat")


def placeholders(text: str) -> set[str]:
    """The names between braces in a text."""
    return set(PLACEHOLDER.findall(text))


def merged[E: Entry](
    files: Sequence[DataFile], key: str, model: type[E], beside: Collection[str] = ()
) -> Mapping[str, E]:
    """The entries of the list `key` of all files, by id; a later file replaces an id of an earlier one.

    `beside` names the other keys that may stand at the top of a file. Raises `DataError` for a missing list,
    an unknown key, a bad entry, or an id that stands twice in one file.
    """
    found: dict[str, E] = {}
    for file in files:
        content: Any = file.content
        if not isinstance(content, dict) or not isinstance(content.get(key), list):
            raise file.fault((), f"hier hoort een lijst '{key}' te staan")
        for other in content:
            if other != key and other not in beside:
                raise file.fault((other,), f"onbekende sleutel '{other}'")
        here: set[str] = set()
        for index in range(len(content[key])):
            entry = file.read(model, (key, index))
            name: str = getattr(entry, "id", "")
            if name in here:
                raise file.fault((key, index), f"het id '{name}' staat hier twee keer")
            here.add(name)
            found[name] = entry
    return found
