import pytest
from sqlalchemy import select

from bot.signals.listing import Filter, SignalList
from bot.signals.package import SignalPackage, Visibility
from bot.signals.public import PublicSignals
from bot.signals.service import SignalService
from bot.signals.telling import status_words
from bot.signals.workflow import SignalStatus
from bot.store import Database, SignalReplyAddress
from bot.tickets.errors import NotFound
from tests.tickets.helpers import SECRET, Clock, order, service, signal


def reader(database: Database) -> SignalService:
    return SignalService(database, secret=SECRET, clock=Clock())


async def test_both_ministries_see_it_and_no_other_does(database: Database) -> None:
    receipt = (await service(database).hand_over(order(signals=(signal(),)))).signals[0]
    signals, listed = reader(database), SignalList(database)
    for code in ("SZW", "BZK"):
        (seen,) = (await listed.page(code, Filter())).signals
        assert (seen.number, seen.ministries) == (receipt.number, ("SZW", "BZK"))
        assert (await signals.read(receipt.number, code)) == seen
    assert (await listed.page("OCW", Filter())).signals == ()
    with pytest.raises(NotFound):
        await signals.read(receipt.number, "OCW")


async def test_a_ministry_never_gets_the_reply_address_the_case_or_the_ticket(database: Database) -> None:
    receipt = await service(database).hand_over(order(signals=(signal(),)))
    (seen,) = (await SignalList(database).page("SZW", Filter())).signals
    assert "example.nl" not in repr(seen)
    assert receipt.tickets[0].number not in repr(seen)
    assert str(receipt.case_number) not in repr(seen)
    async with database.read() as session:
        stored = (await session.scalars(select(SignalReplyAddress))).one()
    assert stored.contact == {"email": "dochter@example.nl"}


async def test_nothing_is_public_before_a_coordinator_read_it(database: Database) -> None:
    tickets = service(database)
    await tickets.hand_over(order(draft="1", signals=(signal(),)))
    await tickets.hand_over(order(draft="2", signals=(signal(visibility=Visibility.OPENBAAR),)))
    assert (await PublicSignals(database).search()).signals == ()


async def test_the_sender_reads_it_by_number_and_code_and_nobody_else_does(database: Database) -> None:
    receipt = (await service(database).hand_over(order(signals=(signal(),)))).signals[0]
    signals = reader(database)
    seen = await signals.for_citizen(receipt.number.lower(), receipt.access_code)
    assert seen.words == "Uw melding is gestuurd naar SZW en BZK."
    assert [line.words for line in seen.lines] == [seen.words]
    for number, code in ((receipt.number, "22222-22222"), ("S26-2222-22", receipt.access_code), ("", "")):
        with pytest.raises(NotFound):
            await signals.for_citizen(number, code)


async def test_pages_go_from_new_to_old(database: Database) -> None:
    tickets = service(database)
    for number in range(5):
        await tickets.hand_over(order(draft=str(number), signals=(signal(story=str(number)),)))
    listed = SignalList(database)
    first = await listed.page("SZW", Filter(), limit=3)
    rest = await listed.page("SZW", Filter(), limit=3, before=first.next)
    assert [one.story for one in first.signals + rest.signals] == ["4", "3", "2", "1", "0"]
    assert rest.next is None


def test_every_status_has_words() -> None:
    for status in SignalStatus:
        assert "SZW" in status_words(status, ("SZW",))


@pytest.mark.parametrize("ministries", [(), ("SZW", "SZW")])
def test_a_signal_names_each_ministry_once_and_at_least_one(ministries: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="ministry"):
        SignalPackage(ministries=ministries, story="x")
