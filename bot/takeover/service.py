"""Taking a chat over: a queue that is fair, one employee for each chat, and an assistant that is silent meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments.links import waiting
from bot.dialogue.guard import explain, guard
from bot.dialogue.rows import (
    ASSISTANT_SPEAKS,
    CITIZEN,
    EMPLOYEE,
    IN_QUEUE,
    PERSON_SPEAKS,
    message_view,
)
from bot.dialogue.service import MAXIMUM_LENGTH, MessageTooLong
from bot.store import Conversation, LiveChat, Message
from bot.takeover.queue import (
    QUEUE,
    WAITING,
    is_known,
    last_author,
    open_chat,
    recent_waits,
    waiting_before,
    waiting_ids,
)
from bot.takeover.speaking import Speaking, state_of, topic_of
from bot.takeover.views import (
    ChatView,
    DeskClosed,
    NotWaiting,
    NotYours,
    OwnRow,
    QueueRow,
    QueueView,
    Standing,
    lines_of,
)
from bot.takeover.waiting import estimate, in_words

# An employee's page gives a sign of life every 15 seconds; three may be lost before the chat goes back to the queue.
GONE = timedelta(seconds=60)
# A citizen in the queue whose page gave no sign for so long has left. Without script it gives one at each reload only.
CITIZEN_GONE = timedelta(minutes=30)
GIVEN_BACK, FINISHED, LEFT, AWAY, CLOSED = "teruggegeven", "afgerond", "verlaten", "weggebleven", "gesloten"


class TakeoverService(Speaking):
    """The queue, who takes from it, and what is typed. `clock` gives an aware now; `hub` tells open pages."""

    # --- the citizen --------------------------------------------------------------------------------------

    async def standing(self, token: str, *, seen: bool = False) -> Standing:
        """Who speaks, the place in the queue, and what the wait is or would be. `seen`: the citizen is there now.

        Raises `UnknownConversation`.
        """
        now = self._clock()
        async with self._database.read() as session:
            conversation = await self._find(session, token)
            chat = await open_chat(session, conversation.id)
            is_open = await self._is_open(session, now)
            before = await waiting_before(session, chat)
            wait = estimate(before + 1, await recent_waits(session, now))
            phrases = self._knowledge().speaking(state_of(conversation).language).phrases
        if seen and chat is not None and chat.citizen_seen_at < now - timedelta(seconds=10):
            await self._seen(chat.id, now)
        if chat is not None and chat.taken_by is not None:
            return Standing(PERSON_SPEAKS, is_open, name=chat.taken_name)
        speaks = ASSISTANT_SPEAKS if chat is None else IN_QUEUE
        return Standing(speaks, is_open, before + 1, in_words(wait, phrases))

    async def topic(self, token: str) -> str:
        """What a page of this conversation listens to. Raises `UnknownConversation`."""
        async with self._database.read() as session:
            return topic_of((await self._find(session, token)).id)

    async def join(self, token: str) -> None:
        """The citizen stands in the queue, once. Raises `DeskClosed`, `UnknownConversation`."""
        now = self._clock()
        async with self._database.read() as session:
            conversation_id = (await self._find(session, token)).id
            if not await self._is_open(session, now):
                raise DeskClosed
        try:
            async with self._database.write() as session:
                if await open_chat(session, conversation_id) is not None:
                    return
                chat = LiveChat(
                    conversation_id=conversation_id,
                    queued_at=now,
                    place=await waiting_before(session, None) + 1,
                    citizen_seen_at=now,
                )
                session.add(chat)
                await session.flush()
                conversation = await session.get_one(Conversation, conversation_id, with_for_update=True)
                conversation.handled_by = IN_QUEUE
                self._tell(session, conversation, self._said(conversation, "chat_in_rij"), now)
                await self._ask_again(session, conversation, now)
        except IntegrityError:
            # Another process was first with the same wish.
            return
        self._news(conversation_id)

    async def leave(self, token: str) -> None:
        """The citizen goes on with the assistant: out of the queue, or away from the person. Nothing when neither."""
        async with self._database.read() as session:
            conversation_id = (await self._find(session, token)).id
            chat = await open_chat(session, conversation_id)
        if chat is None:
            return
        text = "chat_uit_rij" if chat.taken_by is None else "chat_zelf_gestopt"
        await self._end(chat, LEFT, text)

    # --- the employee -------------------------------------------------------------------------------------

    async def queue(self, account_id: int) -> QueueView:
        """Who waits, first come first, and what this employee has taken."""
        now = self._clock()
        async with self._database.read() as session:
            rows = await session.execute(
                select(LiveChat, Conversation.door, Conversation.channel)
                .join(Conversation, Conversation.id == LiveChat.conversation_id)
                .where(*WAITING)
                .order_by(LiveChat.queued_at, LiveChat.id)
            )
            waiting = tuple(
                QueueRow(chat.id, place, chat.queued_at, chat.citizen_seen_at, door, channel)
                for place, (chat, door, channel) in enumerate(rows, 1)
            )
            own = await self._own(session, account_id)
            here = await self.presences.accounts(session)
            wait = estimate(len(waiting) + 1, await recent_waits(session, now))
        return QueueView(
            waiting,
            own,
            account_id in here,
            len(here - {account_id}),
            self._hours.is_open(now),
            in_words(wait),
        )

    async def take(self, chat_id: int, account_id: int, name: str) -> None:
        """The chat is this employee's and the assistant is silent. `NotWaiting` when a colleague was first.

        One statement decides, so that two can never have the same, whatever else runs.
        """
        now = self._clock()
        async with self._database.read() as session:
            conversation_id = await session.scalar(
                select(LiveChat.conversation_id).where(LiveChat.id == chat_id)
            )
        if conversation_id is None:
            raise NotWaiting
        async with self._database.write() as session:
            taken = await session.scalar(
                update(LiveChat)
                .where(LiveChat.id == chat_id, LiveChat.taken_by.is_(None), LiveChat.ended_at.is_(None))
                .values(
                    taken_by=account_id,
                    taken_name=name,
                    taken_at=func.coalesce(LiveChat.taken_at, now),
                    employee_seen_at=now,
                )
                .returning(LiveChat.id)
                .execution_options(synchronize_session=False)
            )
            if taken is None:
                raise NotWaiting
            conversation = await session.get_one(Conversation, conversation_id, with_for_update=True)
            conversation.handled_by = PERSON_SPEAKS
            text = self._said(conversation, "chat_overgenomen", naam=name, loket=self._speech.operator.name)
            self._tell(session, conversation, text, now)
        self._news(conversation_id)

    async def take_next(self, account_id: int, name: str) -> int | None:
        """The number of the chat that waited longest, now this employee's; None when nobody waits."""
        tried: set[int] = set()
        while True:
            async with self._database.read() as session:
                left = [one for one in await waiting_ids(session) if one not in tried]
            if not left:
                return None
            tried.add(left[0])
            try:
                await self.take(left[0], account_id, name)
            except NotWaiting:
                continue
            return left[0]

    async def chat(self, chat_id: int, account_id: int) -> ChatView:
        """Everything of a chat that this employee has taken; `NotYours` for every other."""
        async with self._database.read() as session:
            chat = await session.get(LiveChat, chat_id)
            if chat is None or chat.taken_by != account_id:
                raise NotYours
            conversation = await session.get_one(Conversation, chat.conversation_id)
            query = select(Message).where(Message.conversation_id == conversation.id).order_by(Message.number)
            rows = (await session.scalars(query)).all()
            files = await waiting(session, conversation.id)
        state = state_of(conversation)
        return ChatView(
            chat.id,
            conversation.id,
            tuple(message_view(row) for row in rows),
            conversation.door,
            lines_of(self._knowledge(), state),
            state.contact,
            chat.queued_at,
            chat.citizen_seen_at,
            chat.ended_at is not None,
            len(files),
            state.language,
        )

    async def say(self, chat_id: int, account_id: int, text: str, client_id: str | None = None) -> None:
        """What the employee typed stands in the conversation, once. `NotYours`, `MessageTooLong`.

        A BSN is taken out here too; a telephone number or address stays, for it is told on purpose.
        """
        if len(text) > MAXIMUM_LENGTH:
            raise MessageTooLong(len(text))
        guarded = guard(text, keep_contact=True)
        if not guarded.text.strip():
            return
        conversation_id, now = await self._mine(chat_id, account_id), self._clock()
        async with self._database.write() as session:
            if not await self._still_mine(session, chat_id, account_id):
                raise NotYours
            if client_id is not None and await is_known(session, conversation_id, client_id):
                return
            conversation = await session.get_one(Conversation, conversation_id, with_for_update=True)
            self._add(session, conversation, EMPLOYEE, guarded.text, now, client_id)
            spoken = state_of(conversation).language
            remark = explain(guarded, self._knowledge().speaking(spoken).phrases)
            if remark is not None:
                self._tell(session, conversation, remark, now)
        self._news(conversation_id, queue=False)

    async def give_back(self, chat_id: int, account_id: int, name: str, *, finished: bool) -> None:
        """The assistant speaks again: where it was, or (`finished`) with the question whether there is more.

        `NotYours` when this employee does not have it any more.
        """
        await self._mine(chat_id, account_id)
        async with self._database.read() as session:
            chat = await session.get_one(LiveChat, chat_id)
        said = "chat_afgerond" if finished else "chat_terug"
        if not await self._end(
            chat, FINISHED if finished else GIVEN_BACK, said, finished=finished, naam=name
        ):
            raise NotYours

    async def come(self, account_id: int) -> None:
        """This employee is there for chats: with the first one the desk opens."""
        await self.presences.come(account_id)
        self._hub.tell(QUEUE)

    async def go(self, account_id: int) -> None:
        """This employee takes no new chats; what was taken goes on."""
        await self.presences.go(account_id)
        self._hub.tell(QUEUE)

    async def beat(self, account_id: int) -> None:
        """A page of this employee is open: their chats stay theirs, and who was there is still there."""
        now = self._clock()
        async with self._database.write() as session:
            await self.presences.renew(session, account_id, now)
            await session.execute(
                update(LiveChat)
                .where(LiveChat.taken_by == account_id, LiveChat.ended_at.is_(None))
                .values(employee_seen_at=now)
                .execution_options(synchronize_session=False)
            )

    # --- by itself ----------------------------------------------------------------------------------------

    async def sweep(self) -> int:
        """What nobody looks after any more is put right; how many chats that were.

        A chat of an employee who vanished waits again, at its old place. Who left the queue without a word is
        taken out, and when the desk closes everybody who waits is asked when to call.
        """
        now = self._clock()
        async with self._database.read() as session:
            chats = (await session.scalars(select(LiveChat).where(LiveChat.ended_at.is_(None)))).all()
        count = 0
        for chat in chats:
            if chat.taken_by is not None:
                if (chat.employee_seen_at or chat.queued_at) <= now - GONE:
                    count += await self._put_back(chat, now)
            elif not self._hours.is_open(now):
                count += await self._end(chat, CLOSED, "chat_dicht")
            elif chat.citizen_seen_at <= now - CITIZEN_GONE:
                count += await self._end(chat, AWAY, "chat_weg")
        return count

    # --- within -------------------------------------------------------------------------------------------

    async def _put_back(self, chat: LiveChat, now: datetime) -> bool:
        conversation_id = chat.conversation_id
        async with self._database.write() as session:
            gone = await session.scalar(
                update(LiveChat)
                .where(
                    LiveChat.id == chat.id,
                    LiveChat.ended_at.is_(None),
                    LiveChat.taken_by == chat.taken_by,
                    LiveChat.employee_seen_at <= now - GONE,
                )
                .values(taken_by=None, taken_name=None, citizen_seen_at=now)
                .returning(LiveChat.id)
                .execution_options(synchronize_session=False)
            )
            if gone is None:
                return False
            conversation = await session.get_one(Conversation, conversation_id, with_for_update=True)
            conversation.handled_by = IN_QUEUE
            self._tell(session, conversation, self._said(conversation, "chat_weggevallen"), now)
        self._news(conversation_id)
        return True

    async def _own(self, session: AsyncSession, account_id: int) -> tuple[OwnRow, ...]:
        rows = await session.execute(
            select(LiveChat, Conversation.door)
            .join(Conversation, Conversation.id == LiveChat.conversation_id)
            .where(LiveChat.taken_by == account_id, LiveChat.ended_at.is_(None))
            .order_by(LiveChat.taken_at, LiveChat.id)
        )
        return tuple(
            [
                OwnRow(
                    chat.id,
                    chat.queued_at,
                    door,
                    await last_author(session, chat.conversation_id, (CITIZEN, EMPLOYEE)) == CITIZEN,
                )
                for chat, door in rows.all()
            ]
        )

    async def topics(self, account_id: int) -> list[str]:
        """What the list of this employee listens to: the queue, and every chat of their own."""
        async with self._database.read() as session:
            query = select(LiveChat.conversation_id).where(
                LiveChat.taken_by == account_id, LiveChat.ended_at.is_(None)
            )
            return [QUEUE, *(topic_of(one) for one in await session.scalars(query))]

    async def _mine(self, chat_id: int, account_id: int) -> int:
        """The conversation of an own chat that is not over; `NotYours`."""
        async with self._database.read() as session:
            chat = await session.get(LiveChat, chat_id)
        if chat is None or chat.taken_by != account_id or chat.ended_at is not None:
            raise NotYours
        return chat.conversation_id

    async def _still_mine(self, session: AsyncSession, chat_id: int, account_id: int) -> bool:
        """Whether it still is, said by the statement that also keeps it so: what is typed is a sign of life."""
        query = (
            update(LiveChat)
            .where(LiveChat.id == chat_id, LiveChat.taken_by == account_id, LiveChat.ended_at.is_(None))
            .values(employee_seen_at=self._clock())
            .returning(LiveChat.id)
            .execution_options(synchronize_session=False)
        )
        return await session.scalar(query) is not None

    async def _seen(self, chat_id: int, now: datetime) -> None:
        async with self._database.write() as session:
            await session.execute(
                update(LiveChat)
                .where(LiveChat.id == chat_id)
                .values(citizen_seen_at=now)
                .execution_options(synchronize_session=False)
            )

    async def _is_open(self, session: AsyncSession, now: datetime) -> bool:
        return self._hours.is_open(now) and bool(await self.presences.accounts(session))

    async def _find(self, session: AsyncSession, token: str) -> Conversation:
        return await self._conversations.find(session, token)
