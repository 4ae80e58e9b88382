"""Deletion on request: no byte of what was said stays, the receivers are asked to delete, a tombstone is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.engine.client import EngineFailed, EngineUnavailable
from bot.retention.policy import Why
from bot.store import Database, Outbox, Ticket, Tombstone
from bot.tickets.errors import NotFound
from tests.retention.helpers import WORD, Office, places, raw_places
from tests.tickets.helpers import CJIB, START, TILBURG, UTRECHT, staff


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path / "bijlagen")


async def test_after_a_deletion_no_byte_of_the_citizens_words_is_in_any_table_or_file(
    office: Office, tmp_path: Path
) -> None:
    conversation, receipt = await office.story()
    async with office.database.read() as session:
        before = await places(session)
    # The word was really everywhere: a test that cannot fail proves nothing.
    assert {
        "conversation.draft",
        "message.text",
        "ticket.summary",
        "ticket.own_words",
        "ticket.contact",
        "ticket_event.text",
        "review_item.text",
        "signal.story",
        "signal_reply_address.contact",
    } <= set(before)
    assert raw_places(tmp_path) != []
    one = receipt.tickets[0]
    gone = await office.retention.forget(one.number, one.access_code, everything=True)
    assert gone.complete
    assert set(gone.numbers) == {
        *(ticket.number for ticket in receipt.tickets),
        *(signal.number for signal in receipt.signals),
    }
    async with office.database.read() as session:
        assert await places(session) == []
    assert raw_places(tmp_path) == []
    assert office.files() == []
    assert office.engine.forgotten == [conversation]


async def test_nor_in_sqlites_free_pages_and_log_after_many_changes(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """Drafts that were overwritten and pages that were split hold older copies: those go too."""
    office = Office(sqlite_database, tmp_path / "bijlagen")
    _, receipt = await office.story()
    for step in range(60):
        office.clock.forward(minutes=1)
        await office.conversation(messages=step % 7 + 1)
    one = receipt.tickets[0]
    await office.retention.forget(one.number, one.access_code, everything=True)
    office.clock.forward(days=30)
    await office.retention.purge()
    assert raw_places(tmp_path) == []


async def test_a_tombstone_holds_number_door_organisation_states_with_times_when_and_why(
    office: Office,
) -> None:
    _, receipt = await office.story()
    one = receipt.tickets[0]
    office.clock.forward(days=3)
    await office.retention.forget(one.number, one.access_code)
    grave = await office.retention.grave(one.number.lower(), one.access_code)
    assert grave is not None
    assert (grave.number, grave.door, grave.organisation) == (one.number, "betalingsregeling", TILBURG)
    assert [line["status"] for line in grave.states] == [
        "aangeboden",
        "ontvangen",
        "teruggegeven",
        "aangeboden",
        "geaccepteerd",
        "in_behandeling",
        "wacht_op_burger",
        "in_behandeling",
        "ingetrokken",
    ]
    assert grave.states[0]["tijd"] == START.isoformat()
    assert (grave.deleted_at, grave.why) == (office.clock(), Why.CITIZEN)
    assert await office.retention.grave(one.number, "22222-22222") is None
    assert await office.retention.grave("L26-2222-22", one.access_code) is None
    for call in (
        office.tickets.for_citizen(one.number, one.access_code),
        office.tickets.read(one.number, TILBURG),
        office.retention.forget(one.number, one.access_code),
    ):
        with pytest.raises(NotFound):
            await call


async def test_every_organisation_that_ever_had_it_is_asked_to_delete_and_hears_nothing_else_of_it(
    office: Office,
) -> None:
    _, receipt = await office.story()
    one, other = receipt.tickets
    await office.retention.forget(one.number, one.access_code)
    async with office.database.read() as session:
        rows = (await session.scalars(select(Outbox).where(Outbox.subject == one.number))).all()
        others = (await session.scalars(select(Outbox.kind).where(Outbox.subject == other.number))).all()
    assert {(row.kind, row.receiver) for row in rows} == {
        ("ticket-verwijderd", UTRECHT),
        ("ticket-verwijderd", TILBURG),
    }
    assert all(set(row.payload) == {"type", "subject", "dataref"} for row in rows)
    assert "ticket-aangeboden" in others
    assert await office.retention.grave_of_holder(one.number, TILBURG) is not None
    assert await office.retention.grave_of_holder(one.number, CJIB) is None


async def test_who_follows_the_feed_misses_nothing_when_the_newest_messages_are_deleted(
    office: Office,
) -> None:
    _, receipt = await office.story(with_signal=False)
    async with office.database.read() as session:
        seen = max((await session.scalars(select(Outbox.id))).all())
    one = receipt.tickets[0]
    await office.retention.forget(one.number, one.access_code)
    async with office.database.read() as session:
        new = (await session.scalars(select(Outbox.kind).where(Outbox.id > seen))).all()
    assert new == ["ticket-verwijderd"] * 2


async def test_another_request_of_the_same_conversation_stays_unless_it_is_asked(office: Office) -> None:
    conversation, receipt = await office.story()
    one, other = receipt.tickets
    await office.retention.forget(one.number, one.access_code)
    left = await office.tickets.read(other.number, CJIB)
    assert WORD in left.own_words
    # Its attachment too, although the file came with both.
    (file,) = await office.attachments.for_staff(other.number, staff(CJIB))
    assert (await office.attachments.fetch_by_staff(other.number, staff(CJIB), file.key)).data
    assert office.engine.forgotten == [conversation]
    await office.retention.forget(other.number, other.access_code, everything=True)
    assert office.files() == []
    async with office.database.read() as session:
        assert await places(session) == []


async def test_a_signal_is_deleted_by_its_own_number_and_code_and_its_ministries_hear_it(
    office: Office,
) -> None:
    _, receipt = await office.story()
    (one,) = receipt.signals
    with pytest.raises(NotFound):
        await office.retention.forget(one.number, receipt.tickets[0].access_code)
    assert (await office.retention.forget(one.number, one.access_code)).numbers == (one.number,)
    grave = await office.retention.grave(one.number, one.access_code)
    assert grave is not None
    assert (grave.door, grave.organisation) == ("knellende_regel", "ministerie:SZW")
    async with office.database.read() as session:
        rows = (await session.scalars(select(Outbox).where(Outbox.subject == one.number))).all()
        assert "signal.story" not in await places(session)
    assert {(row.kind, row.receiver) for row in rows} == {
        ("signaal-verwijderd", "ministerie:SZW"),
        ("signaal-verwijderd", "ministerie:BZK"),
    }


async def test_the_counter_can_do_it_for_who_has_no_code_any_more(office: Office) -> None:
    _, receipt = await office.story()
    gone = await office.retention.forget_for_citizen(receipt.tickets[0].number)
    assert gone.numbers == (receipt.tickets[0].number,)
    async with office.database.read() as session:
        assert (await session.scalars(select(Tombstone.why))).all() == ["verzoek_via_loket"]
    with pytest.raises(NotFound):
        await office.retention.forget_for_citizen("L26-2222-22")


async def test_a_wrong_code_deletes_nothing(office: Office) -> None:
    _, receipt = await office.story()
    for number, code in (
        (receipt.tickets[0].number, receipt.tickets[1].access_code),
        (receipt.tickets[0].number, ""),
        ("L26-2222-22", receipt.tickets[0].access_code),
        ("", ""),
    ):
        with pytest.raises(NotFound):
            await office.retention.forget(number, code)
        with pytest.raises(NotFound):
            await office.retention.insight(number, code)
    async with office.database.read() as session:
        assert len((await session.scalars(select(Ticket.id))).all()) == 2


async def test_an_engine_that_does_not_run_remembers_nothing_and_one_that_fails_is_told_again(
    office: Office,
) -> None:
    first, receipt = await office.story()
    office.engine.fault = EngineFailed("no answer within 3 seconds")
    one = receipt.tickets[0]
    assert not (await office.retention.forget(one.number, one.access_code)).complete
    office.engine.fault = None
    await office.retention.purge()
    assert office.engine.forgotten == [first]
    office.clock.forward(hours=1)
    _, receipt = await office.story(draft="2")
    office.engine.fault = EngineUnavailable("ClientConnectorError")
    one = receipt.tickets[0]
    assert (await office.retention.forget(one.number, one.access_code)).complete


async def test_the_insight_holds_everything_of_ticket_and_conversation_and_no_name_of_staff(
    office: Office,
) -> None:
    _, receipt = await office.story()
    one, other = receipt.tickets
    told = await office.retention.insight(one.number, one.access_code)
    assert told["verzoek"]["eigenWoorden"] == f"mijn {WORD} kan dat niet betalen"
    assert told["verzoek"]["contact"]["adres"] == f"{WORD}@example.nl"
    assert len(told["gesprek"]["berichten"]) == 3
    assert WORD in str(told["gesprek"]["inTeVullen"])
    assert [line["tekst"] for line in told["geschiedenis"] if line["wat"] == "notitie"] == [
        f"bel over de {WORD}"
    ]
    assert {look["organisatie"] for look in told["inzagen"]} == {UTRECHT, "loket"}
    assert [file["naam"] for file in told["bijlagen"]] == ["bijlage-1.pdf"]
    assert [ticket["nummer"] for ticket in told["andereVerzoekenInDitGesprek"]] == [other.number]
    assert told["meldingen"][0]["antwoordadres"] == {"email": f"{WORD}@example.nl"}
    assert {row["soort"] for row in told["berichtenOverDitVerzoek"]} >= {"ticket-aangeboden"}
    assert told["bewaartermijnenInDagen"]["afgesloten verzoeken"] == 365
    assert "Noor" not in str(told)
    assert "Sam" not in str(told)
