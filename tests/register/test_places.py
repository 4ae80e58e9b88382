"""Which municipality, water board or insurer is named."""

from __future__ import annotations

import pytest

from bot.register import Finder


def named(finder: Finder, text: str) -> list[str]:
    """The ids of the organisations that a text names."""
    return [one.id for one in finder.find(text).organisations]


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("gemeente Utrecht heeft mijn bijstand gekort", "gemeente:0344"),
        ("Ik woon in Tilburg", "gemeente:0855"),
        ("sociale dienst tilburg", "gemeente:0855"),
        ("ik woon in den haag", "gemeente:0518"),
        ("gemeente 's-Hertogenbosch", "gemeente:0796"),
        ("den bosch", "gemeente:0796"),
        ("gemeente Huizen", "gemeente:0406"),
        ("in de gemeente Best", "gemeente:0753"),
        ("ik woon in Best", "gemeente:0753"),
        ("IK WOON IN ROTTERDAM", "gemeente:0599"),
        ("gemeente Drachten", "gemeente:0090"),
        ("ik woon in Spijkenisse", "gemeente:1930"),
        ("mijn zus uit Amersfoort", "gemeente:0307"),
        ("waterschap Limburg", "waterschap:limburg"),
        ("provincie Utrecht", "provincie:26"),
        ("Waternet stuurt een aanmaning", "waterschap:amstel_gooi_en_vecht"),
        ("premie van VGZ", "zorgverzekeraar:vgz"),
        ("zorgkantoor VGZ", "zorgkantoor:vgz"),
        ("mijn premie bij just", "zorgverzekeraar:just"),
        ("ik ben bij cz verzekerd", "zorgverzekeraar:cz"),
        ("zilverenkruis wil geld", "zorgverzekeraar:zilveren_kruis"),
    ],
)
def test_an_organisation_named_in_passing_is_known(finder: Finder, text: str, organisation: str) -> None:
    assert named(finder, text) == [organisation]


@pytest.mark.parametrize(
    "text",
    [
        "mevrouw van Buren belde mij",
        "Jan Best is mijn buurman",
        "meneer De Vries van het kantoor",
        "ik heb met veel problemen te kampen",
        "de huizen in onze straat",
        "wij zijn buren",
        "dat is echt het beste",
        "mijn vriend Van Delft",
        "ze moeten in Den Haag weten wat dit met mensen doet",
        "ik woon in Bergen",
        "just in time",
    ],
)
def test_a_surname_an_ordinary_word_or_a_shared_name_is_no_place(finder: Finder, text: str) -> None:
    assert named(finder, text) == []


@pytest.mark.parametrize(
    ("kind", "text", "organisation"),
    [
        ("gemeente", "utrect", "gemeente:0344"),
        ("gemeente", "gem. den haag", "gemeente:0518"),
        ("gemeente", "s gravenhage", "gemeente:0518"),
        ("gemeente", "ik woon in Heerhugowaard", "gemeente:1980"),
        ("gemeente", "rotterdm", "gemeente:0599"),
        ("gemeente", "sudwest fryslan", "gemeente:1900"),
        ("gemeente", "Oss", "gemeente:0828"),
        ("zorgverzekeraar", "zilverenkruis", "zorgverzekeraar:zilveren_kruis"),
        ("zorgverzekeraar", "a.s.r.", "zorgverzekeraar:asr"),
        ("zorgverzekeraar", "unive", "zorgverzekeraar:unive"),
        ("waterschap", "amstel gooi en vecht", "waterschap:amstel_gooi_en_vecht"),
        ("waterschap", "waterschap delfland", "waterschap:delfland"),
        ("provincie", "brabant", "provincie:30"),
        ("zorgkantoor", "vgz", "zorgkantoor:vgz"),
    ],
)
def test_an_answer_to_which_one_is_understood_also_misspelt(
    finder: Finder, kind: str, text: str, organisation: str
) -> None:
    assert finder.find_organisation(kind, text)[0][0].id == organisation


def test_a_name_that_two_share_offers_both(finder: Finder) -> None:
    (one, high), (other, low) = finder.find_organisation("gemeente", "Bergen")[:2]
    assert {one.id, other.id} == {"gemeente:0373", "gemeente:0893"}
    assert high - low < 3


@pytest.mark.parametrize("text", ["", "   ", "xyz", "weet ik niet", "!!"])
def test_what_is_no_name_offers_nothing(finder: Finder, text: str) -> None:
    assert finder.find_organisation("gemeente", text) == ()


def test_every_municipality_is_found_by_its_own_name(finder: Finder) -> None:
    every = finder.find_organisation("gemeente", "Utrecht")
    assert every[0][1] == 100.0


def test_a_label_says_the_kind(finder: Finder) -> None:
    assert finder.find("ik loop achter bij menzis").candidates[0].executor_id == "zorgverzekeraar"
