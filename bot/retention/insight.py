"""What a citizen gets who asks what is kept: everything of the ticket and of its conversation (AVG art. 15).

Of staff stands here which organisation and when, not who: the names of those who looked are not the citizen's data
(HvJ EU 22 June 2023, C-579/21, Pankki S, ECLI:EU:C:2023:501).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.links import of_ticket, waiting
from bot.attachments.views import views_of
from bot.dialogue.rows import with_codes
from bot.retention.policy import Policy
from bot.store import (
    Case,
    Conversation,
    DeskCall,
    Look,
    Message,
    Outbox,
    Signal,
    SignalPublication,
    SignalReplyAddress,
    Ticket,
    TicketEvent,
)
from bot.store.types import jsonable
from bot.tickets.workflow import ActorKind

EXPLANATION = (
    "Dit is alles wat dit loket bewaart over uw verzoek en over het gesprek waarin u het deed. "
    "De bijlagen kunt u downloaden op de pagina 'Waar is mijn verzoek?'. "
    "De organisatie die uw verzoek heeft gekregen, kan zelf meer bewaren. Vraag dat daar."
)


async def insight(session: AsyncSession, ticket: Ticket, policy: Policy, now: datetime) -> dict[str, Any]:
    """Everything, in JSON's own kinds, with Dutch keys; moments as ISO text with their zone."""
    case = await session.get_one(Case, ticket.case_id)
    conversation_id = ticket.conversation_id or case.conversation_id
    everything = {
        "toelichting": EXPLANATION,
        "gemaaktOp": now,
        "bewaartermijnenInDagen": {stage.value: term.days for stage, term in policy.terms.items()},
        "verzoek": _request(ticket, case.number),
        "geschiedenis": await _history(session, ticket),
        "inzagen": await _looks(session, ticket),
        "bijlagen": [view.to_json() for view in views_of(await of_ticket(session, ticket.id))],
        "berichtenOverDitVerzoek": await _messages_sent(session, ticket),
        "gesprek": await _conversation(session, conversation_id),
        "andereVerzoekenInDitGesprek": await _others(session, ticket, conversation_id),
        "meldingen": await _signals(session, ticket.case_id, conversation_id),
    }
    made: dict[str, Any] = jsonable(everything)
    return made


def _request(ticket: Ticket, case_number: str) -> dict[str, Any]:
    return {
        "nummer": ticket.number,
        "dossier": case_number,
        "deur": ticket.door,
        "uitvoerder": ticket.executor,
        "organisatie": ticket.organisation,
        "bedoeldVoor": ticket.intended_for,
        "status": ticket.state,
        "velden": ticket.fields,
        "samenvatting": ticket.summary,
        "eigenWoorden": ticket.own_words,
        "departementen": ticket.ministries,
        "regelingen": ticket.schemes,
        "routering": ticket.routing,
        "termijnen": ticket.terms,
        "vertegenwoordiger": ticket.representative,
        "contact": ticket.contact,
        "kanBezwaarZijn": ticket.possible_objection,
        "spoed": ticket.urgent,
        "spoedReden": ticket.urgent_reason,
        "kanaal": ticket.channel,
        "ontvangenOp": ticket.received_at,
        "antwoordVoor": ticket.answer_by,
        "beslissingVoor": ticket.decide_by,
        "geslotenOp": ticket.closed_at,
    }


async def _history(session: AsyncSession, ticket: Ticket) -> list[dict[str, Any]]:
    lines = await session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
    )
    return [
        {
            "tijd": line.at,
            "wie": "u" if line.actor_kind == ActorKind.BURGER else line.actor_kind,
            "organisatie": (line.data or {}).get("organisatie"),
            "wat": line.kind,
            "status": line.to_state,
            "tekst": line.text,
            "gegevens": {key: value for key, value in (line.data or {}).items() if key != "organisatie"},
        }
        for line in lines
    ]


async def _looks(session: AsyncSession, ticket: Ticket) -> list[dict[str, Any]]:
    looks = await session.scalars(select(Look).where(Look.ticket_id == ticket.id).order_by(Look.id))
    return [{"tijd": look.at, "organisatie": look.organisation, "waarom": look.why} for look in looks]


async def _messages_sent(session: AsyncSession, ticket: Ticket) -> list[dict[str, Any]]:
    rows = await session.scalars(select(Outbox).where(Outbox.subject == ticket.number).order_by(Outbox.id))
    return [
        {"tijd": row.created_at, "soort": row.kind, "ontvanger": row.receiver, "stand": row.state}
        for row in rows
    ]


async def _conversation(session: AsyncSession, conversation_id: int | None) -> dict[str, Any] | None:
    found = None if conversation_id is None else await session.get(Conversation, conversation_id)
    if found is None:
        return None
    messages = await session.scalars(
        select(Message).where(Message.conversation_id == found.id).order_by(Message.number)
    )
    return {
        "begonnenOp": found.created_at,
        "laatstOp": found.updated_at,
        "kanaal": found.channel,
        "berichten": [
            {"nummer": one.number, "van": one.author, "tekst": with_codes(one.text), "tijd": one.created_at}
            for one in messages
        ],
        "inTeVullen": found.draft,
        "aanDeBalie": await _at_the_desk(session, found.id),
        "bijlagenDieWachten": [
            view.to_json()
            for view in views_of(
                (row, place) for place, row in enumerate(await waiting(session, found.id), 1)
            )
        ],
    }


async def _at_the_desk(session: AsyncSession, conversation_id: int) -> dict[str, Any] | None:
    """What the desk keeps of a call: not who it was, but what was noted and when the caller agreed."""
    call = await session.get(DeskCall, conversation_id)
    if call is None:
        return None
    return {"notitie": call.note, "nogNietBegrepen": call.typed, "akkoordOp": call.consent_at}


async def _others(session: AsyncSession, ticket: Ticket, conversation_id: int | None) -> list[dict[str, Any]]:
    if conversation_id is None:
        return []
    others = await session.scalars(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.id != ticket.id)
        .order_by(Ticket.id)
    )
    return [
        {"nummer": one.number, "deur": one.door, "organisatie": one.organisation, "status": one.state}
        for one in others
    ]


async def _signals(session: AsyncSession, case_id: int, conversation_id: int | None) -> list[dict[str, Any]]:
    """Signals of the same story: what was sent, and the reply address, which no ministry has."""
    cases = {case_id}
    if conversation_id is not None:
        found = await session.scalars(select(Case.id).where(Case.conversation_id == conversation_id))
        cases |= set(found.all())
    rows = await session.execute(
        select(Signal, SignalReplyAddress.contact, SignalPublication.state, SignalPublication.text)
        .outerjoin(SignalReplyAddress, SignalReplyAddress.signal_id == Signal.id)
        .outerjoin(SignalPublication, SignalPublication.signal_id == Signal.id)
        .where(Signal.case_id.in_(cases))
        .order_by(Signal.id)
    )
    return [
        {
            "nummer": signal.number,
            "status": signal.status,
            "regeling": signal.scheme,
            "gevolgen": signal.effects,
            "verhaal": signal.story,
            "suggestie": signal.own_suggestion,
            "zichtbaar": signal.visibility,
            "openbareTekst": public_text,
            "openbaar": public_state,
            "hardheidVoorstel": signal.hardness,
            "antwoordadres": contact,
            "gestuurdOp": signal.created_at,
        }
        for signal, contact, public_state, public_text in rows
    ]
