from hypothesis import given
from hypothesis import strategies as st

from bot.signals.small import LEAST, safe_table


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
