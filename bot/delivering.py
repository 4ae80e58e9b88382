"""The commands of delivery: `loket deliver`, `loket subscription`, and what `loket check` says about it."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.app import Loket, build
from bot.mail import read_returned
from bot.settings import Settings
from bot.store import Database, DatabaseBusy
from bot.tickets.delivery.addresses import BadUrl
from bot.tickets.delivery.bounces import came_back
from bot.tickets.delivery.webhook import HandshakeRefused
from bot.wiring import return_path

EX_TEMPFAIL = 75  # sysexits.h: a mail server keeps the message and pipes it again later
LARGEST_RETURNED = 1024 * 1024


def _say(line: str) -> None:
    print(line, flush=True)


def _complain(line: str) -> int:
    print(line, file=sys.stderr)
    return 2


def add_subscription_parser(commands: Any) -> None:
    """The shape of `loket subscription`."""
    kinds = commands.add_parser("subscription", help="webhooks of organisations").add_subparsers(
        dest="what", required=True
    )
    add = kinds.add_parser("add", help="asks the address whether it wants events; shows the secret once")
    add.add_argument("organisatie")
    add.add_argument("url")
    add.add_argument("--bearer", action="store_true", help="also send a bearer token, shown once")
    kinds.add_parser("list", help="lists the webhooks")
    withdraw = kinds.add_parser("withdraw", help="ends a webhook")
    withdraw.add_argument("id", type=int)


async def deliver(settings: Settings) -> int:
    """Delivers until Ctrl-C or SIGTERM, beside a running loket."""
    loket = await build(settings)
    try:
        if loket.database.is_sqlite:
            return _complain("Op SQLite bezorgt het loket zelf. Een tweede bezorger vraagt PostgreSQL.")
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        _say("De bezorger werkt. Stoppen: Ctrl-C.")
        await loket.delivery.worker.run(stop)
    finally:
        await loket.close()
    return 0


async def subscription(settings: Settings, options: argparse.Namespace) -> int:
    """Adds, lists or ends a webhook; 0 when it went well."""
    loket = await build(settings)
    try:
        match options.what:
            case "add":
                return await _add(loket, options)
            case "withdraw":
                if not await loket.delivery.subscriptions.withdraw(options.id):
                    return _complain(f"Er is geen abonnement {options.id}.")
                _say(f"Abonnement {options.id} is ingetrokken.")
            case _:
                for one in await loket.delivery.subscriptions.subscriptions():
                    why = f" ({one.retired_why.value})" if one.retired_why is not None else ""
                    _say(f"{one.id}  {one.organisation}  {one.state.value}{why}  {one.url}")
    finally:
        await loket.close()
    return 0


async def _add(loket: Loket, options: argparse.Namespace) -> int:
    if options.organisatie not in loket.knowledge().register.organisations:
        return _complain(f"De organisatie '{options.organisatie}' bestaat niet in het register.")
    try:
        made = await loket.delivery.subscriptions.add(options.organisatie, options.url, bearer=options.bearer)
    except (BadUrl, HandshakeRefused) as fault:
        return _complain(f"Dit webadres kan niet: {fault}.")
    _say(made.secret)
    if made.bearer is not None:
        _say(made.bearer)
    if loket.delivery.routes.route(options.organisatie) != "webhook":
        print(
            f"Let op: {options.organisatie} heeft in register/routes.yml nog geen route webhook.",
            file=sys.stderr,
        )
    return 0


def add_bounce_parser(commands: Any) -> None:
    """The shape of `loket bounce`."""
    bounce = commands.add_parser(
        "bounce", help="reads a mail that came back, on standard input; for a mail server's pipe"
    )
    bounce.add_argument("--aan", default="", help="the address that it came to, when its headers do not tell")


async def bounce(settings: Settings, to: str, data: bytes) -> int:
    """Counts the mail that came back as a failed delivery; 75 (try again, EX_TEMPFAIL) when the database is not there.

    0 for whatever else comes in, so that the mail server answers no report with another.
    """
    returns = return_path(settings)
    if returns is None:
        return _complain("LOKET_SMTP_RETURNS is leeg: er gaat geen mail uit die zo kan terugkomen.")
    returned = read_returned(data)
    event = returns.event_of(f"{to}\n{returned.addresses}")
    if event is None or not returned.failed:
        _say("Dit zegt niet dat een mail van ons onbestelbaar is.")
        return 0
    database = Database.connect(settings.database_url)
    try:
        count = await came_back(database, event)
    except (SQLAlchemyError, DatabaseBusy, OSError) as fault:
        print(f"De database is er niet: {type(fault).__name__}.", file=sys.stderr)
        return EX_TEMPFAIL
    finally:
        await database.dispose()
    _say(f"Berichten die alsnog niet zijn afgeleverd: {count}.")
    return 0


async def delivery_remarks(loket: Loket) -> list[str]:
    """What somebody who checks must know: nothing here stops a start."""
    remarks = []
    if not loket.settings.smtp_host:
        remarks.append("Mail staat uit: LOKET_SMTP_HOST is leeg. Niemand krijgt een bericht per mail.")
        if loket.delivery.routes.mailboxes:
            remarks.append("Er staan wel mailboxen in register/routes.yml.")
    elif not loket.settings.smtp_returns:
        remarks.append(
            "LOKET_SMTP_RETURNS is leeg: mail die later terugkomt als onbestelbaar, merkt niemand op."
        )
    if loket.settings.sms is None:
        remarks.append(
            "LOKET_SMS_URL is leeg: wie een telefoonnummer gaf en de code kwijt is, belt de balie terug."
        )
    for organisation in loket.delivery.routes.by_webhook:
        if await loket.delivery.subscriptions.target(organisation) is None:
            remarks.append(f"{organisation} heeft route webhook, maar geen abonnement dat werkt.")
    return remarks
