"""What a citizen does at the status page beside the moves: correct, say when to call, say whether it helped."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import Table
from bot.store import Feedback, Ticket
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound
from bot.tickets.history import CITIZEN_ACTOR, record
from bot.tickets.outgoing import LANGUAGE, SUPPLEMENTED, announce_to_holder
from bot.tickets.service import TicketService
from bot.tickets.views import CitizenView
from bot.tickets.words import CALL_TIME, CONTACT, HELPED
from bot.tickets.workflow import State


class Helped(StrEnum):
    """Whether it helped."""

    YES = "ja"
    SOMEWHAT = "beetje"
    NO = "nee"


class CallTime(StrEnum):
    """When calling suits."""

    MORNING = "ochtend"
    AFTERNOON = "middag"
    EVENING = "avond"
    ALWAYS = "altijd"
    NEVER = "niet"


CALL_TIMES = Table(
    "belmomenten",
    {
        CallTime.MORNING.value: "in de ochtend",
        CallTime.AFTERNOON.value: "in de middag",
        CallTime.EVENING.value: "na vijf uur",
        CallTime.ALWAYS.value: "op elk moment",
        CallTime.NEVER.value: "liever niet",
    },
)
# The key under which the citizen's wish stands with the way to reach them.
CALLING = "bellen"


class CitizenDesk(TicketService):
    """The ticket service, with what a citizen can add. NotFound for a wrong code and an unknown number alike."""

    async def correct_contact(
        self, number: str, code: str, contact: Mapping[str, str], shown: str
    ) -> CitizenView:
        """The holder has the new way to reach the citizen. The old one is kept nowhere, only that it changed.

        `contact` is `{"soort": …, "adres": …}`, checked by the caller; MoveNotAllowed once it was closed.
        """
        async with self._as_citizen(number, code) as (session, ticket):
            if ticket.closed_at is not None:
                raise MoveNotAllowed(ticket.state, CONTACT)
            old = ticket.contact or {}
            new: dict[str, Any] = {
                **contact,
                **{name: old[name] for name in (CALLING, LANGUAGE) if name in old},
            }
            if new == ticket.contact:
                return await self._citizen_view(session, ticket)
            ticket.contact = new
            ticket.fields = [
                {**one, "value": dict(contact), "shown": shown} if one.get("kind") == "contact" else one
                for one in ticket.fields
            ]
            return await self._told(session, ticket, CONTACT)

    async def say_when_to_call(
        self, number: str, code: str, when: CallTime, telephone: str | None = None
    ) -> CitizenView:
        """The holder knows when calling suits and on which number; MoveNotAllowed once it was closed.

        MoveIncomplete `telefoon` when no number is known to call.
        """
        async with self._as_citizen(number, code) as (session, ticket):
            if ticket.closed_at is not None:
                raise MoveNotAllowed(ticket.state, CALL_TIME)
            contact = ticket.contact or {}
            known = (contact.get(CALLING) or {}).get("nummer")
            on = telephone or known or (contact.get("adres") if contact.get("soort") == "telefoon" else None)
            if on is None and when is not CallTime.NEVER:
                raise MoveIncomplete("telefoon")
            wish = {"wanneer": when.value, **({} if on is None else {"nummer": str(on)})}
            if contact.get(CALLING) == wish:
                return await self._citizen_view(session, ticket)
            ticket.contact = {**contact, CALLING: wish}
            return await self._told(session, ticket, CALL_TIME, data={"wanneer": when.value})

    async def say_whether_it_helped(
        self, number: str, code: str, answer: Helped, words: str | None = None
    ) -> CitizenView:
        """Holder and coordinator read whether it helped; said once, about a request that was dealt with.

        MoveNotAllowed before that and the second time.
        """
        async with self._as_citizen(number, code) as (session, ticket):
            if ticket.state != State.AFGEHANDELD or await session.get(Feedback, ticket.id) is not None:
                raise MoveNotAllowed(ticket.state, HELPED)
            session.add(Feedback(ticket_id=ticket.id, answer=answer.value, at=self._clock()))
            return await self._told(
                session, ticket, HELPED, text=(words or "").strip() or None, data={"geholpen": answer.value}
            )

    # --- inside -------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _as_citizen(self, number: str, code: str) -> AsyncIterator[tuple[AsyncSession, Ticket]]:
        async with self._database.write() as session:
            ticket = await self._find(session, number, lock=True)
            self._check_code(ticket, code)
            if ticket is None:
                raise NotFound
            yield session, ticket

    async def _told(
        self,
        session: AsyncSession,
        ticket: Ticket,
        kind: str,
        *,
        text: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> CitizenView:
        now = self._clock()
        record(session, ticket, kind, CITIZEN_ACTOR, now, text=text, data=data, visible=True)
        announce_to_holder(session, ticket, SUPPLEMENTED, now)
        await session.flush()
        return await self._citizen_view(session, ticket)
