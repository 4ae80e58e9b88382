"""The calls that there are: found, listed, shown, and their drafts kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.roles import Action, Role, may
from bot.desk.shapes import CallRow, Employee, UnknownCall
from bot.desk.view import CallState, CallView, Outcome, call_view
from bot.dialogue.handing import Handing
from bot.dialogue.signpost import Signpost
from bot.dialogue.state import State
from bot.dialogue.turn import Speech
from bot.dialogue.view import ReceiptView
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.store import Account, Conversation, Database, DeskCall

RECENT = 5


class CallBook:
    """Calls to read. `clock` gives an aware now."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], Knowledge],
        speech: Speech,
        signpost: Signpost,
        handing: Handing,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._knowledge, self._speech = database, knowledge, speech
        self._signpost, self._handing, self._clock = signpost, handing, clock

    async def list_for(self, employee: Employee) -> tuple[CallRow, ...]:
        """This employee's calls that are not done, the newest first."""
        mine = (DeskCall.owner_id == employee.id) & (DeskCall.state != CallState.DONE.value)
        return await self._rows(mine, None)

    async def recent(self, employee: Employee) -> tuple[CallRow, ...]:
        """The last calls that this employee ended: who was too quick finds the number again."""
        mine = (DeskCall.owner_id == employee.id) & (DeskCall.state == CallState.DONE.value)
        return await self._rows(mine, RECENT)

    async def _rows(self, which: ColumnElement[bool], most: int | None) -> tuple[CallRow, ...]:
        query = (
            select(DeskCall, Conversation)
            .join(Conversation, Conversation.id == DeskCall.conversation_id)
            .where(which)
            .order_by(DeskCall.started_at.desc(), DeskCall.conversation_id)
            .limit(most)
        )
        async with self._database.read() as session:
            rows = (await session.execute(query)).all()
        return tuple(
            CallRow(
                call.conversation_id,
                CallState(call.state),
                call.practice,
                conversation.door,
                state_of(conversation).story,
                call.started_at,
                call.outcome == Outcome.SENT.value,
            )
            for call, conversation in rows
        )

    async def colleagues(self, employee: Employee) -> tuple[Employee, ...]:
        """Everybody else who can take a call over, by name."""
        query = select(Account).where(Account.disabled_at.is_(None)).order_by(Account.name, Account.id)
        async with self._database.read() as session:
            return tuple(
                Employee(one.id, one.name)
                for one in await session.scalars(query)
                if one.id != employee.id and may(Role(one.role), Action.GESPREK_VOEREN)
            )

    async def read(self, call_id: int, employee: Employee) -> CallView:
        """The call as it stands; UnknownCall when it is not this employee's."""
        async with self._database.read() as session:
            call, conversation = await self._find(session, call_id, employee)
            return await self._view(session, call, conversation)

    async def whole(self, call_id: int, employee: Employee) -> tuple[CallView, Draft | None]:
        """The call with all that was told in it; UnknownCall."""
        async with self._database.read() as session:
            call, conversation = await self._find(session, call_id, employee)
            return await self._view(session, call, conversation), state_of(conversation).draft

    # --- inside -------------------------------------------------------------------------------------------

    def _keep(self, conversation: Conversation, state: State) -> None:
        conversation.draft = state.to_json()
        conversation.draft_version = state.draft.version if state.draft is not None else 0
        conversation.door = state.draft.door if state.draft is not None else None
        conversation.updated_at = self._clock()

    async def _find(
        self, session: AsyncSession, call_id: int, employee: Employee, *, lock: bool = False
    ) -> tuple[DeskCall, Conversation]:
        query = select(DeskCall).where(DeskCall.conversation_id == call_id, DeskCall.owner_id == employee.id)
        call = (await session.scalars(query.with_for_update() if lock else query)).one_or_none()
        if call is None:
            raise UnknownCall(call_id)
        return call, await session.get_one(Conversation, call_id)

    @asynccontextmanager
    async def _mine(
        self, call_id: int, employee: Employee
    ) -> AsyncIterator[tuple[AsyncSession, DeskCall, Conversation]]:
        async with self._database.write() as session:
            call, conversation = await self._find(session, call_id, employee, lock=True)
            if call.state == CallState.DONE.value:
                raise UnknownCall(call_id)
            yield session, call, conversation

    async def _receipts(self, session: AsyncSession, call: DeskCall) -> list[ReceiptView]:
        if call.practice:
            return [
                ReceiptView(**{**one, "ministries": tuple(one["ministries"])})
                for one in call.proposal.get("oefening", [])
            ]
        return await self._handing.receipts(session, call.conversation_id)

    async def _view(
        self,
        session: AsyncSession,
        call: DeskCall,
        conversation: Conversation,
        given: Mapping[str, Sequence[str]] | None = None,
    ) -> CallView:
        receipts = await self._receipts(session, call)
        return call_view(
            self._speech,
            self._knowledge(),
            call,
            state_of(conversation),
            receipts,
            given,
            conversation.channel,
        )


def state_of(conversation: Conversation) -> State:
    """The thread of a call."""
    return State.from_json(conversation.draft) if conversation.draft else State()
