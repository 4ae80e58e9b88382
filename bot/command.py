"""The command line: `loket run`, `loket serve`, `loket engine`, `loket check`, …"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import uvloop

from bot.accounts.identity import ProviderFailed
from bot.accounts.roles import Role
from bot.accounts.service import NoSuchAccount
from bot.accounts.tokens import ALL_SCOPES, READING, Scope, TokenView
from bot.app import Loket, build, engine_settings, serve, utc_now
from bot.datafile import DataError
from bot.delivering import (
    LARGEST_RETURNED,
    add_bounce_parser,
    add_subscription_parser,
    bounce,
    deliver,
    delivery_remarks,
    subscription,
)
from bot.demo import DemoAccount, demo_accounts, refuse_demo_accounts
from bot.engine.model import TrainingFailed
from bot.engine.supervisor import Supervisor, run_engine
from bot.learning.retraining import NotMeasured, retrain
from bot.learning.review import as_training_data
from bot.logs import configure
from bot.retention.policy import Policy
from bot.settings import Settings, SettingsError, load_settings
from bot.signalling import add_signals_parser, signals
from bot.tickets.errors import NotFound
from bot.web.keys import PROVIDER
from bot.web.language import TRANSLATIONS


def say(line: str) -> None:
    """A line for the person at the terminal."""
    print(line, flush=True)


def parser() -> argparse.ArgumentParser:
    """The command line's shape."""
    made = argparse.ArgumentParser(prog="loket", description="Loket: one counter, no wrong door.")
    commands = made.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="loket and engine together, until Ctrl-C")
    commands.add_parser("serve", help="pages, API and the engine's webhook")
    commands.add_parser("engine", help="the engine, supervised; trains it first when its data changed")
    commands.add_parser("check", help="checks settings and data, and says what is wrong")
    account = commands.add_parser("account", help="accounts of staff").add_subparsers(
        dest="what", required=True
    )
    add = account.add_parser("add", help="adds an account; without --wachtwoord one is made and shown once")
    add.add_argument("inlognaam")
    add.add_argument("--naam", default="")
    add.add_argument("--rol", choices=[role.value for role in Role], default=Role.UITVOERDER.value)
    add.add_argument("--organisatie", help="for example cjib, gemeente:0344 or ministerie:SZW")
    add.add_argument("--wachtwoord")
    account.add_parser("list", help="lists the accounts")
    disable = account.add_parser("disable", help="closes an account and ends its sessions")
    disable.add_argument("inlognaam")
    factor = account.add_parser(
        "factor-weg", help="takes the second factor of a lost telephone away and ends the sessions"
    )
    factor.add_argument("inlognaam")
    password = account.add_parser("password", help="a new password, made and shown once; ends the sessions")
    password.add_argument("inlognaam")
    token = commands.add_parser("token", help="tokens for the API").add_subparsers(dest="what", required=True)
    new = token.add_parser("add", help="makes a token of an organisation and shows it once")
    new.add_argument("organisatie")
    new.add_argument("--naam", default="koppeling")
    new.add_argument("--dagen", type=int, help="how many days it is valid; always, when left out")
    reach = new.add_mutually_exclusive_group()
    reach.add_argument(
        "--alleen-lezen", action="store_true", help="reads tickets and events, changes nothing"
    )
    reach.add_argument(
        "--bereik",
        action="append",
        choices=[scope.value for scope in Scope],
        help="only this; may be repeated",
    )
    tokens = token.add_parser("list", help="lists the tokens: never themselves, only their beginning")
    tokens.add_argument("organisatie", nargs="?")
    revoke = token.add_parser("revoke", help="ends a token, by its number in the list")
    revoke.add_argument("nummer", type=int)
    commands.add_parser("deliver", help="one more worker that delivers, beside `serve`; PostgreSQL only")
    add_subscription_parser(commands)
    add_bounce_parser(commands)
    nlu = commands.add_parser("nlu", help="what people labelled for the engine").add_subparsers(
        dest="what", required=True
    )
    export = nlu.add_parser("export", help="lines ready for data/nlu, each once; read them before use")
    export.add_argument("--naar", help="a file; without it they are printed")
    retrain_ = nlu.add_parser(
        "retrain", help="trains, shows the figures before and after; live when none falls"
    )
    retrain_.add_argument("--toch", action="store_true", help="live also when a figure falls")
    add_signals_parser(commands)
    purge = commands.add_parser("purge", help="deletes what is past its term, of each stage")
    purge.add_argument("--proef", action="store_true", help="deletes nothing; says how many it would be")
    forget = commands.add_parser("forget", help="deletes a ticket or signal because its citizen asks it")
    forget.add_argument("nummer", help="for example L26-7KQ4-M2")
    forget.add_argument(
        "--alles", action="store_true", help="and the other tickets and signals of the same conversation"
    )
    return made


