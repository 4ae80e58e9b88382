"""Settings, from the environment and `.env`. Each stands in `.env.example` and in the README."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from dotenv import dotenv_values

from bot.accounts.roles import Role
from bot.language import LANGUAGES, NL
from bot.sms.settings import BadService, NotifyService, notify_service
from bot.takeover.hours import BadHours, parse_hours

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting that cannot be used; says which, and what is wrong."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations."""

    env: str
    host: str
    port: int
    actions_port: int
    engine_port: int
    engine_url: str
    engine_token: str
    engine_always: bool
    database_url: str
    data_directory: Path | None
    secret_key: str
    base_url: str
    operator_name: str
    operator_telephone: str
    operator_hours: str
    operator_email: str
    operator_oin: str
    operator_organisations: tuple[str, ...]
    connected: tuple[str, ...]
    attachments_directory: Path
    clamd: str
    keep_conversations_days: int
    keep_handed_over_days: int
    keep_tickets_days: int
    keep_signals_days: int
    keep_looks_days: int
    trust_proxy: bool
    rate_per_conversation: int
    rate_per_address: int
    theme: str
    languages: tuple[str, ...]
    embed_origins: tuple[str, ...]
    log_level: str
    model: Path | None
    reader_url: str
    reader_model: str
    reader_key: str
    var: Path
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_tls: str
    smtp_from: str
    smtp_returns: str
    sms: NotifyService | None
    desk_hours: str
    local_accounts: bool
    second_factor: bool
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_scopes: str
    oidc_role_claim: str
    oidc_organisation_claim: str
    oidc_roles: tuple[tuple[str, str], ...]

    @property
    def is_demo(self) -> bool:
        """Whether this is a demonstration: every organisation is an inbox, and demo accounts are printed."""
        return self.env == "demo"

    @property
    def data_directories(self) -> tuple[Path, ...]:
        """Where the data stands: the product's own, and local data over it."""
        own = ROOT / "data"
        return (own, self.data_directory) if self.data_directory is not None else (own,)


