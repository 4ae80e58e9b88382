"""The privacy guard: what must not go further is taken out before engine, log or database see it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from stdnum import iban, luhn
from stdnum.nl import bsn

from bot.doors.kinds.clean import clean
from bot.doors.kinds.contact import EMAIL, PHONE, find_email, find_phone
from bot.language import DUTCH, Phrases, Table

BSN, IBAN, CARD, EMAIL_KIND, PHONE_KIND = "bsn", "iban", "kaart", "email", "telefoon"
MASK = "•••"
SAID = Table(
    "bewaker",
    {
        "bsn": "Ik heb uw burgerservicenummer weggelaten. Dat hebben wij niet nodig.",
        "iban": "Van het rekeningnummer heb ik alleen de laatste vier tekens bewaard.",
        "kaart": "Het nummer van uw betaalkaart heb ik weggelaten. Geef dat nooit aan anderen.",
        "contact": "Uw contactgegevens heb ik apart gezet. U kunt ze straks controleren.",
    },
)
PLACEHOLDERS = {EMAIL_KIND: "[uw e-mailadres]", PHONE_KIND: "[uw telefoonnummer]"}


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


@dataclass(frozen=True, slots=True)
class _Found:
    """A place in the text, what stands there instead, and what that says to the citizen."""

    start: int
    end: int
    instead: str
    what: Dropped | Moved


def guard(text: str, *, keep_contact: bool) -> Guarded:
    """The text without citizen service numbers and whole bank accounts, and without contact data unless asked.

    BSN: a group of 8 or 9 digits of its own that passes the elfproef, also dotted or spaced, and as the head of
    a tax number, of which the rest stays. IBAN: the last four characters stay. Payment cards: 16 digits that begin and
    add up as a card does, and are not called a reference. References, amounts, dates,
    CJIB numbers and postcodes stay. Guarding twice changes nothing.
    """
    said = clean(text)
    found: list[_Found] = []
    # What stands next to a number decides whether it is one of its own, and a replacement changes that:
    # so again, until nothing is found. Each round takes digits or an @ away, so it ends.
    while places := list(_first_of_a_kind(said, keep_contact)):
        found.extend(places)
        for place in reversed(places):
            said = f"{said[: place.start]}{place.instead}{said[place.end :]}"
        said = clean(said)
    dropped = tuple(place.what for place in found if isinstance(place.what, Dropped))
    moved = tuple(dict.fromkeys(place.what for place in found if isinstance(place.what, Moved)))
    return Guarded(said, dropped, moved)


def explain(guarded: Guarded, phrases: Phrases = DUTCH) -> str | None:
    """A friendly word on what was taken out or moved; None when nothing was."""
    kinds = {one.kind for one in guarded.dropped} | {one.kind for one in guarded.moved}
    sentences = []
    if BSN in kinds:
        sentences.append(phrases.say(SAID, "bsn"))
    if IBAN in kinds:
        sentences.append(phrases.say(SAID, "iban"))
    if CARD in kinds:
        sentences.append(phrases.say(SAID, "kaart"))
    if EMAIL_KIND in kinds or PHONE_KIND in kinds:
        sentences.append(phrases.say(SAID, "contact"))
    return " ".join(sentences) or None


def _first_of_a_kind(text: str, keep_contact: bool) -> Iterator[_Found]:
    """The places of the first kind of value that is found, from left to right."""
    probe = "".join(map(_probed, text))
    for finder in (_accounts, _cards, _service_numbers, *(() if keep_contact else (_emails, _phones))):
        places = list(finder(probe))
        if places:
            yield from places
            return


@lru_cache(maxsize=4096)
def _probed(char: str) -> str:
    """The plain character that a reader takes this one for: every digit 0-9, every dash `-`, every mark a space.

    Exactly one character, so that places in the probe are places in the text.
    """
    if " " <= char <= "~" or char in "\n•":
        return char
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Pd" or char in "−⁃":
        return "-"
    if category[0] in "MC" or category == "Zs":
        return " "
    if char in "·․‧・。":
        return "."
    plain = unicodedata.normalize("NFKC", char)
    readable = len(plain) == 1 and plain.isascii() and (category[0] == "L" or not plain.isalnum())
    return plain if readable else char


# --- bank accounts ---------------------------------------------------------------------------------------

_SEPARATORS = r"[ .\-/_]{0,3}"
_IBAN_START = re.compile(rf"[A-Z]{_SEPARATORS}[A-Z]{_SEPARATORS}\d{_SEPARATORS}\d", re.I)
_IBAN_CHARACTER = re.compile(rf"{_SEPARATORS}([A-Z0-9])", re.I)
_IBAN_SHORTEST, _IBAN_LONGEST = 15, 34


def _accounts(probe: str) -> Iterator[_Found]:
    at = 0
    while (start := _IBAN_START.search(probe, at)) is not None:
        end = _account_end(probe, start.start())
        if end is None:
            at = start.start() + 1
        else:
            last = re.sub(r"[^A-Za-z0-9]", "", probe[start.start() : end])[-4:].upper()
            yield _Found(start.start(), end, f"{MASK}{last}", Dropped(IBAN))
            at = end


def _account_end(probe: str, start: int) -> int | None:
    """Where the shortest valid account from `start` ends: the words behind it may look like more of it."""
    account, end = "", start
    while len(account) < _IBAN_LONGEST and (more := _IBAN_CHARACTER.match(probe, end)) is not None:
        account += more[1]
        end = more.end()
        if (
            len(account) >= _IBAN_SHORTEST
            and _passes_97(account)
            and iban.is_valid(account, check_country=False)
        ):
            return end
    return None


def _passes_97(account: str) -> bool:
    """The arithmetic of ISO 7064 alone: a hundred times as cheap as the whole check, and nearly always enough."""
    return int("".join(str(int(char, 36)) for char in account[4:] + account[:4])) % 97 == 1


# --- payment cards ---------------------------------------------------------------------------------------

# How Visa, Mastercard and Maestro numbers begin (ISO/IEC 7812 issuers); American Express has fifteen digits.
_CARD = re.compile(
    r"(?<![\d])(?<!\d[ .\-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6304|67\d\d)(?:([ .\-]?)\d{4})(?:\1\d{4}){2}(?![ .\-]?\d)"
    r"|(?<![\d])3[47]\d{2}([ .\-]?)\d{6}\2\d{5}(?![ .\-]?\d)"
)
_CARD_NAMED = re.compile(
    r"(?:creditcard|credit card|visa|master ?card|maestro|amex|american express|pasnummer|kaartnummer|card number"
    r"|betaalkaart|betaalpas|bankpas)[^\d\n]{0,25}$",
    re.I,
)


def _cards(probe: str) -> Iterator[_Found]:
    for match in _CARD.finditer(probe):
        before = probe[max(0, match.start() - 50) : match.start()]
        named = _CARD_NAMED.search(before) is not None
        # A reference of sixteen digits stands alone or behind its name; one in ten of them adds up by chance.
        alone = not before.strip() and not probe[match.end() :].strip()
        if not named and (alone or _REFERENCE_BEFORE.search(before)):
            continue
        if named or luhn.is_valid(re.sub(r"\D", "", match.group(0))):
            yield _Found(match.start(), match.end(), MASK, Dropped(CARD))


# --- citizen service numbers -----------------------------------------------------------------------------

# What looks like nine digits with something between, and is none. It also ends the number beside it.
_NOT_WITHIN = r"(?!\d|[.\-/]\d)"
_PROTECTED = re.compile(
    # dates
    rf"(?<!\d)(?<!\d[.\-/])(?:(?:0?[1-9]|[12]\d|3[01])([-/. ])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d{_NOT_WITHIN}"
    rf"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]){_NOT_WITHIN}"
    # reference numbers of sixteen digits in fours, as CJIB and payment references are printed
    rf"|\d{{4}}([ .\-])\d{{4}}\2\d{{4}}\2\d{{4}}{_NOT_WITHIN}"
    # service telephone numbers
    rf"|0[89]00[ \-]{{0,3}}\d{{4}}(?:\d{{3}})?{_NOT_WITHIN})"
    # what is left of a bank account
    rf"|{MASK}\d{{4}}(?!\d)"
    # amounts
    r"|€ ?\d{1,3}(?:[. ]?\d{3})?(?:,\d\d)?(?![\d.])"
    r"|(?<![\d.,])\d{1,3}(?:\.?\d{3})?(?:,\d\d)? ?(?:euro|eur|€)"
)
# A number that stands against letters is part of something else, but for these words before it.
_NUMBER = r"(?:(?<![^\W_])|(?<=bsn)|(?<=sofi)|(?<=nummer)|(?<=nr)|(?<=\bnl))\d+"
_RUN = re.compile(rf"{_NUMBER}(?:[ .\-/_]{{1,3}}\d+)*", re.I)
_NAMED = re.compile(r"(?:\bbsn|burger ?service|\bsofi|service ?nummer)[^\d\n]{0,30}$", re.I)
# How people break the nine digits up.
_LAYOUTS = {(9,), (8,), (3, 3, 3), (4, 2, 3), (2, 3, 3), (4, 5), (5, 4)}


def _service_numbers(probe: str) -> Iterator[_Found]:
    for start, end in _between_protected(probe):
        for run in _RUN.finditer(probe, start, end):
            for first, last in _service_numbers_in(probe, run):
                yield _Found(first, last, MASK, Dropped(BSN))


def _between_protected(probe: str) -> Iterator[tuple[int, int]]:
    """The stretches of the text without what only looks like a citizen service number."""
    protected = [match.span() for match in _PROTECTED.finditer(probe)]
    protected += [match.span() for match in PHONE.finditer(probe) if find_phone(match.group(0)) is not None]
    at = 0
    for start, end in sorted(protected):
        if start > at:
            yield at, start
        at = max(at, end)
    yield at, len(probe)


def _service_numbers_in(probe: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    groups = [
        (run.start() + group.start(), run.start() + group.end())
        for group in re.finditer(r"\d+", run.group(0))
    ]
    if _is_service_number(run.group(0)):
        yield groups[0][0], groups[-1][1]
        return
    sizes = [end - start for start, end in groups]
    named = _NAMED.search(probe[max(0, run.start() - 50) : run.start()]) is not None
    # 1234 5678 9012 3456 is one long number; 123 456 782 2026 is a short one with a year beside it.
    alike = len(groups) > 1 and len(set(sizes)) == 1 and sizes[0] < 8
    several = sizes[0] == 3 and len(groups) % 3 == 0
    if alike and not several and not named:
        return
    first = 0
    while first < len(groups):
        last = next(
            (
                last
                for last in range(first, min(first + 9, len(groups)))
                if (named or tuple(sizes[first : last + 1]) in _LAYOUTS)
                and _is_service_number(probe[groups[first][0] : groups[last][1]])
            ),
            None,
        )
        if last is None:
            first += 1
        else:
            yield groups[first][0], groups[last][1]
            first = last + 1


def _is_service_number(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(digits) in {8, 9} and bsn.is_valid(digits.zfill(9))


# --- contact ---------------------------------------------------------------------------------------------

_REFERENCE_BEFORE = re.compile(
    r"(?:kenmerk|zaak|beschikking|dossier|factuur|klant|polis|referentie|relatie|aanslag|cjib)[^\d\n]{0,20}$",
    re.I,
)


def _emails(probe: str) -> Iterator[_Found]:
    for match in EMAIL.finditer(probe):
        value = find_email(match.group(0)) or match.group(0)
        yield _Found(match.start(), match.end(), PLACEHOLDERS[EMAIL_KIND], Moved(EMAIL_KIND, value))


def _phones(probe: str) -> Iterator[_Found]:
    for match in PHONE.finditer(probe):
        value = find_phone(match.group(0))
        if value is not None and not _REFERENCE_BEFORE.search(
            probe[max(0, match.start() - 40) : match.start()]
        ):
            yield _Found(match.start(), match.end(), PLACEHOLDERS[PHONE_KIND], Moved(PHONE_KIND, value))
