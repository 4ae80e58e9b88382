from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.signals.small import LEAST, is_small, kept_apart, overlapping_table, safe_table
from tests.signals.consultation import FIRST, TABLE, UNIQUE


@given(st.lists(st.integers(0, 60), max_size=12))
def test_no_table_shows_or_gives_away_fewer_than_ten(sizes: list[int]) -> None:
    counts = {f"wet {place}": size for place, size in enumerate(sizes)}
    table = safe_table(counts)
    assert all(count >= LEAST for _, count in table.rows)
    assert table.rest is None or table.rest >= LEAST
    left = sum(counts.values()) - sum(count for _, count in table.rows) - (table.rest or 0)
    # What is not shown at all is fewer than ten together, and then nothing is shown that they follow from.
    assert left == 0 or (left < LEAST and not table.rows)


def test_the_smallest_row_goes_with_a_rest_that_would_give_itself_away() -> None:
    table = safe_table({"a": 40, "b": 12, "c": 3})
    assert (table.rows, table.rest) == ((("a", 40),), 15)


def test_small_rows_that_are_ten_together_are_shown_as_one() -> None:
    assert safe_table({"a": 40, "b": 6, "c": 5}).rest == 11


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.frozensets(st.sampled_from("ABCDE"), max_size=2)), max_size=90
    )
)
def test_who_shares_a_report_does_not_follow_from_figures_of_ministries_beside_those_of_laws(
    people: list[tuple[str, frozenset[str]]],
) -> None:
    own = Counter(first for first, _ in people)
    whole = Counter(code for first, others in people for code in {first, *others})
    shown = overlapping_table(whole, len(people))
    assert all(count >= LEAST for _, count in shown)
    assert not shown or not is_small(len(people) - sum(count for _, count in shown))
    apart = kept_apart(own, dict(shown))
    told = dict(shown)
    for code, count in own.items():
        if code in told and code not in apart:
            assert not is_small(told[code] - count)
    together = sum(told[one] - own[one] for one in apart)
    assert not is_small(together) or apart == {one for one in own if one in told}


def test_the_letters_own_table_is_shown_whole() -> None:
    assert dict(overlapping_table(TABLE, UNIQUE)) == TABLE
    assert kept_apart(FIRST, TABLE) == {"JenV", "IenW", "EZK"}
