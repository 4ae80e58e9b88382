"""A lost access code: by mail, by text message or by a call of the desk, and one answer whatever the case."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bot.desk.spelling import spelled
from bot.store import CodeCall, Look, Outbox
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, TICKET, new_number
from bot.web.background import BACKGROUND
from bot.web.keys import TICKETS
from tests.conftest import Answer
from tests.delivery.mailserver import Mailserver, mailserver
from tests.sms.notify import Notify, notify
from tests.tickets.helpers import order, package
from tests.web.desk.helpers import Desk
from tests.web.helpers import form_headers
from tests.web.inside import Inside, inside

PATH = "/status/code-kwijt"
NOBODYS = new_number(TICKET, date(2026, 11, 1))
CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
MAIL = {"soort": "email", "adres": "Jan@example.nl"}
MOBILE = {"soort": "telefoon", "adres": "+31 6 00000000"}
LANDLINE = {"soort": "telefoon", "adres": "+31 30 286 0000"}


@dataclass
class Office:
    """A loket with a mail server and a service for text messages, each of which it may also lack."""

    place: Inside
    post: Mailserver
    texts: Notify

    async def ticket(self, contact: Mapping[str, Any], draft: str = "1") -> tuple[str, str]:
        """Number and code of a request of who can be reached like this."""
        made = await self.place.loket.public[TICKETS].hand_over(
            order(package(contact=dict(contact)), draft=draft)
        )
        return made.tickets[0].number, made.tickets[0].access_code

    async def ask(self, number: str, contact: str) -> Answer:
        """The form is sent, and what follows from it has been done."""
        body = urlencode({"nummer": number, "contact": contact}).encode()
        answer = await self.place.call("POST", PATH, body, form_headers())
        await self.place.loket.public[BACKGROUND].settle()
        return answer

    async def deliver(self) -> None:
        """Everything that is due now has been tried, and the chores of this minute were done."""
        await self.place.loket.delivery.worker.drain()
        await self.place.loket.delivery.worker.do_chores()

    async def opens(self, number: str, code: str) -> bool:
        """Whether this code opens this request."""
        try:
            await self.place.loket.public[TICKETS].for_citizen(number, code)
        except NotFound:
            return False
        return True

    async def rows(self, model: type[Any]) -> list[Any]:
        """Everything in a table."""
        async with self.place.loket.database.read() as session:
            return list((await session.scalars(select(model))).all())


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


async def office_of(stack: AsyncExitStack, var: Path, *, mails: bool = True, texts: bool = True) -> Office:
    """A fresh one."""
    post = stack.enter_context(mailserver())
    phones = await stack.enter_async_context(notify())
    smtp = {
        "LOKET_SMTP_HOST": "127.0.0.1",
        "LOKET_SMTP_PORT": str(post.port),
        "LOKET_SMTP_TLS": "geen",
    }
    settings = {**(smtp if mails else {}), **(phones.settings if texts else {})}
    place = await stack.enter_async_context(inside(var, **settings))
    phones.clock = place.clock
    return Office(place, post, phones)


@pytest.fixture
async def office(stack: AsyncExitStack, tmp_path: Path) -> Office:
    return await office_of(stack, tmp_path)


async def test_the_answer_is_the_same_for_mail_mobile_landline_another_address_and_no_such_number(
    office: Office,
) -> None:
    by_mail, _ = await office.ticket(MAIL, "1")
    by_phone, _ = await office.ticket(MOBILE, "2")
    by_line, _ = await office.ticket(LANDLINE, "3")
    told = set()
    for number, contact in (
        (by_mail, "jan@example.nl"),
        (by_mail, "piet@example.nl"),
        (by_mail, "06-00000000"),
        (by_phone, "06 00 00 00 00"),
        (by_phone, "06-11111111"),
        (by_line, "030-2860000"),
        (NOBODYS, "jan@example.nl"),
        (NOBODYS, "06-00000000"),
    ):
        answer = await office.ask(number, contact)
        told.add((answer.status, answer.body))
    assert len(told) == 1
    await office.deliver()
    assert [to for to, _ in office.post.received] == ["Jan@example.nl"]
    assert [one["phone_number"] for one in office.texts.received] == ["+31600000000"]
    assert len(await office.rows(CodeCall)) == 1


async def test_the_answer_waits_for_no_message_and_no_database(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = await office.ticket(MOBILE)
    started = []

    def start(name: str, work: Coroutine[Any, Any, object]) -> None:
        started.append(name)
        work.close()

    # What is begun after the answer cannot be in the time that the answer took.
    monkeypatch.setattr(office.place.loket.public[BACKGROUND], "start", start)
    for asked, contact in ((number, "06-00000000"), (NOBODYS, "06-00000000"), (number, "jan@example.nl")):
        with office.place.queries() as queries:
            await office.ask(asked, contact)
        assert queries == []
    assert started == ["renew_code"] * 3


async def test_a_new_code_by_mail_opens_and_the_old_one_no_more(office: Office) -> None:
    number, old = await office.ticket(MAIL)
    await office.ask(number, "jan@example.nl")
    assert await office.opens(number, old)
    await office.deliver()
    (_, mail) = office.post.received[0]
    code = CODE.search(mail.get_content())
    assert code is not None
    assert await office.opens(number, code[0])
    assert not await office.opens(number, old)


async def test_a_text_message_holds_the_new_code_and_not_a_word_of_the_request_nor_its_number(
    office: Office,
) -> None:
    number, old = await office.ticket(MOBILE)
    await office.ask(number.lower().replace("-", " "), "+31 6 00000000")
    assert await office.opens(number, old)
    await office.deliver()
    (message,) = office.texts.received
    code = message["personalisation"]["code"]
    assert set(message["personalisation"]) == {"code"}
    assert number not in str(message)
    assert await office.opens(number, code)
    assert not await office.opens(number, old)
    assert [one.why for one in await office.rows(Look)] == ["nieuwe toegangscode (sms)"]


@pytest.mark.parametrize(("contact", "given"), [(MAIL, "jan@example.nl"), (MOBILE, "06-00000000")])
async def test_while_a_service_is_down_the_old_code_works_and_the_message_is_tried_again(
    office: Office, contact: dict[str, str], given: str
) -> None:
    number, old = await office.ticket(contact)
    office.post.down, office.texts.down = True, 500
    await office.ask(number, given)
    await office.deliver()
    assert await office.opens(number, old)
    office.post.down, office.texts.down = False, 0
    office.place.clock.forward(seconds=30)
    await office.deliver()
    assert len(office.post.received) + len(office.texts.received) == 1
    assert not await office.opens(number, old)
    assert await office.rows(CodeCall) == []


async def test_asked_twice_while_the_first_still_waits_one_message_goes(office: Office) -> None:
    number, _ = await office.ticket(MOBILE)
    await office.ask(number, "06-00000000")
    await office.ask(number, "06-00000000")
    await office.deliver()
    assert len(office.texts.received) == 1


async def test_the_same_code_goes_again_when_its_outcome_was_not_written_down(office: Office) -> None:
    number, _ = await office.ticket(MOBILE)
    await office.ask(number, "06-00000000")
    await office.deliver()
    async with office.place.loket.database.write() as session:
        row = (await session.scalars(select(Outbox).where(Outbox.receiver == "burger-sms"))).one()
        row.state, row.attempts = "wachtend", 1
    await office.deliver()
    first, second = office.texts.received
    assert first == second
    assert await office.opens(number, first["personalisation"]["code"])


@pytest.mark.parametrize("refused", [True, False])
async def test_a_number_that_can_get_no_message_and_a_service_that_is_down_for_an_hour_are_a_call_for_the_desk(
    office: Office, refused: bool
) -> None:
    number, old = await office.ticket(MOBILE)
    if refused:
        office.texts.refusing = {"+31600000000"}
    else:
        office.texts.down = 503
    await office.ask(number, "06-00000000")
    await office.deliver()
    assert len(await office.rows(CodeCall)) == (1 if refused else 0)
    office.place.clock.forward(hours=1)
    await office.deliver()
    assert len(await office.rows(CodeCall)) == 1
    # It is nobody's failed delivery any more, and no message comes after the call.
    office.texts.refusing, office.texts.down = set(), 0
    office.place.clock.forward(days=2)
    await office.deliver()
    assert office.texts.received == []
    assert [(one.state, one.route) for one in await office.rows(Outbox) if one.receiver == "burger-sms"] == [
        ("afgeleverd", "balie")
    ]
    assert await office.opens(number, old)


async def test_the_desk_rings_the_number_on_the_request_and_reads_the_new_code_aloud(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    office = await office_of(stack, tmp_path, texts=False)
    number, old = await office.ticket(MOBILE)
    noor = await Desk(office.place).person("noor")
    assert "Er wacht nu niemand" in (await noor.get("/balie/codes")).body
    # An asker's own number is only compared: it is rung by nobody.
    await office.ask(number, "06-11111111")
    assert await office.rows(CodeCall) == []
    await office.ask(number, "06-00000000")
    page = (await noor.get("/balie/codes")).body
    assert "06 00000000" in page
    assert "Terugbellen (1)" in page
    assert " 274" not in page
    assert await office.opens(number, old)
    await noor.post(f"/balie/codes/{number}", {"actie": "geen-gehoor"})
    assert "1 keer niet bereikt" in (await noor.get("/balie/codes")).body
    given = await noor.post(f"/balie/codes/{number}", {"actie": "geef"})
    code = CODE.search(given.body)
    assert code is not None
    assert all(words in given.body for words in spelled(code[0]))
    assert given.headers["Cache-Control"] == "no-store"
    assert await office.opens(number, code[0])
    assert not await office.opens(number, old)
    assert [(one.name, one.why) for one in await office.rows(Look)] == [
        ("Noor", "nieuwe toegangscode (bellen)")
    ]
    # Who comes second finds nobody to ring, and gives no second code.
    again = await noor.post(f"/balie/codes/{number}", {"actie": "geef"})
    assert "staat niet meer in de lijst" in again.body
    assert await office.opens(number, code[0])


async def test_who_says_not_to_have_asked_keeps_the_old_code_and_that_is_recorded(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    office = await office_of(stack, tmp_path, texts=False)
    number, old = await office.ticket(LANDLINE)
    await office.ask(number, "030 286 00 00")
    noor = await Desk(office.place).person("noor")
    await noor.get("/balie/codes")
    stopped = await noor.post(f"/balie/codes/{number}", {"actie": "gestopt"})
    assert "De oude code werkt nog" in stopped.body
    assert await office.rows(CodeCall) == []
    assert await office.opens(number, old)
    assert [one.why for one in await office.rows(Look)] == ["nieuwe toegangscode: niet gegeven"]


async def test_a_message_that_came_after_all_takes_the_call_off_the_list(office: Office) -> None:
    number, _ = await office.ticket(MOBILE)
    async with office.place.loket.database.write() as session:
        session.add(CodeCall(ticket_id=1, asked_at=office.place.clock(), tries=0))
    await office.ask(number, "06-00000000")
    await office.deliver()
    assert await office.rows(CodeCall) == []


async def test_the_coordinator_sees_how_many_wait_to_be_rung(stack: AsyncExitStack, tmp_path: Path) -> None:
    office = await office_of(stack, tmp_path, texts=False)
    number, _ = await office.ticket(LANDLINE)
    await office.ask(number, "030 286 00 00")
    sam = await Desk(office.place).person("sam")
    page = (await sam.get("/balie/overzicht")).body
    assert re.search(r"<strong>1</strong>Terugbellen met een code", page)


async def test_without_mail_an_address_is_told_so_whatever_the_number_and_a_telephone_number_still_works(
    stack: AsyncExitStack, tmp_path: Path
) -> None:
    office = await office_of(stack, tmp_path, mails=False, texts=False)
    number, _ = await office.ticket(MAIL)
    told = set()
    for asked in (number, NOBODYS):
        answer = await office.ask(asked, "jan@example.nl")
        told.add((answer.status, answer.body.replace(asked, "")))
    assert len(told) == 1
    assert told.pop()[0] == 400
    assert (await office.ask(number, "06-00000000")).status == 200


async def test_three_new_codes_an_hour_for_a_number_and_ten_tries_a_minute_for_an_address(
    office: Office,
) -> None:
    answers = [(await office.ask(NOBODYS, "06-00000000")).status for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    others = [
        (await office.ask(new_number(TICKET, date(2026, 11, 1)), "06-00000000")).status for _ in range(8)
    ]
    assert others == [200] * 6 + [429] * 2


async def test_what_is_no_number_or_no_address_is_told_at_its_field(office: Office) -> None:
    wrong = await office.ask("L26-7KQ4-M2", "jan")
    assert wrong.status == 400
    assert 'aria-describedby="nummer-hulp nummer-fout"' in wrong.body
    assert 'aria-describedby="contact-hulp contact-fout"' in wrong.body
    signal = await office.ask(new_number(SIGNAL, date(2026, 11, 1)), "jan@example.nl")
    assert "melding aan een ministerie" in signal.body


async def test_a_call_that_waits_goes_with_its_request(office: Office) -> None:
    number, code = await office.ticket(LANDLINE)
    await office.ask(number, "030 286 00 00")
    keys = urlencode({"nummer": number, "code": code, "zeker": "ja"}).encode()
    assert (await office.place.call("POST", "/status/verwijderen", keys, form_headers())).status == 200
    assert await office.rows(CodeCall) == []
