"""How a date, a date of birth and "since when" are understood."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.kinds import KINDS, Context, Misunderstood, Understood
from bot.doors.kinds.dates import find_dates, show_date

TODAY = date(2026, 11, 23)  # a Monday
LETTER = Context(TODAY, past=True)
DAY, BIRTH, SINCE = KINDS["datum"], KINDS["geboortedatum"], KINDS["periode"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-12", "2026-03-12"),
        ("12-3-2026", "2026-03-12"),
        ("12/03/2026", "2026-03-12"),
        ("12.03.2026", "2026-03-12"),
        ("12 3 2026", "2026-03-12"),
        ("12-3-26", "2026-03-12"),
        ("12032026", "2026-03-12"),
        ("12-3", "2026-03-12"),
        ("12 maart", "2026-03-12"),
        ("12 maart 2026", "2026-03-12"),
        ("12 mrt '26", "2026-03-12"),
        ("12 mrt. 26", "2026-03-12"),
        ("12mrt2026", "2026-03-12"),
        ("twaalf maart", "2026-03-12"),
        ("de twaalfde maart", "2026-03-12"),
        ("12 maart vorig jaar", "2025-03-12"),
        ("March 12, 2026", "2026-03-12"),
        ("12th of March 2026", "2026-03-12"),
        ("brief van 3 november", "2026-11-03"),
        ("dinsdag 3 november", "2026-11-03"),
        ("vorige week dinsdag 17 november", "2026-11-17"),
        ("vorige week dinsdag", "2026-11-17"),
        ("dinsdag vorige week", "2026-11-17"),
        ("afgelopen dinsdag", "2026-11-17"),
        ("gisteren", "2026-11-22"),
        ("eergisteren", "2026-11-21"),
        ("gistermorgen", "2026-11-22"),
        ("vandaag", "2026-11-23"),
        ("5 dagen geleden", "2026-11-18"),
        ("begin maart", "2026-03"),
        ("maart", "2026-03"),
        ("in mei", "2026-05"),
        ("maart vorig jaar", "2025-03"),
        ("vorig jaar maart", "2025-03"),
        ("december", "2025-12"),  # the last one that has been
        ("vorige maand", "2026-10"),
        ("twee maanden geleden", "2026-09"),
        ("2025", "2025"),
        ("vorig jaar", "2025"),
        ("zomer 2025", "2025"),
    ],
)
def test_a_date_is_as_precise_as_it_was_told(text: str, value: str) -> None:
    assert DAY.parse(text, LETTER) == Understood(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24 november", "2025-11-24"),  # tomorrow's date: last year's, or a slip
        ("29 februari", "2024-02-29"),
        ("dinsdag", "2026-11-17"),
        ("de 12e", "2026-11-12"),
        ("de 30e", "2026-10-30"),
        ("drie weken geleden", "2026-11-02"),
        ("een week of drie geleden", "2026-11-02"),
        ("ik denk 12 maart", "2026-03-12"),
    ],
)
def test_a_date_that_may_be_meant_otherwise_is_not_certain(text: str, value: str) -> None:
    assert DAY.parse(text, LETTER) == Understood(value, certain=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31 februari", "31 februari bestaat niet."),
        ("31-2", "31 februari bestaat niet."),
        ("29 februari 2025", "29 februari 2025 bestaat niet."),
        ("31 april 2026", "31 april 2026 bestaat niet."),
        ("0-5-2026", "0 mei 2026 bestaat niet."),
        ("3/25/2026", "maand 25 bestaat niet"),
        ("13-13-2026", "maand 13 bestaat niet"),
        ("12 maart 2027", "12 maart 2027 is nog niet geweest."),
        ("volgend jaar", "2027 is nog niet geweest."),
        ("volgende week", "is nog niet geweest."),
        ("morgen", "24 november 2026 is nog niet geweest."),
        ("12 maart 1850", "te lang geleden"),
        ("12 maart 2026 en 3 april 2026", "12 maart 2026 en 3 april 2026"),
        ("een paar weken geleden", "niet precies genoeg"),
        ("banaan", "geen datum"),
        ("99", "geen datum"),
        ("", "geen datum"),
    ],
)
def test_a_date_that_cannot_be_is_named_with_how_to_write_one(text: str, said: str) -> None:
    parsed = DAY.parse(text, LETTER)
    assert isinstance(parsed, Misunderstood)
    assert said in parsed.message


def test_a_date_ahead_is_fine_where_the_field_allows_it() -> None:
    assert DAY.parse("12 maart 2027", Context(TODAY)) == Understood("2027-03-12")


def test_the_day_comes_before_the_month_always() -> None:
    assert DAY.parse("3-4-2026", LETTER) == Understood("2026-04-03")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 maart 1975", "1975-03-12"),
        ("12-3-75", "1975-03-12"),
        ("12-3-26", "2026-03-12"),
        ("12-3-27", "1927-03-12"),
        ("12031975", "1975-03-12"),
        ("12 maart '75", "1975-03-12"),
        ("ik ben geboren op 1 januari 2001", "2001-01-01"),
    ],
)
def test_a_date_of_birth_is_a_whole_date_that_has_been(text: str, value: str) -> None:
    assert BIRTH.parse(text, LETTER) == Understood(value)


@pytest.mark.parametrize(
    "text", ["12 maart", "1975", "maart 1975", "ik ben 34", "1 jan 2030", "1-1-1880", "31 april 1980"]
)
def test_half_a_date_of_birth_or_an_impossible_one_is_asked_again(text: str) -> None:
    parsed = BIRTH.parse(text, LETTER)
    assert isinstance(parsed, Misunderstood)
    assert "12 maart 1975" in parsed.message


@pytest.mark.parametrize(
    ("text", "value", "certain"),
    [
        ("al 3 jaar", "2023", True),
        ("drie jaar", "2023", True),
        ("3 maanden", "2026-08", True),
        ("sinds vorig jaar", "2025", True),
        ("sinds 2021", "2021", True),
        ("sinds '98", "1998", True),
        ("sinds maart", "2026-03", True),
        ("sinds januari 2025", "2025-01", True),
        ("2 jaar geleden", "2024", True),
        ("van 2021 tot 2023", "2021", True),
        ("sinds gisteren", "2026-11-22", True),
        ("al een half jaar", "2026-05", False),
        ("anderhalf jaar", "2025-05", False),
        ("een jaar of twee", "2024", False),
        ("al bijna 4 jaar", "2022", False),
        ("8 weken", "2026-09-28", False),
        ("sinds kort", "2026-11", False),
    ],
)
def test_since_when_is_a_date_as_coarse_as_it_was_told(text: str, value: str, certain: bool) -> None:
    assert SINCE.parse(text, LETTER) == Understood(value, certain=certain)


@pytest.mark.parametrize(
    "text",
    ["al jaren", "een paar maanden", "al heel lang", "sinds mijn scheiding", "mijn hele leven", "sinds 2031"],
)
def test_a_vague_since_is_asked_again(text: str) -> None:
    assert isinstance(SINCE.parse(text, LETTER), Misunderstood)


@pytest.mark.parametrize(
    ("value", "shown"), [("2026-03-12", "12 maart 2026"), ("2026-03", "maart 2026"), ("2026", "2026")]
)
def test_a_date_is_shown_written_out(value: str, shown: str) -> None:
    assert DAY.show(value, LETTER) == shown


@pytest.mark.parametrize(
    "value", ["2026-02-31", "2026-13", "12-3-2026", "2027-01-01", 2026, None, "1850", "2026-03-12\n", "0000"]
)
def test_a_date_that_is_not_canonical_or_not_possible_is_refused(value: object) -> None:
    assert DAY.check(value, LETTER) is not None  # type: ignore[arg-type]


@given(day=st.dates(min_value=date(1950, 1, 1), max_value=TODAY))
def test_every_day_is_understood_in_every_writing(day: date) -> None:
    for text in (
        show_date(day.isoformat()),
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
    ):
        assert DAY.parse(text, LETTER) == Understood(day.isoformat()), text


@given(
    today=st.dates(min_value=date(2024, 3, 1), max_value=date(2100, 12, 31)),
    back=st.integers(min_value=0, max_value=364),
)
def test_a_day_without_a_year_is_the_last_one_that_has_been(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    if (day.month, day.day) != (2, 29):
        found = find_dates(f"op {day.day}-{day.month} kwam het", today)
        assert [one.value for one in found] == [day.isoformat()]


@given(text=st.text("0123456789-/. 'maartjnisdgeubwokvld", max_size=40))
def test_dates_lie_where_they_say_and_exist_or_say_why_not(text: str) -> None:
    for one in find_dates(text, TODAY, spans=True, loose=True):
        assert 0 <= one.start < one.end <= len(text)
        assert bool(one.value) != bool(one.fault)
        if len(one.value) == 10:
            date.fromisoformat(one.value)
