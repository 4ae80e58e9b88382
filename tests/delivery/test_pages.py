"""The pages and figures of delivery, over HTTP in a loket without an engine."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from bot.accounts.roles import Role
from bot.app import Loket, build
from bot.settings import load_settings
from bot.store import Outbox
from bot.tickets import outgoing
from bot.tickets.delivery.outcome import Code
from bot.tickets.packages import TicketReceipt
from bot.web import keys
from bot.web.inbox.deliveries import KINDS, WHY, why
from tests.tickets.helpers import order, package

PASSWORD = "een lang wachtwoord 1"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PATH = "/uitvoerder/afleveringen"


@dataclass
class House:
    loket: Loket
    client: TestClient  # type: ignore[type-arg]

    async def log_in(self, role: Role, organisation: str | None = None) -> None:
        self.client.session.cookie_jar.clear()
        login = f"{role.value}-{organisation}"
        await self.loket.accounts.add(
            name=login, login=login, password=PASSWORD, role=role, organisation=organisation
        )
        answer = await self.client.post(
            "/uitvoerder/inloggen",
            data={"inlognaam": login, "wachtwoord": PASSWORD},
            headers=SAME_ORIGIN,
            allow_redirects=False,
        )
        assert answer.status == 303

    async def page(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status == status, await answer.text()
        return await answer.text()

    async def press(self, page: str, **fields: str) -> str:
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf is not None
        answer = await self.client.post(PATH, data={"csrf": csrf[1], **fields}, headers=SAME_ORIGIN)
        assert answer.status == 200, await answer.text()
        return await answer.text()

    async def ticket(self, organisation: str, **changes: object) -> TicketReceipt:
        tickets = self.loket.public[keys.TICKETS]
        return (await tickets.hand_over(order(package(organisation, **changes), draft=organisation))).tickets[
            0
        ]

    async def fail(self, receiver: str, code: str) -> None:
        async with self.loket.database.write() as session:
            await session.execute(
                update(Outbox)
                .where(Outbox.receiver == receiver)
                .values(state="mislukt", last_error=code, attempts=3)
            )


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = load_settings({"LOKET_ENV": "test", "LOKET_VAR": str(tmp_path)}, tmp_path / "none")
    loket = await build(settings)
    async with TestClient(TestServer(loket.public)) as client:
        yield House(loket, client)
    await loket.close()


@pytest.mark.parametrize("role", [Role.REGISSEUR, Role.MEDEWERKER])
async def test_coordinator_and_desk_see_what_failed_and_send_it_again_by_button(
    house: House, role: Role
) -> None:
    ticket = await house.ticket("cjib")
    await house.fail("cjib", "status_503")
    await house.log_in(role)
    page = await house.page(PATH)
    assert ticket.number in page
    assert "De ontvanger antwoordde met 503 (3 pogingen)" in page
    assert " 274" not in page
    row = re.search(r'name="bericht" value="(\d+)"', page)
    assert row is not None
    after = await house.press(page, bericht=row[1])
    assert "1 bericht gaat opnieuw weg." in after
    assert "Alles is afgeleverd of onderweg." in after
    async with house.loket.database.read() as session:
        stored = await session.get_one(Outbox, int(row[1]))
    assert (stored.state, stored.attempts, stored.last_error) == ("wachtend", 0, None)


async def test_all_of_a_receiver_goes_again_with_one_button(house: House) -> None:
    await house.ticket("cjib")
    await house.fail("cjib", "tijd")
    await house.log_in(Role.REGISSEUR)
    page = await house.page(PATH)
    assert "Stuur alles voor CJIB opnieuw" in page
    assert "1 bericht gaat opnieuw weg." in await house.press(page, ontvanger="cjib")


async def test_an_executor_sees_no_list_of_others_failures(house: House) -> None:
    await house.log_in(Role.UITVOERDER, "cjib")
    await house.page(PATH, 403)
    assert PATH not in await house.page("/uitvoerder/")


async def test_a_button_from_elsewhere_sends_nothing(house: House) -> None:
    await house.ticket("cjib")
    await house.fail("cjib", "tijd")
    await house.log_in(Role.REGISSEUR)
    answer = await house.client.post(PATH, data={"ontvanger": "cjib"}, headers=SAME_ORIGIN)
    assert answer.status == 403
    page = await house.page(PATH)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    nothing = await house.client.post(PATH, data={"csrf": csrf[1]}, headers=SAME_ORIGIN)
    assert nothing.status == 400


async def test_every_way_to_fail_has_words_for_a_person() -> None:
    assert all(why(code) != "Onbekend" for code in Code)
    assert why(None) == "Onbekend"


async def test_the_figures_show_what_waits_since_when_and_what_failed(house: House) -> None:
    async def figure(name: str) -> float:
        found = re.search(rf"^{name} (\S+)$", await house.page("/metrics"), re.MULTILINE)
        assert found is not None, name
        return float(found[1])

    assert [await figure(f"loket_outbox_{one}") for one in ("waiting", "oldest_seconds", "failed")] == [
        0,
        0,
        0,
    ]
    await house.ticket("cjib")
    assert await figure("loket_outbox_waiting") == 1
    assert await figure("loket_outbox_oldest_seconds") > 0
    await house.fail("cjib", "tijd")
    assert await figure("loket_outbox_waiting") == 0
    assert await figure("loket_outbox_failed") == 1


async def test_the_ladder_is_the_coordinators_alone(house: House) -> None:
    own = await house.ticket("loket")
    await house.log_in(Role.REGISSEUR)
    page = await house.page(f"/uitvoerder/{own.number}")
    assert "Landelijk Escalatie Team" in page
    assert "Overbruggingsprocedure" in page
    theirs = await house.ticket("cjib")
    await house.log_in(Role.UITVOERDER, "cjib")
    assert "Escalatie Team" not in await house.page(f"/uitvoerder/{theirs.number}")


async def test_a_ticket_of_an_earlier_version_with_less_in_it_can_still_be_read(house: House) -> None:
    ticket = await house.ticket("cjib", routing={}, terms=({"id": "x", "tekst": "Betaal op tijd."},))
    await house.log_in(Role.UITVOERDER, "cjib")
    assert "Betaal op tijd." in await house.page(f"/uitvoerder/{ticket.number}")


async def test_the_promise_stands_on_the_status_page_and_on_the_executors(house: House) -> None:
    ticket = await house.ticket("cjib", answer_by=None)
    answer = await house.client.post(
        "/status", data={"nummer": ticket.number, "code": ticket.access_code}, headers=SAME_ORIGIN
    )
    assert "nog geen antwoord?" in await answer.text()
    await house.log_in(Role.UITVOERDER, "cjib")
    assert "eerste antwoord beloofd voor" in await house.page(f"/uitvoerder/{ticket.number}")


def test_every_kind_of_message_and_every_reason_has_words_for_people() -> None:
    kinds = {
        value
        for name, value in vars(outgoing).items()
        if name.isupper() and isinstance(value, str) and value.startswith(("ticket-", "signaal-", "herstel-"))
    } | set(outgoing._BY_CITIZEN.values())
    assert len(kinds) >= 10
    assert kinds == set(KINDS)
    assert set(WHY) == set(Code)
