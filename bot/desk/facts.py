"""What is good to know during a call: terms with their dates, warnings, and what the organisation offers. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from bot.doors.door import Door
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.doors.saying import COLLECTED_BY, told_now

FIND_BY = MappingProxyType(
    {
        "kenmerk": "het kenmerk op de brief",
        "datum_brief": "de datum van de brief",
        "naam": "de naam",
        "geboortedatum": "de geboortedatum",
        "postcode": "de postcode",
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A term or warning that holds for this request, with its last day when there is one."""

    texts: tuple[str, ...]
    last_day: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class About:
    """What may be told of one organisation; only what the register has with a source."""

    id: str
    name: str
    plans: tuple[str, ...]
    custom_team: str | None
    phones: tuple[str, ...]
    website: str | None
    found_by: str


def notices(knowledge: Knowledge, door: Door, draft: Draft) -> tuple[Notice, ...]:
    """Every term and warning that holds now, told before or not, the nearest last day first."""
    found = [
        Notice(
            told.texts,
            told.term.last_day if told.term is not None else None,
            told.term.source_url if told.term is not None else None,
        )
        for told in told_now(knowledge, door, replace(draft, said=()))
    ]
    return tuple(sorted(found, key=lambda one: one.last_day or date.max))


def executors_of(door: Door, draft: Draft) -> tuple[str, ...]:
    """The executors that the draft names, in order, each once."""
    values = [draft.value(place) for field, place, _ in door.places(draft) if field.soort == "organisatie"]
    named = [str(value["uitvoerder"]) for value in values if value]
    collected = [COLLECTED_BY.get(one, one) if door.data.rol == "int" else one for one in named]
    return tuple(dict.fromkeys(one for one in collected if one != "loket"))


def scheme_of(door: Door, draft: Draft) -> str | None:
    """The first scheme that the draft names."""
    values = [draft.value(place) for field, place, _ in door.places(draft) if field.soort == "regeling"]
    return next((str(value["regeling"]) for value in values if value), None)


def about(knowledge: Knowledge, executor: str, scheme: str | None = None) -> About:
    """What may be told of this executor; `executor` is an id of the register."""
    known = knowledge.register.executors[executor]
    return About(
        id=executor,
        name=known.name,
        plans=tuple(plan.say for plan in knowledge.register.plans_of(executor, scheme)),
        custom_team=known.custom_team_say,
        phones=tuple(phone.number for phone in known.phones),
        website=known.website,
        found_by=", ".join(FIND_BY[one] for one in known.identify),
    )
