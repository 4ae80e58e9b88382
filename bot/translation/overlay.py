"""An overlay: texts by the same places as the Dutch ones, checked to say all of it and nothing else. Pure.

A place is where a text stands: keys of its file, the id of an entry in a list, or its number where entries have none.
What decides something (conditions, ids, amounts) has no place here: it stands in the Dutch data, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.datafile import DataError, DataFile

type Place = tuple[str | int, ...]
# Which attributes of a class hold texts, or things that hold them.
type Spec = Mapping[type, Sequence[str]]
# Which attributes hold words by which something is recognised: a translation adds to them, and may leave them out.
type Words = Mapping[type, Sequence[str]]

_BRACES = re.compile(r"\{(\w*)\}")


def places(value: Any, spec: Spec, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text in a value, with where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from places(one, spec, (*place, key))
    elif isinstance(value, Sequence):
        for step, one in _items(value):
            yield from places(one, spec, (*place, step))
    elif value is not None:
        for attribute in _attributes(value, spec):
            yield from places(getattr(value, attribute), spec, (*place, _key(value, attribute)))


def laid_over(
    value: Any,
    spec: Spec,
    words: Words,
    say: Callable[[Place, str], str],
    also: Callable[[Place], tuple[str, ...]],
    place: Place = (),
) -> Any:
    """The value with every text replaced by what `say` has for its place, and recognised by `also` besides."""
    if isinstance(value, str):
        return say(place, value)
    if isinstance(value, Mapping):
        return {key: laid_over(one, spec, words, say, also, (*place, key)) for key, one in value.items()}
    if isinstance(value, Sequence):
        made = [laid_over(one, spec, words, say, also, (*place, step)) for step, one in _items(value)]
        return tuple(made) if isinstance(value, tuple) else made
    if value is None:
        return None
    changed: dict[str, Any] = {}
    for attribute in _attributes(value, spec):
        at = (*place, _key(value, attribute))
        changed[attribute] = laid_over(getattr(value, attribute), spec, words, say, also, at)
    for attribute in words.get(type(value), ()):
        own = getattr(value, attribute)
        changed[attribute] = type(own)([*own, *also((*place, _key(value, attribute)))])
    if not changed:
        return value
    if isinstance(value, BaseModel):
        return value.model_copy(update=changed)
    return replace(value, **changed)


def _items(values: Sequence[Any]) -> list[tuple[str | int, Any]]:
    """The entries with their step: the id of those that have one and hold something, else their number."""
    return [
        (str(getattr(one, "id", number)) if hasattr(one, "id") else number, one)
        for number, one in enumerate(values)
    ]


def _attributes(value: Any, spec: Spec) -> Sequence[str]:
    return spec.get(type(value), ())


# What the data files call the attributes of what is no model.
_DUTCH_KEYS = {"answer": "antwoord", "words": "woorden", "questions": "vragen"}


def _key(value: Any, attribute: str) -> str:
    """What the data files call an attribute."""
    if is_dataclass(value):
        return _DUTCH_KEYS.get(attribute, attribute)
    fields = type(value).model_fields if isinstance(value, BaseModel) else {}
    return (fields[attribute].alias if attribute in fields else None) or attribute


class Sheet:
    """The texts of one file of an overlay, by place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = DataFile(path) if path.exists() else None
        self.texts: dict[Place, str] = {}
        self.words: dict[Place, tuple[str, ...]] = {}
        if self._file is not None:
            self._read(self._file.content or {}, ())

    def _read(self, node: Any, place: Place) -> None:
        if isinstance(node, str):
            self.texts[place] = node
        elif isinstance(node, Mapping):
            for key, one in node.items():
                if key in WORD_LISTS and isinstance(one, list):
                    self.words[(*place, key)] = tuple(str(word) for word in one)
                else:
                    self._read(one, (*place, key))
        elif isinstance(node, list):
            for number, one in enumerate(node):
                self._read(one, (*place, number))
        elif node is not None:
            raise self.fault(place, "this is not text")

    def fault(self, place: Place, reason: str) -> DataError:
        """An error that points at a place in this file."""
        line = self._file.line(place) if self._file is not None else 1
        return DataError(self.path, line, f"{'.'.join(str(step) for step in place)}: {reason}")


# Lists of words by which a text is recognised: they have no places of their own.
WORD_LISTS = frozenset({"ook", "herken", "woorden", "vragen"})


class Overlay:
    """The texts of one language over the Dutch ones, in the product's data and in local data over that.

    `directories` are the data directories, the product's first. What a translation says must hold the same places and
    fill in the same names as the Dutch; `DataError` with file, line and reason where it does not. Dutch that local
    data changed is told in Dutch until local data translates it too: `untranslated` says where.
    """

    def __init__(self, language: str, directories: Sequence[Path]) -> None:
        self.language = language
        self._product = directories[0] / language
        self._local = [directory / language for directory in directories[1:]]
        self.untranslated: list[str] = []

    def over(
        self, name: str, value: Any, spec: Spec, *, words: Words | None = None, product: Any = None
    ) -> Any:
        """The value in this language. `name` is the file without its ending; `product` the product's own value.

        `product` is None for what stands in local data alone, and the same as `value` where there is none.
        """
        own = Sheet(self._product / f"{name}.yml")
        locals_ = [Sheet(directory / f"{name}.yml") for directory in self._local]
        shipped = dict(places(product, spec))
        _hold_together(own, shipped)
        here = dict(places(value, spec))
        said: dict[Place, str] = {}
        for place, dutch in here.items():
            if shipped.get(place) == dutch:
                said[place] = own.texts[place]
        for sheet in locals_:
            for place, text in sheet.texts.items():
                if place not in here:
                    raise sheet.fault(place, "there is no such text in Dutch")
                _same_names(sheet, place, here[place], text)
                said[place] = text

        def say(place: Place, dutch: str) -> str:
            if place not in said:
                self.untranslated.append(f"{name}.yml {'.'.join(str(step) for step in place)}")
            return said.get(place, dutch)

        def also(place: Place) -> tuple[str, ...]:
            return tuple(word for sheet in (own, *locals_) for word in sheet.words.get(place, ()))

        return laid_over(value, spec, words or {}, say, also)

    def lists(self, name: str) -> dict[str, list[str]]:
        """Lists of words by key of a file that holds nothing else, the product's and local ones together."""
        found: dict[str, list[str]] = {}
        for directory in (self._product, *self._local):
            path = directory / f"{name}.yml"
            for key, all_ in (DataFile(path).content or {}).items() if path.exists() else ():
                found.setdefault(key, []).extend(str(word) for word in all_)
        return found


def _hold_together(sheet: Sheet, dutch: Mapping[Place, str]) -> None:
    for place in sheet.texts:
        if place not in dutch:
            raise sheet.fault(place, "there is no such text in Dutch")
    for place, text in dutch.items():
        if place not in sheet.texts:
            raise sheet.fault(place, "this text is missing")
        _same_names(sheet, place, text, sheet.texts[place])


def _same_names(sheet: Sheet, place: Place, dutch: str, text: str) -> None:
    wanted, found = sorted(_BRACES.findall(dutch)), sorted(_BRACES.findall(text))
    if set(wanted) != set(found):
        raise sheet.fault(place, f"the Dutch fills in {wanted or 'nothing'}, this text {found or 'nothing'}")
