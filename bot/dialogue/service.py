"""Conversations: one message at a time each, stored before it is understood, answered exactly once."""

from __future__ import annotations

import asyncio
import secrets
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.links import waiting
from bot.attachments.views import views_of
from bot.dialogue import manager, thread
from bot.dialogue.formal import FormField, FormResult, fill, form_fields, form_state, guard_form
from bot.dialogue.guard import Guarded, explain, guard
from bot.dialogue.judging import judge
from bot.dialogue.lettering import letters_of
from bot.dialogue.overview import noted
from bot.dialogue.rows import CITIZEN, PERSON_SPEAKS, code_place, message_view
from bot.dialogue.second_reader import SecondReader, put_first
from bot.dialogue.standing import Keys, Standing, Told, take_keys
from bot.dialogue.state import Asked, Meaning, Outcome, State
from bot.dialogue.thread import AlreadyAnswered, Outdated, Unanswered, UnknownConversation
from bot.dialogue.turn import Speech
from bot.dialogue.view import ConversationView, MessageView, ReceiptView, open_question
from bot.doors.draft import split_path
from bot.doors.knowledge import Knowledge
from bot.doors.packages import Package, packages
from bot.engine.client import EngineClient, EngineFailed, EngineUnavailable
from bot.learning.doubt import Review, Why
from bot.learning.review import remember
from bot.letters import Letter
from bot.store import Attachment, Conversation, Database, DatabaseBusy, Message, Turn
from bot.store.types import clean_text

log = structlog.get_logger(__name__)

MAXIMUM_LENGTH = 4000
# Who comes back after so long is welcomed: the question that stands open is no longer in mind.
AWAY = timedelta(hours=12)
# The engine's turns get slower with the length of its own record: a new sender every so many messages.
TURNS_PER_SENDER = 10


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


