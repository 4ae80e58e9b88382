"""From packages to tickets and signals: what a confirmed overview writes, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.links import hand_over_waiting
from bot.dialogue.state import State
from bot.dialogue.view import ReceiptView
from bot.doors.knowledge import Knowledge
from bot.doors.packages import COUNTER, OWN_WORDS, Package
from bot.doors.register_kinds import ROLES
from bot.doors.saying import Told
from bot.language import NL
from bot.signals.law import main_law
from bot.signals.package import SignalPackage, Visibility
from bot.store import Case, Conversation
from bot.tickets.handover import hand_over, receipts_of
from bot.tickets.organisations import Organisations
from bot.tickets.outgoing import LANGUAGE
from bot.tickets.packages import HandOver, PackageField, TicketPackage, hand_over_key
from bot.tickets.promises import Promises

# Terms within which the law wants the receiver itself to do something.
PROMISES = frozenset({"schuldhulp", "schuldhulp_bedreigend", "brp_correctie"})
ALTERNATIVES = 3
URGENT = "Bedreigende situatie (Wgs art. 4 lid 2)"
ACUTE = "Acute nood, gemeld door de burger"
SEIZURE = "Beslag op loon of uitkering"


class Handing:
    """Hands packages over, once per conversation, request and receiver."""

    def __init__(
        self,
        knowledge: Callable[[], Knowledge],
        organisations: Organisations,
        secret: bytes,
        clock: Callable[[], datetime],
        promises: Promises | None = None,
    ) -> None:
        self._knowledge, self._organisations = knowledge, organisations
        self._secret, self._clock, self._promises = secret, clock, promises

    async def hand_over(
        self, session: AsyncSession, conversation: Conversation, state: State, ready: Sequence[Package]
    ) -> None:
        """Writes tickets, signals, history and outgoing messages; a repeat writes nothing new."""
        knowledge = self._knowledge()
        order = HandOver(
            case_id=await self._case_of(session, conversation, state),
            draft=str(state.round),
            tickets=tuple(_ticket(knowledge, package, state) for package in ready if not package.is_signal),
            signals=tuple(_signal(knowledge, package, state) for package in ready if package.is_signal),
            conversation_id=conversation.id,
            channel=conversation.channel,
        )
        receipt = await hand_over(
            session,
            order,
            organisations=self._organisations,
            secret=self._secret,
            now=self._clock(),
            promises=self._promises,
        )
        await hand_over_waiting(session, conversation.id, [ticket.number for ticket in receipt.tickets])

    async def _case_of(self, session: AsyncSession, conversation: Conversation, state: State) -> int | None:
        """The case that a second trouble joins; None for a story of its own, or when the first sent nothing."""
        if state.joins is None:
            return None
        key = hand_over_key(conversation.id, str(state.joins))
        return await session.scalar(select(Case.id).where(Case.idempotency_key == key))

    async def receipts(self, session: AsyncSession, conversation_id: int) -> list[ReceiptView]:
        """Everything that this conversation handed over so far: signals before tickets of the same request."""
        found = await receipts_of(session, conversation_id, secret=self._secret)
        tickets = [
            ReceiptView(
                False,
                one.number,
                one.access_code,
                one.door,
                one.executor,
                one.intended_for or one.organisation,
                one.state.value,
                (),
            )
            for one in found.tickets
        ]
        signals = [
            ReceiptView(
                True,
                one.number,
                one.access_code,
                "knellende_regel",
                "",
                None,
                one.status.value,
                one.ministries,
            )
            for one in found.signals
        ]
        return [*signals, *tickets]


def _ticket(knowledge: Knowledge, package: Package, state: State) -> TicketPackage:
    organisation = package.organisation or (
        COUNTER if knowledge.register.executors[package.executor].several else package.executor
    )
    contact = _reached(package.value("contact"), state)
    return TicketPackage(
        door=package.door,
        organisation=organisation,
        executor=package.executor,
        fields=tuple(
            PackageField(line.place, line.label, line.kind, line.value, line.shown)
            for line in package.lines
            if line.field != OWN_WORDS
        ),
        summary=package.summary,
        own_words=str(package.value(OWN_WORDS) or package.value("verhaal") or ""),
        ministries=package.ministries,
        schemes=(package.scheme,) if package.scheme is not None else (),
        routing=_routing(knowledge, package, state),
        terms=tuple(_term(told) for told in package.terms),
        representative=_representative(package),
        contact=contact,
        possible_objection=package.possible_objection,
        urgent_reason=_urgent_reason(package),
        # The citizen's own last day orders the inbox; it is nobody's promise. Wgs art. 4 is one: three working days.
        sort_by=_first_term(package),
        answer_by=_promised(package),
        slot=package.key,
    )


def _reached(contact: Mapping[str, Any] | None, state: State) -> Mapping[str, Any] | None:
    """How the citizen is reached, and in which language when that is not Dutch."""
    return contact if contact is None or state.language == NL else {**contact, LANGUAGE: state.language}


def _routing(knowledge: Knowledge, package: Package, state: State) -> dict[str, Any]:
    """Why this receiver, as it can be checked afterwards: words found, how sure, who else was thought of."""
    draft = state.draft
    story = draft.story if draft is not None else ""
    role = knowledge.doors[package.door].data.rol
    candidates = knowledge.finder.find(story, ROLES[role]).candidates if story else ()
    found = next((one for one in candidates if one.executor_id == package.executor), None)
    return {
        "waarom": package.why,
        "gevonden": list(found.terms) if found is not None else [],
        # None: the citizen named the receiver at a question, or a rule of the door did; nobody guessed.
        "zekerheid": round(found.certainty, 2) if found is not None else None,
        "alternatieven": [
            {"uitvoerder": one.executor_id, "zekerheid": round(one.certainty, 2)}
            for one in candidates
            if one.executor_id != package.executor
        ][:ALTERNATIVES],
        "vermoeden": package.unverified,
        "rechtsmiddel": package.remedy,
        "bedoelde_deur": state.intended,
        "maatwerkteam": package.team,
        "escalatie": package.escalation,
        "register": knowledge.register.version,
    }


def _urgent_reason(package: Package) -> str | None:
    """Why it stands on top: the loss of house, energy or insurance by law, and seizure because money is gone now."""
    if package.threatening:
        return URGENT
    if package.acute:
        return ACUTE
    return SEIZURE if "beslag" in (package.value("gebeurd") or ()) else None


def _first_term(package: Package) -> date | None:
    """The first last day that lies ahead: where the ticket stands in the inbox."""
    terms = [told.term for told in package.terms if told.term is not None]
    return min(
        (term.last_day for term in terms if term.last_day is not None and not term.passed), default=None
    )


def _promised(package: Package) -> date | None:
    """The day before which the law wants a first answer from this receiver (Wgs art. 4, Wet BRP 2.58)."""
    if package.executor != "gemeente":
        return None
    terms = [told.term for told in package.terms if told.term is not None and told.term.id in PROMISES]
    return min((term.last_day for term in terms if term.last_day is not None), default=None)


def _term(told: Told) -> dict[str, Any]:
    term = told.term
    if term is None:
        return {"id": told.key, "tekst": " ".join(told.texts)}
    return {
        "id": term.id,
        "naam": term.name,
        "laatste_dag": term.last_day.isoformat() if term.last_day is not None else None,
        "artikelen": list(term.articles),
        "bron": term.source_url,
        "tekst": " ".join(told.texts),
    }


def _representative(package: Package) -> dict[str, Any] | None:
    role = package.value("rol_helper")
    if role is None and package.value("indiener") in {"naaste", "professional"}:
        role = package.value("indiener")
    if role is None:
        return None
    return {"rol": role, "machtiging": package.value("machtiging"), "bereikbaar": package.value("contact")}


def _signal(knowledge: Knowledge, package: Package, state: State) -> SignalPackage:
    scheme = knowledge.register.schemes.get(package.scheme or "")
    cause = package.value("oorzaak")
    law, article = main_law(scheme.law) if scheme is not None else (None, None)
    public = package.value("zichtbaar") == Visibility.OPENBAAR.value
    wants_reply = package.value("terughoren") is True
    return SignalPackage(
        ministries=package.ministries,
        story=str(package.value("verhaal") or ""),
        role=str(package.value("indiener") or package.value("rol_helper") or "burger"),
        scheme=package.scheme,
        law=law,
        article=article,
        executor=package.executor if package.executor != COUNTER else None,
        municipality=_municipality(package),
        cause=(cause,) if cause is not None and cause != "weet_niet" else (),
        effects=package.value("gevolgen") or {},
        own_suggestion=package.value("suggestie"),
        visibility=Visibility.OPENBAAR if public else Visibility.VERTROUWELIJK,
        reply_wanted=wants_reply,
        # Stays with the counter alone; anonymous with a reply is by number and code only.
        reply_address=_reached(state.contact, state) if wants_reply else None,
    )


def _municipality(package: Package) -> str | None:
    """Which municipality applied the rule, when the citizen said so."""
    named = package.value("organisatie")
    organisation = str((named or {}).get("organisatie") or "")
    return organisation if organisation.startswith("gemeente:") else None
