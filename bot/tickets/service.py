"""The one write door: every change of a ticket goes through here, each in one transaction."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.language import DUTCH, Phrases
from bot.store import Case, Database, Ticket, TicketEvent
from bot.tickets import handover as handing
from bot.tickets.allowed import check_asker, check_complete, check_holder
from bot.tickets.bespoke import Decision, checked, facts_of, register
from bot.tickets.errors import (
    MoveIncomplete,
    MoveNotAllowed,
    NotFound,
    NotYours,
    VersionConflict,
)
from bot.tickets.history import CITIZEN_ACTOR, Actor, looked, simple_move, write_note
from bot.tickets.inbox import PAGE, InboxFilter, Page, inbox_page, unowned_page
from bot.tickets.numbers import TICKET, access_code, code_matches, new_salt, parse_number
from bot.tickets.organisations import Organisations
from bot.tickets.outgoing import confirm_offer
from bot.tickets.packages import HandOver, Receipt
from bot.tickets.parts import hold_case, tell_other_parts
from bot.tickets.promises import Promises
from bot.tickets.sending_on import SendingOn
from bot.tickets.views import CitizenView, TicketView, citizen_view, line_view, readable, ticket_view
from bot.tickets.watching import reopened
from bot.tickets.words import LOKET_NAME, SAID, Names
from bot.tickets.workflow import LOKET, ActorKind, Move, Reason, State, may_reopen, next_state

Clock = Callable[[], datetime]


class TicketService:
    """Tickets, for everybody who may touch them.

    `secret` makes the access codes, `clock` gives an aware now, `organisations` knows who is connected,
    `promises` what is promised; without it a ticket has the terms that it came with.
    Methods that take `session` join the caller's transaction; without it they open and commit their own.
    """

    def __init__(
        self,
        database: Database,
        *,
        secret: bytes,
        clock: Clock,
        organisations: Organisations,
        promises: Promises | None = None,
    ) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock
        self._organisations = organisations
        self._promises = promises

    # --- handing over -------------------------------------------------------------------------------------

    async def hand_over(self, order: HandOver, *, session: AsyncSession | None = None) -> Receipt:
        """Case, tickets, signals, history and messages stand together, once; a repeat gets the same numbers.

        UnknownOrganisation when a package names one that nobody knows: then nothing is written.
        """
        async with self._writing(session) as own:
            return await handing.hand_over(
                own,
                order,
                organisations=self._organisations,
                secret=self._secret,
                now=self._clock(),
                promises=self._promises,
            )

    async def receipts(self, conversation_id: int, *, session: AsyncSession | None = None) -> Receipt:
        """All that a conversation has handed over so far, access codes included."""
        if session is not None:
            return await handing.receipts_of(session, conversation_id, secret=self._secret)
        async with self._database.read() as own:
            return await handing.receipts_of(own, conversation_id, secret=self._secret)

    # --- the holder ---------------------------------------------------------------------------------------

    async def move(
        self,
        number: str,
        move: Move,
        actor: Actor,
        *,
        text: str | None = None,
        reason: Reason | None = None,
        to: str | None = None,
        expected_version: int | None = None,
        session: AsyncSession | None = None,
        decision: Decision | None = None,
    ) -> TicketView:
        """The move is done, in the history and on its way out; the ticket as it is now.

        `decision` comes with closing a request for an exception.

        NotFound (not this organisation's, or no such ticket), NotYours, VersionConflict, MoveNotAllowed,
        MoveIncomplete, UnknownOrganisation: then nothing has changed.
        """
        async with self._writing(session) as own:
            await hold_case(own, number, move, actor)
            ticket = await self._locked(own, number, actor)
            check_asker(ticket, actor, move)
            await self._check_version(own, ticket, expected_version, actor.kind)
            next_state(State(ticket.state), move)
            words = check_complete(move, text, reason, to)
            decided = checked(ticket, move, decision)
            await self._confirm(own, ticket, move)
            if move is Move.GEEFTERUG:
                await self._sending_on().given_back(own, ticket, actor, reason, words, to)
            elif move is Move.ROUTE:
                await self._sending_on().routed(own, ticket, actor, words, to)
            else:
                simple_move(own, ticket, move, actor, self._clock(), words, facts_of(decided))
            if move is Move.HEROPEN:
                reopened(ticket, self._promises, self._clock())
            if decided is not None:
                await register(own, ticket, decided, words, self._clock())
            if move is Move.HANDELAF:
                await tell_other_parts(own, ticket, self._clock())
            await own.flush()
            return await self._view(own, ticket, actor.kind)

    async def route(
        self,
        number: str,
        to: str,
        actor: Actor,
        *,
        text: str | None = None,
        expected_version: int | None = None,
    ) -> TicketView:
        """The coordinator sends a ticket to an organisation; errors as for `move`."""
        return await self.move(number, Move.ROUTE, actor, text=text, to=to, expected_version=expected_version)

    async def note(
        self,
        number: str,
        actor: Actor,
        text: str,
        *,
        visible_to_citizen: bool = False,
        expected_version: int | None = None,
        session: AsyncSession | None = None,
    ) -> TicketView:
        """A note stands on the ticket; the first after acceptance starts the work. Errors as for `move`."""
        if not text.strip():
            raise MoveIncomplete("tekst")
        async with self._writing(session) as own:
            ticket = await self._locked(own, number, actor)
            check_holder(ticket, actor)
            await self._check_version(own, ticket, expected_version, actor.kind)
            write_note(own, ticket, actor, self._clock(), text.strip(), visible_to_citizen)
            await own.flush()
            return await self._view(own, ticket, actor.kind)

    async def open_by_staff(self, number: str, actor: Actor, *, why: str = "inbox") -> TicketView:
        """The ticket, with the look recorded; the first opening by its holder's staff is the receipt."""
        async with self._database.write() as session:
            ticket = await self._locked(session, number)
            check_holder(ticket, actor)
            if ticket.state == State.AANGEBODEN:
                await self._confirm(session, ticket, Move.ONTVANG)
                simple_move(session, ticket, Move.ONTVANG, actor, self._clock(), None)
            self._record_look(session, ticket, actor, why)
            await session.flush()
            return await self._view(session, ticket, actor.kind)

    async def look(self, number: str, actor: Actor, *, why: str) -> TicketView:
        """Any ticket, for a coordinator, with the look recorded and nothing else changed; else NotYours."""
        if actor.kind is not ActorKind.REGISSEUR:
            raise NotYours("only a coordinator looks at others' tickets")
        async with self._database.write() as session:
            ticket = await self._locked(session, number)
            self._record_look(session, ticket, actor, why)
            return await self._view(session, ticket, actor.kind)

    async def read(self, number: str, organisation: str) -> TicketView:
        """The ticket, for a machine of its organisation: no receipt, no look. Another's is NotFound."""
        async with self._database.read() as session:
            ticket = await self._find(session, number, holder=organisation)
            if ticket is None:
                raise NotFound
            kind = ActorKind.REGISSEUR if organisation == LOKET else ActorKind.ORGANISATIE
            return await self._view(session, ticket, kind)

    async def inbox(
        self,
        organisation: str,
        wanted: InboxFilter | None = None,
        *,
        after: str | None = None,
        limit: int = PAGE,
    ) -> Page:
        """An organisation's own tickets, urgent first, then by term; BadCursor for a foreign bookmark."""
        async with self._database.read() as session:
            return await inbox_page(session, organisation, wanted or InboxFilter(), after, limit)

    async def unowned(self, *, after: str | None = None, limit: int = PAGE) -> Page:
        """What has no owner: open tickets at the loket, given back, or not deliverable."""
        async with self._database.read() as session:
            return await unowned_page(session, after, limit)

    # --- the citizen --------------------------------------------------------------------------------------

    async def for_citizen(
        self, number: str, code: str, phrases: Phrases = DUTCH, say: Names | None = None
    ) -> CitizenView:
        """The ticket in plain words of this language; `say` names an organisation in it.

        A wrong code and an unknown number are the same NotFound.
        """
        async with self._database.read() as session:
            ticket = await self._find(session, number)
            self._check_code(ticket, code)
            if ticket is None:
                raise NotFound
            events = await self._events(session, ticket)
            return citizen_view(ticket, events, self._naming(say, phrases), self._clock(), phrases)

    def _naming(self, say: Names | None, phrases: Phrases) -> Names:
        """How organisations are named: by `say`, and this counter in the words of the language."""
        if say is None:
            return self._name
        return lambda organisation: phrases.say(SAID, "loket") if organisation == LOKET else say(organisation)

    async def told_by_citizen(self, number: str, code: str) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        """The door and the fields that the citizen gave, for who has the code. NotFound as in `for_citizen`."""
        async with self._database.read() as session:
            ticket = await self._find(session, number)
            self._check_code(ticket, code)
            if ticket is None:
                raise NotFound
            return ticket.door, tuple(ticket.fields)

    async def citizen_answer(
        self, number: str, code: str, text: str, *, expected_version: int | None = None
    ) -> CitizenView:
        """The answer lies with the holder. MoveNotAllowed when nothing was asked, MoveIncomplete when empty.

        `expected_version` is that of the `CitizenView` that was answered; VersionConflict when it is not the last.
        """
        return await self._by_citizen(number, code, Move.ANTWOORD, text, expected_version)

    async def citizen_withdraw(
        self, number: str, code: str, text: str | None = None, *, expected_version: int | None = None
    ) -> CitizenView:
        """The request is withdrawn and its holder hears of it; MoveNotAllowed once closed, VersionConflict."""
        return await self._by_citizen(number, code, Move.INTREKKEN, text, expected_version)

    async def citizen_reopen(
        self, number: str, code: str, text: str | None = None, *, expected_version: int | None = None
    ) -> CitizenView:
        """The request is open again; MoveNotAllowed later than 28 days after it was closed, VersionConflict."""
        return await self._by_citizen(number, code, Move.HEROPEN, text, expected_version)

    async def renew_code(self, number: str, actor: Actor) -> str:
        """A new access code; the old one opens nothing any more. For staff of the loket only, else NotYours."""
        if actor.kind not in (ActorKind.REGISSEUR, ActorKind.LOKET):
            raise NotYours("only the loket renews an access code")
        async with self._database.write() as session:
            ticket = await self._locked(session, number)
            ticket.code_salt = new_salt()
            self._record_look(session, ticket, actor, "nieuwe toegangscode")
            return access_code(self._secret, ticket.number, ticket.code_salt)

    # --- inside -------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _writing(self, session: AsyncSession | None) -> AsyncIterator[AsyncSession]:
        if session is not None:
            yield session
            return
        async with self._database.write() as own:
            yield own

    def _name(self, organisation: str) -> str:
        if organisation == LOKET:
            return LOKET_NAME
        known = self._organisations(organisation)
        return organisation if known is None else known.name

    def _sending_on(self) -> SendingOn:
        return SendingOn(self._organisations, self._promises, self._clock())

    async def _find(
        self, session: AsyncSession, number: str, *, lock: bool = False, holder: str | None = None
    ) -> Ticket | None:
        """One question to the database, also for what cannot be a number: who asks learns nothing from the work."""
        query = select(Ticket).where(Ticket.number == (parse_number(number, TICKET) or ""))
        if holder is not None:
            query = query.where(Ticket.organisation == holder)
        if lock:
            query = query.with_for_update()
        return (await session.scalars(query)).one_or_none()

    async def _locked(self, session: AsyncSession, number: str, actor: Actor | None = None) -> Ticket:
        """The ticket, ours until the transaction ends; for a machine only one of its own organisation."""
        holder = actor.organisation or "" if actor is not None and actor.machine else None
        ticket = await self._find(session, number, lock=True, holder=holder)
        if ticket is None:
            raise NotFound
        return ticket

    async def _events(self, session: AsyncSession, ticket: Ticket) -> list[TicketEvent]:
        query = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
        return list((await session.scalars(query)).all())

    async def _view(self, session: AsyncSession, ticket: Ticket, kind: ActorKind) -> TicketView:
        case_number = (await session.scalars(select(Case.number).where(Case.id == ticket.case_id))).one()
        events = await self._events(session, ticket)
        return ticket_view(ticket, case_number, events, self._name, kind)

    async def _citizen_view(self, session: AsyncSession, ticket: Ticket) -> CitizenView:
        return citizen_view(ticket, await self._events(session, ticket), self._name, self._clock())

    async def _confirm(self, session: AsyncSession, ticket: Ticket, move: Move) -> None:
        """The holder's own move names the ticket: from then on its delivery is acknowledged."""
        if ticket.state == State.AANGEBODEN and move is not Move.ROUTE:
            await confirm_offer(session, ticket.number, ticket.organisation, self._clock())

    def _record_look(self, session: AsyncSession, ticket: Ticket, actor: Actor, why: str) -> None:
        looked(session, ticket, actor, self._clock(), why)

    async def _check_version(
        self, session: AsyncSession, ticket: Ticket, expected: int | None, reader: ActorKind
    ) -> None:
        if expected is None or expected == ticket.version:
            return
        events = readable(await self._events(session, ticket), ticket.organisation, reader)
        changes = [line_view(event, self._name) for event in events if event.version > expected]
        raise VersionConflict(expected, ticket.version, changes)

    def _check_code(self, ticket: Ticket | None, code: str) -> None:
        # An unknown number costs the same work as a wrong code: time tells nobody which it was.
        number, salt = ("", "") if ticket is None else (ticket.number, ticket.code_salt)
        if not code_matches(self._secret, number, salt, code) or ticket is None:
            raise NotFound

    async def _by_citizen(
        self, number: str, code: str, move: Move, text: str | None, expected: int | None
    ) -> CitizenView:
        now = self._clock()
        async with self._database.write() as session:
            ticket = await self._find(session, number, lock=True)
            self._check_code(ticket, code)
            if ticket is None:
                raise NotFound
            # What the citizen cannot see does not make the page stale: a note among colleagues hinders no answer.
            seen = (await self._citizen_view(session, ticket)).version
            if expected is not None and expected != seen:
                raise VersionConflict(expected, seen, ())
            next_state(State(ticket.state), move)
            if move is Move.HEROPEN and not may_reopen(ticket.closed_at, now):
                raise MoveNotAllowed(ticket.state, move.value, "de 28 dagen zijn voorbij")
            simple_move(session, ticket, move, CITIZEN_ACTOR, now, check_complete(move, text, None, None))
            if move is Move.HEROPEN:
                reopened(ticket, self._promises, now)
            await session.flush()
            return await self._citizen_view(session, ticket)
