"""A door: reads its file, knows what to ask next and what to tell. Pure: no database, no clock, no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.datafile import DataError, DataFile
from bot.doors.conditions import Conditions
from bot.doors.draft import Draft, path
from bot.doors.model import CommonData, CommonUse, Condition, DoorData, FieldData, GroupData, SaidData

COMMON_FILE = "_gemeenschappelijk.yml"

# What a value of a field's kind is known by: (kind, value, property) → the property.
type PropertyOf = Callable[[str, Any, str], Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question: this field, at this place in the draft."""

    field: FieldData
    place: str


@dataclass(frozen=True, slots=True)
class AskMore:
    """The next question: is there another item in this group?"""

    group: str
    data: GroupData


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing is left to ask: the overview is due."""


type Step = Ask | AskMore | Ready


class Door:
    """One door, checked: every name that it uses exists."""

    def __init__(self, data: DoorData, fields: Sequence[FieldData], property_of: PropertyOf) -> None:
        self.data = data
        self.id = data.id
        self.fields: Mapping[str, FieldData] = {field.id: field for field in fields}
        self._order = tuple(fields)
        self.conditions = Conditions(
            lambda name: self.fields[name].groep,
            lambda name, value, wanted: property_of(self.fields[name].soort, value, wanted),
        )

    def applies(self, field: FieldData, draft: Draft, index: int | None = None) -> bool:
        """True when this field belongs to this request, given what is answered so far."""
        return self.conditions.holds(field.als, draft, index)

    def next_step(self, draft: Draft) -> Step:
        """What to ask now, or that everything is asked. The only order there is, for every face of the door."""
        groups_done: set[str] = set()
        for field in self._order:
            if field.groep is None:
                if self._open(field, draft, field.id, None):
                    return Ask(field, field.id)
            elif field.groep not in groups_done:
                groups_done.add(field.groep)
                step = self._next_in_group(field.groep, draft)
                if step is not None:
                    return step
        return Ready()

    def _next_in_group(self, group: str, draft: Draft) -> Step | None:
        data = self.data.groepen[group]
        count = max(1, draft.count(group))
        first = self.group_fields(group)[0]
        for index in range(count):
            # A new item begins with what it is about, also when an older one has something left to ask.
            if self._open(first, draft, path(first.id, group, index), index):
                return Ask(first, path(first.id, group, index))
        for index in range(count):
            for field in self.group_fields(group):
                place = path(field.id, group, index)
                if self._open(field, draft, place, index):
                    return Ask(field, place)
        if group not in draft.closed and count < data.hoogstens:
            return AskMore(group, data)
        return None

    def _open(self, field: FieldData, draft: Draft, place: str, index: int | None) -> bool:
        return field.vragen and draft.get(place) is None and self.applies(field, draft, index)

    def group_fields(self, group: str) -> tuple[FieldData, ...]:
        """The fields of a group in order."""
        return tuple(field for field in self._order if field.groep == group)

    def places(self, draft: Draft) -> Iterator[tuple[FieldData, str, int | None]]:
        """Every field that applies to this draft with its place, in order, group by group, answered or not."""
        groups_done: set[str] = set()
        for field in self._order:
            if field.groep is None:
                if self.applies(field, draft):
                    yield field, field.id, None
            elif field.groep not in groups_done:
                groups_done.add(field.groep)
                for index in range(max(1, draft.count(field.groep))):
                    for member in self.group_fields(field.groep):
                        if self.applies(member, draft, index):
                            yield member, path(member.id, field.groep, index), index

    def relevant(self, draft: Draft) -> Draft:
        """The draft without answers whose field does not apply any more: what is not needed goes nowhere."""
        kept = {place for _, place, _ in self.places(draft)}
        for place in [place for place in draft.answers if place not in kept]:
            draft = draft.without(place)
        return draft

    def notices(self, draft: Draft) -> list[tuple[str, SaidData, int | None]]:
        """What is to be told now and was not told before: (key, notice, item), in the file's order."""
        due: list[tuple[str, SaidData, int | None]] = []
        for said in self.data.zegt:
            indexes: Sequence[int | None] = range(draft.count(said.groep)) if said.groep else [None]
            for index in indexes:
                key = said.id if index is None else f"{said.id}.{index}"
                if key not in draft.said and self.conditions.holds(said.als, draft, index):
                    due.append((key, said, index))
        return due


class Doors(Mapping[str, Door]):
    """All doors that are open, by id."""

    def __init__(self, doors: Mapping[str, Door]) -> None:
        self._doors = dict(doors)

    def __getitem__(self, door: str) -> Door:
        return self._doors[door]

    def __iter__(self) -> Iterator[str]:
        return iter(self._doors)

    def __len__(self) -> int:
        return len(self._doors)


