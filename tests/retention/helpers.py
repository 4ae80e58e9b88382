"""An office with everything that can be kept of somebody, and a way to look for a word in all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.service import AccountService
from bot.attachments.files import Files
from bot.attachments.links import hand_over_waiting
from bot.attachments.scanner import NoScanner
from bot.attachments.service import AttachmentService
from bot.engine.client import EngineFailed, EngineUnavailable
from bot.learning.doubt import Review, Why
from bot.learning.review import remember
from bot.retention.policy import Policy
from bot.retention.service import Retention
from bot.signals.service import SignalService
from bot.store import Base, Conversation, Database, Message
from bot.tickets.packages import Receipt
from bot.tickets.service import TicketService
from bot.tickets.workflow import Move, Reason
from tests.attachments.samples import pdf
from tests.tickets.helpers import (
    COORDINATOR,
    KNOWN,
    SECRET,
    TILBURG,
    UTRECHT,
    Clock,
    order,
    package,
    signal,
    staff,
)

WORD = "kwikstaartje"
POLICY = Policy(
    unfinished=timedelta(days=14),
    handed_over=timedelta(days=28),
    tickets=timedelta(days=365),
    signals=timedelta(days=730),
    looks=timedelta(days=90),
)


class FakeEngine:
    """Takes what it must forget, or is not there."""

    def __init__(self) -> None:
        self.forgotten: list[int] = []
        self.fault: EngineFailed | EngineUnavailable | None = None

    async def forget(self, conversations: Sequence[int]) -> int:
        if self.fault is not None:
            raise self.fault
        self.forgotten += conversations
        return len(conversations)


class Office:
    """Every service on one database, one directory and one clock."""

    def __init__(self, database: Database, directory: Path) -> None:
        self.database, self.directory, self.clock = database, directory, Clock()
        self.engine = FakeEngine()
        self.tickets = TicketService(database, secret=SECRET, clock=self.clock, organisations=KNOWN.get)
        self.signals = SignalService(database, secret=SECRET, clock=self.clock)
        files = Files(directory)
        self.attachments = AttachmentService(database, files, NoScanner(), secret=SECRET, clock=self.clock)
        self.accounts = AccountService(database, clock=self.clock)
        self.retention = Retention(
            database,
            files,
            self.engine,  # type: ignore[arg-type]
            self.accounts,
            POLICY,
            secret=SECRET,
            clock=self.clock,
        )

    async def conversation(self, *, messages: int = 3) -> int:
        """A conversation in which the word was said, in messages and in the draft."""
        async with self.database.write() as session:
            row = Conversation(
                token_hash=f"{WORD[:3]}-{self.clock.now}-{messages}",
                created_at=self.clock(),
                updated_at=self.clock(),
                draft={"verhaal": f"de {WORD} van hiernaast"},
                last_number=messages,
            )
            session.add(row)
            await session.flush()
            for number in range(1, messages + 1):
                session.add(
                    Message(
                        conversation_id=row.id,
                        number=number,
                        author="burger",
                        text=f"{number}: mijn {WORD} " + "en nog veel meer " * 40,
                        created_at=self.clock(),
                    )
                )
            remember(session, Review(Why.THUMBS_DOWN, f"die {WORD}"), self.clock(), conversation_id=row.id)
        return row.id

    async def story(self, *, draft: str = "1", with_signal: bool = True) -> tuple[int, Receipt]:
        """A whole story full of the word: conversation, attachment, two tickets, signal, moves, notes, looks."""
        conversation = await self.conversation()
        await self.attachments.add_to_conversation(
            conversation, pdf(b"(" + WORD.encode() + b")"), after_sending=False
        )
        words = {
            "summary": f"Een boete voor een {WORD}.",
            "own_words": f"mijn {WORD} kan dat niet betalen",
            "contact": {"soort": "email", "adres": f"{WORD}@example.nl"},
        }
        sent = order(
            package(UTRECHT, **words),
            package("cjib", **words),
            draft=draft,
            conversation_id=conversation,
            signals=(
                signal(story=f"Een {WORD} wordt gekort.", reply_address={"email": f"{WORD}@example.nl"}),
            )
            if with_signal
            else (),
        )
        async with self.database.write() as session:
            receipt = await self.tickets.hand_over(sent, session=session)
            await hand_over_waiting(session, conversation, [one.number for one in receipt.tickets])
        number = receipt.tickets[0].number
        await self.tickets.open_by_staff(number, staff(UTRECHT))
        await self.tickets.move(
            number, Move.GEEFTERUG, staff(UTRECHT), reason=Reason.NIET_VAN_ONS, to=TILBURG, text=f"die {WORD}"
        )
        await self.tickets.move(number, Move.ACCEPTEER, staff(TILBURG))
        await self.tickets.note(number, staff(TILBURG), f"bel over de {WORD}")
        await self.tickets.move(number, Move.VRAAGBURGER, staff(TILBURG), text=f"Welke {WORD}?")
        await self.tickets.citizen_answer(number, receipt.tickets[0].access_code, f"Deze {WORD}")
        await self.tickets.look(number, COORDINATOR, why="overzicht")
        return conversation, receipt

    def files(self) -> list[Path]:
        return sorted(self.directory.iterdir()) if self.directory.exists() else []


async def places(session: AsyncSession, word: str = WORD) -> list[str]:
    """Every column of every table in which a row holds the word."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            query = select(column).where(cast(column, Text).contains(word)).limit(1)
            if (await session.execute(query)).first() is not None:
                found.append(f"{table.name}.{column.name}")
    return found


def raw_places(directory: Path, word: str = WORD) -> list[str]:
    """Every file under a directory in whose bytes the word stands."""
    files = [file for file in directory.rglob("*") if file.is_file()]
    return [str(file.relative_to(directory)) for file in files if word.encode() in file.read_bytes()]