# Name, default, and what it is: one list, held against .env.example and the README by a test.
NAMES: Mapping[str, str] = {
    "LOKET_ENV": "demo",
    "LOKET_ENV_FILE": "",
    "LOKET_HOST": "127.0.0.1",
    "LOKET_PORT": "8080",
    "LOKET_ACTIONS_PORT": "8081",
    "LOKET_ENGINE_PORT": "8082",
    "LOKET_ENGINE_URL": "",
    "LOKET_ENGINE_TOKEN": "",
    "LOKET_ENGINE_ALWAYS": "nee",
    "LOKET_DATABASE_URL": "",
    "LOKET_DATA_DIR": "",
    "LOKET_SECRET_KEY": "",
    "LOKET_BASE_URL": "",
    "LOKET_OPERATOR_NAME": "Loket (demonstratie)",
    "LOKET_OPERATOR_TELEPHONE": "",
    "LOKET_OPERATOR_HOURS": "",
    "LOKET_OPERATOR_EMAIL": "loket@example.nl",
    "LOKET_OPERATOR_OIN": "00000000000000000000",
    "LOKET_OPERATOR_ORGANISATIONS": "",
    "LOKET_CONNECTED": "",
    "LOKET_ATTACHMENTS_DIR": "",
    "LOKET_CLAMD": "",
    "LOKET_KEEP_CONVERSATIONS_DAYS": "14",
    "LOKET_KEEP_HANDED_OVER_DAYS": "28",
    "LOKET_KEEP_TICKETS_DAYS": "365",
    "LOKET_KEEP_SIGNALS_DAYS": "730",
    "LOKET_KEEP_LOOKS_DAYS": "365",
    "LOKET_TRUST_PROXY": "nee",
    "LOKET_RATE_PER_CONVERSATION": "40",
    "LOKET_RATE_PER_ADDRESS": "1200",
    "LOKET_THEME": "neutraal",
    "LOKET_LANGUAGES": "nl,en",
    "LOKET_EMBED_ORIGINS": "",
    "LOKET_LOG_LEVEL": "info",
    "LOKET_MODEL": "",
    "LOKET_READER_URL": "",
    "LOKET_READER_MODEL": "",
    "LOKET_READER_KEY": "",
    "LOKET_VAR": "",
    "LOKET_SMTP_HOST": "",
    "LOKET_SMTP_PORT": "587",
    "LOKET_SMTP_USER": "",
    "LOKET_SMTP_PASSWORD": "",
    "LOKET_SMTP_TLS": "starttls",
    "LOKET_SMTP_FROM": "",
    "LOKET_SMTP_RETURNS": "",
    "LOKET_SMS_URL": "",
    "LOKET_SMS_SERVICE": "",
    "LOKET_SMS_KEY": "",
    "LOKET_SMS_TEMPLATE": "",
    "LOKET_DESK_HOURS": "",
    "LOKET_LOCAL_ACCOUNTS": "ja",
    "LOKET_SECOND_FACTOR": "",
    "LOKET_OIDC_ISSUER": "",
    "LOKET_OIDC_CLIENT_ID": "",
    "LOKET_OIDC_CLIENT_SECRET": "",
    "LOKET_OIDC_SCOPES": "openid profile",
    "LOKET_OIDC_ROLE_CLAIM": "rol",
    "LOKET_OIDC_ORGANISATION_CLAIM": "organisatie",
    "LOKET_OIDC_ROLES": "",
}


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """The settings of this installation; the environment goes before `.env`.

    In demo mode secrets are made once and kept under `var/`. Production refuses to start without its own.
    Raises `SettingsError`.
    """
    given = dict(os.environ if environ is None else environ)
    file = dotenv_values(env_file or given.get("LOKET_ENV_FILE") or ROOT / ".env")

    def get(name: str) -> str:
        value = given.get(name) or file.get(name) or NAMES[name]
        return value.strip()

    env = get("LOKET_ENV")
    if env not in {"demo", "production", "test"}:
        raise SettingsError(f"LOKET_ENV is '{env}'; it is demo, production or test")
    var = Path(get("LOKET_VAR") or ROOT / "var")
    made = _made_secrets(var) if env != "production" else {}
    secret = get("LOKET_SECRET_KEY") or made.get("secret", "")
    if env == "production":
        shown = set(_kept_secrets(ROOT / "var")) | set(_kept_secrets(var))
        for name, value, shortest in (
            ("LOKET_SECRET_KEY", secret, 32),
            ("LOKET_ENGINE_TOKEN", get("LOKET_ENGINE_TOKEN"), 16),
        ):
            if len(value) < shortest or value in shown:
                raise SettingsError(
                    f"{name}: production needs a secret of its own of at least {shortest} characters, "
                    "not one of a demonstration"
                )
    if env == "production":
        _refuse_examples(get)
    port, engine_port = _port(get, "LOKET_PORT"), _port(get, "LOKET_ENGINE_PORT")
    engine_token = get("LOKET_ENGINE_TOKEN") or made.get("engine", "")
    if len(engine_token) < 16:
        raise SettingsError("LOKET_ENGINE_TOKEN: loket and engine need a secret of at least 16 characters")
    data = get("LOKET_DATA_DIR")
    tls = get("LOKET_SMTP_TLS")
    if tls not in {"starttls", "tls", "geen"}:
        raise SettingsError(f"LOKET_SMTP_TLS is '{tls}'; it is starttls, tls or geen")
    return Settings(
        env=env,
        host=get("LOKET_HOST"),
        port=port,
        actions_port=_port(get, "LOKET_ACTIONS_PORT"),
        engine_port=engine_port,
        engine_url=get("LOKET_ENGINE_URL") or f"http://127.0.0.1:{engine_port}",
        engine_token=engine_token,
        engine_always=_yes(get, "LOKET_ENGINE_ALWAYS"),
        database_url=get("LOKET_DATABASE_URL") or f"sqlite+aiosqlite:///{var / 'loket.db'}",
        data_directory=Path(data) if data else None,
        secret_key=secret,
        base_url=(get("LOKET_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        operator_name=get("LOKET_OPERATOR_NAME"),
        operator_telephone=get("LOKET_OPERATOR_TELEPHONE"),
        operator_hours=get("LOKET_OPERATOR_HOURS"),
        operator_email=get("LOKET_OPERATOR_EMAIL"),
        operator_oin=get("LOKET_OPERATOR_OIN"),
        operator_organisations=_list(get("LOKET_OPERATOR_ORGANISATIONS")),
        connected=_list(get("LOKET_CONNECTED")),
        attachments_directory=_attachments(get("LOKET_ATTACHMENTS_DIR"), var),
        clamd=_clamd(get("LOKET_CLAMD")),
        keep_conversations_days=_number(get, "LOKET_KEEP_CONVERSATIONS_DAYS", 1),
        keep_handed_over_days=_number(get, "LOKET_KEEP_HANDED_OVER_DAYS", 1),
        # A citizen can reopen a ticket for 28 days.
        keep_tickets_days=_number(get, "LOKET_KEEP_TICKETS_DAYS", 29),
        keep_signals_days=_number(get, "LOKET_KEEP_SIGNALS_DAYS", 1),
        keep_looks_days=_number(get, "LOKET_KEEP_LOOKS_DAYS", 1),
        trust_proxy=get("LOKET_TRUST_PROXY").lower() in {"ja", "yes", "true", "1"},
        rate_per_conversation=_number(get, "LOKET_RATE_PER_CONVERSATION", 1),
        rate_per_address=_number(get, "LOKET_RATE_PER_ADDRESS", 1),
        theme=get("LOKET_THEME"),
        languages=_languages(get("LOKET_LANGUAGES")),
        embed_origins=_origins(get("LOKET_EMBED_ORIGINS")),
        log_level=get("LOKET_LOG_LEVEL"),
        model=Path(get("LOKET_MODEL")) if get("LOKET_MODEL") else None,
        reader_url=get("LOKET_READER_URL"),
        reader_model=get("LOKET_READER_MODEL"),
        reader_key=get("LOKET_READER_KEY"),
        var=var,
        smtp_host=get("LOKET_SMTP_HOST"),
        smtp_port=_port(get, "LOKET_SMTP_PORT"),
        smtp_user=get("LOKET_SMTP_USER"),
        smtp_password=get("LOKET_SMTP_PASSWORD"),
        smtp_tls=tls,
        smtp_from=get("LOKET_SMTP_FROM") or get("LOKET_OPERATOR_EMAIL"),
        smtp_returns=get("LOKET_SMTP_RETURNS"),
        sms=_sms(get),
        desk_hours=_desk_hours(get("LOKET_DESK_HOURS")),
        local_accounts=_yes(get, "LOKET_LOCAL_ACCOUNTS"),
        second_factor=_yes(get, "LOKET_SECOND_FACTOR", unless=env == "production"),
        **_provider(get),
    )


def _refuse_examples(get: Callable[[str], str]) -> None:
    """Citizens must see who runs this counter, and their cookies must stay on TLS. Raises `SettingsError`."""
    if not get("LOKET_BASE_URL").startswith("https://"):
        raise SettingsError("LOKET_BASE_URL: production needs the public address, beginning with https://")
    for name in ("LOKET_OPERATOR_NAME", "LOKET_OPERATOR_EMAIL"):
        if get(name) == NAMES[name]:
            raise SettingsError(f"{name}: production needs your own, not the example's")


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _languages(text: str) -> tuple[str, ...]:
    """The languages of the citizens' pages, Dutch first; `SettingsError` for one that is not here."""
    given = _list(text)
    unknown = [one for one in given if one not in LANGUAGES]
    if unknown or NL not in given:
        raise SettingsError(f"LOKET_LANGUAGES is '{text}'; write it as nl or nl,en")
    return tuple(one for one in LANGUAGES if one in given)


def _origins(text: str) -> tuple[str, ...]:
    """Addresses of sites, scheme and host alone; `SettingsError` for what a browser would not take as one."""
    for origin in _list(text):
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", origin):
            raise SettingsError(
                f"LOKET_EMBED_ORIGINS: '{origin}' is no origin; write it as https://www.gemeente.example.nl"
            )
    return _list(text)


def _attachments(text: str, var: Path) -> Path:
    """Where attachments are kept; `SettingsError` when the web would serve them."""
    place = Path(text) if text else var / "bijlagen"
    if (ROOT / "bot" / "web") in (place.resolve(), *place.resolve().parents):
        raise SettingsError(f"LOKET_ATTACHMENTS_DIR is '{place}'; a folder outside bot/web is needed")
    return place


def _clamd(text: str) -> str:
    """Where clamd listens, `host:port` or the path of its socket; empty for none. Raises `SettingsError`."""
    host, _, port = text.rpartition(":")
    if text and not text.startswith("/") and not (host and port.isdigit() and 0 < int(port) < 65536):
        raise SettingsError(f"LOKET_CLAMD is '{text}'; host:port or the path of a socket is needed")
    return text


def _yes(get: Callable[[str], str], name: str, *, unless: bool = False) -> bool:
    """A setting of ja or nee; `unless` when it is empty. Raises `SettingsError`."""
    text = get(name).lower()
    if text not in {"", "ja", "nee"}:
        raise SettingsError(f"{name} is '{text}'; it is ja or nee")
    return text == "ja" if text else unless


def _desk_hours(text: str) -> str:
    """When the desk is open, as it was written. Raises `SettingsError` when nobody can read it."""
    try:
        parse_hours(text)
    except BadHours as fault:
        raise SettingsError(
            f"LOKET_DESK_HOURS: '{fault}' cannot be read; write it as ma-vr 09:00-17:00, za 10:00-12:00"
        ) from fault
    return text


def _sms(get: Callable[[str], str]) -> NotifyService | None:
    """The service for text messages, if there is one. Raises `SettingsError`."""
    given = (get(f"LOKET_SMS_{name}") for name in ("URL", "SERVICE", "KEY", "TEMPLATE"))
    try:
        return notify_service(*given, strict=get("LOKET_ENV") == "production")
    except BadService as fault:
        raise SettingsError(str(fault)) from fault


class _Provider(TypedDict):
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_scopes: str
    oidc_role_claim: str
    oidc_organisation_claim: str
    oidc_roles: tuple[tuple[str, str], ...]


def _provider(get: Callable[[str], str]) -> _Provider:
    """The organisation's own provider of log-ins, all of it or nothing. Raises `SettingsError`."""
    issuer = get("LOKET_OIDC_ISSUER").rstrip("/")
    if issuer and not (get("LOKET_OIDC_CLIENT_ID") and get("LOKET_OIDC_CLIENT_SECRET")):
        raise SettingsError("LOKET_OIDC_ISSUER needs LOKET_OIDC_CLIENT_ID and LOKET_OIDC_CLIENT_SECRET")
    if issuer and get("LOKET_ENV") == "production" and not issuer.startswith("https://"):
        raise SettingsError("LOKET_OIDC_ISSUER: production needs an address that begins with https://")
    if not issuer and not _yes(get, "LOKET_LOCAL_ACCOUNTS"):
        raise SettingsError(
            "LOKET_LOCAL_ACCOUNTS is nee and there is no LOKET_OIDC_ISSUER: nobody could log in"
        )
    roles = []
    for part in _list(get("LOKET_OIDC_ROLES")):
        theirs, _, ours = part.rpartition("=")
        if not theirs or ours not in {role.value for role in Role}:
            raise SettingsError(f"LOKET_OIDC_ROLES: '{part}'; write theirs=ours, as groep-kcc=medewerker")
        roles.append((theirs.strip(), ours))
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": get("LOKET_OIDC_CLIENT_ID"),
        "oidc_client_secret": get("LOKET_OIDC_CLIENT_SECRET"),
        "oidc_scopes": get("LOKET_OIDC_SCOPES"),
        "oidc_role_claim": get("LOKET_OIDC_ROLE_CLAIM"),
        "oidc_organisation_claim": get("LOKET_OIDC_ORGANISATION_CLAIM"),
        "oidc_roles": tuple(roles) or tuple((role.value, role.value) for role in Role),
    }


def _number(get: object, name: str, least: int = 0) -> int:
    text = get(name) if callable(get) else ""
    try:
        number = int(text)
    except ValueError as fault:
        raise SettingsError(f"{name} is '{text}'; a whole number is needed") from fault
    if number < least:
        raise SettingsError(f"{name} is {number}; it is at least {least}")
    return number


def _port(get: object, name: str) -> int:
    port = _number(get, name)
    if not 0 <= port < 65536:
        raise SettingsError(f"{name} is {port}; a port lies between 0 and 65535")
    return port


def _made_secrets(var: Path) -> dict[str, str]:
    """Secrets for a demonstration, made once: a second start must find conversations and codes as they were."""
    file = var / "demo-secrets"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={secrets.token_urlsafe(32)}" for name in ("secret", "engine")]
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)


def _kept_secrets(var: Path) -> list[str]:
    """What a demonstration in this folder used as its secrets, if there was one."""
    file = var / "demo-secrets"
    return list(_made_secrets(var).values()) if file.exists() else []
