from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.tickets.numbers import (
    ALPHABET,
    CASE,
    SIGNAL,
    TICKET,
    access_code,
    code_matches,
    new_number,
    new_salt,
    parse_number,
)

SECRET = b"secret"
PREFIXES = st.sampled_from([TICKET, SIGNAL, CASE])
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 12, 31))
EVERY_SIGN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_number_looks_as_people_are_told_it_looks() -> None:
    number = new_number(TICKET, date(2026, 11, 24))
    assert [len(part) for part in number.split("-")] == [3, 4, 2]
    assert number.startswith("L26-")


def test_the_alphabet_holds_nothing_that_is_confused_and_has_a_prime_length() -> None:
    assert not set("01OILSZBUVNDAE") & (set(ALPHABET) - {"V"})
    assert len(set(ALPHABET)) == 23


@given(PREFIXES, DAYS)
def test_a_number_is_read_back_however_it_is_written(prefix: str, today: date) -> None:
    number = new_number(prefix, today)
    plain = number.replace("-", "")
    for written in (
        number,
        plain,
        plain.lower(),
        f" {number.lower()} ",
        number.replace("-", " "),
        ".".join(plain),
    ):
        assert parse_number(written) == number
        assert parse_number(written, prefix) == number


@given(PREFIXES, DAYS, st.integers(0, 8), st.sampled_from(EVERY_SIGN))
def test_every_single_wrong_character_is_caught(prefix: str, today: date, place: int, sign: str) -> None:
    plain = new_number(prefix, today).replace("-", "")
    assume(plain[place] != sign)
    assert parse_number(plain[:place] + sign + plain[place + 1 :]) is None


@given(PREFIXES, DAYS, st.integers(0, 7))
def test_every_exchange_of_two_neighbours_is_caught(prefix: str, today: date, place: int) -> None:
    plain = new_number(prefix, today).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assume(swapped != plain)
    assert parse_number(swapped) is None


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    number = parse_number(text)
    assert number is None or parse_number(number) == number


def test_a_signal_is_not_taken_for_a_ticket() -> None:
    assert parse_number(new_number(SIGNAL, date(2026, 1, 1)), TICKET) is None


def test_the_access_code_is_the_same_every_time_and_forgives_how_it_is_typed() -> None:
    salt = new_salt()
    code = access_code(SECRET, "L26-7KQ4-M2", salt)
    assert code == access_code(SECRET, "L26-7KQ4-M2", salt)
    assert len(code) == 11
    assert set(code) <= set(ALPHABET) | {"-"}
    for typed in (code, code.lower(), code.replace("-", " "), f" {code}"):
        assert code_matches(SECRET, "L26-7KQ4-M2", salt, typed)


@given(st.text(max_size=30))
def test_another_text_is_not_the_access_code(text: str) -> None:
    salt = "00" * 8
    code = access_code(SECRET, "L26-7KQ4-M2", salt)
    assume("".join(character for character in text.upper() if character.isalnum()) != code.replace("-", ""))
    assert not code_matches(SECRET, "L26-7KQ4-M2", salt, text)


def test_a_new_salt_another_number_and_another_secret_each_give_another_code() -> None:
    codes = {
        access_code(SECRET, "L26-7KQ4-M2", "a"),
        access_code(SECRET, "L26-7KQ4-M2", "b"),
        access_code(SECRET, "L26-7KQ4-M3", "a"),
        access_code(b"other", "L26-7KQ4-M2", "a"),
    }
    assert len(codes) == 4
