"""The review list: what may have been misread waits for a person, who says what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.doubt import Review, Why
from bot.store import Database, ReviewItem

PAGE = 50
# Labelled so, a message teaches nothing: too personal, empty, or of no language that we know.
NOTHING = "geen"


class UnknownLabel(ValueError):
    """A label that the engine does not know."""


class NoSuchItem(LookupError):
    """There is no such message on the list, or it is gone with its conversation."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message on the list."""

    id: int
    review: Review
    created_at: datetime


def remember(
    session: AsyncSession | Connection,
    review: Review,
    now: datetime,
    *,
    conversation_id: int | None = None,
    ticket_id: int | None = None,
) -> None:
    """The message stands on the list, in the caller's transaction; it goes when what it came from goes."""
    values = {
        "conversation_id": conversation_id,
        "ticket_id": ticket_id,
        "reason": review.why.value,
        "text": review.text,
        "guess": review.guess,
        "certainty": None if review.certainty is None else round(review.certainty * 100),
        "suggestion": review.suggestion,
        "created_at": now,
    }
    if isinstance(session, Connection):
        session.execute(insert(ReviewItem), values)
    else:
        session.add(ReviewItem(**values))


class ReviewList:
    """The list, for the coordinator. `labels`: every intent that the engine knows."""

    def __init__(self, database: Database, labels: Iterable[str], clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._labels = frozenset(labels)

    @property
    def labels(self) -> frozenset[str]:
        """What a message can be labelled."""
        return self._labels

    async def waiting(self, *, after: int = 0, limit: int = PAGE) -> tuple[Waiting, ...]:
        """What nobody has labelled yet, oldest first."""
        query = (
            select(ReviewItem)
            .where(ReviewItem.label.is_(None), ReviewItem.id > after)
            .order_by(ReviewItem.id)
            .limit(limit)
        )
        async with self._database.read() as session:
            return tuple(_waiting(row) for row in await session.scalars(query))

    async def count(self) -> int:
        """How many wait."""
        query = select(func.count()).select_from(ReviewItem).where(ReviewItem.label.is_(None))
        async with self._database.read() as session:
            return int(await session.scalar(query) or 0)

    async def label(self, item_id: int, label: str, by: str) -> None:
        """The message is this. UnknownLabel; NoSuchItem when it is gone or another was first."""
        if label != NOTHING and label not in self._labels:
            raise UnknownLabel(label)
        async with self._database.write() as session:
            done = await session.execute(
                update(ReviewItem)
                .where(ReviewItem.id == item_id, ReviewItem.label.is_(None))
                .values(label=label, labelled_by=by, labelled_at=self._clock())
                .returning(ReviewItem.id)
            )
            if done.scalar_one_or_none() is None:
                raise NoSuchItem(item_id)

    async def labelled(self) -> tuple[dict[str, list[str]], tuple[int, ...]]:
        """What was labelled and not exported before, by intent, each sentence once; and which rows that were."""
        query = select(ReviewItem).where(ReviewItem.label.is_not(None), ReviewItem.exported_at.is_(None))
        lines: dict[str, list[str]] = defaultdict(list)
        async with self._database.read() as session:
            rows = (await session.scalars(query.order_by(ReviewItem.id))).all()
        for row in rows:
            line = " ".join(row.text.split())
            if row.label is not None and row.label != NOTHING and line not in lines[row.label]:
                lines[row.label].append(line)
        return {label: found for label, found in sorted(lines.items()) if found}, tuple(
            row.id for row in rows
        )

    async def exported(self, items: Sequence[int]) -> None:
        """These rows have been written where they are kept: they are not exported again."""
        async with self._database.write() as session:
            await session.execute(
                update(ReviewItem).where(ReviewItem.id.in_(items)).values(exported_at=self._clock())
            )


def as_training_data(lines: dict[str, Sequence[str]] | dict[str, list[str]]) -> str:
    """A file for `data/nlu` (or `nlu/` of the local data): to be read by a person before it is used."""
    blocks = ['version: "3.1"', "", "nlu:"]
    for intent, sentences in lines.items():
        blocks += [f"  - intent: {intent}", "    metadata: {register: normaal}", "    examples: |"]
        # An open brace or bracket would be read as an annotation.
        blocks += [f"      - {sentence.translate(_ANNOTATION)}" for sentence in sentences]
    return "\n".join(blocks) + "\n"


_ANNOTATION = str.maketrans(dict.fromkeys("[]{}", " "))


def _waiting(row: ReviewItem) -> Waiting:
    certainty = None if row.certainty is None else row.certainty / 100
    review = Review(Why(row.reason), row.text, row.guess, certainty, row.suggestion)
    return Waiting(row.id, review, row.created_at)
