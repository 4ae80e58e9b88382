import random
from collections import Counter

import pytest
from sqlalchemy import func, select, update

from bot.signals.bespoke import Rule, signal_repeated_requests
from bot.signals.clustering.likeness import Space
from bot.signals.clustering.run import ClusterRun
from bot.signals.clustering.words import readable, stem, stems
from bot.signals.clusters import Clusters
from bot.signals.facets import Facet
from bot.signals.listing import Filter, SignalList
from bot.signals.mending import ClusterDesk
from bot.signals.service import SignalService
from bot.signals.small import LEAST
from bot.signals.workflow import (
    Phase,
    SignalMove,
    SignalMoveIncomplete,
    SignalMoveRefused,
    SignalStatus,
)
from bot.store import (
    AppendOnlyViolation,
    Database,
    Outbox,
    Signal,
    SignalClusterEvent,
    SignalClusterMember,
    SignalClusterRun,
)
from bot.tickets.errors import NotFound
from tests.signals.consultation import TOPICS, reactions
from tests.signals.free_stories import STORIES
from tests.signals.helpers import BY_MAIL, BZK, SZW, report, reports
from tests.signals.helpers import desk as ministry_desk
from tests.tickets.helpers import SECRET, UTRECHT, Clock, order, package, service

HOUSEMATE = TOPICS[0]
GIFTS = TOPICS[1]


async def run(database: Database) -> None:
    await ClusterRun(database, Clock()).run()


async def only_cluster(database: Database, ministry: str = "SZW") -> int:
    (one,) = await Clusters(database).largest(ministry)
    return one.id


def test_stories_that_tell_the_same_in_other_words_come_together_and_no_others_do() -> None:
    known, stories = {}, {}
    for topic, told in STORIES.items():
        for story in told:
            known[len(known)] = topic
            stories[len(stories)] = story
    stories |= {one.number + 1000: one.story for one in reactions()}
    found = Space(stories).arrange(list(known), {})
    clusters: dict[int, set[str]] = {}
    for number, at in found.new.items():
        clusters.setdefault(at.place, set()).add(known[number])
    assert all(len(topics) == 1 for topics in clusters.values()), clusters
    # What tells nothing that others tell stays alone.
    assert not any("los" in topics for topics in clusters.values())
    alike = sum(topic != "los" for topic in known.values())
    assert len(found.new) >= 0.9 * alike


def test_the_same_stories_give_the_same_clusters_in_whatever_order_they_come() -> None:
    stories = {one.number: one.story for one in reactions()}
    space = Space(stories)
    ids = [one.number for one in reactions() if one.topic.scheme == "bijstand"]
    first = space.arrange(ids, {})
    mixed = ids.copy()
    random.Random(7).shuffle(mixed)  # noqa: S311 - an order, no secret
    assert Space(dict(reversed(stories.items()))).arrange(mixed, {}) == first


def test_why_a_story_is_where_it_is_is_told_in_words_that_stand_in_it() -> None:
    numbers = {number: HOUSEMATE.story(number) for number in range(9)}
    numbers |= {100 + number: GIFTS.story(number) for number in range(9)}
    found = Space(numbers).arrange(list(numbers), {})
    for number, at in found.new.items():
        assert at.shared, numbers[number]
        assert set(at.shared) <= set(stems(numbers[number]))


def test_no_words_at_all_make_no_cluster() -> None:
    assert not Space({1: "?", 2: "!"}).arrange([1, 2], {}).new
    assert not Space({}).arrange([], {}).new


@pytest.mark.parametrize(
    ("one", "other"), [("kinderen", "kind"), ("gekort", "gekorte"), ("kostendelersnorm", "kostendeler")]
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_people_read_words_and_not_stems() -> None:
    assert readable(["De boodschappen", "boodschappen doen", "een boodschap"], [stem("boodschap")]) == [
        "boodschappen"
    ]


async def test_signals_about_one_rule_find_each_other_and_those_about_another_do_not(
    database: Database,
) -> None:
    for place in range(6):
        await report(database, f"k{place}", story=HOUSEMATE.story(place))
        await report(database, f"g{place}", story=GIFTS.story(place))
        # The same words about another scheme are another matter.
        await report(database, f"i{place}", story=HOUSEMATE.story(place), scheme="ioaw", law="IOAW")
    await run(database)
    clusters = Clusters(database)
    found = await clusters.largest("SZW")
    assert sorted((one.scheme, one.signals) for one in found) == [
        ("bijstand", 6),
        ("bijstand", 6),
        ("ioaw", 6),
    ]
    view = await clusters.read(found[0].id, "SZW")
    assert view.own
    assert view.phase is Phase.RESULTATEN
    assert len({one.signal.number for one in view.members}) == 6
    assert view.words
    last = await clusters.last_run()
    assert last is not None
    assert (last.total, last.done, last.placed, last.new_clusters) == (18, 18, 18, 3)
    assert last.finished_at is not None


async def test_new_signals_join_the_cluster_that_is_there_and_a_second_run_changes_nothing(
    sqlite_database: Database,
) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(6)])
    await run(sqlite_database)
    before = await only_cluster(sqlite_database)
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(6, 9)])
    await run(sqlite_database)
    await run(sqlite_database)
    assert await only_cluster(sqlite_database) == before
    assert (await Clusters(sqlite_database).read(before, "SZW")).signals == 9


