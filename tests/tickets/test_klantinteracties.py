"""A hand-over as VNG Klantinteracties: every field within its published limit, whatever a citizen wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.klantinteracties import ELLIPSIS, cut, klantinteractie
from bot.tickets.views import TicketView
from bot.tickets.workflow import CLOSED, ActorKind, State, moves_from
from bot.web.api.shapes import Klantinteractie

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DATAREF = "https://loket.example.nl/v1/tickets/L26-7KQ4-M2"
TEXT = st.text(max_size=3000) | st.lists(st.text(max_size=30), max_size=200).map(" ".join)
# The limits as they are published (Klantinteracties API; standards of this field), apart from the module's own.
LIMITS = {
    ("klantcontact", "kanaal"): 50,
    ("klantcontact", "onderwerp"): 200,
    ("klantcontact", "inhoud"): 1000,
    ("klantcontact", "taal"): 3,
    ("internetaak", "gevraagdeHandeling"): 200,
    ("internetaak", "toelichting"): 1000,
    ("internetaak", "status"): 12,
    ("betrokkene", "rol"): 17,
    ("betrokkene", "organisatienaam"): 200,
    ("digitaaladres", "adres"): 80,
    ("digitaaladres", "omschrijving"): 40,
}


def ticket(**changes: Any) -> TicketView:
    given: dict[str, Any] = dict.fromkeys(TicketView.__dataclass_fields__)
    state = changes.get("state", State.AANGEBODEN)
    given |= {
        "id": 1, "number": "L26-7KQ4-M2", "case_number": "D26-7KQ4-M2", "door": "klacht", "executor": "gemeente",
        "organisation": "gemeente:0344", "state": state, "version": 1, "fields": (), "summary": "Een klacht.",
        "own_words": "Niemand belt terug.", "ministries": (), "schemes": (), "routing": {}, "terms": (),
        "possible_objection": False, "urgent": False, "channel": "web", "received_at": NOW, "hops": 0,
        "moves": moves_from(state, ActorKind.ORGANISATIE), "history": (),
    }  # fmt: skip
    return replace(TicketView(**given), **changes)


def written(view: TicketView, door: str = "Klacht", dataref: str = DATAREF) -> dict[str, Any]:
    return klantinteractie(
        view, dataref=dataref, door=door, assistant="Loket", organisation="de gemeente Utrecht"
    )


@given(
    summary=TEXT,
    words=TEXT,
    shown=st.lists(TEXT, max_size=5),
    channel=st.text(min_size=1, max_size=90).filter(str.strip),
    contact=st.none()
    | st.fixed_dictionaries(
        {"soort": st.sampled_from(["email", "telefoon", "post"]), "adres": st.text(max_size=200)}
    ),
    door=st.text(min_size=1, max_size=400).filter(str.strip),
    dataref=st.text(min_size=1, max_size=1500).filter(str.strip),
    objection=st.booleans(),
)
def test_every_field_stays_within_its_published_limit(
    summary: str,
    words: str,
    shown: list[str],
    channel: str,
    contact: dict[str, str] | None,
    door: str,
    dataref: str,
    objection: bool,
) -> None:
    fields = tuple({"label": "Antwoord", "shown": one} for one in shown)
    view = ticket(
        summary=summary,
        own_words=words,
        fields=fields,
        channel=channel,
        contact=contact,
        possible_objection=objection,
    )
    found = written(view, door, dataref)
    for (part, name), limit in LIMITS.items():
        if found[part] is not None:
            assert len(found[part][name]) <= limit, (part, name)
    Klantinteractie.model_validate(found)
    if found["digitaaladres"] is not None:
        assert contact is not None
        assert found["digitaaladres"]["adres"] == contact["adres"]


@given(text=TEXT, limit=st.integers(min_value=1, max_value=1200))
def test_what_is_cut_is_the_beginning_ends_at_a_word_and_says_so(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit
    if len(text.strip()) <= limit:
        assert short == text.strip()
        return
    assert short.endswith(ELLIPSIS)
    kept = short.removesuffix(ELLIPSIS)
    assert text.strip().startswith(kept)
    rest = text.strip()[len(kept) :]
    if re.search(r"\S[ \n\t]", text.strip()[: limit - 1]):
        assert not kept or kept[-1:].isspace() or rest[:1].isspace()


def test_a_long_story_is_cut_at_a_word_and_its_explanation_says_where_the_rest_is() -> None:
    story = "kwijtschelding " * 100
    found = written(ticket(own_words=story, fields=({"label": "Verhaal", "shown": story},) * 3))
    assert found["klantcontact"]["inhoud"].endswith("kwijtschelding…")
    assert found["internetaak"]["toelichting"].endswith(f"\nAlles staat op {DATAREF}")
    assert found["dataref"] == DATAREF


def test_everything_that_is_pointed_to_is_there_and_is_the_same_every_time() -> None:
    found = written(ticket(contact={"soort": "email", "adres": "a@example.nl"}))
    own = {found[part]["uuid"] for part in ("klantcontact", "betrokkene", "digitaaladres", "internetaak")}
    own |= {actor["uuid"] for actor in found["actoren"]}
    assert len(own) == 6
    assert all(UUID(one) for one in own)
    pointed = {
        found["betrokkene"]["hadKlantcontact"]["uuid"],
        found["digitaaladres"]["verstrektDoorBetrokkene"]["uuid"],
        found["internetaak"]["aanleidinggevendKlantcontact"]["uuid"],
        *(one["uuid"] for one in found["internetaak"]["toegewezenAanActoren"]),
        *(one["uuid"] for one in found["klantcontact"]["hadBetrokkenActoren"]),
    }
    assert pointed <= own
    assert written(ticket(contact={"soort": "email", "adres": "a@example.nl"})) == found


def test_an_address_is_given_whole_or_not_at_all() -> None:
    assert written(ticket(contact={"soort": "post", "adres": "Dorpsstraat 1"}))["digitaaladres"] is None
    assert (
        written(ticket(contact={"soort": "email", "adres": "a" * 80}))["digitaaladres"]["adres"] == "a" * 80
    )
    assert written(ticket(contact={"soort": "email", "adres": "a" * 81}))["digitaaladres"] is None
    phone = written(ticket(contact={"soort": "telefoon", "adres": "06-00000000"}))["digitaaladres"]
    assert phone["soortDigitaalAdres"] == "telefoonnummer"


def test_who_speaks_for_another_is_a_representative() -> None:
    assert written(ticket())["betrokkene"]["rol"] == "klant"
    assert written(ticket(representative={"rol": "naaste"}))["betrokkene"]["rol"] == "vertegenwoordiger"


def test_a_task_is_done_when_the_ticket_is_closed_and_in_no_other_state() -> None:
    done = {state for state in State if written(ticket(state=state))["internetaak"]["status"] == "verwerkt"}
    assert done == CLOSED


def test_what_was_told_at_the_desk_came_from_people_and_not_from_the_assistant() -> None:
    for channel, kind in (
        ("web", "geautomatiseerde_actor"),
        ("telefoon", "organisatorische_eenheid"),
        ("balie", "organisatorische_eenheid"),
    ):
        made = klantinteractie(
            ticket(channel=channel), dataref=DATAREF, door="Betalen", assistant="Loket", organisation="CJIB"
        )
        assert made["klantcontact"]["kanaal"] == channel
        assert made["actoren"][0]["soortActor"] == kind
        Klantinteractie.model_validate(made)
