"""What a letter may use of a draft: what the citizen told, and what the law room makes of it today. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.doors.asking import shown
from bot.doors.door import Door
from bot.doors.draft import Answer, Draft, split_path
from bot.doors.knowledge import Knowledge
from bot.doors.packages import COUNTER
from bot.doors.saying import FINERS, remedy_of, terms

DECISION_TERMS = frozenset({"termijn_aanvraag", "termijn_bezwaar"})
# Facts that stand beside the fields of a door.
COMPUTED = frozenset(
    {
        "deur",
        "uitvoerder",
        "bestuursorgaan",
        "rechtsmiddel",
        "te_laat",
        "laatste_dag",
        "te_vroeg",
        "beslisdag",
    }
)


@dataclass(frozen=True)
class Facts:
    """`values` decide which paragraphs stand in a letter; `shown` fill its places, as people write them."""

    values: Mapping[str, str | bool]
    shown: Mapping[str, str]


def facts_of(knowledge: Knowledge, door: Door, draft: Draft) -> Facts:
    """The facts of a draft today: only what was told in it, and terms computed from that."""
    draft = door.relevant(draft)
    values: dict[str, str | bool] = {"deur": door.id}
    told: dict[str, str] = {}
    for field, place, index in door.places(draft):
        text = shown(knowledge, door, field, draft, place)
        if text is None or index is not None:
            continue
        told[field.id] = text
        value = draft.value(place)
        values[field.id] = value if isinstance(value, str | bool) else text
    executor = _organisation(knowledge, draft, values, told)
    _contact(draft, told)
    scheme = _scheme(knowledge, draft)
    if scheme is not None:
        told["onderwerp"] = knowledge.register.schemes[scheme].say
    elif "regeling" in told:
        told["onderwerp"] = told["regeling"]
    _remedy(knowledge, draft, executor, scheme, values, told)
    _decision(knowledge, door, draft, values, told)
    return Facts(values, told)


def draft_of_fields(door: Door, fields: Iterable[Mapping[str, Any]]) -> Draft:
    """A draft from the fields of a ticket, for its letters: what its door no longer asks stays out."""
    draft = Draft(door.id)
    for one in fields:
        known = door.fields.get(split_path(one["id"])[0])
        if known is not None and known.soort == one["kind"]:
            draft = draft.with_answer(one["id"], Answer(one["value"]))
    return draft


def _organisation(
    knowledge: Knowledge, draft: Draft, values: dict[str, str | bool], told: dict[str, str]
) -> str | None:
    value: Any = draft.value("organisatie")
    if not value:
        return None
    executor = str(value["uitvoerder"])
    known = knowledge.register.executors[executor]
    values["uitvoerder"], values["bestuursorgaan"] = executor, known.public_body
    which: Any = draft.value("welke_organisatie")
    organisation = knowledge.register.organisations.get(
        (which or {}).get("organisatie") or value.get("organisatie") or ""
    )
    told.pop("organisatie", None)
    if executor == COUNTER:
        # Nobody here knows it: the citizen copies the name from the letter.
        return executor
    if organisation is not None and organisation.id != executor:
        told["organisatie"] = organisation.name
    elif not known.several:
        told["organisatie"] = known.name
    return executor


def _contact(draft: Draft, told: dict[str, str]) -> None:
    contact: Any = draft.value("contact")
    if not contact:
        return
    name = "adres" if contact["soort"] == "post" else "bereikbaar"
    told[name] = str(contact["adres"])


def _scheme(knowledge: Knowledge, draft: Draft) -> str | None:
    fine: Any = draft.value("soort_boete")
    if fine in knowledge.register.schemes:
        return str(fine)
    owner: Any = draft.value("organisatie")
    if owner and owner["uitvoerder"] in FINERS:
        return None  # the kind of a fine is read from its letter, never guessed from a story
    value: Any = draft.value("regeling")
    scheme = value["regeling"] if value else None
    return scheme if scheme in knowledge.register.schemes else None


def _remedy(
    knowledge: Knowledge,
    draft: Draft,
    executor: str | None,
    scheme: str | None,
    values: dict[str, str | bool],
    told: dict[str, str],
) -> None:
    remedy = knowledge.law.remedy(remedy_of(knowledge, executor, scheme))
    values["rechtsmiddel"] = remedy.id.value
    if remedy.address:
        told["adres_rechtsmiddel"] = "\n".join(remedy.address)
    day: Any = draft.value("datum_brief")
    if not isinstance(day, str) or len(day) != 10:
        return
    term = knowledge.law.objection(remedy.id, date.fromisoformat(day), knowledge.today)
    if term.last_day is not None:
        told["laatste_dag"] = knowledge.phrases.weekday(term.last_day)
        values["laatste_dag"] = term.last_day.isoformat()
        values["te_laat"] = term.passed


def _decision(
    knowledge: Knowledge, door: Door, draft: Draft, values: dict[str, str | bool], told: dict[str, str]
) -> None:
    for one in terms(knowledge, door, draft):
        if one.key in DECISION_TERMS and one.term is not None and one.term.last_day is not None:
            told["beslisdag"] = knowledge.phrases.weekday(one.term.last_day)
            values["beslisdag"] = one.term.last_day.isoformat()
            # On the last day itself the organisation is not late yet (Awb 4:17 lid 3).
            values["te_vroeg"] = not one.term.passed
