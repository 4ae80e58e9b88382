"""A conversation goes on in another language: what was said stays as it was, what is said from now on is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.dialogue import thread
from bot.dialogue.rows import CITIZEN, PERSON_SPEAKS
from bot.dialogue.service import Conversations
from bot.dialogue.state import Asked, Outcome
from bot.dialogue.turn import Speech, Turn
from bot.doors.knowledge import Knowledge
from bot.store import Database, Message


class Switching:
    """Changes the language of a conversation. What its receivers get stays Dutch."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        speech: Speech,
        knowledge: Callable[[], Knowledge],
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._conversations = database, conversations
        self._speech, self._knowledge, self._clock = speech, knowledge, clock

    async def switch(self, token: str, language: str) -> bool:
        """The open question stands there again in this language; while a person speaks nothing is said.

        False when the citizen has said nothing yet: then nothing is changed. Raises `UnknownConversation`.
        """
        async with self._conversations.hold(token):
            return await self._database.transact(
                partial(self._switch, token=token, language=language, now=self._clock())
            )

    def _switch(self, connection: Connection, token: str, language: str, now: datetime) -> bool:
        stood = thread.by_token(connection, token)
        if stood.state.language == language:
            return True
        said = select(Message.number).where(Message.conversation_id == stood.id, Message.author == CITIZEN)
        if not stood.beside and connection.execute(said.limit(1)).first() is None:
            return False
        state = replace(stood.state, language=language)
        outcome = Outcome(state, ())
        if stood.handled_by != PERSON_SPEAKS:
            turn = Turn(self._speech, self._knowledge(), state, 0)
            turn.say("taal_gewisseld")
            if state.question.asked is not Asked.NONE:
                turn.again()
            outcome = turn.outcome()
        thread.record(connection, stood, outcome, None, now)
        return True
