"""A lost access code: a new one goes to the e-mail address or telephone number that stands on the request, and to no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import NL
from bot.sms.port import mobile_number
from bot.store import CodeCall, Database, Ticket, insert_into
from bot.tickets.history import Actor, looked
from bot.tickets.numbers import access_code
from bot.tickets.outgoing import CITIZEN, CITIZEN_BY_SMS, announce_code

WHAT = "nieuwe toegangscode"


class Way(StrEnum):
    """How a new code reaches who asked for it."""

    MAIL = "mail"
    SMS = "sms"
    CALL = "bellen"


class CodeRenewal:
    """Takes in that a code was lost. Whether a number exists is told to nobody: not by an answer, not by its time."""

    def __init__(
        self, database: Database, *, mails: bool, texts: bool, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._mails, self._texts, self._clock = database, mails, texts, clock

    @property
    def mails(self) -> bool:
        """Whether this installation sends mail at all."""
        return self._mails

    async def ask(self, number: str, given: Mapping[str, Any], language: str = NL) -> Way | None:
        """A new code is on its way when this contact (`{soort, adres}`) stands on this request; by which way.

        Over the outbox by mail or text message; by a call of the desk to a landline, to a number abroad, or when
        no text messages are sent here. None when nothing was done, for whatever reason; the caller tells nobody. The
        old code works until the new one was given.
        """
        async with self._database.read() as session:
            ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
        if ticket is None or not _same(ticket.contact or {}, given):
            return None
        way = self._way(ticket.contact or {})
        if way is None:
            return None
        async with self._database.write() as session:
            now = self._clock()
            if await session.get(Ticket, ticket.id, with_for_update=True) is None:
                return None  # deleted meanwhile
            if way is Way.CALL:
                await ring(session, ticket.id, now)
            else:
                receiver = CITIZEN if way is Way.MAIL else CITIZEN_BY_SMS
                await announce_code(session, number, receiver, now, language)
        return way

    def _way(self, contact: Mapping[str, Any]) -> Way | None:
        match contact.get("soort"):
            case "email":
                return Way.MAIL if self._mails else None
            case "telefoon":
                mobile = mobile_number(str(contact.get("adres", "")))
                return Way.SMS if self._texts and mobile is not None else Way.CALL
        return None


def _same(contact: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether these are one address; both were read by the same reader, so a number is written in one way."""
    known, asked = str(contact.get("adres", "")), str(given.get("adres", ""))
    return bool(known) and contact.get("soort") == given.get("soort") and known.casefold() == asked.casefold()


async def ring(session: AsyncSession, ticket_id: int, now: datetime) -> None:
    """The desk has to ring who holds this ticket; once, however often it is asked."""
    await session.execute(
        insert_into(session, CodeCall)
        .values(ticket_id=ticket_id, asked_at=now, tries=0)
        .on_conflict_do_nothing()
    )


async def renew(
    session: AsyncSession, ticket: Ticket, salt: str, secret: bytes, who: Actor, now: datetime, how: Way
) -> str:
    """The ticket's code is now the one of this salt: the old one opens nothing, and nobody has to be rung any more."""
    ticket.code_salt = salt
    await session.execute(delete(CodeCall).where(CodeCall.ticket_id == ticket.id))
    looked(session, ticket, who, now, f"{WHAT} ({how.value})")
    return access_code(secret, ticket.number, salt)