async def test_a_name_a_split_and_a_phase_made_by_hand_are_kept_when_new_ones_come(
    database: Database,
) -> None:
    sent = await reports(database, [HOUSEMATE.story(place) for place in range(8)])
    await run(database)
    cluster, desk = await only_cluster(database), ClusterDesk(database, Clock())
    await desk.rename(cluster, SZW, "  Kind komt   thuis wonen ")
    await desk.set_phase(cluster, SZW, Phase.ANALYSE, "")
    apart = await desk.split(cluster, SZW, [sent[0].number, sent[1].number], "Anders")
    await reports(database, [HOUSEMATE.story(place) for place in range(8, 12)])
    await run(database)
    clusters = Clusters(database)
    kept, other = await clusters.read(cluster, "SZW"), await clusters.read(apart, "SZW")
    assert (kept.title, kept.phase) == ("Kind komt thuis wonen", Phase.ANALYSE)
    assert other.title == "Anders"
    assert {one.signal.number for one in other.members if one.by_hand} == {sent[0].number, sent[1].number}
    assert kept.signals + other.signals == 12
    assert [line.kind for line in kept.history] == ["gevonden", "naam", "fase", "gesplitst"]


async def test_merged_clusters_are_one_where_new_ones_come_too(sqlite_database: Database) -> None:
    sent = await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(6)])
    await run(sqlite_database)
    cluster, desk = await only_cluster(sqlite_database), ClusterDesk(sqlite_database, Clock())
    apart = await desk.split(cluster, SZW, [one.number for one in sent[:3]], "Apart")
    await desk.merge(apart, SZW, cluster)
    clusters = Clusters(sqlite_database)
    assert (await clusters.read(cluster, "SZW")).signals == 6
    with pytest.raises(NotFound):
        await clusters.read(apart, "SZW")
    await reports(sqlite_database, [HOUSEMATE.story(7)])
    await run(sqlite_database)
    assert (await clusters.read(cluster, "SZW")).signals == 7
    with pytest.raises(SignalMoveIncomplete, match="samen"):
        await desk.merge(cluster, SZW, cluster)


async def test_nothing_below_ten_reporters_is_shown_outside_the_owning_ministry(database: Database) -> None:
    stories = [HOUSEMATE.story(place) for place in range(LEAST)]
    await reports(database, stories[:-1], ministries=("SZW",))
    await run(database)
    cluster, clusters = await only_cluster(database), Clusters(database)
    with pytest.raises(NotFound):
        await clusters.read(cluster, "OCW")
    assert await clusters.elsewhere("OCW") == ()
    await report(database, "tiende", story=stories[-1], ministries=("SZW",))
    await run(database)
    (row,) = await clusters.elsewhere("OCW")
    assert (row.signals, row.own) == (LEAST, False)
    view = await clusters.read(cluster, "OCW")
    # Figures, and no story, number or history of it.
    assert (view.members, view.history, view.own, view.reporters) == ((), (), False, LEAST)


async def test_one_person_who_reports_ten_times_is_one_reporter(sqlite_database: Database) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(LEAST)], ministries=("SZW",))
    await run(sqlite_database)
    async with sqlite_database.write() as session:
        first = await session.scalar(select(func.min(Signal.case_id)))
        await session.execute(update(Signal).values(case_id=first))
    cluster, clusters = await only_cluster(sqlite_database), Clusters(sqlite_database)
    assert (await clusters.read(cluster, "SZW")).reporters == 1
    assert await clusters.elsewhere("OCW") == ()
    with pytest.raises(NotFound):
        await clusters.read(cluster, "OCW")


