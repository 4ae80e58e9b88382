"""A number and its code are found in what people type, and the code goes no further."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.standing import HIDDEN, Keys, take_keys
from bot.tickets.numbers import SIGNAL, TICKET, access_code, new_number

TODAY = date(2026, 11, 24)
NUMBER = new_number(TICKET, TODAY)
CODE = "7KQ4M-PXHT2"


@pytest.mark.parametrize(
    "text",
    [
        f"{NUMBER} {CODE}",
        f"{NUMBER} en mijn code is {CODE}",
        f"mijn nummer is {NUMBER}, code {CODE}. Hoe staat het ermee?",
        f"code {CODE} nummer {NUMBER}",
        f"{NUMBER.lower()} {CODE.lower()}",
        f"{NUMBER.replace('-', '')} {CODE.replace('-', '')}",
        f"{NUMBER.replace('-', ' ')} / {CODE.replace('-', ' ')}",
    ],
)
def test_number_and_code_are_found_however_they_are_typed(text: str) -> None:
    left, keys = take_keys(text)
    assert keys is not None
    assert keys.number == NUMBER
    assert keys.code is not None
    assert keys.code.upper().replace("-", "").replace(" ", "") == CODE.replace("-", "")
    assert keys.code not in left
    assert HIDDEN in left


@given(
    salt=st.text(min_size=1, max_size=8),
    kind=st.sampled_from([TICKET, SIGNAL]),
    before=st.sampled_from(["", "hoe staat het met ", "nummer: "]),
    between=st.sampled_from([" ", "\n", ", code ", " en "]),
)
def test_no_code_beside_its_number_is_left_in_the_text(
    salt: str, kind: str, before: str, between: str
) -> None:
    number = new_number(kind, TODAY)
    code = access_code(b"geheim", number, salt)
    left, keys = take_keys(f"{before}{number}{between}{code}")
    assert keys == Keys(number, code)
    assert code not in left


def test_a_code_alone_is_hidden_too() -> None:
    assert take_keys(f" {CODE} ") == (f" {HIDDEN} ", Keys(None, CODE))


def test_a_number_alone_asks_for_its_code() -> None:
    assert take_keys(f"hoe staat het met {NUMBER}?") == (
        f"hoe staat het met {NUMBER}?",
        Keys(NUMBER, None),
    )


@pytest.mark.parametrize(
    "text",
    [
        "mijn kenmerk is 2345678923",
        "2345678923",
        "kenmerk 9999888877776666",
        "06-00000000",
        "L26-7KQ4-MM is geen goed nummer",
        "ik wacht al drie weken en belde vier keer over mijn vorige verzoek " + NUMBER + " bij jullie loket",
        "gewoon een verhaal over de bijstand",
        "",
    ],
)
def test_what_is_no_question_after_a_request_stays_as_it_was(text: str) -> None:
    assert take_keys(text) == (text, None)


@given(text=st.text(max_size=200))
def test_any_text_is_read_without_fault(text: str) -> None:
    left, keys = take_keys(text)
    assert left == text or keys is not None


def test_keys_are_printed_without_their_code() -> None:
    assert CODE not in repr(Keys(NUMBER, CODE))
    assert CODE not in f"{Keys(NUMBER, CODE)}"
