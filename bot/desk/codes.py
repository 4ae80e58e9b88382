"""Who lost an access code and is rung: on the number that stands on the ticket, never on one that an asker gives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import CodeCall, Database, Ticket
from bot.tickets.errors import NotFound
from bot.tickets.history import Actor, looked
from bot.tickets.numbers import new_salt
from bot.tickets.renewal import Way, renew

# What fits on one page; the rest comes when these are done.
PAGE = 100
STOPPED = "nieuwe toegangscode: niet gegeven"


@dataclass(frozen=True, slots=True)
class CallRow:
    """One citizen to ring. Nothing of what the ticket is about: that is not needed to read a code aloud."""

    number: str
    telephone: str
    asked_at: datetime
    tries: int
    tried_at: datetime | None
    tried_by: str | None


@dataclass(frozen=True, slots=True)
class GivenCode:
    """The new code, shown once."""

    number: str
    telephone: str
    code: str


class CodeCalls:
    """The calls that wait, the longest waiting first. `clock` gives an aware now."""

    def __init__(self, database: Database, *, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._database, self._secret, self._clock = database, secret, clock

    async def count(self) -> int:
        """How many wait to be rung."""
        async with self._database.read() as session:
            return await session.scalar(select(func.count()).select_from(CodeCall)) or 0

    async def waiting(self) -> tuple[CallRow, ...]:
        """Who has to be rung."""
        query = (
            select(CodeCall, Ticket)
            .join(Ticket, Ticket.id == CodeCall.ticket_id)
            .order_by(CodeCall.asked_at, CodeCall.ticket_id)
            .limit(PAGE)
        )
        async with self._database.read() as session:
            return tuple(
                CallRow(
                    ticket.number,
                    dialled(ticket),
                    call.asked_at,
                    call.tries,
                    call.tried_at,
                    call.tried_by,
                )
                for call, ticket in await session.execute(query)
            )

    async def give(self, number: str, actor: Actor) -> GivenCode:
        """A new code, to be read aloud now; the old one opens nothing any more. NotFound when nobody waits for it."""
        async with self._called(number) as (session, ticket, _):
            salt = new_salt()
            code = await renew(session, ticket, salt, self._secret, actor, self._clock(), Way.CALL)
            return GivenCode(number, dialled(ticket), code)

    async def not_reached(self, number: str, actor: Actor) -> None:
        """Nobody answered: it is tried again later, and whoever does so sees how often it was tried. NotFound."""
        async with self._called(number) as (_, __, call):
            call.tries += 1
            call.tried_at, call.tried_by = self._clock(), actor.name

    async def stop(self, number: str, actor: Actor) -> None:
        """Nobody is rung any more and the old code still works; that it ended so is recorded. NotFound."""
        async with self._called(number) as (session, ticket, call):
            await session.delete(call)
            looked(session, ticket, actor, self._clock(), STOPPED)

    @asynccontextmanager
    async def _called(self, number: str) -> AsyncIterator[tuple[AsyncSession, Ticket, CodeCall]]:
        async with self._database.write() as session:
            ticket = await session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
            call = None if ticket is None else await session.get(CodeCall, ticket.id)
            if ticket is None or call is None:
                raise NotFound
            yield session, ticket, call


def dialled(ticket: Ticket) -> str:
    """The telephone number on the ticket, as it is dialled in this country."""
    address = str((ticket.contact or {}).get("adres", ""))
    return f"0{address[4:]}" if address.startswith("+31 ") else address
