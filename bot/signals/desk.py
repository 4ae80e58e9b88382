"""What a ministry does with one signal: look, use, close, judge, share and answer. Each is a line in its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.signals.facets import index
from bot.signals.hardness import Hardness
from bot.signals.history import SignalActor, record, tell_reporter
from bot.signals.package import MinistrySignal
from bot.signals.reading import codes_of, for_ministry
from bot.signals.workflow import (
    CLOSE_REASONS,
    MOVES,
    Reader,
    SignalMove,
    SignalMoveIncomplete,
    SignalMoveRefused,
    SignalStatus,
    moves_from,
    next_status,
)
from bot.store import Database, Feedback, Signal, SignalEvent, SignalMinistry, Ticket
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, parse_number
from bot.tickets.outgoing import SIGNAL_OFFERED, announce
from bot.tickets.workflow import State

CAUSES = ("O1", "O2", "O3", "O4", "O5", "O6")
# D and E are no signals (letter, par. 2, footnote 24): they close one, with an explanation.
RVS_CATEGORIES = ("A", "B", "C")
SZW_CATEGORIES = ("1", "2", "3", "4")
LONGEST = 4000
LONGEST_PRODUCT = 200


@dataclass(frozen=True)
class HistoryLine:
    """One line as a ministry reads it; of other ministries it says which, not who."""

    at: datetime
    kind: str
    ministry: str | None
    name: str | None
    to_status: str
    text: str | None
    data: dict[str, Any]


@dataclass(frozen=True)
class OwnCase:
    """How the reporter's own case stands, without a word of it: how many requests of the same story ended how.

    `helped`: of those that were dealt with, how often the reporter said ja, beetje or nee.
    """

    open: int = 0
    answered: int = 0
    withdrawn: int = 0
    helped: Mapping[str, int] = field(default_factory=dict)

    @property
    def none(self) -> bool:
        """Whether the reporter handed over no case of their own."""
        return not (self.open or self.answered or self.withdrawn)


@dataclass(frozen=True)
class SignalView:
    """One signal with what this ministry can do."""

    signal: MinistrySignal
    reader: Reader
    moves: tuple[SignalMove, ...]
    history: tuple[HistoryLine, ...]
    own_case: OwnCase


@dataclass(frozen=True)
class Judgement:
    """What a person of the ministry makes of a signal; None leaves a thing undecided."""

    hardness: Hardness | None = None
    causes: tuple[str, ...] = ()
    article: str | None = None
    szw: str | None = None
    rvs: str | None = None

    def __post_init__(self) -> None:
        if not set(self.causes) <= set(CAUSES):
            raise SignalMoveIncomplete("oorzaak")
        if self.szw is not None and self.szw not in SZW_CATEGORIES:
            raise SignalMoveIncomplete("szw")
        if self.rvs is not None and self.rvs not in RVS_CATEGORIES:
            raise SignalMoveIncomplete("rvs")


@dataclass(frozen=True)
class MinistryDesk:
    """Everything that a ministry can do with a signal that is for it; for any other it is NotFound."""

    database: Database
    clock: Callable[[], datetime]
    ministries: Callable[[], Collection[str]] = field(default=tuple)

    async def read(self, number: str, ministry: str) -> SignalView:
        """The signal, its history and what can be done now."""
        async with self.database.read() as session:
            signal = await find_signal(session, number, ministry)
            reader = reader_of(signal, ministry)
            events = await session.scalars(
                select(SignalEvent).where(SignalEvent.signal_id == signal.id).order_by(SignalEvent.id)
            )
            lines = tuple(_line(event, ministry) for event in events)
            return SignalView(
                for_ministry(signal),
                reader,
                moves_from(SignalStatus(signal.status), reader),
                lines,
                await _own_case(session, signal.case_id),
            )

    async def move(
        self,
        number: str,
        actor: SignalActor,
        move: SignalMove,
        *,
        product: str = "",
        reason: str = "",
        text: str = "",
    ) -> None:
        """One move of the table, done and recorded; the reporter hears of being used and closed.

        NotFound; SignalMoveRefused; SignalMoveIncomplete `product` or `reden`.
        """
        data: dict[str, str] = {}
        if MOVES[move].needs == "product":
            data["product"] = _given(product, "product")[:LONGEST_PRODUCT]
        if MOVES[move].needs == "reden":
            if reason not in CLOSE_REASONS:
                raise SignalMoveIncomplete("reden")
            data["reden"] = reason
        async with self.database.write() as session:
            signal, ministry = await self._mine(session, number, actor)
            target = next_status(SignalStatus(signal.status), move, reader_of(signal, ministry))
            record(
                session, signal, move.value, actor, self.clock(),
                text=text.strip()[:LONGEST] or None, data=data, status=target.value,
            )  # fmt: skip
            await index(session, signal, codes_of(signal))
            if move in {SignalMove.GEBRUIK, SignalMove.SLUIT}:
                await tell_reporter(session, signal, self.clock())

    async def judge(self, number: str, actor: SignalActor, judged: Judgement) -> None:
        """The person's reading stands beside the system's proposal, which stays. NotFound."""
        async with self.database.write() as session:
            signal, _ = await self._mine(session, number, actor)
            signal.hardness_decided = None if judged.hardness is None else judged.hardness.value
            signal.cause = list(judged.causes)
            signal.article = (judged.article or "").strip()[:200] or None
            given = (("szw", judged.szw), ("rvs", judged.rvs))
            signal.category = {kind: value for kind, value in given if value}
            facts = {
                "hardheid": signal.hardness_decided,
                "oorzaak": signal.cause,
                "artikel": signal.article,
                "categorie": signal.category,
            }
            record(session, signal, "duiding", actor, self.clock(), data=facts, visible=False)
            await index(session, signal, codes_of(signal))

    async def share(self, number: str, actor: SignalActor, to: str) -> None:
        """Another ministry has it too, behind those that have it; it and the reporter hear so.

        SignalMoveIncomplete `naar` for a ministry that does not exist or has it already. NotFound.
        """
        async with self.database.write() as session:
            signal, _ = await self._mine(session, number, actor)
            if to not in self.ministries() or to in codes_of(signal):
                raise SignalMoveIncomplete("naar")
            signal.ministries.append(SignalMinistry(code=to, position=len(signal.ministries)))
            record(session, signal, "delen", actor, self.clock(), data={"naar": to})
            await index(session, signal, codes_of(signal))
            place = f"/signalen/{signal.number}"
            announce(session, SIGNAL_OFFERED, f"ministerie:{to}", signal.number, place, self.clock())

    async def answer(self, number: str, actor: SignalActor, text: str) -> None:
        """The reporter who wanted to hear reads this on the status page, and is told by mail that it is there.

        NotFound; SignalMoveRefused when they did not want to hear; SignalMoveIncomplete `tekst`.
        """
        said = _given(text, "tekst")
        async with self.database.write() as session:
            signal, _ = await self._mine(session, number, actor)
            await answer_one(session, signal, actor, said, self.clock())

    async def _mine(self, session: AsyncSession, number: str, actor: SignalActor) -> tuple[Signal, str]:
        ministry = actor.code or ""
        return await find_signal(session, number, ministry, lock=True), ministry


async def find_signal(session: AsyncSession, number: str, ministry: str, *, lock: bool = False) -> Signal:
    """One signal with its ministries, for a ministry that it is for; NotFound for any other."""
    query = select(Signal).where(Signal.number == parse_number(number, SIGNAL))
    query = query.options(selectinload(Signal.ministries))
    signal = await session.scalar(query.with_for_update() if lock else query)
    if signal is None or ministry not in codes_of(signal):
        raise NotFound
    return signal


async def answer_one(
    session: AsyncSession, signal: Signal, actor: SignalActor, text: str, now: datetime
) -> None:
    """The answer stands in the history and word of it goes out; SignalMoveRefused when none was wanted."""
    if not signal.reply_wanted:
        raise SignalMoveRefused("antwoord")
    record(session, signal, "antwoord", actor, now, text=text)
    await tell_reporter(session, signal, now)


def _given(text: str, name: str) -> str:
    said = text.strip()[:LONGEST]
    if not said:
        raise SignalMoveIncomplete(name)
    return said


def reader_of(signal: Signal, ministry: str) -> Reader:
    """Whether this ministry answers for the signal or shares it; its ministries must be loaded."""
    return Reader.AANSPREEKPUNT if codes_of(signal)[0] == ministry else Reader.GEDEELD


def _line(event: SignalEvent, ministry: str) -> HistoryLine:
    data = dict(event.data or {})
    by = data.pop("ministerie", None)
    return HistoryLine(
        event.at,
        event.kind,
        by,
        event.actor_name if by == ministry else None,
        event.to_status,
        event.text,
        data,
    )


async def _own_case(session: AsyncSession, case_id: int) -> OwnCase:
    rows = await session.execute(
        select(Ticket.state, Ticket.closed_at.is_(None), Feedback.answer)
        .outerjoin(Feedback, Feedback.ticket_id == Ticket.id)
        .where(Ticket.case_id == case_id)
    )
    ends: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for state, still_open, answer in rows.all():
        ends["open" if still_open else state] += 1
        if answer is not None and not still_open:
            helped[answer] += 1
    return OwnCase(
        open=ends["open"],
        answered=ends[State.AFGEHANDELD.value],
        withdrawn=ends[State.INGETROKKEN.value],
        helped=helped,
    )
