import pytest

from bot.signals.package import Visibility
from bot.signals.public import PublicSignals
from bot.signals.publication import PublicationDesk, PublicationState
from bot.signals.service import SignalService
from bot.signals.small import SafeTable
from bot.signals.workflow import SignalMoveIncomplete, SignalMoveRefused
from bot.store import Database
from bot.tickets.errors import NotFound
from tests.signals.helpers import COUNTER, report
from tests.tickets.helpers import SECRET, Clock

STORY = "Mijn buurman Klaas hielp mij met boodschappen en nu word ik gekort."


def desk(database: Database) -> PublicationDesk:
    return PublicationDesk(database, secret=SECRET, clock=Clock())


async def texts(database: Database, question: str = "") -> list[str]:
    return [one.text for one in (await PublicSignals(database).search(question)).signals]


async def test_a_story_is_public_in_the_reporters_own_words_after_it_was_read(database: Database) -> None:
    await report(database, story=STORY, visibility=Visibility.OPENBAAR)
    (waiting,) = await desk(database).waiting()
    assert waiting.text == STORY
    assert await desk(database).place(waiting.signal_id, STORY, COUNTER) is PublicationState.GEPLAATST
    assert await texts(database) == [STORY]
    assert await desk(database).waiting() == ()


async def test_changed_words_are_public_only_after_the_reporter_agreed(database: Database) -> None:
    sent = await report(database, story=STORY, visibility=Visibility.OPENBAAR)
    at = desk(database)
    (waiting,) = await at.waiting()
    changed = STORY.replace("buurman Klaas", "buurman")
    assert await at.place(waiting.signal_id, changed, COUNTER) is PublicationState.WACHT_OP_MELDER
    assert await texts(database) == []
    with pytest.raises(NotFound):
        await at.approve(sent.number, "22222-22222")
    await at.approve(sent.number, sent.access_code)
    assert await texts(database) == [changed]
    seen = await SignalService(database, secret=SECRET, clock=Clock()).for_citizen(
        sent.number, sent.access_code
    )
    assert (seen.publication, seen.public_text, seen.story) == ("geplaatst", changed, STORY)


async def test_the_reporter_takes_it_back_whenever_they_want(database: Database) -> None:
    sent = await report(database, story=STORY, visibility=Visibility.OPENBAAR)
    at = desk(database)
    (waiting,) = await at.waiting()
    await at.place(waiting.signal_id, STORY, COUNTER)
    await at.withdraw(sent.number, sent.access_code)
    assert await texts(database) == []
    with pytest.raises(SignalMoveRefused):
        await at.withdraw(sent.number, sent.access_code)
    with pytest.raises(SignalMoveRefused):
        await at.approve(sent.number, sent.access_code)


async def test_what_a_coordinator_refuses_stays_with_the_ministry_with_a_reason(
    sqlite_database: Database,
) -> None:
    await report(sqlite_database, story=STORY, visibility=Visibility.OPENBAAR)
    at = desk(sqlite_database)
    (waiting,) = await at.waiting()
    with pytest.raises(SignalMoveIncomplete, match="reden"):
        await at.refuse(waiting.signal_id, " ", COUNTER)
    with pytest.raises(SignalMoveIncomplete, match="tekst"):
        await at.place(waiting.signal_id, " ", COUNTER)
    await at.refuse(waiting.signal_id, "Iedereen in het dorp weet wie dit is.", COUNTER)
    assert await texts(sqlite_database) == []
    with pytest.raises(NotFound):
        await at.place(waiting.signal_id, STORY, COUNTER)


async def test_a_confidential_signal_never_waits_to_be_public(sqlite_database: Database) -> None:
    sent = await report(sqlite_database)
    assert await desk(sqlite_database).waiting() == ()
    with pytest.raises(SignalMoveRefused):
        await desk(sqlite_database).approve(sent.number, sent.access_code)


async def test_every_word_of_a_question_must_be_there_whatever_its_capitals_and_accents(
    database: Database,
) -> None:
    for place, story in enumerate(("Eén gift van mijn moeder", "Een boete van 100%")):
        await report(database, str(place), story=story, visibility=Visibility.OPENBAAR)
    for waiting in await desk(database).waiting():
        await desk(database).place(waiting.signal_id, waiting.text, COUNTER)
    assert await texts(database, "GIFT een") == ["Eén gift van mijn moeder"]
    assert await texts(database, "gift boete") == []
    assert await texts(database, "100%") == ["Een boete van 100%"]
    assert await texts(database, "%") == ["Een boete van 100%"]


async def test_nothing_public_leads_to_the_number_of_a_signal(sqlite_database: Database) -> None:
    sent = await report(sqlite_database, story=STORY, visibility=Visibility.OPENBAAR)
    (waiting,) = await desk(sqlite_database).waiting()
    await desk(sqlite_database).place(waiting.signal_id, STORY, COUNTER)
    (seen,) = (await PublicSignals(sqlite_database).search()).signals
    assert sent.number not in repr(seen)


async def test_public_figures_are_of_ten_reporters_or_more(database: Database) -> None:
    for place in range(9):
        await report(database, f"s{place}", ministries=("SZW",))
    figures = await PublicSignals(database).figures()
    assert (figures.total, figures.ministries, figures.laws, figures.months) == (
        None,
        (),
        SafeTable((), None),
        (),
    )
    for place in range(3):
        await report(database, f"t{place}", ministries=("SZW",), law="Wajong", scheme="wajong")
    for place in range(4):
        await report(database, f"v{place}", ministries=("VWS", "SZW"), law="Zvw", scheme="wanbetaler")
    figures = await PublicSignals(database).figures()
    # Of SZW are sixteen, of which twelve first: by law they would give away the four that VWS shares with it.
    assert (figures.total, figures.stories) == (16, 0)
    assert figures.ministries == (("SZW", 16),)
    assert figures.laws == SafeTable((), 16)
