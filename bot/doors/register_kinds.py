"""Kinds of fields that the register understands: an organisation, which one of a kind, a scheme."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.doors.kinds import Context, Kind, Misunderstood, Parsed, Understood, Unknown, clean, is_unknown
from bot.doors.kinds.said import SAID
from bot.language import NL
from bot.register import Finder, Finding, Organisation, Register, Role

ROLES = {"beslist": Role.DECIDES, "int": Role.COLLECTS, "herstelt": Role.CORRECTS, "past_toe": Role.APPLIES}
# Below this certainty an answer to "which organisation?" is asked once more.
CERTAIN_ENOUGH = 0.30
COUNTER = "loket"
PLACE_ALIKE = 96.0
# Kinds of executor that are paid in monthly instalments as a rule: there "a month or an arrears?" makes sense.
MONTHLY = frozenset({"duo", "zorgverzekeraar", "cak", "lbio"})


@dataclass(frozen=True)
class RegisterContext(Context):
    """What a kind of the register needs beside: the role that is sought, or the kind of executor to choose from."""

    role: str | None = None
    executor: str = ""


def organisation_value(
    register: Register, executor: str, named: Sequence[Organisation] = ()
) -> dict[str, Any]:
    """The canonical value of an organisation field."""
    known = register.executors[executor]
    if not known.several:
        return {"uitvoerder": executor, "organisatie": executor, "naam": known.short_name}
    of_kind = [one for one in named if one.kind == executor]
    # Two places in one story: which of them is meant is asked, not guessed.
    which = of_kind[0] if len(of_kind) == 1 else None
    return {
        "uitvoerder": executor,
        "organisatie": which.id if which else None,
        "naam": which.name if which else known.short_name,
    }


def scheme_value(register: Register, finding: Finding, least: float) -> dict[str, Any] | None:
    """The canonical value of a scheme field for the likeliest scheme, when it is likely enough."""
    for scheme, certainty in finding.schemes:
        if certainty >= least:
            return {"regeling": scheme, "naam": register.schemes[scheme].name}
    return None


class OrganisationKind:
    """Who it is about: an executor, and which organisation of that kind when it was named."""

    id = "organisatie"

    def __init__(self, register: Register, finder: Finder) -> None:
        self._register, self._finder = register, finder

    def parse(self, text: str, context: Context) -> Parsed:
        """The likeliest executor in this text for the field's role."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        if said in self._register.executors:
            return Understood(organisation_value(self._register, said))
        role = context.role if isinstance(context, RegisterContext) else None
        finding = self._finder.find(said, ROLES[role] if role else None)
        best = finding.candidates[0]
        if finding.distinction is not None:
            return Misunderstood(self._register.distinction(finding.distinction).question)
        if best.executor_id == COUNTER:
            # "Hilversum" alone is an answer too: the municipality of that name.
            places = self._finder.find_organisation("gemeente", said)
            if places and places[0][1] >= PLACE_ALIKE and (len(places) == 1 or places[1][1] < PLACE_ALIKE):
                return Understood(organisation_value(self._register, "gemeente", [places[0][0]]))
        if best.executor_id == COUNTER or best.certainty < CERTAIN_ENOUGH:
            return Misunderstood(context.say(SAID, "organisatie_onbekend"))
        value = organisation_value(self._register, best.executor_id, finding.organisations)
        return Understood(value, certain=best.certainty >= 0.6)

    def show(self, value: Any, context: Context) -> str:
        """The organisation's name, as it was told or chosen; a kind of organisation in the reader's language."""
        if context.phrases.language == NL:
            return str(value["naam"])
        executor, which = value["uitvoerder"], value.get("organisatie")
        if executor == COUNTER:
            ending = SAID["onbekend_hier"].format(naam="")
            told, found, _ = str(value["naam"]).partition(ending)
            return context.say(SAID, "onbekend_hier", naam=told) if found else told
        known = self._register.executors[executor]
        if (which is not None and which != executor) or not known.is_a_kind:
            return str(value["naam"])
        return f"{known.say[:1].upper()}{known.say[1:]}"

    def check(self, value: Any, context: Context) -> str | None:
        """An executor that exists, and an organisation of that kind."""
        known = isinstance(value, dict) and value.get("uitvoerder") in self._register.executors
        which = value.get("organisatie") if known else None
        if known and (which is None or which in self._register.organisations):
            return None
        return context.say(SAID, "organisatie_bestaat_niet")

    def schema(self, context: Context) -> dict[str, object]:
        """An object with `uitvoerder`, `organisatie` and `naam`."""
        return {
            "type": "object",
            "required": ["uitvoerder", "naam"],
            "properties": {
                "uitvoerder": {"type": "string"},
                "organisatie": {"type": ["string", "null"]},
                "naam": {"type": "string"},
            },
        }


