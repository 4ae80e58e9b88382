"""Signals as their reporters read them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.language import DUTCH, Phrases
from bot.signals.package import CitizenSignal, MinistrySignal, SignalLine, Visibility
from bot.signals.reading import codes_of, for_ministry
from bot.signals.telling import Say, line_words, status_words
from bot.signals.workflow import MOVES, SignalStatus
from bot.store import Database, Signal, SignalEvent, SignalPublication
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, code_matches, parse_number


def _as_code(code: str) -> str:
    return code


class SignalService:
    """Reads signals. They are written by `bot.tickets`, in the transaction of their hand-over.

    `say` names a ministry inside a sentence, by its code.
    """

    def __init__(
        self, database: Database, *, secret: bytes, clock: Callable[[], datetime], say: Say = _as_code
    ) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock
        self._say = say

    async def read(self, number: str, ministry: str) -> MinistrySignal:
        """One signal, for a ministry that it is for; NotFound for any other."""
        signal = await self._find(number)
        if signal is None or ministry not in codes_of(signal):
            raise NotFound
        return for_ministry(signal)

    async def for_citizen(
        self, number: str, code: str, phrases: Phrases = DUTCH, say: Say | None = None
    ) -> CitizenSignal:
        """The signal in plain words of this language; `say` names a ministry in it. A wrong code and an unknown number are the same NotFound."""
        signal = await self._find(number)
        known, salt = ("", "") if signal is None else (signal.number, signal.code_salt)
        if not code_matches(self._secret, known, salt, code) or signal is None:
            raise NotFound
        status, ministries = SignalStatus(signal.status), codes_of(signal)
        say = say or self._say
        said = tuple(say(one) for one in ministries)
        async with self._database.read() as session:
            events = await session.scalars(
                select(SignalEvent)
                .where(SignalEvent.signal_id == signal.id, SignalEvent.visible_to_citizen)
                .order_by(SignalEvent.id)
            )
            told = events.all()
            lines = tuple(_line(event, said, say, phrases) for event in told)
            public = await session.get(SignalPublication, signal.id)
        return CitizenSignal(
            number=signal.number,
            ministries=ministries,
            status=status,
            words=status_words(status, _who(told, status, say) or said, phrases),
            story=signal.story,
            visibility=Visibility(signal.visibility),
            reply_wanted=signal.reply_wanted,
            created_at=signal.created_at,
            lines=lines,
            publication=public.state if public is not None else None,
            public_text=public.text if public is not None else None,
        )

    async def _find(self, number: str) -> Signal | None:
        stored = parse_number(number, SIGNAL)
        if stored is None:
            return None
        query = select(Signal).where(Signal.number == stored).options(selectinload(Signal.ministries))
        async with self._database.read() as session:
            return (await session.scalars(query)).one_or_none()


def _who(events: Sequence[SignalEvent], status: SignalStatus, say: Say) -> tuple[str, ...]:
    """Which ministry brought it to this status: one that shares a signal may not have looked at it yet."""
    by = (
        (event.data or {}).get("ministerie")
        for event in reversed(events)
        if event.to_status == status.value and event.kind in MOVES
    )
    return tuple(say(code) for code in islice((one for one in by if one), 1))


def _line(event: SignalEvent, ministries: tuple[str, ...], say: Say, phrases: Phrases) -> SignalLine:
    words = line_words(event.kind, SignalStatus(event.to_status), event.data or {}, ministries, say, phrases)
    return SignalLine(at=event.at, words=words, text=event.text)
