from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.datafile import DataError
from bot.law import Calendar, Law, Span, load_calendar

EQUATED = [
    "2023-04-28",
    "2023-05-19",
    "2024-05-10",
    "2024-12-27",
    "2025-05-30",
    "2026-01-02",
    "2026-05-15",
    "2027-05-07",
    "2028-04-28",
    "2028-05-26",
]
HOLIDAYS = {
    2026: "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25 12-26",
    2027: "01-01 03-26 03-29 04-27 05-05 05-06 05-17 12-25 12-26",
    2028: "01-01 04-14 04-17 04-27 05-05 05-25 06-05 12-25 12-26",
}
DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
SHORT = st.integers(1, 84).map(lambda days: Span(days=days))
CALENDAR = Calendar(date.fromisoformat(day) for day in EQUATED)


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_holidays_are_exactly_those_of_the_law(law: Law, year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found = {day.isoformat()[5:] for day in days if day.year == year and law.calendar.is_holiday(day)}
    sundays = {day for day in found if date.fromisoformat(f"{year}-{day}").weekday() == 6}
    assert found - sundays == set(HOLIDAYS[year].split()) - sundays


@pytest.mark.parametrize("day", EQUATED)
def test_a_day_of_a_royal_decree_is_free_but_no_holiday(law: Law, day: str) -> None:
    assert law.calendar.is_free(date.fromisoformat(day))
    assert not law.calendar.is_holiday(date.fromisoformat(day))


def test_koningsdag_is_on_saturday_when_the_27th_is_a_sunday(law: Law) -> None:
    assert law.calendar.is_holiday(date(2025, 4, 26))
    assert not law.calendar.is_holiday(date(2025, 4, 27))


def test_a_saturday_moves_to_monday(law: Law) -> None:
    assert law.calendar.extend(date(2026, 11, 21)) == date(2026, 11, 23)


@pytest.mark.parametrize("span", [Span(days=91), Span(weeks=13), Span(months=4), Span(years=1)])
def test_a_term_longer_than_atw_4_is_not_extended(law: Law, span: Span) -> None:
    starts = (date(2026, 1, 1) + timedelta(days=n) for n in range(40))
    assert all(law.calendar.last_day(day, span, extended=True) == span.after(day) for day in starts)


@pytest.mark.parametrize("span", [Span(days=90), Span(weeks=12), Span(months=3)])
def test_a_term_on_the_border_of_atw_4_is_extended(law: Law, span: Span) -> None:
    starts = (date(2026, 1, 1) + timedelta(days=n) for n in range(40))
    assert any(law.calendar.last_day(day, span, extended=True) > span.after(day) for day in starts)


def test_a_term_of_three_days_holds_two_working_days(law: Law) -> None:
    # Thursday 24 December 2026: Friday, Saturday and Sunday are free, so Monday and Tuesday (Atw 2).
    assert law.calendar.last_day(date(2026, 12, 24), Span(days=3), extended=True) == date(2026, 12, 29)


def test_a_term_of_two_days_needs_no_two_working_days(law: Law) -> None:
    assert law.calendar.last_day(date(2026, 12, 24), Span(days=2), extended=True) == date(2026, 12, 28)


def test_a_month_ends_in_the_month() -> None:
    assert Span(months=3).after(date(2026, 11, 30)) == date(2027, 2, 28)
    assert Span(years=1).after(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(("start", "expected"), [("2026-11-23", "2026-11-26"), ("2026-12-24", "2026-12-30")])
def test_three_working_days_skip_weekend_and_holidays(law: Law, start: str, expected: str) -> None:
    day = law.calendar.add_working_days(date.fromisoformat(start), 3, equated_count_as_working=True)
    assert day == date.fromisoformat(expected)


def test_an_equated_day_counts_as_a_working_day_only_when_asked(law: Law) -> None:
    wednesday = date(2026, 5, 13)  # then Hemelvaart, the equated Friday, a weekend
    assert law.calendar.add_working_days(wednesday, 1, equated_count_as_working=True) == date(2026, 5, 15)
    assert law.calendar.add_working_days(wednesday, 1, equated_count_as_working=False) == date(2026, 5, 18)


@given(DAYS, SHORT)
def test_an_extended_term_never_ends_on_a_free_day_or_before_the_plain_sum(start: date, span: Span) -> None:
    last = CALENDAR.last_day(start, span, extended=True)
    assert not CALENDAR.is_free(last)
    assert last >= span.after(start)


@given(DAYS, SHORT)
def test_a_term_without_extension_is_the_plain_sum(start: date, span: Span) -> None:
    assert CALENDAR.last_day(start, span, extended=False) == span.after(start)


@given(DAYS, st.integers(0, 30), SHORT)
def test_a_later_start_never_ends_earlier(start: date, later: int, span: Span) -> None:
    first = CALENDAR.last_day(start, span, extended=True)
    assert CALENDAR.last_day(start + timedelta(days=later), span, extended=True) >= first


@given(DAYS, st.integers(1, 40))
def test_a_longer_term_never_ends_earlier(start: date, days: int) -> None:
    first = CALENDAR.last_day(start, Span(days=days), extended=True)
    assert CALENDAR.last_day(start, Span(days=days + 1), extended=True) >= first


@given(DAYS, st.integers(1, 10))
def test_counting_equated_days_as_working_is_never_later(start: date, number: int) -> None:
    early = CALENDAR.add_working_days(start, number, equated_count_as_working=True)
    assert early <= CALENDAR.add_working_days(start, number, equated_count_as_working=False)


def test_local_data_adds_a_day_of_2029(law: Law, tmp_path: Path) -> None:
    own = tmp_path / "calendar.yml"
    own.write_text(
        "besluiten:\n  - id: eigen\n    naam: Eigen besluit\n    dagen: [2029-05-11]\n"
        "    bronnen: [{url: 'https://example.nl', stand: 2028-10-01}]\n"
    )
    base = Path(__file__).parents[2] / "data" / "register" / "calendar.yml"
    calendar = load_calendar([base, own])
    assert calendar.is_free(date(2029, 5, 11))
    assert not law.calendar.is_free(date(2029, 5, 11))
    assert calendar.equated > law.calendar.equated


def test_a_fault_in_the_calendar_names_file_line_and_reason(tmp_path: Path) -> None:
    own = tmp_path / "calendar.yml"
    own.write_text("besluiten:\n  - id: eigen\n    naam: x\n    dagen: [morgen]\n    bronnen: []\n")
    with pytest.raises(DataError) as fault:
        load_calendar([own])
    assert fault.value.file == own
    assert fault.value.line == 4
    assert "dagen" in fault.value.reason