async def _serve(settings: Settings, *, with_engine: bool) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # The engine first: it takes longest to be ready, and loads beside what the loket reads and checks here.
    supervisor = (
        asyncio.create_task(Supervisor(engine_settings(settings), say).run()) if with_engine else None
    )
    try:
        loket = await _checked(settings)
        demo = await demo_accounts(loket) if settings.is_demo else []
        await serve(loket, stop, on_start=lambda: _started(settings, demo))
    except OSError as fault:
        print(
            f"Kan niet starten: {fault}. Kies een andere poort met LOKET_PORT of LOKET_ACTIONS_PORT.",
            file=sys.stderr,
        )
        return 1
    finally:
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
    return 0


def _started(settings: Settings, demo: Sequence[DemoAccount]) -> None:
    # What was read at the start stays: it need never be looked through for garbage.
    gc.freeze()
    gc.enable()
    _welcome(settings, demo)


def _welcome(settings: Settings, demo: Sequence[DemoAccount]) -> None:
    say(f"Het loket staat open: {settings.base_url}/")
    if demo:
        say(f"Inloggen voor medewerkers: {settings.base_url}/uitvoerder/ met een van deze demo-accounts:")
        for one in demo:
            say(f"  {one.login:<22} {one.password:<18} {one.what}")
    say("De assistent start op; het gewone formulier werkt al. Stoppen: Ctrl-C.")


async def _account(settings: Settings, options: argparse.Namespace) -> int:
    loket = await build(settings)
    try:
        if options.what == "list":
            for one in await loket.accounts.accounts():
                provided = f" (via de eigen organisatie: {one.name})" if one.provider else ""
                marks = "".join((" (uit)" if one.disabled else "", " (demo)" if one.demo else "", provided))
                say(f"{one.login}  {one.role.value}  {one.organisation or '-'} {marks}".rstrip())
            return 0
        if options.what == "disable":
            await loket.accounts.disable(options.inlognaam)
            say(f"Account {options.inlognaam} is uit.")
            return 0
        if options.what == "factor-weg":
            await loket.accounts.forget_factor(options.inlognaam)
            say(
                f"Account {options.inlognaam} heeft geen tweede stap meer. Bij een rol die hem eist, volgt een nieuwe."
            )
            return 0
        if options.what == "password":
            password = secrets.token_urlsafe(12)
            await loket.accounts.set_password(options.inlognaam, password)
            say(f"Account {options.inlognaam} heeft een nieuw wachtwoord: {password}")
            return 0
        known = loket.knowledge().register.organisations
        role = Role(options.rol)
        if role is Role.UITVOERDER and options.organisatie not in known:
            print(f"De organisatie '{options.organisatie}' bestaat niet in het register.", file=sys.stderr)
            return 2
        ministries = {f"ministerie:{code}" for code in loket.knowledge().register.ministries}
        if role is Role.LEZER and options.organisatie not in ministries:
            print(f"Een lezer hoort bij een ministerie: {', '.join(sorted(ministries))}.", file=sys.stderr)
            return 2
        password = options.wachtwoord or secrets.token_urlsafe(12)
        await loket.accounts.add(
            name=options.naam or options.inlognaam,
            login=options.inlognaam,
            password=password,
            role=role,
            organisation=options.organisatie,
        )
        say(
            f"Account {options.inlognaam} is gemaakt."
            + ("" if options.wachtwoord else f" Wachtwoord: {password}")
        )
    except NoSuchAccount:
        print(f"Het account '{options.inlognaam}' bestaat niet.", file=sys.stderr)
        return 2
    except ValueError as fault:
        print(str(fault) or "Dit account kan zo niet worden gemaakt.", file=sys.stderr)
        return 2
    finally:
        await loket.close()
    return 0


async def _token(settings: Settings, options: argparse.Namespace) -> int:
    loket = await build(settings)
    try:
        match options.what:
            case "list":
                for one in await loket.tokens.tokens(options.organisatie):
                    say(_token_line(one))
            case "revoke":
                if not await loket.tokens.revoke(options.nummer):
                    print(f"Er is geen token met nummer {options.nummer}.", file=sys.stderr)
                    return 2
                say(f"Token {options.nummer} is ingetrokken.")
            case _:
                return await _add_token(loket, options)
    finally:
        await loket.close()
    return 0


async def _add_token(loket: Loket, options: argparse.Namespace) -> int:
    known = loket.knowledge().register.organisations
    if options.organisatie != "loket" and options.organisatie not in known:
        print(f"De organisatie '{options.organisatie}' bestaat niet in het register.", file=sys.stderr)
        return 2
    expires = utc_now() + timedelta(days=options.dagen) if options.dagen else None
    scopes = READING if options.alleen_lezen else frozenset(map(Scope, options.bereik or ALL_SCOPES))
    token, _ = await loket.tokens.add(options.organisatie, options.naam, scopes=scopes, expires_at=expires)
    say(token)
    return 0


def _token_line(token: TokenView) -> str:
    used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "nooit"
    ends = f"  geldig tot {token.expires_at:%Y-%m-%d}" if token.expires_at else ""
    gone = "  (ingetrokken)" if token.revoked_at else ""
    reach = ",".join(sorted(token.scopes))
    return f"{token.id}  {token.organisation}  {token.name}  {token.prefix}…  {reach}  gebruikt: {used}{ends}{gone}"


