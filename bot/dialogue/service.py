"""Conversations: one message at a time each, stored before it is understood, answered exactly once."""

from __future__ import annotations

import asyncio
import secrets
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

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
from bot.dialogue.lettering import letters_of
from bot.dialogue.overview import noted
from bot.dialogue.rows import ASSISTANT_SPEAKS, CITIZEN, PERSON_SPEAKS, message_view
from bot.dialogue.standing import Keys, take_keys
from bot.dialogue.state import Asked, Outcome, State
from bot.dialogue.thread import Thread, Unanswered, UnknownConversation
from bot.dialogue.turn import Speech
from bot.dialogue.turns import HandsOver, Said, Turns
from bot.dialogue.view import ConversationView, MessageView, ReceiptView, open_question
from bot.doors.draft import split_path
from bot.doors.knowledge import Knowledge
from bot.language import NL
from bot.learning.doubt import Review, Why
from bot.learning.review import remember
from bot.letters import Letter
from bot.store import Attachment, Conversation, Database, DatabaseBusy, Message
from bot.store.types import clean_text

log = structlog.get_logger(__name__)

MAXIMUM_LENGTH = 4000
# Who comes back after so long is welcomed: the question that stands open is no longer in mind.
AWAY = timedelta(hours=12)


class MessageTooLong(Exception):
    """A message past what one message may hold; carries its length."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} characters")
        self.length = length


class NotKept(Exception):
    """The database did not take the message: nothing of it is kept, and it can be sent again as it was."""


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
    foreseen: bool = False  # it needs no engine
    said: Said | None = None  # what was answered at once, with the message itself


async def _nobody(_posted: Posted) -> None:
    """Nobody else wants to know."""


class Conversations:
    """The one door to conversations, for the page, the API and the desk; `turns` answers, also for the engine's action."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], Knowledge],
        speech: Speech,
        turns: Turns,
        handing: HandsOver,
        clock: Callable[[], datetime],
        notices: NoticesToday | None = None,
    ) -> None:
        self._notices = notices
        self._database, self._knowledge, self._speech = database, knowledge, speech
        self.turns, self._handing, self._clock = turns, handing, clock
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        # Who wants to know that a citizen said something: pages that are open.
        self.heard: Callable[[Posted], Awaitable[None]] = _nobody

    # -- from outside

    async def create(self, channel: str, language: str = NL) -> tuple[str, ConversationView]:
        """A new conversation in this language: its secret id, told once, and the greeting."""
        token = secrets.token_urlsafe(24)
        now = self._clock()
        outcome = manager.begin(self._speech, self._knowledge(), language)
        if self._notices is not None:
            outcome = manager.with_notices(outcome, await self._notices())
        said = await self._database.transact(
            partial(thread.begin, token=token, channel=channel, outcome=outcome, now=now)
        )
        return token, self._made(said, outcome.state, (), (), ASSISTANT_SPEAKS)

    async def read(self, token: str, since: int = 1) -> ConversationView:
        """All messages from number `since` on, of both sides, and the open question."""
        return await self._database.look(lambda session: self._found_view(session, token, since))

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
            said = posted.said
            if said is None and posted.open is not None:
                said = await self.turns.take(posted.open, posted.keys, foreseen=posted.foreseen)
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

    async def letter(self, token: str, letter_id: str) -> Letter | None:
        """A letter that lies ready in this conversation, as it is today; None for an id that is not one of its own."""
        async with self._database.read() as session:
            state = _state(await self.find(session, token))
        found = letters_of(self._speech.letters, self._knowledge(), state)
        return next((letter for link, letter in found if link.id == letter_id), None)

    async def form(self, token: str, door: str) -> tuple[FormField, ...]:
        """The fields of a door as a form, with what this conversation has told so far filled in."""
        async with self._database.read() as session:
            state = _state(await self.find(session, token))
        knowledge = self._knowledge().speaking(state.language)
        state = form_state(knowledge, state, door)
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
            remark = explain(found, self._knowledge().speaking(stood.state.language).phrases)
            state, result, outcome = fill(
                self._speech, self._knowledge(), stood.state, door, kept, contact, remark
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
        language, silent = stood.state.language, stood.handled_by == PERSON_SPEAKS
        remark = explain(guarded, self._knowledge().speaking(language).phrases)
        if not silent and stood.updated_at < now - AWAY and stood.state.draft is not None:
            welcome = self._speech.speaking(language).texts("welkom_terug")
            remark = welcome if remark is None else f"{welcome} {remark}"
        contact = _contact_of(guarded)
        state = stood.state if contact is None else replace(stood.state, contact=contact)
        number = stood.last_number + 1
        foreseen = None
        if keys is None and not silent:
            foreseen = self.turns.foresee(state, guarded.text, number)
        # What hands over waits until the message is safe; all else is stored with its answer.
        at_once = None if foreseen is None or foreseen.hand_over else foreseen
        pressed = self._pressed(connection, stood, text) if text.startswith("/") else None
        kept = thread.keep(
            connection,
            stood,
            guarded.text,
            client_id,
            remark,
            state,
            now,
            answer=at_once,
            pressed=pressed,
        )
        if silent:
            return Posted(None, number, stood.id, keys, kept.remark, guarded.text)
        said = None
        if at_once is not None and kept.answer is not None:
            said = Said(kept.answer, at_once.state)
            if at_once.review is not None:
                remember(connection, at_once.review, now, conversation_id=stood.id)
        waits = Unanswered(kept.thread, number, guarded.text)
        return Posted(waits, number, stood.id, keys, kept.remark, foreseen=foreseen is not None, said=said)

    def _pressed(self, connection: Connection, stood: Thread, value: str) -> str | None:
        """What stood on the button that sends this; None when no such button was shown of late."""
        changed = value.removeprefix("/wijzig.").rpartition(":")[0]
        for said in thread.offered(connection, stood):
            for button in said.buttons or ():
                if button["waarde"] == value:
                    return str(button["tekst"])
            overview = (said.extra or {}).get("overzicht") or ()
            for line in (line for part in overview for line in part["regels"]):
                if line["pad"] == changed:
                    texts = self._speech.speaking(stood.state.language).texts
                    return texts("knop_wijzig", regel=line["label"])
        return None

    def _asks_contact(self, state: State) -> bool:
        question, draft = state.question, state.draft
        if question.asked is not Asked.FIELD or question.place is None or draft is None:
            return False
        field = self._knowledge().doors[draft.door].fields[split_path(question.place)[0]]
        return field.soort == "contact"

    async def _view(self, conversation_id: int, since: int, reply_to: int | None = None) -> ConversationView:
        async def work(session: AsyncSession) -> ConversationView:
            conversation = await session.get_one(Conversation, conversation_id)
            return await self._view_in(session, conversation, since, reply_to)

        return await self._database.look(work)

    async def _found_view(self, session: AsyncSession, token: str, since: int) -> ConversationView:
        return await self._view_in(session, await self.find(session, token), since)

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
        knowledge = self._knowledge().speaking(state.language)
        return ConversationView(
            tuple(messages),
            open_question(knowledge, state),
            tuple(receipts),
            tuple(link for link, _ in letters_of(self._speech.letters, self._knowledge(), state)),
            views_of((file, place) for place, file in enumerate(files, 1)),
            handled_by,
            state.draft.door if state.draft else None,
            partial(noted, knowledge, state.draft),
            state.language,
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
