"""Texts: a line, a story, a name, a reference, a postcode."""

from __future__ import annotations

import re

from stdnum import iban
from stdnum.nl import bsn

from bot.doors.kinds.base import Context, JSONValue, Kind, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, is_unknown


def checked_by_parsing(kind: Kind, value: JSONValue, context: Context) -> str | None:
    """A check for kinds whose canonical value, written as text, must be understood as itself."""
    if not isinstance(value, str):
        return "Dit hoort een tekst te zijn."
    match kind.parse(value, context):
        case Understood(value=again) if again == value:
            return None
        case Misunderstood(message=message):
            return message
    return "Deze waarde is niet goed geschreven."


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
            return Misunderstood("Ik kan hier geen woorden in lezen. Kunt u het in een zin zeggen?")
        longest = context.maximum or self.longest
        if len(said) > longest:
            return Misunderstood(
                f"Dat is te lang: {len(said)} tekens. Er passen er {longest}. Kunt u het korter zeggen?"
            )
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


class Name(Line):
    """A person's name."""

    id = "naam"
    longest = 100

    def parse(self, text: str, context: Context) -> Parsed:
        """The name without "mijn naam is" before it."""
        said = " ".join(clean(text).split())
        said = re.sub(
            r"(?i)^(mijn (volledige )?naam is|ik heet|ik ben|naam:?|dat is|op naam van|het staat op naam van)\s+",
            "",
            said,
        ).strip(" .,")
        if is_unknown(said):
            return Unknown()
        if re.search(r"\d", said) or not re.search(r"[^\W\d_]{2}", said):
            return Misunderstood(
                "Dat lijkt geen naam. Schrijf de voornaam en de achternaam, bijvoorbeeld Jan Jansen."
            )
        return super().parse(said, context)


class Reference(Line):
    """The reference of a letter. Never a citizen service number or a bank account."""

    id = "kenmerk"
    longest = 60

    def parse(self, text: str, context: Context) -> Parsed:
        """The reference without the words before it."""
        said = " ".join(clean(text).split())
        if is_unknown(said) or re.match(r"(?i)^(er staat )?(geen|niks|niets)\b", said):
            return Unknown()
        said = re.sub(
            r"(?i)^.*?\b(kenmerk|nummer|cjib-?nummer|beschikkingsnummer|zaaknummer|dossiernummer)\b( is|:)?\s*",
            "",
            said,
        )
        if not re.search(r"\d", said):
            return Misunderstood(
                'In een kenmerk staan meestal cijfers. Schrijf het over van de brief, of zeg "sla over".'
            )
        if "•" in said or (bsn.is_valid(re.sub(r"\D", "", said)) and re.fullmatch(r"[\d .-]+", said)):
            return Misunderstood(
                'Dat lijkt een burgerservicenummer. Dat hebben wij niet nodig. Schrijf het kenmerk van de brief, of zeg "sla over".'
            )
        if iban.is_valid(said):
            return Misunderstood(
                'Dat is een rekeningnummer. Schrijf het kenmerk van de brief, of zeg "sla over".'
            )
        return super().parse(said.strip(" .,:"), context)


class Postcode(Line):
    """A Dutch postcode. Canonical: `1234 AB`."""

    id = "postcode"
    _PATTERN = re.compile(r"\b([1-9]\d{3})\s?([A-Za-z]{2})\b")

    def parse(self, text: str, context: Context) -> Parsed:
        """The postcode in this text."""
        said = clean(text)
        if is_unknown(said):
            return Unknown()
        found = self._PATTERN.search(said)
        if found is None or found[2].upper() in {"SA", "SD", "SS"}:
            return Misunderstood("Een postcode heeft vier cijfers en twee letters, bijvoorbeeld 1234 AB.")
        return Understood(f"{found[1]} {found[2].upper()}")

    def schema(self, context: Context) -> dict[str, object]:
        """Four figures, a space, two letters."""
        return {"type": "string", "pattern": "^[1-9][0-9]{3} [A-Z]{2}$"}
