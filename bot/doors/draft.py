"""The draft: what a citizen has told for one door, as immutable data that survives a restart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Known(StrEnum):
    """Why a field needs no question any more."""

    KNOWN = "bekend"
    UNKNOWN = "onbekend"
    SKIPPED = "overgeslagen"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered field: its canonical JSON value, and whether it was asked or told unasked."""

    value: Any = None
    known: Known = Known.KNOWN
    told: bool = False  # taken from an earlier message: shown for checking, not asked again
    message: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {"w": self.value, "s": self.known.value, "g": self.told, "b": self.message}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Answer:
        """The answer that `to_json` wrote."""
        return Answer(data["w"], Known(data["s"]), data["g"], data["b"])


def path(name: str, group: str | None = None, index: int | None = None) -> str:
    """The place of a field in a draft: `bedrag`, or `schulden.0.bedrag` inside a group."""
    return name if group is None else f"{group}.{index}.{name}"


def split_path(place: str) -> tuple[str, str | None, int | None]:
    """A place taken apart: (field, group, index)."""
    parts = place.split(".")
    return (parts[0], None, None) if len(parts) == 1 else (parts[2], parts[0], int(parts[1]))


@dataclass(frozen=True, slots=True)
class Draft:
    """All that is known for one door so far. Every change makes a new draft with a higher version."""

    door: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)  # items per group
    closed: frozenset[str] = frozenset()  # groups to which nothing more is added
    said: tuple[str, ...] = ()  # notices already told
    story: str = ""  # the citizen's own words, guarded
    version: int = 0

    def get(self, place: str) -> Answer | None:
        """The answer at a place, known or not; None when nothing was answered yet."""
        return self.answers.get(place)

    def value(self, place: str) -> Any:
        """The known value at a place; None when it is unknown, skipped or open."""
        answer = self.answers.get(place)
        return answer.value if answer is not None and answer.known is Known.KNOWN else None

    def count(self, group: str) -> int:
        """How many items a group has."""
        return self.counts.get(group, 0)

    def places(self, group: str | None, name: str) -> Iterator[str]:
        """Every place that a field of this group has in the draft."""
        if group is None:
            yield name
        else:
            for index in range(self.count(group)):
                yield path(name, group, index)

    def with_answer(self, place: str, answer: Answer) -> Draft:
        """A draft in which this place holds this answer; a group grows to hold it."""
        _, group, index = split_path(place)
        counts = dict(self.counts)
        if group is not None and index is not None:
            counts[group] = max(counts.get(group, 0), index + 1)
        return replace(self, answers={**self.answers, place: answer}, counts=counts, version=self.version + 1)

    def without(self, place: str) -> Draft:
        """A draft in which this place is open again."""
        kept = {key: answer for key, answer in self.answers.items() if key != place}
        return replace(self, answers=kept, version=self.version + 1)

    def with_count(self, group: str, count: int) -> Draft:
        """A draft in which a group has exactly this many items; answers of dropped items go."""
        kept = {
            key: answer
            for key, answer in self.answers.items()
            if (parts := split_path(key))[1] != group or (parts[2] or 0) < count
        }
        return replace(self, answers=kept, counts={**self.counts, group: count}, version=self.version + 1)

    def without_item(self, group: str, index: int) -> Draft:
        """A draft without one item of a group; later items move up."""
        answers: dict[str, Answer] = {}
        for key, answer in self.answers.items():
            name, owner, number = split_path(key)
            if owner != group or number is None or number < index:
                answers[key] = answer
            elif number > index:
                answers[path(name, group, number - 1)] = answer
        counts = {**self.counts, group: max(0, self.count(group) - 1)}
        return replace(self, answers=answers, counts=counts, version=self.version + 1)

    def with_closed(self, group: str, closed: bool = True) -> Draft:
        """A draft in which a group takes no more items (or does again)."""
        changed = self.closed | {group} if closed else self.closed - {group}
        return replace(self, closed=changed, version=self.version + 1)

    def with_said(self, *notices: str) -> Draft:
        """A draft in which these notices count as told; the version stays: no fact changed."""
        return replace(self, said=(*self.said, *notices))

    def to_json(self) -> dict[str, Any]:
        """The draft as JSON, to be stored."""
        return {
            "deur": self.door,
            "antwoorden": {key: answer.to_json() for key, answer in self.answers.items()},
            "aantallen": dict(self.counts),
            "gesloten": sorted(self.closed),
            "gezegd": list(self.said),
            "verhaal": self.story,
            "versie": self.version,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Draft:
        """The draft that `to_json` wrote."""
        return Draft(
            door=data["deur"],
            answers={key: Answer.from_json(value) for key, value in data["antwoorden"].items()},
            counts=dict(data["aantallen"]),
            closed=frozenset(data["gesloten"]),
            said=tuple(data["gezegd"]),
            story=data["verhaal"],
            version=data["versie"],
        )
