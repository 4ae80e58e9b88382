"""The tables. Names of columns are English; what stands in them is Dutch where people read it."""

from bot.store.models.accounts import (
    Account,
    ApiToken,
    Idempotency,
    LoginSession,
    Look,
    RecoveryCode,
    SecondFactor,
)
from bot.store.models.attachments import Attachment, TicketAttachment, Tombstone
from bot.store.models.base import Base
from bot.store.models.clusters import (
    SignalCluster,
    SignalClusterEvent,
    SignalClusterMember,
    SignalClusterRun,
)
from bot.store.models.conversations import Conversation, Message, Turn
from bot.store.models.desk import CodeCall, DeskAccess, DeskCall, DeskNotice
from bot.store.models.learning import ReviewItem
from bot.store.models.mending import MendNotice, MendOffer, MendRequest
from bot.store.models.outbox import Outbox, Receiver, WebhookSubscription
from bot.store.models.signals import (
    Signal,
    SignalEvent,
    SignalFacet,
    SignalMinistry,
    SignalPublication,
    SignalReplyAddress,
    SignalTally,
    SignalTallyChange,
)
from bot.store.models.takeover import DeskPresence, LiveChat
from bot.store.models.tickets import Case, Ticket, TicketEvent
from bot.store.models.work import BespokeDecision, CannedAnswer, Feedback, Presence, TicketWord, TypedText

__all__ = [
    "Account",
    "ApiToken",
    "Attachment",
    "Base",
    "BespokeDecision",
    "CannedAnswer",
    "Case",
    "CodeCall",
    "Conversation",
    "DeskAccess",
    "DeskCall",
    "DeskNotice",
    "DeskPresence",
    "Feedback",
    "Idempotency",
    "LiveChat",
    "LoginSession",
    "Look",
    "MendNotice",
    "MendOffer",
    "MendRequest",
    "Message",
    "Outbox",
    "Presence",
    "Receiver",
    "RecoveryCode",
    "ReviewItem",
    "SecondFactor",
    "Signal",
    "SignalCluster",
    "SignalClusterEvent",
    "SignalClusterMember",
    "SignalClusterRun",
    "SignalEvent",
    "SignalFacet",
    "SignalMinistry",
    "SignalPublication",
    "SignalReplyAddress",
    "SignalTally",
    "SignalTallyChange",
    "Ticket",
    "TicketAttachment",
    "TicketEvent",
    "TicketWord",
    "Tombstone",
    "Turn",
    "TypedText",
    "WebhookSubscription",
]
