"""Turns: a stored message is understood and answered, exactly once, whoever comes first with what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import manager, thread
from bot.dialogue.judging import judge
from bot.dialogue.rows import PERSON_SPEAKS, code_place
from bot.dialogue.second_reader import SecondReader, put_first
from bot.dialogue.standing import Keys, Standing, Told
from bot.dialogue.state import Meaning, NeedsMeaning, Outcome, State, Unread
from bot.dialogue.thread import AlreadyAnswered, Outdated, Unanswered
from bot.dialogue.turn import Speech
from bot.dialogue.view import MessageView, ReceiptView
from bot.doors.knowledge import Knowledge
from bot.doors.packages import Package, packages
from bot.engine.client import EngineClient, EngineFailed, EngineUnavailable
from bot.learning.doubt import Review, Why
from bot.learning.review import remember
from bot.store import Conversation, Database, Turn

log = structlog.get_logger(__name__)

# The engine's turns get slower with the length of its own record: a new sender every so many messages.
TURNS_PER_SENDER = 10


class TurnFailed(Exception):
    """A turn could not be finished; the message is kept and can be sent again."""


class HandsOver(Protocol):
    """What turns packages into tickets and signals, inside the caller's transaction."""

    async def hand_over(
        self, session: AsyncSession, conversation: Conversation, state: State, ready: Sequence[Package]
    ) -> None:
        """Writes tickets, signals, history and outgoing messages; a repeat writes nothing new."""

    async def receipts(self, session: AsyncSession, conversation_id: int) -> list[ReceiptView]:
        """Everything that this conversation handed over so far, oldest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn of this process answered, for who waits for it."""

    messages: tuple[MessageView, ...]
    state: State


