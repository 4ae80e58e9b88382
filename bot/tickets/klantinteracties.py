"""A hand-over as VNG Klantinteracties has it: klantcontact, internetaak, and who was concerned.

Pure: a ticket in, plain data out. The limits are those of the published API (standard Klantinteracties, as in Open
Klant 2: https://github.com/maykinmedia/open-klant, src/openklant/components/klantinteracties). A text that is too
long is cut at a word and ends with an ellipsis; nothing is lost, for the whole stands at `dataref`. Objects point
to each other by a `uuid` derived from the ticket: the same ticket gives the same ones every time.

The standard has no way to give back or to pass on. Who takes a ticket this way still answers by the moves.
"""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.language import ENGLISH
from bot.tickets.outgoing import LANGUAGE
from bot.tickets.views import TicketView
from bot.tickets.workflow import CLOSED

KANAAL, ONDERWERP, INHOUD = 50, 200, 1000
HANDELING, TOELICHTING = 200, 1000
ADRES, OMSCHRIJVING, NAAM, FUNCTIE, OBJECT = 80, 40, 200, 40, 200
ELLIPSIS = "…"
SPOKEN = frozenset({"telefoon", "balie"})
# ISO 639-2/B has `dut` for it; the published API's own example is `nld`, and that is what receivers know.
TAAL = "nld"
# The same of the other languages in which a citizen may be spoken to.
LANGUAGES = {ENGLISH: "eng"}
_KINDS = {"email": "email", "telefoon": "telefoonnummer"}


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` characters (1 or more); one that is cut ends at a word and with an ellipsis.

    A single word longer than the limit is cut inside.
    """
    text = text.strip()
    if len(text) <= limit:
        return text
    room = text[: limit - len(ELLIPSIS)]
    whole = room if text[len(room)].isspace() else room[: max(map(room.rfind, " \n\t"), default=-1) + 1]
    return (whole.rstrip() or room) + ELLIPSIS


def klantinteractie(
    ticket: TicketView, *, dataref: str, door: str, assistant: str, organisation: str
) -> dict[str, Any]:
    """The ticket as objects of the standard, each field within its limit.

    `dataref`: where the whole ticket is read. `door`: the kind of request in words. `assistant`: the name of this
    counter. `organisation`: the name of who holds the ticket.
    """

    def uuid(part: str) -> str:
        return str(uuid5(uuid5(NAMESPACE_URL, dataref), part))

    contact = {"uuid": uuid("klantcontact")}
    concerned = {"uuid": uuid("betrokkene")}
    # At the desk a person spoke with the citizen: the counter's staff, not its assistant.
    spoken = ticket.channel in SPOKEN
    kind = "organisatorische_eenheid" if spoken else "geautomatiseerde_actor"
    counter = _actor(uuid("loket"), assistant, kind, "loket")
    holder = _actor(uuid("organisatie"), organisation, "organisatorische_eenheid", ticket.organisation)
    return {
        "dataref": dataref,
        "klantcontact": {
            **contact,
            "kanaal": cut(ticket.channel, KANAAL),
            "onderwerp": cut(f"{ticket.number}: {ticket.summary or door}", ONDERWERP),
            "inhoud": cut(ticket.own_words or ticket.summary, INHOUD),
            "indicatieContactGelukt": True,
            "taal": LANGUAGES.get(str((ticket.contact or {}).get(LANGUAGE)), TAAL),
            "vertrouwelijk": True,
            "plaatsgevondenOp": ticket.received_at,
            "hadBetrokkenActoren": [{"uuid": counter["uuid"]}],
        },
        "betrokkene": {
            **concerned,
            "hadKlantcontact": contact,
            "rol": "klant" if ticket.representative is None else "vertegenwoordiger",
            "organisatienaam": "",
            "initiator": True,
        },
        "digitaaladres": _address(ticket.contact, uuid("digitaaladres"), concerned),
        "internetaak": {
            "uuid": uuid("internetaak"),
            "aanleidinggevendKlantcontact": contact,
            "toegewezenAanActoren": [{"uuid": holder["uuid"]}],
            "gevraagdeHandeling": cut(f"{door}: {ticket.summary}" if ticket.summary else door, HANDELING),
            "toelichting": _explanation(ticket, dataref),
            "status": "verwerkt" if ticket.state in CLOSED else "te_verwerken",
            "afgehandeldOp": ticket.closed_at,
        },
        "actoren": [counter, holder],
    }


def _actor(uuid: str, name: str, kind: str, object_id: str) -> dict[str, Any]:
    return {
        "uuid": uuid,
        "naam": cut(name, NAAM),
        "soortActor": kind,
        "indicatieActief": True,
        "actoridentificator": {
            "objectId": cut(object_id, OBJECT),
            "codeObjecttype": "organisatie" if kind == "organisatorische_eenheid" else "systeem",
            "codeRegister": "loket",
            "codeSoortObjectId": "id",
        },
    }


def _address(
    contact: Mapping[str, Any] | None, uuid: str, concerned: Mapping[str, str]
) -> dict[str, Any] | None:
    """How the citizen is reached; None by post, and when it does not fit: half an address is another's."""
    kind, address = _KINDS.get(str((contact or {}).get("soort"))), str((contact or {}).get("adres", ""))
    if kind is None or not 0 < len(address) <= ADRES:
        return None
    return {
        "uuid": uuid,
        "verstrektDoorBetrokkene": dict(concerned),
        "soortDigitaalAdres": kind,
        "adres": address,
        "omschrijving": cut("opgegeven in het gesprek", OMSCHRIJVING),
    }


def _explanation(ticket: TicketView, dataref: str) -> str:
    """What was answered, and at the end where the rest stands: that line is never what is cut off."""
    where = cut(f"Alles staat op {dataref}", TOELICHTING)
    lines = [f"{field['label']}: {field['shown']}" for field in ticket.fields]
    if ticket.urgent_reason:
        lines.insert(0, f"Spoed: {ticket.urgent_reason}")
    if ticket.possible_objection:
        lines.insert(0, "Dit kan een bezwaar zijn (artikel 6:15 Awb).")
    told = cut("\n".join(lines), max(1, TOELICHTING - len(where) - 1)) if lines else ""
    return f"{told}\n{where}" if told and len(told) + len(where) + 1 <= TOELICHTING else where
