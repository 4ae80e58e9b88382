"""How somebody can be reached. Canonical: `{"soort": "email" | "telefoon" | "post", "adres": …}`."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.doors.kinds.base import Context, JSONValue, Misunderstood, Parsed, Understood, Unknown
from bot.doors.kinds.clean import clean, is_unknown

# A local part has at most 64 characters (RFC 5321, 4.5.3.1.1); without that bound a long word costs quadratic time.
EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# A Dutch number of ten digits, or one with its country before it.
PHONE = re.compile(
    r"(?<![\w.,+])(?:\+|00)[1-9](?:[ .\-/()]{0,3}\d){8,13}(?!\d)"
    r"|(?<![\w+])(?<!\d[.\-/])\(?0[1-9](?:[ .\-/()]{0,3}\d){8}(?!\d|[.\-/]\d)"
)
_POST = re.compile(r"\b[1-9]\d{3}\s?[A-Za-z]{2}\b")
_NONE = re.compile(r"(?i)^\W*(geen|liever niet|niet|wil ik niet|niks|nee|anoniem)\b.{0,30}$")


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


class Contact:
    """An e-mail address, a telephone number or a postal address."""

    id = "contact"

    def parse(self, text: str, context: Context) -> Parsed:
        """The first way to reach somebody in this text: e-mail before telephone before post."""
        said = " ".join(clean(text).split())
        if is_unknown(said) or _NONE.match(said):
            return Unknown()
        email = find_email(said)
        if email is not None:
            return Understood({"soort": "email", "adres": email})
        if "@" in said:
            return Misunderstood(
                "Dit e-mailadres klopt niet helemaal. Een e-mailadres ziet er zo uit: naam@example.nl."
            )
        phone = find_phone(said)
        if phone is not None:
            return Understood({"soort": "telefoon", "adres": phone})
        if _POST.search(said) and re.search(r"\d", _POST.sub("", said)) and len(said) > 10:
            return Understood(
                {"soort": "post", "adres": re.sub(r"(?i)^(mijn adres is|per post:?|post:?)\s*", "", said)}
            )
        if re.search(r"\d{4,}", said):
            return Misunderstood("Dit telefoonnummer klopt niet helemaal. Schrijf het zo: 06-00000000.")
        return Misunderstood(
            "Ik zie geen e-mailadres, telefoonnummer of postadres. Een e-mailadres heeft een @, bijvoorbeeld naam@example.nl."
        )

    def show(self, value: JSONValue, context: Context) -> str:
        """The address or number."""
        return str(value["adres"])

    def check(self, value: JSONValue, context: Context) -> str | None:
        """A kind and an address that are understood as themselves."""
        if not isinstance(value, dict) or set(value) != {"soort", "adres"}:
            return "Geef een soort en een adres."
        parsed = self.parse(str(value["adres"]), context)
        if isinstance(parsed, Misunderstood):
            return parsed.message
        return None if isinstance(parsed, Understood) and parsed.value == value else "Dit adres klopt niet."

    def schema(self, context: Context) -> dict[str, object]:
        """A kind and an address."""
        return {
            "type": "object",
            "required": ["soort", "adres"],
            "properties": {"soort": {"enum": ["email", "telefoon", "post"]}, "adres": {"type": "string"}},
            "additionalProperties": False,
        }
