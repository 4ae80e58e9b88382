"""Numbers and codes as they are said over a telephone line: the Dutch spelling alphabet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# The names of the Dutch telephone service's own alphabet (https://nl.wikipedia.org/wiki/Nederlands_telefoonalfabet).
ALPHABET: Mapping[str, str] = MappingProxyType(
    {
        "A": "Anton",
        "B": "Bernard",
        "C": "Cornelis",
        "D": "Dirk",
        "E": "Eduard",
        "F": "Ferdinand",
        "G": "Gerard",
        "H": "Hendrik",
        "I": "Izaak",
        "J": "Johan",
        "K": "Karel",
        "L": "Lodewijk",
        "M": "Maria",
        "N": "Nico",
        "O": "Otto",
        "P": "Pieter",
        "Q": "Quotiënt",
        "R": "Rudolf",
        "S": "Simon",
        "T": "Teunis",
        "U": "Utrecht",
        "V": "Victor",
        "W": "Willem",
        "X": "Xantippe",
        "Y": "Ypsilon",
        "Z": "Zaandam",
    }
)
DIGITS: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "0123456789",
            ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"],
            strict=True,
        )
    )
)
DASH = "streepje"


def spell(text: str) -> tuple[str, ...]:
    """What is said for each character of a number or code, one word each; spaces are not said."""
    said = []
    for character in text.upper():
        if character.isspace():
            continue
        if character == "-":
            said.append(DASH)
        else:
            said.append(ALPHABET.get(character) or DIGITS.get(character) or character)
    return tuple(said)


def spelled(text: str) -> tuple[str, ...]:
    """The same in groups as they are written, so that a caller can write along: one text per group."""
    return tuple(", ".join(spell(group)) for group in text.split("-"))
