"""The made-up consultation brought in by the front door: the plain form, as a citizen without the assistant fills it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.signals.consultation import Reaction
from tests.web.helpers import form_headers
from tests.web.inside import Inside

FORM = "/formulier/knellende_regel"
COOKIE = "loket_gesprek"


@dataclass(frozen=True)
class Brought:
    """What the reporter keeps, and which ministries the loket itself found."""

    number: str
    code: str
    ministries: tuple[str, ...]


async def bring(office: Inside, one: Reaction) -> Brought:
    """The reaction as a citizen brings it: the form, the overview, and "Ja, verstuur dit"."""
    register = office.loket.knowledge().register
    fields = {
        "regeling": register.schemes[one.topic.scheme].name,
        "verhaal": one.story,
        "gevolgen": "",
        "oorzaak": "O1",
        "suggestie": "",
        "indiener": "burger",
        "zichtbaar": "openbaar" if one.public else "vertrouwelijk",
        "terughoren": "nee",
        "organisatie": "",
    }
    conversation = await _filled(office, fields)
    path = f"/v1/gesprekken/{conversation}/berichten"
    told = await office.call("GET", path)
    buttons = [button for message in told.json["berichten"] for button in message["knoppen"]]
    send = next(button["waarde"] for button in buttons if button["tekst"].startswith("Ja, verstuur"))
    body = {"tekst": send}
    done = await office.call("POST", path, body, {"Content-Type": "application/json"})
    assert done.status == 200, done.body
    (made,) = done.json["signalen"]
    return Brought(made["nummer"], made["toegangscode"], tuple(made["departementen"]))


async def _filled(office: Inside, fields: Mapping[str, str]) -> str:
    """The id of a conversation whose overview is due."""
    office.client.session.cookie_jar.clear()
    sent = urlencode({**fields, "gevolgen": "bestaanszekerheid"}).encode()
    for _ in range(2):
        async with office.client.post(
            FORM, data=sent, headers=form_headers(), allow_redirects=False
        ) as answer:
            if answer.status == 303:
                return answer.cookies[COOKIE].value
            text = await answer.text()
    raise AssertionError(f"the form asks on: {text[:2000]}")
