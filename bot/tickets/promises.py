"""What is promised about a ticket when it is handed over: computed once, from data, and stored. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from bot.datafile import DataError, DataFile
from bot.law import Law
from bot.law.source import Entry, Source, merged

FILE = "promises.yml"


class PromiseId(StrEnum):
    """The closed list of promises."""

    NORMAL = "gewoon"
    THREATENING = "bedreigend"


class Promise(Entry):
    """Working days, counted from the day after the offer; earlier ones are the counter's own watch."""

    id: PromiseId
    receive: int = Field(alias="ontvangst_werkdagen", ge=1)
    accept: int = Field(alias="aanname_werkdagen", ge=1)
    answer: int = Field(alias="eerste_antwoord_werkdagen", ge=1)
    why: str = Field(alias="waarom", min_length=1)
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)


class Deciding(Entry):
    """On which requests a public body takes a decision within the term of Awb 4:13, and with whom not."""

    doors: tuple[str, ...] = Field(alias="deuren")
    not_by: tuple[str, ...] = Field(default=(), alias="niet_bij")
    sources: tuple[Source, ...] = Field(alias="bronnen", min_length=1)


@dataclass(frozen=True)
class PromiseBook:
    """The promises of one installation."""

    promises: Mapping[str, Promise]
    deciding: Deciding


@dataclass(frozen=True)
class Made:
    """The last days of what was promised; `decide_by` is None where no decision is asked."""

    receive_by: date
    accept_by: date
    answer_by: date
    decide_by: date | None


# Door, kind of executor, whether it threatens, and the day of the offer in; what is promised out.
Promises = Callable[[str, str, bool, date], Made]


def load_promises(directories: Sequence[Path]) -> PromiseBook:
    """The promises of `data/register` and of local data over it.

    DataError with file, line and reason for a bad entry or a promise that stands nowhere.
    """
    files = [DataFile(one / FILE) for one in directories if (one / FILE).exists()]
    if not files:
        raise DataError(directories[0] / FILE, 1, "dit bestand ontbreekt")
    found = merged(files, "beloften", Promise, beside=("beslissen",))
    missing = sorted({one.value for one in PromiseId} - found.keys())
    if missing:
        raise DataError(files[0].path, 1, f"deze beloften ontbreken: {', '.join(missing)}")
    giving = [file for file in files if "beslissen" in file.content]
    if not giving:
        raise DataError(files[0].path, 1, "'beslissen' ontbreekt")
    return PromiseBook(found, giving[-1].read(Deciding, ("beslissen",)))


def promise(
    book: PromiseBook, law: Law, *, door: str, executor: str, public_body: bool, threatening: bool, day: date
) -> Made:
    """What is promised for a ticket that is offered on `day`.

    Days of the decrees (Atw art. 3 lid 3) count as working days: a promise is kept a day early, never late.
    """
    rule = book.promises[PromiseId.THREATENING if threatening else PromiseId.NORMAL]

    def after(days: int) -> date:
        return law.calendar.add_working_days(day, days, equated_count_as_working=True)

    decides = public_body and door in book.deciding.doors and executor not in book.deciding.not_by
    return Made(
        receive_by=after(rule.receive),
        accept_by=after(rule.accept),
        answer_by=after(rule.answer),
        decide_by=law.decision(day, day).last_day if decides else None,
    )
