"""How yes and no, a choice, several choices and effects with weights are understood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.kinds import KINDS, Context, Misunderstood, Option, Understood, Unknown

TODAY = date(2026, 11, 23)
FIELD = Context(TODAY)
HAPPENED = Context(
    TODAY,
    options=(
        Option("aanmaning", "Een aanmaning", ("herinnering",)),
        Option("dwangbevel", "Een dwangbevel"),
        Option("deurwaarder", "Een deurwaarder is langs geweest", ("deurwaarder",)),
        Option("beslag", "Beslag op loon of rekening", ("loonbeslag",)),
        Option("ontruiming", "Ontruiming van de woning", ("huis uit",)),
        Option("geen", "Geen van deze"),
    ),
)
REAL = ["aanmaning", "dwangbevel", "deurwaarder", "beslag", "ontruiming"]
WITH_UNSURE = Context(
    TODAY, options=(Option("ja", "Ja"), Option("nee", "Nee"), Option("onbekend", "Weet ik niet"))
)
EFFECTS = Context(
    TODAY,
    options=(
        Option("inkomen", "Inkomen", ("geld",)),
        Option("werk", "Werk"),
        Option("gezin", "Gezin en relaties", ("gezin", "kinderen")),
        Option("gezondheid", "Gezondheid", ("ziek", "stress")),
        Option("wonen", "Wonen", ("huis",)),
    ),
)
YES_NO, CHOICE, CHOICES, EFFECT = (KINDS[kind] for kind in ("ja_nee", "keuze", "meerkeuze", "gevolgen"))


@pytest.mark.parametrize(
    "text",
    [
        "ja", "Ja!", "jaaa", "jazeker", "ja hoor", "jawel", "yes", "yep", "J", "y", "klopt", "dat klopt", "inderdaad",
        "zeker", "zeker weten", "helaas wel", "nou ja", "ok", "is goed", "graag", "uiteraard", "correct", "precies",
        "heb ik wel", "daar ben ik het mee eens", "ik ben het eens met de boete", "ja die heb ik in maart gekregen", "👍", "👍🏽",
    ],
)  # fmt: skip
def test_yes_is_said_in_many_ways(text: str) -> None:
    assert YES_NO.parse(text, FIELD) == Understood(True)


@pytest.mark.parametrize(
    "text",
    [
        "nee", "Nee.", "neee", "nee hoor", "nope", "no", "N", "niet", "nooit", "liever niet", "nog niet", "helaas niet",
        "zeker niet", "zeker weten niet", "tuurlijk niet", "absoluut niet", "dat klopt niet", "dat is niet zo", "is niet waar",
        "oneens", "ik ben het er niet mee eens", "ik ben het niet eens met de boete", "heb ik niet", "nou nee",
        "nee ik woon alleen", "👎",
    ],
)  # fmt: skip
def test_no_is_said_in_many_ways_also_with_a_yes_word_before_it(text: str) -> None:
    assert YES_NO.parse(text, FIELD) == Understood(False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ik denk het wel", True),
        ("ik denk van niet", False),
        ("volgens mij niet", False),
        ("waarschijnlijk wel", True),
        ("eigenlijk wel", True),
        ("niet echt", False),
    ],
)
def test_a_doubtful_yes_or_no_is_not_certain(text: str, value: bool) -> None:
    assert YES_NO.parse(text, FIELD) == Understood(value, certain=False)


@pytest.mark.parametrize(
    "text",
    [
        "ja maar nee",
        "nee, ja toch",
        "ja dat klopt niet",
        "nee klopt",
        "banaan",
        "er woont niemand anders",
        "mwah",
        "soms",
        "geen probleem",
        "",
        "👍👎",
    ],
)
def test_yes_and_no_at_once_or_neither_is_asked_again(text: str) -> None:
    assert isinstance(YES_NO.parse(text, FIELD), Misunderstood)


@pytest.mark.parametrize("text", ["misschien", "zou kunnen", "weet ik niet"])
def test_perhaps_is_not_knowing(text: str) -> None:
    assert YES_NO.parse(text, FIELD) == Unknown()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dwangbevel", "dwangbevel"),
        ("Een dwangbevel.", "dwangbevel"),
        ("2", "dwangbevel"),
        ("2.", "dwangbevel"),
        ("optie 2", "dwangbevel"),
        ("de tweede", "dwangbevel"),
        ("twee", "dwangbevel"),
        ("3e", "deurwaarder"),
        ("de laatste", "geen"),
        ("herinnering", "aanmaning"),
        ("dwang bevel", "dwangbevel"),
        ("loonbeslag", "beslag"),
        ("beslag", "beslag"),
        ("ik moet mijn huis uit", "ontruiming"),
        ("de deurwaarder is gisteren geweest", "deurwaarder"),
        ("geen van deze", "geen"),
        ("geen", "geen"),
        ("geen dwangbevel maar een aanmaning", "aanmaning"),
    ],
)
def test_a_choice_is_made_by_id_number_words_or_other_words(text: str, value: str) -> None:
    assert CHOICE.parse(text, HAPPENED) == Understood(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dwangbeval", "dwangbevel"),
        ("ik heb een aanmaaning gekregen", "aanmaning"),
        ("ontruming", "ontruiming"),
        ("ontruimd", "ontruiming"),
    ],
)
def test_a_misspelt_choice_is_understood_but_not_certain(text: str, value: str) -> None:
    assert CHOICE.parse(text, HAPPENED) == Understood(value, certain=False)


@pytest.mark.parametrize("text", ["aanmaning of dwangbevel", "een aanmaning en een dwangbevel"])
def test_two_choices_where_one_is_asked_are_both_named(text: str) -> None:
    parsed = CHOICE.parse(text, HAPPENED)
    assert isinstance(parsed, Misunderstood)
    assert "„Een aanmaning” of „Een dwangbevel”" in parsed.message


@pytest.mark.parametrize("text", ["banaan", "9", "", "B", "0"])
def test_what_fits_no_choice_gets_the_choices_named(text: str) -> None:
    parsed = CHOICE.parse(text, HAPPENED)
    assert isinstance(parsed, Misunderstood)
    assert "Een aanmaning; Een dwangbevel" in parsed.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nee hoor", "nee"),
        ("ik denk nee", "nee"),
        ("ja dat klopt", "ja"),
        ("nee ik woon alleen", "nee"),
        ("geen idee", "onbekend"),
        ("weet ik niet", "onbekend"),
    ],
)
def test_a_choice_between_yes_and_no_is_made_in_free_words(text: str, value: str) -> None:
    parsed = CHOICE.parse(text, WITH_UNSURE)
    assert isinstance(parsed, Understood)
    assert parsed.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 en 3", ["aanmaning", "deurwaarder"]),
        ("1,2,3", ["aanmaning", "dwangbevel", "deurwaarder"]),
        ("3 1", ["aanmaning", "deurwaarder"]),
        ("1 t/m 3", ["aanmaning", "dwangbevel", "deurwaarder"]),
        ("dwangbevel en aanmaning", ["aanmaning", "dwangbevel"]),
        ("aanmaning, dwangbevel en deurwaarder", ["aanmaning", "dwangbevel", "deurwaarder"]),
        ("aanmaning\ndwangbevel", ["aanmaning", "dwangbevel"]),
        ("loonbeslag + ontruiming", ["beslag", "ontruiming"]),
        ("ik kreeg een herinnering en daarna kwam de deurwaarder", ["aanmaning", "deurwaarder"]),
        ("geen aanmaning, wel een dwangbevel", ["dwangbevel"]),
        ("alles", REAL),
        ("alle vijf", REAL),
        ("geen van deze", ["geen"]),
        ("geen", ["geen"]),
        ("nee", ["geen"]),
        ("niets", ["geen"]),
    ],
)
def test_several_choices_are_understood_in_the_order_of_the_options(text: str, value: list[str]) -> None:
    assert CHOICES.parse(text, HAPPENED) == Understood(value)


def test_none_of_these_is_an_empty_list_where_no_option_says_so() -> None:
    assert CHOICES.parse("geen van deze", EFFECTS) == Understood([])


def test_misspelt_choices_are_all_understood() -> None:
    assert CHOICES.parse("dwangbevl en aanmaming", HAPPENED) == Understood(
        ["aanmaning", "dwangbevel"], certain=False
    )


@pytest.mark.parametrize("text", ["banaan", "9", "1 en 9", "beide", "alle drie", ""])
def test_several_choices_that_do_not_exist_are_asked_again(text: str) -> None:
    assert isinstance(CHOICES.parse(text, HAPPENED), Misunderstood)


def test_no_more_choices_are_taken_than_the_field_allows() -> None:
    limited = Context(TODAY, options=HAPPENED.options, maximum=2)
    parsed = CHOICES.parse("1, 2 en 3", limited)
    assert isinstance(parsed, Misunderstood)
    assert "hoogstens 2" in parsed.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("inkomen 4, gezin 3", {"inkomen": 4, "gezin": 3}),
        ("inkomen 4 gezin 2", {"inkomen": 4, "gezin": 2}),
        ("inkomen: 5", {"inkomen": 5}),
        ("inkomen vier", {"inkomen": 4}),
        ("4 voor inkomen", {"inkomen": 4}),
        ("inkomen (4), wonen (2)", {"inkomen": 4, "wonen": 2}),
        ("inkomen, werk", {"inkomen": 3, "werk": 3}),
        ("geld 5 en stress 4", {"inkomen": 5, "gezondheid": 4}),
        ("inkomen heel zwaar, werk een beetje", {"inkomen": 5, "werk": 2}),
        ("1 en 3", {"inkomen": 3, "gezin": 3}),
        ("1: 4, 3: 5", {"inkomen": 4, "gezin": 5}),
        ("alles 5", dict.fromkeys(["inkomen", "werk", "gezin", "gezondheid", "wonen"], 5)),
        ("geen", {}),
    ],
)
def test_effects_are_understood_with_their_weights(text: str, value: dict[str, int]) -> None:
    assert EFFECT.parse(text, EFFECTS) == Understood(value)


@pytest.mark.parametrize("text", ["inkomen 9", "inkomen 0", "1: 9"])
def test_a_weight_outside_one_to_five_is_asked_again(text: str) -> None:
    parsed = EFFECT.parse(text, EFFECTS)
    assert isinstance(parsed, Misunderstood)
    assert "1 tot en met 5" in parsed.message


def test_choices_and_effects_are_shown_by_their_texts() -> None:
    assert CHOICE.show("beslag", HAPPENED) == "Beslag op loon of rekening"
    assert CHOICES.show(["aanmaning", "dwangbevel"], HAPPENED) == "Een aanmaning, Een dwangbevel"
    assert EFFECT.show({"inkomen": 4}, EFFECTS) == "Inkomen (4 van 5)"


@pytest.mark.parametrize(
    ("kind", "context", "value"),
    [
        ("ja_nee", FIELD, "ja"),
        ("ja_nee", FIELD, 1),
        ("keuze", HAPPENED, "banaan"),
        ("keuze", HAPPENED, ["aanmaning"]),
        ("meerkeuze", HAPPENED, "aanmaning"),
        ("meerkeuze", HAPPENED, ["aanmaning", "aanmaning"]),
        ("meerkeuze", HAPPENED, [["aanmaning"]]),
        ("gevolgen", EFFECTS, {"inkomen": 6}),
        ("gevolgen", EFFECTS, {"inkomen": True}),
        ("gevolgen", EFFECTS, {"banaan": 1}),
        ("gevolgen", EFFECTS, ["inkomen"]),
    ],
)
def test_a_value_that_is_not_canonical_is_refused(kind: str, context: Context, value: object) -> None:
    assert KINDS[kind].check(value, context) is not None  # type: ignore[arg-type]


@given(text=st.text(max_size=60))
def test_any_text_is_answered_and_what_is_understood_is_canonical(text: str) -> None:
    for kind in (CHOICE, CHOICES, EFFECT):
        for context in (HAPPENED, EFFECTS, WITH_UNSURE):
            parsed = kind.parse(text, context)
            if isinstance(parsed, Understood):
                assert kind.check(parsed.value, context) is None
                assert kind.show(parsed.value, context)


DOORS = sorted((Path(__file__).parents[2] / "data" / "doors").glob("*.yml"))


@pytest.mark.parametrize("file", DOORS, ids=lambda file: file.stem)
def test_every_way_to_say_an_option_of_a_door_means_that_option(file: Path) -> None:
    for field in yaml.safe_load(file.read_text(encoding="utf-8"))["velden"]:
        options = field.get("opties") or [] if isinstance(field, dict) else []
        context = Context(
            TODAY,
            options=tuple(
                Option(one["id"], one["tekst"], tuple(map(str, one.get("ook", ())))) for one in options
            ),
        )
        for option in context.options:
            meant = {"keuze": option.id, "meerkeuze": [option.id], "gevolgen": {option.id: 3}}[field["soort"]]
            for way in (option.id, option.text, *option.also):
                for text in (way, way.upper(), f"Ik denk {way}."):
                    parsed = KINDS[field["soort"]].parse(text, context)
                    assert isinstance(parsed, Understood), (field["id"], text, parsed)
                    assert parsed.value == meant, (field["id"], text)
