"""The API from outside: shapes, errors that a person can use, bad input, and what must never be kept."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.conftest import RunningLoket
from tests.conversations.driver import Player

pytestmark = pytest.mark.engine
STORY = "Ik heb een boete van 274 euro voor te hard rijden en die kan ik niet in een keer betalen"


def test_a_new_conversation_has_a_secret_id_a_greeting_and_a_question(loket: RunningLoket) -> None:
    answer = loket.call("POST", "/v1/gesprekken", {})
    assert answer.status == 201
    assert len(answer.json["id"]) >= 22
    assert "computer" in answer.json["berichten"][0]["tekst"]
    assert answer.json["vraag"]["veld"] == "verhaal"
    assert (answer.json["tickets"], answer.json["signalen"]) == ([], [])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/bestaat-niet", None, 404),
        ("GET", "/v1/gesprekken/", None, 404),
        ("GET", "/v1/openapi.json/", None, 404),
        ("PUT", "/v1/gesprekken", {}, 405),
        ("POST", "/v1/gesprekken/onbekend/berichten", {"tekst": "hallo"}, 404),
        ("POST", "/v1/wegwijzer", b"{geen json", 400),
        ("POST", "/v1/wegwijzer", {}, 400),
        ("POST", "/v1/wegwijzer", {"tekst": "x", "anders": 1}, 400),
        ("POST", "/v1/wegwijzer", {"tekst": "x" * 20_000}, 400),
        ("POST", "/v1/wegwijzer", b'{"tekst": "' + b"x" * 70_000 + b'"}', 413),
        ("GET", "/v1/tickets", None, 401),
    ],
)
def test_every_error_is_a_problem_that_a_person_can_use(
    loket: RunningLoket, method: str, path: str, body: object, status: int
) -> None:
    answer = loket.call(method, path, body)
    assert answer.status == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"]
    assert answer.headers["API-Version"] == loket.call("GET", "/v1/openapi.json").json["info"]["version"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_all_faults_of_the_input_are_told_at_once(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    answer = loket.call(
        "POST", f"/v1/gesprekken/{player.id}/berichten", {"tekst": 5, "berichtId": "", "meer": 1}
    )
    assert answer.status == 400
    assert {fault["veld"] for fault in answer.json["fouten"]} == {"tekst", "berichtId", "meer"}


def test_only_the_description_may_be_read_by_pages_of_others(loket: RunningLoket) -> None:
    assert loket.call("GET", "/v1/openapi.json").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in loket.call("POST", "/v1/gesprekken", {}).headers


def test_every_path_of_the_description_is_a_plural_noun_without_a_closing_slash(loket: RunningLoket) -> None:
    paths = loket.call("GET", "/v1/openapi.json").json["paths"]
    assert "/gesprekken/{id}/berichten" in paths
    assert not [path for path in paths if path.endswith("/")]
    assert set(paths) >= {
        f"/tickets/{{nummer}}/_{move}" for move in ("ontvang", "accepteer", "geefterug", "handelaf")
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀😀",
        "<script>alert(1)</script>",
        "\x00\x00",
        "/restart",
        '/inform{"a":1}',
        "‮⁦",
        "?",
        "x" * 4000,
    ],
)
def test_odd_input_always_gets_words(loket: RunningLoket, text: str) -> None:
    player = Player(loket).begin()
    player.say(text)
    assert player.text.strip()
    assert player.last["vraag"] is not None


def test_twenty_thousand_characters_are_refused_with_the_reason(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    answer = loket.call("POST", f"/v1/gesprekken/{player.id}/berichten", {"tekst": "a" * 20_000})
    assert answer.status == 400
    assert "4000" in answer.body


def test_a_service_number_and_an_account_are_kept_nowhere(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    player.say(
        "mijn bsn is 111222333 en mijn rekening NL91ABNA0417164300, ik kan mijn boete van 80 euro niet betalen"
    )
    assert "burgerservicenummer" in player.text
    everything = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten?vanaf=1").body
    files = b"".join(file.read_bytes() for file in Path(loket.var).glob("loket.db*"))
    for secret in ("111222333", "NL91ABNA0417164300", "0417164300"):
        assert secret not in everything
        assert secret.encode() not in files
        assert secret not in loket.logs()


def test_no_words_of_a_citizen_stand_in_a_log(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    player.say("kwikstaartje kan haar boete van 80 euro niet betalen")
    loket.call("POST", "/v1/wegwijzer", {"tekst": "kwikstaartje"})
    assert "kwikstaartje" not in loket.logs()
    assert player.id not in loket.logs()


def test_the_same_message_id_gets_the_same_answer_and_is_handled_once(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    first = player.say(STORY, "een")
    assert player.say(STORY, "een") == first
    numbers = [
        m["nummer"] for m in loket.call("GET", f"/v1/gesprekken/{player.id}/berichten").json["berichten"]
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_messages_at_once_are_answered_in_order_and_none_is_lost(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    texts = [f"bericht nummer {number}" for number in range(4)]
    threads = [threading.Thread(target=Player(loket, player.id).say, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    messages = loket.call("GET", f"/v1/gesprekken/{player.id}/berichten").json["berichten"]
    assert sorted(m["tekst"] for m in messages if m["van"] == "burger") == texts
    for place, message in enumerate(messages[:-1]):
        if message["van"] == "burger":
            assert messages[place + 1]["van"] == "loket"


def test_a_button_of_an_earlier_question_answers_nothing(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    player.say(STORY)
    yes = player.button("Ja")
    player.say(yes)
    assert player.asks == "schulden.0.datum_brief"
    player.say(yes)
    assert "eerdere vraag" in player.text
    assert player.asks == "schulden.0.datum_brief"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1.250,50", "€ 1.250,50"),
        ("€ 1250", "€ 1.250"),
        ("twaalfhonderd euro", "€ 1.200"),
        ("1250.50", "€ 1.250,50"),
        ("-5", None),
        ("een paar honderd", None),
    ],
)
def test_an_amount_is_understood_as_it_is_written_or_asked_again(
    loket: RunningLoket, text: str, shown: str | None
) -> None:
    player = Player(loket).begin()
    for words in (STORY, "ja", "weet ik niet", "sla over", "nee", text):
        player.say(words)
    if shown is None:
        assert player.asks == "per_maand"
    else:
        assert player.asks == "sinds"
        player.say("nee ik bedoel 10 euro")
        assert "€ 10" in player.text


def test_the_signpost_is_never_empty_and_stores_nothing(loket: RunningLoket) -> None:
    before = Path(loket.var / "loket.db").read_bytes()
    for text in (STORY, "blauw", "wat is het weer"):
        answer = loket.call("POST", "/v1/wegwijzer", {"tekst": text}).json
        assert answer["uitvoerders"]
        assert answer["deuren"][0]["id"] == answer["deur"]
        assert 0 <= answer["zekerheid"] <= 1
    assert Path(loket.var / "loket.db").read_bytes() == before
    assert loket.call("POST", "/v1/wegwijzer", {"tekst": STORY}).json["uitvoerders"][0]["id"] == "cjib"


def test_what_a_citizen_types_is_text_on_the_page_and_never_markup(loket: RunningLoket) -> None:
    first = loket.call("GET", "/")
    cookie = first.headers["Set-Cookie"].split(";")[0]
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    loket.call("POST", "/", b"tekst=%3Cscript%3Ealert(1)%3C%2Fscript%3E+hallo", headers)
    page = loket.call("GET", "/", headers={"Cookie": cookie})
    assert "&lt;script&gt;alert(1)" in page.body
    assert "<script>alert" not in page.body
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "HttpOnly" in first.headers["Set-Cookie"]


def test_a_page_without_its_closing_slash_gets_one_redirect(loket: RunningLoket) -> None:
    assert "Inloggen" in loket.call("GET", "/uitvoerder").body
