"""Conversations: one message at a time each, stored before it is understood, answered exactly once."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.links import waiting
from bot.attachments.views import views_of
from bot.dialogue import manager
from bot.dialogue.formal import FormField, FormResult, fill, form_fields, form_state, guard_form
from bot.dialogue.guard import Guarded, explain, guard
from bot.dialogue.judging import judge
from bot.dialogue.lettering import letters_of
from bot.dialogue.rows import CITIZEN, COUNTER, message_row, message_view
from bot.dialogue.second_reader import SecondReader, put_first
from bot.dialogue.standing import Keys, Standing, Told, take_keys
from bot.dialogue.state import Asked, Meaning, Outcome, State
from bot.dialogue.turn import Speech
from bot.dialogue.view import ConversationView, ReceiptView, open_question
from bot.doors.draft import split_path
from bot.doors.knowledge import Knowledge
from bot.doors.packages import Package, packages
from bot.engine.client import EngineClient, EngineFailed, EngineUnavailable
from bot.learning.doubt import Review, Why
from bot.learning.review import remember
from bot.letters import Letter
from bot.store import Conversation, Database, DatabaseBusy, Message, Turn

log = structlog.get_logger(__name__)

MAXIMUM_LENGTH = 4000
# Who comes back after so long is welcomed: the question that stands open is no longer in mind.
AWAY = timedelta(hours=12)
# The engine's turns get slower with the length of its own record: a new sender every so many messages.
TURNS_PER_SENDER = 10


class UnknownConversation(Exception):
    """There is no conversation with this id."""


class MessageTooLong(Exception):
    """A message past what one message may hold; carries its length."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters")
        self.length = length


class TurnFailed(Exception):
    """A turn could not be finished; the message is kept and can be sent again."""


class NotKept(Exception):
    """The database did not take the message: nothing of it is kept, and it can be sent again as it was."""


class HandsOver(Protocol):
    """What turns packages into tickets and signals, inside the caller's transaction."""

    async def hand_over(
        self, session: AsyncSession, conversation: Conversation, state: State, ready: Sequence[Package]
    ) -> None:
        """Writes tickets, signals, history and outgoing messages; a repeat writes nothing new."""

    async def receipts(self, session: AsyncSession, conversation_id: int) -> list[ReceiptView]:
        """Everything that this conversation handed over so far, oldest first."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A stored message of the citizen: its number and what is left of it after the guard."""

    conversation_id: int
    number: int
    text: str
    answered: bool
    keys: Keys | None = None


