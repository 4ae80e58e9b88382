"""Text made safe and comparable before anything reads it. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PLAIN = re.compile(r"[ -~\n]*")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
# Invisible although Unicode calls them marks, letters or symbols: they would hide a number from the guard.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in range(0xFE00, 0xFE0F)
}


def clean(text: str) -> str:
    """The text, trimmed and in NFC, without control, zero-width or direction characters. Idempotent.

    Line ends become `\\n`; tabs and every kind of space become a plain space.
    """
    if not _PLAIN.fullmatch(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = unicodedata.normalize("NFC", "".join(map(_kept, text)))
        text = "".join(map(_kept, text))  # NFC can bring back a typographic space
    return text.strip()


def _kept(char: str) -> str:
    if char == "\n" or " " <= char <= "~":
        return char
    if char in "\t\v\f":
        return " "
    category = unicodedata.category(char)
    if category in {"Zl", "Zp"} or char == "\x85":
        return "\n"
    if category == "Zs":
        return " "
    return "" if category in _DROPPED_CATEGORIES or char in _INVISIBLE else char


def fold(text: str) -> str:
    """The text in lower case and without accents, of exactly the same length: offsets stay valid."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(maxsize=2048)
def _folded(char: str) -> str:
    if char in "‘’´`ʼ":
        return "'"
    if unicodedata.category(char) == "Zs":
        return " "
    plain = unicodedata.normalize("NFKD", char)
    base = plain[0] if len(plain) == 1 or unicodedata.combining(plain[1]) else char
    low = base.lower()
    return low if len(low) == 1 else base


def words(text: str) -> str:
    """The folded words of a text with single spaces, without punctuation: for comparing answers."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[€%]", fold(text)))


_UNKNOWN = re.compile(
    r"(?:(?:dat|nee|sorry|ja|eh+|uh+|ik|nou|tja|poeh|pff+|hmm*|eerlijk gezegd|oei) )*(?:"
    r"(?:weet|wist) (?:ik |dat |het |'t |ik het |ik dat )*(?:echt |nu |even |zo |eigenlijk |helaas |gewoon |nog )*"
    r"(?:niet|nie)(?: meer| zeker| precies| goed| exact| uit mijn hoofd| uit het hoofd| zo| zo snel| eigenlijk| echt| hoor)*"
    r"|weetniet|weet ik veel|wnie"
    r"|(?:(?:ik )?heb )?(?:ik )?(?:daar )?(?:echt )?geen (?:flauw |enkel )?idee(?: van)?(?: meer)?(?: hoor| sorry)?"
    r"|(?:ik )?zou (?:ik )?(?:het |dat )?(?:echt )?niet (?:meer )?(?:kunnen )?(?:weten|zeggen)"
    r"|(?:kan|kon) (?:ik )?(?:het |dat |hem )?niet (?:meer )?(?:vinden|zien|lezen|zeggen)"
    r"|(?:dat )?staat (?:er )?(?:nergens|niet)(?: op| bij| in)?(?: de brief)?|heb (?:ik )?(?:het |dat |die )?niet(?: meer)? bij de hand"
    r"|niet bij de hand|(?:ben |heb )?(?:ik )?(?:het |dat |die )?(?:kwijt|vergeten)|onbekend|niet bekend|geen gegevens"
    r"|(?:i )?(?:really )?(?:do not|don't|dont) (?:know|remember|recall)(?: it| that| exactly| any more| anymore| for sure)*"
    r"|(?:i )?(?:can't|cannot|can not) (?:remember|find|recall|see|say)(?: it| that| any more| anymore)*|(?:i )?(?:have )?no idea"
    r"|(?:i am |i'm )?not (?:sure|certain)|i (?:forgot|have forgotten|lost it|have lost it)|it (?:doesn't|does not) say|idk|dunno|unknown"
    r")"
)


def is_unknown(text: str) -> bool:
    """True when the whole answer says that the citizen does not know."""
    return bool(re.fullmatch(r"\s*\?[\s?!]*", text)) or bool(_UNKNOWN.fullmatch(words(text)))


_DOUBT = re.compile(
    r"\b(?:ongeveer|omstreeks|rond(?:om)?|circa|ca|plm|plusminus|pakweg|grofweg|zo'?n|bijna|ruim|zowat|dacht|denk|geloof"
    r"|meen|volgens mij|misschien|mss|wellicht|waarschijnlijk|vermoedelijk|schat|schatting|gok|zoiets|of zo|ofzo"
    r"|(?:iets|wat) (?:meer|minder|boven|onder)|(?:meer|minder) dan|tegen de|niet (?:helemaal )?zeker|a \d+ a"
    r"|about|around|approximately|roughly|nearly|or so|more or less|i (?:think|guess|believe)|maybe|perhaps|probably)\b|±|~|\+ ?/? ?-"
)


def doubts(text: str) -> bool:
    """True when the citizen marks their answer as rough or unsure."""
    return bool(_DOUBT.search(fold(text)))
