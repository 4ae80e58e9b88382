"""A mail that comes back later is a failed delivery: with a real SMTP server, and the command as a mail server runs it."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail import ReturnPath, read_returned
from bot.store import Database, migrate
from bot.tickets.delivery.bounces import came_back
from bot.tickets.delivery.failures import Failures
from bot.tickets.delivery.figures import figures
from bot.tickets.workflow import Move
from tests.conftest import ROOT
from tests.delivery.helpers import book, delivering, hand_over, outbox, states
from tests.delivery.mailserver import Mailserver, mailserver
from tests.test_commands import loket
from tests.tickets.helpers import CJIB, SECRET, UTRECHT, Clock, order, package, service, staff

RETURNS = ReturnPath("retour@loket.example.nl", SECRET)
BOX = "loket@utrecht.example.nl"
ROUTES = book(gemeente_0344=BOX, cjib="inbox")
CITIZEN = "a@example.nl"


@pytest.fixture
def post() -> Iterator[Mailserver]:
    with mailserver() as server:
        yield server


def report(to: str, action: str = "failed", status: str = "5.1.1", header: str = "Delivered-To") -> bytes:
    """A delivery status notification as mail servers write one (RFC 3464)."""
    made = MIMEMultipart("report", **{"report-type": "delivery-status"})
    made["From"] = "MAILER-DAEMON@mx.example.nl"
    made[header] = to
    made["Subject"] = "Undelivered Mail Returned to Sender"
    made.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    status_part = EmailMessage()
    status_part["Reporting-MTA"] = "dns; mx.example.nl"
    recipient = EmailMessage()
    recipient["Final-Recipient"] = "rfc822; a@example.nl"
    recipient["Action"] = action
    recipient["Status"] = status
    groups = MIMEMessage(status_part, "delivery-status")
    groups.set_payload([status_part, recipient])
    made.attach(groups)
    original = EmailMessage()
    original["To"] = "a@example.nl"
    original["Subject"] = "Er is nieuws over uw verzoek"
    made.attach(MIMEMessage(original))
    return made.as_bytes()


@given(st.uuids())
def test_a_return_address_leads_back_to_its_own_mail_in_any_case_of_letters(event: uuid.UUID) -> None:
    address = RETURNS.address(str(event))
    assert len(address.partition("@")[0]) <= 64
    for written in (address, address.upper(), f"<{address}>", f"rfc822; {address}"):
        assert RETURNS.event_of(written) == str(event)


def test_nobody_can_make_a_return_address_without_the_secret() -> None:
    address = RETURNS.address(str(uuid.uuid4()))
    other = ReturnPath("retour@loket.example.nl", b"another secret")
    local, _, domain = address.partition("@")
    changed = ("b" if local[10] == "a" else "a").join((local[:10], local[11:]))
    for forged in (other.address(str(uuid.uuid4())), f"{changed}@{domain}", "retour@loket.example.nl", ""):
        assert RETURNS.event_of(forged) is None


@pytest.mark.parametrize("mailbox", ["", "retour", "@example.nl", "a+b@example.nl", "x" * 28 + "@example.nl"])
def test_a_return_mailbox_has_room_for_the_mark(mailbox: str) -> None:
    with pytest.raises(ValueError, match="before the @"):
        ReturnPath(mailbox, SECRET)


@pytest.mark.parametrize(
    ("data", "failed"),
    [
        (report("x"), True),
        (report("x", status="5.7.1 (rejected)"), True),
        (report("x", action="delayed", status="4.4.1"), False),
        (report("x", action="failed", status="4.4.1"), False),
        (report("x", action="delivered", status="2.0.0"), False),
        (b"Subject: Afwezig\n\nIk ben er niet. Action: failed\nStatus: 5.1.1\n", False),
        (
            b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n",
            False,
        ),
        (b"", False),
        (bytes(range(256)), False),
    ],
)
def test_only_a_report_that_it_failed_for_good_counts(data: bytes, failed: bool) -> None:
    assert read_returned(data).failed is failed


@given(st.binary(max_size=400))
def test_whatever_comes_in_is_read(data: bytes) -> None:
    assert read_returned(b"Content-Type: multipart/report; boundary=b\n\n--b\n" + data).failed in {
        True,
        False,
    }


async def test_every_mail_has_its_own_return_address_and_the_overview_has_the_bare_one(
    database: Database, post: Mailserver
) -> None:
    tickets, clock = service(database), Clock()
    async with delivering(database, ROUTES, clock=clock, mailer=post.mailer(returns=RETURNS)) as delivery:
        for draft in ("1", "2"):
            made = (await tickets.hand_over(order(package(CJIB), draft=draft))).tickets[0]
            await tickets.move(made.number, Move.ACCEPTEER, staff(CJIB))
        await hand_over(database, UTRECHT)
        await delivery.worker.drain()
        events = [RETURNS.event_of(address) for address in post.returns]
        assert len(set(events)) == 3
        assert None not in events
        await delivery.worker.do_chores()
    assert post.returns[-1] == RETURNS.mailbox


async def test_a_citizens_mail_that_comes_back_is_seen_by_a_person_once_and_is_nobody_elses(
    database: Database, post: Mailserver
) -> None:
    tickets = service(database)
    async with delivering(database, ROUTES, mailer=post.mailer(returns=RETURNS)) as delivery:
        for draft in ("1", "2"):
            made = (await tickets.hand_over(order(package(CJIB), draft=draft))).tickets[0]
            await tickets.move(made.number, Move.ACCEPTEER, staff(CJIB))
        await delivery.worker.drain()
        event = RETURNS.event_of(post.returns[0]) or ""
        assert await came_back(database, event) == 1
        assert await came_back(database, event) == 0
        assert await states(database, "burger") == {("mislukt", "teruggekomen"): 1, ("afgeleverd", None): 1}
        (failure,) = await Failures(database).failed()
        assert (failure.receiver, failure.code) == ("burger", "teruggekomen")
        assert (await figures(database)).failed == 1
        assert await Failures(database).send_again(Clock()(), message=failure.id) == 1
        await delivery.worker.drain()
    assert await states(database, "burger") == {("afgeleverd", None): 2}
    assert post.returns[0] == post.returns[-1]
    assert await came_back(database, str(uuid.uuid4())) == 0


async def test_a_notice_that_comes_back_fails_all_that_it_told_of_but_what_was_opened_meanwhile(
    database: Database, post: Mailserver
) -> None:
    clock = Clock()
    async with delivering(database, ROUTES, clock=clock, mailer=post.mailer(returns=RETURNS)) as delivery:
        first, *_ = await hand_over(database, UTRECHT, UTRECHT, UTRECHT, clock=clock)
        await delivery.worker.drain()
        clock.forward(minutes=16)
        await hand_over(database, UTRECHT, clock=clock)
        await delivery.worker.drain()
        await service(database, clock).open_by_staff(first, staff(UTRECHT))
        assert await came_back(database, RETURNS.event_of(post.returns[0]) or "") == 2
    assert await states(database, UTRECHT) == {
        ("bevestigd", None): 1,
        ("mislukt", "teruggekomen"): 2,
        ("afgeleverd", None): 1,
    }
    (row,) = [one for one in await outbox(database) if one.subject == first]
    assert row.state == "bevestigd"


@pytest.mark.parametrize("by_argument", [True, False])
async def test_the_command_reads_a_report_from_a_mail_servers_pipe(
    tmp_path: Path, post: Mailserver, by_argument: bool
) -> None:
    url = f"sqlite:///{tmp_path}/loket.db"
    await migrate(url)
    database = Database.connect(url)
    tickets = service(database)
    async with delivering(database, ROUTES, mailer=post.mailer(returns=RETURNS)) as delivery:
        made = (await tickets.hand_over(order(package(CJIB)))).tickets[0]
        await tickets.move(made.number, Move.ACCEPTEER, staff(CJIB))
        await delivery.worker.drain()
    address = post.returns[0]
    settings = {
        "LOKET_ENV": "test",
        "LOKET_ENV_FILE": "/dev/null",
        "LOKET_VAR": str(tmp_path),
        "LOKET_SECRET_KEY": SECRET.decode(),
        "LOKET_DATABASE_URL": url,
        "LOKET_SMTP_RETURNS": RETURNS.mailbox,
    }

    def run(data: bytes, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "bot", "bounce", *arguments],
            input=data,
            cwd=ROOT,
            env={"PATH": "/usr/bin", **settings, **more},
            capture_output=True,
            check=False,
            timeout=60,
        )

    for harmless in (
        report(address, action="delayed", status="4.4.1"),
        report(RETURNS.address(str(uuid.uuid4()))),
    ):
        assert run(harmless).returncode == 0
    assert await states(database, "burger") == {("afgeleverd", None): 1}
    away = run(report(address), LOKET_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert away.returncode == 75, away.stderr
    done = run(report("x"), "--aan", address) if by_argument else run(report(address, header="X-Original-To"))
    assert done.returncode == 0, done.stderr
    assert await states(database, "burger") == {("mislukt", "teruggekomen"): 1}
    await database.dispose()


def test_without_a_return_address_the_command_says_what_is_missing(tmp_path: Path) -> None:
    done = loket(tmp_path, "bounce")
    assert done.returncode == 2
    assert "LOKET_SMTP_RETURNS" in done.stderr
    wrong = loket(tmp_path, "check", LOKET_SMTP_RETURNS="geen adres", LOKET_SMTP_HOST="127.0.0.1")
    assert wrong.returncode == 2
    assert "LOKET_SMTP_RETURNS" in wrong.stderr
