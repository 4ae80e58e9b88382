"""The parts of taking over that need nothing else: opening hours, the estimate, and who listens."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.takeover.hours import BadHours, parse_hours
from bot.takeover.hub import Hub, TooManyListeners
from bot.takeover.waiting import Wait, estimate, in_words


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-26T08:00", True),  # 9:00 in winter, a Thursday
        ("2026-11-26T07:59", False),
        ("2026-11-26T11:30", False),  # lunch
        ("2026-11-26T12:00", True),
        ("2026-11-26T16:00", False),
        ("2026-07-02T07:00", True),  # 9:00 in summer
        ("2026-11-28T09:30", True),  # a Saturday
        ("2026-11-28T12:00", False),
        ("2026-11-29T10:00", False),
        ("2026-12-25T10:00", False),  # a Friday, and Christmas
    ],
)
def test_hours_are_dutch_time_by_weekday_and_never_on_a_holiday(moment: str, is_open: bool) -> None:
    hours = parse_hours(
        "ma-vr 09:00-12:30 13:00-17:00, za 10:00-12:00", lambda day: day == date(2026, 12, 25)
    )
    assert hours.is_open(datetime.fromisoformat(moment).replace(tzinfo=UTC)) is is_open


def test_without_hours_only_presence_decides() -> None:
    assert parse_hours(" ").is_open(datetime(2026, 11, 29, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    ["ma-vr", "vr-ma 09:00-17:00", "maandag 9:00-17:00", "ma 17:00-09:00", "ma 09:00-25:00", "ma 9-17", ","],
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadHours):
        parse_hours(text)


def test_a_wait_is_by_place_and_nobody_knows_without_three_that_went_before() -> None:
    waits = [Wait(1, timedelta(minutes=2)), Wait(2, timedelta(minutes=6)), Wait(4, timedelta(minutes=40))]
    assert estimate(1, waits[:2]) is None
    assert estimate(1, waits) == timedelta(minutes=3)
    assert estimate(5, waits) == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "Het duurt ongeveer 1 minuut."),
        (61, "Het duurt ongeveer 2 minuten."),
        (6 * 60, "Het duurt ongeveer 10 minuten."),
        (60 * 60, "Het duurt ongeveer 60 minuten."),
        (61 * 60, "Het duurt waarschijnlijk langer dan een uur."),
    ],
)
def test_a_wait_is_said_rounded_up(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


async def test_who_listens_hears_its_own_topics_and_what_came_meanwhile() -> None:
    hub = Hub()
    with hub.listen("a", "gesprek:1", "rij") as listener:
        hub.tell("gesprek:2")
        assert not await listener.news(0.01)
        hub.tell("rij")
        assert await listener.news(0.01)
        assert not await listener.news(0.01)
    assert hub.count == 0
    hub.tell("rij")


async def test_one_more_than_the_most_is_refused_and_place_is_made_by_leaving() -> None:
    hub = Hub(most=3, most_each=2)
    with hub.listen("a", "x"), hub.listen("a", "x"):
        with pytest.raises(TooManyListeners), hub.listen("a", "x"):
            pass
        with hub.listen("b", "x"), pytest.raises(TooManyListeners), hub.listen("c", "x"):
            pass
    with hub.listen("a", "x"):
        assert hub.count == 1


async def test_closing_lets_everybody_go_at_once_and_takes_nobody_more() -> None:
    hub = Hub()
    with hub.listen("a", "x") as listener:
        waiting = asyncio.create_task(listener.news(60))
        await asyncio.sleep(0)
        hub.close()
        assert not await asyncio.wait_for(waiting, 1)
        assert listener.closed
    with pytest.raises(TooManyListeners), hub.listen("a", "x"):
        pass
