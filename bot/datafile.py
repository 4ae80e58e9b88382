"""Data files in YAML whose faults are told with file, line and reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from yaml.constructor import SafeConstructor

# The loader of libyaml where the package has it: a tenth of the time, and the page waits for this.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

type Place = tuple[str | int, ...]


class DataError(Exception):
    """A data file that cannot be used: says which file, which line and why."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class DataFile:
    """One YAML file, read safely, that still knows on which line each value stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8")
        try:
            node = yaml.compose(text, Loader=_LOADER)
            # Built from the nodes that were just read: parsing is what costs, and it is done once.
            self.content: Any = SafeConstructor().construct_document(node) if node is not None else None
        except yaml.MarkedYAMLError as fault:
            line = fault.problem_mark.line + 1 if fault.problem_mark else 1
            raise DataError(path, line, fault.problem or "this is not valid YAML") from fault
        self._lines: dict[Place, int] = {}
        if node is not None:
            self._number(node, ())

    def _number(self, node: yaml.Node, place: Place) -> None:
        self._lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    raise DataError(self.path, key.start_mark.line + 1, f"'{key.value}' stands here twice")
                seen.add(key.value)
                self._number(value, (*place, key.value))
                self._lines[(*place, key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._number(item, (*place, index))

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a place, or of the nearest place above it that stands in the file."""
        place = tuple(place)
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)

    def fault(self, place: Sequence[str | int], reason: str) -> DataError:
        """An error that points at a place in this file."""
        return DataError(self.path, self.line(place), reason)

    def read[M: BaseModel](self, model: type[M], place: Sequence[str | int] = ()) -> M:
        """The value at `place` as a checked model; raises `DataError` at the first fault's line."""
        value = self.content
        for step in place:
            value = value[step]
        try:
            return model.model_validate(value)
        except ValidationError as faults:
            first = faults.errors()[0]
            where = [*place, *(step for step in first["loc"])]
            name = ".".join(str(step) for step in first["loc"])
            raise self.fault(where, f"{name}: {first['msg']}") from faults
