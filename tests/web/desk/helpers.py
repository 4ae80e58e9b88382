"""People at the desk, over HTTP and without engine: forms as a browser sends them."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bot.accounts.roles import Role
from tests.conftest import Answer
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

PASSWORD = "een lang genoeg wachtwoord 1"
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


@asynccontextmanager
async def desk(var: Path, **settings: str) -> AsyncIterator[Desk]:
    """A loket without engine, with two employees, a coordinator and an executor's staff."""
    async with inside(var, **settings) as place:
        for login, role, organisation in (
            ("noor", Role.MEDEWERKER, None),
            ("bram", Role.MEDEWERKER, None),
            ("sam", Role.REGISSEUR, None),
            ("tess", Role.UITVOERDER, "cjib"),
            ("beheer", Role.BEHEERDER, None),
        ):
            await place.loket.accounts.add(
                name=login.capitalize(), login=login, password=PASSWORD, role=role, organisation=organisation
            )
        yield Desk(place)


@dataclass
class Desk:
    """The desk and who works there."""

    place: Inside

    async def person(self, login: str) -> Person:
        fresh = await self.place.loket.accounts.log_in(login, PASSWORD, address="127.0.0.1")
        return Person(self.place, f"loket_medewerker={fresh.token}", fresh.csrf)
