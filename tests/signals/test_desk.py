from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.signals.desk import Judgement, OwnCase
from bot.signals.facets import Facet
from bot.signals.hardness import Hardness
from bot.signals.history import SignalActor
from bot.signals.listing import Filter, SignalList
from bot.signals.service import SignalService
from bot.signals.workflow import (
    CLOSE_REASONS,
    MOVES,
    Reader,
    SignalMove,
    SignalMoveIncomplete,
    SignalMoveRefused,
    SignalStatus,
    next_status,
)
from bot.store import AppendOnlyViolation, Database, Outbox, SignalEvent
from bot.tickets.citizens import CitizenDesk, Helped
from bot.tickets.errors import NotFound
from bot.tickets.workflow import Move
from tests.signals.helpers import BY_MAIL, BZK, SZW, desk, report
from tests.tickets.helpers import (
    CJIB,
    KNOWN,
    SECRET,
    TILBURG,
    UTRECHT,
    Clock,
    order,
    package,
    signal,
    staff,
)


@pytest.mark.parametrize("move", list(SignalMove))
@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("status", list(SignalStatus))
def test_the_table_alone_says_which_moves_there_are(
    status: SignalStatus, reader: Reader, move: SignalMove
) -> None:
    rule = MOVES[move]
    if status in rule.sources and reader in rule.who:
        assert next_status(status, move, reader) is rule.target
    else:
        with pytest.raises(SignalMoveRefused):
            next_status(status, move, reader)


async def test_a_signal_goes_through_the_table_and_its_reporter_reads_each_step(database: Database) -> None:
    clock = Clock()
    sent = await report(database, clock=clock)
    at = desk(database, clock)
    await at.move(sent.number, SZW, SignalMove.BEKIJK)
    await at.move(sent.number, SZW, SignalMove.GEBRUIK, product="Knelpuntenbrief 2026")
    await at.move(sent.number, SZW, SignalMove.SLUIT, reason="regel_aangepast", text="Vanaf 1 januari.")
    seen = await SignalService(database, secret=SECRET, clock=clock).for_citizen(
        sent.number, sent.access_code
    )
    assert [line.words for line in seen.lines] == [
        "Uw melding is gestuurd naar SZW en BZK.",
        "Uw melding is bekeken door SZW.",
        "Uw melding is gebruikt in: Knelpuntenbrief 2026.",
        "Uw melding is afgesloten door SZW. De regel is aangepast.",
    ]
    assert seen.lines[-1].text == "Vanaf 1 januari."
    assert seen.status is SignalStatus.AFGESLOTEN


@pytest.mark.parametrize(("move", "missing"), [(SignalMove.GEBRUIK, "product"), (SignalMove.SLUIT, "reden")])
async def test_a_move_without_what_it_needs_changes_nothing(
    sqlite_database: Database, move: SignalMove, missing: str
) -> None:
    sent = await report(sqlite_database)
    with pytest.raises(SignalMoveIncomplete, match=missing):
        await desk(sqlite_database).move(sent.number, SZW, move)
    view = await desk(sqlite_database).read(sent.number, "SZW")
    assert view.signal.status is SignalStatus.ONTVANGEN


async def test_who_shares_a_signal_can_use_it_but_not_close_it(sqlite_database: Database) -> None:
    sent = await report(sqlite_database)
    at = desk(sqlite_database)
    await at.move(sent.number, BZK, SignalMove.GEBRUIK, product="Brief aan de Kamer")
    with pytest.raises(SignalMoveRefused):
        await at.move(sent.number, BZK, SignalMove.SLUIT, reason="geen_regel")


async def test_a_ministry_that_it_is_not_for_finds_nothing_whatever_it_tries(
    sqlite_database: Database,
) -> None:
    sent = await report(sqlite_database)
    at, other = desk(sqlite_database), SignalActor("ministerie", "Oya", "OCW")
    with pytest.raises(NotFound):
        await at.read(sent.number, "OCW")
    for doing in (
        at.move(sent.number, other, SignalMove.BEKIJK),
        at.judge(sent.number, other, Judgement()),
        at.share(sent.number, other, "VWS"),
        at.answer(sent.number, other, "Dag"),
    ):
        with pytest.raises(NotFound):
            await doing


