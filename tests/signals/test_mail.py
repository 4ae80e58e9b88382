from typing import Any, cast

from sqlalchemy import select

from bot.mail import Mail
from bot.store import Database, Outbox
from bot.tickets.delivery.carrier import Carrier
from bot.tickets.delivery.events import Waiting
from bot.tickets.delivery.mailing import Writer
from bot.tickets.delivery.outcome import Delivered
from bot.tickets.delivery.routes import RouteBook
from tests.signals.helpers import BY_MAIL, SZW, desk, report

ANSWER = "Wij schrappen de kostendelersnorm voor kinderen."


class Post:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    async def send(self, mail: Mail) -> None:
        self.sent.append(mail)


async def carried(database: Database, post: Post) -> Delivered:
    nobody = cast(Any, None)
    carrier = Carrier(
        database,
        RouteBook(),
        nobody,
        nobody,
        Writer("https://loket.example.nl", "Het loket"),
        cast(Any, post),
        nobody,
    )
    async with database.read() as session:
        (row,) = (await session.scalars(select(Outbox).where(Outbox.receiver == "burger"))).all()
    waiting = Waiting(row.id, row.event_id, row.kind, row.receiver, row.subject, row.created_at, 1)
    outcome = await carrier.carry(waiting)
    assert isinstance(outcome, Delivered)
    return outcome


async def test_the_mail_about_an_answer_says_where_to_read_it_and_not_what_it_is(
    sqlite_database: Database,
) -> None:
    sent = await report(sqlite_database, reply_address=BY_MAIL)
    await desk(sqlite_database).answer(sent.number, SZW, ANSWER)
    post = Post()
    await carried(sqlite_database, post)
    (mail,) = post.sent
    assert mail.to == "dochter@example.nl"
    assert sent.number in mail.text
    assert "https://loket.example.nl/status" in mail.text
    for secret in ("kostendelersnorm", "SZW", "Sociale Zaken", sent.access_code):
        assert secret not in f"{mail.subject}{mail.text}"


async def test_without_an_address_there_is_no_mail_at_all(sqlite_database: Database) -> None:
    sent = await report(sqlite_database, reply_address={"soort": "telefoon", "adres": "06-00000000"})
    await desk(sqlite_database).answer(sent.number, SZW, ANSWER)
    async with sqlite_database.read() as session:
        assert (await session.scalars(select(Outbox).where(Outbox.receiver == "burger"))).all() == []
