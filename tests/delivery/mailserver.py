"""A real SMTP server on loopback, that refuses what it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from bot.mail import ReturnPath, SmtpMailer, SmtpServer
from tests.conftest import free_port
from tests.tickets.helpers import Clock

SENDER = "loket@example.nl"


@dataclass
class Mailserver:
    """What came in. `refusing` maps a mailbox to the answer it gets at RCPT; `down` answers 421 to everybody."""

    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    # The return address of each, as the envelope has it.
    returns: list[str] = field(default_factory=list)
    refusing: dict[str, str] = field(default_factory=dict)
    down: bool = False
    port: int = 0

    async def handle_RCPT(
        self, _server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.down:
            return "451 4.3.0 try later"
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:
        message: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.returns.append(str(envelope.mail_from))
        self.received.extend((address, message) for address in envelope.rcpt_tos)
        return "250 OK"

    def mails(self, address: str) -> list[EmailMessage]:
        return [message for to, message in self.received if to == address]

    def mailer(self, clock: Clock | None = None, returns: ReturnPath | None = None) -> SmtpMailer:
        server = SmtpServer(host="127.0.0.1", port=self.port, sender=SENDER, tls="geen", returns=returns)
        return SmtpMailer(server, clock=clock or Clock(), seconds=5)


@contextmanager
def mailserver() -> Iterator[Mailserver]:
    handler = Mailserver(port=free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
