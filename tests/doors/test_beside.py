"""Several debts in one text: each organisation gets the amount that stands beside it, and nobody another's."""

from __future__ import annotations

import pytest

from bot.doors.beside import sum_of_several
from bot.doors.draft import Answer
from bot.doors.extract import extract
from bot.doors.knowledge import Knowledge
from bot.doors.register_kinds import ROLES
from bot.doors.telling import debts_told, speaking_of, start_draft
from tests.doors.conftest import TODAY


def debts(knowledge: Knowledge, text: str, door: str = "betalingsregeling") -> dict[str, str | None]:
    """Who is owed to, and how much of it was told."""
    draft = start_draft(knowledge, knowledge.doors[door], text, 1)
    return {
        draft.value(f"schulden.{index}.schuldeiser")["uitvoerder"]: draft.value(f"schulden.{index}.bedrag")
        for index in range(draft.count("schulden"))
    }


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        (
            "3 dingen betalen: duo 4200, waterschap 312 en de gemeente 890, ik leef van 1100 netto met 2 kids, kan dat voor 60 p/m",
            {"duo": "4200.00", "waterschap": "312.00", "gemeente": "890.00"},
        ),
        (
            "ik heb een schuld van 4200 bij duo, 312 euro bij het waterschap en 890 euro bij de gemeente",
            {"duo": "4200.00", "waterschap": "312.00", "gemeente": "890.00"},
        ),
        (
            "4200 bij duo 312 bij waterschap 890 bij gemeente help",
            {"duo": "4200.00", "waterschap": "312.00", "gemeente": "890.00"},
        ),
        (
            "Bij de Belastingdienst staat 2300 open, bij Toeslagen 780, en dan nog een boete van 274.",
            {"belastingdienst": "2300.00", "toeslagen": "780.00", "cjib": "274.00"},
        ),
        (
            "De gemeente Utrecht vordert € 1.250,50 terug en het CAK wil nog 480 euro eigen bijdrage",
            {"gemeente": "1250.50", "cak": "480.00"},
        ),
        (
            "1) CJIB 274 euro 2) Belastingdienst 1.830 euro 3) waterschap 312,45",
            {"cjib": "274.00", "belastingdienst": "1830.00", "waterschap": "312.45"},
        ),
        (
            "mijn studieschuld is 4200 en mijn zorgpremie achterstand 640",
            {"duo": "4200.00", "zorgverzekeraar": "640.00"},
        ),
        ("duo 4200 in delen betalen mag dat", {"duo": "4200.00"}),
        ("cjib 274, kan 30 pm", {"cjib": "274.00"}),
    ],
)
def test_each_organisation_gets_the_amount_beside_it(
    knowledge: Knowledge, text: str, owed: dict[str, str | None]
) -> None:
    assert debts(knowledge, text) == owed


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        # Two amounts with one: which of them, or both together, is asked.
        (
            "boetes bij het cjib van 180 en 240 euro en 600 euro bij de belastingdienst",
            {"cjib": None, "belastingdienst": "600.00"},
        ),
        (
            "in totaal 5400 euro: duo, waterschap en gemeente",
            {"duo": None, "waterschap": None, "gemeente": None},
        ),
        (
            "ik betaal al 75 euro aan duo en moet nog 320 aan het waterschap",
            {"duo": None, "waterschap": "320.00"},
        ),
        (
            "Ik moet aan het CJIB 274 euro betalen en aan DUO 50 euro per maand",
            {"cjib": "274.00", "duo": None},
        ),
        ("ik heb 3 kinderen, duo 12 keer gebeld, gemeente niet", {"duo": None, "gemeente": None}),
        ("duo 2024 en gemeente nummer 4812", {"duo": None, "gemeente": None}),
    ],
)
def test_what_is_in_doubt_is_left_to_a_question(
    knowledge: Knowledge, text: str, owed: dict[str, str | None]
) -> None:
    assert debts(knowledge, text) == owed


def test_the_same_holds_where_waiving_is_asked(knowledge: Knowledge) -> None:
    text = "kwijtschelding graag, waterschap 312 en gemeente 890, ik heb bijstand"
    assert debts(knowledge, text, "kwijtschelding") == {"waterschap": "312.00", "gemeente": "890.00"}


def test_a_later_message_says_another_amount_for_one_of_them(knowledge: Knowledge) -> None:
    door = knowledge.doors["betalingsregeling"]
    draft = start_draft(knowledge, door, "duo 4200, waterschap 312", 1)
    assert debts_told(knowledge, door, draft, "nee het waterschap is 320") == {"schulden.1.bedrag": "320.00"}
    assert debts_told(knowledge, door, draft, "nee de gemeente is 320") == {}
    draft = draft.with_answer("schulden.1.bedrag", Answer("320.00"))
    assert debts_told(knowledge, door, draft, "nee, 25 per maand aan duo") == {}


@pytest.mark.parametrize("door", ["herstel_fout", "bezwaar", "multiproblematiek", "betalingsregeling"])
@pytest.mark.parametrize(
    "text",
    [
        "huurtoeslag verkeerde huurprijs ingevuld",
        "ik krijg geen huurtoeslag omdat mijn huur zeven euro te hoog is",
        "door de ontslagvergoeding geen huurtoeslag meer",
    ],
)
def test_who_is_found_by_a_choice_that_its_scheme_leaves_open_has_its_place_in_the_text(
    knowledge: Knowledge, door: str, text: str
) -> None:
    finding = knowledge.finder.find(text, ROLES[knowledge.doors[door].data.rol])
    assert set(speaking_of(finding)) >= {one.executor_id for one in finding.candidates if one.terms}
    assert start_draft(knowledge, knowledge.doors[door], text, 1).story == text


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        (
            "ik moet 3 boetes betalen van cjib 274, 119 en nog een van 52 en ik kan maar 60 in de maand",
            "445.00",
        ),
        ("3 boetes van 274, 119 en 52 euro", "445.00"),
        ("twee boetes, een van 100 euro en een van 250 euro", "350.00"),
        ("boetes van € 274,50 en € 119", "393.50"),
        ("de rekeningen van 120 en 80 euro zijn te veel, ik kan 20 per maand", "200.00"),
        ("5 boetes van 100 en 200", None),
        ("schulden bij duo 300 en cjib 400", None),
        ("een boete van 274 is nu 411 geworden", None),
        ("ik heb twee boetes van 100 euro", None),
    ],
)
def test_a_row_of_amounts_after_what_they_are_several_of_is_summed(said: str, whole: str | None) -> None:
    assert sum_of_several(extract(said, TODAY)) == whole


def test_what_can_be_paid_each_month_is_never_what_is_owed(knowledge: Knowledge) -> None:
    text = "ik kan maar 60 in de maand missen voor wat ik het cjib moet betalen"
    draft = start_draft(knowledge, knowledge.doors["betalingsregeling"], text, 1)
    assert draft.value("schulden.0.bedrag") is None
    assert draft.value("per_maand") == "60.00"