class Turns:
    """Understands stored messages and answers them, for the conversations' service and for the engine's action."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], Knowledge],
        speech: Speech,
        engine: EngineClient,
        handing: HandsOver,
        clock: Callable[[], datetime],
        standing: Standing,
        reader: SecondReader | None = None,
        *,
        always_ask: bool = False,
    ) -> None:
        """With `always_ask` the engine reads every typed message, also one whose answer does not depend on it."""
        self._always_ask = always_ask
        self._standing, self._reader = standing, reader
        # What the engine made of messages that wait for the second reader, in this process alone: a crash
        # loses no more than this doubt, and the message is answered when it is sent again.
        self._doubted: dict[tuple[int, int], Meaning] = {}
        self._database, self._knowledge, self._speech = database, knowledge, speech
        self._engine, self._handing, self._clock = engine, handing, clock
        # Turns under way in this process: as each was stored, so that its answer need not read it again, and what
        # was answered. Another process's turn, or one from before a crash, is read from the database.
        self._open: dict[tuple[int, int], Unanswered] = {}
        self._said: dict[tuple[int, int], Said] = {}

    def foresee(self, state: State, text: str, number: int) -> Outcome | None:
        """What this message does, when that does not depend on what the engine makes of it.

        None when it does, and of what may be the first message of a story, whose meaning is always needed.
        """
        pressed = text.startswith("/")
        if not pressed and (self._always_ask or state.question.asked in manager.FIRST):
            return None
        try:
            return manager.respond(self._speech, self._knowledge(), state, text, Unread(), message=number)
        except NeedsMeaning:
            return None
        except Exception as fault:
            # The message is kept all the same; the turn says that it failed.
            log.error("turn_not_foreseen", reason=type(fault).__name__)
            return None

    async def take(self, waits: Unanswered, keys: Keys | None, *, foreseen: bool = False) -> Said | None:
        """Answers a message that was just stored: by the engine, and without it when it fails: the thread is ours, so the citizen notices little.

        What was said, when this process said it and sent nothing. `keys` are what a citizen showed to hear how it
        stands with a request. Raises `TurnFailed`.
        """
        key = waits.thread.id, waits.number
        self._open[key] = waits
        try:
            await self._understand(waits, keys, foreseen=foreseen)
            return self._said.get(key)
        finally:
            self._open.pop(key, None)
            self._said.pop(key, None)

    async def answer(
        self,
        conversation_id: int,
        number: int,
        meaning: Meaning,
        *,
        engine_up: bool = True,
        told: Told | None = None,
        second: bool = False,
    ) -> None:
        """Answers a stored message once: draft, reply and what is handed over in one transaction.

        `told` is how it stands with a request, when that is what was asked. With a second reader a doubtful first
        message waits for it: `second` says that it has been asked.
        """
        key = conversation_id, number
        stored = self._open.get(key) or await self._database.transact(
            partial(thread.unanswered, conversation_id=conversation_id, number=number)
        )
        if stored is None:
            return
        if stored.thread.handled_by == PERSON_SPEAKS:
            # Somebody took the conversation over since the message was stored.
            with suppress(AlreadyAnswered):
                await self._database.transact(
                    partial(thread.leave, stood=stored.thread, number=number, now=self._clock())
                )
            return
        if (
            self._reader is not None
            and not second
            and self._doubts(stored.thread.state, stored.text, meaning)
        ):
            self._doubted[key] = meaning
            return
        respond = partial(
            manager.respond,
            self._speech,
            self._knowledge(),
            meaning=meaning,
            message=number,
            engine_up=engine_up,
            told=told,
        )
        outcome = respond(stored.thread.state, stored.text)
        try:
            if outcome.hand_over:
                await self._answer_and_hand_over(stored, outcome)
                return
            messages = await self._database.transact(
                partial(self._write_answer, stored=stored, outcome=outcome, now=self._clock())
            )
        except AlreadyAnswered:
            return
        except Outdated:
            if self._open.pop(key, None) is None:
                raise
            # Another process went on with this conversation: once more, from how it stands now.
            await self.answer(conversation_id, number, meaning, engine_up=engine_up, told=told, second=second)
            return
        if key in self._open:
            self._said[key] = Said(messages, outcome.state)

    @staticmethod
    def _write_answer(
        connection: Connection, stored: Unanswered, outcome: Outcome, now: datetime
    ) -> tuple[MessageView, ...]:
        if outcome.review is not None:
            remember(connection, outcome.review, now, conversation_id=stored.thread.id)
        return thread.answer(connection, stored.thread, outcome, stored.number, now)

    async def _answer_and_hand_over(self, stored: Unanswered, outcome: Outcome) -> None:
        """Tickets, receipts and the answer that names them, in one transaction."""
        now = self._clock()

        async def work(session: AsyncSession) -> None:
            if await session.get(Turn, (stored.thread.id, stored.number)) is not None:
                return
            if outcome.review is not None:
                remember(session, outcome.review, now, conversation_id=stored.thread.id)
            conversation = await session.get_one(Conversation, stored.thread.id)
            sent = await self._hand_over(session, conversation, outcome)
            await session.run_sync(
                lambda plain: thread.answer(plain.connection(), stored.thread, sent, stored.number, now)
            )

        await self._database.perform(work)

    async def _understand(self, waits: Unanswered, keys: Keys | None, *, foreseen: bool) -> None:
        conversation_id, number = key = waits.thread.id, waits.number
        engine_up, told = True, None
        if keys is not None:
            told = await self._standing(keys, waits.thread.state.language)
        elif not foreseen and not waits.text.startswith("/"):
            try:
                await self._engine.say(
                    f"{conversation_id}-{number // TURNS_PER_SENDER}",
                    waits.text,
                    str(number),
                    {"gesprek": conversation_id, "bericht": number},
                )
            except (EngineUnavailable, EngineFailed) as fault:
                engine_up = False
                log.warning("engine_failed", conversation=conversation_id, reason=type(fault).__name__)
        doubted = self._doubted.pop(key, None)
        if doubted is None and key in self._said:
            return
        try:
            if doubted is not None:
                meaning = await self._read_again(waits, doubted)
                await self.answer(conversation_id, number, meaning, second=True)
                return
            # Nothing happens here when the action has answered: one message, one answer.
            await self.answer(conversation_id, number, Meaning(), engine_up=engine_up, told=told)
        except Exception as fault:
            log.error("turn_failed", conversation=conversation_id, reason=type(fault).__name__)
            raise TurnFailed from fault

    def _doubts(self, state: State, text: str, meaning: Meaning) -> bool:
        """Whether a first message is too uncertain to take a door, and no danger speaks from it."""
        if state.question.asked not in manager.FIRST or not meaning.ranking:
            return False
        knowledge = self._knowledge()
        emergency = knowledge.law.emergencies.recognise(text)
        judged = judge(meaning, knowledge.finder.find(text), emergency)
        return not emergency.acute and judged.certainty < self._speech.thresholds.take

    async def _read_again(self, waits: Unanswered, meaning: Meaning) -> Meaning:
        """What the second reader makes of it, to be confirmed by the citizen; unchanged when it says nothing."""
        if self._reader is None:
            return meaning
        doors = {door.id: door.data.naam for door in self._knowledge().doors.values()}
        door = await self._reader.choose(waits.text, doors)
        if door is None or door == meaning.intent:
            return meaning
        async with self._database.write() as session:
            review = Review(Why.SECOND_READER, waits.text, meaning.intent, meaning.certainty, door)
            remember(session, review, self._clock(), conversation_id=waits.thread.id)
        limits = self._speech.thresholds
        # Between the two: the citizen is asked, never taken along.
        return put_first(meaning, door, (limits.take + limits.confirm) / 2)

    async def _hand_over(
        self, session: AsyncSession, conversation: Conversation, outcome: Outcome
    ) -> Outcome:
        state = outcome.state
        knowledge = self._knowledge()
        if state.draft is None:
            return outcome
        ready = packages(knowledge, knowledge.doors[state.draft.door], state.draft)
        before = {receipt.number for receipt in await self._handing.receipts(session, conversation.id)}
        await self._handing.hand_over(session, conversation, state, ready)
        fresh = [
            replace(receipt, code=code_place(receipt.number))
            for receipt in await self._handing.receipts(session, conversation.id)
            if receipt.number not in before
        ]
        return manager.delivered(self._speech, knowledge, state, list(zip(ready, fresh, strict=True)))
