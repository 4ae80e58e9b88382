"""Who may what: every page and call of the running application, walked by every role. The table below is the contract.

A route that is added without a line here fails the first test, so that nobody forgets to think of who may use it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.accounts.roles import Role
from bot.accounts.tokens import Scope
from tests.conftest import Answer
from tests.web.inside import Inside, inside
from tests.web.staff import PASSWORD, Person, add, person

# One letter for each role; `*` is everybody, also who is not logged in.
LETTERS = {
    "M": Role.MEDEWERKER,
    "R": Role.REGISSEUR,
    "U": Role.UITVOERDER,
    "L": Role.LEZER,
    "B": Role.BEHEERDER,
}
PAGES: dict[str, str] = {
    "GET /": "*",
    "POST /": "*",
    "POST /nieuw": "*",
    "POST /oordeel": "*",
    "POST /weg": "*",
    "GET /gesprek.txt": "*",
    "GET /gesprek/verwijderen": "*",
    "POST /gesprek/verwijderen": "*",
    "POST /wachtrij": "*",
    "POST /wachtrij/weg": "*",
    "GET /gesprek/live": "*",
    "GET /formulier/{deur}": "*",
    "POST /formulier/{deur}": "*",
    "GET /status": "*",
    "POST /status": "*",
    "POST /bijlagen": "*",
    "POST /bijlagen/weg": "*",
    "POST /status/bijlagen": "*",
    "POST /status/bijlage": "*",
    "POST /status/gegevens": "*",
    "POST /status/verwijderen": "*",
    "GET /brieven/{brief}": "*",
    "POST /brieven": "*",
    "GET /verder": "*",
    "POST /verder": "*",
    "POST /verder/code": "*",
    "GET /ontvangstbewijs": "*",
    "GET /ontvangstbewijs.txt": "*",
    "GET /status/code-kwijt": "*",
    "POST /status/code-kwijt": "*",
    "POST /weergave": "*",
    "POST /taal": "*",
    "GET /stijl/{thema}.css": "*",
    "GET /embed.js": "*",
    "GET /ingebed": "*",
    "POST /ingebed/openen": "*",
    "GET /over": "*",
    "GET /privacy": "*",
    "GET /hoe-het-werkt": "*",
    "GET /toegankelijkheid": "*",
    "GET /livez": "*",
    "GET /readyz": "*",
    "GET /metrics": "*",
    "GET /static": "*",
    "GET /uitvoerder/inloggen": "*",
    "GET /inloggen/provider": "*",
    "GET /inloggen/terug": "*",
    # Only half a log-in opens these; who is logged in, and who is not at all, is sent on.
    "GET /inloggen/code": "",
    "POST /inloggen/code": "",
    "GET /inloggen/instellen": "",
    "POST /inloggen/instellen": "",
    "GET /account": "MRULB",
    "POST /account": "MRULB",
    "GET /balie/chats": "MR",
    "POST /balie/chats": "MR",
    "GET /balie/chats/live": "MR",
    "GET /balie/chats/leven": "MR",
    "GET /balie/chats/{chat}": "MR",
    "POST /balie/chats/{chat}": "MR",
    "GET /balie/overzicht": "R",
    "GET /balie/": "MR",
    "POST /balie/gesprek": "MR",
    "GET /balie/gesprek/{id}": "MR",
    "POST /balie/gesprek/{id}": "MR",
    "POST /balie/gesprek/{id}/bewaar": "MR",
    "GET /balie/gesprek/{id}/brief/{brief}": "MR",
    "GET /balie/gesprek/{id}/samenvatting": "MR",
    "GET /balie/gesprek/{id}/samenvatting.txt": "MR",
    "GET /balie/opzoeken": "MR",
    "POST /balie/opzoeken": "MR",
    "GET /balie/opzoeken/{nummer}": "MR",
    "POST /balie/opzoeken/{nummer}": "MR",
    "GET /balie/codes": "MR",
    "POST /balie/codes/{nummer}": "MR",
    "GET /balie/inzagen": "R",
    "GET /balie/berichten": "R",
    "POST /balie/berichten": "R",
    "GET /balie/register": "MR",
    "GET /balie/toetsen": "MR",
    "GET /signalen/": "L",
    "GET /signalen/lijst": "L",
    "GET /signalen/clusters": "L",
    "POST /signalen/clusters": "L",
    "GET /signalen/clusters/{cluster}": "L",
    "POST /signalen/clusters/{cluster}": "L",
    "GET /signalen/clusters/{cluster}/open-zaken": "L",
    "POST /signalen/clusters/{cluster}/open-zaken": "L",
    "GET /signalen/{nummer}/open-zaken": "L",
    "POST /signalen/{nummer}/open-zaken": "L",
    "GET /signalen/{nummer}": "L",
    "POST /signalen/{nummer}": "L",
    "GET /signalen/producten": "L",
    "GET /signalen/producten/bestand": "L",
    "GET /signalen/aanleveren": "RUL",
    "POST /signalen/aanleveren": "RUL",
    "POST /signalen/aanleveren/bestand": "RUL",
    "GET /signalen/aanleveren/voorbeeld.csv": "RUL",
    "GET /signalen/openbaar-maken": "R",
    "POST /signalen/openbaar-maken": "R",
    "GET /signalen/openbaar": "*",
    "GET /signalen/openbaar.csv": "*",
    "GET /signalen/openbaar.json": "*",
    "GET /signalen/openbaar-cijfers.csv": "*",
    "GET /signalen/openbaar.jsonld": "*",
    "GET /uitvoerder/": "RU",
    "GET /uitvoerder/export.csv": "RU",
    "GET /uitvoerder/sneltoetsen": "RU",
    "GET /uitvoerder/standaardantwoorden": "RU",
    "POST /uitvoerder/standaardantwoorden": "RU",
    "GET /uitvoerder/{nummer}": "RU",
    "POST /uitvoerder/{nummer}": "RU",
    "GET /uitvoerder/{nummer}/wie": "RU",
    "GET /uitvoerder/{nummer}/zelfde-regel": "RU",
    "POST /uitvoerder/{nummer}/zelfde-regel": "RU",
    "GET /uitvoerder/gevraagd": "RU",
    "GET /uitvoerder/gevraagd/{vraag}": "RU",
    "POST /uitvoerder/gevraagd/{vraag}": "RU",
    "GET /uitvoerder/{nummer}/bijlagen/{bijlage}": "RU",
    "POST /uitvoerder/{nummer}/bijlagen": "RU",
    "GET /uitvoerder/dossier/{nummer}": "R",
    "GET /uitvoerder/leren": "R",
    "POST /uitvoerder/leren": "R",
    "GET /uitvoerder/afleveringen": "MR",
    "POST /uitvoerder/afleveringen": "MR",
    # Last: these change who somebody is.
    "POST /uitvoerder/inloggen": "*",
    "POST /uitvoerder/uitloggen": "*",
}
# For machines: the scope that a token needs; None asks for no token.
CALLS: dict[str, Scope | None] = {
    "GET /v1/openapi.json": None,
    "POST /v1/wegwijzer": None,
    "POST /v1/gesprekken": None,
    "POST /v1/gesprekken/{id}/berichten": None,
    "POST /v1/gesprekken/{id}/_mens": None,
    "POST /v1/gesprekken/{id}/_assistent": None,
    "DELETE /v1/gesprekken/{id}": None,
    "GET /v1/gesprekken/{id}/berichten": None,
    "GET /v1/gesprekken/{id}/brieven/{brief}": None,
    "POST /v1/gesprekken/{id}/bijlagen": None,
    "GET /v1/gesprekken/{id}/bijlagen": None,
    "DELETE /v1/gesprekken/{id}/bijlagen/{bijlage}": None,
    "GET /v1/tickets": Scope.TICKETS_LEZEN,
    "GET /v1/tickets/{nummer}": Scope.TICKETS_LEZEN,
    "GET /v1/tickets/{nummer}/klantinteractie": Scope.TICKETS_LEZEN,
    "GET /v1/tickets/{nummer}/bijlagen": Scope.TICKETS_LEZEN,
    "GET /v1/tickets/{nummer}/bijlagen/{id}": Scope.TICKETS_LEZEN,
    "POST /v1/tickets/{nummer}/bijlagen": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/notities": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_ontvang": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_accepteer": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_start": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_vraagburger": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_handelaf": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_geefterug": Scope.TICKETS_BEHANDELEN,
    "POST /v1/tickets/{nummer}/_heropen": Scope.TICKETS_BEHANDELEN,
    "GET /v1/herstelvragen/{id}": Scope.TICKETS_LEZEN,
    "POST /v1/herstelvragen/{id}/_klaar": Scope.TICKETS_BEHANDELEN,
    "POST /v1/signalen": Scope.SIGNALEN_AANLEVEREN,
    "GET /v1/gebeurtenissen": Scope.GEBEURTENISSEN_LEZEN,
    "GET /v1/afstemming": Scope.GEBEURTENISSEN_LEZEN,
    "GET /v1/abonnementen": Scope.ABONNEMENTEN_BEHEREN,
    "POST /v1/abonnementen": Scope.ABONNEMENTEN_BEHEREN,
    "DELETE /v1/abonnementen/{id}": Scope.ABONNEMENTEN_BEHEREN,
}
FILLED = {
    "thema": "neutraal",
    "deur": "klacht",
    "brief": "bezwaar",
    "bijlage": "x",
    "chat": "1",
    "cluster": "1",
    "id": "7",
    "vraag": "1",
}
LIVE = {"GET /balie/chats/live", "GET /gesprek/live"}


def route_names(opened: Inside) -> Iterator[str]:
    for route in opened.loket.public.router.routes():
        if route.method != "HEAD" and route.resource is not None:
            yield f"{route.method} {route.resource.canonical}"


def refused(answer: Answer) -> bool:
    """Not for this one: forbidden, or sent to log in."""
    return (
        answer.status in {401, 403}
        or answer.headers.get("Location") in {"/uitvoerder/inloggen", "/signalen/openbaar"}
        or "Inloggen voor medewerkers" in answer.body
        or "niet meer ingelogd" in answer.body
        or "U bent uitgelogd" in answer.body
    )


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        yield made


def test_the_table_names_every_route_of_the_application_and_none_else(opened: Inside) -> None:
    there = set(route_names(opened))
    told = set(PAGES) | set(CALLS)
    assert there - told == set(), "routes without a line in the table"
    assert told - there == set(), "lines without a route"


async def test_every_page_opens_for_the_roles_of_the_table_and_for_nobody_else(opened: Inside) -> None:
    wrong: list[str] = []
    number = await opened.ticket()
    for letter, role in [*LETTERS.items(), ("", None)]:
        login = role.value if role is not None else "niemand"
        organisation = {Role.UITVOERDER: "cjib", Role.LEZER: "ministerie:SZW"}.get(role or Role.MEDEWERKER)
        await add(opened, login, role or Role.MEDEWERKER, organisation)
        async with person(opened) as somebody:
            if role is not None:
                assert (await somebody.log_in(login)).status == 303
            token = await csrf(somebody)
            for name, allowed in PAGES.items():
                answer = await walk(somebody, name, token, login, number)
                if name in {"GET /uitvoerder/inloggen", "POST /uitvoerder/uitloggen"}:
                    continue  # the page that others are sent to, and the way there
                # There is no engine here, and `readyz` says so.
                opens = not refused(answer) and (answer.status < 500 or name == "GET /readyz")
                if opens is not (allowed == "*" or (letter != "" and letter in allowed)):
                    wrong.append(f"{login}: {name} gives {answer.status}")
    assert wrong == []


async def test_every_call_asks_for_the_token_of_the_table_and_a_log_in_opens_none(opened: Inside) -> None:
    await add(opened, "regie", Role.REGISSEUR)
    number = await opened.ticket()
    every = {**await opened.token(), "Content-Type": "application/json"}
    wrong: list[str] = []
    async with person(opened) as somebody:
        await somebody.log_in("regie")
        cookie = {"Cookie": "; ".join(f"{key}={value}" for key, value in somebody.cookies.items())}
        for name, scope in CALLS.items():
            method, path = name.split(" ", 1)
            filled = address(path, number)
            json = {"Content-Type": "application/json"}
            with_cookie = (await opened.call(method, filled, {}, {**json, **cookie})).status
            if (with_cookie == 401) is not (scope is not None):
                wrong.append(f"{name} without a token gives {with_cookie}")
            if scope is None:
                continue
            others = [one for one in Scope if one is not scope]
            lesser = {**await opened.token("cjib", *others), **json}
            if (await opened.call(method, filled, {}, lesser)).status != 403:
                wrong.append(f"{name} opens without '{scope.value}'")
            if (status := (await opened.call(method, filled, {}, every)).status) in {401, 403}:
                wrong.append(f"{name} stays shut with every scope: {status}")
    assert wrong == []


async def test_a_token_of_a_machine_opens_no_page(opened: Inside) -> None:
    token, number = await opened.token(), await opened.ticket()
    for name, allowed in PAGES.items():
        method, path = name.split(" ", 1)
        if allowed != "*" and name not in LIVE and method == "GET":
            answer = await opened.call("GET", address(path, number), headers=token)
            # Followed to the public page where a ministry's own would begin.
            assert refused(answer) or (name == "GET /signalen/" and "Waar regels knellen" in answer.body), (
                name
            )


async def csrf(somebody: Person) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await somebody.get("/account")).body)
    return found[1] if found else ""


def address(path: str, number: str) -> str:
    """The path with its parts filled in: a ticket that exists, and else what looks like one."""
    if path == "/static":
        return "/static/loket.css"
    return path.format(nummer="S26-7KQ4-M2" if path.startswith("/signalen/") else number, **FILLED)


async def walk(somebody: Person, name: str, token: str, login: str, number: str) -> Answer:
    method, path = name.split(" ", 1)
    filled = address(path, number)
    if name == "POST /uitvoerder/inloggen":
        return await somebody.log_in(login, PASSWORD)
    if name in LIVE:
        return await somebody.call(method, filled, read=False)
    if method == "GET":
        return await somebody.get(filled)
    return await somebody.call(method, filled, {"csrf": token})
