"""Makes parts of a running loket from its settings: what `bot/app.py` puts together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.datafile import DataFile
from bot.dialogue.glossary import load_glossary
from bot.dialogue.resuming import Resuming
from bot.dialogue.second_reader import ReaderSettings, SecondReader
from bot.dialogue.service import Conversations
from bot.dialogue.texts import load_controls, load_health_words, load_texts
from bot.dialogue.turn import Operator, Speech
from bot.doors.knowledge import Knowledge
from bot.mail import ReturnPath, SmtpMailer, SmtpServer
from bot.settings import Settings, SettingsError
from bot.store import Database
from bot.takeover.hours import parse_hours
from bot.takeover.hub import Hub
from bot.takeover.service import TakeoverService
from bot.tickets.delivery.routes import RouteBook
from bot.tickets.renewal import CodeRenewal
from bot.translation.languages import Languages, load_languages
from bot.web import problems
from bot.web.provider import RETURN
from bot.web.words import STATUS

if TYPE_CHECKING:
    from bot.accounts.provider import Provider
    from bot.sms.port import SmsSender


def in_languages(settings: Settings, dutch: Knowledge) -> Languages:
    """The knowledge in every language of the settings. DataError for a translation that does not fit."""
    return load_languages(settings.data_directories, settings.languages, dutch, (problems.SAID, STATUS))


def takeover_of(
    settings: Settings,
    database: Database,
    conversations: Conversations,
    speech: Speech,
    knowledge: Callable[[], Knowledge],
    hub: Hub,
    clock: Callable[[], datetime],
) -> TakeoverService:
    """Who takes chats over, within the hours of the settings and never on a general holiday."""
    hours = parse_hours(settings.desk_hours, lambda day: knowledge().law.calendar.is_holiday(day))
    return TakeoverService(database, conversations, speech, knowledge, hours, hub, clock=clock)


def return_path(settings: Settings) -> ReturnPath | None:
    """Where undeliverable mail goes; None when the settings name no address. `SettingsError` for one that cannot be."""
    if not settings.smtp_returns:
        return None
    try:
        return ReturnPath(settings.smtp_returns, settings.secret_key.encode())
    except ValueError as fault:
        raise SettingsError(f"LOKET_SMTP_RETURNS: {fault}") from fault


def mailer_of(settings: Settings, clock: Callable[[], datetime]) -> SmtpMailer | None:
    """Who carries mail; None when no mail server is set."""
    if not settings.smtp_host:
        return None
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        user=settings.smtp_user,
        password=settings.smtp_password,
        tls=settings.smtp_tls,
        returns=return_path(settings),
    )
    return SmtpMailer(server, clock=clock)


def sms_of(settings: Settings, clock: Callable[[], datetime]) -> SmsSender | None:
    """Who carries text messages; None when no service is set."""
    if settings.sms is None:
        return None
    from bot.sms.notify import NotifySender  # a start without text messages need not wait for it

    return NotifySender(settings.sms, clock=clock)


def second_reader(settings: Settings) -> SecondReader | None:
    """The organisation's own model, when the settings name one; raises `SettingsError` when they do so by half."""
    if not settings.reader_url:
        return None
    if not settings.reader_model:
        raise SettingsError("LOKET_READER_URL without LOKET_READER_MODEL: which model reads?")
    return SecondReader(ReaderSettings(settings.reader_url, settings.reader_model, settings.reader_key))


def provider_of(
    settings: Settings, knowledge: Callable[[], Knowledge], clock: Callable[[], datetime]
) -> Provider | None:
    """The organisation's own provider of log-ins, when the settings name one."""
    if not settings.oidc_issuer:
        return None
    from bot.accounts.provider import Provider, ProviderSettings

    def known(organisation: str) -> bool:
        register = knowledge().register
        kind, _, code = organisation.partition(":")
        return organisation in register.organisations or (
            kind == "ministerie" and code in register.ministries
        )

    own = ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        scopes=settings.oidc_scopes,
        role_claim=settings.oidc_role_claim,
        organisation_claim=settings.oidc_organisation_claim,
        roles=settings.oidc_roles,
        return_address=f"{settings.base_url}{RETURN}",
    )
    return Provider(own, known, clock)


def renewal_of(settings: Settings, database: Database, clock: Callable[[], datetime]) -> CodeRenewal:
    """Who takes in that an access code was lost, by the ways that this installation has."""
    return CodeRenewal(database, mails=bool(settings.smtp_host), texts=settings.sms is not None, clock=clock)


def resuming_of(
    settings: Settings, database: Database, conversations: Conversations, clock: Callable[[], datetime]
) -> Resuming:
    """Codes for going on elsewhere; they work for as long as a conversation is kept."""
    return Resuming(
        database,
        conversations,
        secret=settings.secret_key.encode(),
        clock=clock,
        days=settings.keep_conversations_days,
    )


def connected_organisations(settings: Settings, routes: RouteBook) -> frozenset[str] | None:
    """Which organisations have a route; None when all do (demonstration)."""
    if settings.env != "production":
        return None
    return frozenset({*settings.operator_organisations, *settings.connected, *routes.connected, "loket"})


def load_speech(settings: Settings, routes: RouteBook, data: Sequence[Path] | None = None) -> Speech:
    """The assistant's words, phrases and names, from the data directories, or from these."""
    directories = [directory / "dialogue" for directory in data or settings.data_directories]
    closed: dict[str, dict[str, str]] = {}
    for directory in directories:
        if (directory / "doors.yml").exists():
            closed |= DataFile(directory / "doors.yml").content
    operator = Operator(
        name=settings.operator_name,
        telephone=settings.operator_telephone,
        hours=settings.operator_hours,
        status_address=f"{settings.base_url}/status",
        keep_days=settings.keep_conversations_days,
    )
    return Speech(
        texts=load_texts(directories),
        controls=load_controls(directories),
        glossary=load_glossary(directories),
        health_words=load_health_words(directories),
        closed_doors=closed,
        operator=operator,
        connected=connected_organisations(settings, routes),
    )
