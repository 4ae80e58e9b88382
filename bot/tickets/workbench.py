"""What staff do with a ticket beside the moves: whose it is, telephone calls, the lists, the whole case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.roles import Action, Role, may
from bot.store import Account, Case, Feedback, Signal, Ticket
from bot.tickets.allowed import check_holder
from bot.tickets.bespoke import LikeCase, like_cases
from bot.tickets.errors import MoveIncomplete, MoveNotAllowed, NotFound, NotYours
from bot.tickets.history import Actor, record, simple_move
from bot.tickets.inbox import PAGE, Page
from bot.tickets.listing import Asker, View, counts, found_page, view_page
from bot.tickets.numbers import CASE, parse_number
from bot.tickets.outgoing import announce_to_citizen
from bot.tickets.service import TicketService
from bot.tickets.views import TicketView
from bot.tickets.words import CALLED, OWNER
from bot.tickets.workflow import OPEN, ActorKind, Move, State


class Call(StrEnum):
    """How a telephone call to the citizen ended."""

    SPOKEN = "bereikt"
    AGREED = "afgesproken"
    LATER = "terugbellen"
    MISSED = "niet_bereikt"


# A call needs an organisation that has the ticket open; before that nobody has looked at it.
_MAY_CALL = OPEN - {State.AANGEBODEN}


@dataclass(frozen=True)
class Colleague:
    """Somebody of the same organisation who can take a ticket over."""

    id: int
    name: str


@dataclass(frozen=True)
class CasePart:
    """One ticket of a case, and what the citizen said about it afterwards."""

    ticket: TicketView
    helped: str | None


@dataclass(frozen=True)
class CaseView:
    """A whole case, for the coordinator. `signals`: their numbers only, a ministry's answer stands there."""

    number: str
    opened_at: datetime
    parts: tuple[CasePart, ...]
    signals: tuple[str, ...]