async def test_who_shares_in_a_cluster_reads_only_its_own_signals_of_it(sqlite_database: Database) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(6)], ministries=("SZW",))
    shared = await report(sqlite_database, "gedeeld", story=HOUSEMATE.story(6))
    await run(sqlite_database)
    view = await Clusters(sqlite_database).read(await only_cluster(sqlite_database, "BZK"), "BZK")
    assert [one.signal.number for one in view.members] == [shared.number]
    assert (view.signals, view.reporters, view.own, view.history) == (1, None, False, ())


async def test_only_the_owner_mends_a_cluster(sqlite_database: Database) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(4)])
    await run(sqlite_database)
    cluster, desk = await only_cluster(sqlite_database), ClusterDesk(sqlite_database, Clock())
    for doing in (
        desk.rename(cluster, BZK, "Van ons"),
        desk.set_phase(cluster, BZK, Phase.ANALYSE, ""),
        desk.split(cluster, BZK, [], "x"),
        desk.answer(cluster, BZK, "Dag"),
    ):
        with pytest.raises(NotFound):
            await doing


async def test_an_end_says_why_and_a_phase_is_not_set_twice(sqlite_database: Database) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(4)])
    await run(sqlite_database)
    cluster, desk = await only_cluster(sqlite_database), ClusterDesk(sqlite_database, Clock())
    for end in (Phase.AANGEPAST, Phase.OPGELOST_IN_UITVOERING, Phase.GEEN_HARDVOCHTIGHEID):
        with pytest.raises(SignalMoveIncomplete, match="toelichting"):
            await desk.set_phase(cluster, SZW, end, "  ")
    with pytest.raises(SignalMoveRefused):
        await desk.set_phase(cluster, SZW, Phase.RESULTATEN, "")
    with pytest.raises(AppendOnlyViolation):
        async with sqlite_database.write() as session:
            await session.execute(update(SignalClusterEvent).values(text="anders"))


async def test_one_answer_reaches_all_who_wanted_to_hear_and_no_others(sqlite_database: Database) -> None:
    stories = [HOUSEMATE.story(place) for place in range(4)]
    hearing = await reports(sqlite_database, stories[:3], reply_address=BY_MAIL)
    deaf = await report(sqlite_database, "doof", story=stories[3], reply_wanted=False, reply_address=None)
    await run(sqlite_database)
    desk = ClusterDesk(sqlite_database, Clock())
    assert await desk.answer(await only_cluster(sqlite_database), SZW, "De norm wordt aangepast.") == 3
    reader = SignalService(sqlite_database, secret=SECRET, clock=Clock())
    for one in hearing:
        assert (await reader.for_citizen(one.number, one.access_code)).lines[
            -1
        ].text == "De norm wordt aangepast."
    assert len((await reader.for_citizen(deaf.number, deaf.access_code)).lines) == 1


async def test_a_cluster_is_a_filter_like_any_other(sqlite_database: Database) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(4)])
    await run(sqlite_database)
    cluster = await only_cluster(sqlite_database)
    page = await SignalList(sqlite_database).page("SZW", Filter({Facet.CLUSTER: str(cluster)}))
    assert page.count == 4


async def test_progress_can_be_read_while_it_runs(sqlite_database: Database) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(4)])
    await reports(
        sqlite_database, [TOPICS[2].story(place) for place in range(3)], scheme="wajong", law="Wajong"
    )
    told: list[tuple[int, int]] = []
    await ClusterRun(sqlite_database, Clock(), lambda done, total: told.append((done, total))).run()
    assert told == [(4, 7), (7, 7)]
    async with sqlite_database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SignalClusterRun)) == 1


async def test_an_exception_asked_by_ten_people_is_a_signal_by_itself_once_a_quarter(
    database: Database,
) -> None:
    rules = {"bijstand": Rule("de bijstand", "Participatiewet", ("SZW",))}
    clock = Clock()
    tickets = service(database, clock)
    for place in range(LEAST - 1):
        asked = package(UTRECHT, door="maatwerk", schemes=("bijstand",))
        await tickets.hand_over(order(asked, draft=f"m{place}"))
    assert await signal_repeated_requests(database, rules, clock) == ()
    await tickets.hand_over(order(package(UTRECHT, door="maatwerk", schemes=("bijstand",)), draft="tiende"))
    (number,) = await signal_repeated_requests(database, rules, clock)
    assert await signal_repeated_requests(database, rules, clock) == ()
    (seen,) = (await SignalList(database).page("SZW", Filter({Facet.REPORTER: "loket"}))).signals
    assert (seen.number, seen.cause) == (number, ("O1",))
    assert "10 mensen" in seen.story
    # Of the requests themselves nothing goes to the ministry.
    assert "boete" not in seen.story
    clock.forward(days=92)
    assert len(await signal_repeated_requests(database, rules, clock)) == 1


