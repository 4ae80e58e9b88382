"""Signals as ministries and their senders read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from bot.signals.package import CitizenSignal, MinistrySignal, SignalLine, SignalStatus, Visibility
from bot.store import Database, Signal, SignalEvent, SignalMinistry
from bot.tickets.errors import NotFound
from bot.tickets.numbers import SIGNAL, code_matches, parse_number

PAGE = 50
LARGEST_PAGE = 200
_WORDS: Mapping[SignalStatus, str] = MappingProxyType(
    {
        SignalStatus.BINNENGEKOMEN: "Uw melding is gestuurd naar {ministeries}.",
        SignalStatus.ANALYSE: "{ministeries} onderzoekt wat er met deze regel aan de hand is.",
        SignalStatus.AANPASSING_BEPAALD: "{ministeries} bekijkt welke aanpassing van de regel nodig is.",
        SignalStatus.AANGEPAST: "{ministeries} heeft laten weten dat de regel is aangepast.",
        SignalStatus.GEEN_HARDVOCHTIGHEID: "{ministeries} heeft uw melding bekeken en afgesloten.",
        SignalStatus.OPGELOST_IN_UITVOERING: (
            "{ministeries} heeft laten weten dat de uitvoering is aangepast."
        ),
    }
)


@dataclass(frozen=True)
class SignalPage:
    """Signals, newest first; `next` is the id to go on from, None at the end."""

    signals: tuple[MinistrySignal, ...]
    next: int | None


def status_words(status: SignalStatus, ministries: tuple[str, ...]) -> str:
    """The sentence that tells the sender how far it is."""
    return _WORDS[status].format(ministeries=" en ".join(ministries))


def _codes(signal: Signal) -> tuple[str, ...]:
    return tuple(ministry.code for ministry in signal.ministries)


def _for_ministry(signal: Signal) -> MinistrySignal:
    return MinistrySignal(
        id=signal.id,
        number=signal.number,
        ministries=_codes(signal),
        scheme=signal.scheme,
        law=signal.law,
        executor=signal.executor,
        cause=tuple(signal.cause),
        effects=signal.effects,
        category=signal.category,
        role=signal.role,
        story=signal.story,
        own_suggestion=signal.own_suggestion,
        visibility=Visibility(signal.visibility),
        reply_wanted=signal.reply_wanted,
        status=SignalStatus(signal.status),
        created_at=signal.created_at,
    )


class SignalService:
    """Reads signals. They are written by `bot.tickets`, in the transaction of their hand-over."""

    def __init__(self, database: Database, *, secret: bytes, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._secret = secret
        self._clock = clock

    async def for_ministry(self, code: str, *, before: int | None = None, limit: int = PAGE) -> SignalPage:
        """The signals for one ministry, newest first: never a reply address, a case or a ticket."""
        query = (
            select(Signal)
            .join(SignalMinistry, SignalMinistry.signal_id == Signal.id)
            .where(SignalMinistry.code == code)
        )
        return await self._page(query, before, limit)

    async def public(self, *, before: int | None = None, limit: int = PAGE) -> SignalPage:
        """The signals whose sender let everybody read them, newest first."""
        return await self._page(
            select(Signal).where(Signal.visibility == Visibility.OPENBAAR.value), before, limit
        )

    async def read(self, number: str, ministry: str) -> MinistrySignal:
        """One signal, for a ministry that it is for; NotFound for any other."""
        signal = await self._find(number)
        if signal is None or ministry not in _codes(signal):
            raise NotFound
        return _for_ministry(signal)

    async def for_citizen(self, number: str, code: str) -> CitizenSignal:
        """The signal in plain words. A wrong code and an unknown number are the same NotFound."""
        signal = await self._find(number)
        known, salt = ("", "") if signal is None else (signal.number, signal.code_salt)
        if not code_matches(self._secret, known, salt, code) or signal is None:
            raise NotFound
        status, ministries = SignalStatus(signal.status), _codes(signal)
        async with self._database.read() as session:
            events = await session.scalars(
                select(SignalEvent)
                .where(SignalEvent.signal_id == signal.id, SignalEvent.visible_to_citizen)
                .order_by(SignalEvent.id)
            )
            lines = tuple(
                SignalLine(
                    at=event.at,
                    words=status_words(SignalStatus(event.to_status), ministries),
                    text=event.text,
                )
                for event in events
            )
        return CitizenSignal(
            number=signal.number,
            ministries=ministries,
            status=status,
            words=status_words(status, ministries),
            story=signal.story,
            visibility=Visibility(signal.visibility),
            reply_wanted=signal.reply_wanted,
            created_at=signal.created_at,
            lines=lines,
        )

    async def _find(self, number: str) -> Signal | None:
        stored = parse_number(number, SIGNAL)
        if stored is None:
            return None
        query = select(Signal).where(Signal.number == stored).options(selectinload(Signal.ministries))
        async with self._database.read() as session:
            return (await session.scalars(query)).one_or_none()

    async def _page(self, query: Select[Signal], before: int | None, limit: int) -> SignalPage:
        size = max(1, min(limit, LARGEST_PAGE))
        if before is not None:
            query = query.where(Signal.id < before)
        query = query.options(selectinload(Signal.ministries)).order_by(Signal.id.desc()).limit(size + 1)
        async with self._database.read() as session:
            found = (await session.scalars(query)).all()
        more = found[size - 1].id if len(found) > size else None
        return SignalPage(tuple(_for_ministry(signal) for signal in found[:size]), more)
