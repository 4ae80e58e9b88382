"""How a message is read before it is weighed: pure code of the engine, proved without Rasa."""

from __future__ import annotations

import pytest

from engine.components.concepts import PATTERNS, concepts_in
from engine.components.sounds import skeleton
from engine.components.spelling import Speller, distance, vocabulary
from engine.components.text import fold, last_sentence, mask, reading, words_of

MEANT = {
    "betalen": 40,
    "kwijtschelding": 20,
    "bezwaar": 30,
    "gemeente": 30,
    "niet": 90,
    "kan": 60,
    "brief": 20,
}


def speller() -> Speller:
    return Speller(MEANT, lambda word: word in {"fiets", "kwijt", "betaald", "geen"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bezwaar", "beswaar"),
        ("wachten", "wagten"),
        ("brief", "brieff"),
        ("betaald", "betaalt"),
        ("blij", "blei"),
    ],
)
def test_spellings_that_people_mix_up_sound_the_same(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_words_that_differ_sound_different() -> None:
    assert len({skeleton(word) for word in MEANT}) == len(MEANT)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("brief", "brief", 0),
        ("brief", "biref", 1),
        ("brief", "breif", 1),
        ("brief", "brie", 1),
        ("brief", "fiets", 3),
    ],
)
def test_a_swap_of_neighbours_is_one_error(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == apart


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("betaln", "betalen"),
        ("beatlen", "betalen"),
        ("beswaar", "bezwaar"),
        ("kwijdschelling", "kwijtschelding"),
        ("kannniet", "kannniet"),
        ("kanniet", "kan niet"),
        ("fiets", "fiets"),
        ("betaald", "betaald"),
        ("brie", "brief"),
        ("zon", "zon"),
        ("123", "123"),
    ],
)
def test_a_misspelt_word_is_read_as_it_was_meant_and_a_real_word_is_left(written: str, meant: str) -> None:
    assert speller().word(written) == meant


def test_only_the_misspelt_words_of_a_text_change() -> None:
    assert speller().text("Ik wil geen BESWAAR, café!") == "ik wil geen bezwaar, café!"


def test_another_language_is_left_as_it_is() -> None:
    text = "gemeen yaşamak istemiyorum artık lütfen"
    assert speller().text(text) == text


def test_a_word_is_meant_when_it_is_written_more_than_once() -> None:
    assert vocabulary([["brief", "brif"], ["brief", "a1"]]) == {"brief": 2}


def test_names_amounts_and_dates_are_read_as_their_kind() -> None:
    assert mask(fold("De SVB wil € 1.200,50 voor 3 maart 2026")) == "xorg wil xbedrag voor xdatum"


def test_the_last_sentence_of_a_story_stands_apart() -> None:
    assert (
        last_sentence("Ik kreeg een brief. Daar staat iets. Mag ik later betalen?") == "Mag ik later betalen?"
    )
    assert last_sentence("Mag ik later betalen?") == "Mag ik later betalen?"


def test_words_are_letters_only() -> None:
    assert words_of("ik heb 2 brieven, l26-x") == ["ik", "heb", "brieven", "l", "x"]


def test_reading_knows_words_sounds_notions_and_the_asking_sentence() -> None:
    _, tokens = reading("Ik ben ziek. Mag ik in termijnen betalen?")
    assert {"w:termijnen", "s:termein", "c:pay_parts", "lc:pay_parts", "ac:pay_parts"} <= set(tokens)
    assert "fc:pay_parts" not in tokens


@pytest.mark.parametrize("text", ["", " ", "?", "💥" * 50, "a" * 5000, "ik " * 2000, "мені нічого їсти"])
def test_any_text_can_be_read(text: str) -> None:
    masked, tokens = reading(text)
    assert isinstance(masked, str)
    assert len([token for token in tokens if token.startswith("len:")]) == 1


@pytest.mark.parametrize(
    ("notion", "text"),
    [
        ("over_now", "vorig jaar hadden we niks te eten"),
        ("someone_else", "mijn buurman is dakloos"),
        ("professional", "ik werk bij de nachtopvang"),
        ("idiom", "ik schaam me dood"),
        ("no_food", "de kinderen hebben honger"),
        ("no_roof", "morgen worden we uit huis gezet"),
        ("no_power", "ze hebben de stroom afgesloten"),
        ("hurt_by", "hij heeft mij geslagen"),
        ("wants_end", "ik wil niet meer leven"),
        ("tonight", "waar moet ik vannacht heen"),
        ("pay_facility", "verzoek om uitstel van betaling"),
        ("debt_gone", "kan de schuld worden kwijtgescholden"),
        ("depart_rule", "een beroep op de hardheidsclausule"),
        ("still_waiting", "al twaalf weken geen reactie"),
        ("want_person", "ik wil iemand spreken"),
    ],
)
def test_a_notion_is_seen_in_words_of_its_own(notion: str, text: str) -> None:
    assert notion in concepts_in(fold(text))


def test_no_notion_is_seen_in_a_sentence_about_none() -> None:
    assert concepts_in("blauwe stoel naast tafel") == []


def test_no_notion_takes_long_over_a_long_text() -> None:
    # Patterns that fall back on themselves would take minutes here.
    text = "geen water stroom gas afgesloten wil niet kan ik het de een " * 300
    assert set(concepts_in(text)) <= set(PATTERNS)
