"""Notices of the day and the register: set by the coordinator, read at the desk and in a new conversation."""

from __future__ import annotations

from pathlib import Path

from tests.web.desk.helpers import desk

TEXT = "Er is een storing bij DUO."


async def test_a_notice_stands_at_the_desk_and_in_a_new_conversation_until_its_day_is_over(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as house:
        noor, sam = await house.person("noor"), await house.person("sam")
        await sam.get("/balie/berichten")
        assert (await sam.post("/balie/berichten", {"tekst": " ", "tot": ""})).status == 400
        assert (await sam.post("/balie/berichten", {"tekst": TEXT, "tot": "morgen"})).status == 400
        assert (await sam.post("/balie/berichten", {"tekst": TEXT, "tot": "2026-11-01"})).status == 400
        assert TEXT not in (await noor.get("/balie/")).body
        await sam.post("/balie/berichten", {"tekst": TEXT, "tot": "2026-11-25"})
        await noor.begin()
        assert TEXT in noor.page.body
        begun = await house.place.call("POST", "/v1/gesprekken", {})
        texts = [one["tekst"] for one in begun.json["berichten"]]
        assert TEXT in texts[1:-1], "after who is speaking, before the question"
        house.place.clock.forward(days=2)
        begun = await house.place.call("POST", "/v1/gesprekken", {})
        assert TEXT not in str(begun.json)


async def test_a_notice_can_be_taken_away(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        sam = await house.person("sam")
        await sam.get("/balie/berichten")
        await sam.post("/balie/berichten", {"tekst": TEXT, "tot": ""})
        assert TEXT in sam.page.body
        await sam.post("/balie/berichten", {"weg": "1"})
        assert TEXT not in sam.page.body


async def test_the_register_tells_who_does_what_without_a_call(tmp_path: Path) -> None:
    async with desk(tmp_path) as house:
        noor = await house.person("noor")
        page = (await noor.get("/balie/register?q=huurtoeslag")).body
        assert "Dienst Toeslagen" in page
        for words in ("Beslist", "Herstelt fouten", "Ministerie", "Niet eens met besluit"):
            assert words in page
        assert "niets in het register" in (await noor.get("/balie/register?q=zzzzqq")).body
        assert "0800-0543" in (await noor.get("/balie/register?q=belastingdienst")).body
