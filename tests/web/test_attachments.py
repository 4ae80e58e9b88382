"""Attachments from outside: in the conversation, on the status page, in the inbox and over the API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.attachments.samples import SECRET, pdf, picture
from tests.conftest import Answer, RunningLoket
from tests.conversations.driver import Player
from tests.web.helpers import command, ticket_of, walk
from tests.web.test_description import assert_described
from tests.web.uploads import fetch, send, submit

pytestmark = pytest.mark.engine
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture(scope="module")
def token(loket: RunningLoket) -> dict[str, str]:
    return {"Authorization": f"Bearer {command(loket, 'token', 'add', 'cjib', '--naam', 'bijlagen')}"}


@pytest.fixture(scope="module")
def stranger(loket: RunningLoket) -> dict[str, str]:
    return {"Authorization": f"Bearer {command(loket, 'token', 'add', 'duo', '--naam', 'bijlagen')}"}


@pytest.fixture(scope="module")
def description(loket: RunningLoket) -> dict[str, Any]:
    return dict(loket.call("GET", "/v1/openapi.json").json)


def upload(loket: RunningLoket, path: str, data: bytes, headers: dict[str, str] | None = None) -> Answer:
    return loket.call("POST", path, data, {**BYTES, **(headers or {})})


def staff_cookie(loket: RunningLoket, login: str) -> str:
    password = json.loads((loket.var / "demo-accounts.json").read_text())[login]
    import http.client

    connection = http.client.HTTPConnection(loket.url.removeprefix("http://"), timeout=30)
    body = f"inlognaam={login}&wachtwoord={password}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/uitvoerder/inloggen", body, headers)
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    connection.close()
    return cookie


def test_a_file_added_in_the_conversation_goes_with_its_ticket_and_to_nobody_else(
    loket: RunningLoket, token: dict[str, str], stranger: dict[str, str], description: dict[str, Any]
) -> None:
    player = walk(loket)
    here, place = f"/v1/gesprekken/{player.id}/bijlagen", "/gesprekken/{id}/bijlagen"
    added = upload(loket, here, picture())
    assert added.status == 201
    assert_described(description, "POST", place, added)
    wrong = upload(loket, here, pdf())
    taken = loket.call("DELETE", f"{here}/{wrong.json['id']}")
    assert (taken.status, taken.body) == (204, "")
    again = loket.call("DELETE", f"{here}/{wrong.json['id']}")
    assert_described(description, "DELETE", f"{place}/{{bijlage}}", again)
    waiting = loket.call("GET", here)
    assert_described(description, "GET", place, waiting)
    assert waiting.json["bijlagen"] == [added.json]
    player.press("Ja, verstuur")
    number = player.last["tickets"][0]["nummer"]
    assert loket.call("GET", here).json["bijlagen"] == []

    mine = f"/v1/tickets/{number}/bijlagen"
    listed = loket.call("GET", mine, headers=token)
    assert_described(description, "GET", "/tickets/{nummer}/bijlagen", listed)
    (one,) = listed.json["bijlagen"]
    status, data, headers = fetch(loket, f"{mine}/{one['id']}", token)
    assert status == 200
    assert data.startswith(b"\xff\xd8\xff")
    assert SECRET not in data
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == 'attachment; filename="bijlage-1.jpg"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    for call in (
        loket.call("GET", mine, headers=stranger),
        loket.call("GET", f"{mine}/{one['id']}", headers=stranger),
        upload(loket, mine, pdf(), stranger),
        loket.call("GET", f"{mine}/bestaat-niet", headers=token),
    ):
        assert call.status == 404
        assert call.headers["Content-Type"].startswith("application/problem+json")
    assert loket.call("GET", mine).status == 401


def test_what_is_wrong_with_a_file_is_a_problem_that_says_what_to_do(
    loket: RunningLoket, description: dict[str, Any]
) -> None:
    player = Player(loket).begin()
    here = f"/v1/gesprekken/{player.id}/bijlagen"
    for data, status, words in (
        (b"", 400, "leeg"),
        (b"tekst", 415, "JPEG, PNG of WebP"),
        (b"\0\0\0\x18ftypheic" + bytes(40), 415, "HEIC"),
        (pdf(b"<< /S /JavaScript >>"), 400, "foto van de brief"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), 413, "10 MB"),
    ):
        answer = upload(loket, here, data)
        assert (answer.status, words in answer.json["detail"]) == (status, True), answer.body
        assert_described(description, "POST", "/gesprekken/{id}/bijlagen", answer)
    unknown = upload(loket, "/v1/gesprekken/onbekend/bijlagen", pdf())
    assert_described(description, "POST", "/gesprekken/{id}/bijlagen", unknown)
    for number in range(5):
        assert upload(loket, here, pdf(b"%d" % number)).status == 201
    sixth = upload(loket, here, pdf(b"6"))
    assert (sixth.status, "hooguit 5" in sixth.json["detail"]) == (409, True)


def test_every_other_route_keeps_its_limit_of_64_kilobytes(loket: RunningLoket) -> None:
    large = b"tekst=" + b"a" * 70_000
    player = Player(loket).begin()
    assert loket.call("POST", f"/v1/gesprekken/{player.id}/berichten", large).status == 413
    for path in ("/", "/status", "/status/gegevens", "/status/bijlage", "/bijlagen/weg"):
        first = loket.call("GET", "/").headers["Set-Cookie"].split(";")[0]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Cookie": first,
        }
        assert loket.call("POST", path, large, headers).status == 413, path


def test_in_the_chat_a_file_is_added_and_taken_back_without_a_script(loket: RunningLoket) -> None:
    cookie = loket.call("GET", "/").headers["Set-Cookie"].split(";")[0]
    page = send(loket, "/bijlagen", picture("PNG"), cookie)
    assert page.status == 200
    assert "Deze bijlagen gaan mee" in page.body
    assert "bijlage-1.png" in page.body
    assert "kwikstaartnaam" not in page.body
    key = re.search(r'name="bijlage" value="([^"]+)"', page.body)
    assert key
    assert "bijlage-1.png" not in submit(loket, "/bijlagen/weg", cookie, bijlage=key[1]).body
    refused = send(loket, "/bijlagen", b"GIF89a", cookie)
    assert refused.status == 415
    assert "Dit soort bestand" in refused.body
    assert send(loket, "/bijlagen", b"", cookie).status == 400
    body = b"tekst=hallo"
    odd = {"Content-Type": "text/plain", "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
    assert loket.call("POST", "/bijlagen", body, odd).status == 400
    other = {"Sec-Fetch-Site": "cross-site", "Cookie": cookie}
    assert loket.call("POST", "/bijlagen", body, other).status == 403


def test_on_the_status_page_a_file_is_added_and_fetched_with_number_and_code(loket: RunningLoket) -> None:
    ticket = ticket_of(loket)
    keys = {"nummer": ticket["nummer"], "code": ticket["toegangscode"]}
    page = send(loket, "/status/bijlagen", pdf(), **keys)
    assert page.status == 200
    assert "Uw bijlage is toegevoegd" in page.body
    assert "U hebt een bijlage toegevoegd. Het CJIB kan die bekijken." in page.body
    key = re.search(r'name="bijlage" value="([^"]+)"', page.body)
    assert key
    status, data, headers = fetch(loket, "/status/bijlage", form={**keys, "bijlage": key[1]})
    assert (status, data) == (200, pdf())
    assert headers["Content-Security-Policy"].startswith("sandbox")
    wrong = {**keys, "code": "22222-22222"}
    assert fetch(loket, "/status/bijlage", form={**wrong, "bijlage": key[1]})[0] == 404
    assert send(loket, "/status/bijlagen", pdf(b"2"), **wrong).status == 404
    refused = send(loket, "/status/bijlagen", b"tekst", **keys)
    assert refused.status == 415
    assert "Dit soort bestand" in refused.body
    assert keys["nummer"] in refused.body


def test_staff_fetch_and_add_files_in_the_inbox_and_others_get_404(loket: RunningLoket) -> None:
    ticket = ticket_of(loket)
    number = ticket["nummer"]
    keys = {"nummer": number, "code": ticket["toegangscode"]}
    send(loket, "/status/bijlagen", picture(), **keys)
    cookie, other = staff_cookie(loket, "cjib"), staff_cookie(loket, "duo")
    page = loket.call("GET", f"/uitvoerder/{number}", headers={"Cookie": cookie})
    link = re.search(r'href="(/uitvoerder/[^"]+/bijlagen/[^"]+)"', page.body)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.body)
    assert link
    assert csrf
    assert fetch(loket, link[1], {"Cookie": cookie})[0] == 200
    assert fetch(loket, link[1], {"Cookie": other})[0] == 404
    assert "Inloggen" in fetch(loket, link[1])[1].decode()
    added = send(loket, f"/uitvoerder/{number}/bijlagen", pdf(), cookie, csrf=csrf[1])
    assert added.status == 200
    assert "bijlage-2.pdf" in added.body
    assert send(loket, f"/uitvoerder/{number}/bijlagen", pdf(b"3"), cookie, csrf="geraden").status == 403
    refused = send(loket, f"/uitvoerder/{number}/bijlagen", b"MZ", cookie, csrf=csrf[1])
    assert refused.status == 415
    assert "Dit soort bestand" in refused.body
    shown = submit(loket, "/status", **keys)
    assert "bijlage-2.pdf" in shown.body
    coordinator = staff_cookie(loket, "regisseur")
    assert fetch(loket, link[1], {"Cookie": coordinator})[0] == 200


def test_after_the_sending_a_file_in_the_conversation_goes_with_what_was_sent(
    loket: RunningLoket, token: dict[str, str]
) -> None:
    player = walk(loket)
    player.press("Ja, verstuur")
    number = player.last["tickets"][0]["nummer"]
    assert upload(loket, f"/v1/gesprekken/{player.id}/bijlagen", pdf()).status == 201
    listed = loket.call("GET", f"/v1/tickets/{number}/bijlagen", headers=token).json["bijlagen"]
    assert [one["naam"] for one in listed] == ["bijlage-1.pdf"]


def test_a_machine_adds_a_file_to_its_own_ticket(
    loket: RunningLoket, token: dict[str, str], description: dict[str, Any]
) -> None:
    number = ticket_of(loket)["nummer"]
    added = upload(loket, f"/v1/tickets/{number}/bijlagen", pdf(), token)
    assert added.status == 201
    assert added.json["organisatie"] == "cjib"
    assert_described(description, "POST", "/tickets/{nummer}/bijlagen", added)
    ticket = loket.call("GET", f"/v1/tickets/{number}", headers=token).json
    assert ticket["geschiedenis"][-1]["wat"] == "bijlage"
