"""A loket without engine, and people of ministries who are logged in to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.accounts.roles import Role
from bot.signals.package import SignalReceipt
from bot.web.keys import TICKETS
from bot.web.staff import COOKIE
from tests.conftest import Answer
from tests.tickets.helpers import order, signal
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

PASSWORD = "een lang wachtwoord voor tests"


@dataclass
class Person:
    """Somebody with a browser; `cookie` is None for who is not logged in."""

    office: Inside
    cookie: str | None = None

    async def get(self, path: str) -> Answer:
        headers = {"Cookie": self.cookie} if self.cookie else {}
        async with self.office.client.get(path, headers=headers, allow_redirects=False) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.text())

    async def send(self, path: str, fields: dict[str, Any], *, page: str | None = None) -> Answer:
        """A form of the page (its own address unless `page`), with the token that this page carries."""
        token = re.search(r'name="csrf" value="([^"]+)"', (await self.get(page or path)).body)
        given = {**({"csrf": token[1]} if token else {}), **fields}
        sent = urlencode(given, doseq=True).encode()
        headers = form_headers(self.cookie)
        async with self.office.client.post(path, data=sent, headers=headers, allow_redirects=False) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.text())


@dataclass
class Office:
    """The loket and who comes to it."""

    inside: Inside
    count: int = 0

    @property
    def anybody(self) -> Person:
        return Person(self.inside)

    async def person(self, login: str, role: Role, organisation: str | None = None) -> Person:
        accounts = self.inside.loket.accounts
        await accounts.add(
            name=login.title(), login=login, password=PASSWORD, role=role, organisation=organisation
        )
        fresh = await accounts.log_in(login, PASSWORD, address="::1")
        return Person(self.inside, f"{COOKIE}={fresh.token}")

    async def reader(self, code: str = "SZW") -> Person:
        return await self.person(f"lezer-{code.lower()}", Role.LEZER, f"ministerie:{code}")

    async def coordinator(self) -> Person:
        return await self.person("regisseur", Role.REGISSEUR)

    async def report(self, **changes: Any) -> SignalReceipt:
        self.count += 1
        made = await self.inside.loket.public[TICKETS].hand_over(
            order(draft=f"s{self.count}", tickets=(), signals=(signal(**changes),))
        )
        return made.signals[0]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with inside(tmp_path) as made:
        yield Office(made)
