from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.delivery.pauses import (
    BEYOND_BELIEF,
    LONGEST,
    PAUSES,
    hold_after,
    pause_after,
    read_retry_after,
)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CHANCES = st.floats(0, 1, exclude_max=True)


def test_the_pauses_grow_from_five_seconds_to_a_day_and_span_three_days() -> None:
    assert PAUSES[0] == timedelta(seconds=5)
    assert PAUSES[-1] == timedelta(hours=24)
    assert list(PAUSES) == sorted(PAUSES)
    assert timedelta(days=2, hours=18) < sum(PAUSES, timedelta()) < timedelta(days=3, hours=6)


@given(attempts=st.integers(1, len(PAUSES)), chance=CHANCES)
def test_a_pause_lies_within_a_tenth_of_its_place(attempts: int, chance: float) -> None:
    pause = pause_after(attempts, lambda: chance)
    assert pause is not None
    assert PAUSES[attempts - 1] * 0.899 <= pause <= PAUSES[attempts - 1] * 1.101


def test_chance_moves_a_pause() -> None:
    assert pause_after(3, lambda: 0.0) != pause_after(3, lambda: 0.9)


def test_after_the_last_attempt_there_is_no_pause_but_a_person() -> None:
    assert pause_after(len(PAUSES) + 1, lambda: 0.5) is None


def test_no_pause_precedes_an_attempt() -> None:
    with pytest.raises(ValueError, match="attempt"):
        pause_after(0, lambda: 0.5)


@given(attempts=st.integers(1, len(PAUSES)), asked=st.integers(0, 10**7), chance=CHANCES)
def test_what_a_receiver_asks_is_kept_to_and_never_beyond_belief(
    attempts: int, asked: int, chance: float
) -> None:
    pause = pause_after(attempts, lambda: chance, timedelta(seconds=asked))
    assert pause is not None
    assert min(timedelta(seconds=asked), LONGEST) <= pause < BEYOND_BELIEF
    hold = hold_after(attempts, lambda: chance, timedelta(seconds=asked))
    assert min(timedelta(seconds=asked), LONGEST) <= hold < BEYOND_BELIEF


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Tue, 24 Nov 2026 09:31:00 GMT", 60),
        ("Tue, 24 Nov 2026 09:29:00 GMT", 0),
        ("99999999999999999999", 86400),
        ("-5", None),
        ("soon", None),
        ("١٢", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_its_ways_and_nonsense_is_nothing(
    header: str | None, seconds: int | None
) -> None:
    read = read_retry_after(header, NOW)
    assert read == (None if seconds is None else timedelta(seconds=seconds))
