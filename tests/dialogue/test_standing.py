"""A number and its code are found in what people type, and the code goes no further."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.standing import HIDDEN, Keys, take_keys
from bot.tickets.numbers import SIGNAL, TICKET, access_code, new_number

TODAY = date(2026, 11, 24)
NUMBER = "L26-WFHH-MY"
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
        f"mijn toegangscode is {CODE}",
        f"code:{CODE}",
        "code 7KQ4M PXHT2",
        "code 7KQ 4MP XHT2",
        "mijn code die ik kreeg was 7kq4mpxht2.",
        "mijn toegangscode is 2345678923",
        f"{CODE} is de code die ik vorige week van jullie kreeg en ik weet niet meer waar die bij hoort",
        f"ik heb al weken niets gehoord, mijn toegangscode is {CODE} en het gaat over een boete van 274 euro",
        f"L26-7KQ4-MM {CODE}",
        f"het gaat om L26 - 7KQ4 - MM en {CODE} volgens de brief die ik hier voor me heb liggen, toch?",
        f"{NUMBER} {CODE} of was het CFGHJ-KMPQR",
        f"{NUMBER} 7KQ 4MP XHT2",
    ],
)
def test_a_code_goes_no_further_wherever_it_stands(text: str) -> None:
    left, _ = take_keys(text)
    for code in ("7KQ4MPXHT2", "CFGHJKMPQR", "2345678923"):
        assert code not in "".join(filter(str.isalnum, left)).upper()
    assert HIDDEN in left
    assert take_keys(left)[0] == left


def test_a_long_story_with_a_code_in_it_stays_a_story() -> None:
    story = f"mijn code is {CODE}, en ik heb een boete van 274 euro die ik niet kan betalen"
    assert take_keys(story) == (story.replace(CODE, HIDDEN), None)
    assert take_keys(f"mijn toegangscode is {CODE}")[1] == Keys(None, CODE)


@pytest.mark.parametrize(
    "text",
    [
        "mijn postcode is 2345 CF en mijn kenmerk 2345678923",
        "de streepjescode op de brief is 12",
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
    assert left == text or HIDDEN in left
    assert keys is None or keys.code is None or keys.code not in left


def test_keys_are_printed_without_their_code() -> None:
    assert CODE not in repr(Keys(NUMBER, CODE))
    assert CODE not in f"{Keys(NUMBER, CODE)}"
