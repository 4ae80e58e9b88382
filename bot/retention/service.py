"""Retention: purging by stage, deletion on request, and what is left to read afterwards (a tombstone)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.accounts.service import AccountService
from bot.attachments.files import Files
from bot.engine.client import EngineClient, EngineFailed, EngineUnavailable
from bot.retention.due import Due
from bot.retention.erase import Erased, erase_conversations, erase_signals, erase_tickets
from bot.retention.insight import insight
from bot.retention.policy import Policy, Stage, Why
from bot.store import Attachment, Case, Database, DatabaseBusy, Signal, Ticket, TicketEvent, Tombstone
from bot.tickets.errors import NotFound
from bot.tickets.handover import lock_key
from bot.tickets.history import Actor, simple_move
from bot.tickets.numbers import SIGNAL, TICKET, code_matches, parse_number
from bot.tickets.outgoing import DELETED, SIGNAL_DELETED, announce
from bot.tickets.workflow import CLOSED, ActorKind, Move, State

log = structlog.get_logger(__name__)

_CITIZEN = Actor(ActorKind.BURGER, "burger")
# So many in one transaction: others write in between.
_BATCH = 100
# Between two times that the database's file is written anew because somebody deletes a conversation.
_BETWEEN_SCRUBS = timedelta(minutes=10)


@dataclass(frozen=True)
class Grave:
    """What can still be told of a deleted ticket or signal."""

    number: str
    door: str
    organisation: str
    states: Sequence[Mapping[str, Any]]
    deleted_at: datetime
    why: Why


@dataclass(frozen=True)
class Forgotten:
    """The numbers that are gone, and whether every trace is: False says that the nightly purge finishes it."""

    numbers: tuple[str, ...]
    complete: bool


class Retention:
    """Deletes what is past its term or asked for. `clock` gives an aware now, `secret` checks access codes."""

    def __init__(
        self,
        database: Database,
        files: Files,
        engine: EngineClient,
        accounts: AccountService,
        policy: Policy,
        *,
        secret: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._files, self._engine, self._accounts = database, files, engine, accounts
        self._policy, self._secret, self._clock = policy, secret, clock
        # Conversations that a silent engine was not told to forget: told again at the next occasion.
        self._untold: set[int] = set()
        self._unscrubbed = False
        self._scrubbed_at: datetime | None = None

    # --- by stage -----------------------------------------------------------------------------------------

    async def due(self) -> dict[Stage, int]:
        """How many of each stage `purge` would delete now; nothing is changed."""
        due = Due(self._policy, self._clock())
        async with self._database.read() as session:
            counts = await due.counts(session)
        counts[Stage.ATTACHMENTS] += len(await self._strays())
        counts[Stage.LOGINS] = await self._accounts.expired()
        return {stage: counts[stage] for stage in Stage}

    async def purge(self) -> dict[Stage, int]:
        """Everything past its term is gone, from database, disk and engine; how many of each stage."""
        due, now = Due(self._policy, self._clock()), self._clock()
        counts = dict.fromkeys(Stage, 0)
        erased = Erased()

        async def tickets(session: AsyncSession, ids: Sequence[int]) -> Erased:
            rows = (await session.scalars(select(Ticket).where(Ticket.id.in_(ids)))).all()
            return await erase_tickets(session, rows, Why.TERM, now)

        async def signals(session: AsyncSession, ids: Sequence[int]) -> Erased:
            rows = (await session.scalars(select(Signal).where(Signal.id.in_(ids)))).all()
            return await erase_signals(session, rows, Why.TERM, now)

        for stage, erase in (
            (Stage.TICKETS, tickets),
            (Stage.SIGNALS, signals),
            (Stage.UNFINISHED, erase_conversations),
            (Stage.HANDED_OVER, erase_conversations),
        ):
            counts[stage] = await self._in_batches(due, stage, erase, erased)
        counts[Stage.LOOKS] = await self._purge_looks(due)
        counts[Stage.LOGINS] = await self._accounts.purge()
        strays = await self._strays()
        counts[Stage.ATTACHMENTS] = len(erased.files) + len(strays)
        erased.files += strays
        await self._finish(erased, thorough=any(counts.values()) or self._unscrubbed)
        log.info("purged", **{stage.name.lower(): count for stage, count in counts.items()})
        return counts

    async def _in_batches(
        self,
        due: Due,
        stage: Stage,
        erase: Callable[[AsyncSession, Sequence[int]], Awaitable[Erased]],
        erased: Erased,
    ) -> int:
        total = 0
        while True:
            async with self._database.write() as session:
                # Two that purge at once would bury the same ticket twice.
                await lock_key(session, "bewaartermijn")
                ids = await due.some(session, stage, _BATCH)
                if not ids:
                    return total
                erased.add(await erase(session, ids))
            total += len(ids)

    async def _purge_looks(self, due: Due) -> int:
        async with self._database.write() as session:
            return await due.delete_looks(session)

    async def _strays(self) -> tuple[str, ...]:
        async with self._database.read() as session:
            known = (await session.scalars(select(Attachment.file))).all()
        return await self._files.strays(known)

    # --- on request ---------------------------------------------------------------------------------------

    async def insight(self, number: str, code: str) -> dict[str, Any]:
        """Everything that is kept of a ticket and its conversation, as JSON for its citizen; NotFound."""
        async with self._database.read() as session:
            ticket = await self._ticket(session, number, lock=False)
            self._check(ticket, code)
            if ticket is None:
                raise NotFound
            return await insight(session, ticket, self._policy, self._clock())

    async def forget(self, number: str, code: str, *, everything: bool = False) -> Forgotten:
        """The citizen's ticket or signal and its conversation are gone; `everything`: all of that conversation.

        An open ticket is withdrawn first; every organisation that had it is asked to delete it. NotFound when
        number and code do not belong together.
        """
        return await self._forget(number, code, Why.CITIZEN, everything)

    async def forget_for_citizen(self, number: str, *, everything: bool = False) -> Forgotten:
        """The same by the counter, for who asked there and has no code any more; NotFound."""
        return await self._forget(number, None, Why.COUNTER, everything)

    async def forget_conversation(self, conversation: int) -> Forgotten:
        """The conversation is gone with its messages, its draft and the files that nobody got; its tickets stay.

        For the citizen, who has its secret id. Nobody else may be writing in it meanwhile. Anybody can begin and
        delete conversations, so the database's file is not written anew each time: what is left for later the
        next deletion or the nightly purge does.
        """
        async with self._database.write() as session:
            erased = await erase_conversations(session, [conversation])
        last, now = self._scrubbed_at, self._clock()
        rested = last is None or not timedelta(0) <= now - last < _BETWEEN_SCRUBS
        self._unscrubbed = True
        complete = await self._finish(erased, thorough=rested)
        log.info("conversation_forgotten", complete=complete)
        return Forgotten((), complete)

    async def grave(self, number: str, code: str) -> Grave | None:
        """What is left of a deleted ticket or signal, for who has its code; None for anything else."""
        stored = parse_number(number)
        async with self._database.read() as session:
            # A number that cannot be asks the database as much as one that can: the work tells nothing.
            row = await session.get(Tombstone, stored or "")
        if row is None or not code_matches(self._secret, row.number, row.code_salt, code):
            return None
        return _grave(row)

    async def grave_of_holder(self, number: str, organisation: str | None) -> Grave | None:
        """What is left of a deleted ticket, for the organisation that had it last; None for anything else.

        `organisation` None asks for the coordinator, who may see of every ticket what became of it.
        """
        stored = parse_number(number, TICKET)
        async with self._database.read() as session:
            # A number that cannot be asks the database as much as one that can: the work tells nothing.
            row = await session.get(Tombstone, stored or "")
        if row is None or organisation not in (None, row.organisation):
            return None
        return _grave(row)

    async def _forget(self, number: str, code: str | None, why: Why, everything: bool) -> Forgotten:
        now = self._clock()
        async with self._database.write() as session:
            main = await self._ticket(session, number) or await self._signal(session, number)
            if code is not None:
                self._check(main, code)
            if main is None:
                raise NotFound
            conversation = await _conversation_of(session, main)
            tickets, signals = await _together(session, main, conversation, everything)
            for ticket in tickets:
                await _ask_to_delete(session, ticket, now)
            for signal in signals:
                for ministry in signal.ministries:
                    receiver = f"ministerie:{ministry.code}"
                    announce(session, SIGNAL_DELETED, receiver, signal.number, "/signalen", now)
            await session.flush()
            erased = await erase_tickets(session, tickets, why, now)
            erased.add(await erase_signals(session, signals, why, now))
            if conversation is not None:
                erased.add(await erase_conversations(session, [conversation]))
        numbers = (*(one.number for one in tickets), *(one.number for one in signals))
        complete = await self._finish(erased, thorough=True)
        log.info("forgotten", tickets=erased.tickets, signals=erased.signals, complete=complete)
        return Forgotten(numbers, complete)

    # --- inside -------------------------------------------------------------------------------------------

    async def _finish(self, erased: Erased, *, thorough: bool) -> bool:
        """Disk, engine and the database's own files follow what was committed; False when one could not yet."""
        await self._files.remove(erased.files)
        self._untold.update(erased.conversations)
        told = await self._tell_engine()
        if thorough:
            self._scrubbed_at = self._clock()
            try:
                self._unscrubbed = not await self._database.scrub()
            except DatabaseBusy:
                self._unscrubbed = True
        return told and not self._unscrubbed

    async def _tell_engine(self) -> bool:
        if not self._untold:
            return True
        told = sorted(self._untold)
        try:
            for start in range(0, len(told), 1000):
                await self._engine.forget(told[start : start + 1000])
        except EngineUnavailable:
            pass  # it does not run, and it remembers nothing of an earlier run
        except EngineFailed as fault:
            log.warning("engine_not_told", conversations=len(told), reason=str(fault))
            return False
        self._untold.difference_update(told)
        return True

    def _check(self, row: Ticket | Signal | None, code: str) -> None:
        number, salt = ("", "") if row is None else (row.number, row.code_salt)
        if not code_matches(self._secret, number, salt, code):
            raise NotFound

    async def _ticket(self, session: AsyncSession, number: str, *, lock: bool = True) -> Ticket | None:
        stored = parse_number(number, TICKET)
        query = select(Ticket).where(Ticket.number == stored)
        rows = await session.scalars(query.with_for_update() if lock else query)
        return None if stored is None else rows.one_or_none()

    async def _signal(self, session: AsyncSession, number: str) -> Signal | None:
        stored = parse_number(number, SIGNAL)
        query = select(Signal).where(Signal.number == stored).options(selectinload(Signal.ministries))
        return None if stored is None else (await session.scalars(query)).one_or_none()


