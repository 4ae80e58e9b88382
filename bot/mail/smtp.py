"""Mail over SMTP."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.mail.port import Mail, MailUnavailable, RecipientRefused
from bot.mail.returns import ReturnPath

SECONDS = 20.0
PERMANENT = 500


@dataclass(frozen=True)
class SmtpServer:
    """How to reach the mail server. `tls`: `tls` from the start, `starttls`, or `geen`.

    `returns`: where undeliverable mail goes; None sends it to the sender, where nobody reads it here.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    returns: ReturnPath | None = None


class SmtpMailer:
    """Sends each mail over a connection of its own: there are few, and none waits for another."""

    def __init__(
        self, server: SmtpServer, *, clock: Callable[[], datetime], seconds: float = SECONDS
    ) -> None:
        self._server, self._clock, self._seconds = server, clock, seconds

    async def send(self, mail: Mail) -> None:
        """The mail server has taken it. RecipientRefused, MailUnavailable."""
        import aiosmtplib  # when the first mail goes out: a start need not wait for it

        server = self._server
        try:
            await aiosmtplib.send(
                self.message(mail),
                sender=self._return_address(mail),
                recipients=[mail.to],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                timeout=self._seconds,
            )
        except aiosmtplib.SMTPRecipientsRefused as fault:
            # "Mailbox busy" (4xx) is not "no such mailbox" (5xx).
            if all(one.code >= PERMANENT for one in fault.recipients):
                raise RecipientRefused from fault
            raise MailUnavailable(type(fault).__name__) from fault
        except aiosmtplib.SMTPDataError as fault:
            if fault.code >= PERMANENT:
                raise RecipientRefused from fault
            raise MailUnavailable(type(fault).__name__) from fault
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as fault:
            raise MailUnavailable(type(fault).__name__) from fault

    def _return_address(self, mail: Mail) -> str:
        returns = self._server.returns
        if returns is None:
            return self._server.sender
        return returns.mailbox if mail.event_id is None else returns.address(mail.event_id)

    def message(self, mail: Mail) -> EmailMessage:
        """The message as it goes out: marked as made by a machine, so that no absence notice answers it."""
        made = EmailMessage(policy=SMTP)
        made["From"] = self._server.sender
        made["To"] = mail.to
        made["Subject"] = mail.subject
        made["Date"] = format_datetime(self._clock())
        domain = self._server.sender.rpartition("@")[2].strip("> ") or "localhost"
        made["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>"
        made["Auto-Submitted"] = "auto-generated"  # RFC 3834
        made.set_content(mail.text)
        made["Content-Language"] = "nl"  # after the content, which removes what is said of it before
        return made
