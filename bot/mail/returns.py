"""Mail that comes back: whose it was, and whether it says that a mail will never arrive. Pure.

Each mail that is about something goes out under a return address of its own (VERP): the mailbox of the settings with
a mark behind a plus. The mark is signed, so that nobody can call a mail undelivered that arrived.
"""

import base64
import hashlib
import hmac
import re
import uuid
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

# RFC 5321, 4.5.3.1.1: what stands before the @ has 64 characters at most.
_LONGEST_LOCAL = 64
_ID_CHARACTERS, _SIGN_CHARACTERS = 26, 10
_MARK = re.compile(rf"\+([a-z2-7]{{{_ID_CHARACTERS + _SIGN_CHARACTERS}}})@", re.IGNORECASE)
_PERMANENT = re.compile(r"^5\.\d{1,3}\.\d{1,3}$")


@dataclass(frozen=True)
class ReturnPath:
    """Where undeliverable mail goes. `mailbox`: an address whose mail with anything behind a plus arrives too."""

    mailbox: str
    secret: bytes

    def __post_init__(self) -> None:
        local, at, domain = self.mailbox.rpartition("@")
        room = _LONGEST_LOCAL - _ID_CHARACTERS - _SIGN_CHARACTERS - 1
        if not at or not local or not domain or "+" in local or len(local) > room:
            raise ValueError(f"an address without a plus, with at most {room} characters before the @")

    def address(self, event_id: str) -> str:
        """The return address of the mail about this event (a UUID)."""
        raw = uuid.UUID(event_id).bytes
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+{_letters(raw)}{self._sign(raw)}@{domain}"

    def event_of(self, text: str) -> str | None:
        """The event of the first return address of ours in this text; None when there is none, or a forged one."""
        for found in _MARK.finditer(text):
            mark = found[1].lower()
            letters = mark[:_ID_CHARACTERS].upper()
            raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
            if hmac.compare_digest(self._sign(raw), mark[_ID_CHARACTERS:]) and len(raw) == 16:
                return str(uuid.UUID(bytes=raw))
        return None

    def _sign(self, raw: bytes) -> str:
        digest = hmac.new(self.secret, b"retouradres\0" + raw, hashlib.sha256).digest()
        return _letters(digest)[:_SIGN_CHARACTERS]


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


@dataclass(frozen=True)
class Returned:
    """What came back: the texts in which a return address may stand, and whether a mail has failed for good."""

    addresses: str
    failed: bool


def read_returned(data: bytes) -> Returned:
    """A message that came in at the return address, whatever it is: a report, an absence notice, or rubbish.

    Failed for good is what a delivery status notification (RFC 3464) says in so many words: `Action: failed`
    with a permanent status. A delay, and what is no such report, says nothing.
    """
    message = message_from_bytes(data, policy=policy.compat32)
    names = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
    addresses = "\n".join(str(value) for name in names for value in message.get_all(name, []))
    return Returned(addresses, any(_has_failed(part) for part in _statuses(message)))


def _statuses(message: Message) -> list[Message]:
    """The groups of fields of a delivery status notification, each as its own message."""
    if message.get_content_type() != "multipart/report":
        return []
    parts = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    return [group for part in parts if isinstance(part.get_payload(), list) for group in _groups(part)]


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _has_failed(group: Message) -> bool:
    action = str(group.get("Action", "")).strip().lower()
    words = str(group.get("Status", "")).split()
    return action == "failed" and bool(words) and _PERMANENT.match(words[0]) is not None
