"""Which signals everybody may read: after a coordinator read them, in words that the reporter approved."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals.history import REPORTER, SignalActor, record, tell_reporter
from bot.signals.workflow import SignalMoveIncomplete, SignalMoveRefused
from bot.store import Database, Signal, SignalPublication
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, code_matches, parse_number

LONGEST = 4000
WAITING = 50


class PublicationState(StrEnum):
    """How far it is with being public."""

    TE_LEZEN = "te_lezen"
    WACHT_OP_MELDER = "wacht_op_melder"
    GEPLAATST = "geplaatst"
    NIET_GEPLAATST = "niet_geplaatst"
    INGETROKKEN = "ingetrokken"


@dataclass(frozen=True)
class ToRead:
    """A story that its reporter let everybody read, for the coordinator who looks for names and third parties."""

    signal_id: int
    text: str
    scheme: str | None
    changed_at: datetime


def folded(text: str) -> str:
    """The text without capitals and accents, to search in."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in spread if not unicodedata.combining(one))


def await_reading(session: AsyncSession, signal: Signal, now: datetime) -> None:
    """The story waits for a coordinator, in the words that the reporter approved when it was sent."""
    session.add(
        SignalPublication(
            signal_id=signal.id,
            state=PublicationState.TE_LEZEN.value,
            text=signal.story,
            folded=folded(signal.story),
            public_id=secrets.token_hex(6),
            changed_at=now,
        )
    )


class PublicationDesk:
    """Moves stories to and from the public page, each with a line in the signal's history."""

    def __init__(self, database: Database, *, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._database, self._secret, self._clock = database, secret, clock

    async def waiting(self) -> tuple[ToRead, ...]:
        """What the coordinator must still read, oldest first."""
        query = (
            select(SignalPublication, Signal.scheme)
            .join(Signal, Signal.id == SignalPublication.signal_id)
            .where(SignalPublication.state == PublicationState.TE_LEZEN.value)
            .order_by(SignalPublication.signal_id)
            .limit(WAITING)
        )
        async with self._database.read() as session:
            return tuple(
                ToRead(row.signal_id, row.text, scheme, row.changed_at)
                for row, scheme in (await session.execute(query)).all()
            )

    async def place(self, signal_id: int, text: str, actor: SignalActor) -> PublicationState:
        """The story is public when its words are the reporter's own; changed words go back to the reporter first.

        NotFound when nothing waits there; SignalMoveIncomplete `tekst` when nothing is left of it.
        """
        wanted = text.replace("\r\n", "\n").strip()[:LONGEST]
        if not wanted:
            raise SignalMoveIncomplete("tekst")
        async with self._database.write() as session:
            row, signal = await self._waiting(session, signal_id)
            if wanted == row.text.replace("\r\n", "\n").strip():
                self._move(session, row, signal, PublicationState.GEPLAATST, "openbaar_geplaatst", actor)
            else:
                row.text, row.folded = wanted, folded(wanted)
                self._move(session, row, signal, PublicationState.WACHT_OP_MELDER, "openbaar_voorstel", actor)
            await tell_reporter(session, signal, self._clock())
            return PublicationState(row.state)

    async def refuse(self, signal_id: int, reason: str, actor: SignalActor) -> None:
        """The story stays with the ministry alone; the reporter reads why. NotFound, SignalMoveIncomplete `reden`."""
        if not reason.strip():
            raise SignalMoveIncomplete("reden")
        async with self._database.write() as session:
            row, signal = await self._waiting(session, signal_id)
            self._move(
                session, row, signal, PublicationState.NIET_GEPLAATST, "openbaar_niet", actor, reason.strip()
            )
            await tell_reporter(session, signal, self._clock())

    async def approve(self, number: str, code: str) -> None:
        """The reporter agrees with the changed words: they are public. NotFound, SignalMoveRefused."""
        await self._by_reporter(
            number, code, {PublicationState.WACHT_OP_MELDER}, PublicationState.GEPLAATST, "openbaar_geplaatst"
        )

    async def withdraw(self, number: str, code: str) -> None:
        """Nobody but the ministry reads it from now on. NotFound, SignalMoveRefused."""
        sources = {PublicationState.TE_LEZEN, PublicationState.WACHT_OP_MELDER, PublicationState.GEPLAATST}
        await self._by_reporter(number, code, sources, PublicationState.INGETROKKEN, "openbaar_ingetrokken")

    async def _by_reporter(
        self, number: str, code: str, sources: set[PublicationState], target: PublicationState, kind: str
    ) -> None:
        async with self._database.write() as session:
            stored = parse_number(number, SIGNAL)
            signal = await session.scalar(select(Signal).where(Signal.number == stored).with_for_update())
            known, salt = ("", "") if signal is None else (signal.number, signal.code_salt)
            if not code_matches(self._secret, known, salt, code) or signal is None:
                raise NotFound
            row = await session.get(SignalPublication, signal.id)
            if row is None or row.state not in sources:
                raise SignalMoveRefused(kind)
            self._move(session, row, signal, target, kind, SignalActor(REPORTER, "burger"))

    async def _waiting(self, session: AsyncSession, signal_id: int) -> tuple[SignalPublication, Signal]:
        row = await session.get(SignalPublication, signal_id, with_for_update=True)
        if row is None or row.state != PublicationState.TE_LEZEN:
            raise NotFound
        return row, await session.get_one(Signal, signal_id)

    def _move(
        self,
        session: AsyncSession,
        row: SignalPublication,
        signal: Signal,
        target: PublicationState,
        kind: str,
        actor: SignalActor,
        text: str | None = None,
    ) -> None:
        row.state, row.changed_at = target.value, self._clock()
        record(session, signal, kind, actor, self._clock(), text=text)
