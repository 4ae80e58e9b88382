"""Canned answers: texts that an organisation's staff use more often, and change themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.store import CannedAnswer, Database
from bot.tickets.errors import MoveIncomplete, NotFound

LONGEST_TITLE = 100
LONGEST_TEXT = 4000
MOST = 200


@dataclass(frozen=True)
class Canned:
    """One answer: what it is called, and what is inserted."""

    id: int
    title: str
    text: str
    changed_by: str
    changed_at: datetime


class CannedService:
    """The answers of each organisation; another's do not exist. `clock` gives an aware now."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    async def all(self, organisation: str) -> tuple[Canned, ...]:
        """This organisation's answers, by title."""
        async with self._database.read() as session:
            query = (
                select(CannedAnswer)
                .where(CannedAnswer.organisation == organisation)
                .order_by(func.lower(CannedAnswer.title), CannedAnswer.id)
            )
            return tuple(_view(row) for row in await session.scalars(query))

    async def text(self, organisation: str, answer_id: int) -> str | None:
        """What is inserted; None when this organisation has no such answer."""
        async with self._database.read() as session:
            row = await session.get(CannedAnswer, answer_id)
            return None if row is None or row.organisation != organisation else row.text

    async def put(
        self, organisation: str, title: str, text: str, by: str, answer_id: int | None = None
    ) -> Canned:
        """The answer is made, or changed when `answer_id` names it.

        MoveIncomplete `titel`, `tekst` or `aantal` (an organisation has at most 200); NotFound for another's.
        """
        title, text = " ".join(title.split()), text.strip()
        if not title or len(title) > LONGEST_TITLE:
            raise MoveIncomplete("titel")
        if not text or len(text) > LONGEST_TEXT:
            raise MoveIncomplete("tekst")
        async with self._database.write() as session:
            if answer_id is None:
                count = select(func.count()).where(CannedAnswer.organisation == organisation)
                if (await session.scalar(count) or 0) >= MOST:
                    raise MoveIncomplete("aantal")
                row = CannedAnswer(organisation=organisation)
                session.add(row)
            else:
                found = await session.get(CannedAnswer, answer_id)
                if found is None or found.organisation != organisation:
                    raise NotFound
                row = found
            row.title, row.text, row.changed_by, row.changed_at = title, text, by, self._clock()
            await session.flush()
            return _view(row)

    async def remove(self, organisation: str, answer_id: int) -> None:
        """The answer is gone; NotFound for another's."""
        async with self._database.write() as session:
            row = await session.get(CannedAnswer, answer_id)
            if row is None or row.organisation != organisation:
                raise NotFound
            await session.delete(row)


def _view(row: CannedAnswer) -> Canned:
    return Canned(row.id, row.title, row.text, row.changed_by, row.changed_at)
