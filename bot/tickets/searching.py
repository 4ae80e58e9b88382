"""Finding a ticket of one's own organisation by number, name, reference or words of its summary."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.store import Ticket, TicketWord
from bot.tickets.numbers import TICKET, parse_number
from bot.tickets.wordindex import joined, words_of

# What a search reads at most, whatever the size of the inbox.
SHOWN = 50
READ = 1000
# Which word is the rarest is seen by then.
COMPARED = 200
MOST_WORDS = 6
_LIKE_A_REFERENCE = 5


@dataclass(frozen=True)
class Found:
    """Which tickets, best first. `more`: there are others, a more precise question finds them."""

    ids: tuple[int, ...]
    more: bool


async def search(session: AsyncSession, organisation: str, question: str) -> Found:
    """The tickets that hold every word of the question, each by its beginning; nothing for an empty one."""
    number = parse_number(question, TICKET)
    if number is not None:
        query = select(Ticket.id).where(Ticket.number == number, Ticket.organisation == organisation)
        return Found(tuple(await session.scalars(query)), False)
    reference = joined(question)
    if sum(48 <= sign <= 57 for sign in reference) >= _LIKE_A_REFERENCE:
        found = await _with_all(session, organisation, [reference])
        if found.ids:
            return found
    words = list(dict.fromkeys(words_of(question)))[:MOST_WORDS]
    return await _with_all(session, organisation, words) if words else Found((), False)


async def _with_all(session: AsyncSession, organisation: str, words: list[bytes]) -> Found:
    """The rarest word leads; of what it gives, no more than `READ` are looked at for the others.

    The newest tickets that hold it as it was typed come first, then those in which it only begins a word.
    """
    leading = words[0]
    if len(words) > 1:
        counts = {word: await _count(session, organisation, word) for word in words}
        leading = min(words, key=lambda word: counts[word])
    others = [word for word in words if word != leading]
    own = TicketWord.organisation == organisation
    exact = select(TicketWord.ticket_id).where(own, TicketWord.word == leading)
    ids, cut = await _some(session, exact.order_by(TicketWord.ticket_id.desc()), others)
    if len(ids) <= SHOWN:
        longer = select(TicketWord.ticket_id).where(
            own, TicketWord.word > leading, _begins(TicketWord.word, leading)
        )
        more, cut_too = await _some(session, longer.order_by(TicketWord.word, TicketWord.ticket_id), others)
        ids, cut = list(dict.fromkeys([*ids, *more])), cut or cut_too
    return Found(tuple(ids[:SHOWN]), cut or len(ids) > SHOWN)


async def _some(session: AsyncSession, leading: Select[Any], others: list[bytes]) -> tuple[list[int], bool]:
    """The first tickets of this question that hold the other words too, and whether not all were looked at.

    Its order is that of an index, so that nothing is sorted.
    """
    if not others:
        return list(await session.scalars(leading.limit(SHOWN + 1))), False
    given = list(dict.fromkeys(await session.scalars(leading.limit(READ))))
    if not given:
        return [], False
    query = select(Ticket.id).where(Ticket.id.in_(given))
    for word in others:
        query = query.where(
            exists().where(and_(TicketWord.ticket_id == Ticket.id, _begins(TicketWord.word, word)))
        )
    found = set(await session.scalars(query))
    return [one for one in given if one in found], len(given) >= READ


async def _count(session: AsyncSession, organisation: str, word: bytes) -> int:
    some = (
        select(TicketWord.ticket_id)
        .where(TicketWord.organisation == organisation, _begins(TicketWord.word, word))
        .limit(COMPARED)
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(some)) or 0


def _begins(column: InstrumentedAttribute[bytes], word: bytes) -> ColumnElement[bool]:
    # Words are text in UTF-8, in which the byte 255 does not occur: it sorts behind all that begin with `word`.
    return and_(column >= word, column < word + b"\xff")
