"""How an amount of money and a whole number are understood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_to_num import text2num

from bot.doors.kinds import KINDS, Context, Misunderstood, Understood, Unknown
from bot.doors.kinds.money import canonical, find_amounts, show_amount
from bot.doors.kinds.numbers import BELOW_100, ordinal_to_int, words_to_int

TODAY = date(2026, 11, 23)
FIELD = Context(TODAY)
AFFORDABLE = Context(TODAY, minimum=0)
MONEY, NUMBER = KINDS["bedrag"], KINDS["getal"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("274", "274.00"),
        ("1.250,50", "1250.50"),
        ("€ 1250", "1250.00"),
        ("€1.250,-", "1250.00"),
        ("1250.50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1 250", "1250.00"),
        ("1\u00a0250 euro", "1250.00"),
        ("€ 1.250.000", "1250000.00"),
        ("250,-", "250.00"),
        ("250.-", "250.00"),
        ("12,5", "12.50"),
        ("12,5k", "12500.00"),
        ("EUR 12.5", "12.50"),
        ("274euro", "274.00"),
        ("3 euro 50", "3.50"),
        ("50 cent", "0.50"),
        ("een tientje", "10.00"),
        ("vijf tientjes", "50.00"),
        ("2 duizend", "2000.00"),
        ("anderhalf duizend", "1500.00"),
        ("2,5 ton", "250000.00"),
        ("twaalfhonderd euro", "1200.00"),
        ("tweehonderdvierenzeventig", "274.00"),
        ("twee honderd vier en zeventig euro", "274.00"),
        ("tweeduizend vijfhonderd", "2500.00"),
        ("hondertwintig", "120.00"),
        ("een honderd", "100.00"),
        ("vijf", "5.00"),
        ("zeshonderdvijfendertig euro en vijftig cent", "635.50"),
        ("50 per maand", "50.00"),
        ("hooguit 40", "40.00"),
        ("2 boetes van 274 euro", "274.00"),
        ("de boete van 12 maart is 95 euro", "95.00"),
        ("I can pay 50 euros", "50.00"),
    ],
)
def test_an_amount_is_understood_as_people_write_it(text: str, value: str) -> None:
    assert MONEY.parse(text, FIELD) == Understood(value)


@pytest.mark.parametrize(
    "text", ["ongeveer 300", "rond de 300", "ik denk 300 ofzo", "±300", "zo'n 300 euro", "300 misschien"]
)
def test_a_rough_amount_is_understood_but_not_certain(text: str) -> None:
    assert MONEY.parse(text, FIELD) == Understood("300.00", certain=False)


def test_an_english_thousand_is_read_as_one_but_not_certain() -> None:
    assert MONEY.parse("1,250", FIELD) == Understood("1250.00", certain=False)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("-5", "onder nul"),
        ("€ -5", "onder nul"),
        ("min 5 euro", "onder nul"),
        ("0", "nul euro"),
        ("niets", "nul euro"),
        ("een paar honderd", "niet precies genoeg"),
        ("een paar tientjes", "niet precies genoeg"),
        ("duizenden euro's", "niet precies genoeg"),
        ("te veel", "niet precies genoeg"),
        ("tussen 50 en 100", "meer dan één bedrag"),
        ("25 a 30 euro", "€ 25 en € 30"),
        ("€ 50 of € 60", "€ 50 en € 60"),
        ("50-100", "meer dan één bedrag"),
        ("12 maart 2026", "datum"),
        ("12-3", "datum"),
        ("12.34.56", "Ik zoek hier een bedrag"),
        ("123456782", "te groot"),
        ("banaan", "geen bedrag"),
        ("", "geen bedrag"),
        ("🙂", "geen bedrag"),
    ],
)
def test_what_is_no_usable_amount_is_told_so_with_how_to_do_it(text: str, word: str) -> None:
    parsed = MONEY.parse(text, FIELD)
    assert isinstance(parsed, Misunderstood)
    assert word in parsed.message


@pytest.mark.parametrize("text", ["0", "niets", "niks", "nul euro", "ik kan niets missen", "niks over"])
def test_nothing_is_an_answer_where_the_minimum_is_nought(text: str) -> None:
    assert MONEY.parse(text, AFFORDABLE) == Understood("0.00")


@pytest.mark.parametrize(
    "text",
    [
        "weet ik niet",
        "geen idee",
        "weet niet meer",
        "?",
        "Geen idee hoor!",
        "I don't know",
        "dat weet ik echt niet meer",
    ],
)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"keuze", "meerkeuze", "gevolgen"}))
def test_not_knowing_is_an_answer_to_every_question(kind: str, text: str) -> None:
    assert KINDS[kind].parse(text, FIELD) == Unknown()


@pytest.mark.parametrize(
    ("value", "shown"),
    [("274.00", "€ 274"), ("1250.50", "€ 1.250,50"), ("0.05", "€ 0,05"), ("1000000.00", "€ 1.000.000")],
)
def test_an_amount_is_shown_as_people_write_it(value: str, shown: str) -> None:
    assert MONEY.show(value, FIELD) == shown


@pytest.mark.parametrize(
    "value", ["274", "274,00", "-1.00", "0.00", 274, None, "١٢.٠٠", "99999999.00", "274.00\n"]
)
def test_a_value_that_is_not_canonical_is_refused(value: object) -> None:
    assert MONEY.check(value, FIELD) is not None  # type: ignore[arg-type]


@given(cents=st.integers(min_value=1, max_value=1_000_000_000))
def test_what_is_shown_is_understood_as_the_same_amount(cents: int) -> None:
    value = canonical(Decimal(cents) / 100)
    assert MONEY.parse(show_amount(value), FIELD) == Understood(value)
    assert MONEY.check(value, FIELD) is None


@given(text=st.text(max_size=60))
def test_any_text_is_answered_and_what_is_understood_is_canonical(text: str) -> None:
    for kind in KINDS.values():
        parsed = kind.parse(text, FIELD)
        if isinstance(parsed, Understood):
            assert kind.check(parsed.value, FIELD) is None
            assert kind.show(parsed.value, FIELD)
        elif isinstance(parsed, Misunderstood):
            assert parsed.message.endswith((".", "?"))


@given(text=st.text("0123456789.,-€ kmeurotnhdvijf", max_size=40))
def test_amounts_lie_where_they_say_and_do_not_overlap(text: str) -> None:
    found = find_amounts(text)
    for one, other in pairwise(found):
        assert one.end <= other.start
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert any(char.isalnum() for char in text[one.start : one.end])


# --- numbers in words ------------------------------------------------------------------------------------

UNITS = {number: word for word, number in BELOW_100.items() if word != "achtien"}


def in_words(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, small = divmod(rest, 100)
    return (
        ("" if not thousands else "duizend" if thousands == 1 else in_words(thousands) + "duizend")
        + ("" if not hundreds else "honderd" if hundreds == 1 else UNITS[hundreds] + "honderd")
        + UNITS.get(small, "")
    )


@given(number=st.integers(min_value=1, max_value=999_999))
def test_every_number_in_words_is_read_as_the_number_that_a_library_reads(number: int) -> None:
    written = in_words(number)
    assert words_to_int(written) == number
    assert text2num(written.replace("eeen", "eeën").replace("ieen", "ieën"), "nl") == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("één", 1),
        ("drieëntwintig", 23),
        ("drieentwintig", 23),
        ("twaalf honderd", 1200),
        ("duizend", 1000),
        ("nul", 0),
    ],
)
def test_a_number_in_words_may_be_spaced_or_accented(text: str, number: int) -> None:
    assert words_to_int(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "twee vijf",
        "honderd honderd",
        "honderden",
        "duizenden",
        "twintig vijf",
        "zes tien",
        "",
        "en",
        "banaan",
        "honderd en",
    ],
)
def test_words_that_are_not_exactly_one_number_are_none(text: str) -> None:
    assert words_to_int(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("eerste", 1),
        ("tweede", 2),
        ("derde", 3),
        ("twintigste", 20),
        ("3e", 3),
        ("21ste", 21),
        ("laatste", -1),
        ("bende", None),
    ],
)
def test_an_ordinal_is_its_number(text: str, number: int | None) -> None:
    assert ordinal_to_int(text) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28", 28),
        ("achtentwintig", 28),
        ("een", 1),
        ("één kind", 1),
        ("ze is 28 jaar", 28),
        ("2 kinderen", 2),
        ("geen", 0),
        ("nul", 0),
    ],
)
def test_a_whole_number_is_understood(text: str, value: int) -> None:
    assert NUMBER.parse(text, FIELD) == Understood(value)


@pytest.mark.parametrize("text", ["-3", "1,5", "twee of drie", "abc", "", "99999999"])
def test_what_is_no_whole_number_within_the_limits_is_asked_again(text: str) -> None:
    assert isinstance(NUMBER.parse(text, FIELD), Misunderstood)


def test_the_limits_of_the_field_are_kept_and_named() -> None:
    parsed = NUMBER.parse("12", Context(TODAY, minimum=18, maximum=99))
    assert isinstance(parsed, Misunderstood)
    assert "18 tot en met 99" in parsed.message
