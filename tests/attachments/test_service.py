"""Attachments of a ticket: for its own receivers, in its history, within bounds, and gone from the disk with it."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.attachments.files import Files
from bot.attachments.links import hand_over_waiting
from bot.attachments.refusals import MOST, Refusal, Refused
from bot.attachments.scanner import Clamd, NoScanner, Scanner
from bot.attachments.service import AttachmentService
from bot.store import Conversation, Database, Look, Outbox, Ticket
from bot.tickets.errors import NotFound, NotYours
from bot.tickets.packages import TicketReceipt
from bot.tickets.workflow import Move, Reason
from tests.attachments.samples import FOUND, FakeClamd, pdf, picture
from tests.tickets.helpers import (
    CJIB,
    COORDINATOR,
    SECRET,
    START,
    TILBURG,
    UTRECHT,
    Clock,
    order,
    package,
    service,
    staff,
)


class Office:
    """Tickets and attachments on one database and one directory."""

    def __init__(self, database: Database, directory: Path, scanner: Scanner | None = None) -> None:
        self.database, self.directory = database, directory
        self.tickets = service(database)
        self.attachments = AttachmentService(
            database, Files(directory), scanner or NoScanner(), secret=SECRET, clock=Clock()
        )

    async def ticket(self, organisation: str = UTRECHT, draft: str = "1") -> TicketReceipt:
        receipt = await self.tickets.hand_over(order(package(organisation), draft=draft))
        return receipt.tickets[0]

    def files(self) -> list[Path]:
        return sorted(self.directory.iterdir()) if self.directory.exists() else []

    async def conversation(self) -> int:
        async with self.database.write() as session:
            row = Conversation(token_hash="x", created_at=START, updated_at=START)
            session.add(row)
        return row.id


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path / "bijlagen")


async def refusal(call: object) -> Refusal:
    with pytest.raises(Refused) as fault:
        await call  # type: ignore[misc]
    return fault.value.why


async def test_what_a_citizen_adds_is_with_the_holder_in_the_history_and_on_its_way_to_be_told(
    office: Office,
) -> None:
    ticket = await office.ticket()
    view = await office.attachments.add_by_citizen(ticket.number, ticket.access_code, picture())
    assert (view.name, view.kind, view.added_by) == ("bijlage-1.jpg", "image/jpeg", "burger")
    (listed,) = await office.attachments.for_staff(ticket.number, staff(UTRECHT))
    assert listed == view
    fetched = await office.attachments.fetch_by_staff(ticket.number, staff(UTRECHT), view.key)
    assert len(fetched.data) == view.size
    line = (await office.tickets.read(ticket.number, UTRECHT)).history[-1]
    assert (line.kind, line.words) == (
        "bijlage",
        "U hebt een bijlage toegevoegd. De gemeente Utrecht kan die bekijken.",
    )
    async with office.database.read() as session:
        kinds = (await session.scalars(select(Outbox.kind).where(Outbox.receiver == UTRECHT))).all()
        looks = (await session.scalars(select(Look.why))).all()
    assert "ticket-bijlage" in kinds
    assert looks == ["bijlage"]


async def test_what_an_organisation_adds_the_citizen_can_fetch(office: Office) -> None:
    ticket = await office.ticket()
    view = await office.attachments.add_by_staff(ticket.number, staff(UTRECHT), pdf())
    assert await office.attachments.for_citizen(ticket.number, ticket.access_code) == (view,)
    fetched = await office.attachments.fetch_by_citizen(ticket.number, ticket.access_code, view.key)
    assert fetched.data == pdf()
    shown = await office.tickets.for_citizen(ticket.number, ticket.access_code)
    assert shown.lines[-1].words == "De gemeente Utrecht heeft een bijlage toegevoegd."


async def test_a_file_on_the_disk_is_ours_alone_and_its_name_leads_nowhere(office: Office) -> None:
    ticket = await office.ticket()
    view = await office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    (file,) = office.files()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert view.key not in file.name
    assert file.name not in view.key


async def test_who_is_no_receiver_gets_what_an_unknown_ticket_gets(office: Office) -> None:
    ticket, other = await office.ticket(), await office.ticket(TILBURG, draft="2")
    view = await office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    for call in (
        office.attachments.for_staff(ticket.number, staff(TILBURG)),
        office.attachments.fetch_by_staff(ticket.number, staff(TILBURG), view.key),
        office.attachments.add_by_staff(ticket.number, staff(TILBURG), pdf()),
        # The key of one ticket opens nothing through another.
        office.attachments.fetch_by_staff(other.number, staff(TILBURG), view.key),
        office.attachments.fetch_by_citizen(other.number, other.access_code, view.key),
        office.attachments.for_citizen(ticket.number, other.access_code),
        office.attachments.fetch_by_citizen(ticket.number, other.access_code, view.key),
        office.attachments.add_by_citizen(ticket.number, other.access_code, pdf()),
        office.attachments.for_citizen("L26-2222-22", ticket.access_code),
    ):
        with pytest.raises(NotFound):
            await call
    assert await office.attachments.for_staff(ticket.number, COORDINATOR) == (view,)
    with pytest.raises(NotYours):
        await office.attachments.add_by_staff(ticket.number, COORDINATOR, pdf())


async def test_access_goes_along_when_a_ticket_is_given_back(office: Office) -> None:
    ticket = await office.ticket()
    view = await office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    await office.tickets.move(
        ticket.number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=TILBURG
    )
    with pytest.raises(NotFound):
        await office.attachments.fetch_by_staff(ticket.number, staff(UTRECHT), view.key)
    assert (await office.attachments.fetch_by_staff(ticket.number, staff(TILBURG), view.key)).data == pdf()


async def test_there_are_at_most_five_also_when_they_come_at_once(office: Office) -> None:
    ticket = await office.ticket()
    sent = [
        office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf(b"%d" % number))
        for number in range(MOST + 3)
    ]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    refused = [one.why for one in answers if isinstance(one, Refused)]
    assert refused == [Refusal.TE_VEEL] * 3
    assert len(office.files()) == MOST
    names = [view.name for view in await office.attachments.for_citizen(ticket.number, ticket.access_code)]
    assert names == [f"bijlage-{number}.pdf" for number in range(1, MOST + 1)]


async def test_the_same_file_sent_again_is_the_same_attachment(office: Office) -> None:
    ticket = await office.ticket()
    first = await office.attachments.add_by_citizen(ticket.number, ticket.access_code, picture())
    assert await office.attachments.add_by_citizen(ticket.number, ticket.access_code, picture()) == first
    assert len(office.files()) == 1


async def test_nothing_is_added_to_a_ticket_that_is_closed(office: Office) -> None:
    ticket = await office.ticket()
    await office.tickets.citizen_withdraw(ticket.number, ticket.access_code)
    call = office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    assert await refusal(call) is Refusal.AFGESLOTEN
    assert office.files() == []


async def test_what_waited_in_a_conversation_goes_with_each_ticket_of_that_request_once(
    office: Office,
) -> None:
    conversation = await office.conversation()
    view = await office.attachments.add_to_conversation(conversation, pdf(), after_sending=False)
    sent = order(package(UTRECHT), package(CJIB), conversation_id=conversation)
    for _ in range(2):
        async with office.database.write() as session:
            receipt = await office.tickets.hand_over(sent, session=session)
            await hand_over_waiting(session, conversation, [one.number for one in receipt.tickets])
    for one in receipt.tickets:
        (listed,) = await office.attachments.for_staff(one.number, staff(one.organisation))
        assert listed.key == view.key
    assert await office.attachments.waiting(conversation) == ()
    with pytest.raises(NotFound):
        await office.attachments.take_back(conversation, view.key)
    # What comes after the sending, when nothing else is asked, goes with what was sent.
    later = await office.attachments.add_to_conversation(conversation, picture(), after_sending=True)
    assert later.name == "bijlage-2.jpg"
    for one in receipt.tickets:
        assert len(await office.attachments.for_citizen(one.number, one.access_code)) == 2


async def test_what_waits_can_be_taken_back_and_leaves_the_disk(office: Office) -> None:
    conversation = await office.conversation()
    view = await office.attachments.add_to_conversation(conversation, pdf(), after_sending=False)
    with pytest.raises(NotFound):
        await office.attachments.take_back(conversation, "iets-anders")
    await office.attachments.take_back(conversation, view.key)
    assert await office.attachments.waiting(conversation) == ()
    assert office.files() == []


async def test_a_file_whose_row_could_not_be_written_does_not_stay_on_the_disk(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await office.ticket()

    def fail(*_: object) -> None:
        raise RuntimeError("crash before commit")

    monkeypatch.setattr("bot.attachments.service.write_attachment", fail)
    with pytest.raises(RuntimeError):
        await office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    assert office.files() == []
    assert await office.attachments.for_citizen(ticket.number, ticket.access_code) == ()


async def test_with_a_scanner_only_what_it_passes_is_kept(database: Database, tmp_path: Path) -> None:
    async with FakeClamd().listening() as fake:
        office = Office(database, tmp_path / "bijlagen", Clamd(fake.place))
        ticket = await office.ticket()
        data = picture()
        await office.attachments.add_by_citizen(ticket.number, ticket.access_code, data)
        assert fake.seen == [data]
        fake.answer = FOUND
        virus = office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
        assert await refusal(virus) is Refusal.VIRUS
    down = office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    assert await refusal(down) is Refusal.GEEN_CONTROLE
    assert len(office.files()) == 1


async def test_a_version_that_staff_has_on_the_screen_is_old_once_a_file_came(office: Office) -> None:
    ticket = await office.ticket()
    before = (await office.tickets.read(ticket.number, UTRECHT)).version
    await office.attachments.add_by_citizen(ticket.number, ticket.access_code, pdf())
    async with office.database.read() as session:
        stored = (await session.scalars(select(Ticket).where(Ticket.number == ticket.number))).one()
    assert stored.version == before + 1