def _grave(row: Tombstone) -> Grave:
    return Grave(row.number, row.door, row.organisation, row.states, row.deleted_at, Why(row.why))


async def _conversation_of(session: AsyncSession, main: Ticket | Signal) -> int | None:
    if isinstance(main, Ticket) and main.conversation_id is not None:
        return main.conversation_id
    return await session.scalar(select(Case.conversation_id).where(Case.id == main.case_id))


async def _together(
    session: AsyncSession, main: Ticket | Signal, conversation: int | None, everything: bool
) -> tuple[list[Ticket], list[Signal]]:
    """What is deleted in one go: the one that was named, or all of its conversation (its case, without one)."""
    if not everything:
        return ([main], []) if isinstance(main, Ticket) else ([], [main])
    cases = {main.case_id}
    if conversation is not None:
        cases |= set(
            (await session.scalars(select(Case.id).where(Case.conversation_id == conversation))).all()
        )
    tickets = await session.scalars(
        select(Ticket).where(Ticket.case_id.in_(cases)).order_by(Ticket.id).with_for_update()
    )
    signals = await session.scalars(
        select(Signal).where(Signal.case_id.in_(cases)).options(selectinload(Signal.ministries))
    )
    return list(tickets.all()), list(signals.all())


async def _ask_to_delete(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The ticket is withdrawn when it is open, and every organisation that ever had it is asked to delete it."""
    if State(ticket.state) not in CLOSED:
        simple_move(session, ticket, Move.INTREKKEN, _CITIZEN, now, None)
        await session.flush()
    lines = await session.scalars(select(TicketEvent.data).where(TicketEvent.ticket_id == ticket.id))
    had = {str(data["organisatie"]) for data in lines if data and "organisatie" in data}
    for receiver in sorted(had | {ticket.organisation}):
        announce(session, DELETED, receiver, ticket.number, f"/v1/tickets/{ticket.number}", now)
