"""People at the desk, over HTTP and without engine: forms as a browser sends them."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from bot.accounts.roles import Role
from bot.store import Account, LoginSession
from tests.conftest import Answer
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

WORDS = "cjib 274 eur te hard gereden, kan 40 pm"
DOOR = "betalingsregeling"
# What is typed after that, an answer to each sentence.
ANSWERS = ["ja", "3 november", "1234567812345678", "nee", "-", "niets", "nee", "voor mezelf", "Jan Jansen"]
CONTACT = "jan@example.nl"


@dataclass
class Person:
    """Somebody who is logged in."""

    place: Inside
    cookie: str
    csrf: str = ""
    call: str = ""
    page: Answer = field(default_factory=lambda: Answer(0, {}, ""))

    async def get(self, path: str) -> Answer:
        self.page = await self.place.call("GET", path, headers={"Cookie": self.cookie})
        found = re.search(r'name="csrf" value="([^"]+)"', self.page.body)
        self.csrf = found[1] if found else self.csrf
        return self.page

    async def post(self, path: str, values: dict[str, str] | list[tuple[str, str]]) -> Answer:
        """A form of a page; where it leads, when it leads on."""
        pairs = [("csrf", self.csrf), *(values.items() if isinstance(values, dict) else values)]
        body = urlencode(pairs).encode()
        self.page = await self.place.call("POST", path, body, form_headers(self.cookie))
        return self.page

    async def begin(self, words: str = WORDS, *, door: str | None = DOOR, practice: bool = False) -> str:
        """A new call; without engine the door is chosen by hand. The address of its page."""
        await self.get("/balie/")
        more = {"oefening": "ja"} if practice else {}
        await self.post("/balie/gesprek", {"woorden": words, **more})
        found = re.search(r'action="(/balie/gesprek/\d+)"', self.page.body)
        assert found, self.page.body
        self.call = found[1]
        if door is not None:
            await self.act(actie=f"deur:{door}")
        return self.call

    async def act(self, **values: str) -> Answer:
        """The whole form of the call's page, as a browser sends it, with these values in it."""
        await self.get(self.call)
        return await self.post(self.call, {**form_values(self.page.body), **values})

    async def say(self, text: str) -> Answer:
        """An answer on the line."""
        return await self.act(regel=text, actie="neem")

    async def told(self) -> str:
        """A whole call up to the read-back."""
        await self.begin()
        for answer in [*ANSWERS, CONTACT]:
            await self.say(answer)
        return self.page.body


def form_values(page: str) -> dict[str, str]:
    """What the call's form sends as it stands: hidden, typed and chosen."""
    found: dict[str, str] = {}
    inside_form = page.split('<form id="gesprek"')[1].split("</form>")[0]
    for tag in re.findall(r"<input [^>]*>", inside_form):
        kind, name = _of(tag, "type"), _of(tag, "name")
        if name and (kind in {"text", "hidden"} or " checked" in tag):
            value = _of(tag, "value")
            if value or name not in found:
                found[name] = value
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', inside_form):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', inside_form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def _of(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def sentence(page: str) -> str:
    """What is to be said now."""
    found = re.search(r'id="zin">([^<]*)<', page)
    return html.unescape(found[1]) if found else ""


def typed_in(page: str, place: str) -> str:
    """What stands in a field of the form."""
    return form_values(page).get(place, "")


PEOPLE: dict[str, tuple[Role, str | None]] = {
    "noor": (Role.MEDEWERKER, None),
    "bram": (Role.MEDEWERKER, None),
    "sam": (Role.REGISSEUR, None),
    "tess": (Role.UITVOERDER, "cjib"),
    "lex": (Role.LEZER, "ministerie:JenV"),
    "beheer": (Role.BEHEERDER, None),
}


@dataclass
class Desk:
    """The desk and who works there."""

    place: Inside

    async def person(self, login: str) -> Person:
        """Somebody who has an account and is logged in."""
        role, organisation = PEOPLE[login]
        now, token, csrf = self.place.clock(), f"cookie-of-{login}".encode(), f"csrf of {login}"
        # Written as a login leaves them: hashing passwords is tested elsewhere, and takes a second each.
        async with self.place.loket.database.write() as session:
            account = Account(
                name=login.capitalize(),
                login=login,
                password_hash="-",
                role=role.value,
                organisation=organisation,
                created_at=now,
            )
            session.add(account)
            await session.flush()
            session.add(
                LoginSession(
                    token_hash=hashlib.sha256(token).hexdigest(),
                    account_id=account.id,
                    csrf=csrf,
                    created_at=now,
                    # However far a test sets its clock.
                    seen_at=now + timedelta(days=365),
                    expires_at=now + timedelta(days=365),
                )
            )
        return Person(self.place, f"loket_medewerker={token.decode()}", csrf)

    def written(self, var: Path) -> bytes:
        """Every byte that this loket has put on disk."""
        return b"".join(file.read_bytes() for file in var.rglob("*") if file.is_file())

    async def rows(self, model: type[Any]) -> list[Any]:
        """Everything in a table."""
        async with self.place.loket.database.read() as session:
            return list((await session.scalars(select(model))).all())


@asynccontextmanager
async def desk(var: Path, **settings: str) -> AsyncIterator[Desk]:
    """A loket without engine."""
    async with inside(var, **settings) as place:
        yield Desk(place)
