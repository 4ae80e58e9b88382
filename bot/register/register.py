"""Reads and checks the register: every entry, every name that points to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.datafile import DataError, DataFile
from bot.register.models import (
    CapitalsOnly,
    Distinction,
    Entry,
    Executor,
    GeneralWord,
    Ministry,
    Organisation,
    PaymentPlan,
    Scheme,
    SharedPlan,
    WordsData,
    WordTarget,
)

# What may stand at the top of a file of the register: its lists, and for a whole list its date and sources.
TOP_LEVEL = frozenset(
    [
        "uitvoerders",
        "regelingen",
        "ministeries",
        "organisaties",
        "onderscheid",
        "betalingsregeling_rijk",
        "stand",
        "bronnen",
    ]
)


@dataclass(frozen=True)
class Register:
    """Everything that the register holds, by id."""

    executors: Mapping[str, Executor]
    schemes: Mapping[str, Scheme]
    ministries: Mapping[str, Ministry]
    organisations: Mapping[str, Organisation]
    distinctions: tuple[Distinction, ...]
    payment_plans: tuple[PaymentPlan, ...]
    betalingsregeling_rijk: SharedPlan
    words: WordsData
    version: str

    def organisations_of(self, kind: str) -> tuple[Organisation, ...]:
        """Every organisation of a kind; for a kind with one, that one."""
        return tuple(one for one in self.organisations.values() if one.kind == kind)

    def organisation(self, name: str) -> Organisation:
        """The organisation with this id: `gemeente:0344`, or `cjib`. Raises `KeyError`."""
        return self.organisations[name]

    def distinction(self, found: Distinction) -> Distinction:
        """The same distinction in this register's own words: a finder may read another language's."""
        return next(one for one in self.distinctions if one.id == found.id)

    def plans_of(self, executor: str, scheme: str | None = None) -> tuple[PaymentPlan, ...]:
        """What may be told about paying in parts at this executor a debt for this scheme; None: nobody knows for what."""
        return tuple(
            plan
            for plan in self.payment_plans
            if plan.executor == executor
            and (not plan.schemes or (plan.also_unknown if scheme is None else scheme in plan.schemes))
        )


class _Reader:
    """Collects entries over files; a later directory replaces an id of an earlier one."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self.directories = directories
        self.digest = hashlib.sha256()
        self.places: dict[tuple[type[Entry], str], tuple[DataFile, str, int]] = {}

    def files(self, pattern: str) -> list[DataFile]:
        found = []
        for directory in self.directories:
            for path in sorted(directory.glob(pattern)):
                self.digest.update(path.read_bytes())
                found.append(DataFile(path))
        return found

    def entries[E: Entry](self, files: Sequence[DataFile], key: str, model: type[E]) -> dict[str, E]:
        found: dict[str, E] = {}
        for file in files:
            self._only_known_keys(file)
            items = file.content.get(key, []) if isinstance(file.content, dict) else None
            if not isinstance(items, list):
                raise file.fault((key,), f"a list '{key}' is needed here")
            here: set[str] = set()
            for index in range(len(items)):
                entry = file.read(model, (key, index))
                name = str(getattr(entry, "id", index))
                if name in here:
                    raise file.fault((key, index), f"the id '{name}' stands in this file twice")
                here.add(name)
                found[name] = entry
                self.places[(model, name)] = (file, key, index)
        return found

    @staticmethod
    def _only_known_keys(file: DataFile) -> None:
        for name in file.content if isinstance(file.content, dict) else ():
            if name not in TOP_LEVEL:
                raise file.fault((name,), f"'{name}' is not known here")

    def fault(self, entry: Entry, reason: str) -> DataError:
        name = str(getattr(entry, "id", ""))
        file, key, index = self.places[(type(entry), name)]
        return file.fault((key, index), f"'{name}': {reason}")


