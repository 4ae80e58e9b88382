"""Reads and checks the register: every entry, every name that points to another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.datafile import DataError, DataFile
from bot.register.models import (
    Distinction,
    Entry,
    Executor,
    Ministry,
    Organisation,
    PaymentPlan,
    Scheme,
    SharedPlan,
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
    version: str

    def organisations_of(self, kind: str) -> tuple[Organisation, ...]:
        """Every organisation of a kind; for a kind with one, that one."""
        return tuple(one for one in self.organisations.values() if one.kind == kind)

    def plans_of(self, executor: str) -> tuple[PaymentPlan, ...]:
        """What may be told about paying in parts at this executor."""
        return tuple(plan for plan in self.payment_plans if plan.executor == executor)


class _Reader:
    """Collects entries over files; a later directory replaces an id of an earlier one."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self.directories = directories
        self.digest = hashlib.sha256()
        self.places: dict[tuple[str, str], tuple[DataFile, int]] = {}

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
                self.places[(key, name)] = (file, index)
        return found

    def fault(self, key: str, name: str, reason: str) -> DataError:
        file, index = self.places[(key, name)]
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
    for organisation in organisations.values():
        if organisation.kind not in executors:
            raise reader.fault("organisaties", organisation.id, f"there is no executor '{organisation.kind}'")
    for distinction in distinctions.values():
        for executor in (*distinction.between, *(answer.executor for answer in distinction.answers)):
            if executor not in executors:
                raise reader.fault("onderscheid", distinction.id, f"there is no executor '{executor}'")
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
        betalingsregeling_rijk=plan_files[-1].read(SharedPlan, ("betalingsregeling_rijk",)),
        version=reader.digest.hexdigest()[:12],
    )


def _check_executors(
    reader: _Reader, executors: Mapping[str, Executor], ministries: Mapping[str, Ministry]
) -> None:
    for executor in executors.values():
        if executor.ministry is not None and executor.ministry not in ministries:
            raise reader.fault("uitvoerders", executor.id, f"there is no ministry '{executor.ministry}'")
        if executor.several and executor.which_question is None:
            raise reader.fault("uitvoerders", executor.id, "a kind with more than one needs vraag_welke")


def _check_schemes(
    reader: _Reader,
    schemes: Mapping[str, Scheme],
    executors: Mapping[str, Executor],
    ministries: Mapping[str, Ministry],
) -> None:
    for scheme in schemes.values():
        named = [scheme.executor, scheme.decides, scheme.corrects, *scheme.involved]
        for executor in [*named, *([scheme.collects] if scheme.collects else [])]:
            if executor not in executors:
                raise reader.fault("regelingen", scheme.id, f"there is no executor '{executor}'")
        for ministry in scheme.rule_owners:
            if ministry not in ministries:
                raise reader.fault("regelingen", scheme.id, f"there is no ministry '{ministry}'")
