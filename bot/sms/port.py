"""What a text message is and how one is sent, whoever carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import phonenumbers

_NETHERLANDS, _MOBILE = 31, "6"
_DIGITS = 9


class NumberRefused(Exception):
    """The service says that this number cannot get a text message; trying again is no use."""


class SmsUnavailable(Exception):
    """The service could not be used now; `reason` is a code of ours and never its text.

    `retry_after`: what its header of that name said, if anything.
    """

    def __init__(self, reason: str, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.retry_after = reason, retry_after


@dataclass(frozen=True)
class Sms:
    """One text message to one Dutch mobile number (E.164). Its words are the operator's template, filled with `values`.

    `key` is the same when the same message is sent again.
    """

    to: str
    values: Mapping[str, str]
    key: str


class SmsSender(Protocol):
    """Whoever carries text messages."""

    async def send(self, sms: Sms) -> None:
        """The service has taken it. NumberRefused, SmsUnavailable."""
        ...


def mobile_number(text: str) -> str | None:
    """This number in E.164 when it is a Dutch mobile one; None for a landline, a pager, or a number abroad.

    06-00000000 of examples is one too. Only Dutch ones: a message abroad costs many times as much, and nobody here
    needs one.
    """
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return None
    digits = str(number.national_number)
    if (number.country_code, digits[:1], len(digits)) != (_NETHERLANDS, _MOBILE, _DIGITS):
        return None
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PAGER:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