class Workbench(TicketService):
    """The ticket service, with all that an inbox needs. Every change is a history line in the same transaction."""

    # --- whose it is --------------------------------------------------------------------------------------

    async def claim(self, number: str, actor: Actor, *, expected_version: int | None = None) -> TicketView:
        """The ticket is the actor's. MoveNotAllowed when a colleague has it: that is passed on, not taken."""
        async with self._database.write() as session:
            ticket = await self._own(session, number, actor, expected_version)
            if ticket.owner_id not in (None, actor.account_id):
                raise MoveNotAllowed(ticket.state, "opeisen", "een collega heeft het al")
            if ticket.owner_id is None:
                await self._give_to(session, ticket, actor, actor.account_id, actor.name)
            return await self._view(session, ticket, actor.kind)

    async def release(self, number: str, actor: Actor, *, expected_version: int | None = None) -> TicketView:
        """The ticket is nobody's again; MoveNotAllowed when it is not the actor's."""
        async with self._database.write() as session:
            ticket = await self._own(session, number, actor, expected_version)
            if ticket.owner_id != actor.account_id:
                raise MoveNotAllowed(ticket.state, "loslaten", "het is niet van u")
            await self._give_to(session, ticket, actor, None, None)
            return await self._view(session, ticket, actor.kind)

    async def pass_on(
        self, number: str, account_id: int, actor: Actor, *, expected_version: int | None = None
    ) -> TicketView:
        """The ticket is this colleague's, whoever had it: people fall ill. MoveIncomplete `collega` for others."""
        async with self._database.write() as session:
            ticket = await self._own(session, number, actor, expected_version)
            new = next((one for one in await self._team(session, actor) if one.id == account_id), None)
            if new is None:
                raise MoveIncomplete("collega")
            if ticket.owner_id != new.id:
                await self._give_to(session, ticket, actor, new.id, new.name)
            return await self._view(session, ticket, actor.kind)

    async def colleagues(self, actor: Actor) -> tuple[Colleague, ...]:
        """Everybody of the actor's organisation who can handle tickets, the actor too, by name."""
        async with self._database.read() as session:
            return await self._team(session, actor)

    # --- calling ------------------------------------------------------------------------------------------

    async def called(
        self,
        number: str,
        call: Call,
        actor: Actor,
        *,
        text: str | None = None,
        expected_version: int | None = None,
    ) -> TicketView:
        """The call stands in the history and the citizen reads that somebody rang.

        What was agreed needs a text, which the citizen reads; other texts are for colleagues. The first call
        after acceptance starts the work.
        """
        words = (text or "").strip() or None
        if call is Call.AGREED and words is None:
            raise MoveIncomplete("tekst")
        async with self._database.write() as session:
            ticket = await self._own(session, number, actor, expected_version)
            if State(ticket.state) not in _MAY_CALL:
                raise MoveNotAllowed(ticket.state, CALLED)
            now = self._clock()
            if ticket.state == State.GEACCEPTEERD:
                simple_move(session, ticket, Move.START, actor, now, None)
            record(
                session, ticket, CALLED, actor, now, text=words, data={"uitkomst": call.value}, visible=True
            )
            announce_to_citizen(session, ticket, now)
            await session.flush()
            return await self._view(session, ticket, actor.kind)

    # --- lists --------------------------------------------------------------------------------------------

    async def view(self, view: View, asker: Asker, *, after: str | None = None, limit: int = PAGE) -> Page:
        """One page of a view of one's own organisation; BadCursor for a foreign bookmark."""
        async with self._database.read() as session:
            return await view_page(session, view, asker, after, limit)

    async def counts(self, asker: Asker) -> Mapping[View, int]:
        """How many are open in each view, counted to 100."""
        async with self._database.read() as session:
            return await counts(session, asker)

    async def search(self, organisation: str, question: str) -> tuple[Page, bool]:
        """What is found in one's own organisation, open and closed; and whether there is more."""
        async with self._database.read() as session:
            return await found_page(session, organisation, question)

    async def looked_at(self, ids: list[int], actor: Actor, why: str) -> None:
        """That these tickets were seen together (a file, a case) is recorded for each."""
        async with self._database.write() as session:
            for ticket in await session.scalars(select(Ticket).where(Ticket.id.in_(ids))):
                self._record_look(session, ticket, actor, why)

    async def names_of(self, ids: set[int]) -> Mapping[int, str]:
        """The names of these accounts."""
        async with self._database.read() as session:
            rows = await session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
            return {row.id: row.name for row in rows}

    async def like_cases(self, view: TicketView) -> tuple[LikeCase, ...]:
        """Earlier decisions of the ticket's organisation on the same scheme, without persons."""
        scheme = view.schemes[0] if view.schemes else ""
        async with self._database.read() as session:
            return await like_cases(session, view.organisation, view.door, scheme, but=view.id)

    async def helped(self, ticket_id: int) -> str | None:
        """Whether the citizen said that it helped: ja, beetje or nee."""
        async with self._database.read() as session:
            return await session.scalar(select(Feedback.answer).where(Feedback.ticket_id == ticket_id))

    # --- the whole case -----------------------------------------------------------------------------------

    async def case(self, number: str, actor: Actor) -> CaseView:
        """All tickets of a case, for a coordinator (else NotYours), with a look recorded at each."""
        if actor.kind is not ActorKind.REGISSEUR:
            raise NotYours("only a coordinator sees a whole case")
        stored = parse_number(number, CASE)
        async with self._database.write() as session:
            case = (await session.scalars(select(Case).where(Case.number == stored))).one_or_none()
            if case is None:
                raise NotFound
            query = select(Ticket).where(Ticket.case_id == case.id).order_by(Ticket.id)
            tickets = list(await session.scalars(query))
            signals = await session.scalars(
                select(Signal.number).where(Signal.case_id == case.id).order_by(Signal.id)
            )
            parts = []
            for ticket in tickets:
                self._record_look(session, ticket, actor, "dossier")
                view = await self._view(session, ticket, actor.kind)
                helped = await session.scalar(select(Feedback.answer).where(Feedback.ticket_id == ticket.id))
                parts.append(CasePart(view, helped))
            return CaseView(case.number, case.created_at, tuple(parts), tuple(signals))

    # --- inside -------------------------------------------------------------------------------------------

    async def _own(self, session: AsyncSession, number: str, actor: Actor, expected: int | None) -> Ticket:
        ticket = await self._locked(session, number)
        check_holder(ticket, actor)
        await self._check_version(session, ticket, expected, actor.kind)
        return ticket

    async def _give_to(
        self, session: AsyncSession, ticket: Ticket, actor: Actor, account_id: int | None, name: str | None
    ) -> None:
        ticket.owner_id = account_id
        record(session, ticket, OWNER, actor, self._clock(), data={"behandelaar": name})
        await session.flush()

    async def _team(self, session: AsyncSession, actor: Actor) -> tuple[Colleague, ...]:
        query = select(Account).where(Account.disabled_at.is_(None)).order_by(Account.name, Account.id)
        if actor.kind is ActorKind.REGISSEUR:
            query = query.where(Account.role == Role.REGISSEUR.value)
        else:
            query = query.where(Account.organisation == actor.organisation)
        return tuple(
            Colleague(one.id, one.name)
            for one in await session.scalars(query)
            if may(Role(one.role), Action.TICKETS_BEHANDELEN)
        )
