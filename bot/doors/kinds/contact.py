"""How somebody can be reached. Canonical: `{"soort": "email" | "telefoon" | "post", "adres": …}`."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, is_unknown
from bot.doors.kinds.said import SAID

# A local part has at most 64 characters (RFC 5321, 4.5.3.1.1); without that bound a long word costs quadratic time.
EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# A Dutch number of ten digits, or one with its country before it.
PHONE = re.compile(
    r"(?<![\w.,+])(?:\+|00)[1-9](?:[ .\-/()]{0,3}\d){8,13}(?!\d)"
    r"|(?<![\w+])(?<!\d[.\-/])\(?0[1-9](?:[ .\-/()]{0,3}\d){8}(?!\d|[.\-/]\d)"
)
_POST = re.compile(r"\b([1-9][0-9]{3})\s?([A-Za-z]{2})\b")
_NONE = re.compile(
    r"(?i)^\W*(ik )?(wil )?(geen|liever niet|niet|wil ik niet|niks|nee|anoniem|hoeft niet|no|none|nothing|rather not|i(?:'d| would) rather not|anonymous)\b.{0,30}$"
)


def find_email(text: str) -> str | None:
    """The e-mail address in this text, in its normal form; None when there is none that can exist."""
    found = EMAIL.search(text)
    if found is None:
        return None
    try:
        # example.nl and the like are fine: whether mail arrives is not asked here.
        return validate_email(found.group(0), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def find_phone(text: str) -> str | None:
    """The telephone number in this text, written internationally; None when there is none that can exist.

    06-00000000 of examples is one. A number that is only a row of ten digits must be given out in its area.
    """
    for match in PHONE.finditer(text):
        try:
            number = phonenumbers.parse(match.group(0), "NL")
        except phonenumbers.NumberParseException:
            continue
        mobile = number.country_code == 31 and str(number.national_number).startswith("6")
        if phonenumbers.is_valid_number(number) or (mobile and phonenumbers.is_possible_number(number)):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return None


_SPOKEN_AT = re.compile(
    r"\s*(?:\(at\)|\[at\]|\bapenstaartje\b|\bapestaartje\b|(?<=\w) at (?=\w)|\s@\s?|@\s)\s*", re.I
)
_SPOKEN_DOT = re.compile(r"\s*(?:\(punt\)|\bpunt\b|\bdot\b)\s*", re.I)
_POST_LEAD = re.compile(
    r"(?i)^(?:(?:graag|liever|het liefst|stuur|een brief|mijn adres is|adres|per|via|post|brief|naar|op|my address is|address|by post|please|send|letter|to|at)\b[:, ]*)+"
)


class Contact:
    """An e-mail address, a telephone number or a postal address."""

    id = "contact"

    def parse(self, text: str, context: Context) -> Parsed:
        """The first way to reach somebody in this text: e-mail before telephone before post."""
        said = " ".join(clean(text).split())
        if is_unknown(said):
            return Unknown()
        email = find_email(said) or find_email(_spoken(said))
        if email is not None:
            return Understood({"soort": "email", "adres": email})
        phone = find_phone(said)
        if phone is not None:
            return Understood({"soort": "telefoon", "adres": phone})
        if "@" in said:
            return Misunderstood(context.say(SAID, "email_fout"))
        address = _postal(said)
        if address is not None:
            return Understood({"soort": "post", "adres": address})
        if _NONE.match(said):
            return Unknown()
        return Misunderstood(context.say(SAID, _what_is_missing(said)))

    def show(self, value: JSONValue, context: Context) -> str:
        """The address, or the number as it is dialled within the country."""
        address = str(value["adres"])
        if value["soort"] == "telefoon" and address.startswith("+31 "):
            return f"0{address[4:]}"
        return address

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A kind and an address that are understood as themselves."""
        if not isinstance(value, dict) or set(value) != {"soort", "adres"}:
            return context.say(SAID, "contact_vorm")
        parsed = self.parse(str(value["adres"]), context)
        if isinstance(parsed, Misunderstood):
            return parsed.message
        fine = isinstance(parsed, Understood) and parsed.value == value
        return None if fine else context.say(SAID, "adres_fout")

    def schema(self, context: Context) -> dict[str, object]:
        """A kind and an address."""
        return {
            "type": "object",
            "required": ["soort", "adres"],
            "properties": {"soort": {"enum": ["email", "telefoon", "post"]}, "adres": {"type": "string"}},
            "additionalProperties": False,
        }


def _spoken(said: str) -> str:
    """An address as it is said aloud: "jan apenstaartje example punt nl"."""
    return _SPOKEN_DOT.sub(".", _SPOKEN_AT.sub("@", said))


def _postal(said: str) -> str | None:
    """Street, number, postcode and place; None when the postcode or the number is not there."""
    postcode = _POST.search(said)
    if postcode is None or not re.search(r"[^\W\d_]{2,}\D*\d", said[: postcode.start()]):
        return None
    address = _POST_LEAD.sub("", said).strip(" .,")
    written = f"{postcode[1]} {postcode[2].upper()}"
    return _POST.sub(written, address, count=1)


def _what_is_missing(said: str) -> str:
    """The name of the sentence that says it."""
    low = said.lower()
    if re.search(r"\d{4,}", re.sub(r"\D", "", said)) and not re.search(r"[a-z]{3}", low):
        return "telefoon_fout"
    if re.search(
        r"\b(?:post|brief|adres|straat|laan|weg|plein|letter|address|street|mail)\b|(?:straat|laan|weg|plein|kade)\s*\d",
        low,
    ):
        return "post_mist"
    if re.search(r"\b(?:bel|bellen|telefoon|telefonisch|mobiel|app|sms|call|phone|telephone|mobile)\b", low):
        return "welk_nummer"
    return "geen_contact"
