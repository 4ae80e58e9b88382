import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.store import (
    Case,
    Conversation,
    Database,
    Outbox,
    Signal,
    SignalReplyAddress,
    Ticket,
    TicketEvent,
    UnrecordedMove,
)
from bot.tickets.errors import UnknownOrganisation
from bot.tickets.packages import HandOver
from bot.tickets.workflow import LOKET, State
from tests.tickets.helpers import CAK, CJIB, START, TILBURG, UTRECHT, order, package, service, signal

TABLES = (Case, Ticket, TicketEvent, Signal, SignalReplyAddress, Outbox)


async def counts(database: Database) -> dict[str, int]:
    async with database.read() as session:
        return {
            table.__tablename__: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }


async def conversation(database: Database) -> int:
    async with database.write() as session:
        row = Conversation(token_hash="t", created_at=START, updated_at=START)
        session.add(row)
        await session.flush()
        return row.id


async def test_one_transaction_writes_case_tickets_signal_history_and_messages(database: Database) -> None:
    both = order(package(CJIB), package(UTRECHT), signals=(signal(),))
    receipt = await service(database).hand_over(both)
    assert [ticket.organisation for ticket in receipt.tickets] == [CJIB, UTRECHT]
    assert [ticket.executor for ticket in receipt.tickets] == ["cjib", "gemeente"]
    assert {ticket.state for ticket in receipt.tickets} == {State.AANGEBODEN}
    assert receipt.signals[0].ministries == ("SZW", "BZK")
    assert await counts(database) == {
        "case_": 1,
        "ticket": 2,
        "ticket_event": 2,
        "signal": 1,
        "signal_reply_address": 1,
        "outbox": 4,
    }


async def test_sending_again_gets_the_same_numbers_and_writes_nothing(database: Database) -> None:
    own = await conversation(database)
    again = order(package(), signals=(signal(),), conversation_id=own)
    tickets = service(database)
    first = await tickets.hand_over(again)
    before = await counts(database)
    assert await tickets.hand_over(again) == first
    assert await counts(database) == before
    assert await tickets.receipts(own) == first


async def test_ten_at_once_make_one_ticket(database: Database) -> None:
    own = await conversation(database)
    tickets = service(database)
    same = order(package(), signals=(signal(),), conversation_id=own)
    receipts = await asyncio.gather(*(tickets.hand_over(same) for _ in range(10)))
    assert all(receipt == receipts[0] for receipt in receipts)
    assert (await counts(database))["ticket"] == 1
    assert (await counts(database))["signal"] == 1


async def test_another_draft_of_the_same_conversation_is_another_ticket(database: Database) -> None:
    own = await conversation(database)
    tickets = service(database)
    one = await tickets.hand_over(order(package(), draft="1", conversation_id=own))
    two = await tickets.hand_over(order(package(), draft="2", conversation_id=own))
    assert one.tickets[0].number != two.tickets[0].number
    everything = await tickets.receipts(own)
    assert everything.tickets == one.tickets + two.tickets


async def test_a_receiver_that_was_added_gets_its_ticket_in_the_same_case(database: Database) -> None:
    tickets = service(database)
    one = await tickets.hand_over(order(package(CJIB)))
    two = await tickets.hand_over(order(package(CJIB), package(UTRECHT)))
    assert two.case_number == one.case_number
    assert two.tickets[0] == one.tickets[0]
    assert (await counts(database))["ticket"] == 2


async def test_a_crash_before_the_commit_leaves_nothing(database: Database) -> None:
    tickets = service(database)

    async def crash() -> None:
        async with database.write() as session:
            await tickets.hand_over(order(package(), signals=(signal(),)), session=session)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        await crash()
    assert set((await counts(database)).values()) == {0}


async def test_an_unknown_organisation_writes_nothing_of_the_whole_order(database: Database) -> None:
    with pytest.raises(UnknownOrganisation):
        await service(database).hand_over(order(package(CJIB), package("gemeente:9999")))
    assert set((await counts(database)).values()) == {0}


async def test_what_is_not_connected_lies_with_the_loket_and_says_for_whom(database: Database) -> None:
    tickets = service(database)
    receipt = (await tickets.hand_over(order(package(CAK)))).tickets[0]
    assert (receipt.organisation, receipt.intended_for, receipt.executor) == (LOKET, CAK, "cak")
    seen = await tickets.for_citizen(receipt.number, receipt.access_code)
    assert "Het CAK is nog niet op ons aangesloten" in seen.words
    assert seen.lines[0].words == seen.words


async def test_a_message_says_what_happened_and_where_and_nothing_else(database: Database) -> None:
    receipt = await service(database).hand_over(order(package(), signals=(signal(),)))
    async with database.read() as session:
        rows = (await session.scalars(select(Outbox).order_by(Outbox.id))).all()
    number = receipt.tickets[0].number
    assert rows[0].payload == {
        "type": "nl.overheid.loket.ticket-aangeboden",
        "subject": number,
        "dataref": f"/v1/tickets/{number}",
    }
    assert [(row.kind, row.receiver) for row in rows] == [
        ("ticket-aangeboden", CJIB),
        ("signaal-aangeboden", "ministerie:SZW"),
        ("signaal-aangeboden", "ministerie:BZK"),
    ]
    assert {row.state for row in rows} == {"wachtend"}


async def test_dates_and_the_place_in_the_inbox_come_from_the_package(database: Database) -> None:
    await service(database).hand_over(
        order(
            package(TILBURG, urgent_reason="ontruiming"),
            package(UTRECHT, answer_by=None),
        )
    )
    async with database.read() as session:
        urgent, plain = (await session.scalars(select(Ticket).order_by(Ticket.id))).all()
    assert (urgent.urgent, urgent.rank, urgent.sort_by) == (True, 0, date(2026, 12, 8))
    assert (plain.urgent, plain.rank, plain.sort_by) == (False, 1, date.max)
    assert urgent.terms == [{"id": "betaling", "laatste_dag": "2026-12-14"}]
    assert urgent.received_at == START


async def test_a_state_without_its_history_line_cannot_be_written(database: Database) -> None:
    await service(database).hand_over(order())
    with pytest.raises(UnrecordedMove):
        async with database.write() as session:
            setattr((await session.scalars(select(Ticket))).one(), "state", "afgehandeld")  # noqa: B010


def test_an_empty_order_and_two_like_packages_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        HandOver(draft="1")
    with pytest.raises(ValueError, match="slot"):
        order(package(), package())
    assert len(order(package(slot="a"), package(slot="b")).tickets) == 2
