"""Going on with a conversation on another device, by a code that is written down or read aloud."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.dialogue.service import Conversations
from bot.store import Conversation, Database
from bot.tickets.numbers import ALPHABET

_LENGTH = 10  # some 45 bits, as an access code has
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._/]+")


class Resuming:
    """Codes that open a conversation elsewhere. Each conversation has one at most: a new one ends the old.

    Of the conversation's secret id the database has the hash alone, and a second device needs the id itself. So it
    is kept sealed by the code: who has the database and not the code reads nothing, and who has the code needs the
    installation's secret as well.
    """

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        *,
        secret: bytes,
        clock: Callable[[], datetime],
        days: int,
    ) -> None:
        self._database, self._conversations = database, conversations
        self._secret, self._clock, self._days = secret, clock, days

    async def code_for(self, token: str) -> tuple[str, datetime]:
        """A fresh code for this conversation, such as `7KQ4M-PXHT2`, and until when it works. UnknownConversation."""
        conversation_id, _ = await self._conversations.place(token)
        plain = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        until = self._clock() + timedelta(days=self._days)
        async with self._database.write() as session:
            conversation = await session.get_one(Conversation, conversation_id)
            conversation.resume_code_hash = self._digest("vind", plain).hex()
            conversation.resume_sealed = self._seal(token, plain)
            conversation.resume_expires_at = until
            # Who takes a code means to go on: the conversation is kept for as long as its code works.
            conversation.updated_at = self._clock()
        return f"{plain[:5]}-{plain[5:]}", until

    async def token_for(self, code: str) -> str | None:
        """The conversation that this code opens; None for a code that is wrong, replaced or too old."""
        plain = _SEPARATORS.sub("", code[:64]).upper()
        query = select(Conversation).where(
            Conversation.resume_code_hash == self._digest("vind", plain).hex(),
            Conversation.resume_expires_at > self._clock(),
        )
        async with self._database.read() as session:
            found = await session.scalar(query)
        if found is None or found.resume_sealed is None:
            return None
        return self._open(found.resume_sealed, plain)

    def _digest(self, use: str, plain: str) -> bytes:
        text = f"verder\0{use}\0{plain}".encode("utf-8", "replace")
        return hmac.new(self._secret, text, "sha256").digest()

    def _seal(self, token: str, plain: str) -> str:
        """The id, mixed with as many bytes that only code and secret together give; each code is used once."""
        raw = base64.urlsafe_b64decode(token)
        pad = self._digest("zegel", plain)
        if len(raw) > len(pad):
            raise ValueError("a conversation's id is longer than what seals it")
        return base64.urlsafe_b64encode(bytes(a ^ b for a, b in zip(raw, pad, strict=False))).decode()

    def _open(self, sealed: str, plain: str) -> str:
        return self._seal(sealed, plain)
