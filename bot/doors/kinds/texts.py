"""Texts: a line, a story, a name, a reference, a postcode."""

from __future__ import annotations

import re

from stdnum import iban
from stdnum.nl import bsn

from bot.doors.kinds.base import Context, JSONValue, Kind, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, is_unknown
from bot.doors.kinds.said import SAID


def checked_by_parsing(kind: Kind, value: JSONValue, context: Context) -> str | None:
    """A check for kinds whose canonical value, written as text, must be understood as itself."""
    if not isinstance(value, str):
        return context.say(SAID, "tekst_vorm")
    match kind.parse(value, context):
        case Understood(value=again) if again == value:
            return None
        case Misunderstood(message=message):
            return message
    return context.say(SAID, "waarde_vorm")


# What agrees and tells nothing.
_ONLY_YES = re.compile(r"(?i)\W*(?:ja(?:zeker)?|jawel|yes|ok(?:e|é|ay)?|prima|goed)\W*")


class Story:
    """A text of some sentences."""

    id = "lang_tekst"
    longest = 4000

    def parse(self, text: str, context: Context) -> Parsed:
        """The text as it was said, without what cannot be seen."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        if not re.search(r"\w", said):
            return Misunderstood(context.say(SAID, "geen_woorden"))
        if _ONLY_YES.fullmatch(said):
            return Misunderstood(context.say(SAID, "alleen_ja"))
        said = re.sub(r"\n{3,}", "\n\n", said)
        longest = context.maximum or self.longest
        if len(said) > longest:
            return Misunderstood(context.say(SAID, "te_lang", lengte=len(said), hoogste=longest))
        return Understood(said)

    def show(self, value: JSONValue, context: Context) -> str:
        """The text."""
        return str(value)

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A text that is not empty or too long."""
        return checked_by_parsing(self, value, context)

    def schema(self, context: Context) -> dict[str, object]:
        """A text."""
        return {"type": "string", "minLength": 1, "maxLength": (context.maximum or self.longest)}


class Line(Story):
    """A text of one line."""

    id = "tekst"
    longest = 200

    def parse(self, text: str, context: Context) -> Parsed:
        """The text on one line."""
        return super().parse(" ".join(clean(text).split()), context)


# Parts of a name that stay small after another: Jan de Vries.
_PARTICLES = frozenset(
    {
        "van",
        "de",
        "den",
        "der",
        "het",
        "ten",
        "ter",
        "te",
        "in",
        "op",
        "aan",
        "von",
        "la",
        "le",
        "di",
        "da",
        "dos",
        "bin",
    }
)
_RATHER_NOT = re.compile(
    r"(?i)(?:liever niet|anoniem|geen|(?:liever |nee,? )*geen naam|wil ik niet(?: zeggen)?|zeg ik niet|nee|niet|(?:i(?:'d| would) )?rather not(?: say)?|anonymous|no name|no|none)\W*"
)


# What a sentence has and a name has not ("Wil", "Kan" and "My" are names); and who somebody is to the teller ("dochter").
_NO_NAME = re.compile(
    r"(?i)\b(?:ik|mij|mijn|wij|jullie|heb|hebt|heeft|wacht|moet|niet|geen|omdat|waarom|i'm|i've|because|why"
    r"|brief|rekening|boete|gemeente|uitkering|toeslag|belasting|letter|benefit)\b"
    r"|^(?:moeder|vader|dochter|zoon|partner|buurvrouw|buurman|ouders|mother|father|daughter|son)$"
)


_MOMENT = re.compile(
    r"(?i)(?:(?:van|over|eer)?(?:morgen|daag|avond|middag|nacht)(?:ochtend|middag|avond|vroeg)?s?|vanochtend|ochtends?"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:en|ochtend(?:en)?|middag(?:en)?|avond(?:en)?)?s?|uur|doordeweeks|overdag|weekend"
    r"|tomorrow|today|tonight|morning|afternoon|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays|o'?clock)"
)
# What may stand between the words of a moment.
_BESIDE_MOMENT = re.compile(
    r"(?i)(?:en|of|na|voor|om|tussen|vanaf|tot|in|de|het|graag|liefst|rond|alleen|'?s|half|kwart|over|after|before|at|or|and|between|around"
    r"|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\d{1,2}(?:[:.u]\d{2})?|[ap]\.?m)"
)


def is_moment(text: str) -> bool:
    """Whether this text is nothing but days and times ("morgenochtend", "dinsdag na vier uur")."""
    said = re.findall(r"[^\s,;./]+", text)
    moments = [bool(_MOMENT.fullmatch(word)) for word in said]
    return any(moments) and all(
        moment or _BESIDE_MOMENT.fullmatch(word) for word, moment in zip(said, moments, strict=True)
    )


