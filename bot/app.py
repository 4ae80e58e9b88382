"""Wires the rooms together: what one running loket is made of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from aiohttp import web

from actions.webhook import create_actions_app
from bot.accounts.factor import FactorService
from bot.accounts.idempotency import IdempotencyService
from bot.accounts.service import AccountService
from bot.accounts.tokens import TokenService
from bot.attachments.files import Files
from bot.attachments.scanner import scanner_for
from bot.attachments.service import AttachmentService
from bot.datafile import DataFile
from bot.desk.calls import Calls
from bot.desk.codes import CodeCalls
from bot.desk.lookup import DeskLookup
from bot.desk.mailing import ReceiptMail
from bot.desk.notices import Notices
from bot.dialogue.handing import Handing
from bot.dialogue.service import Conversations
from bot.dialogue.signpost import Signpost
from bot.dialogue.standing import look_up
from bot.dialogue.switching import Switching
from bot.dialogue.turns import Turns
from bot.doors.knowledge import Knowledge
from bot.engine.client import EngineClient
from bot.engine.settings import EngineSettings
from bot.learning.review import ReviewList
from bot.register.escalation import load_ladder
from bot.retention.daily import purge_daily
from bot.retention.policy import Policy
from bot.retention.service import Retention
from bot.settings import ROOT, Settings, SettingsError
from bot.signals.service import SignalService
from bot.store import Database, migrate
from bot.takeover.hub import Hub
from bot.takeover.service import TakeoverService
from bot.takeover.sweeping import sweep_always
from bot.tickets.canned import CannedService
from bot.tickets.citizens import CitizenDesk
from bot.tickets.coordination import Coordination
from bot.tickets.delivery.events import Origin
from bot.tickets.delivery.failures import Failures
from bot.tickets.delivery.routes import RouteBook, load_routes
from bot.tickets.delivery.wiring import Delivery, build_delivery
from bot.tickets.offering import OfferDesk
from bot.tickets.organisations import Organisation as TicketOrganisation
from bot.tickets.organisations import Organisations
from bot.tickets.presence import PresenceService
from bot.tickets.promises import Made, PromiseBook, Promises, load_promises, promise
from bot.tickets.service import TicketService
from bot.tickets.typed import TypedService
from bot.tickets.workbench import Workbench
from bot.today import DailyKnowledge
from bot.translation.languages import letters_of, speech_of
from bot.web import face, keys
from bot.web.citizen import status
from bot.web.desk import shared as desk
from bot.web.limits import Limits
from bot.web.pages import HERE
from bot.web.problems import api_errors, page_errors, set_headers
from bot.web.routes import ROUTES
from bot.web.signals.wiring import wire_signals
from bot.web.uploads import GATE, Gate
from bot.wiring import (
    in_languages,
    load_speech,
    mailer_of,
    provider_of,
    renewal_of,
    resuming_of,
    second_reader,
    sms_of,
    takeover_of,
)

LARGEST_BODY = 64 * 1024


@dataclass
class Loket:
    """One running loket: the public application, the webhook's, and what both stand on."""

    settings: Settings
    knowledge: DailyKnowledge
    database: Database
    engine: EngineClient
    conversations: Conversations
    accounts: AccountService
    tokens: TokenService
    idempotency: IdempotencyService
    delivery: Delivery
    reviews: ReviewList
    retention: Retention
    takeover: TakeoverService
    factors: FactorService
    public: web.Application
    actions: web.Application

    async def close(self) -> None:
        """Ends connections; requests have ended before."""
        await self.delivery.close()
        await self.public[keys.CLUSTER_PROCESS].close()
        await self.engine.close()
        await self.database.dispose()


def check_organisations(settings: Settings, knowledge: Knowledge) -> None:
    """Every organisation that the settings name is in the register; raises `SettingsError` that names the others.

    A typing error here would send that organisation's tickets to the coordinator, and nobody would notice.
    """
    for name, given in (
        ("LOKET_OPERATOR_ORGANISATIONS", settings.operator_organisations),
        ("LOKET_CONNECTED", settings.connected),
    ):
        unknown = [one for one in given if one not in knowledge.register.organisations]
        if unknown:
            raise SettingsError(f"{name}: the register has no organisation {', '.join(unknown)}")


def ticket_organisations(
    knowledge: Callable[[], Knowledge], connected: frozenset[str] | None, routes: RouteBook
) -> Organisations:
    """What tickets need to know of an organisation, from the register and the settings."""

    def look(organisation: str) -> TicketOrganisation | None:
        register = knowledge().register
        known = register.organisations.get(organisation)
        if known is None:
            return None
        reached = connected is None or organisation in connected
        route = routes.route(organisation) if reached else "niet_aangesloten"
        name = known.say if organisation != known.kind else register.executors[known.kind].say
        return TicketOrganisation(organisation, name, route)

    return look


