"""People at the pages of staff, over HTTP without a browser: each with their own cookies."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

import aiohttp

from bot.accounts.roles import Role
from tests.conftest import Answer
from tests.web.inside import Inside

PASSWORD = "een lang wachtwoord voor tests"


@dataclass
class Person:
    """One browser: keeps cookies, follows nothing by itself."""

    session: aiohttp.ClientSession
    inside: Inside
    cookies: dict[str, str] = field(default_factory=dict)

    async def call(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        read: bool = True,
    ) -> Answer:
        """One request from our own page; `read` False for an answer that does not end by itself."""
        sent = {"Sec-Fetch-Site": "same-origin", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        url = self.inside.client.make_url(path)
        async with self.session.request(
            method, url, data=form, headers=sent, allow_redirects=False
        ) as answer:
            for line in answer.headers.getall("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    if morsel["max-age"] == "0":
                        self.cookies.pop(name, None)
                    else:
                        self.cookies[name] = morsel.value
            return Answer(answer.status, dict(answer.headers), await answer.text() if read else "")

    async def get(self, path: str) -> Answer:
        """A page."""
        return await self.call("GET", path)

    async def post(self, path: str, **form: str) -> Answer:
        """A form of the page at this path, with the token that stands in it."""
        page = await self.get(path)
        token = re.search(r'name="csrf" value="([^"]+)"', page.body)
        return await self.call("POST", path, {"csrf": token[1] if token else "", **form})

    async def log_in(self, login: str, password: str = PASSWORD) -> Answer:
        """By the form."""
        return await self.call("POST", "/uitvoerder/inloggen", {"inlognaam": login, "wachtwoord": password})


@asynccontextmanager
async def person(inside: Inside) -> AsyncIterator[Person]:
    """A fresh browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield Person(session, inside)


async def add(inside: Inside, login: str, role: Role, organisation: str | None = None) -> int:
    """An account with a password; its number."""
    made = await inside.loket.accounts.add(
        name=f"{login.title()} Voorbeeld",
        login=login,
        password=PASSWORD,
        role=role,
        organisation=organisation,
    )
    return made.id
