"""Answers in English are understood as the Dutch ones that mean the same, and shown as English readers write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.doors.kinds import KINDS, Context, Misunderstood, Option, Understood, Unknown
from bot.doors.kinds.english import as_dutch, in_english
from bot.language import ENGLISH, Phrases

TODAY = date(2026, 11, 26)  # a Thursday
KINDS_EN = in_english(KINDS)
CONTEXT = Context(TODAY)


def meant(kind: str, text: str, context: Context = CONTEXT) -> object:
    parsed = KINDS_EN[kind].parse(text, context)
    return parsed.value if isinstance(parsed, Understood) else parsed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 March 2026", "2026-03-12"),
        ("March 12, 2026", "2026-03-12"),
        ("the 12th of March 2026", "2026-03-12"),
        ("on 3 November", "2026-11-03"),
        ("12-3-2026", "2026-03-12"),
        ("yesterday", "2026-11-25"),
        ("the day before yesterday", "2026-11-24"),
        ("last Monday", "2026-11-23"),
        ("two weeks ago", "2026-11-12"),
        ("three days ago", "2026-11-23"),
        ("last month", "2026-10"),
        ("next week", "2026-11-30"),
        ("March 2026", "2026-03"),
        ("in March", "2026-03"),
    ],
)
def test_a_date_is_understood_as_english_people_say_it(text: str, value: str) -> None:
    assert meant("datum", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("since September", "2026-09"),
        ("since March 2025", "2025-03"),
        ("for a year", "2025"),
        ("for 8 months", "2026-03"),
        ("for about three months now", "2026-08"),
        ("8 months", "2026-03"),
        ("a month", "2026-10"),
        ("two years", "2024"),
        ("for a year and a half", "2025-05"),
        ("since last year", "2025"),
        ("recently", "2026-11"),
        ("since the beginning of March", "2026-03"),
    ],
)
def test_since_when_is_understood_as_english_people_say_it(text: str, value: str) -> None:
    assert meant("periode", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("274 euros", "274.00"),
        ("€1,250.50", "1250.50"),
        ("three hundred and fifty euros", "350.00"),
        ("forty euros a month", "40.00"),
        ("about a thousand euros", "1000.00"),
        ("50 per month", "50.00"),
    ],
)
def test_an_amount_is_understood_in_figures_and_in_english_words(text: str, value: str) -> None:
    assert meant("bedrag", text) == value


def test_an_amount_that_says_nothing_exact_is_asked_again() -> None:
    for text in ("a few hundred", "a lot", "thousands"):
        assert isinstance(meant("bedrag", text), Misunderstood), text
    assert meant("bedrag", "nothing", Context(TODAY, minimum=0)) == "0.00"


@pytest.mark.parametrize(
    "text", ["yes", "Yes please", "yeah", "sure", "I do", "that's right", "of course", "I think so", "I have"]
)
def test_yes_has_many_words(text: str) -> None:
    assert meant("ja_nee", text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, I don't",
        "nope",
        "not really",
        "I do not",
        "I haven't",
        "never",
        "I don't think so",
        "not yet",
    ],
)
def test_no_has_many_words(text: str) -> None:
    assert meant("ja_nee", text) is False


@pytest.mark.parametrize(
    "text",
    ["I don't know", "I do not know", "no idea", "I don't remember", "not sure", "I can't find it", "idk"],
)
@pytest.mark.parametrize("kind", ["bedrag", "datum", "periode", "ja_nee", "kenmerk"])
def test_not_knowing_is_an_answer(kind: str, text: str) -> None:
    assert isinstance(meant(kind, text), Unknown)


def test_an_option_is_chosen_by_its_words_its_place_or_yes_and_no() -> None:
    options = (
        Option("aanmaning", "A final reminder (aanmaning)", ("reminder",)),
        Option("deurwaarder", "A bailiff (deurwaarder)", ("bailiff",)),
        Option("niets", "None of these yet", ("nothing",)),
    )
    context = Context(TODAY, options)
    assert meant("keuze", "the second one", context) == "deurwaarder"
    assert meant("keuze", "a bailiff", context) == "deurwaarder"
    assert meant("meerkeuze", "a reminder and a bailiff", context) == ["aanmaning", "deurwaarder"]
    assert meant("meerkeuze", "nothing yet", context) == ["niets"]
    assert meant("meerkeuze", "a reminder but not a bailiff", context) == ["aanmaning"]


def test_a_name_a_reference_and_an_address_lose_the_words_around_them() -> None:
    assert meant("naam", "my name is Jan Jansen") == "Jan Jansen"
    assert meant("kenmerk", "the reference number is AB-2026-77 of 3 March") == "AB-2026-77"
    assert meant("contact", "please call me at 06-00000000") == {
        "soort": "telefoon",
        "adres": "+31 6 00000000",
    }
    assert isinstance(meant("contact", "rather not"), Unknown)


def test_words_that_are_no_number_stay_as_they_are() -> None:
    assert as_dutch("this one is not mine") == "this one is not mine"
    assert as_dutch("no one lives here") == "no one lives here"


def test_dates_and_amounts_are_shown_as_english_readers_write_them() -> None:
    context = Context(TODAY, phrases=Phrases(ENGLISH))
    assert KINDS["datum"].show("2026-03-12", context) == "12 March 2026"
    assert KINDS["datum"].show("2026-03", context) == "March 2026"
    assert KINDS["bedrag"].show("1250.50", context) == "€1,250.50"
    assert KINDS["bedrag"].show("274.00", context) == "€274"
    assert Phrases(ENGLISH).weekday(date(2026, 12, 28)) == "Monday 28 December 2026"