def registers(settings: Settings) -> list[Path]:
    """Where the register stands: the product's own, and local data over it."""
    return [directory / "register" for directory in settings.data_directories]


def ticket_promises(knowledge: Callable[[], Knowledge], book: PromiseBook) -> Promises:
    """What is promised when a ticket is offered, by the law and the register of that day."""

    def made(door: str, executor: str, threatening: bool, day: date) -> Made:
        known = knowledge()
        body = known.register.executors.get(executor)
        return promise(
            book,
            known.law,
            door=door,
            executor=executor,
            public_body=body is not None and body.public_body,
            threatening=threatening,
            day=day,
        )

    return made


def known_intents() -> list[str]:
    """Every intent that the engine knows: what a message can be labelled."""
    return [str(intent) for intent in DataFile(ROOT / "domain.yml").content["intents"]]


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


async def build(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Loket:
    """A loket ready to serve: data checked, database migrated. Raises `DataError` or what the database raises."""
    # In a thread, so that the engine, which starts at the same time, is not kept waiting for its process.
    knowledge = await asyncio.to_thread(DailyKnowledge, settings.data_directories, clock)
    check_organisations(settings, knowledge())
    languages = await asyncio.to_thread(in_languages, settings, knowledge())
    knowledge.use(languages.knowledge)
    register = knowledge().register
    book = load_routes(settings.data_directories, register.organisations, register.ministries)
    letters = letters_of(languages, [directory / "letters" for directory in settings.data_directories])
    speech = load_speech(settings, book)
    # Beside local data the product's own words are wanted apart; without it they are the same.
    local = len(settings.data_directories) > 1
    shipped = load_speech(settings, book, settings.data_directories[:1]) if local else speech
    speech = replace(speech_of(languages, speech, shipped), letters=letters)
    await migrate(settings.database_url)
    database = Database.connect(settings.database_url)
    engine = EngineClient(settings.engine_url, settings.engine_token)
    organisations = ticket_organisations(knowledge, speech.connected, book)
    promises = ticket_promises(knowledge, load_promises(registers(settings)))
    handing = Handing(knowledge, organisations, settings.secret_key.encode(), clock, promises)
    accounts = AccountService(database, clock=clock, demands_factor=settings.second_factor)
    tokens = TokenService(database, clock=clock)
    secret, limits = settings.secret_key.encode(), Limits(time.monotonic)
    tickets = TicketService(
        database, secret=secret, clock=clock, organisations=organisations, promises=promises
    )
    signals = SignalService(
        database, secret=secret, clock=clock, say=lambda code: knowledge().register.ministries[code].say
    )
    standing = look_up(
        tickets,
        signals,
        knowledge,
        lambda number: limits.take(f"status:{number}", status.TRIES_PER_NUMBER) is None,
    )
    notices = Notices(database, clock, lambda: knowledge().today)
    turns = Turns(
        database,
        knowledge,
        speech,
        engine,
        handing,
        clock,
        standing,
        second_reader(settings),
        always_ask=settings.engine_always,
    )
    conversations = Conversations(database, knowledge, speech, turns, handing, clock, notices.texts)
    factors = FactorService(database, secret=secret, issuer=settings.operator_name, clock=clock)
    hub = Hub()
    takeover = takeover_of(settings, database, conversations, speech, knowledge, hub, clock)
    mailer = mailer_of(settings, clock)
    public = web.Application(client_max_size=LARGEST_BODY, middlewares=[page_errors, api_errors])
    public[keys.SETTINGS] = settings
    public[keys.DATABASE] = database
    public[keys.CONVERSATIONS] = conversations
    public[keys.SIGNPOST] = signpost = Signpost(knowledge, engine, speech.closed_doors)
    public[desk.CALLS] = Calls(database, knowledge, speech, signpost, handing, clock)
    public[desk.LOOKUP] = DeskLookup(
        database, secret=secret, clock=clock, organisations=organisations, promises=promises
    )
    public[desk.CODE_CALLS] = CodeCalls(database, secret=secret, clock=clock)
    public[desk.NOTICES] = notices
    public[desk.RECEIPT_MAIL] = ReceiptMail(mailer, settings.operator_name, f"{settings.base_url}/status")
    public[keys.SWITCHING] = Switching(database, conversations, speech, knowledge, clock)
    public[keys.ENGINE] = engine
    public[keys.TICKETS] = tickets
    public[keys.RENEWAL] = renewal_of(settings, database, clock)
    public[keys.RESUMING] = resuming_of(settings, database, conversations, clock)
    public[keys.WORKBENCH] = Workbench(
        database, secret=secret, clock=clock, organisations=organisations, promises=promises
    )
    public[keys.OFFER_DESK] = OfferDesk(
        database, secret=secret, clock=clock, organisations=organisations, promises=promises
    )
    public[keys.CITIZEN_DESK] = CitizenDesk(
        database, secret=secret, clock=clock, organisations=organisations, promises=promises
    )
    public[keys.PRESENCE] = PresenceService(database, clock=clock)
    public[keys.TYPED] = TypedService(database, clock=clock)
    public[keys.CANNED] = CannedService(database, clock=clock)
    public[keys.SIGNALS] = signals
    wire_signals(public, database, secret, clock, settings, knowledge)
    files = Files(settings.attachments_directory)
    public[keys.ATTACHMENTS] = AttachmentService(
        database, files, scanner_for(settings.clamd), secret=secret, clock=clock
    )
    retention = Retention(database, files, engine, accounts, Policy.of(settings), secret=secret, clock=clock)
    public[keys.RETENTION] = retention
    public[GATE] = Gate()
    public[keys.ACCOUNTS] = accounts
    public[keys.FACTORS] = factors
    public[keys.PROVIDER] = provider_of(settings, knowledge, clock)
    public[keys.TOKENS] = tokens
    public[keys.LIMITS] = limits
    public[keys.FAILURES] = Failures(database)
    public[keys.LADDER] = load_ladder(registers(settings))
    idempotency = IdempotencyService(database, clock=clock)
    public[keys.IDEMPOTENCY] = idempotency
    face.setup_face(public, settings, languages)
    public[keys.KNOWLEDGE] = knowledge
    public[keys.REVIEWS] = reviews = ReviewList(database, known_intents(), clock)
    public[keys.LETTERS] = letters
    public[keys.COORDINATION] = Coordination(database, clock=clock)
    public[keys.TAKEOVER], public[keys.HUB] = takeover, hub
    public.on_response_prepare.append(set_headers)
    public.on_shutdown.append(_let_go)
    for routes in ROUTES:
        public.router.add_routes(routes)
    public.router.add_static("/static", HERE / "static")
    actions = create_actions_app(turns, settings.engine_token)
    delivery = build_delivery(
        database,
        book,
        origin=Origin(settings.operator_oin, settings.base_url),
        operator=settings.operator_name,
        secret=secret,
        strict=settings.env == "production",
        mailer=mailer,
        clock=clock,
        calendar=lambda: knowledge().law.calendar,
        sms=sms_of(settings, clock),
        phrases=lambda language: knowledge().speaking(language).phrases,
    )
    public[keys.DELIVERY] = delivery
    return Loket(
        settings,
        knowledge,
        database,
        engine,
        conversations,
        accounts,
        tokens,
        idempotency,
        delivery,
        reviews,
        retention,
        takeover,
        factors,
        public,
        actions,
    )


async def _let_go(public: web.Application) -> None:
    """Pages that listen are let go at once: the end need not wait for them."""
    public[keys.HUB].close()


async def serve(loket: Loket, stop: asyncio.Event, on_start: Callable[[], None] = lambda: None) -> None:
    """Serves pages, API and the webhook, and delivers, until `stop`; `OSError` when a port is in use."""
    runners: list[web.AppRunner] = []
    ending = asyncio.Event()
    delivering: asyncio.Task[None] | None = None
    tasks: list[asyncio.Task[None]] = []
    try:
        for app, host, port in (
            (loket.actions, "127.0.0.1", loket.settings.actions_port),
            (loket.public, loket.settings.host, loket.settings.port),
        ):
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
            await runner.setup()
            runners.append(runner)
            await web.TCPSite(runner, host, port).start()
        delivering = asyncio.create_task(loket.delivery.worker.run(ending))
        on_start()
        tasks = [
            asyncio.create_task(purge_daily(loket.retention.purge, utc_now)),
            asyncio.create_task(sweep_always(loket.takeover.sweep)),
            asyncio.create_task(loket.public[keys.CLUSTER_PROCESS].nightly(utc_now)),
        ]
        await stop.wait()
    finally:
        ending.set()
        if delivering is not None:
            await asyncio.gather(delivering, return_exceptions=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for runner in reversed(runners):
            await runner.cleanup()
        await loket.close()


def engine_settings(settings: Settings) -> EngineSettings:
    """What the engine's supervisor needs, from our settings."""
    return EngineSettings(
        root=ROOT,
        port=settings.engine_port,
        actions_port=settings.actions_port,
        token=settings.engine_token,
        models=ROOT / "models",
        logs=settings.var,
        extra_data=settings.data_directory,
        model=settings.model,
    )
