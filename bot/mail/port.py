"""What a mail is and how one is sent, whoever carries it."""

from dataclasses import dataclass
from typing import Protocol


class RecipientRefused(Exception):
    """The mail server says that this mailbox will not take it; trying again is no use."""


class MailUnavailable(Exception):
    """The mail server could not be used now; `reason` is the error's class and never its text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Mail:
    """One plain mail to one mailbox. No citizen's words go into one: it says that there is news, and where.

    `key` is the same when the same mail is sent again: a mailbox that got it twice can see so. `event_id` is what it
    tells of, when that must be known of a mail that comes back.
    """

    to: str
    subject: str
    text: str
    key: str
    event_id: str | None = None


class Mailer(Protocol):
    """Whoever carries mail."""

    async def send(self, mail: Mail) -> None:
        """The mail server has taken it. RecipientRefused, MailUnavailable."""
        ...
