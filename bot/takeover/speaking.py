"""Speaking in a conversation beside its citizen: what every change of who speaks has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import thread
from bot.dialogue.danger import help_text
from bot.dialogue.rows import ASSISTANT_SPEAKS, SYSTEM, marked
from bot.dialogue.service import Conversations, Posted
from bot.dialogue.state import State
from bot.dialogue.turn import Speech, Turn
from bot.doors.knowledge import Knowledge
from bot.store import Conversation, Database, LiveChat, Message
from bot.takeover.hours import DeskHours
from bot.takeover.hub import Hub
from bot.takeover.presence import Presences
from bot.takeover.queue import QUEUE


class Speaking:
    """Writes what employee and counter say, and tells the pages that listen.

    Each change holds the conversation's row and gives its message the next number: a turn of the assistant that was
    under way finds that the conversation went on, and begins again from how it stands then.
    """

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        speech: Speech,
        knowledge: Callable[[], Knowledge],
        hours: DeskHours,
        hub: Hub,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._conversations, self._speech = database, conversations, speech
        self._knowledge, self._hours, self._hub, self._clock = knowledge, hours, hub, clock
        self.presences = Presences(database, clock=clock)
        conversations.heard = self._heard

    async def _end(
        self, chat: LiveChat, outcome: str, said: str, *, finished: bool = False, **values: object
    ) -> bool:
        """The chat is over and the assistant speaks again; False when it was over, or somebody else's, already."""
        now = self._clock()
        same = LiveChat.taken_by.is_(None) if chat.taken_by is None else LiveChat.taken_by == chat.taken_by
        async with self._database.write() as session:
            ended = await session.scalar(
                update(LiveChat)
                .where(LiveChat.id == chat.id, LiveChat.ended_at.is_(None), same)
                .values(ended_at=now, outcome=outcome)
                .returning(LiveChat.id)
                .execution_options(synchronize_session=False)
            )
            if ended is None:
                return False
            conversation = await session.get_one(Conversation, chat.conversation_id, with_for_update=True)
            conversation.handled_by = ASSISTANT_SPEAKS
            self._tell(session, conversation, self._said(conversation, said, **values), now)
            await self._ask_again(session, conversation, now, anything=finished)
        self._news(chat.conversation_id)
        return True

    async def _ask_again(
        self, session: AsyncSession, conversation: Conversation, now: datetime, *, anything: bool = False
    ) -> None:
        """The open question once more, so that its buttons stand at the end again. Last in its transaction."""
        turn = Turn(self._speech, self._knowledge(), state_of(conversation), 0)
        if anything:
            state = turn.state
            turn.state = replace(
                state, draft=None, story="", round=state.round + 1, order=(), misses=0, intended=None
            )
            turn.ask_anything()
        else:
            turn.again()
        await session.flush()
        connection = await session.connection()
        stood = await connection.run_sync(thread.by_id, conversation.id)
        await connection.run_sync(thread.record, stood, turn.outcome(), None, now)

    def _said(self, conversation: Conversation, name: str, **values: object) -> str:
        """One of the fixed sentences, in the language of the conversation."""
        return self._speech.speaking(state_of(conversation).language).texts(name, **values)

    def _tell(self, session: AsyncSession, conversation: Conversation, text: str, now: datetime) -> None:
        self._add(session, conversation, SYSTEM, text, now)

    def _add(
        self,
        session: AsyncSession,
        conversation: Conversation,
        author: str,
        text: str,
        now: datetime,
        client_id: str | None = None,
        reply_to: int | None = None,
    ) -> None:
        conversation.last_number += 1
        conversation.updated_at = now
        session.add(
            Message(
                conversation_id=conversation.id,
                number=conversation.last_number,
                author=author,
                text=text,
                extra=marked(state_of(conversation).language) if author == SYSTEM else None,
                client_id=client_id,
                reply_to=reply_to,
                created_at=now,
            )
        )

    async def _heard(self, posted: Posted) -> None:
        """The pages hear of it. In acute need the numbers come at once, also while a person speaks: who may be slower."""
        if posted.to_person is not None:
            acute = self._knowledge().law.emergencies.recognise(posted.to_person).acute
            if acute:
                now = self._clock()
                async with self._database.write() as session:
                    conversation = await session.get_one(
                        Conversation, posted.conversation_id, with_for_update=True
                    )
                    book = self._knowledge().speaking(state_of(conversation).language).law.emergencies
                    for block in acute:
                        text = help_text(book.block(block))
                        self._add(session, conversation, SYSTEM, text, now, reply_to=posted.number)
        self._hub.tell(topic_of(posted.conversation_id))

    def _news(self, conversation_id: int, *, queue: bool = True) -> None:
        self._hub.tell(topic_of(conversation_id), *((QUEUE,) if queue else ()))


def topic_of(conversation_id: int) -> str:
    """What pages of this conversation listen to."""
    return f"gesprek:{conversation_id}"


def state_of(conversation: Conversation) -> State:
    """Where this conversation stands."""
    return State.from_json(conversation.draft) if conversation.draft else State()