async def test_a_shared_signal_is_found_by_the_other_ministry_and_both_hear_who_has_it(
    database: Database,
) -> None:
    sent = await report(database)
    at = desk(database)
    await at.share(sent.number, SZW, "VWS")
    (seen,) = (await SignalList(database).page("VWS", Filter({Facet.SHARE: "gedeeld"}))).signals
    assert seen.ministries == ("SZW", "BZK", "VWS")
    async with database.read() as session:
        told = await session.scalars(select(Outbox.receiver).where(Outbox.kind == "signaal-aangeboden"))
        assert "ministerie:VWS" in told.all()
    for wrong in ("VWS", "XYZ", ""):
        with pytest.raises(SignalMoveIncomplete, match="naar"):
            await at.share(sent.number, SZW, wrong)


async def test_a_persons_judgement_stands_beside_the_proposal_and_is_what_is_found(
    database: Database,
) -> None:
    sent = await report(database, effects={"bestaanszekerheid": 4})
    judged = Judgement(Hardness.H2, ("O2", "O3"), "art. 22a", szw="3", rvs="A")
    await desk(database).judge(sent.number, SZW, judged)
    signals = SignalList(database)
    wanted = Filter(
        {
            Facet.HARDNESS: "H2",
            Facet.CAUSE: "O3",
            Facet.ARTICLE: "art. 22a",
            Facet.CATEGORY: "szw:3",
            Facet.LAW: "Participatiewet",
        }
    )
    (seen,) = (await signals.page("SZW", wanted)).signals
    assert (seen.hardness, seen.hardness_decided) == ("H1", "H2")
    assert (await signals.page("SZW", Filter({Facet.HARDNESS: "H1"}))).signals == ()
    view = await desk(database).read(sent.number, "BZK")
    line = view.history[-1]
    # Another ministry reads that it was judged, and by whom not.
    assert (line.kind, line.ministry, line.name, line.data["hardheid"]) == ("duiding", "SZW", None, "H2")


@pytest.mark.parametrize("wrong", [{"causes": ("O9",)}, {"szw": "5"}, {"rvs": "D"}, {"rvs": "E"}])
def test_a_judgement_outside_the_lists_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SignalMoveIncomplete):
        Judgement(**wrong)


def test_categories_d_and_e_close_a_signal_with_an_explanation() -> None:
    assert {"rvs_d", "rvs_e"} <= set(CLOSE_REASONS)
    assert "hoger beroep" in CLOSE_REASONS["rvs_d"]


async def test_an_answer_goes_to_who_wanted_to_hear_without_its_words_in_the_mail(database: Database) -> None:
    sent = await report(database, reply_address=BY_MAIL)
    await desk(database).answer(sent.number, SZW, "Wij passen de regel aan.")
    async with database.read() as session:
        (row,) = (await session.scalars(select(Outbox).where(Outbox.receiver == "burger"))).all()
    assert (row.kind, row.subject) == ("signaal-bijgewerkt", sent.number)
    assert "passen" not in str(row.payload)
    seen = await SignalService(database, secret=SECRET, clock=Clock()).for_citizen(
        sent.number, sent.access_code
    )
    assert (seen.lines[-1].words, seen.lines[-1].text) == (
        "U hebt een antwoord van SZW.",
        "Wij passen de regel aan.",
    )


async def test_who_did_not_want_to_hear_is_not_written_to(sqlite_database: Database) -> None:
    sent = await report(sqlite_database, reply_wanted=False, reply_address=None)
    with pytest.raises(SignalMoveRefused):
        await desk(sqlite_database).answer(sent.number, SZW, "Dag")
    await desk(sqlite_database).move(sent.number, SZW, SignalMove.GEBRUIK, product="Stand")
    async with sqlite_database.read() as session:
        assert (await session.scalars(select(Outbox).where(Outbox.receiver == "burger"))).all() == []


