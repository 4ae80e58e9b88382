"""Number and code by mail, when a caller wants them so."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.view import ReceiptView
from bot.mail import Mail, Mailer


class NoMail(Exception):
    """This installation has no mail server."""


class ReceiptMail:
    """Sends receipts; `mailer` None when no mail server is set."""

    def __init__(self, mailer: Mailer | None, operator: str, status_address: str) -> None:
        self.mailer, self._operator, self._status = mailer, operator, status_address

    @property
    def possible(self) -> bool:
        """Whether a mail can be sent at all."""
        return self.mailer is not None

    async def send(self, to: str, receipts: Sequence[ReceiptView], key: str) -> None:
        """The mail server has taken it: numbers and codes, and nothing of what was told.

        NoMail, RecipientRefused, MailUnavailable.
        """
        if self.mailer is None:
            raise NoMail
        keys = [f"Nummer: {one.number}\nCode: {one.code}" for one in receipts]
        text = "\n\n".join(
            [
                f"U belde met {self._operator}. Wij hebben uw verzoek doorgegeven.",
                *keys,
                f"Met nummer en code ziet u hoe het ermee staat: {self._status}",
                "Geef de code aan niemand anders.",
            ]
        )
        await self.mailer.send(Mail(to=to, subject=f"Uw nummer bij {self._operator}", text=text, key=key))
