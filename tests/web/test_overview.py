"""The coordinator's first page: what waits for somebody, and the day in figures that everybody can read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.accounts.roles import Role
from bot.store import Outbox
from bot.tickets.history import Actor
from bot.tickets.workflow import ActorKind, Move, Reason
from bot.web.keys import TAKEOVER, TICKETS
from bot.web.plots import bar_plot
from tests.tickets.helpers import CAK, CJIB
from tests.web.inside import Inside, inside
from tests.web.staff import Person, add, person

PATH = "/balie/overzicht"


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Inside]:
    async with inside(tmp_path) as made:
        await add(made, "regie", Role.REGISSEUR)
        yield made


def tiles(page: str) -> dict[str, int]:
    """What each tile says."""
    return {
        name: int(count)
        for count, name in re.findall(r"<li class=\"tile[^\"]*\"><strong>(\d+)\+?</strong>([^<]+)<", page)
    }


async def seen(regie: Person) -> str:
    if not regie.cookies:
        await regie.log_in("regie")
    answer = await regie.get(PATH)
    assert answer.status == 200, answer.body
    return answer.body


async def test_an_empty_day_says_that_there_is_nothing_to_do(opened: Inside) -> None:
    async with person(opened) as regie:
        page = await seen(regie)
    assert set(tiles(page).values()) == {0}
    assert page.count("Niets te doen") == len(tiles(page)) == 7


async def test_what_waits_is_counted_and_is_one_click_away(opened: Inside) -> None:
    given_back = await opened.ticket()
    cjib = Actor(ActorKind.ORGANISATIE, "C. de Jong", CJIB, 1)
    await opened.loket.public[TICKETS].move(
        given_back, Move.GEEFTERUG, cjib, text="Niet van ons.", reason=Reason.NIET_VAN_ONS
    )
    undelivered = await opened.ticket(CAK)
    async with opened.loket.database.write() as session:
        await session.execute(
            update(Outbox)
            .where(Outbox.subject == undelivered)
            .values(state="mislukt", last_error="verbinding")
        )
    token, _ = await opened.loket.conversations.create("web")
    await opened.loket.conversations.post(token, "de buurman blaft steeds zo raar")
    await opened.loket.conversations.disapprove(token)
    takeover = opened.loket.public[TAKEOVER]
    await takeover.come(await add(opened, "balie", Role.MEDEWERKER))
    await takeover.join(token)
    async with person(opened) as regie:
        page = await seen(regie)
        told = tiles(page)
        assert told["Teruggegeven"] == 1
        assert told["Niet afgeleverd"] == 1
        assert told["Niet goed begrepen"] >= 1
        assert told["In de rij voor een mens"] == 1
        assert f'href="/uitvoerder/{given_back}"' in page
        for address in re.findall(r'class="tile[^"]*">.*?href="([^"#]+)', page):
            assert (await regie.get(address)).status == 200, address
        # One click: the failed message waits again.
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found is not None
        sent = await regie.call("POST", "/uitvoerder/afleveringen", {"csrf": found[1], "ontvanger": CAK})
        assert sent.headers["Location"].endswith("opnieuw=1")
        assert tiles(await seen(regie))["Niet afgeleverd"] == 0


async def test_a_ticket_of_nobody_is_taken_with_one_click(opened: Inside) -> None:
    number = await opened.ticket("loket")
    async with person(opened) as regie:
        page = await seen(regie)
        assert tiles(page)["Zonder behandelaar bij het loket"] == 1
        version = re.search(rf'action="/uitvoerder/{number}".*?name="versie" value="(\d+)"', page)
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert version is not None
        assert token is not None
        form = {"csrf": token[1], "versie": version[1], "zet": "opeisen"}
        assert (await regie.call("POST", f"/uitvoerder/{number}", form)).status == 303
        assert tiles(await seen(regie))["Zonder behandelaar bij het loket"] == 0


async def test_the_day_is_counted_by_dutch_hours_and_stands_in_a_table_too(opened: Inside) -> None:
    opened.clock.forward(hours=-10)  # 0:30 in the Netherlands, yesterday in UTC
    await opened.ticket()
    opened.clock.forward(hours=10)
    await opened.ticket()
    await opened.ticket(door="klacht")
    async with person(opened) as regie:
        page = await seen(regie)
        rows = re.findall(r"<tr><td>(\d+:00)</td><td>(\d+)</td></tr>", page)
        assert rows == [("0:00", "1"), ("10:00", "2")]
        assert "3 verzoeken verstuurd" in page
        assert page.count('role="img"') == 2
        assert "style=" not in page
        opened.clock.forward(hours=14)
        await regie.log_in("regie")
        assert "0 verzoeken verstuurd" in await seen(regie)


def test_a_plot_shows_every_value_that_is_not_nothing_within_its_size() -> None:
    plot = bar_plot([0, 1, 1000], ["a", "b", "c"])
    assert (plot.peak, plot.total) == (1000, 1001)
    assert [bar.height > 0 for bar in plot.bars] == [False, True, True]
    assert all(bar.x >= 0 and bar.x + bar.width <= plot.width and bar.y >= 0 for bar in plot.bars)
    assert bar_plot([], []).bars == ()
