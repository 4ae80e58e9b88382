"""The arithmetic of the evaluation, on examples worked out by hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.metrics import (
    Share,
    all_found,
    calibration,
    confusion,
    first_right,
    share,
    wilson,
    within,
)


def test_eight_of_ten_has_the_published_wilson_interval() -> None:
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.4902, abs=1e-4)
    assert high == pytest.approx(0.9433, abs=1e-4)


def test_none_of_ten_leaves_room_above() -> None:
    low, high = wilson(0, 10)
    assert low == 0.0
    assert high == pytest.approx(0.2775, abs=1e-4)


def test_all_of_ten_leaves_room_below() -> None:
    low, high = wilson(10, 10)
    assert low == pytest.approx(0.7225, abs=1e-4)
    assert high == 1.0


def test_nothing_measured_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Share(0, 0).value is None


@pytest.mark.parametrize(("hits", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_more_hits_than_there_are_is_no_share(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(hits, n)


@given(st.integers(0, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counted: tuple[int, int]) -> None:
    hits, n = counted
    low, high = wilson(hits, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low <= hits / n <= high


def test_a_share_counts_what_is_true() -> None:
    assert share([True, False, True, True]) == Share(3, 4)
    assert share([]) == Share(0, 0)
    assert Share(3, 4).value == 0.75


def test_certainty_that_comes_true_has_no_calibration_error() -> None:
    found = calibration([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])
    assert found.error == pytest.approx(0)
    assert found.n == 4


def test_the_calibration_error_weighs_the_bins_by_what_is_in_them() -> None:
    # Three answers at 0.95, two right: off by 0.2833. One at 0.35, wrong: off by 0.35. (3*0.2833 + 0.35) / 4 = 0.3.
    found = calibration([(0.95, True), (0.95, True), (0.95, False), (0.35, False)])
    assert found.error == pytest.approx(0.3)
    assert [(one.low, one.high, one.n) for one in found.bins] == [(0.3, 0.4, 1), (0.9, 1.0, 3)]
    assert found.bins[1].certainty == pytest.approx(0.95)
    assert found.bins[1].right == pytest.approx(2 / 3)


def test_a_certainty_of_one_falls_in_the_last_bin_and_a_border_in_the_bin_above() -> None:
    found = calibration([(1.0, True), (0.5, True)])
    assert [(one.low, one.n) for one in found.bins] == [(0.5, 1), (0.9, 1)]


def test_no_answers_have_no_calibration_error() -> None:
    assert calibration([]).error == 0.0


@pytest.mark.parametrize("certainty", [-0.1, 1.1])
def test_a_certainty_outside_0_and_1_is_refused(certainty: float) -> None:
    with pytest.raises(ValueError, match="no certainty"):
        calibration([(certainty, True)])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_the_calibration_error_stays_within_0_and_1(answers: list[tuple[float, bool]]) -> None:
    found = calibration(answers)
    assert 0 <= found.error <= 1
    assert sum(one.n for one in found.bins) == len(answers)


def test_first_right_looks_at_the_first_place_only() -> None:
    assert first_right({"cjib", "om"}, ["om", "cjib"])
    assert not first_right({"cjib"}, ["om", "cjib"])
    assert not first_right({"cjib"}, [])


def test_within_looks_at_so_many_places() -> None:
    assert within({"duo"}, ["cjib", "duo", "uwv"], 2)
    assert not within({"uwv"}, ["cjib", "duo", "uwv"], 2)


def test_all_found_wants_each_of_them_with_room_for_others() -> None:
    assert all_found(["duo", "cjib"], ["gemeente", "duo", "uwv", "cjib"])
    assert not all_found(["duo", "cjib"], ["gemeente", "duo", "uwv", "svb", "cjib"])
    assert not all_found(["duo", "cjib"], ["duo"])


def test_confusion_counts_answers_per_expected_label() -> None:
    table = confusion(
        [("klacht", "klacht"), ("klacht", "bezwaar"), ("status", "status"), ("klacht", "klacht")]
    )
    assert table == {"klacht": Counter(klacht=2, bezwaar=1), "status": Counter(status=1)}
