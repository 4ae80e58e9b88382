"""Letters come from this conversation or with number and code, and for nobody else."""

from __future__ import annotations

import io
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from docx import Document

from tests.conftest import RunningLoket
from tests.conversations.driver import Player

pytestmark = pytest.mark.engine
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STORY = (
    "ik wacht al vijf maanden op een beslissing op mijn aanvraag bijzondere bijstand bij de gemeente Tilburg"
)
ANSWERS = (
    *("1 juli", "nee", "nee", "nee", "sla over", "nee", "sla over", "mezelf", "Jan Jansen", "12-3-1975"),
    *("1234AB", "jan@example.nl"),
)


def fetch(
    loket: RunningLoket,
    path: str,
    *,
    cookie: str | None = None,
    form: dict[str, str] | None = None,
    site: str = "same-origin",
) -> tuple[int, dict[str, str], bytes]:
    headers = {"Sec-Fetch-Site": site} | ({"Cookie": f"loket_gesprek={cookie}"} if cookie else {})
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(loket.url + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, dict(fault.headers), fault.read()


def text_of(body: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(body)).paragraphs)


@pytest.fixture(scope="module")
def late(loket: RunningLoket) -> Player:
    """A conversation that handed over and has a letter of default ready."""
    player = Player(loket).begin()
    player.say(STORY)
    for answer in ANSWERS:
        player.say(answer)
    player.press("Ja, verstuur")
    return player


@pytest.fixture(scope="module")
def link(late: Player) -> dict[str, Any]:
    (found,) = late.last["brieven"]
    return dict(found)


def test_the_letter_is_named_at_the_end_of_the_conversation(late: Player, link: dict[str, Any]) -> None:
    assert link["naam"] == "In gebreke stellen"
    assert "Ik heb een brief voor u klaargezet" in late.text


def test_the_letter_stays_when_the_conversation_goes_on(loket: RunningLoket, late: Player) -> None:
    again = loket.call("GET", f"/v1/gesprekken/{late.id}/berichten?vanaf=1").json
    assert [one["naam"] for one in again["brieven"]] == ["In gebreke stellen"]


def test_this_device_downloads_its_letter_as_a_file(
    loket: RunningLoket, late: Player, link: dict[str, Any]
) -> None:
    status, headers, body = fetch(loket, link["adres"], cookie=late.id)
    assert (status, headers["Content-Type"]) == (200, KIND)
    assert headers["Content-Disposition"] == 'attachment; filename="ingebrekestelling.docx"'
    assert headers["Cache-Control"] == "no-store"
    assert "Jan Jansen" in text_of(body)
    assert "Op 1 juli 2026 kreeg u van mij een aanvraag" in text_of(body)


def test_the_page_shows_the_link(loket: RunningLoket, late: Player, link: dict[str, Any]) -> None:
    _, _, body = fetch(loket, "/", cookie=late.id)
    assert f'href="{link["adres"]}"' in body.decode()


def test_another_conversation_does_not_get_it(loket: RunningLoket, link: dict[str, Any]) -> None:
    other = Player(loket).begin()
    assert fetch(loket, link["adres"], cookie=other.id)[0] == 404
    assert fetch(loket, link["adres"], cookie="bestaat-niet")[0] == 404
    assert fetch(loket, link["adres"])[0] == 404


def test_a_letter_that_is_not_ready_is_not_found(loket: RunningLoket, late: Player) -> None:
    for name in ("1-bezwaar", "2-ingebrekestelling", "x", "1-"):
        assert fetch(loket, f"/brieven/{name}", cookie=late.id)[0] == 404


def test_the_api_gives_the_same_letter(loket: RunningLoket, late: Player, link: dict[str, Any]) -> None:
    status, headers, body = fetch(loket, f"/v1/gesprekken/{late.id}/brieven/{link['id']}")
    assert (status, headers["Content-Type"]) == (200, KIND)
    assert headers["API-Version"]
    assert body == fetch(loket, link["adres"], cookie=late.id)[2]
    wrong = loket.call("GET", f"/v1/gesprekken/{late.id}/brieven/1-bezwaar")
    assert wrong.status == 404
    assert wrong.headers["Content-Type"].startswith("application/problem+json")
    assert loket.call("GET", f"/v1/gesprekken/bestaat-niet/brieven/{link['id']}").status == 404


def test_number_and_code_give_the_letter_by_form(loket: RunningLoket, late: Player) -> None:
    (ticket,) = late.last["tickets"]
    keys = {"nummer": ticket["nummer"], "code": ticket["toegangscode"]}
    _, _, page = fetch(loket, "/status", form=keys)
    assert "Download In gebreke stellen" in page.decode()
    status, headers, body = fetch(loket, "/brieven", form={**keys, "brief": "ingebrekestelling"})
    assert (status, headers["Content-Type"]) == (200, KIND)
    assert "Jan Jansen" in text_of(body)
    assert fetch(loket, "/brieven", form={**keys, "brief": "bezwaar"})[0] == 404


def test_a_wrong_code_and_an_unknown_number_are_the_same_nothing(loket: RunningLoket, late: Player) -> None:
    (ticket,) = late.last["tickets"]
    wrong = fetch(loket, "/brieven", form={"nummer": ticket["nummer"], "code": "22222-22222", "brief": "x"})
    unknown = fetch(loket, "/brieven", form={"nummer": "L26-222-22", "code": "22222-22222", "brief": "x"})
    assert wrong[0] == unknown[0] == 404
    assert wrong[2] == unknown[2]


def test_a_form_of_another_site_gets_no_letter(loket: RunningLoket, late: Player) -> None:
    (ticket,) = late.last["tickets"]
    form = {"nummer": ticket["nummer"], "code": ticket["toegangscode"], "brief": "ingebrekestelling"}
    assert fetch(loket, "/brieven", form=form, site="cross-site")[0] == 403


def test_who_passes_nothing_on_still_gets_the_letter(loket: RunningLoket) -> None:
    player = Player(loket).begin()
    player.say("Ik ben het niet eens met het besluit van de gemeente Utrecht om mijn bijstand te stoppen")
    player.say("2 november")
    player.say("nee")
    (found,) = player.last["brieven"]
    status, _, body = fetch(loket, found["adres"], cookie=player.id)
    assert status == 200
    assert "bezwaar tegen uw besluit van 2 november 2026" in text_of(body)
    assert "bijstand te stoppen" not in text_of(body), "the story is no part of a letter"
