"""A new access code on its way to who lost the old one: by mail or text message, and else by a call of the desk."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Text, literal_column, or_, select

from bot.language import NL
from bot.mail import Mailer
from bot.sms.port import NumberRefused, Sms, SmsSender, SmsUnavailable, mobile_number
from bot.store import Database, Outbox, Ticket
from bot.tickets.delivery.claims import WITHOUT_PAYLOAD, is_free
from bot.tickets.delivery.events import Waiting
from bot.tickets.delivery.mailing import Writer, post
from bot.tickets.delivery.outcome import Code, Delivered, DeliveryState, Failed, Later, Outcome
from bot.tickets.delivery.pauses import read_retry_after
from bot.tickets.history import CITIZEN_ACTOR
from bot.tickets.numbers import access_code
from bot.tickets.outgoing import CITIZEN_BY_SMS, CODE, LANGUAGE, reachable_by_mail
from bot.tickets.renewal import Way, renew, ring

log = structlog.get_logger(__name__)

# Who waits for a code looks at the telephone for a while; after this a person rings.
PATIENCE = timedelta(hours=1)
BY_DESK = "balie"
# What the operator's template may name: the code, and nothing that says what the request is about, or which.
CODE_VALUE = "code"
# Written out in the statement: a partial index is not found through a parameter.
_WAITING = literal_column("'wachtend'", Text)
_FAILED = literal_column("'mislukt'", Text)


@dataclass(frozen=True)
class CodeCarrier:
    """Tells new codes. The code of a message is the same at every attempt, and becomes the ticket's when it was told."""

    database: Database
    mailer: Mailer | None
    sms: SmsSender | None
    secret: bytes
    writer: Writer
    clock: Callable[[], datetime]

    async def carry(self, row: Waiting) -> Outcome:
        """How one attempt ended. Until one succeeds the old code works; from then on only the new one does."""
        async with self.database.read() as session:
            ticket = await session.scalar(select(Ticket).where(Ticket.number == row.subject))
        if ticket is None:
            return Delivered("status")  # deleted meanwhile
        salt = uuid.UUID(row.event_id).hex[:16]
        code, contact = access_code(self.secret, row.subject, salt), ticket.contact or {}
        address, way = str(contact.get("adres", "")), Way.MAIL
        if row.receiver == CITIZEN_BY_SMS:
            way, outcome = Way.SMS, await self._text(address, code, row.event_id)
        elif self.mailer is None or not reachable_by_mail(contact):
            return Failed(Code.MAILSERVER)
        else:
            mail = self.writer.new_code(address, code, row, await self._language_of(row))
            outcome = await post(self.mailer, mail)
        if isinstance(outcome, Delivered):
            async with self.database.write() as session:
                fresh = await session.get(Ticket, ticket.id, with_for_update=True)
                if fresh is not None:
                    await renew(session, fresh, salt, self.secret, CITIZEN_ACTOR, self.clock(), way)
        return outcome

    async def _language_of(self, row: Waiting) -> str:
        """The language in which the code was asked."""
        async with self.database.read() as session:
            payload = await session.scalar(select(Outbox.payload).where(Outbox.id == row.id))
        return str((payload or {}).get(LANGUAGE, NL))

    async def _text(self, address: str, code: str, key: str) -> Outcome:
        number = mobile_number(address)
        if self.sms is None or number is None:
            return Failed(Code.NUMMER_GEWEIGERD)
        try:
            await self.sms.send(Sms(number, {CODE_VALUE: code}, key))
        except NumberRefused:
            return Failed(Code.NUMMER_GEWEIGERD)
        except SmsUnavailable as fault:
            log.warning("sms_not_sent", reason=fault.reason)
            return Later(
                Code.SMSDIENST, hold=True, retry_after=read_retry_after(fault.retry_after, self.clock())
            )
        return Delivered("sms")


async def leave_to_the_desk(database: Database, now: datetime) -> int:
    """What no text message could tell within the hour is a call for the desk; how many. Safe for any number of workers."""
    query = (
        select(Outbox)
        .options(WITHOUT_PAYLOAD)
        .where(
            Outbox.receiver == CITIZEN_BY_SMS,
            Outbox.kind == CODE,
            or_(
                Outbox.state == _FAILED,
                (Outbox.state == _WAITING) & (Outbox.created_at <= now - PATIENCE) & is_free(now),
            ),
        )
    )
    async with database.read() as session:
        # Asked by reading first: mostly there is nothing, and then nothing is written.
        if await session.scalar(query.limit(1)) is None:
            return 0
    async with database.write() as session:
        rows = (await session.scalars(query.with_for_update(skip_locked=True))).all()
        for row in rows:
            ticket_id = await session.scalar(select(Ticket.id).where(Ticket.number == row.subject))
            if ticket_id is not None:
                await ring(session, ticket_id, row.created_at)
            row.state, row.route, row.delivered_at = DeliveryState.AFGELEVERD.value, BY_DESK, now
    log.warning("codes_left_to_the_desk", messages=len(rows))
    return len(rows)