async def _purge(settings: Settings, *, trial: bool) -> int:
    loket = await build(settings)
    try:
        counts = await (loket.retention.due() if trial else loket.retention.purge())
        await loket.idempotency.purge()
    finally:
        await loket.close()
    terms = Policy.of(settings).terms
    say("Proef, er is niets verwijderd. Dit is over de termijn:" if trial else "Verwijderd:")
    for stage, count in counts.items():
        term = f" (na {terms[stage].days} dagen)" if stage in terms else ""
        say(f"  {stage.value}{term}: {count}")
    return 0


async def _forget(settings: Settings, options: argparse.Namespace) -> int:
    loket = await build(settings)
    try:
        gone = await loket.retention.forget_for_citizen(options.nummer, everything=options.alles)
    except NotFound:
        print(f"Er is geen verzoek of melding met nummer '{options.nummer}'.", file=sys.stderr)
        return 2
    finally:
        await loket.close()
    say(f"Verwijderd: {', '.join(gone.numbers)}. De organisaties die het hadden, krijgen daarvan bericht.")
    if not gone.complete:
        say("De laatste sporen konden nu niet worden gewist. Doe over een minuut: loket purge")
        return 1
    return 0


async def _export(settings: Settings, options: argparse.Namespace) -> int:
    loket = await build(settings)
    try:
        lines, rows = await loket.reviews.labelled()
        if not lines:
            print("Er is niets nieuws met een label.", file=sys.stderr)
            return 0
        text = as_training_data(lines)
        if options.naar:
            await asyncio.to_thread(_write_new, Path(options.naar), text)
            say(f"{sum(map(len, lines.values()))} zinnen staan in {options.naar}. Lees ze na.")
            say("Ze blijven daar ook als een burger om verwijdering vraagt: haal eruit wat herkenbaar is.")
        else:
            print(text, end="")
        await loket.reviews.exported(rows)
    except FileExistsError:
        print(f"{options.naar} bestaat al. Kies een nieuwe naam; er is niets geschreven.", file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"{options.naar} kan niet worden geschreven: {fault.strerror}.", file=sys.stderr)
        return 2
    finally:
        await loket.close()
    return 0


def _write_new(file: Path, text: str) -> None:
    with file.open("x", encoding="utf-8") as made:
        made.write(text)


async def _checked(settings: Settings) -> Loket:
    """A loket that may serve here; raises `SettingsError`, and then nothing is left open."""
    loket = await build(settings)
    try:
        await refuse_demo_accounts(loket)
    except SettingsError:
        await loket.close()
        raise
    return loket


async def sign_in_remarks(loket: Loket) -> list[str]:
    """What somebody who installs should know of logging in: a provider that does not answer as it should."""
    provider = loket.public[PROVIDER]
    if provider is None:
        return []
    try:
        await provider.begin()
    except ProviderFailed as fault:
        return [f"Let op: inloggen via LOKET_OIDC_ISSUER lukt nu niet ({fault})."]
    return []


async def _check(settings: Settings) -> int:
    loket = await _checked(settings)
    try:
        remarks = loket.public[TRANSLATIONS].remarks()
        for line in (*await delivery_remarks(loket), *await sign_in_remarks(loket), *remarks):
            say(line)
    finally:
        await loket.close()
    say("Alles klopt.")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when it went well."""
    # What is made here (database, secrets, attachments) is this user's alone, whoever starts it.
    os.umask(0o077)
    options = parser().parse_args(arguments)
    try:
        settings = load_settings()
        configure(settings.log_level)
        if options.command not in {"run", "serve"}:
            gc.enable()
        match options.command:
            case "run" | "serve":
                serving = _serve(settings, with_engine=options.command == "run")
                # Half of a turn is talking over sockets, which this loop does at a third of the cost.
                return asyncio.run(serving, loop_factory=uvloop.new_event_loop)
            case "engine":
                run_engine(engine_settings(settings), say)
            case "account":
                return asyncio.run(_account(settings, options))
            case "token":
                return asyncio.run(_token(settings, options))
            case "deliver":
                return asyncio.run(deliver(settings))
            case "subscription":
                return asyncio.run(subscription(settings, options))
            case "bounce":
                return asyncio.run(bounce(settings, options.aan, sys.stdin.buffer.read(LARGEST_RETURNED)))
            case "purge":
                return asyncio.run(_purge(settings, trial=options.proef))
            case "forget":
                return asyncio.run(_forget(settings, options))
            case "nlu":
                if options.what == "retrain":
                    return retrain(engine_settings(settings), say, anyway=options.toch)
                return asyncio.run(_export(settings, options))
            case "signals":
                return asyncio.run(signals(settings, options))
            case "check":
                return asyncio.run(_check(settings))
        return 0
    except (SettingsError, DataError, TrainingFailed, NotMeasured) as fault:
        print(str(fault), file=sys.stderr)
        return 2