def load_register(directories: Sequence[Path]) -> Register:
    """The register of these directories, local data over `data/register`, checked as a whole.

    Raises `DataError` with file, line and reason for the first entry that cannot be used.
    """
    reader = _Reader(directories)
    executors = reader.entries(reader.files("executors.yml"), "uitvoerders", Executor)
    schemes = reader.entries(reader.files("schemes.yml"), "regelingen", Scheme)
    ministries = reader.entries(reader.files("ministries.yml"), "ministeries", Ministry)
    organisations = reader.entries(reader.files("organisations/*.yml"), "organisaties", Organisation)
    plan_files = reader.files("payment_plans.yml")
    plans = reader.entries(plan_files, "regelingen", PaymentPlan)
    distinctions = reader.entries(reader.files("distinctions.yml"), "onderscheid", Distinction)
    _check_executors(reader, executors, ministries)
    _check_schemes(reader, schemes, executors, ministries)
    _check_remedies(reader, schemes)
    for plan in plans.values():
        if plan.executor not in executors:
            raise reader.fault(plan, f"there is no executor '{plan.executor}'")
        for scheme in plan.schemes:
            if scheme not in schemes:
                raise reader.fault(plan, f"there is no scheme '{scheme}'")
    for organisation in organisations.values():
        if organisation.kind not in executors:
            raise reader.fault(organisation, f"there is no executor '{organisation.kind}'")
    for distinction in distinctions.values():
        for executor in (*distinction.between, *(answer.executor for answer in distinction.answers)):
            if executor not in executors:
                raise reader.fault(distinction, f"there is no executor '{executor}'")
    single = {
        executor.id: Organisation(id=executor.id, naam=executor.short_name, plaats=executor.short_name)
        for executor in executors.values()
        if not executor.several
    }
    return Register(
        executors=executors,
        schemes=schemes,
        ministries=ministries,
        organisations={**single, **organisations},
        distinctions=tuple(distinctions.values()),
        payment_plans=tuple(plans.values()),
        betalingsregeling_rijk=_shared_plan(plan_files, executors),
        words=_words(reader, executors, schemes),
        version=reader.digest.hexdigest()[:12],
    )


def _check_executors(
    reader: _Reader, executors: Mapping[str, Executor], ministries: Mapping[str, Ministry]
) -> None:
    for executor in executors.values():
        if executor.ministry is not None and executor.ministry not in ministries:
            raise reader.fault(executor, f"there is no ministry '{executor.ministry}'")
        for other in executor.confused_with:
            if other not in executors:
                raise reader.fault(executor, f"there is no executor '{other}'")
        if executor.several and executor.which_question is None:
            raise reader.fault(executor, "a kind with more than one needs vraag_welke")


def _check_schemes(
    reader: _Reader,
    schemes: Mapping[str, Scheme],
    executors: Mapping[str, Executor],
    ministries: Mapping[str, Ministry],
) -> None:
    for scheme in schemes.values():
        for executor in scheme.executors:
            if executor not in executors:
                raise reader.fault(scheme, f"there is no executor '{executor}'")
        for ministry in scheme.rule_owners:
            if ministry not in ministries:
                raise reader.fault(scheme, f"there is no ministry '{ministry}'")


def _check_remedies(reader: _Reader, schemes: Mapping[str, Scheme]) -> None:
    """What `remedies.yml` explains must exist for every scheme, when such a file is there at all."""
    known: set[str] = set()
    for directory in reader.directories:
        path = directory / "remedies.yml"
        if path.exists():
            content = DataFile(path).content
            known.update(item["id"] for item in content.get("rechtsmiddelen", []))
    for scheme in schemes.values():
        if known and scheme.remedy not in known:
            raise reader.fault(scheme, f"there is no rechtsmiddel '{scheme.remedy}'")


def _shared_plan(files: Sequence[DataFile], executors: Mapping[str, Executor]) -> SharedPlan:
    """The last `betalingsregeling_rijk` that a file gives; local data need not repeat it."""
    key = "betalingsregeling_rijk"
    giving = [file for file in files if isinstance(file.content, dict) and key in file.content]
    if not giving:
        where = files[-1].path if files else Path("payment_plans.yml")
        raise DataError(where, 1, f"'{key}' is missing")
    plan = giving[-1].read(SharedPlan, (key,))
    for executor in (plan.at, *plan.executors, *plan.conditions):
        if executor not in executors:
            raise giving[-1].fault((key,), f"there is no executor '{executor}'")
    return plan


def _words(reader: _Reader, executors: Mapping[str, Executor], schemes: Mapping[str, Scheme]) -> WordsData:
    """The general words of all directories together; a later directory's word replaces an earlier one's."""
    general: dict[str, GeneralWord] = {}
    capitals: dict[str, CapitalsOnly] = {}
    different: dict[str, None] = {}
    places: dict[str, None] = {}
    for file in reader.files("words.yml"):
        data = file.read(WordsData)
        for place, one in _word_targets(data):
            if one.target not in (executors if one.executor else schemes):
                raise file.fault(place, f"there is no '{one.target}'")
        general.update({word.word: word for word in data.general})
        capitals.update({word.word: word for word in data.capitals_only})
        different.update(dict.fromkeys(data.no_misspelling))
        places.update(dict.fromkeys(data.ordinary_places))
    return WordsData(
        algemene_woorden=tuple(general.values()),
        alleen_hoofdletters=tuple(capitals.values()),
        geen_verschrijving=tuple(different),
        gewone_plaatsnamen=tuple(places),
    )


def _word_targets(data: WordsData) -> Iterator[tuple[tuple[str | int, ...], WordTarget]]:
    for index, word in enumerate(data.general):
        for target in word.targets:
            yield ("algemene_woorden", index), target
    for index, capital in enumerate(data.capitals_only):
        yield ("alleen_hoofdletters", index), capital
