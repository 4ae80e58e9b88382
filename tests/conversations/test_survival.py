"""People in conversation: they ask back, curse, correct, wander and return. Each of these at each of the doors."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import ROOT, RunningLoket
from tests.conversations.driver import Player

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Story:
    """How a citizen comes to a door; a second message that asks for another door; what was told and its correction."""

    opening: str
    elsewhere: str  # clearly another door, said instead
    beside: str  # another trouble, told beside
    told: tuple[str, str]  # a told fact as it is shown, and how it is shown after the correction
    correction: str


PAYING = "eigenlijk wil ik gewoon in termijnen kunnen betalen want ineens lukt niet"
MENDING = (
    "eigenlijk wil ik gewoon dat ze die fout in mijn gegevens herstellen want er staat een verkeerd bedrag"
)
BESIDE_ERROR = (
    "trouwens op mijn aanslag van de gemeente staat ook nog een verkeerde naam, dat moet hersteld worden"
)
BESIDE_PAYING = "trouwens ik kan ook nog mijn boete van het cjib niet in een keer betalen"

STORIES = {
    "betalingsregeling": Story(
        "ik heb een schuld bij het uwv van 1200 euro en kan dat niet in een keer betalen",
        MENDING, BESIDE_ERROR, ("€ 1.200", "€ 1.400"), "nee ik bedoel 1400 euro",
    ),
    "herstel_fout": Story(
        "Op mijn beschikking zorgtoeslag van 3 november staat een verkeerd inkomen",
        PAYING, BESIDE_PAYING, ("3 november", "4 november 2026"), "nee sorry, het is 4 november",
    ),
    "knellende_regel": Story(
        "Die regel van de bijstand is krom: omdat mijn dochter van 28 thuis woont word ik gekort. Die wet moet veranderen",
        PAYING, BESIDE_PAYING, ("28", "29"), "nee sorry, het is 29",
    ),
    "bezwaar": Story(
        "Ik ben het niet eens met de beslissing van het uwv van 3 november over mijn wia en wil bezwaar maken",
        PAYING, BESIDE_PAYING, ("3 november", "4 november 2026"), "nee sorry, het is 4 november",
    ),
    "kwijtschelding": Story(
        "ik wil kwijtschelding van mijn schuld van 1200 euro bij het uwv want ik kan het nooit betalen",
        MENDING, BESIDE_ERROR, ("€ 1.200", "€ 1.400"), "nee ik bedoel 1400 euro",
    ),
    "maatwerk": Story(
        "kan het cjib voor mij een uitzondering maken voor de boete van 3 november want ik lag in het ziekenhuis",
        MENDING, BESIDE_ERROR, ("3 november", "4 november 2026"), "nee sorry, het is 4 november",
    ),
    "uitleg_besluit": Story(
        "ik begrijp de brief van het uwv van 3 november over mijn wia helemaal niet, wat staat daar nou",
        PAYING, BESIDE_PAYING, ("3 november", "4 november 2026"), "nee sorry, het is 4 november",
    ),
    "te_late_beslissing": Story(
        "ik wacht al vijf maanden op een beslissing op mijn aanvraag bijzondere bijstand bij de gemeente Tilburg",
        PAYING, BESIDE_PAYING, ("Tilburg", "Breda"), "het is niet Tilburg maar Breda",
    ),
    "multiproblematiek": Story(
        "alles gaat tegelijk mis, ik heb ruzie met het uwv over mijn uitkering en met duo en iedereen verwijst naar elkaar",
        MENDING, BESIDE_ERROR, ("UWV", "SVB"), "het is niet het uwv maar de svb",
    ),
    "klacht": Story(
        "ik wil een klacht indienen want de man aan de balie van de gemeente Breda schreeuwde tegen mij",
        PAYING, BESIDE_PAYING, ("Breda", "Tilburg"), "het is niet Breda maar Tilburg",
    ),
    "spoed": Story(
        "we worden morgen uit huis gezet door de gemeente Utrecht en de kinderen hebben niks te eten",
        MENDING, BESIDE_ERROR, ("Utrecht", "Breda"), "het is niet Utrecht maar Breda",
    ),
}  # fmt: skip
DOORS = sorted(file.stem for file in (ROOT / "data" / "doors").glob("[a-z]*.yml"))
NEEDS_NO_STORY = {"mens_spreken"}


def test_every_door_has_a_story_here() -> None:
    assert set(DOORS) - NEEDS_NO_STORY == set(STORIES)


@pytest.fixture(params=sorted(STORIES))
def story(request: pytest.FixtureRequest) -> Story:
    return STORIES[request.param]


@pytest.fixture
def player(loket: RunningLoket, story: Story) -> Player:
    player = Player(loket).begin()
    player.say(story.opening)
    if player.asks == "deur":
        door = next(name for name, one in STORIES.items() if one is story)
        player.say(
            next(
                button["waarde"]
                for message in player.last["berichten"]
                for button in message["knoppen"]
                if f"deur.{door}:" in button["waarde"]
            )
        )
    assert player.asks not in {"open", "deur", None}, player.text
    return player


@pytest.mark.parametrize(
    ("aside", "words"),
    [
        ("wat is een dwangbevel?", "deurwaarder"),
        ("kost dit geld?", "kost niets"),
        ("ben je een robot?", "computer"),
        ("hoe gaat het met u?", "computer"),
        ("kutzooi allemaal", "graag verder helpen"),
        ("lekker weer vandaag", "weer weet ik niets"),
    ],
)
def test_a_word_aside_is_answered_and_the_question_comes_again(
    player: Player, aside: str, words: str
) -> None:
    asked = player.asks
    player.say(aside)
    assert words in player.text
    assert player.asks == asked


def test_an_earlier_answer_is_corrected_at_any_time_and_echoed(player: Player, story: Story) -> None:
    before, after = story.told
    player.say(story.correction)
    assert after in player.text, (before, player.text)


def test_who_wants_something_else_is_asked_and_takes_what_was_told_along(
    player: Player, story: Story
) -> None:
    asked = player.asks
    player.say(story.elsewhere)
    assert player.asks == "wissel", player.text
    player.press("Nee, hiermee verder")
    assert player.asks == asked
    player.say(story.elsewhere)
    player.press("Ja, overstappen")
    assert player.asks not in {"wissel", asked, None}


def test_a_second_trouble_is_kept_and_taken_up_after_the_first_in_the_same_case(
    loket: RunningLoket, player: Player, story: Story
) -> None:
    asked = player.asks
    player.say(story.beside)
    assert "onthoud ik" in player.text, player.text
    assert player.asks == asked
    first = to_the_end(player)
    assert player.asks == "later", player.text
    player.say("ja")
    second = to_the_end(player)
    assert second > first > 0
    numbers = {one["nummer"].replace("-", "") for one in (*player.last["tickets"], *player.last["signalen"])}
    with sqlite3.connect(loket.var / "loket.db") as database:
        query = "SELECT number, case_id FROM ticket UNION SELECT number, case_id FROM signal"
        cases = {case for number, case in database.execute(query) if number.replace("-", "") in numbers}
    assert len(cases) == 1


def test_who_does_not_know_gets_on(player: Player) -> None:
    seen = [player.asks]
    for _ in range(3):
        player.say("weet ik niet")
        assert player.text.strip()
        seen.append(player.asks)
    assert len(set(seen)) > 1 or "medewerker" in player.text.lower() or "mens" in str(player.last).lower()


def test_who_returns_after_a_week_is_welcomed_and_goes_on_where_it_was(
    loket: RunningLoket, player: Player
) -> None:
    asked = player.asks
    with sqlite3.connect(loket.var / "loket.db") as database:
        long_ago = (datetime.now(UTC) - timedelta(days=7)).replace(tzinfo=None).isoformat(" ")
        newest = database.execute("SELECT id FROM conversation ORDER BY created_at DESC LIMIT 1").fetchone()[
            0
        ]
        database.execute("UPDATE conversation SET updated_at = ? WHERE id = ?", (long_ago, newest))
    player.say("daar ben ik weer?")
    told = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten?vanaf=1").json
    assert any("Fijn dat u er weer bent" in message["tekst"] for message in told["berichten"])
    assert player.asks == asked


def test_a_person_is_one_sentence_away(player: Player) -> None:
    player.say("ik wil iemand spreken")
    assert "medewerker" in player.text.lower()
    assert player.asks in {"naam", "contact"}


# What any question of any door may be answered with, by the kind of the question.
PLAIN = {
    "bedrag": "100 euro", "datum": "3 november", "geboortedatum": "12-3-1975", "periode": "sinds maart", "ja_nee": "nee",
    "getal": "2", "naam": "Jan Jansen", "kenmerk": "sla over", "postcode": "1234 AB", "contact": "jan@example.nl",
    "tekst": "dat weet ik niet precies", "lang_tekst": "het gaat om wat ik net vertelde", "gevolgen": "inkomen 3",
    "regeling": "zorgtoeslag", "meerkeuze": "sla over",
}  # fmt: skip
BY_PLACE = {
    "eens": "ja", "eigen_zaak": "nee", "gemeente": "Utrecht", "welke_organisatie": "Utrecht", "voor_wie": "voor mezelf",
    "gebeurd": "nog niets", "mens": "ja",
}  # fmt: skip


def to_the_end(player: Player) -> int:
    """Answers whatever is asked until it was sent; how much this conversation has handed over."""
    for _ in range(45):
        question = player.last["vraag"]
        name = player.asks.rsplit(".", 1)[-1] if player.asks else None
        if name in {"later", "nog_iets", None}:
            return len(player.last["tickets"]) + len(player.last["signalen"])
        if name == "akkoord":
            player.press("Ja, verstuur")
        elif name in BY_PLACE:
            player.say(BY_PLACE[name])
        elif question["soort"] in PLAIN:
            player.say(PLAIN[question["soort"]])
        elif question["soort"] == "meer":
            player.say("nee")
        else:
            buttons = [button for message in player.last["berichten"] for button in message["knoppen"]]
            player.say(buttons[0]["waarde"] if buttons else "sla over")
    pytest.fail(f"no end: {json.dumps(player.last['vraag'])} {player.text}")
