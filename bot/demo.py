"""Accounts for a demonstration: made once, kept under `var/`, printed at every start. Never in production."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from bot.accounts.roles import Role
from bot.app import Loket
from bot.settings import SettingsError

FILE = "demo-accounts.json"
ORGANISATIONS = (
    "cjib", "toeslagen", "duo", "uwv", "svb", "belastingdienst", "cak", "om", "rdw",
    "gemeente:0344", "gemeente:0855", "gemeente:0363", "gemeente:0599", "gemeente:0518",
    "zorgverzekeraar:vgz", "zorgverzekeraar:cz", "zorgverzekeraar:zilveren-kruis", "zorgverzekeraar:menzis",
)  # fmt: skip
# Two, so that one can see that a chat is taken once. Citizens read the name.
EMPLOYEES = {"balie": "Sanne van de balie", "balie2": "Bilal van de balie"}
HERE = {Role.REGISSEUR: "regisseur: wat geen eigenaar heeft", Role.MEDEWERKER: "balie: chats overnemen"}
# Who reads signals in a demonstration.
MINISTRIES = ("SZW", "VWS")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account with the password that a demonstration may show."""

    login: str
    password: str
    what: str


async def refuse_demo_accounts(loket: Loket) -> None:
    """Nobody gets in with a password that was printed; raises `SettingsError` naming the accounts to disable."""
    if loket.settings.env != "production":
        return
    left = [one.login for one in await loket.accounts.accounts() if one.demo and not one.disabled]
    if left:
        raise SettingsError(
            "This database holds accounts of a demonstration. Start with an empty database, or disable them "
            f"first, each with `loket account disable`: {', '.join(left)}"
        )


async def demo_accounts(loket: Loket) -> list[DemoAccount]:
    """The demonstration's accounts, the same at every start; they exist when this returns."""
    file = loket.settings.var / FILE
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    register = loket.knowledge().register
    # Hashing a password takes a moment: what is there already is not hashed again at every start.
    there = {account.login for account in await loket.accounts.accounts()}
    made: list[DemoAccount] = []
    wanted = [
        (one.replace(":", "-"), Role.UITVOERDER, one)
        for one in ORGANISATIONS
        if one in register.organisations
    ]
    desk = [("regisseur", Role.REGISSEUR, None), *((one, Role.MEDEWERKER, None) for one in EMPLOYEES)]
    readers = [
        (f"ministerie-{code.lower()}", Role.LEZER, f"ministerie:{code}")
        for code in MINISTRIES
        if code in register.ministries
    ]
    for login, role, organisation in [*desk, *wanted, *readers]:
        password = known.setdefault(login, secrets.token_urlsafe(9))
        if role is Role.LEZER:
            what = f"signalen: {register.ministries[str(organisation).partition(':')[2]].name}"
        else:
            what = register.organisations[organisation].name if organisation else HERE[role]
        if login not in there:
            await loket.accounts.add(
                name=EMPLOYEES.get(login, what),
                login=login,
                password=password,
                role=role,
                organisation=organisation,
                demo=True,
            )
        made.append(DemoAccount(login, password, what))
    file.touch(mode=0o600)
    file.write_text(json.dumps(known, indent=1), encoding="utf-8")
    return made
