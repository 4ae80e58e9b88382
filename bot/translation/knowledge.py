"""The knowledge in another language: the same register, law, doors and letters with their texts translated. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from bot.doors.door import Door, Doors
from bot.doors.kinds import KINDS
from bot.doors.kinds.english import as_dutch, in_english
from bot.doors.knowledge import Knowledge
from bot.doors.model import CommonData, DoorData, FieldData
from bot.doors.register_kinds import property_of, register_kinds
from bot.language import Phrases, Table
from bot.law import Law
from bot.letters.model import LetterData
from bot.register import Organisation, Register
from bot.translation.overlay import Overlay
from bot.translation.texts import DOOR_WORDS, DOORS, LAW, LETTER, LETTER_CHECKS, REGISTER

COMMON = "_gemeenschappelijk"
# How one organisation of a kind is said inside a sentence; of other kinds the name is enough.
ORGANISATIONS = Table("organisaties", {"gemeente": "de gemeente {naam}", "provincie": "de provincie {naam}"})


@dataclass(frozen=True)
class Side:
    """The Dutch knowledge of an installation, and the product's own where local data lies over it."""

    here: Knowledge
    shipped: Knowledge


def knowledge_in(overlay: Overlay, side: Side, phrases: Phrases) -> Knowledge:
    """The knowledge as citizens read it in this language. DataError for a translation that does not fit."""
    register = _register(overlay, side, phrases)
    kinds = in_english({**KINDS, **register_kinds(register, side.here.finder)})
    law = _law(overlay, side, phrases)
    doors = _doors(overlay, side, register)
    return replace(
        side.here,
        register=register,
        law=law,
        doors=doors,
        kinds=kinds,
        phrases=phrases,
        others={},
        reads=as_dutch,
    )


def _register(overlay: Overlay, side: Side, phrases: Phrases) -> Register:
    here, shipped = side.here.register, side.shipped.register

    def over(name: str, value: Any, product: Any) -> Any:
        return overlay.over(f"register/{name}", value, REGISTER, product=product)

    def by_id(entries: Sequence[Any]) -> dict[str, Any]:
        return {one.id: one for one in entries}

    plans = over("payment_plans", by_id(here.payment_plans), by_id(shipped.payment_plans))
    distinctions = over("distinctions", by_id(here.distinctions), by_id(shipped.distinctions))
    schemes = {id: scheme.model_copy(update={"say": scheme.name}) for id, scheme in here.schemes.items()}
    return replace(
        here,
        executors=over("executors", here.executors, shipped.executors),
        ministries=over("ministries", here.ministries, shipped.ministries),
        organisations={id: _said(one, phrases) for id, one in here.organisations.items()},
        schemes=schemes,
        payment_plans=tuple(plans.values()),
        distinctions=tuple(distinctions.values()),
    )


def _said(one: Organisation, phrases: Phrases) -> Organisation:
    """The organisation as this language says it: its name, in the sentence that its kind has."""
    said = one.name
    if one.kind in ORGANISATIONS:
        bare = one.name.split(" ", 1)[1] if one.name.lower().startswith(f"{one.kind} ") else one.name
        said = phrases.say(ORGANISATIONS, one.kind, naam=bare)
    return one.model_copy(update={"said": said})


def _law(overlay: Overlay, side: Side, phrases: Phrases) -> Law:
    here, shipped = side.here.law, side.shipped.law

    def over(name: str, value: Mapping[Any, Any], product: Mapping[Any, Any]) -> dict[str, Any]:
        found: dict[str, Any] = overlay.over(
            f"register/{name}",
            {str(key): one for key, one in value.items()},
            LAW,
            product={str(key): one for key, one in product.items()},
        )
        return found

    remedies, terms = (
        over("remedies", here.remedies, shipped.remedies),
        over("terms", here.terms, shipped.terms),
    )
    blocks = over("emergencies", here.emergencies.blocks, shipped.emergencies.blocks)
    return replace(
        here,
        remedies={key: remedies[str(key)] for key in here.remedies},
        terms={key: terms[str(key)] for key in here.terms},
        emergencies=here.emergencies.saying(blocks),
        phrases=phrases,
    )


def _doors(overlay: Overlay, side: Side, register: Register) -> Doors:
    common = overlay.over(
        f"doors/{COMMON}",
        _common(side.here.doors),
        DOORS,
        words=DOOR_WORDS,
        product=_common(side.shipped.doors),
    )
    shared = {field.id: field for field in common.velden}
    known = property_of(register)
    made: dict[str, Door] = {}
    for id, door in side.here.doors.items():
        product = side.shipped.doors.get(id)
        data = overlay.over(
            f"doors/{id}",
            _own(door.data),
            DOORS,
            words=DOOR_WORDS,
            product=_own(product.data) if product is not None else None,
        )
        own = {field.id: field for field in data.velden}
        # A shared question keeps the condition under which this door asks it.
        fields = [
            own.get(name) or shared[name].model_copy(update={"als": field.als})
            for name, field in door.fields.items()
        ]
        whole = [own[one.id] if isinstance(one, FieldData) else one for one in door.data.velden]
        made[id] = Door(data.model_copy(update={"velden": whole}), fields, known)
    return Doors(made)


def _own(data: DoorData) -> DoorData:
    """The door with its own questions alone: the shared ones are told once, for all doors."""
    return data.model_copy(update={"velden": [one for one in data.velden if isinstance(one, FieldData)]})


def _common(doors: Mapping[str, Door]) -> CommonData:
    """The shared questions that some door takes up."""
    found: dict[str, FieldData] = {}
    for door in doors.values():
        own = {field.id for field in door.data.velden if isinstance(field, FieldData)}
        for id, field in door.fields.items():
            if id not in own:
                found.setdefault(id, field)
    return CommonData(velden=list(found.values()))


def letters_in(
    overlay: Overlay, here: Mapping[str, LetterData], shipped: Mapping[str, LetterData]
) -> Mapping[str, LetterData]:
    """What a citizen reads of each letter: its name, its blanks, and what to check. The letter itself stays Dutch."""
    told = {}
    for id, letter in here.items():
        product = shipped.get(id)
        named = overlay.over(f"letters/{id}", letter, LETTER, product=product)
        checked = overlay.over(f"letters/{id}_controle", letter, LETTER_CHECKS, product=product)
        told[id] = named.model_copy(update={"checks": checked.checks})
    return MappingProxyType(told)
