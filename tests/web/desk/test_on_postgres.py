"""The same desk on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store import Look, Ticket
from bot.tickets.numbers import access_code
from bot.web.keys import SETTINGS
from tests.web.desk.helpers import desk

pytestmark = pytest.mark.postgres


async def test_a_call_is_handed_over_looked_up_and_added_to_on_postgresql(
    tmp_path: Path, postgres_url: str
) -> None:
    async with desk(tmp_path, LOKET_DATABASE_URL=postgres_url) as house:
        noor, sam = await house.person("noor"), await house.person("sam")
        await noor.told()
        await noor.say("ja")
        (ticket,) = await house.rows(Ticket)
        await noor.post(noor.call, {"actie": "klaar:doorgegeven"})
        code = access_code(
            house.place.loket.public[SETTINGS].secret_key.encode(), ticket.number, ticket.code_salt
        )
        await noor.post("/balie/opzoeken", {"nummer": ticket.number, "code": code, "waarom": "stand"})
        await noor.post("/balie/opzoeken", {"nummer": ticket.number, "code": code, "waarom": "aanvullen"})
        await noor.post(
            f"/balie/opzoeken/{ticket.number}", {"actie": "toevoegen", "tekst": "Ik ben verhuisd."}
        )
        assert "Ik ben verhuisd." in noor.page.body
        assert len(await house.rows(Look)) == 2
        await sam.get("/balie/berichten")
        await sam.post("/balie/berichten", {"tekst": "Er is een storing.", "tot": ""})
        assert "Er is een storing." in (await noor.get("/balie/")).body