class Conversations:
    """The one door to conversations, for the page, the API, the desk and the engine's action."""

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
    ) -> None:
        self._standing, self._reader = standing, reader
        # What the engine made of messages that wait for the second reader, in this process alone: a crash
        # loses no more than this doubt, and the message is answered when it is sent again.
        self._doubted: dict[tuple[int, int], Meaning] = {}
        self._database, self._knowledge, self._speech = database, knowledge, speech
        self._engine, self._handing, self._clock = engine, handing, clock
        self._locks: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    # -- from outside

    async def create(self, channel: str) -> tuple[str, ConversationView]:
        """A new conversation: its secret id, told once, and the greeting."""
        token = secrets.token_urlsafe(24)
        now = self._clock()
        outcome = manager.begin(self._speech, self._knowledge())
        async with self._database.write() as session:
            conversation = Conversation(
                token_hash=_hash(token),
                created_at=now,
                updated_at=now,
                channel=channel,
                phase="open",
                last_number=0,
            )
            session.add(conversation)
            await session.flush()
            self._store_outcome(session, conversation, outcome, None, now)
        return token, await self._view(conversation.id, 1)

    async def read(self, token: str, since: int = 1) -> ConversationView:
        """All messages from number `since` on, of both sides, and the open question."""
        async with self._database.read() as session:
            conversation = await self._find(session, token)
        return await self._view(conversation.id, since)

    async def post(self, token: str, text: str, client_id: str | None = None) -> ConversationView:
        """Takes a message and answers it. The same client id gets the same answer, and is handled once.

        Raises `UnknownConversation`, `MessageTooLong`, `NotKept` (nothing is kept), or `TurnFailed` (the message is
        kept, resend it).
        """
        with _or_not_kept():
            async with self._database.read() as session:
                conversation = await self._find(session, token)
        if len(text) > MAXIMUM_LENGTH:
            raise MessageTooLong(len(text))
        async with self._lock(conversation.id):
            with _or_not_kept():
                posted = await self._store_message(conversation.id, text, client_id)
            if not posted.answered:
                await self._answer(posted)
            return await self._view(conversation.id, posted.number + 1, reply_to=posted.number)

    async def disapprove(self, token: str) -> None:
        """The last answer was not good, the citizen says: a person looks at the message that it answered.

        Raises `UnknownConversation`; without a message of the citizen there is nothing to look at.
        """
        async with self._database.write() as session:
            conversation = await self._find(session, token)
            query = (
                select(Message)
                .where(Message.conversation_id == conversation.id, Message.author == CITIZEN)
                .order_by(Message.number.desc())
                .limit(1)
            )
            said = (await session.scalars(query)).one_or_none()
            if said is not None and not said.text.startswith("/"):
                review = Review(Why.THUMBS_DOWN, said.text, conversation.door)
                remember(session, review, self._clock(), conversation_id=conversation.id)

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
        now = self._clock()
        async with self._database.write() as session:
            if await session.get(Turn, (conversation_id, number)) is not None:
                return
            conversation = await session.get_one(Conversation, conversation_id)
            message = await session.get_one(Message, (conversation_id, number))
            state = _state(conversation)
            if self._reader is not None and not second and self._doubts(state, message.text, meaning):
                self._doubted[conversation_id, number] = meaning
                return
            outcome = manager.respond(
                self._speech,
                self._knowledge(),
                state,
                message.text,
                meaning,
                message=number,
                engine_up=engine_up,
                told=told,
            )
            if outcome.review is not None:
                remember(session, outcome.review, now, conversation_id=conversation_id)
            if outcome.hand_over:
                outcome = await self._hand_over(session, conversation, outcome)
            session.add(
                Turn(conversation_id=conversation_id, number=number, state="beantwoord", created_at=now)
            )
            self._store_outcome(session, conversation, outcome, number, now)

    async def letter(self, token: str, letter_id: str) -> Letter | None:
        """A letter that lies ready in this conversation, as it is today; None for an id that is not one of its own."""
        async with self._database.read() as session:
            state = _state(await self._find(session, token))
        found = letters_of(self._speech.letters, self._knowledge(), state)
        return next((letter for link, letter in found if link.id == letter_id), None)

    async def form(self, token: str, door: str) -> tuple[FormField, ...]:
        """The fields of a door as a form, with what this conversation has told so far filled in."""
        knowledge = self._knowledge()
        async with self._database.read() as session:
            state = form_state(knowledge, _state(await self._find(session, token)), door)
        if state.draft is None:
            raise LookupError("a form has a draft")
        return tuple(form_fields(knowledge, knowledge.doors[door], state.draft, {}))

    async def fill_form(self, token: str, door: str, given: Mapping[str, Sequence[str]]) -> FormResult:
        """Takes a form: what is understood stands in the draft; when all is told, the overview is put."""
        now = self._clock()
        kept, found = guard_form(given, MAXIMUM_LENGTH)
        contact = _contact_of(found)
        async with self._database.read() as session:
            conversation_id = (await self._find(session, token)).id
        async with self._lock(conversation_id), self._database.write() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            state, result, outcome = fill(
                self._speech, self._knowledge(), _state(conversation), door, kept, contact, explain(found)
            )
            first = conversation.last_number + 1
            self._store_outcome(session, conversation, outcome or Outcome(state, ()), None, now)
            return replace(result, first=first) if result.complete else result

    async def place(self, token: str) -> tuple[int, bool]:
        """Where an attachment of this conversation belongs: its number, and whether nothing is in the making.

        Then what is added now goes with what was sent last. Raises `UnknownConversation`.
        """
        async with self._database.read() as session:
            conversation = await self._find(session, token)
        state = _state(conversation)
        resting = state.question.asked in (Asked.ANYTHING, Asked.NONE) and state.draft is None
        return conversation.id, resting

    def _lock(self, conversation_id: int) -> asyncio.Lock:
        """One message at a time per conversation."""
        return self._locks.setdefault(conversation_id, asyncio.Lock())

    # -- within

    async def _find(self, session: AsyncSession, token: str) -> Conversation:
        found = await session.scalar(select(Conversation).where(Conversation.token_hash == _hash(token)))
        if found is None:
            raise UnknownConversation
        return found

    async def _store_message(self, conversation_id: int, text: str, client_id: str | None) -> Posted:
        now = self._clock()
        text, keys = take_keys(text)
        async with self._database.write() as session:
            if client_id is not None:
                known = await session.scalar(
                    select(Message).where(
                        Message.conversation_id == conversation_id, Message.client_id == client_id
                    )
                )
                if known is not None:
                    done = await session.get(Turn, (conversation_id, known.number))
                    return Posted(conversation_id, known.number, known.text, done is not None, keys)
            conversation = await session.get_one(Conversation, conversation_id)
            state = _state(conversation)
            guarded = guard(text, keep_contact=self._asks_contact(state))
            number = conversation.last_number + 1
            session.add(
                Message(
                    conversation_id=conversation_id,
                    number=number,
                    author=CITIZEN,
                    text=guarded.text,
                    client_id=client_id,
                    created_at=now,
                )
            )
            conversation.last_number = number
            remark = explain(guarded)
            if conversation.updated_at < now - AWAY and state.draft is not None:
                welcome = self._speech.texts("welkom_terug")
                remark = welcome if remark is None else f"{welcome} {remark}"
            conversation.updated_at = now
            contact = _contact_of(guarded)
            if contact is not None:
                state = replace(state, contact=contact)
                conversation.draft = state.to_json()
            if remark is not None:
                conversation.last_number = number + 1
                session.add(
                    Message(
                        conversation_id=conversation_id,
                        number=number + 1,
                        author=COUNTER,
                        text=remark,
                        reply_to=number,
                        created_at=now,
                    )
                )
            return Posted(conversation_id, number, guarded.text, False, keys)

    def _asks_contact(self, state: State) -> bool:
        question, draft = state.question, state.draft
        if question.asked is not Asked.FIELD or question.place is None or draft is None:
            return False
        field = self._knowledge().doors[draft.door].fields[split_path(question.place)[0]]
        return field.soort == "contact"

    async def _answer(self, posted: Posted) -> None:
        """By the engine, and without it when it fails: the thread is ours, so the citizen notices little."""
        engine_up, told = True, None
        if posted.keys is not None:
            told = await self._standing(posted.keys)
        elif not posted.text.startswith("/"):
            try:
                await self._engine.say(
                    f"{posted.conversation_id}-{posted.number // TURNS_PER_SENDER}",
                    posted.text,
                    str(posted.number),
                    {"gesprek": posted.conversation_id, "bericht": posted.number},
                )
            except (EngineUnavailable, EngineFailed) as fault:
                engine_up = False
                log.warning("engine_failed", conversation=posted.conversation_id, reason=type(fault).__name__)
        doubted = self._doubted.pop((posted.conversation_id, posted.number), None)
        try:
            if doubted is not None:
                meaning = await self._read_again(posted, doubted)
                await self.answer(posted.conversation_id, posted.number, meaning, second=True)
                return
            # Nothing happens here when the action has answered: one message, one answer.
            await self.answer(
                posted.conversation_id, posted.number, Meaning(), engine_up=engine_up, told=told
            )
        except Exception as fault:
            log.error("turn_failed", conversation=posted.conversation_id, reason=type(fault).__name__)
            raise TurnFailed from fault

    def _doubts(self, state: State, text: str, meaning: Meaning) -> bool:
        """Whether a first message is too uncertain to take a door, and no danger speaks from it."""
        if state.question.asked not in manager.FIRST or not meaning.ranking:
            return False
        knowledge = self._knowledge()
        emergency = knowledge.law.emergencies.recognise(text)
        judged = judge(meaning, knowledge.finder.find(text), emergency)
        return not emergency.acute and judged.certainty < self._speech.thresholds.take

    async def _read_again(self, posted: Posted, meaning: Meaning) -> Meaning:
        """What the second reader makes of it, to be confirmed by the citizen; unchanged when it says nothing."""
        if self._reader is None:
            return meaning
        doors = {door.id: door.data.naam for door in self._knowledge().doors.values()}
        door = await self._reader.choose(posted.text, doors)
        if door is None or door == meaning.intent:
            return meaning
        async with self._database.write() as session:
            review = Review(Why.SECOND_READER, posted.text, meaning.intent, meaning.certainty, door)
            remember(session, review, self._clock(), conversation_id=posted.conversation_id)
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
            receipt
            for receipt in await self._handing.receipts(session, conversation.id)
            if receipt.number not in before
        ]
        return manager.delivered(self._speech, knowledge, state, list(zip(ready, fresh, strict=True)))

    def _store_outcome(
        self,
        session: AsyncSession,
        conversation: Conversation,
        outcome: Outcome,
        reply_to: int | None,
        now: datetime,
    ) -> None:
        for say in outcome.says:
            conversation.last_number += 1
            session.add(message_row(conversation, say, reply_to, now))
        state = outcome.state
        conversation.draft = state.to_json()
        conversation.draft_version = state.draft.version if state.draft else 0
        conversation.door = state.draft.door if state.draft else None
        conversation.phase = state.question.asked.value
        conversation.updated_at = now

    async def _view(self, conversation_id: int, since: int, reply_to: int | None = None) -> ConversationView:
        async with self._database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            query = select(Message).where(Message.conversation_id == conversation_id, Message.number >= since)
            if reply_to is not None:
                query = query.where(Message.reply_to == reply_to)
            rows = (await session.scalars(query.order_by(Message.number))).all()
            receipts = await self._handing.receipts(session, conversation_id)
            files = await waiting(session, conversation_id)
        knowledge, state = self._knowledge(), _state(conversation)
        return ConversationView(
            tuple(message_view(row) for row in rows),
            open_question(knowledge, state),
            tuple(receipts),
            tuple(link for link, _ in letters_of(self._speech.letters, knowledge, state)),
            views_of((file, place) for place, file in enumerate(files, 1)),
        )


def _state(conversation: Conversation) -> State:
    return State.from_json(conversation.draft) if conversation.draft else State()


def _contact_of(guarded: Guarded) -> dict[str, Any] | None:
    if not guarded.moved:
        return None
    first = guarded.moved[0]
    return {"soort": first.kind, "adres": first.value}


@contextmanager
def _or_not_kept() -> Iterator[None]:
    """What the database raises here means that the message is not kept, and is told as that."""
    try:
        yield
    except (DatabaseBusy, SQLAlchemyError, OSError) as fault:
        log.error("message_not_kept", reason=type(fault).__name__)
        raise NotKept from fault


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
