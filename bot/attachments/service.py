"""Attachments, for everybody who may touch them: the citizen, the ticket's organisation, the coordinator."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.content import Clean, clean
from bot.attachments.files import FileGone, Files
from bot.attachments.links import has_room, last_sent, link, of_ticket, waiting
from bot.attachments.refusals import Refusal, Refused
from bot.attachments.scanner import Scanner
from bot.attachments.views import AttachmentView, Fetched, view_of, views_of
from bot.store import Attachment, Database, Ticket
from bot.tickets.errors import NotFound, NotYours
from bot.tickets.history import Actor, looked, write_attachment
from bot.tickets.numbers import TICKET, code_matches, parse_number
from bot.tickets.workflow import LOKET, ActorKind

CITIZEN = Actor(ActorKind.BURGER, "burger")


class AttachmentService:
    """Takes, lists and gives attachments. Who has no right to a ticket gets the NotFound of an unknown one."""

    def __init__(
        self,
        database: Database,
        files: Files,
        scanner: Scanner,
        *,
        secret: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._files, self._scanner = database, files, scanner
        self._secret, self._clock = secret, clock
        # One picture at a time: drawn out it takes two hundred megabytes.
        self._drawing = asyncio.Semaphore(1)

    # --- in a conversation --------------------------------------------------------------------------------

    async def add_to_conversation(
        self, conversation_id: int, data: bytes, *, after_sending: bool
    ) -> AttachmentView:
        """The file waits for the hand-over, or goes to the tickets just sent when nothing else is asked now.

        `Refused` when it cannot be taken: then nothing is kept.
        """
        async with self._database.read() as session:
            if not has_room(await waiting(session, conversation_id)):
                raise Refused(Refusal.TE_VEEL)
        async with self._kept(data) as row, self._database.write() as session:
            row.conversation_id = conversation_id
            sent = await last_sent(session, conversation_id) if after_sending else []
            if sent:
                return await self._attach(session, sent, row, CITIZEN)
            present = await waiting(session, conversation_id)
            for place, one in enumerate(present, 1):
                if one.digest == row.digest:
                    return view_of(one, place)
            if not has_room(present):
                raise Refused(Refusal.TE_VEEL)
            await _add(session, row)
            return view_of(row, len(present) + 1)

    async def waiting(self, conversation_id: int) -> tuple[AttachmentView, ...]:
        """What goes along with the next hand-over of this conversation."""
        async with self._database.read() as session:
            rows = await waiting(session, conversation_id)
        return views_of((row, place) for place, row in enumerate(rows, 1))

    async def take_back(self, conversation_id: int, key: str) -> None:
        """What was not handed over yet is gone again; NotFound for anything else."""
        async with self._database.write() as session:
            found = [row for row in await waiting(session, conversation_id) if row.key == key]
            if not found:
                raise NotFound
            await session.execute(delete(Attachment).where(Attachment.id == found[0].id))
        await self._files.remove([found[0].file])

    # --- the citizen, with number and code ----------------------------------------------------------------

    async def add_by_citizen(self, number: str, code: str, data: bytes) -> AttachmentView:
        """The file lies with the holder, who hears of it. NotFound, `Refused`."""
        async with self._database.read() as session:
            await self._check_room(session, await self._for_code(session, number, code))
        async with self._kept(data) as row, self._database.write() as session:
            ticket = await self._for_code(session, number, code, lock=True)
            return await self._attach(session, [ticket], row, CITIZEN)

    async def for_citizen(self, number: str, code: str) -> tuple[AttachmentView, ...]:
        """All of a ticket; a wrong code and an unknown number are the same NotFound."""
        async with self._database.read() as session:
            return views_of(await of_ticket(session, (await self._for_code(session, number, code)).id))

    async def fetch_by_citizen(self, number: str, code: str, key: str) -> Fetched:
        """One with its bytes; NotFound."""
        async with self._database.read() as session:
            ticket = await self._for_code(session, number, code)
            row, position = await _one_of(session, ticket, key)
        return await self._fetched(row, position)

    # --- staff and machines of the holder, and the coordinator --------------------------------------------

    async def add_by_staff(self, number: str, actor: Actor, data: bytes) -> AttachmentView:
        """The file is on the ticket, where the citizen can fetch it too. NotFound, NotYours, `Refused`."""
        async with self._database.read() as session:
            await self._check_room(session, await self._for_holder(session, number, actor))
        async with self._kept(data) as row, self._database.write() as session:
            ticket = await self._for_holder(session, number, actor, lock=True)
            row.organisation = ticket.organisation
            return await self._attach(session, [ticket], row, actor)

    async def for_staff(self, number: str, actor: Actor) -> tuple[AttachmentView, ...]:
        """All of a ticket; NotFound for who does not hold it and is no coordinator."""
        async with self._database.read() as session:
            return views_of(await of_ticket(session, (await self._visible(session, number, actor)).id))

    async def fetch_by_staff(self, number: str, actor: Actor, key: str) -> Fetched:
        """One with its bytes, and the look recorded; NotFound."""
        async with self._database.write() as session:
            ticket = await self._visible(session, number, actor)
            row, position = await _one_of(session, ticket, key)
            looked(session, ticket, actor, self._clock(), "bijlage")
        return await self._fetched(row, position)

    # --- inside -------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _kept(self, data: bytes) -> AsyncIterator[Attachment]:
        """The file scanned, made harmless and on the disk, with a row that knows it.

        It is taken from the disk again when the row did not come into the database, whatever the reason.
        """
        made = await self._harmless(data)
        name = await self._files.write(made.data)
        row = Attachment(
            key=secrets.token_urlsafe(16),
            file=name,
            kind=made.kind,
            size=len(made.data),
            digest=hashlib.sha256(data).hexdigest(),
            added_by=ActorKind.BURGER.value,
            at=self._clock(),
        )
        kept = False
        try:
            yield row
            kept = row.id is not None
        finally:
            if not kept:
                await self._files.remove([name])

    async def _harmless(self, data: bytes) -> Clean:
        async with self._drawing:
            # By kind and size first: what is not taken anyway need not be scanned.
            made = await asyncio.to_thread(clean, data)
        await self._scanner.check(data)
        return made

    async def _attach(
        self, session: AsyncSession, tickets: Sequence[Ticket], row: Attachment, actor: Actor
    ) -> AttachmentView:
        """The file is on each ticket, in its history, and told to the other side; a resend finds the first."""
        for ticket in tickets:
            for earlier, position in await of_ticket(session, ticket.id):
                if earlier.digest == row.digest and earlier.added_by == actor.kind.value:
                    return view_of(earlier, position)
        for ticket in tickets:
            await self._check_room(session, ticket)
        row.added_by = actor.kind.value
        await _add(session, row)
        positions = []
        for ticket in tickets:
            positions.append(await link(session, ticket.id, row.id))
            write_attachment(session, ticket, actor, self._clock())
        await session.flush()
        return view_of(row, positions[0])

    async def _check_room(self, session: AsyncSession, ticket: Ticket) -> None:
        if ticket.closed_at is not None:
            raise Refused(Refusal.AFGESLOTEN)
        if not has_room(await of_ticket(session, ticket.id)):
            raise Refused(Refusal.TE_VEEL)

    async def _find(self, session: AsyncSession, number: str, *, lock: bool = False) -> Ticket | None:
        stored = parse_number(number, TICKET)
        if stored is None:
            return None
        query = select(Ticket).where(Ticket.number == stored)
        return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()

    async def _for_code(self, session: AsyncSession, number: str, code: str, *, lock: bool = False) -> Ticket:
        ticket = await self._find(session, number, lock=lock)
        known, salt = ("", "") if ticket is None else (ticket.number, ticket.code_salt)
        if not code_matches(self._secret, known, salt, code) or ticket is None:
            raise NotFound
        return ticket

    async def _visible(
        self, session: AsyncSession, number: str, actor: Actor, *, lock: bool = False
    ) -> Ticket:
        ticket = await self._find(session, number, lock=lock)
        if ticket is None or not (
            actor.kind is ActorKind.REGISSEUR
            or (actor.kind is ActorKind.ORGANISATIE and actor.organisation == ticket.organisation)
        ):
            raise NotFound
        return ticket

    async def _for_holder(
        self, session: AsyncSession, number: str, actor: Actor, *, lock: bool = False
    ) -> Ticket:
        ticket = await self._visible(session, number, actor, lock=lock)
        if actor.kind is ActorKind.REGISSEUR and ticket.organisation != LOKET:
            raise NotYours("this ticket is with another organisation")
        return ticket

    async def _fetched(self, row: Attachment, position: int) -> Fetched:
        try:
            return Fetched(view_of(row, position), await self._files.read(row.file))
        except FileGone as fault:
            raise NotFound from fault


async def _add(session: AsyncSession, row: Attachment) -> None:
    session.add(row)
    await session.flush()


async def _one_of(session: AsyncSession, ticket: Ticket, key: str) -> tuple[Attachment, int]:
    for row, position in await of_ticket(session, ticket.id):
        if row.key == key:
            return row, position
    raise NotFound
