"""Numbers that survive a telephone line, and access codes that are derived instead of stored."""

import hashlib
import hmac
import re
import secrets
from datetime import date

# What people confuse by ear (B D N S Z) or by eye (0 O, 1 I L, U V) is left out, and vowels with it, so that
# no number spells a word. 23 is prime: with a weight of its own for each place, the check character below
# catches every single wrong character and every exchange of two.
ALPHABET = "23456789CFGHJKMPQRTVWXY"
TICKET, SIGNAL, CASE = "L", "S", "D"
_PREFIXES = (TICKET, SIGNAL, CASE)
_RANDOM = 5
_CODE_LENGTH = 10
_SHAPE = re.compile(rf"([{''.join(_PREFIXES)}])([0-9]{{2}})([{ALPHABET}]{{{_RANDOM + 1}}})")
# The digits of a year keep the value that they have in the alphabet, so that an exchange across the border
# shows; 0 and 1 are not in the alphabet and take two values that are free among the digits.
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"0": 21, "1": 22}
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._/]+")


def _check(prefix: str, rest: str) -> str:
    total = 11 * _PREFIXES.index(prefix)
    total += sum((place + 2) * _VALUES[character] for place, character in enumerate(rest))
    return ALPHABET[-total % len(ALPHABET)]


def _shown(plain: str) -> str:
    return f"{plain[:3]}-{plain[3:7]}-{plain[7:]}"


def new_number(prefix: str, today: date) -> str:
    """A fresh number such as `L26-7KQ4-M2`: kind, year, five random characters, one check character.

    Six million a year and kind; the caller checks that it is free. ValueError for an unknown kind.
    """
    if prefix not in _PREFIXES:
        raise ValueError(f"{prefix!r} is no kind of number")
    rest = f"{today.year % 100:02d}" + "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    return _shown(prefix + rest + _check(prefix, rest))


def parse_number(text: str, prefix: str | None = None) -> str | None:
    """The number as it is stored, or None when it cannot be one.

    Forgives lower case, spaces, dots and missing dashes; never guesses at a wrong character.
    """
    match = _SHAPE.fullmatch(_SEPARATORS.sub("", text).upper()) if len(text) <= 64 else None
    if match is None or (prefix is not None and match[1] != prefix):
        return None
    if _check(match[1], match[2] + match[3][:-1]) != match[3][-1]:
        return None
    return _shown(match[0])


def new_salt() -> str:
    """A fresh salt; giving a ticket a new one makes its old access code worthless."""
    return secrets.token_hex(8)


def access_code(secret: bytes, number: str, salt: str) -> str:
    """The access code of a number, such as `7KQ4M-PXHT2`: the same every time, some 45 bits.

    Derived by HMAC-SHA256 from the installation's secret, so that the conversation can show it again although
    it is stored nowhere.
    """
    digest = hmac.new(secret, f"toegangscode\0{number}\0{salt}".encode(), hashlib.sha256).digest()
    value = int.from_bytes(digest)
    characters = []
    for _ in range(_CODE_LENGTH):
        value, index = divmod(value, len(ALPHABET))
        characters.append(ALPHABET[index])
    code = "".join(characters)
    return f"{code[:5]}-{code[5:]}"


def code_matches(secret: bytes, number: str, salt: str, given: str) -> bool:
    """Whether this is the number's access code, compared in constant time; as forgiving as `parse_number`."""
    plain = _SEPARATORS.sub("", given[:64]).upper().encode("utf-8", "replace")
    return hmac.compare_digest(plain, access_code(secret, number, salt).replace("-", "").encode())
