"""Carries one message by the route that its receiver has."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from bot.language import NL
from bot.mail import Mailer
from bot.store import Database, Outbox, Signal, SignalReplyAddress, Ticket
from bot.tickets.delivery.codes import CodeCarrier
from bot.tickets.delivery.events import Waiting
from bot.tickets.delivery.mailing import Writer, post
from bot.tickets.delivery.outcome import Code, Delivered, Failed, Outcome
from bot.tickets.delivery.routes import RouteBook
from bot.tickets.delivery.subscriptions import SubscriptionService
from bot.tickets.delivery.webhook import WebhookSender
from bot.tickets.numbers import SIGNAL, parse_number
from bot.tickets.outgoing import CITIZEN, CODE, LANGUAGE, reachable_by_mail


@dataclass(frozen=True)
class Carrier:
    """The routes and what goes over them. Without `mailer` there is no mail: inbox and status page remain."""

    database: Database
    routes: RouteBook
    subscriptions: SubscriptionService
    sender: WebhookSender
    writer: Writer
    mailer: Mailer | None
    codes: CodeCarrier

    def mailbox(self, receiver: str) -> str | None:
        """Where notices for this receiver go; None when none are sent."""
        return self.routes.mailbox(receiver) if self.mailer is not None else None

    async def carry(self, row: Waiting) -> Outcome:
        """How one attempt ended, for a receiver that gets its messages one by one."""
        if row.kind == CODE:
            return await self.codes.carry(row)
        if row.receiver == CITIZEN:
            return await self._to_citizen(row)
        match self.routes.route(row.receiver):
            case "webhook":
                return await self._by_webhook(row)
            case "api":
                return Delivered("api")  # it stands ready: they fetch it, and their receipt confirms it
            case _:
                return Delivered("inbox")

    async def notify(self, receiver: str, rows: list[Waiting]) -> Outcome:
        """One notice to a functional mailbox for all these messages together."""
        mailbox = self.mailbox(receiver)
        if mailbox is None or self.mailer is None:
            return Delivered("inbox")
        return await post(self.mailer, self.writer.notice(mailbox, rows))

    async def _by_webhook(self, row: Waiting) -> Outcome:
        target = await self.subscriptions.target(row.receiver)
        if target is None:
            return Failed(Code.GEEN_ABONNEMENT)
        try:
            async with self.database.read() as session:
                payload = await session.scalar(select(Outbox.payload).where(Outbox.id == row.id))
        except ValueError:
            # Not JSON any more, by whatever happened to the file.
            return Failed(Code.BERICHT_FOUT)
        outcome = await self.sender.send(row, payload or {}, target.url, target.secret, target.bearer)
        if outcome == Failed(Code.INGETROKKEN):
            await self.subscriptions.receiver_left(target.id)
        return outcome

    async def _to_citizen(self, row: Waiting) -> Outcome:
        async with self.database.read() as session:
            contact = await session.scalar(_contact(row.subject))
        # Withdrawn meanwhile, or no mail here: it stands on the status page, as they were told.
        if self.mailer is None or not reachable_by_mail(contact) or not contact:
            return Delivered("status")
        language = str(contact.get(LANGUAGE, NL))
        return await post(self.mailer, self.writer.to_citizen(str(contact.get("adres", "")), row, language))


def _contact(number: str) -> Select[dict[str, Any] | None]:
    """Where the citizen of this ticket or signal is reached; a signal's address stands apart from it."""
    if parse_number(number, SIGNAL) is None:
        return select(Ticket.contact).where(Ticket.number == number)
    return (
        select(SignalReplyAddress.contact)
        .join(Signal, Signal.id == SignalReplyAddress.signal_id)
        .where(Signal.number == number)
    )