# "Ja verstuur", "ja geef maar door": no name begins so.
_AGREES = re.compile(r"(?i)(?:ja|jawel|jazeker|yes|ok|oke)\s+\w")


class Name(Line):
    """A person's name."""

    id = "naam"
    longest = 100

    def parse(self, text: str, context: Context) -> Parsed:
        """The name without "mijn naam is" before it; written all small or all large it gets its capitals."""
        said = " ".join(clean(text).split())
        said = re.sub(
            r"(?i)^(?:(?:mijn|de|haar|zijn) (?:volledige )?naam is|ik heet|hij heet|zij heet|ik ben|naam:?|dat is"
            r"|(?:het staat |die staat )?op naam van|(?:my|his|her|the|their) (?:full )?name is|i am|i'm|it is in the name of|in the name of|name:?)\s+",
            "",
            said,
        )
        # The guard has put apart how to reach somebody: what is left is the name.
        said = re.sub(r"\[[^\]]*\]", " ", said).strip(" .,!;")
        if is_unknown(said) or _RATHER_NOT.fullmatch(said):
            return Unknown()
        if (
            re.search(r"[\d@<>{}\[\]\\/]", said)
            or not re.search(r"[^\W\d_]{2}", said)
            or _NO_NAME.search(said)
            or is_moment(said)
            or _AGREES.match(said)
        ):
            return Misunderstood(context.say(SAID, "geen_naam"))
        return super().parse(_with_capitals(said) if said.islower() or said.isupper() else said, context)


def _with_capitals(name: str) -> str:
    parts = name.lower().split()
    return " ".join(
        part
        if part in _PARTICLES and place > 0
        else re.sub(r"(?:^|(?<=['’-]))\w", lambda one: _capital(one[0]), part)
        for place, part in enumerate(parts)
    )


def _capital(letter: str) -> str:
    """Its capital; a letter whose capital is two ("ß") stays, or the name would change again when it is read again."""
    return letter.upper() if len(letter.upper()) == 1 else letter


class Reference(Line):
    """The reference of a letter. Never a citizen service number or a bank account."""

    id = "kenmerk"
    longest = 60
    _LEAD = re.compile(
        r"(?i)^.*?\b(?:kenmerk|nummer|(?:cjib|beschikkings?|zaak|dossier|klant|factuur|betalings|vorderings|aanslag|referentie)-?"
        r"(?:nummer|nr|kenmerk)|referentie|zaaknr|nr)\b\.?(?: (?:is|van de brief is))?\s*:?\s*"
    )
    # "2026-123 van 3 maart": the reference ends where ordinary words begin.
    _TAIL = re.compile(r"(?i)[,;]? (?:van|op|uit|en|dat|die|staat|volgens|geloof|denk|uw|mijn) .*$")

    def parse(self, text: str, context: Context) -> Parsed:
        """The reference without the words around it."""
        said = " ".join(clean(text).split())
        if is_unknown(said) or re.match(r"(?i)^(er staat )?(geen|niks|niets)\b", said):
            return Unknown()
        shorter = self._TAIL.sub("", self._LEAD.sub("", said))
        said = (shorter if re.search(r"\d", shorter) else said).strip(" .,:;")
        if "•" in said or holds_service_number(said):
            return Misunderstood(context.say(SAID, "bsn_in_kenmerk"))
        if re.search(r"\d", said) is None:
            return Misunderstood(context.say(SAID, "geen_kenmerk"))
        if iban.is_valid(said, check_country=False):
            return Misunderstood(context.say(SAID, "rekeningnummer"))
        return super().parse(said, context)


def holds_service_number(said: str) -> bool:
    """True when this number is, or like a number of the tax office begins with, a citizen service number."""
    head = re.match(r"(\d(?:[ .-]?\d){7,8})(?:[ .]?[A-Za-z]{1,2}[ .]?\d.*)?$", said)
    return head is not None and bsn.is_valid(re.sub(r"\D", "", head[1]).zfill(9))


class Postcode(Line):
    """A Dutch postcode. Canonical: `1234 AB`."""

    id = "postcode"
    _PATTERN = re.compile(r"(?<![\w])([1-9][0-9]{3})[\s-]?([A-Za-z]{2})\b")

    def parse(self, text: str, context: Context) -> Parsed:
        """The postcode in this text."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        found = self._PATTERN.search(said)
        if found is None or found[2].upper() in {"SA", "SD", "SS"}:
            if re.fullmatch(r"\W*[1-9][0-9]{3}\W*", said):
                return Misunderstood(context.say(SAID, "postcode_letters", cijfers=said.strip(" .")))
            return Misunderstood(context.say(SAID, "geen_postcode"))
        return Understood(f"{found[1]} {found[2].upper()}")

    def schema(self, context: Context) -> dict[str, object]:
        """Four figures, a space, two letters."""
        return {"type": "string", "pattern": "^[1-9][0-9]{3} [A-Z]{2}$"}