def load_doors(directories: Sequence[Path], kinds: Sequence[str], property_of: PropertyOf) -> Doors:
    """Every door of these directories, checked; a later directory replaces a door of an earlier one by id.

    Raises `DataError` with file, line and reason for the first door that cannot be used.
    """
    common: dict[str, FieldData] = {}
    doors: dict[str, Door] = {}
    for directory in directories:
        shared = directory / COMMON_FILE
        if shared.exists():
            common |= {field.id: field for field in DataFile(shared).read(CommonData).velden}
    for directory in directories:
        for file in sorted(directory.glob("*.yml")):
            if file.name != COMMON_FILE:
                door = _read_door(DataFile(file), common, set(kinds), property_of)
                doors[door.id] = door
    return Doors(doors)


def _read_door(
    file: DataFile, common: Mapping[str, FieldData], kinds: set[str], property_of: PropertyOf
) -> Door:
    data = file.read(DoorData)
    if data.id != file.path.stem:
        raise file.fault(("id",), f"the door is '{data.id}', the file is '{file.path.stem}'")
    fields: list[FieldData] = []
    for number, entry in enumerate(data.velden):
        place = ("velden", number)
        if isinstance(entry, FieldData):
            fields.append(entry)
        else:
            use = CommonUse(gebruik=entry) if isinstance(entry, str) else entry
            if use.gebruik not in common:
                raise file.fault(place, f"'{use.gebruik}' is not a common field")
            field = common[use.gebruik]
            fields.append(field if use.als is None else field.model_copy(update={"als": use.als}))
        _check_field(file, place, fields[-1], data, kinds, {field.id for field in fields[:-1]})
    door = Door(data, fields, property_of)
    _check_uses(file, data, door)
    return door


def _check_field(
    file: DataFile,
    place: tuple[str | int, ...],
    field: FieldData,
    data: DoorData,
    kinds: set[str],
    seen: set[str],
) -> None:
    if field.id in seen:
        raise file.fault(place, f"the field '{field.id}' stands here twice")
    if field.soort not in kinds:
        raise file.fault(place, f"'{field.soort}' is not a kind of field")
    if field.groep is not None and field.groep not in data.groepen:
        raise file.fault(place, f"'{field.groep}' is not a group of this door")
    if field.soort in {"keuze", "meerkeuze", "gevolgen"} and not field.opties:
        raise file.fault(place, f"the choice '{field.id}' has no options")
    for name in _fields_in(field.als):
        if name not in seen and name != "verhaal_burger":
            raise file.fault(place, f"'{field.id}' depends on '{name}', which is not asked before it")


def _check_uses(file: DataFile, data: DoorData, door: Door) -> None:
    names = set(door.fields) | {"verhaal_burger"}
    for number, said in enumerate(data.zegt):
        used = [
            *_fields_in(said.als),
            *(
                name
                for name in (said.organisatie, said.regeling, said.datum, said.commissie, said.boete)
                if name
            ),
        ]
        _check_names(file, ("zegt", number), used, names)
    for number, receiver in enumerate(data.ontvangers):
        place = ("ontvangers", number)
        used = [
            *_fields_in(receiver.als),
            *_fields_in(receiver.bedreigend),
            *_fields_in(receiver.spoed),
            *_fields_in(receiver.kan_bezwaar_zijn),
            *(
                name
                for name in (receiver.organisatie, receiver.welke, receiver.regeling, receiver.achterstand)
                if name
            ),
        ]
        _check_names(file, place, used, names)
        if receiver.pakket not in data.pakketten:
            raise file.fault(place, f"'{receiver.pakket}' is not a package of this door")
    for key, package in data.pakketten.items():
        _check_names(file, ("pakketten", key), package.velden, names)
        for sentence in package.samenvatting:
            _check_names(file, ("pakketten", key), _fields_in(sentence.als), names)


def _check_names(file: DataFile, place: tuple[str | int, ...], used: Iterable[str], names: set[str]) -> None:
    for name in used:
        if name not in names:
            raise file.fault(place, f"'{name}' is not a field of this door")


def _fields_in(condition: Condition | None) -> Iterator[str]:
    if condition is None:
        return
    if condition.veld is not None:
        yield condition.veld
    for part in [*(condition.alle or []), *(condition.een_van or []), condition.niet, condition.waar]:
        yield from _fields_in(part)


__all__ = ["Ask", "AskMore", "DataError", "Door", "Doors", "Ready", "Step", "load_doors"]
