"""What handlers find on the application, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from aiohttp import web

from bot.accounts.factor import FactorService
from bot.accounts.idempotency import IdempotencyService
from bot.accounts.service import AccountService
from bot.accounts.tokens import TokenService
from bot.attachments.service import AttachmentService
from bot.dialogue.resuming import Resuming
from bot.dialogue.service import Conversations
from bot.dialogue.signpost import Signpost
from bot.dialogue.switching import Switching
from bot.engine.client import EngineClient
from bot.learning.review import ReviewList
from bot.letters import LetterBook
from bot.register.escalation import Ladder
from bot.retention.service import Retention
from bot.settings import Settings
from bot.signals.background import ClusterProcess
from bot.signals.clusters import Clusters
from bot.signals.desk import MinistryDesk
from bot.signals.listing import SignalList
from bot.signals.mending import ClusterDesk
from bot.signals.open_cases import OpenCases
from bot.signals.patterns import Patterns
from bot.signals.public import PublicSignals, RememberedFigures
from bot.signals.publication import PublicationDesk
from bot.signals.service import SignalService
from bot.store import Database
from bot.takeover.hub import Hub
from bot.takeover.service import TakeoverService
from bot.tickets.canned import CannedService
from bot.tickets.citizens import CitizenDesk
from bot.tickets.coordination import Coordination
from bot.tickets.delivery.failures import Failures
from bot.tickets.delivery.wiring import Delivery
from bot.tickets.offering import OfferDesk
from bot.tickets.presence import PresenceService
from bot.tickets.renewal import CodeRenewal
from bot.tickets.service import TicketService
from bot.tickets.typed import TypedService
from bot.tickets.workbench import Workbench
from bot.today import DailyKnowledge
from bot.web.limits import Limits

if TYPE_CHECKING:
    # Not loaded where nobody logs in by a provider: it costs the start a tenth of a second.
    from bot.accounts.provider import Provider

SETTINGS = web.AppKey("settings", Settings)
DATABASE = web.AppKey("database", Database)
CONVERSATIONS = web.AppKey("conversations", Conversations)
SIGNPOST = web.AppKey("signpost", Signpost)
SWITCHING = web.AppKey("switching", Switching)
RETENTION = web.AppKey("retention", Retention)
RESUMING = web.AppKey("resuming", Resuming)
RENEWAL = web.AppKey("renewal", CodeRenewal)
TICKETS = web.AppKey("tickets", TicketService)
ATTACHMENTS = web.AppKey("attachments", AttachmentService)
WORKBENCH = web.AppKey("workbench", Workbench)
OFFER_DESK = web.AppKey("offer_desk", OfferDesk)
CITIZEN_DESK = web.AppKey("citizen_desk", CitizenDesk)
PRESENCE = web.AppKey("presence", PresenceService)
TYPED = web.AppKey("typed", TypedService)
CANNED = web.AppKey("canned", CannedService)
SIGNALS = web.AppKey("signals", SignalService)
SIGNAL_LIST = web.AppKey("signal_list", SignalList)
MINISTRY_DESK = web.AppKey("ministry_desk", MinistryDesk)
CLUSTERS = web.AppKey("clusters", Clusters)
CLUSTER_DESK = web.AppKey("cluster_desk", ClusterDesk)
CLUSTER_PROCESS = web.AppKey("cluster_process", ClusterProcess)
OPEN_CASES = web.AppKey("open_cases", OpenCases)
PATTERNS = web.AppKey("patterns", Patterns)
PUBLICATION = web.AppKey("publication", PublicationDesk)
PUBLIC_FIGURES = web.AppKey("public_figures", RememberedFigures)
PUBLIC_SIGNALS = web.AppKey("public_signals", PublicSignals)
ACCOUNTS = web.AppKey("accounts", AccountService)
TOKENS = web.AppKey("tokens", TokenService)
IDEMPOTENCY = web.AppKey("idempotency", IdempotencyService)
DELIVERY = web.AppKey("delivery", Delivery)
ENGINE = web.AppKey("engine", EngineClient)
FAILURES = web.AppKey("failures", Failures)
LADDER = web.AppKey("ladder", Ladder)
LIMITS = web.AppKey("limits", Limits)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
LETTERS = web.AppKey("letters", LetterBook)
KNOWLEDGE = web.AppKey("knowledge", DailyKnowledge)
REVIEWS = web.AppKey("reviews", ReviewList)
TAKEOVER = web.AppKey("takeover", TakeoverService)
HUB = web.AppKey("hub", Hub)
FACTORS = web.AppKey("factors", FactorService)
PROVIDER: web.AppKey[Provider | None] = web.AppKey("provider")
COORDINATION = web.AppKey("coordination", Coordination)