class WhichKind:
    """Which organisation of a kind: which municipality, water board, insurer."""

    id = "welke"

    def __init__(self, register: Register, finder: Finder) -> None:
        self._register, self._finder = register, finder

    def parse(self, text: str, context: Context) -> Parsed:
        """The organisation of the field's kind that this text names, also misspelt."""
        said = clean(text)
        if is_unknown(said):
            return Misunderstood(context.say(SAID, "naam_nodig"))
        found = self._finder.find_organisation(
            context.executor if isinstance(context, RegisterContext) else "", said
        )
        if not found:
            return Misunderstood(context.say(SAID, "naam_onbekend"))
        if len(found) > 1 and found[0][1] - found[1][1] < 3 and found[0][1] < 100:
            return Misunderstood(context.say(SAID, "bedoelt_u", een=found[0][0].name, ander=found[1][0].name))
        best = found[0][0]
        return Understood({"organisatie": best.id, "naam": best.name}, certain=found[0][1] >= 90)

    def show(self, value: Any, context: Context) -> str:
        """The organisation's name."""
        return str(value["naam"])

    def check(self, value: Any, context: Context) -> str | None:
        """An organisation that exists."""
        known = isinstance(value, dict) and value.get("organisatie") in self._register.organisations
        return None if known else context.say(SAID, "organisatie_bestaat_niet")

    def schema(self, context: Context) -> dict[str, object]:
        """An object with `organisatie` and `naam`."""
        return {
            "type": "object",
            "required": ["organisatie", "naam"],
            "properties": {"organisatie": {"type": "string"}, "naam": {"type": "string"}},
        }


# "Ja, dat is de regel die ik bedoel": an answer to something else.
_NO_WORDS = re.compile(
    r"(?i)(?:[\W\d_]|euro|per|maand|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|vandaag|gisteren)+"
)
_AGREES = re.compile(r"(?i)(?:ja|jazeker|klopt|yes|ok|oke)\b")


class SchemeKind:
    """A rule or scheme: linked to the register when it is known, else in the citizen's own words."""

    id = "regeling"

    def __init__(self, register: Register, finder: Finder) -> None:
        self._register, self._finder = register, finder

    def parse(self, text: str, context: Context) -> Parsed:
        """The likeliest scheme, or the words themselves."""
        said = " ".join(clean(text).split())
        if is_unknown(said):
            return Unknown()
        value = scheme_value(self._register, self._finder.find(said), CERTAIN_ENOUGH)
        if value is not None:
            return Understood(value)
        if _AGREES.match(said) or _NO_WORDS.fullmatch(said):
            return Misunderstood(context.say(SAID, "waarover"))
        return Understood({"regeling": None, "naam": said[:200]}, certain=False)

    def show(self, value: Any, context: Context) -> str:
        """The scheme's name, or the words."""
        return str(value["naam"])

    def check(self, value: Any, context: Context) -> str | None:
        """A scheme that exists, or words."""
        if not isinstance(value, dict) or not value.get("naam"):
            return context.say(SAID, "waarover")
        scheme = value.get("regeling")
        known = scheme is None or scheme in self._register.schemes
        return None if known else context.say(SAID, "regeling_bestaat_niet")

    def schema(self, context: Context) -> dict[str, object]:
        """An object with `regeling` and `naam`."""
        return {
            "type": "object",
            "required": ["naam"],
            "properties": {"regeling": {"type": ["string", "null"]}, "naam": {"type": "string"}},
        }


def register_kinds(register: Register, finder: Finder) -> Mapping[str, Kind]:
    """The kinds that need the register, by id."""
    kinds: tuple[Kind, ...] = (
        OrganisationKind(register, finder),
        WhichKind(register, finder),
        SchemeKind(register, finder),
    )
    return {kind.id: kind for kind in kinds}


def property_of(register: Register) -> Callable[[str, Any, str], Any]:
    """What the register knows of a field's value, for conditions: a closed set of properties."""

    def of_organisation(value: Any, wanted: str) -> Any:
        executor = register.executors[value["uitvoerder"]]
        match wanted:
            case "uitvoerder":
                return executor.id
            case "meerdere":
                return executor.several
            case "welke_onbekend":
                return executor.several and value.get("organisatie") is None
            case "vraagt_kenmerk":
                return "kenmerk" in executor.identify
            case "maandbedragen":
                return executor.id in MONTHLY
            case "bestuursorgaan":
                return executor.public_body
        raise KeyError(f"an organisation has no property '{wanted}'")

    def of_scheme(value: Any, wanted: str) -> Any:
        scheme = register.schemes.get(value["regeling"] or "")
        match wanted:
            case "regeling":
                return value["regeling"]
            case "uitvoerder":
                return scheme.executor if scheme else None
            case "rechtsmiddel":
                return scheme.remedy if scheme else None
        raise KeyError(f"a scheme has no property '{wanted}'")

    def look(kind: str, value: Any, wanted: str) -> Any:
        if kind == "organisatie":
            return of_organisation(value, wanted)
        if kind == "regeling":
            return of_scheme(value, wanted)
        if kind == "contact" and wanted == "soort":
            return value["soort"]
        raise KeyError(f"a field of kind '{kind}' has no properties")

    return look