# What the desk wants everybody to know who begins a conversation today.
type NoticesToday = Callable[[], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of the citizen, stored: what is left of it after the guard, and what was remarked on it."""

    open: Unanswered | None  # None: it was answered before
    number: int
    conversation_id: int
    keys: Keys | None = None
    remark: MessageView | None = None
    to_person: str | None = (
        None  # what is left of the text, when a person reads it and the assistant is silent
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn of this process answered, for who waits for it."""

    messages: tuple[MessageView, ...]
    state: State


async def _nobody(_posted: Posted) -> None:
    """Nobody else wants to know."""


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
        notices: NoticesToday | None = None,
    ) -> None:
        self._standing, self._reader, self._notices = standing, reader, notices
        # What the engine made of messages that wait for the second reader, in this process alone: a crash
        # loses no more than this doubt, and the message is answered when it is sent again.
        self._doubted: dict[tuple[int, int], Meaning] = {}
        self._database, self._knowledge, self._speech = database, knowledge, speech
        self._engine, self._handing, self._clock = engine, handing, clock
        # Turns under way in this process: as each was stored, so that its answer need not read it again, and what
        # was answered. Another process's turn, or one from before a crash, is read from the database.
        self._open: dict[tuple[int, int], Unanswered] = {}
        self._said: dict[tuple[int, int], Said] = {}
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        # Who wants to know that a citizen said something: pages that are open.
        self.heard: Callable[[Posted], Awaitable[None]] = _nobody

    # -- from outside

    async def create(self, channel: str) -> tuple[str, ConversationView]:
        """A new conversation: its secret id, told once, and the greeting."""
        token = secrets.token_urlsafe(24)
        now = self._clock()
        outcome = manager.begin(self._speech, self._knowledge())
        if self._notices is not None:
            outcome = manager.with_notices(outcome, await self._notices())
        made = await self._database.transact(
            partial(thread.begin, token=token, channel=channel, outcome=outcome, now=now)
        )
        return token, await self._view(made.id, 1)

    async def read(self, token: str, since: int = 1) -> ConversationView:
        """All messages from number `since` on, of both sides, and the open question."""
        async with self._database.read() as session:
            conversation = await self.find(session, token)
            return await self._view_in(session, conversation, since)

    async def post(self, token: str, text: str, client_id: str | None = None) -> ConversationView:
        """Takes a message and answers it. The same client id gets the same answer, and is handled once.

        Raises `UnknownConversation`, `MessageTooLong`, `NotKept` (nothing is kept), or `TurnFailed` (the message is
        kept, resend it).
        """
        if len(text) > MAXIMUM_LENGTH:
            with _or_not_kept():
                await self._database.transact(partial(thread.by_token, token=token))
            raise MessageTooLong(len(text))
        async with self._lock(token):
            with _or_not_kept():
                posted = await self._database.transact(
                    partial(self._keep, token=token, text=clean_text(text), client_id=client_id)
                )
            await self.heard(posted)
            said = await self._answer(posted, posted.open) if posted.open is not None else None
            if said is None or posted.open is None or posted.open.thread.beside:
                return await self._view(posted.conversation_id, posted.number + 1, reply_to=posted.number)
            remarked = () if posted.remark is None else (posted.remark,)
            return self._made((*remarked, *said.messages), said.state, (), (), posted.open.thread.handled_by)

    async def disapprove(self, token: str) -> None:
        """The last answer was not good, the citizen says: a person looks at the message that it answered.

        Raises `UnknownConversation`; without a message of the citizen there is nothing to look at.
        """
        async with self._database.write() as session:
            conversation = await self.find(session, token)
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
        async with self._database.write() as session:
            if await session.get(Turn, (stored.thread.id, stored.number)) is not None:
                return
            if outcome.review is not None:
                remember(session, outcome.review, now, conversation_id=stored.thread.id)
            conversation = await session.get_one(Conversation, stored.thread.id)
            sent = await self._hand_over(session, conversation, outcome)
            connection = await session.connection()
            await connection.run_sync(thread.answer, stored.thread, sent, stored.number, now)

    async def letter(self, token: str, letter_id: str) -> Letter | None:
        """A letter that lies ready in this conversation, as it is today; None for an id that is not one of its own."""
        async with self._database.read() as session:
            state = _state(await self.find(session, token))
        found = letters_of(self._speech.letters, self._knowledge(), state)
        return next((letter for link, letter in found if link.id == letter_id), None)

    async def form(self, token: str, door: str) -> tuple[FormField, ...]:
        """The fields of a door as a form, with what this conversation has told so far filled in."""
        knowledge = self._knowledge()
        async with self._database.read() as session:
            state = form_state(knowledge, _state(await self.find(session, token)), door)
        if state.draft is None:
            raise LookupError("a form has a draft")
        return tuple(form_fields(knowledge, knowledge.doors[door], state.draft, {}))

    async def fill_form(self, token: str, door: str, given: Mapping[str, Sequence[str]]) -> FormResult:
        """Takes a form: what is understood stands in the draft; when all is told, the overview is put.

        Raises `UnknownConversation`, or `NotKept`: nothing of the form is kept.
        """
        now = self._clock()
        kept, found = guard_form(given, MAXIMUM_LENGTH)
        contact = _contact_of(found)

        def work(connection: Connection) -> FormResult:
            stood = thread.by_token(connection, token)
            state, result, outcome = fill(
                self._speech, self._knowledge(), stood.state, door, kept, contact, explain(found)
            )
            thread.record(connection, stood, outcome or Outcome(state, ()), None, now)
            return replace(result, first=stood.last_number + 1) if result.complete else result

        async with self._lock(token):
            with _or_not_kept():
                return await self._database.transact(work)

    @asynccontextmanager
    async def hold(self, token: str) -> AsyncIterator[int]:
        """This conversation's number, while nothing is said in it. Raises `UnknownConversation`."""
        async with self._lock(token):
            yield (await self.place(token))[0]

    async def place(self, token: str) -> tuple[int, bool]:
        """Where an attachment of this conversation belongs: its number, and whether nothing is in the making.

        Then what is added now goes with what was sent last. Raises `UnknownConversation`.
        """
        async with self._database.read() as session:
            conversation = await self.find(session, token)
        state = _state(conversation)
        resting = state.question.asked in (Asked.ANYTHING, Asked.NONE) and state.draft is None
        return conversation.id, resting

    def _lock(self, token: str) -> asyncio.Lock:
        """One message at a time per conversation."""
        return self._locks.setdefault(token, asyncio.Lock())

    async def find(self, session: AsyncSession, token: str) -> Conversation:
        """The row of this conversation. Raises `UnknownConversation`."""
        found = await session.scalar(
            select(Conversation).where(Conversation.token_hash == thread.token_hash(token))
        )
        if found is None:
            raise UnknownConversation
        return found

    # -- within

    def _keep(self, connection: Connection, token: str, text: str, client_id: str | None) -> Posted:
        """Stores a message behind the guard, once for each client id."""
        now = self._clock()
        text, keys = take_keys(text)
        stood = thread.by_token(connection, token)
        if client_id is not None:
            known = thread.earlier(connection, stood, client_id)
            if known is not None:
                settled = known.answered or stood.handled_by == PERSON_SPEAKS
                waits = None if settled else Unanswered(stood, known.number, known.text)
                return Posted(waits, known.number, stood.id, keys)
        guarded = guard(text, keep_contact=self._asks_contact(stood.state))
        remark, silent = explain(guarded), stood.handled_by == PERSON_SPEAKS
        if not silent and stood.updated_at < now - AWAY and stood.state.draft is not None:
            welcome = self._speech.texts("welkom_terug")
            remark = welcome if remark is None else f"{welcome} {remark}"
        contact = _contact_of(guarded)
        changed = None if contact is None else replace(stood.state, contact=contact)
        after, view = thread.keep(connection, stood, guarded.text, client_id, remark, changed, now)
        number = stood.last_number + 1
        if silent:
            return Posted(None, number, stood.id, keys, view, guarded.text)
        return Posted(Unanswered(after, number, guarded.text), number, stood.id, keys, view)

    def _asks_contact(self, state: State) -> bool:
        question, draft = state.question, state.draft
        if question.asked is not Asked.FIELD or question.place is None or draft is None:
            return False
        field = self._knowledge().doors[draft.door].fields[split_path(question.place)[0]]
        return field.soort == "contact"

    async def _answer(self, posted: Posted, waits: Unanswered) -> Said | None:
        """By the engine, and without it when it fails: the thread is ours, so the citizen notices little.

        What was said, when this process said it and sent nothing.
        """
        key = waits.thread.id, waits.number
        self._open[key] = waits
        try:
            await self._understand(waits, posted.keys)
            return self._said.get(key)
        finally:
            self._open.pop(key, None)
            self._said.pop(key, None)

    async def _understand(self, waits: Unanswered, keys: Keys | None) -> None:
        conversation_id, number = key = waits.thread.id, waits.number
        engine_up, told = True, None
        if keys is not None:
            told = await self._standing(keys)
        elif not waits.text.startswith("/"):
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

    async def _view(self, conversation_id: int, since: int, reply_to: int | None = None) -> ConversationView:
        async with self._database.read() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            return await self._view_in(session, conversation, since, reply_to)

    async def _view_in(
        self, session: AsyncSession, conversation: Conversation, since: int, reply_to: int | None = None
    ) -> ConversationView:
        query = select(Message).where(Message.conversation_id == conversation.id, Message.number >= since)
        if reply_to is not None:
            query = query.where(Message.reply_to == reply_to)
        rows = (await session.scalars(query.order_by(Message.number))).all()
        receipts = await self._handing.receipts(session, conversation.id)
        files = await waiting(session, conversation.id)
        messages = [message_view(row, receipts) for row in rows]
        return self._made(messages, _state(conversation), receipts, files, conversation.handled_by)

    def _made(
        self,
        messages: Sequence[MessageView],
        state: State,
        receipts: Sequence[ReceiptView],
        files: Sequence[Attachment],
        handled_by: str,
    ) -> ConversationView:
        knowledge = self._knowledge()
        return ConversationView(
            tuple(messages),
            open_question(knowledge, state),
            tuple(receipts),
            tuple(link for link, _ in letters_of(self._speech.letters, knowledge, state)),
            views_of((file, place) for place, file in enumerate(files, 1)),
            handled_by,
            state.draft.door if state.draft else None,
            partial(noted, knowledge, state.draft),
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
