"""The privacy guard: what must not go further is taken out before engine, log or database see it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from stdnum import iban
from stdnum.nl import bsn

from bot.doors.kinds.clean import clean
from bot.doors.kinds.contact import EMAIL, find_email, find_phone

BSN, IBAN, EMAIL_KIND, PHONE_KIND = "bsn", "iban", "email", "telefoon"
MASK = "•••"
PLACEHOLDERS = {EMAIL_KIND: "[uw e-mailadres]", PHONE_KIND: "[uw telefoonnummer]"}

# One separator between two digits of one number: a space of any width, a dot, a dash or a slash.
_SEPARATOR = r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000.\-‐-―_/]"
# Digits with at most one separator between each; what follows a letter T or B belongs to a tax number.
_DIGITS = re.compile(rf"(?<![\w•])\d(?:{_SEPARATOR}?\d){{7,}}(?!\d)")
_TAX = re.compile(rf"(?<![\w•])(\d(?:{_SEPARATOR}?\d){{7,8}})(?=[.\s]?[A-Z]\b|[A-Z]\d)", re.I)
_IBAN_START = re.compile(rf"(?<!\w)[A-Z]{{2}}{_SEPARATOR}?\d{{2}}", re.I)
_IBAN_CHARACTER = re.compile(rf"{_SEPARATOR}?[A-Z0-9]", re.I)
_IBAN_LONGEST = 34
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)\d[\d \-()]{8,15}\d|(?<![\w.\d])0\d(?:[ \-]?\d){8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was taken out and is kept nowhere."""

    kind: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Something that was moved out of the message to where it belongs, the contact field."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """A message after the guard."""

    text: str
    dropped: tuple[Dropped, ...] = ()
    moved: tuple[Moved, ...] = ()


def guard(text: str, *, keep_contact: bool) -> Guarded:
    """The text without citizen service numbers and whole bank accounts, and without contact data unless asked.

    BSN: a group of 8 or 9 digits of its own that passes the elfproef, also dotted or spaced, and as the head of
    a tax number, of which the rest stays. IBAN: the last four characters stay. Guarding twice changes nothing.
    """
    # Full-width and other digits are digits too; letters stay as they are.
    said = "".join(_plain_digit(character) for character in clean(text))
    dropped: list[Dropped] = []
    moved: list[Moved] = []

    def without_bsn(match: re.Match[str]) -> str:
        found = match.group(0)
        if not _is_bsn(found):
            return found
        dropped.append(Dropped(BSN))
        return MASK

    def without_email(match: re.Match[str]) -> str:
        value = find_email(match.group(0)) or match.group(0)
        moved.append(Moved(EMAIL_KIND, value))
        return PLACEHOLDERS[EMAIL_KIND]

    def without_phone(match: re.Match[str]) -> str:
        value = find_phone(match.group(0))
        if value is None:
            return match.group(0)
        moved.append(Moved(PHONE_KIND, value))
        return PLACEHOLDERS[PHONE_KIND]

    said, accounts = _without_accounts(said)
    dropped.extend([Dropped(IBAN)] * accounts)
    if not keep_contact:
        said = EMAIL.sub(without_email, said)
        said = _PHONE.sub(without_phone, said)
    said = _TAX.sub(without_bsn, said)
    said = _DIGITS.sub(without_bsn, said)
    return Guarded(said, tuple(dropped), tuple(moved))


def _plain_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return str(value) if value is not None else character


def _is_bsn(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(digits) in {8, 9} and bsn.is_valid(digits.zfill(9))


def _without_accounts(text: str) -> tuple[str, int]:
    """The text with every bank account cut to its last four characters, and how many there were."""
    kept: list[str] = []
    at = count = 0
    while (start := _IBAN_START.search(text, at)) is not None:
        end = _account_end(text, start.start(), start.end())
        if end is None:
            kept.append(text[at : start.end()])
            at = start.end()
            continue
        account = re.sub(r"[^A-Za-z0-9]", "", text[start.start() : end])
        kept.append(f"{text[at : start.start()]}{MASK}{account[-4:]}")
        at, count = end, count + 1
    return "".join([*kept, text[at:]]), count


def _account_end(text: str, start: int, end: int) -> int | None:
    """Where the shortest valid account from `start` ends: the words behind it may look like more of it."""
    while (more := _IBAN_CHARACTER.match(text, end)) is not None:
        end = more.end()
        account = re.sub(r"[^A-Za-z0-9]", "", text[start:end])
        if len(account) > _IBAN_LONGEST:
            return None
        if len(account) >= 15 and iban.is_valid(account):
            return end
    return None


def explain(guarded: Guarded) -> str | None:
    """A friendly word on what was taken out or moved; None when nothing was."""
    kinds = {one.kind for one in guarded.dropped} | {one.kind for one in guarded.moved}
    sentences = []
    if BSN in kinds:
        sentences.append("Ik heb uw burgerservicenummer weggelaten. Dat hebben wij niet nodig.")
    if IBAN in kinds:
        sentences.append("Van het rekeningnummer heb ik alleen de laatste vier tekens bewaard.")
    if EMAIL_KIND in kinds or PHONE_KIND in kinds:
        sentences.append("Uw contactgegevens heb ik apart gezet. U kunt ze straks controleren.")
    return " ".join(sentences) or None
