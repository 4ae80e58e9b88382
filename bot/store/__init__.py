"""The database: engine, sessions, models and migrations. Knows no rules of tickets and no HTTP."""

from bot.store.database import Database, DatabaseBusy
from bot.store.guard import AppendOnlyViolation, UnrecordedMove
from bot.store.migrate import migrate
from bot.store.models import (
    Account,
    ApiToken,
    Base,
    Case,
    Conversation,
    Idempotency,
    LoginSession,
    Look,
    Message,
    Outbox,
    Receiver,
    ReviewItem,
    Signal,
    SignalEvent,
    SignalMinistry,
    SignalReplyAddress,
    Ticket,
    TicketEvent,
    Turn,
    WebhookSubscription,
)
from bot.store.ordering import settled

__all__ = [
    "Account",
    "ApiToken",
    "AppendOnlyViolation",
    "Base",
    "Case",
    "Conversation",
    "Database",
    "DatabaseBusy",
    "Idempotency",
    "LoginSession",
    "Look",
    "Message",
    "Outbox",
    "Receiver",
    "ReviewItem",
    "Signal",
    "SignalEvent",
    "SignalMinistry",
    "SignalReplyAddress",
    "Ticket",
    "TicketEvent",
    "Turn",
    "UnrecordedMove",
    "WebhookSubscription",
    "migrate",
    "settled",
]