async def test_what_the_loket_itself_reports_is_nobodys_story_and_joins_no_cluster(
    sqlite_database: Database,
) -> None:
    await reports(sqlite_database, [HOUSEMATE.story(place) for place in range(3)], role="loket")
    await run(sqlite_database)
    async with sqlite_database.read() as session:
        assert await session.scalar(select(func.count()).select_from(SignalClusterMember)) == 0


def test_the_made_up_consultation_has_the_letters_proportions() -> None:
    made = list(reactions())
    assert len(made) == 403
    assert sum(one.public for one in made) == 299
    ministries = Counter(one.topic.ministry for one in made) + Counter(
        one.shared_with for one in made if one.shared_with
    )
    assert ministries == Counter(
        {"SZW": 157, "VWS": 127, "OCW": 59, "BZK": 50, "JenV": 37, "FIN": 37, "IenW": 18, "EZK": 13}
    )


async def test_the_parts_of_anothers_cluster_do_not_give_away_by_subtraction_what_is_not_shown(
    sqlite_database: Database,
) -> None:
    clock = Clock()
    for place in range(14):
        if place == 11:
            clock.forward(days=35)
        await report(
            sqlite_database, f"m{place}", clock=clock, story=HOUSEMATE.story(place), ministries=("SZW",),
            municipality="gemeente:0344" if place < 12 else "gemeente:0855",
        )  # fmt: skip
    await run(sqlite_database)
    cluster = await only_cluster(sqlite_database)
    view = await Clusters(sqlite_database).read(cluster, "OCW")
    assert view.reporters == 14
    # Three in the second month and two in the second town would follow from fourteen.
    assert (view.months, view.municipalities) == ((), ())
    assert (view.first, view.last, view.want_reply) == (None, None, 0)
    assert dict((await Clusters(sqlite_database).read(cluster, "SZW")).municipalities) == {
        "gemeente:0344": 12,
        "gemeente:0855": 2,
    }


async def test_a_whole_cluster_is_used_in_a_product_at_once_and_who_wanted_to_hear_hears_it_once(
    database: Database,
) -> None:
    stories = [HOUSEMATE.story(place) for place in range(5)]
    hearing = await reports(database, stories[:3], reply_address=BY_MAIL)
    deaf = await report(database, "doof", story=stories[3], reply_wanted=False, reply_address=None)
    closed = await report(database, "dicht", story=stories[4], reply_address=BY_MAIL)
    await run(database)
    single = ministry_desk(database)
    await single.move(closed.number, SZW, SignalMove.SLUIT, reason="regel_aangepast")
    await single.move(hearing[0].number, SZW, SignalMove.GEBRUIK, product="Staat 2026")
    cluster, desk = await only_cluster(database), ClusterDesk(database, Clock())
    assert await desk.use(cluster, SZW, " Staat  2026 ") == 3
    # Once more, as a page that is sent twice: nobody hears it twice.
    assert await desk.use(cluster, SZW, "Staat 2026") == 0
    reader = SignalService(database, secret=SECRET, clock=Clock())
    for one in (*hearing, deaf):
        lines = (await reader.for_citizen(one.number, one.access_code)).lines
        assert [line.words for line in lines if "gebruikt" in line.words] == [
            "Uw melding is gebruikt in: Staat 2026."
        ]
    assert (await reader.for_citizen(closed.number, closed.access_code)).status is SignalStatus.AFGESLOTEN
    found = await SignalList(database).overview("SZW")
    assert dict(found.of(Facet.STATUS)) == {"gebruikt": 4, "afgesloten": 1}
    assert found.total == 5
    assert dict((await SignalList(database).overview("BZK")).of(Facet.STATUS))["gebruikt"] == 4
    async with database.read() as session:
        mails = await session.scalars(
            select(Outbox.subject).where(Outbox.kind == "signaal-bijgewerkt", Outbox.receiver == "burger")
        )
        assert Counter(mails) == Counter([closed.number, *(one.number for one in hearing)])
    line = (await Clusters(database).read(cluster, "SZW")).history[-1]
    assert (line.kind, line.data) == ("gebruik", {"product": "Staat 2026", "aantal": 3})
    with pytest.raises(SignalMoveIncomplete, match="product"):
        await desk.use(cluster, SZW, " ")
    with pytest.raises(NotFound):
        await desk.use(cluster, BZK, "Staat 2026")
