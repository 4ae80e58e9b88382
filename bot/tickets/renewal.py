"""A lost access code: a new one goes to the e-mail address that stands on the request, and to no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select

from bot.language import DUTCH, Phrases, Table
from bot.mail import Mail, Mailer, MailUnavailable, RecipientRefused
from bot.store import Database, Look, Ticket
from bot.tickets.history import CITIZEN_ACTOR
from bot.tickets.numbers import access_code, new_salt

log = structlog.get_logger(__name__)
WHAT = "nieuwe toegangscode"
SAID = Table(
    "codemail",
    {
        "onderwerp": "Uw nieuwe code",
        "tekst": (
            "Goedendag,\n\n"
            "U vroeg een nieuwe code voor uw verzoek met nummer {nummer}.\n\n"
            "Uw nieuwe code is: {code}\n"
            "Uw oude code werkt niet meer.\n\n"
            "U kunt uw verzoek hier bekijken:\n{adres}/status\n\n"
            "Hebt u dit niet zelf gevraagd? Dan weet iemand uw nummer en uw e-mailadres. "
            "Die persoon kan uw verzoek niet zien. Gebruik voortaan deze nieuwe code.\n"
            "U kunt niet op deze mail antwoorden.\n\n"
            "Met vriendelijke groet,\n{naam}\n"
        ),
    },
)


class CodeRenewal:
    """Renews access codes by mail. Whether a number exists is told to nobody: not by an answer, not by its time."""

    def __init__(
        self,
        database: Database,
        mailer: Mailer | None,
        *,
        secret: bytes,
        base_url: str,
        name: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._mailer, self._secret = database, mailer, secret
        self._base_url, self._name, self._clock = base_url, name, clock

    @property
    def possible(self) -> bool:
        """Whether this installation sends mail at all."""
        return self._mailer is not None

    async def renew(self, number: str, address: str, phrases: Phrases = DUTCH) -> bool:
        """The holder of this address has a new code when it stands on this request, and the old code is worthless.

        False when nothing was renewed, for whatever reason; the caller tells nobody. The mail goes first: when it
        cannot be sent, the old code still works.
        """
        if self._mailer is None:
            return False
        async with self._database.read() as session:
            ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
        known = str((ticket.contact or {}).get("adres", "")) if ticket is not None else ""
        is_mail = ticket is not None and (ticket.contact or {}).get("soort") == "email"
        if ticket is None or not is_mail or known.casefold() != address.strip().casefold():
            return False
        salt = new_salt()
        try:
            code = access_code(self._secret, number, salt)
            await self._mailer.send(self._mail(known, number, code, salt, phrases))
        except (MailUnavailable, RecipientRefused) as fault:
            log.warning("code_not_sent", reason=type(fault).__name__)
            return False
        async with self._database.write() as session:
            fresh = await session.get_one(Ticket, ticket.id)
            fresh.code_salt = salt
            who = CITIZEN_ACTOR
            session.add(
                Look(
                    ticket_id=ticket.id,
                    account_id=None,
                    name=who.name,
                    organisation=who.organisation,
                    at=self._clock(),
                    why=WHAT,
                )
            )
        return True

    def _mail(self, address: str, number: str, code: str, salt: str, phrases: Phrases) -> Mail:
        return Mail(
            to=address,
            subject=phrases.say(SAID, "onderwerp"),
            text=phrases.say(SAID, "tekst", nummer=number, code=code, adres=self._base_url, naam=self._name),
            key=f"code|{number}|{salt[:4]}",
        )
