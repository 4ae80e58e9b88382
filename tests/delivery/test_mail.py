"""Mail, through a real SMTP server: that there is something and where, never what."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.mail import Mail, MailUnavailable, RecipientRefused, SmtpMailer, SmtpServer
from bot.store import Database
from bot.tickets.delivery.failures import Failures
from bot.tickets.workflow import Move
from tests.delivery.helpers import book, delivering, hand_over, outbox, states
from tests.delivery.mailserver import SENDER, Mailserver, mailserver
from tests.delivery.test_terms import promises
from tests.tickets.helpers import CJIB, UTRECHT, Clock, order, package, service, staff

BOX = "loket@utrecht.example.nl"
ROUTES = book(gemeente_0344=BOX)
CITIZEN = "a@example.nl"
# What must never stand in a mail: the helper's package holds all of these.
CONTENT = (" 274", "boete", "betalingsregeling", "kan die", CITIZEN)


@pytest.fixture
def post() -> Iterator[Mailserver]:
    with mailserver() as running:
        yield running


def body(message: EmailMessage) -> str:
    return str(message.get_content())


async def test_a_mail_is_plain_dutch_marked_as_made_by_a_machine_and_known_again(post: Mailserver) -> None:
    mail = Mail(to=BOX, subject="Er is één bericht", text="Daar: €\n", key="x")
    await post.mailer().send(mail)
    await post.mailer().send(mail)
    first, second = post.mails(BOX)
    assert (first["From"], first["To"], first["Subject"]) == (SENDER, BOX, "Er is één bericht")
    assert (first["Auto-Submitted"], first["Content-Language"]) == ("auto-generated", "nl")
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@example.nl>")
    assert body(first).splitlines() == ["Daar: €"]


async def test_no_such_mailbox_is_refused_and_busy_is_only_later(post: Mailserver) -> None:
    post.refusing = {BOX: "550 5.1.1 no such user", CITIZEN: "450 4.2.1 busy"}
    with pytest.raises(RecipientRefused):
        await post.mailer().send(Mail(BOX, "x", "x", "x"))
    with pytest.raises(MailUnavailable) as busy:
        await post.mailer().send(Mail(CITIZEN, "x", "x", "x"))
    assert CITIZEN not in str(busy.value)


async def test_a_mail_server_that_is_not_there_is_said_by_its_class_alone() -> None:
    mailer = SmtpMailer(SmtpServer("127.0.0.1", 9, SENDER, tls="geen"), clock=Clock(), seconds=2)
    with pytest.raises(MailUnavailable, match=r"^SMTP\w+$"):
        await mailer.send(Mail(BOX, "x", "x", "x"))


async def test_a_notice_says_how_much_and_where_and_nothing_of_a_citizen(
    sqlite_database: Database, post: Mailserver
) -> None:
    async with delivering(sqlite_database, ROUTES, mailer=post.mailer()) as delivery:
        (number,) = await hand_over(sqlite_database, UTRECHT)
        await delivery.worker.drain()
    (notice,) = post.mails(BOX)
    assert notice["Subject"] == "Loket: 1 nieuw bericht"
    assert "https://loket.example.nl/uitvoerder/" in body(notice)
    assert not [word for word in (*CONTENT, number) if word in body(notice) + str(notice["Subject"])]
    (row,) = await outbox(sqlite_database)
    assert (row.state, row.route) == ("afgeleverd", "mail")


async def test_a_mailbox_gets_at_most_one_notice_a_quarter_of_an_hour_for_all_that_came(
    database: Database, post: Mailserver
) -> None:
    clock = Clock()
    async with delivering(database, ROUTES, clock=clock, mailer=post.mailer()) as delivery:
        await hand_over(database, UTRECHT, UTRECHT, clock=clock)
        await delivery.worker.drain()
        for _ in range(14):
            clock.forward(minutes=1)
            await hand_over(database, UTRECHT, clock=clock)
            await delivery.worker.drain()
        assert len(post.mails(BOX)) == 1
        clock.forward(minutes=1)
        await delivery.worker.drain()
        first, second = post.mails(BOX)
        clock.forward(minutes=60)
        await delivery.worker.drain()
    assert (first["Subject"], second["Subject"]) == (
        "Loket: 2 nieuwe berichten",
        "Loket: 14 nieuwe berichten",
    )
    assert len(post.mails(BOX)) == 2
    assert await states(database) == {("afgeleverd", None): 16}


async def test_a_mailbox_that_refuses_is_a_failed_delivery_and_goes_again_by_hand(
    database: Database, post: Mailserver
) -> None:
    clock = Clock()
    post.refusing = {BOX: "550 5.1.1 no such user"}
    async with delivering(database, ROUTES, clock=clock, mailer=post.mailer()) as delivery:
        await hand_over(database, UTRECHT, clock=clock)
        await delivery.worker.drain()
        assert await states(database) == {("mislukt", "mailbox_geweigerd"): 1}
        (row,) = (await service(database).unowned()).rows
        assert row.undelivered
        post.refusing = {}
        assert await Failures(database).send_again(clock(), receiver=UTRECHT) == 1
        await delivery.worker.drain()
    assert len(post.mails(BOX)) == 1
    assert await states(database) == {("afgeleverd", None): 1}


async def test_a_mail_server_that_is_down_is_tried_again_and_nothing_is_lost(
    database: Database, post: Mailserver
) -> None:
    clock = Clock()
    post.down = True
    async with delivering(database, ROUTES, clock=clock, mailer=post.mailer()) as delivery:
        await hand_over(database, UTRECHT, UTRECHT, clock=clock)
        await delivery.worker.drain()
        assert await states(database) == {("wachtend", "mailserver"): 2}
        post.down = False
        clock.forward(seconds=10)
        await delivery.worker.drain()
    (notice,) = post.mails(BOX)
    assert notice["Subject"] == "Loket: 2 nieuwe berichten"


async def test_a_citizen_gets_the_number_and_the_address_and_no_word_more(
    database: Database, post: Mailserver
) -> None:
    tickets = service(database)
    async with delivering(database, ROUTES, mailer=post.mailer()) as delivery:
        made = (await tickets.hand_over(order(package(UTRECHT)))).tickets[0]
        await tickets.move(made.number, Move.ACCEPTEER, staff(UTRECHT))
        await tickets.move(made.number, Move.START, staff(UTRECHT))
        await tickets.move(made.number, Move.VRAAGBURGER, staff(UTRECHT), text="Hoe hoog is de boete?")
        await delivery.worker.drain()
    mails = post.mails(CITIZEN)
    assert len(mails) == 3
    for mail in mails:
        assert made.number in body(mail)
        assert "https://loket.example.nl/status" in body(mail)
        assert made.access_code not in body(mail)
        assert not [word for word in CONTENT if word in body(mail) + str(mail["Subject"])]


async def test_a_note_that_the_citizen_may_read_is_told_by_one_mail_and_one_among_colleagues_by_none(
    database: Database, post: Mailserver
) -> None:
    tickets = service(database)
    async with delivering(database, ROUTES, mailer=post.mailer()) as delivery:
        made = (await tickets.hand_over(order(package(UTRECHT)))).tickets[0]
        await tickets.move(made.number, Move.ACCEPTEER, staff(UTRECHT))
        await delivery.worker.drain()
        told = len(post.mails(CITIZEN))
        # The first note starts the work: that and the note are one piece of news.
        for text, visible, mails in (
            ("Wij bellen u morgen.", True, 1),
            ("Wij hebben uw brief gelezen.", True, 2),
            ("Lijkt mij in orde.", False, 2),
        ):
            await tickets.note(made.number, staff(UTRECHT), text, visible_to_citizen=visible)
            await delivery.worker.drain()
            assert len(post.mails(CITIZEN)) == told + mails, text
    assert not [
        mail for mail in post.mails(CITIZEN) if "bellen" in body(mail) or "brief gelezen" in body(mail)
    ]


async def test_a_citizens_mailbox_that_bounces_is_seen_by_a_person_and_holds_up_nobody(
    database: Database, post: Mailserver
) -> None:
    tickets = service(database)
    post.refusing = {CITIZEN: "550 5.1.1 no such user"}
    other = {"soort": "email", "adres": "b@example.nl"}
    async with delivering(database, ROUTES, mailer=post.mailer()) as delivery:
        for draft, contact in (("1", None), ("2", other)):
            changes = {} if contact is None else {"contact": contact}
            made = (await tickets.hand_over(order(package(CJIB, **changes), draft=draft))).tickets[0]
            await tickets.move(made.number, Move.ACCEPTEER, staff(CJIB))
        await delivery.worker.drain()
    assert await states(database, "burger") == {("mislukt", "mailbox_geweigerd"): 1, ("afgeleverd", None): 1}
    assert len(post.mails("b@example.nl")) == 1


async def test_without_a_mail_server_inbox_and_status_page_are_the_delivery(database: Database) -> None:
    tickets = service(database)
    async with delivering(database, ROUTES) as delivery:
        made = (await tickets.hand_over(order(package(UTRECHT)))).tickets[0]
        await tickets.move(made.number, Move.ACCEPTEER, staff(UTRECHT))
        await delivery.worker.drain()
    assert [(row.receiver, row.state, row.route) for row in await outbox(database)] == [
        (UTRECHT, "bevestigd", None),
        ("burger", "afgeleverd", "status"),
    ]


# --- the overview of the morning ----------------------------------------------------------------------------

BOXES = book(gemeente_0344=BOX, gemeente_0855="post@tilburg.example.nl", loket="regie@example.nl")


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 11, 25, 5, 59, tzinfo=UTC), False),  # 06:59, winter
        (datetime(2026, 11, 25, 6, 0, tzinfo=UTC), True),  # 07:00, a Wednesday
        (datetime(2026, 7, 1, 4, 59, tzinfo=UTC), False),  # 06:59, summer
        (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), True),  # 07:00, summer
        (datetime(2026, 11, 28, 8, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 12, 25, 8, 0, tzinfo=UTC), False),  # Christmas
        (datetime(2026, 4, 27, 8, 0, tzinfo=UTC), False),  # Koningsdag
    ],
)
async def test_the_overview_goes_out_on_workdays_from_seven_in_the_netherlands(
    sqlite_database: Database, post: Mailserver, moment: datetime, sent: bool
) -> None:
    clock = Clock()
    clock.now = moment
    await hand_over(sqlite_database, UTRECHT, clock=clock)
    async with delivering(sqlite_database, BOXES, clock=clock, mailer=post.mailer()) as delivery:
        await delivery.worker.do_chores()
        await delivery.worker.do_chores()
    assert len(post.mails(BOX)) == (1 if sent else 0)


async def test_the_overview_counts_new_late_and_waiting_once_a_day_and_is_not_sent_empty(
    database: Database, post: Mailserver
) -> None:
    clock = Clock()
    tickets = service(database, clock, promises=promises)
    numbers = []
    for draft in range(4):
        made = await tickets.hand_over(order(package(UTRECHT, answer_by=None), draft=str(draft)))
        numbers.append(made.tickets[0].number)
    for number in numbers[:2]:
        await tickets.move(number, Move.ACCEPTEER, staff(UTRECHT))
        await tickets.move(number, Move.START, staff(UTRECHT))
    await tickets.move(numbers[0], Move.VRAAGBURGER, staff(UTRECHT), text="Wanneer?")
    clock.forward(days=6)  # two working days have passed for the two that nobody opened
    async with (
        delivering(database, BOXES, clock=clock, mailer=post.mailer()) as one,
        delivering(database, BOXES, clock=clock, mailer=post.mailer()) as two,
    ):
        await asyncio.gather(one.worker.do_chores(), two.worker.do_chores())
        await one.worker.do_chores()
        (mail,) = post.mails(BOX)
        assert post.mails("post@tilburg.example.nl") == []
        (coordinators,) = post.mails("regie@example.nl")
        clock.forward(days=1)
        await two.worker.do_chores()
        assert len(post.mails(BOX)) == 2
    for line in ("geopend: 2", "laat: 2", "burger: 1"):
        assert line in body(mail)
    assert "laat: 2" in body(coordinators)
    assert str(mail["Subject"]) == "Loket: overzicht van maandag 30 november 2026"


async def test_an_overview_that_could_not_be_sent_is_sent_the_next_time(
    sqlite_database: Database, post: Mailserver
) -> None:
    clock = Clock()
    await hand_over(sqlite_database, UTRECHT, clock=clock)
    post.down = True
    async with delivering(sqlite_database, BOXES, clock=clock, mailer=post.mailer()) as delivery:
        await delivery.worker.do_chores()
        post.down = False
        await delivery.worker.do_chores()
    assert len(post.mails(BOX)) == 1