async def test_a_ministry_sees_whether_the_own_case_was_solved_and_nothing_else_of_it(
    database: Database,
) -> None:
    tickets = CitizenDesk(database, secret=SECRET, clock=Clock(), organisations=KNOWN.get)
    case = order(package(UTRECHT), package(TILBURG), package(CJIB), signals=(signal(),))
    made = await tickets.hand_over(case)
    number = made.signals[0].number
    assert (await desk(database).read(number, "SZW")).own_case == OwnCase(open=3)
    solved, withdrawn, _ = made.tickets
    await tickets.move(solved.number, Move.ACCEPTEER, staff(UTRECHT))
    await tickets.move(solved.number, Move.HANDELAF, staff(UTRECHT), text="De boete is kwijtgescholden.")
    await tickets.say_whether_it_helped(solved.number, solved.access_code, Helped.YES, "Eindelijk rust.")
    await tickets.citizen_withdraw(withdrawn.number, withdrawn.access_code)
    view = await desk(database).read(number, "SZW")
    assert view.own_case == OwnCase(open=1, answered=1, withdrawn=1, helped={"ja": 1})
    alone = await report(database, "los")
    assert (await desk(database).read(alone.number, "SZW")).own_case.none
    for told in (solved.number, "a@example.nl", "dochter@example.nl", "kwijtgescholden", "Eindelijk"):
        assert told not in repr(view)


async def test_the_history_of_a_signal_cannot_be_changed(sqlite_database: Database) -> None:
    await report(sqlite_database)
    with pytest.raises(AppendOnlyViolation):
        async with sqlite_database.write() as session:
            await session.execute(update(SignalEvent).values(text="anders"))


async def test_effects_are_found_by_their_weight_and_signals_by_their_day(database: Database) -> None:
    clock = Clock()
    await report(database, "licht", clock=clock, effects={"gezin": 2})
    clock.forward(days=40)
    heavy = await report(database, "zwaar", clock=clock, effects={"gezin": 5, "werk": 1})
    signals = SignalList(database)
    (seen,) = (await signals.page("SZW", Filter({Facet.EFFECT: "gezin"}, weight=4))).signals
    assert seen.number == heavy.number
    assert (await signals.page("SZW", Filter({Facet.EFFECT: "gezin"}))).count == 2
    early = Filter(since=date(2026, 11, 1), until=date(2026, 11, 30))
    assert (await signals.page("SZW", early)).count == 1
    assert (await signals.page("SZW", Filter(since=date(2027, 1, 4)))).count == 0


async def test_every_figure_of_the_overview_is_the_length_of_its_list(database: Database) -> None:
    await report(database, "1", cause=("O1", "O2"), effects={"gezin": 3}, municipality="gemeente:0344")
    await report(database, "2", cause=("O1",), scheme="wajong", law="Wajong", role="professional")
    await report(database, "3", ministries=("BZK", "SZW"))
    signals = SignalList(database)
    overview = await signals.overview("SZW")
    assert overview.total == 3
    for facet in overview.counts:
        if facet is Facet.MONTH:
            continue
        for value, count in overview.of(facet):
            assert (await signals.page("SZW", Filter({facet: value}))).count == count, (facet, value)
    assert overview.number(Facet.SHARE, "gedeeld") == 1


async def test_the_reporter_reads_which_ministry_did_it_and_not_that_the_others_did(
    sqlite_database: Database,
) -> None:
    sent = await report(sqlite_database, ministries=("SZW", "BZK"))
    reader = SignalService(sqlite_database, secret=SECRET, clock=Clock())
    fresh = await reader.for_citizen(sent.number, sent.access_code)
    assert fresh.words == "Uw melding is gestuurd naar SZW en BZK."
    await desk(sqlite_database).move(sent.number, BZK, SignalMove.GEBRUIK, product="Staat")
    used = await reader.for_citizen(sent.number, sent.access_code)
    assert used.words == "Uw melding is gebruikt door BZK."
    await desk(sqlite_database).answer(sent.number, SZW, "Dank u.")
    assert (await reader.for_citizen(sent.number, sent.access_code)).words == used.words
